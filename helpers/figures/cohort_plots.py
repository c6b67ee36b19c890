"""The synthetic cohort, one mark a patient: its scores, and a measure before and at week 16. Drawn by seaborn.

Nothing in these pictures moves. seaborn costs seconds to import, so each function imports it when it is called. It
draws on axes of the house: pyplot's current figure and seaborn's themes are left alone.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from helpers.errors import check_choice
from helpers.evidence import synthetic_cohort, tis_table
from helpers.evidence.status import Provenance, Status
from helpers.evidence.tis_rows import MEASURES
from helpers.figures import style
from helpers.figures.canvas import BlitCanvas, to_data_uri
from helpers.figures.cohort_plots_words import (
    describe_measure,
    describe_scores,
    find_better,
    list_segments,
    print_value,
    read_measure,
    read_scores,
    tabulate_measure,
    tabulate_scores,
    title_measure,
    title_scores,
)
from helpers.figures.text import print_number
from helpers.models.cohort_totals import ARMS
from helpers.models.rendering import render_table

PROVENANCE = Provenance(Status.SYNTHETIC, None, "invented patients, totals of the trial")

COLOURS = dict(zip(ARMS, (style.IVIG, style.PLACEBO), strict=True))

SCORES_HEIGHT, MEASURE_HEIGHT = 420, 430
LEFT = 12
"""CSS pixels from the left edge: where words begin."""

SCORES_TOP, SCORES_LEFT, SCORES_WIDTH, ROW_HEIGHT = 84, 20, 444, 118
SCALE = (-2.5, 102.0)
"""TIS points: room for the half of a dot at zero."""
DOT_POINTS = 6.4
"""Nine pixels: one step of the score is ten, so that each score stacks by itself."""

PANEL_LEFTS, PANEL_WIDTH, PANEL_TOP, PANEL_HEIGHT = (58, 274), 186, 156, 176
DOUBLINGS = tuple(2.0**power for power in range(-3, 6))
"""Multiples of the upper limit of normal, for the ticks of the enzyme."""
THIN = 0.9
DOTTED = (1.0, 1.6)
MEAN = {
    **{"color": style.INK, "linewidth": 3.0, "solid_capstyle": "butt", "zorder": 4},
    **{"marker": "D", "markersize": 9, "markeredgecolor": style.PAPER, "markeredgewidth": 1.2},
}


@dataclass(frozen=True, eq=False, repr=False)
class CohortPlot:
    """A picture of the synthetic cohort, which a notebook cell shows with its sentence and its table.

    Attributes
    ----------
    figure : Figure
    alt : str
        Alternative text: what the picture shows, with its numbers.
    sentence : str
        Reads the picture; begins by saying that the patients are invented.
    table : DataFrame
        The numbers behind it: a row for each, a column for each arm.
    provenance : Provenance
        What the stamp on the picture says: SYNTHETIC.
    """

    figure: Figure
    alt: str
    sentence: str
    table: pd.DataFrame
    provenance: Provenance = PROVENANCE

    def __str__(self) -> str:
        return self.sentence

    __repr__ = __str__

    def _repr_html_(self) -> str:
        canvas = BlitCanvas(self.figure, ())
        width, height = canvas.size
        # The paper stays white in the dark theme, with the border of the explorers' pictures.
        paper = (
            "background: #fff; border: 1px solid var(--jp-border-color2, #e0e0e0); border-radius: 4px; "
            "box-sizing: border-box; display: block; height: auto; margin: 6px 0; max-width: 100%"
        )
        alt = html.escape(self.alt, quote=True)
        source = to_data_uri(canvas.encode_png())
        rows = [[name, *(f"{value:.4g}" for value in values)] for name, *values in self.table.itertuples()]
        table = render_table(f"{self.provenance}.", ["Invented patients", *self.table.columns], rows)
        return (
            f'<img width="{width}" height="{height}" alt="{alt}" src="{source}" style="{paper}">'
            f'<p style="max-width: {style.WIDTH}px">{html.escape(self.sentence)}</p>'
            f"<details><summary>Table</summary>{table}</details>"
        )


def plot_scores() -> CohortPlot:
    """Show the Total Improvement Score of every invented patient at week 16, with the bars and each arm's mean.

    Returns
    -------
    CohortPlot
        One dot a patient; more points are better.

    Examples
    --------
    >>> plot_scores().table.loc["patients"].to_dict()
    {'IVIg': 47.0, 'placebo': 48.0}
    """
    import seaborn

    cohort = synthetic_cohort()
    figure = style.new_figure(SCORES_HEIGHT)
    style.write_title(figure).set_text(title_scores(cohort))
    style.write_stamp(figure, PROVENANCE)
    axes = style.add_plot(figure, SCORES_LEFT, SCORES_TOP, SCORES_WIDTH, ROW_HEIGHT * len(ARMS))
    # Seaborn counts the rows by their ticks, of which our axes have none.
    axes.set_yticks(range(len(ARMS)))
    seaborn.swarmplot(
        data=cohort,
        x="total",
        y="arm",
        order=ARMS,
        hue="arm",
        palette=COLOURS,
        size=DOT_POINTS,
        linewidth=0,
        edgecolor=style.PAPER,
        zorder=3,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="", xlim=SCALE, ylim=(len(ARMS) - 0.5, -0.5), yticks=[])
    axes.set_xticks([0, *tis_table().thresholds.values(), 80, 100])
    for row, arm in enumerate(ARMS):
        _write_row(axes, row, arm, cohort.loc[cohort.arm == arm, "total"])
    _head_segments(axes)
    under = {"color": style.MUTED, "fontsize": style.SMALL_SIZE, "ha": "center"}
    style.write(axes, 0.5, -42 / (ROW_HEIGHT * len(ARMS)), "Total Improvement Score at week 16, points", **under)
    return CohortPlot(figure, describe_scores(cohort), read_scores(cohort), tabulate_scores(cohort))


def plot_before_after(measure: str) -> CohortPlot:
    """Show one core set measure of every invented patient, before treatment and at week 16, by arm.

    Parameters
    ----------
    measure : str
        "physician_global", "patient_global", "mmt8", "haq", "enzyme" (creatine kinase) or "extramuscular".

    Returns
    -------
    CohortPlot
        One line a patient, and each arm's mean. The enzyme stands on a scale of doublings.

    Raises
    ------
    Impossible
        If there is no such measure: the sentence names those there are.

    Examples
    --------
    >>> plot_before_after("strength")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: measure = 'strength' is not known: choose one of physician_global, patient_global, ...
    """
    check_choice("measure", measure, MEASURES)
    cohort = synthetic_cohort()
    figure = style.new_figure(MEASURE_HEIGHT)
    style.write_title(figure).set_text(title_measure(cohort, measure))
    style.write_stamp(figure, PROVENANCE)
    visits = cohort.assign(better=find_better(cohort, measure)).melt(
        id_vars=["patient", "arm", "better"],
        value_vars=[f"{measure}_baseline", f"{measure}_week16"],
        var_name="visit",
    )
    visits["visit"] = visits.visit.str.endswith("_week16").astype(int)
    for left, arm in zip(PANEL_LEFTS, ARMS, strict=True):
        axes = style.add_plot(figure, left, PANEL_TOP, PANEL_WIDTH, PANEL_HEIGHT)
        _draw_lines(axes, visits[visits.arm == arm], COLOURS[arm])
        _set_scale(axes, measure, visits["value"], first=arm == ARMS[0])
        _head_panel(axes, arm, cohort[cohort.arm == arm], measure)
    rule = tis_table().measures[measure]
    unit = (
        "× upper limit of normal; dashed line: the limit" if measure == "enzyme" else f"{rule.unit}; {rule.direction}"
    )
    small = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}
    style.write_at(figure, LEFT, 76, f"Scale: {unit}", **small)
    legend = "thin: a patient; dotted: not better; thick: the mean"
    style.write_at(figure, LEFT, MEASURE_HEIGHT - 54, legend, **small)
    words = describe_measure(cohort, measure), read_measure(cohort, measure)
    return CohortPlot(figure, *words, tabulate_measure(cohort, measure))


def _write_row(axes: Axes, row: int, arm: str, scores: pd.Series) -> None:
    """Write the mean, the arm and the patients between the bars into a row of scores."""
    mean = scores.mean()
    axes.vlines(mean, row - 0.44, row + 0.28, colors=style.INK, linewidths=2.2, zorder=2)
    # The bars begin below the words, so that none runs through them.
    bars = list(tis_table().thresholds.values())
    axes.vlines(bars, row - 0.29, row + 0.5, colors=style.LABORATORY, linewidths=1.0, zorder=1)
    words = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    style.write(axes, mean + 1.2, row - 0.39, f"mean {print_number(mean)}", fontweight="bold", **words)
    style.write(axes, SCALE[1], row - 0.39, f"{arm}, {len(scores)} patients", ha="right", **words)
    for _, low, high in list_segments():
        count = int(scores.between(low, high, inclusive="left").sum())
        style.write(axes, (low + min(high, 100)) / 2, row + 0.4, f"{count}", ha="center", **words)
    axes.axhline(row + 0.5, **(style.PLAIN_LINE | {"color": style.PALE}), linewidth=1.0, zorder=0)


def _head_segments(axes: Axes) -> None:
    for name, low, high in list_segments():
        words = {"transform": axes.transData, "fontsize": style.SMALL_SIZE, "color": style.MUTED, "ha": "center"}
        style.write(axes, (low + min(high, 100)) / 2, -0.6, name, **words)


def _draw_lines(axes: Axes, own: pd.DataFrame, colour: str) -> None:
    """Draw a line for each patient of an arm and one for the mean, from visit 0 to visit 1."""
    import seaborn

    seaborn.lineplot(
        own,
        x="visit",
        y="value",
        units="patient",
        estimator=None,
        hue="better",
        palette={True: colour, False: style.MUTED},
        style="better",
        dashes={True: "", False: DOTTED},
        marker="",
        linewidth=THIN,
        solid_capstyle="butt",
        zorder=2,
        legend=False,
        ax=axes,
    )
    means = own.groupby("visit", as_index=False)["value"].mean()
    seaborn.lineplot(means, x="visit", y="value", **MEAN, ax=axes)
    axes.set(xlabel="", ylabel="", xlim=(-0.14, 1.14))
    axes.set_xticks([0, 1], ["start", "week 16"])


def _set_scale(axes: Axes, measure: str, values: pd.Series, *, first: bool) -> None:
    """Give both panels one scale, which holds every value; write its ticks beside the first."""
    low, high = values.min(), values.max()
    if measure == "enzyme":
        axes.set_yscale("log", base=2)
        ticks = [tick for tick in DOUBLINGS if low / 2 < tick < 2 * high]
        axes.yaxis.set_minor_locator(NullLocator())
        axes.axhline(1, **(style.PLAIN_LINE | {"linestyle": (0, (4, 3))}), linewidth=1.2, zorder=3)
    else:
        rule = tis_table().measures[measure]
        found = MaxNLocator(5, steps=[1, 2.5, 5, 10]).tick_values(low, high)
        ticks = [tick for tick in found if rule.minimum <= tick <= rule.maximum]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_ylim(min(low, ticks[0]), max(high, ticks[-1]))
    axes.spines["left"].set_visible(first)
    axes.tick_params(axis="y", left=first, labelleft=first, color=style.INK, labelcolor=style.INK, width=1.0, length=4)
    axes.tick_params(axis="y", labelsize=style.SMALL_SIZE, labelfontfamily=style.FACE, pad=4, direction="out")


def _head_panel(axes: Axes, arm: str, own: pd.DataFrame, measure: str) -> None:
    better = int(find_better(own, measure).sum())
    before, after = (print_value(own[f"{measure}_{visit}"].mean(), measure) for visit in ("baseline", "week16"))
    lines = (f"{arm}, {len(own)} patients", f"mean {before} to {after}", f"{better} better, {len(own) - better} not")
    for place, words in enumerate(lines):
        weight = "bold" if place == 0 else "normal"
        height = 1 + (52 - 18 * place) / PANEL_HEIGHT
        style.write(axes, 0, height, words, fontsize=style.SMALL_SIZE, fontweight=weight)
