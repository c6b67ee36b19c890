"""The words and numbers of the picture of placebo responses in three trials: rows, headline, sentence, table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence import PublishedFigure
from helpers.evidence.status import Provenance
from helpers.figures.text import list_words, print_limits, print_points
from helpers.models.intervals import Interval
from helpers.models.placebo_responses import PlaceboResponses, TrialResponse

NOT_FOUND = "not found"
PAPER_LEVEL = "95 %"
"""Of the interval that ProDERM's paper prints."""


@dataclass(frozen=True)
class PlaceboElsewhere:
    """What the picture shows.

    Attributes
    ----------
    responses : PlaceboResponses
        The trials at the bar that is shown.
    lowest : PlaceboResponses
        The same trials at the lowest bar, which a higher one is read against.
    caveat : str
        What differs between the trials, in a word or two.
    phrases : tuple of str
        What is known of it, trial by trial.
    warning : str
        The same as a sentence without its full stop.
    has_drug : bool
        Whether the arm of each trial's drug is shown beside its placebo.
    printed : PublishedFigure
        The difference of ProDERM as its paper prints it at this bar, points, with the paper's own interval.
    provenance : Provenance
    """

    responses: PlaceboResponses
    lowest: PlaceboResponses
    caveat: str
    phrases: tuple[str, ...]
    warning: str
    has_drug: bool
    printed: PublishedFigure
    provenance: Provenance

    @property
    def level(self) -> str:
        """The confidence level in words."""
        return f"{100 * self.responses.level:g} %"


def write_headline(shown: PlaceboElsewhere) -> str:
    """Return the title: the share on placebo in ProDERM, and in the others as far as found."""
    first, *others = shown.responses.trials
    elsewhere = [_round(response.placebo) for response in others if response.placebo]
    words = " and ".join(elsewhere)
    count = "two later trials" if len(elsewhere) == 2 else f"{others[-1].trial.name}, one not found"
    return f"TIS {shown.responses.bar} on placebo: {_percent(first)} in {first.trial.name},\n{words} in {count}"


def name_placebo(response: TrialResponse) -> str:
    """Return a row's trial and its count on placebo."""
    if response.comparison is None:
        return f"{response.trial.name}, placebo: {NOT_FOUND}"
    arm = response.comparison
    return f"{response.trial.name}, placebo: {arm.responders_control} of {arm.n_control}"


def name_drug(response: TrialResponse) -> str:
    """Return a row's drug and its count."""
    if response.comparison is None:
        return f"{response.trial.drug}: {NOT_FOUND}"
    arm = response.comparison
    return f"{response.trial.drug}: {arm.responders_treatment} of {arm.n_treatment}"


def print_share(interval: Interval | None) -> str:
    """Return a share with its limits, in percent; nothing where it was not found."""
    return "" if interval is None else f"{100 * interval.estimate:.1f} % ({_print_limits(interval)})"


def print_difference(response: TrialResponse) -> str:
    """Return the share on the drug, and how much more that is than on placebo in the same trial."""
    if response.difference is None or response.drug is None:
        return ""
    limits = print_limits(*response.difference)
    return f"{100 * response.drug.estimate:.1f} %, {print_points(response.difference.estimate)} points ({limits})"


def print_caveat(shown: PlaceboElsewhere, row: int) -> str:
    """Return what a trial is to be compared with care for."""
    return f"{shown.caveat.capitalize()}: {shown.phrases[row]}"


def explain_lines(shown: PlaceboElsewhere) -> str:
    """Return by which methods the intervals are, and at which level."""
    if not shown.has_drug:
        return f"{shown.level} intervals: Wilson."
    whose = "paper's own" if shown.level == PAPER_LEVEL else f"paper, {PAPER_LEVEL}"
    return f"{shown.level} Wilson; differences: Newcombe ({whose}: {_print_paper(shown)})."


def read_placebo(shown: PlaceboElsewhere) -> str:
    """Return the sentences below the picture."""
    first, *others = (_tell_share(response) for response in shown.responses.trials)
    opening = f"TIS {shown.responses.bar} on placebo ({shown.level} intervals): {first}"
    return ". ".join([opening, *others, *_tell_more(shown), shown.warning]) + "."


