"""Responders without a change: what noise in the readings makes of patients who stay exactly as they are.

The score has no minus side: a measure that reads worse gives 0, one that reads better gives points. So noise around an
unchanged truth adds up to points. And whoever must read badly to enter reads better at the next visit: regression to
the mean. Everything here is invented but the point table and the rules of entry; the model is this course's own.

Every error is independent, between measures and between visits. A bad day, on which all measures of a visit read worse,
is not in the model: errors that go together take more patients over the higher bars (a test simulates it). Nor is
deterioration, whose confirmed absence ProDERM asked of a responder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from helpers.errors import check_choice, check_number
from helpers.evidence import entry_rules
from helpers.evidence.entry_rules import COUNTED
from helpers.evidence.tis_rows import MEASURES
from helpers.models.invented_patients import invent_patients
from helpers.models.points_distribution import TOTALS, Limit, add_points, distribute_points, expect_error, reach_bars
from helpers.models.rendering import format_number, render_table
from helpers.models.tis_scale import build_scales

GLOBALS = ("physician_global", "patient_global", "extramuscular")
"""Rated on a line of 10 cm, and so given the same noise."""

GLOBAL_NOISE, MMT8_NOISE, HAQ_NOISE = 1.0, 4.0, 0.2
ENZYME_NOISE = 0.25
"""Standard deviations of one reading at one visit: cm, points, points, and a share of the true enzyme. Assumptions of
this course; a change between two visits then has 1.41 times as much.

The enzyme's was picked, and readings left unrounded, because about 28 % at TIS 20 was the figure looked for: no other
source speaks for them. With 0 to 0.3 for the enzyme it is 26 to 28 %, rounded as recorded 23 to 25 %, and with all four
read as the noise of the change 14 %."""

ACTIVE_FROM = 5.0
"""cm on both globals: an entry rule that we invented, stricter than the trial's."""

ENTRIES = MappingProxyType(
    {
        "everybody": "everybody enters",
        "rules": "ProDERM's rules of MMT-8 and abnormal measures",
        "active": "those rules, and both globals at least 5 cm (invented)",
    }
)
"""Who is let in by the first reading -> in words."""

RECORDINGS = MappingProxyType({"unrounded": "unrounded", "rounded": "to 0.1 cm, 1 point, 0.125"})


@dataclass(frozen=True, eq=False)
class NoiseResponders:
    """The scores of patients in whom nothing changes.

    Attributes
    ----------
    global_noise, mmt8_noise, haq_noise, enzyme_noise : float
        Standard deviation of one reading: cm, points, points, share of the true value.
    entry, recording : str
        As in `responders_from_noise`.
    chances : numpy.ndarray, shape (41,)
        Share of those who enter with each of `totals`; their sum is 1.
    responders : mapping of int to float
        Bar (20, 40, 60 points) -> the share of those who enter who reach it.
    entered : float
        Share of the invented applicants whom the first reading lets in.
    excess_at_entry : float
        By how much the physician global of those who enter read too high at entry, mean, cm.
    """

    global_noise: float
    mmt8_noise: float
    haq_noise: float
    enzyme_noise: float
    entry: str
    recording: str
    chances: np.ndarray
    responders: Mapping[int, float]
    entered: float
    excess_at_entry: float

    @property
    def totals(self) -> np.ndarray:
        """The scores that there are: 0, 2.5, ..., 100."""
        return TOTALS

    @property
    def mean(self) -> float:
        """Mean score, points."""
        return float(self.chances @ TOTALS)

    def __str__(self) -> str:
        reached = ", ".join(f"TIS {bar}: {100 * share:.1f} %" for bar, share in self.responders.items())
        return f"No true change, noise alone (invented): {reached}; mean {self.mean:.1f} points"

    def _repr_html_(self) -> str:
        rows = [[f"at least {bar}", f"{format_number(100 * share, 1)} %"] for bar, share in self.responders.items()]
        rows.append(["mean (points)", format_number(self.mean, 1)])
        caption = (
            f"Scores of invented patients without a true change. Noise of one reading (SD): {self.global_noise:g} cm, "
            f"MMT-8 {self.mmt8_noise:g}, HAQ {self.haq_noise:g}, enzyme {100 * self.enzyme_noise:g} %; "
            f"{ENTRIES[self.entry]}; values {RECORDINGS[self.recording]}"
        )
        return render_table(caption, ["Total Improvement Score", "share"], rows)


