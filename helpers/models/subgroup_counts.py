"""Which counts of a subgroup, by arm, can stand behind two printed percentages?"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_count
from helpers.models.interaction_scales import check_group
from helpers.models.printed_counts import find_counts_that_fit
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.rendering import render_table
from helpers.models.two_by_two import TwoByTwo

LARGEST_SUBGROUP = 200
"""Patients: all ways to spread them take about a second."""


@dataclass(frozen=True)
class SubgroupCountsThatFit:
    """Every way to spread a subgroup over the arms that prints as the report does.

    Attributes
    ----------
    responders, n : int
        Of the subgroup, both arms together.
    whole : TwoByTwo
        The whole trial.
    percent_treatment, percent_control : str
        Share of responders in the subgroup as printed, percent; empty where not used.
    pairs : tuple of (ProportionComparison, ProportionComparison)
        The subgroup and all others, by arm; fewest patients on treatment first.
    """

    responders: int
    n: int
    whole: TwoByTwo
    percent_treatment: str
    percent_control: str
    pairs: tuple[tuple[ProportionComparison, ProportionComparison], ...]

    def __str__(self) -> str:
        number = "1 way fits" if len(self.pairs) == 1 else f"{len(self.pairs) or 'no'} ways fit"
        found = "; ".join(f"{_write(group)}, all others {_write(rest)}" for group, rest in self.pairs)
        return f"{number} {self._describe()}{': ' if found else ''}{found}"

    def _repr_html_(self) -> str:
        rows = [
            [f"{responders} of {n}" for table in pair for responders, n in (table.counts[:2], table.counts[2:])]
            for pair in self.pairs
        ]
        header = ["subgroup, treatment", "subgroup, control", "all others, treatment", "all others, control"]
        which = "Counts that print" if rows else "No counts print"
        return render_table(f"{which} as {self._describe()}", header, rows)

    def _describe(self) -> str:
        printed = f"{self.percent_treatment} % v {self.percent_control} %"
        if not self.percent_control:
            printed = f"{self.percent_treatment} % on treatment"
        elif not self.percent_treatment:
            printed = f"{self.percent_control} % on control"
        return f"{printed} with {self.responders} of {self.n}"


def find_subgroup_counts(
    responders: int, n: int, whole: TwoByTwo, *, percent_treatment: str = "", percent_control: str = ""
) -> SubgroupCountsThatFit:
    """Try every way to spread a subgroup over the arms, and keep those that print as the report does.

    Parameters
    ----------
    responders, n : int
        Responders and patients of the subgroup, both arms together; at most 200 patients.
    whole : TwoByTwo
        Responders and patients of the whole trial by arm.
    percent_treatment, percent_control : str
        Share of responders in the subgroup as printed, with its decimals: "83". What is left empty is not asked for.

    Returns
    -------
    SubgroupCountsThatFit

    Raises
    ------
    Impossible
        If a count or a printed number cannot be, if nothing is asked for, or if the subgroup leaves no other patient
        in an arm: each arm has at least one patient of the subgroup and one other.

    Examples
    --------
    With a myositis-specific antibody 35 of 49 responded; 83 % and 60 % are printed by arm (a later re-analysis).

    >>> proderm = compare_proportions(37, 47, 21, 48)
    >>> print(find_subgroup_counts(35, 49, proderm, percent_treatment="83", percent_control="60"))
    1 way fits 83 % v 60 % with 35 of 49: 20/24 v 15/25, all others 17/23 v 6/23
    """
    whole = check_group("whole", whole)
    if min(whole.n_treatment, whole.n_control) < 2:
        raise Impossible("whole is too small to part: choose a trial with at least 2 patients in each arm.")
    n = check_count("n", n, low=2, high=min(whole.n - 2, LARGEST_SUBGROUP), of="each arm keeps one other patient")
    responders = check_count("responders", responders, high=min(n, whole.responders), of="n, or all responders")
    pairs = []
    for on_treatment in range(max(1, n - whole.n_control + 1), min(n - 1, whole.n_treatment - 1) + 1):
        found = find_counts_that_fit(
            on_treatment, n - on_treatment, percent_treatment=percent_treatment, percent_control=percent_control
        )
        for group in found.pairs:
            if group.responders == responders and _leaves_a_rest(whole, group):
                pairs.append((group, _subtract(whole, group)))
    return SubgroupCountsThatFit(responders, n, whole, percent_treatment, percent_control, tuple(pairs))


def _leaves_a_rest(whole: TwoByTwo, group: TwoByTwo) -> bool:
    """Whether in each arm all others can hold the responders, and the non-responders, that the subgroup leaves."""
    responders, n, responders_control, n_control = (
        everybody - own for everybody, own in zip(whole.counts, group.counts, strict=True)
    )
    return 0 <= responders <= n and 0 <= responders_control <= n_control


def _subtract(whole: TwoByTwo, group: TwoByTwo) -> ProportionComparison:
    return compare_proportions(*(everybody - own for everybody, own in zip(whole.counts, group.counts, strict=True)))


def _write(table: TwoByTwo) -> str:
    return f"{table.responders_treatment}/{table.n_treatment} v {table.responders_control}/{table.n_control}"
