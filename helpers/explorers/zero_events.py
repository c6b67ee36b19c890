"""None seen is not none possible: how common an event may be that nobody, or hardly anybody, had."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, FloatSlider, IntSlider, RadioButtons, SelectionSlider
from helpers.figures.picture import Picture
from helpers.figures.zero_events import FEWEST, MOST, start_zero_events, update_zero_events
from helpers.figures.zero_events_words import CYCLES, PATIENTS, ZeroEvents
from helpers.models.chance_of_one import (
    find_chance_of_one,
    find_chance_of_one_in_cycles,
    find_cycles_for_one,
    find_patients_for_one,
)
from helpers.models.event_rates import (
    SIDES,
    event_interval,
    most_patients_interval,
    rate_interval,
    rule_of_three,
    rule_of_three_in_cycles,
)

MOST_EVENTS = 10
MOST_PATIENTS = 1000
LEVELS = (90.0, 95.0, 97.5, 99.0)
TOOLS = {
    PATIENTS: (event_interval, rule_of_three, find_chance_of_one, find_patients_for_one, rate_interval),
    CYCLES: (
        rate_interval,
        rule_of_three_in_cycles,
        find_chance_of_one_in_cycles,
        find_cycles_for_one,
        most_patients_interval,
    ),
}
"""Unit -> its limit, its rule of three, the chance to see one, how many that takes, and the limit in the other unit."""
AIM = 0.95
"""The chance to see at least one that is aimed at: the complement of the customary 5 %."""
CURVE = tuple(int(n) for n in np.unique(np.geomspace(FEWEST, MOST, 48).round()))
"""Where the curve is computed: patients or infusion cycles."""


class ZeroEventsExplorer(Explorer):
    """How common can it be, if nobody had it?

    Exact limits for 0 to 10 events, per patient (binomial) or per infusion cycle (Poisson), beside the rule of three,
    and how many one has to look at to see one at all.

    Parameters
    ----------
    unit : {"patients", "infusion cycles"}
        What is counted over. With patients, `events` are patients with at least one.
    events : int
        Patients with an event, or events, 0 to 10.
    patients, cycles : int
        How many were looked at: 5 to 1000 patients, 5 to 2000 infusion cycles. That of the other unit stands in the
        last line of the picture.
    level : {90.0, 95.0, 97.5, 99.0}
        Confidence level, percent.
    sides : {"one-sided", "two-sided"}
        Whether the limit leaves all the error above it, or half.
    risk : float
        An assumed true risk, percent of patients, or true rate, events per 100 infusion cycles.

    Examples
    --------
    >>> explorer = ZeroEventsExplorer(patients=300)
    >>> print(explorer.picture.sentence.split(". ")[0])
    None seen in 300 patients fits a true risk of up to 0.99 % (exact 95 % limit, one-sided)
    """

    title = "None seen is not none possible"

    def controls(self) -> dict[str, Widget]:
        start = _read_states()["first period"]
        return {
            "unit": RadioButtons(
                options=[PATIENTS, CYCLES],
                description="Count over",
                tooltip="Patients: who had at least one. Infusion cycles: events, of which a patient may have several",
            ),
            "events": IntSlider(
                value=start["events"],
                min=0,
                max=MOST_EVENTS,
                description="Seen (patients with one; events in cycles)",
                tooltip="Patients with at least one event, or events where infusion cycles are counted",
            ),
            "patients": IntSlider(
                value=start["patients"],
                min=FEWEST,
                max=MOST_PATIENTS,
                description="Looked at (patients)",
                tooltip="How many patients were looked at",
            ),
            "cycles": IntSlider(
                value=start["cycles"],
                min=FEWEST,
                max=MOST,
                description="Given (infusion cycles)",
                tooltip="We have not found how many the first period had: it opens at an upper bound, that of the plan",
            ),
            "level": SelectionSlider(
                options=[(f"{level:g}", level) for level in LEVELS],
                value=95.0,
                description="Confidence level (%)",
                tooltip="How often limits made this way should hold the true risk or rate",
            ),
            "sides": Dropdown(
                options=list(SIDES),
                description="Limit (where the error lies)",
                tooltip="One-sided leaves all the error above the limit, two-sided half of it",
            ),
            "risk": FloatSlider(
                value=1.0,
                min=0.1,
                max=10.0,
                step=0.1,
                readout_format=".1f",
                description="If the true risk were (per 100)",
                tooltip="Assumed: a risk, percent of patients, or a rate, events per 100 infusion cycles",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        known = _read_states()
        first, whole, rate = known["first period"], known["whole study"], known["cycles"]
        return {
            f"{first['events']} of {first['patients']} (first period)": first,
            f"{whole['events']} of {whole['patients']} (whole study)": whole,
            f"{rate['events']} events in {rate['cycles']} cycles": rate,
            f"None of {MOST_PATIENTS}": {"events": 0, "patients": MOST_PATIENTS, "cycles": MOST},
        }

    def compute(
        self, *, unit: str, events: int, patients: int, cycles: int, level: float, sides: str, risk: float
    ) -> ZeroEvents:
        if unit == PATIENTS and events > patients:
            raise Impossible(
                f"Seen: {events} patients with an event of {patients} are impossible. Choose 0 to {patients}, or look "
                "at more patients."
            )
        share = level / 100
        n, others = (patients, cycles) if unit == PATIENTS else (cycles, patients)
        limit, rule, find_chance, find_needed, count_other = TOOLS[unit]
        exact = {side: limit(events, n, level=share, sides=side) for side in SIDES}
        # The rule is for none seen alone.
        rivals = {f"exact, {side}": interval for side, interval in exact.items()} | {
            "rule of three": None if events else rule(n, level=share)
        }
        counts = {"unit": unit, "events": events, "patients": patients, "cycles": cycles}
        return ZeroEvents(
            unit=unit,
            events=events,
            n=n,
            interval=exact[sides],
            rivals=rivals,
            curve=_trace_curve(unit, events, share, sides),
            risk=risk,
            aim=AIM,
            chance=find_chance(risk, n),
            needed=find_needed(risk, chance=AIM),
            others=others,
            other=count_other(events, others, level=share, sides=sides),
            others_are_most=counts == _read_states()["first period"],
            provenance=_trace(counts),
        )

    def start(self, result: ZeroEvents) -> Picture:
        return start_zero_events(result)

    def update(self, picture: Picture, result: ZeroEvents) -> Picture:
        return update_zero_events(picture, result)


@lru_cache(maxsize=1)
def _read_states() -> dict[str, dict[str, Any]]:
    """Return the states of which the counts are published."""
    none, some = figure("thromboembolic_related_ivig"), figure("thromboembolic_related_all_ivig")
    cycles = int(figure("infusion_cycles").value)
    return {
        "first period": {
            "unit": PATIENTS,
            "events": none.count,
            "patients": none.n,
            "cycles": none.n * int(figure("first_period_cycles").value),
        },
        "whole study": {"unit": PATIENTS, "events": some.count, "patients": some.n, "cycles": cycles},
        "cycles": {"unit": CYCLES, "events": some.events, "patients": some.n, "cycles": cycles},
    }


@lru_cache(maxsize=256)
def _trace_curve(unit: str, events: int, level: float, sides: str) -> tuple[tuple[int, float], ...]:
    limit, fewest = (event_interval, events) if unit == PATIENTS else (rate_interval, 0)
    return tuple((n, limit(events, n, level=level, sides=sides).upper) for n in CURVE if n >= fewest)


def _trace(state: dict[str, Any]) -> Provenance:
    """Say where the counts come from: limits are derived even where the counts are published."""
    known = next((name for name, values in _read_states().items() if values == state), None)
    if known is None:
        return Provenance(Status.SYNTHETIC, None, "invented counts")
    comparison = Comparison.AS_TREATED if known == "first period" else Comparison.UNCONTROLLED
    return Provenance(Status.DERIVED, comparison, f"from {citation('proderm_safety_2024').short}")
