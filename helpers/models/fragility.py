"""How many patients would have to answer differently before the trial lost its significance?"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import check_number
from helpers.models.recode_walk import (
    EVENTS,
    LARGEST_ARM,
    RecodeWalk,
    check_names,
    find_smaller_arm,
    recode_one,
    recode_walk,
)
from helpers.models.rendering import format_number, render_table
from helpers.models.two_by_two import TwoByTwo, check_arms
from helpers.models.two_group_tests import compute_fisher_p

__all__ = ["CITATION", "EVENTS", "FragilityIndex", "FragilityPath", "RecodeWalk", "fragility_index", "recode_walk"]

CITATION = "Walsh M et al. J Clin Epidemiol 2014;67:622-628. doi:10.1016/j.jclinepi.2013.10.019"


@dataclass(frozen=True)
class FragilityPath:
    """One coding of the fragility index: what counts as the event, and the walk to p >= alpha.

    Attributes
    ----------
    event : {"response", "non-response"}
        What is counted.
    arm : {"treatment", "control"}
        The arm in which patients are recoded: the one with the smaller share of events.
    arm_name : str
        What a reader calls that arm.
    p_values : tuple of float
        Fisher's two-sided p as observed, then after each further patient recoded.
    alpha : float
        The level below which p counts as significant.
    """

    event: str
    arm: str
    arm_name: str
    p_values: tuple[float, ...]
    alpha: float

    @property
    def index(self) -> int:
        """Patients to recode until p is no longer below alpha; 0 if it is not below to start with."""
        return len(self.p_values) - 1

    @property
    def recoded_to(self) -> str:
        """What a recoded patient becomes: a responder or a non-responder."""
        return EVENTS[self.event]

    def __str__(self) -> str:
        if self.index == 0:
            return (
                f"{self.event} as the event: index 0, for p = {format_number(self.p_values[0], 4)} "
                f"is not below {self.alpha:g} to start with"
            )
        return (
            f"{self.event} as the event: index {self.index}, patients on {self.arm_name} recoded to "
            f"{self.recoded_to}s (p = {format_number(self.p_values[-2], 4)} after {self.index - 1}, "
            f"{format_number(self.p_values[-1], 4)} after {self.index})"
        )


@dataclass(frozen=True)
class FragilityIndex:
    """The fragility index in both codings of the event.

    Attributes
    ----------
    counts : TwoByTwo
        The observed table.
    alpha : float
        The level below which p counts as significant.
    response, non_response : FragilityPath
        The index with response, and with non-response, as the event.
    """

    counts: TwoByTwo
    alpha: float
    response: FragilityPath
    non_response: FragilityPath

    @property
    def p_value(self) -> float:
        """Fisher's two-sided p of the observed table."""
        return self.response.p_values[0]

    @property
    def is_significant(self) -> bool:
        """True if the observed p is below alpha, so that there is a significance to lose."""
        return self.p_value < self.alpha

    @property
    def codings(self) -> tuple[FragilityPath, FragilityPath]:
        """Both codings, response first."""
        return self.response, self.non_response

    def __str__(self) -> str:
        if not self.is_significant:
            return (
                f"Fragility index 0: p = {format_number(self.p_value, 4)} is not below {self.alpha:g}, so there is "
                "no significance to lose. How many patients it would take to gain one is not computed."
            )
        return "Fragility index. " + "; ".join(map(str, self.codings)) + "."

    def _repr_html_(self) -> str:
        header = ["event", "index", "recoded", "p observed", "p one step before", "p at the index"]
        rows = []
        for path in self.codings:
            # Without a significance to lose there is no step before.
            before = format_number(path.p_values[-2], 4) if path.index else ""
            recoded = f"{path.arm_name}, to {path.recoded_to}s" if path.index else "nobody"
            p_first, p_last = format_number(path.p_values[0], 4), format_number(path.p_values[-1], 4)
            rows.append([path.event, str(path.index), recoded, p_first, before, p_last])
        return render_table(f"Fragility index, Fisher's two-sided p at {self.alpha:g}. {CITATION}", header, rows)


def fragility_index(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    alpha: float = 0.05,
    treatment: str = "treatment",
    control: str = "control",
) -> FragilityIndex:
    """Count the patients who would have to be recoded until Fisher's two-sided p is at least `alpha`.

    Walsh's rule recodes non-events to events, one by one, in the arm with fewer events. The answer depends
    on what is called the event, so both codings are returned. Fewer means a smaller *share* here: it is the
    same arm as Walsh's unless the arms differ much in size, and there a count would walk the wrong way.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control : int
        As in `compare_proportions`.
    alpha : float
        The level below which p counts as significant, above 0 and below 0.2.
    treatment, control : str
        What a reader calls the two arms.

    Returns
    -------
    FragilityIndex
        With `.response` and `.non_response`. If p is not below `alpha` to start with, both indices are 0
        and nothing is recoded: the reverse index, of patients to gain significance, is not computed.

    Raises
    ------
    Impossible
        If a count, a name or `alpha` cannot be, or an arm has more than 1000 patients: each step is a test of its own.

    Examples
    --------
    >>> proderm = fragility_index(37, 47, 21, 48, treatment="IVIg", control="placebo")
    >>> print(proderm.response)
    response as the event: index 8, patients on placebo recoded to responders (p = 0.0466 after 7, 0.0744 after 8)
    >>> print(proderm.non_response)
    non-response as the event: index 7, patients on IVIg recoded to non-responders (p = 0.0396 after 6, 0.0647 after 7)
    """
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    # Above 0.2 no recoding need ever reach p >= alpha, and nobody calls that significant.
    alpha = check_number("alpha", alpha, 0, 0.2, open_ends=True)
    names = check_names(treatment, control)
    response, non_response = (_walk(counts, event, names, alpha) for event in EVENTS)
    return FragilityIndex(counts, alpha, response, non_response)


def _walk(counts: TwoByTwo, event: str, names: dict[str, str], alpha: float) -> FragilityPath:
    """Recode patients to the event until p reaches `alpha`; the arms meet before it runs out of patients."""
    arm, table = find_smaller_arm(counts, event), counts
    p_values = [compute_fisher_p(table)]
    while p_values[-1] < alpha:
        table = recode_one(table, event, arm)
        p_values.append(compute_fisher_p(table))
    return FragilityPath(event, arm, names[arm], tuple(p_values), alpha)
