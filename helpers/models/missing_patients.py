"""Every way in which patients who are missing may have answered, and what each way would do to the p value."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_choice, check_count, check_number
from helpers.models.quick_p_values import LARGEST_ARM, LARGEST_GRID, QUICK_TESTS, compute_quick_p
from helpers.models.rendering import format_number, print_p, render_table
from helpers.models.two_by_two import TwoByTwo, check_arms
from helpers.models.two_group_tests import TESTS

CITATION = "Liublinska V, Rubin DB. Stat Med 2014;33:4170-4185"
"""Tipping-point displays for a yes/no outcome, as a grid of the missing in two arms."""


@dataclass(frozen=True)
class Allocation:
    """One way to count the missing.

    Attributes
    ----------
    change_treatment, change_control : int
        Responders more (or, below zero, fewer) than were counted, patients.
    counts : TwoByTwo
        The table that follows.
    p_value : float
        Two-sided; 1 where nobody or everybody responded, since nothing can then be told apart.
    """

    change_treatment: int
    change_control: int
    counts: TwoByTwo
    p_value: float

    @property
    def risk_difference(self) -> float:
        """Treatment minus control, a fraction from -1 to 1; above 0 the treatment is ahead."""
        return self.counts.proportion_treatment - self.counts.proportion_control

    def __str__(self) -> str:
        c = self.counts
        return (
            f"{c.responders_treatment}/{c.n_treatment} v {c.responders_control}/{c.n_control} "
            f"({format_number(100 * self.risk_difference, 1)} points, p {print_p(self.p_value, 4)})"
        )


@dataclass(frozen=True)
class MissingAllocations:
    """All ways to count the missing of two arms.

    Attributes
    ----------
    counts : TwoByTwo
        The table as it was counted.
    missing_treatment, missing_control : int
        Patients of each arm whose answer is not known, though they were counted somehow.
    test : str
        Key of `helpers.models.two_group_tests.TESTS`.
    alpha : float
        The level below which p counts as significant.
    changes_treatment, changes_control : range
        Which changes of the responders are possible, patients: columns and rows of the grid.
    p_values : tuple of tuple of float
        Two-sided; one row for each of `changes_control`, one column for each of `changes_treatment`.
    """

    counts: TwoByTwo
    missing_treatment: int
    missing_control: int
    test: str
    alpha: float
    changes_treatment: range
    changes_control: range
    p_values: tuple[tuple[float, ...], ...]

    @property
    def n_allocations(self) -> int:
        """How many ways there are to count the missing."""
        return len(self.changes_treatment) * len(self.changes_control)

    @property
    def n_below_alpha(self) -> int:
        """In how many p is below alpha, whichever arm leads; not equally likely, so their share is no probability."""
        return sum(p < self.alpha for row in self.p_values for p in row)

    @property
    def as_counted(self) -> Allocation:
        """The table as it was counted."""
        return self.allocate(0, 0)

    @property
    def best(self) -> Allocation:
        """The allocation with the largest difference in favour of the treatment."""
        return self.allocate(self.changes_treatment[-1], self.changes_control[0])

    @property
    def worst(self) -> Allocation:
        """The allocation with the smallest difference in favour of the treatment, or the largest against it."""
        return self.allocate(self.changes_treatment[0], self.changes_control[-1])

    def allocate(self, change_treatment: int, change_control: int) -> Allocation:
        """Return one allocation.

        Raises
        ------
        Impossible
            If a change is more than the missing allow, or fewer patients were counted that way.
        """
        column = _find_place("change_treatment", change_treatment, self.changes_treatment)
        row = _find_place("change_control", change_control, self.changes_control)
        more_treatment, more_control = self.changes_treatment[column], self.changes_control[row]
        counts = TwoByTwo(
            self.counts.responders_treatment + more_treatment,
            self.counts.n_treatment,
            self.counts.responders_control + more_control,
            self.counts.n_control,
        )
        return Allocation(more_treatment, more_control, counts, self.p_values[row][column])

    def __str__(self) -> str:
        return (
            f"{self.n_allocations} ways to count {self.missing_treatment} missing on treatment and "
            f"{self.missing_control} on control ({TESTS[self.test].label}): as counted {self.as_counted}; "
            f"worst for the treatment {self.worst}; best {self.best}; p below {self.alpha:g} in {self.n_below_alpha}."
        )

    def _repr_html_(self) -> str:
        header = ["allocation", "treatment", "control", "difference (points)", "p"]
        named = {"as counted": self.as_counted, "worst for the treatment": self.worst, "best": self.best}
        rows = [
            [
                name,
                f"{each.counts.responders_treatment}/{each.counts.n_treatment}",
                f"{each.counts.responders_control}/{each.counts.n_control}",
                format_number(100 * each.risk_difference, 1),
                print_p(each.p_value, 4).removeprefix("= "),
            ]
            for name, each in named.items()
        ]
        caption = (
            f"{self.n_allocations} ways to count {self.missing_treatment} + {self.missing_control} missing, "
            f"p below {self.alpha:g} in {self.n_below_alpha} ({TESTS[self.test].label}). {CITATION}"
        )
        return render_table(caption, header, rows)


def missing_patients(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    missing_treatment: int,
    missing_control: int,
    *,
    test: str = "fisher",
    alpha: float = 0.05,
) -> MissingAllocations:
    """Recount two arms in every way that patients who are missing allow.

    All randomised patients are in the denominators, so the missing were counted somehow, and here it is not known how:
    each was counted as a responder or not, and would have been one or not. With 2 missing, the true number of
    responders can be up to 2 fewer (both were counted as responders and were none) or up to 2 more.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control : int
        As in `helpers.models.proportions.compare_proportions`: as counted, the missing among them.
    missing_treatment, missing_control : int
        Patients of each arm whose answer is missing.
    test : {"fisher", "pearson", "yates"}
        Which two-sided p value.
    alpha : float
        The level below which p counts as significant, between 0 and 1.

    Returns
    -------
    MissingAllocations
        Changes are clipped to what is possible: nobody can turn into a responder who was counted as one.

    Raises
    ------
    Impossible
        If more are missing than were randomised, if a count cannot be, for an arm of more than 1000 patients, or for
        more than 10 000 allocations.

    Examples
    --------
    >>> allocations = missing_patients(37, 47, 21, 48, 2, 2)
    >>> print(allocations.worst)
    35/47 v 23/48 (26.6 points, p = 0.0114)
    >>> print(allocations.best)
    39/47 v 19/48 (43.4 points, p < 0.0001)
    >>> allocations.n_below_alpha, allocations.n_allocations
    (25, 25)
    """
    check_choice("test", test, QUICK_TESTS)
    alpha = check_number("alpha", alpha, 0, 1, open_ends=True)
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    missing_treatment = check_count("missing_treatment", missing_treatment, high=counts.n_treatment, of="n_treatment")
    missing_control = check_count("missing_control", missing_control, high=counts.n_control, of="n_control")
    columns = _find_changes(missing_treatment, counts.responders_treatment, counts.n_treatment)
    rows = _find_changes(missing_control, counts.responders_control, counts.n_control)
    if len(columns) * len(rows) > LARGEST_GRID:
        raise Impossible(
            f"{len(columns)} x {len(rows)} allocations are impossible here: choose fewer missing, so that there are at "
            f"most {LARGEST_GRID}."
        )
    p_values = tuple(
        tuple(
            compute_quick_p(
                test,
                counts.responders_treatment + column,
                counts.n_treatment,
                counts.responders_control + row,
                counts.n_control,
            )
            for column in columns
        )
        for row in rows
    )
    return MissingAllocations(counts, missing_treatment, missing_control, test, alpha, columns, rows, p_values)


def find_tipping_point(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    test: str = "fisher",
    alpha: float = 0.05,
) -> int:
    """Return how many missing in each arm it takes until the worst case is no longer significant.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control, test, alpha
        As in `missing_patients`.

    Returns
    -------
    int
        The smallest number, the same in both arms, at which the worst allocation has p of at least `alpha` or puts
        the treatment behind; 0 if that is so with nobody missing.

    Raises
    ------
    Impossible
        If a count, the test or `alpha` cannot be, or an arm has more than 1000 patients.

    Examples
    --------
    >>> find_tipping_point(37, 47, 21, 48)
    4
    """
    check_choice("test", test, QUICK_TESTS)
    alpha = check_number("alpha", alpha, 0, 1, open_ends=True)
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    missing = 0
    while True:
        # An arm that has run out of patients to recount stays where it is; in the end nobody on treatment responds.
        responders = (
            max(counts.responders_treatment - missing, 0),
            min(counts.responders_control + missing, counts.n_control),
        )
        p = compute_quick_p(test, responders[0], counts.n_treatment, responders[1], counts.n_control)
        if p >= alpha or responders[0] * counts.n_control <= responders[1] * counts.n_treatment:
            return missing
        missing += 1


def _find_changes(missing: int, responders: int, n: int) -> range:
    """Return the possible changes: no more fewer than were counted as responders, no more than were not."""
    return range(-min(missing, responders), min(missing, n - responders) + 1)


def _find_place(name: str, change: int, changes: range) -> int:
    """Return where `change` stands in `changes`."""
    return check_count(name, change, changes[0], changes[-1], of="what the missing allow") - changes[0]
