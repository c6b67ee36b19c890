"""What a learner sets in the kernel for plots and numbers of their own changes nothing that the course shows."""

from __future__ import annotations

import decimal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import patheffects

from helpers import explorers
from helpers.evidence import cite
from helpers.figures.cohort_plots import plot_before_after, plot_scores
from helpers.learning import check
from helpers.models.proportions import compare_proportions
from tests.unit.explorer_tools import read_view

HAND_DRAWN = {
    **{"path.sketch": (1, 100, 2), "path.effects": [patheffects.withStroke(linewidth=4, foreground="w")]},
    **{"font.size": 14.0, "axes.linewidth": 1.5, "lines.linewidth": 2.0, "xtick.major.size": 8},
}
"""What `plt.xkcd()` sets."""

STYLE = {
    **{"lines.markeredgewidth": 0.0, "lines.markerfacecolor": "red", "markers.fillstyle": "none"},
    **{"scatter.marker": "x", "lines.antialiased": False, "patch.antialiased": False, "text.antialiased": False},
    **{"font.weight": "bold", "font.style": "italic", "font.stretch": "condensed", "xtick.minor.visible": True},
    **{"xtick.alignment": "right", "ytick.alignment": "top", "figure.frameon": False, "axes.axisbelow": False},
    **{"axes.formatter.limits": (0, 0), "axes.formatter.use_mathtext": True},
    **{"axes.prop_cycle": matplotlib.cycler(color=["r"], linestyle=[":"], alpha=[0.3]), "figure.autolayout": True},
    **{"scatter.edgecolors": "red", "axes.unicode_minus": False},
}
"""Of seaborn's old styles, and what a matplotlibrc may say."""

DRAWN = {
    "people": lambda: read_view(explorers.PeopleExplorer()),
    "intervals": lambda: read_view(explorers.EffectExplorer()),
    "marks": lambda: read_view(explorers.InteractionExplorer()),
    "scale": lambda: read_view(explorers.FragilityExplorer()),
    "dots": lambda: plot_scores()._repr_html_(),
    "lines": lambda: plot_before_after("mmt8")._repr_html_(),
}


@pytest.mark.parametrize("settings", [HAND_DRAWN, STYLE], ids=["by hand", "style"])
@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_no_setting_of_matplotlib_reaches_a_picture(draw, settings):
    before, kept = draw(), matplotlib.rcParams.copy()
    try:
        matplotlib.rcParams.update(settings)
        after = draw()
    finally:
        matplotlib.rcParams.update(kept)
    assert after == before


def test_an_explorer_asks_for_no_tex(monkeypatch):
    """TeX is on few machines, and letters that it cannot set are no reason for a picture that cannot be drawn."""
    before = DRAWN["scale"]()
    monkeypatch.setitem(matplotlib.rcParams, "text.usetex", True)
    assert DRAWN["scale"]() == before


def compute_all() -> list[object]:
    """Return what a learner reads and saves."""
    explorer = explorers.EffectExplorer()
    return [
        *(read_view(explorer), explorer.static_html(), explorer.code(), explorer.numbers().to_csv(index=False)),
        *(str(compare_proportions(37, 47, 21, 48)), compare_proportions(37, 47, 21, 48)._repr_html_()),
        *(cite("difference_tis20"), check("difference_in_points", 1.8).text),
    ]


@contextmanager
def set_everything() -> Iterator[None]:
    """Round, shorten and colour as a learner may for tables of their own; every warning of numpy is an error."""
    shown = (
        "display.precision",
        0,
        "display.max_rows",
        1,
        "display.max_columns",
        1,
        "display.float_format",
        "<{:.0f}>".format,
    )
    with (
        np.printoptions(precision=1, threshold=2, suppress=True),
        np.errstate(all="raise"),
        pd.option_context(*shown, "display.max_colwidth", 3, "display.html.border", 9),
        decimal.localcontext(prec=2, rounding=decimal.ROUND_UP),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error")
        yield


def test_no_setting_of_numpy_pandas_or_decimal_reaches_a_number():
    before = compute_all()
    with set_everything():
        after = compute_all()
    assert after == before