def responders_from_noise(
    global_noise: float = GLOBAL_NOISE,
    mmt8_noise: float = MMT8_NOISE,
    haq_noise: float = HAQ_NOISE,
    *,
    enzyme_noise: float = ENZYME_NOISE,
    entry: str = "everybody",
    recording: str = "unrounded",
) -> NoiseResponders:
    """Return who reaches the bars when nothing but noise lies between the two visits.

    Each of 160 invented patients keeps their true values. Every measure is read twice, each reading normally
    distributed around the truth, independently of all others, and cut off at the ends of its scale; the Total
    Improvement Score is computed from the two readings. Computed exactly for these patients, without chance draws.

    Parameters
    ----------
    global_noise : float
        Standard deviation of one reading of the three scales of 10 cm (physician's and patient's global,
        extramuscular activity), 0 to 3 cm.
    mmt8_noise : float
        Of MMT-8, 0 to 15 of 150 points.
    haq_noise : float
        Of HAQ, 0 to 1 of 3 points.
    enzyme_noise : float
        Of the enzyme (CK), as a fraction of its true value, 0 to 0.5.
    entry : {"everybody", "rules", "active"}
        Who is let in by the first reading: everybody; who passes ProDERM's rules (MMT-8, and enough abnormal
        measures); or, of those, who reads 5 cm or more on both globals, a stricter rule that we invented. Those let
        in have a second reading as everybody: it falls back towards their truth.
    recording : {"unrounded", "rounded"}
        Whether readings are rounded to the steps in which a clinic records them (0.1 cm, 1 point of MMT-8, 0.125 of
        HAQ). Rounding makes fewer responders: an edge belongs to the band below.

    Returns
    -------
    NoiseResponders

    Raises
    ------
    Impossible
        If a value cannot be; the sentence names it.

    Examples
    --------
    >>> print(responders_from_noise())
    No true change, noise alone (invented): TIS 20: 27.7 %, TIS 40: 1.0 %, TIS 60: 0.0 %; mean 13.7 points
    >>> responders_from_noise(0, 0, 0, enzyme_noise=0).responders[20]
    0.0
    """
    noises = {
        "global_noise": check_number("global_noise", global_noise, 0, 3, unit="cm"),
        "mmt8_noise": check_number("mmt8_noise", mmt8_noise, 0, 15, unit="points"),
        "haq_noise": check_number("haq_noise", haq_noise, 0, 1, unit="points"),
        "enzyme_noise": check_number("enzyme_noise", enzyme_noise, 0, 0.5),
    }
    check_choice("entry", entry, ENTRIES)
    check_choice("recording", recording, RECORDINGS)
    return _count_responders(*noises.values(), entry, recording)


@lru_cache(maxsize=64)
def _count_responders(
    global_noise: float, mmt8_noise: float, haq_noise: float, enzyme_noise: float, entry: str, recording: str
) -> NoiseResponders:
    noises = dict.fromkeys(GLOBALS, global_noise) | {
        "mmt8": mmt8_noise,
        "haq": haq_noise,
        "enzyme": enzyme_noise,
    }
    limits, must, needed = _read_gate(entry)
    parts = {
        measure: _distribute(measure, noises[measure], recording == "rounded", limits.get(measure))
        for measure in MEASURES
    }
    risen = [(measure, _split(measure, parts[measure], must, limits)) for measure in MEASURES]
    # Patients by score, those who enter: each weighs what the chance is of their first reading letting them in.
    entering = add_points(risen, needed)[needed]
    chances = entering.sum(axis=1)
    entered = chances.sum() / entering.shape[1]
    chances = chances / chances.sum()
    chances.flags.writeable = False
    return NoiseResponders(
        global_noise,
        mmt8_noise,
        haq_noise,
        enzyme_noise,
        entry,
        recording,
        chances,
        reach_bars(chances),
        float(entered),
        float(_sum_excess(noises["physician_global"], recording == "rounded", parts, entry) / entering.sum()),
    )


def _sum_excess(noise: float, rounded: bool, parts: Mapping[str, np.ndarray], entry: str) -> float:
    """Return the sum over patients of how much too high the physician global reads at entry, of those let in."""
    limits, must, needed = _read_gate(entry)
    first = "physician_global"
    true = getattr(invent_patients(), first)
    weights = {measure: chances.sum(axis=1) for measure, chances in parts.items()}
    weights[first] = expect_error(first, true, noise, rounded=rounded, limit=limits.get(first))
    counts = np.zeros((needed + 1, len(true)))
    counts[0] = 1.0
    for measure in MEASURES:
        raised = np.zeros_like(counts)
        for rise, weight in _split(measure, weights[measure], must, limits).items():
            for count in range(needed + 1):
                raised[min(count + rise, needed)] += counts[count] * weight
        counts = raised
    return float(counts[needed].sum())


@lru_cache(maxsize=64)
def _distribute(measure: str, noise: float, rounded: bool, limit: Limit | None) -> np.ndarray:
    """Return `distribute_points` of the invented patients: it is kept, so that one slider moves one measure."""
    true = getattr(invent_patients(), measure)
    return distribute_points(
        measure, true, true, noise * true if measure == "enzyme" else noise, rounded=rounded, limit=limit
    )


@lru_cache(maxsize=3)
def _read_gate(entry: str) -> tuple[Mapping[str, Limit], frozenset[str], int]:
    """Return the limits of the first reading, the measures that must be beyond theirs, and how many must be in all."""
    if entry == "everybody":
        return MappingProxyType({}), frozenset(), 0
    rules = entry_rules()
    full = build_scales()["mmt8"].highest
    limits = {"mmt8": Limit(full - rules["mmt8"].threshold, strict=rules["mmt8"].comparison == "<")}
    limits |= {name: Limit(rules[name].threshold, strict=rules[name].comparison == ">") for name in COUNTED}
    must = {"mmt8"}
    if entry == "active":
        both = ("physician_global", "patient_global")
        limits |= dict.fromkeys(both, Limit(ACTIVE_FROM))
        must |= set(both)
    return MappingProxyType(limits), frozenset(must), int(rules["abnormal_measures"].threshold)


def _split(
    measure: str, chances: np.ndarray, must: frozenset[str], limits: Mapping[str, Limit]
) -> dict[int, np.ndarray]:
    """Return by how much each part of the first reading raises the count of abnormal measures -> its chances."""
    within, beyond = chances
    if measure not in limits:
        return {0: within}
    # MMT-8 is a rule of its own and is not counted.
    parts = {0 if measure == "mmt8" else 1: beyond}
    return parts if measure in must else parts | {0: within}
