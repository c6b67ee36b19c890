"""Patients recoded one by one by the rule of the fragility index: to the event, in the arm with fewer of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.models.rendering import format_number
from helpers.models.two_by_two import TwoByTwo, check_arms
from helpers.models.two_group_tests import compute_fisher_p

EVENTS = {"response": "responder", "non-response": "non-responder"}
"""What can be counted as the event, and what a patient becomes who is recoded to it."""

LARGEST_ARM = 1000
"""Patients: the slowest two walks in arms of this size take about half a second."""


@dataclass(frozen=True)
class RecodeWalk:
    """Patients recoded one by one, as for the fragility index, and on past it.

    Attributes
    ----------
    event : {"response", "non-response"}
        What is counted.
    arm : {"treatment", "control"}
        The arm in which patients are recoded: as observed, the one with the smaller share of events.
    arm_name : str
        What a reader calls that arm.
    tables : tuple of TwoByTwo
        The counts as observed, then after each further patient recoded.
    p_values : tuple of float
        Fisher's two-sided p of each table.
    alpha : float
        The level below which p counts as significant.
    """

    event: str
    arm: str
    arm_name: str
    tables: tuple[TwoByTwo, ...]
    p_values: tuple[float, ...]
    alpha: float

    @property
    def recoded(self) -> int:
        """Patients recoded at the end of the walk."""
        return len(self.tables) - 1

    @property
    def recoded_to(self) -> str:
        """What a recoded patient becomes: a responder or a non-responder."""
        return EVENTS[self.event]

    @property
    def index(self) -> int | None:
        """The fragility index if the walk has reached it, else None."""
        return next((step for step, p in enumerate(self.p_values) if p >= self.alpha), None)

    def __str__(self) -> str:
        last = self.tables[-1]
        return (
            f"{self.event} as the event: {self.recoded} patients on {self.arm_name} recoded to {self.recoded_to}s, "
            f"{last.responders_treatment}/{last.n_treatment} v {last.responders_control}/{last.n_control}, "
            f"p = {format_number(self.p_values[-1], 4)}"
        )


def recode_walk(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    recoded: int,
    event: str = "response",
    alpha: float = 0.05,
    treatment: str = "treatment",
    control: str = "control",
) -> RecodeWalk:
    """Recode `recoded` patients, one by one, by the rule of the fragility index, wherever p then stands.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control, alpha, treatment, control
        As in `helpers.models.fragility.fragility_index`.
    recoded : int
        Patients to recode, from 0 to as many in that arm as are not yet counted as the event.
    event : {"response", "non-response"}
        What is counted as the event; it decides in which arm patients are recoded.

    Returns
    -------
    RecodeWalk

    Raises
    ------
    Impossible
        If a count, a name, `event` or `alpha` cannot be, if an arm has more than 1000 patients, or if more are to be
        recoded than the arm holds.

    Examples
    --------
    >>> walk = recode_walk(37, 47, 21, 48, recoded=9, treatment="IVIg", control="placebo")
    >>> print(walk)
    response as the event: 9 patients on placebo recoded to responders, 37/47 v 30/48, p = 0.1152
    >>> walk.index
    8
    """
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    alpha = check_number("alpha", alpha, 0, 0.2, open_ends=True)
    check_choice("event", event, EVENTS)
    arm = find_smaller_arm(counts, event)
    name = check_names(treatment, control)[arm]
    n, responders = {
        "treatment": (counts.n_treatment, counts.responders_treatment),
        "control": (counts.n_control, counts.responders_control),
    }[arm]
    left, others = (n - responders, "non-responders") if event == "response" else (responders, "responders")
    recoded = check_count("recoded", recoded, high=left, of=f"{others} on {name}")
    tables = [counts]
    for _ in range(recoded):
        tables.append(recode_one(tables[-1], event, arm))
    return RecodeWalk(event, arm, name, tuple(tables), tuple(map(compute_fisher_p, tables)), alpha)


def check_names(treatment: str, control: str) -> dict[str, str]:
    """Return arm -> what a reader calls it."""
    names = {"treatment": treatment, "control": control}
    for arm, name in names.items():
        if not isinstance(name, str):
            raise Impossible(f"{arm} = {shorten(name)} is impossible: it must be the arm's name as text, as 'placebo'.")
    return names


def find_smaller_arm(counts: TwoByTwo, event: str) -> str:
    """Return the arm with the smaller share of events."""
    control_has_fewer = counts.proportion_control <= counts.proportion_treatment
    return "control" if control_has_fewer == (event == "response") else "treatment"


def recode_one(table: TwoByTwo, event: str, arm: str) -> TwoByTwo:
    """Return the table with one more patient of the arm counted as the event."""
    step = 1 if event == "response" else -1
    if arm == "treatment":
        return replace(table, responders_treatment=table.responders_treatment + step)
    return replace(table, responders_control=table.responders_control + step)
