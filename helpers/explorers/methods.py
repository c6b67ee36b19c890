"""Which method printed this? One interval and one p value in print, and every usual way to compute them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.methods import Methods, start_methods, update_methods
from helpers.figures.picture import Picture
from helpers.models.crude_tests import CrudeTest, CrudeTests, crude_tests
from helpers.models.printed import PrintedInterval
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, compare_proportions

ROWS = ("responders_ivig", "responders_placebo")
P_ROW = "p_tis20_printed"
PRINTED = {
    "difference_tis20_sponsor": "the sponsor",
    "difference_tis20_summary": "a summary",
    "difference_tis20": "the paper",
}
"""Row of the published figures -> who printed its interval."""

METHODS = tuple(sorted(RISK_DIFFERENCE_METHODS))


class MethodsExplorer(Explorer):
    """The printed interval and p value of the primary comparison, beside one method and one test at a time.

    Parameters
    ----------
    method : str
        How the interval of the difference is computed: a key of `RISK_DIFFERENCE_METHODS`.
    test : str
        How the p value is computed: the name of one of `crude_tests`.
    printed : {"difference_tis20_sponsor", "difference_tis20_summary", "difference_tis20"}
        The row of the published figures that holds the printed interval.
    decimals : int
        To how many decimals the two intervals are compared, 0 to 2, and no more than are printed.

    Examples
    --------
    >>> explorer = MethodsExplorer(method="agresti-caffo", decimals=1)
    >>> print(explorer.picture.sentence)
    With 1 decimal Agresti-Caffo gives 15.5 to 51.6 points, and the 16.70 to 53.24 of the sponsor is 16.7 to 53.2:
    they differ. ...
    """

    title = "Which method printed this?"

    def controls(self) -> dict[str, Widget]:
        return {
            "method": Dropdown(
                options=[(RISK_DIFFERENCE_METHODS[method].label, method) for method in METHODS],
                value="newcombe",
                description="Method for the interval",
                tooltip="How the interval of the difference is computed",
            ),
            "printed": Dropdown(
                options=[(f"{_read_interval(row)} ({source})", row) for row, source in PRINTED.items()],
                description="Interval in print (percentage points)",
                tooltip="Three places printed the same comparison with more or fewer digits",
            ),
            "decimals": IntSlider(
                value=0,
                min=0,
                max=2,
                description="Decimals to compare (number)",
                tooltip="Both intervals are rounded to so many decimals, once",
            ),
            "test": Dropdown(
                options=[(_name_test(test), test.name) for test in _test_published().tests],
                value="fisher",
                description="Test for the p value",
                tooltip="Fifteen usual tests of the four counts, and two unusual ones",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Newcombe and Fisher": {"method": "newcombe", "test": "fisher"},
            "Agresti-Caffo, Pearson": {"method": "agresti-caffo", "test": "pearson"},
            "Score, log odds ratio": {"method": "miettinen-nurminen", "test": "log odds ratio"},
        }

    def compute(self, *, method: str, test: str, printed: str, decimals: int) -> Methods:
        interval = _read_interval(printed)
        # Asked before anything is computed, so that too many decimals are told as such.
        interval.round_to(decimals)
        tests = _test_published()
        return Methods(
            labels={name: RISK_DIFFERENCE_METHODS[name].label for name in METHODS},
            interval=compare_proportions(*_read_counts()).risk_difference_interval(method, figure(printed).level),
            printed=interval,
            source=PRINTED[printed],
            decimals=decimals,
            tests=tests,
            test=tests[test],
            provenance=Provenance(
                Status.DERIVED, Comparison.RANDOMISED, f"from {citation(figure(ROWS[0]).citation).short}"
            ),
        )

    def start(self, result: Methods) -> Picture:
        return start_methods(result)

    def update(self, picture: Picture, result: Methods) -> Picture:
        return update_methods(picture, result)


def _read_counts() -> tuple[int, int, int, int]:
    ivig, placebo = (figure(row) for row in ROWS)
    return ivig.count, ivig.n, placebo.count, placebo.n


def _read_interval(row: str) -> PrintedInterval:
    return PrintedInterval.read(figure(row).printed)


@lru_cache(maxsize=1)
def _test_published() -> CrudeTests:
    """Return all tests of the published counts; they never change."""
    return crude_tests(*_read_counts(), printed=figure(P_ROW).printed.split()[-1])


def _name_test(test: CrudeTest) -> str:
    return test.label if test.is_usual else f"Unusual: {test.label}"