def describe_placebo(shown: PlaceboElsewhere) -> str:
    """Return the alternative text."""
    rows = []
    for response, phrase in zip(shown.responses.trials, shown.phrases, strict=True):
        row = ", ".join(filter(None, (name_placebo(response), print_share(response.placebo))))
        if shown.has_drug:
            row += f", {name_drug(response)} {print_difference(response)}".rstrip()
        rows.append(f"{row}; {shown.caveat}: {phrase}")
    methods = f" {explain_lines(shown)}" if shown.has_drug else ""
    arms = "Squares for placebo and diamonds or a circle for the drug" if shown.has_drug else "Squares for placebo"
    return (
        f"{arms} on an axis from 0 to 100 %, a trial in each row, with {shown.level} intervals, patients with TIS "
        f"{shown.responses.bar} or more: {'. '.join(rows)}.{methods} Trials were not randomised against each other."
    )


def tabulate_placebo(shown: PlaceboElsewhere) -> pd.DataFrame:
    """Return a row for each arm that is shown."""
    rows = []
    for response, phrase in zip(shown.responses.trials, shown.phrases, strict=True):
        rows.append(_tabulate_arm(shown, response, "placebo", phrase))
        if shown.has_drug:
            rows.append(_tabulate_arm(shown, response, response.trial.drug, phrase))
    if shown.has_drug:
        # The second row is ProDERM's drug.
        rows[1] |= {f"difference as the paper prints it ({PAPER_LEVEL})": _print_printed(shown)}
    return pd.DataFrame(rows)


def _tabulate_arm(shown: PlaceboElsewhere, response: TrialResponse, arm: str, phrase: str) -> dict[str, object]:
    interval = response.placebo if arm == "placebo" else response.drug
    row: dict[str, object] = {"trial": response.trial.name, "arm": arm, "when": response.trial.timepoint}
    if interval is None or response.comparison is None:
        row |= {f"TIS {shown.responses.bar} or more": NOT_FOUND}
    else:
        counts = response.comparison
        count, n = (
            (counts.responders_control, counts.n_control)
            if arm == "placebo"
            else (counts.responders_treatment, counts.n_treatment)
        )
        lower, upper = interval
        row |= {
            f"TIS {shown.responses.bar} or more": f"{count} of {n}",
            "share (%)": round(100 * interval.estimate, 1),
            f"lower ({shown.level}, Wilson)": round(100 * lower, 1),
            f"upper ({shown.level}, Wilson)": round(100 * upper, 1),
        }
        if arm != "placebo" and response.difference is not None:
            row |= {
                "difference from placebo in the same trial (percentage points)": round(
                    100 * response.difference.estimate, 1
                ),
                f"lower ({shown.level}, Newcombe)": round(100 * response.difference.lower, 1),
                f"upper ({shown.level}, Newcombe)": round(100 * response.difference.upper, 1),
            }
    return row | {shown.caveat: phrase, "source": response.trial.source}


def _tell_share(response: TrialResponse) -> str:
    if response.comparison is None or response.placebo is None:
        return f"{response.trial.name} {NOT_FOUND}"
    arm = response.comparison
    return f"{response.trial.name} {arm.responders_control} of {arm.n_control}, {print_share(response.placebo)}"


def _tell_more(shown: PlaceboElsewhere) -> list[str]:
    """Return the contrasts within the trials, or what the bar does to the shares; no verdict, which is the reader's."""
    if shown.has_drug:
        more = [print_points(each.difference.estimate) for each in shown.responses.found if each.difference]
        return [f"Drug less placebo within each trial: {list_words(more)} points"]
    if shown.responses.bar == shown.lowest.bar:
        return []
    names = {response.trial.name for response in shown.responses.found}
    before = [_percent(response) for response in shown.lowest.found if response.trial.name in names]
    return [f"At TIS {shown.lowest.bar} they were {list_words(before)}: the higher bar lowers both"]


def _print_printed(shown: PlaceboElsewhere) -> str:
    return f"{shown.printed.value:g} ({_print_paper(shown)})"


def _print_paper(shown: PlaceboElsewhere) -> str:
    return f"{shown.printed.lower:g} to {shown.printed.upper:g}"


def _percent(response: TrialResponse) -> str:
    return NOT_FOUND if response.placebo is None else _round(response.placebo)


def _round(interval: Interval) -> str:
    return f"{100 * interval.estimate:.0f} %"


def _print_limits(interval: Interval) -> str:
    return f"{100 * interval.lower:.0f} to {100 * interval.upper:.0f}"
