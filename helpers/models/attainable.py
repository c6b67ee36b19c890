"""What a patient can reach in the Total Improvement Score, what is out of reach, and why.

The highest score itself is `attainable_score`, of `helpers.models.tis`. Here it is set against the point table: how
much room each measure would have needed at entry, and what share of the reachable points each bar asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpers.errors import Impossible, check_choice, check_number, shorten
from helpers.evidence import Status, tis_table
from helpers.models.core_set import CoreSetMeasures
from helpers.models.tis import AttainableScore, attainable_score
from helpers.models.tis_scale import LARGEST_ENZYME, RESOLUTION, Scale, build_scales

__all__ = [
    "PHENOTYPES",
    "BarReach",
    "MeasureReach",
    "Phenotype",
    "attainable_score",
    "explain_reach",
    "find_entry_needed",
    "weigh_bars",
]


@dataclass(frozen=True)
class Phenotype:
    """An invented patient at entry, for a kind of myositis.

    Attributes
    ----------
    name : str
        A few words.
    lesson : str
        What the patient shows.
    baseline : CoreSetMeasures
        The six measures at entry: chosen, not observed.
    status : Status
        Always synthetic.
    """

    name: str
    lesson: str
    baseline: CoreSetMeasures
    status: Status = Status.SYNTHETIC


PHENOTYPES: Mapping[str, Phenotype] = MappingProxyType(
    {
        patient.name: patient
        for patient in (
            Phenotype(
                "Typical, much room",
                "Weak, with rash and a raised enzyme: every measure starts far enough from its best.",
                CoreSetMeasures(6, 6, 100, 1.5, 8, 6),
            ),
            Phenotype(
                "Without weakness",
                "The same patient at full strength.",
                CoreSetMeasures(6, 6, 150, 1.5, 8, 6),
            ),
            Phenotype(
                "Amyopathic, CK normal",
                "Rash at full strength, with next to no disability and a normal enzyme.",
                CoreSetMeasures(6, 6, 150, 0.125, 1, 6),
            ),
            Phenotype(
                "Necrotising, no rash",
                "Weak, with a very high enzyme, and nothing outside the muscle.",
                CoreSetMeasures(6, 6, 100, 1.5, 20, 0),
            ),
            Phenotype(
                "Just weak enough to enter",
                "The typical patient with the highest MMT-8 that ProDERM's rule of entry lets in.",
                CoreSetMeasures(6, 6, 141, 1.5, 8, 6),
            ),
            Phenotype(
                "Mild in every measure",
                "Some room in each measure, and far enough in none.",
                CoreSetMeasures(3, 3, 141, 0.5, 1.5, 3),
            ),
        )
    }
)
"""Six invented patients by name. CK is the enzyme."""


@dataclass(frozen=True)
class MeasureReach:
    """What a patient can earn in one measure, beside what the table gives.

    Attributes
    ----------
    measure, label, unit : str
        Id, name for a reader, unit of the two values.
    entry, best : float
        The value at entry and the best that counts.
    room_percent : float
        From the one to the other, percent of the measure's range.
    needed_percent : float
        The improvement, percent of the range, that must be exceeded for all the points.
    points, maximum : float
        Points that can be reached, and the most that the table gives.
    """

    measure: str
    label: str
    unit: str
    entry: float
    best: float
    room_percent: float
    needed_percent: float
    points: float
    maximum: float

    @property
    def lost(self) -> float:
        """Points out of reach."""
        return self.maximum - self.points

    @property
    def why(self) -> str:
        """Why points are out of reach, or are not, in words."""
        room = f"{self.entry:g} to {self.best:g} is {self.room_percent:.4g} % of the range"
        return f"{room}; all {self.maximum:g} points need more than {self.needed_percent:.4g} %"


@dataclass(frozen=True)
class BarReach:
    """A bar of the score beside what a patient can reach.

    Attributes
    ----------
    category : str
        "minimal", "moderate" or "major".
    bar : float
        The score from which it holds, points.
    attainable : float
        The highest score that the patient can reach, points.
    """

    category: str
    bar: float
    attainable: float

    @property
    def share(self) -> float:
        """Bar / attainable points, above 0; above 1 where the bar is out of reach."""
        return self.bar / self.attainable

    @property
    def is_in_reach(self) -> bool:
        """Whether a patient who gets as well as the scales can show reaches the bar."""
        return self.bar <= self.attainable


def weigh_bars(score: AttainableScore) -> tuple[BarReach, ...]:
    """Return what share of the reachable points each bar asks for, lowest bar first.

    Parameters
    ----------
    score : AttainableScore
        From `attainable_score`.

    Raises
    ------
    Impossible
        If it is no such score, or if there is nothing to gain.

    Examples
    --------
    With 67.5 points in reach, 40 are 59 % of them.

    >>> score = attainable_score(PHENOTYPES["Without weakness"].baseline)
    >>> [round(reach.share, 3) for reach in weigh_bars(score)]
    [0.296, 0.593, 0.889]
    """
    _check_score(score)
    if score.total == 0:
        raise Impossible(
            "Nothing to gain: every measure starts at its best value or too near to it, so that any points are "
            "impossible. Choose a worse value at entry in at least one measure."
        )
    return tuple(BarReach(name, bar, score.total) for name, bar in tis_table().thresholds.items())


def explain_reach(score: AttainableScore) -> tuple[MeasureReach, ...]:
    """Say for each measure how much room there is, and how much all its points would have needed.

    Parameters
    ----------
    score : AttainableScore
        From `attainable_score`.

    Raises
    ------
    Impossible
        If it is no such score.

    Examples
    --------
    >>> score = attainable_score(PHENOTYPES["Just weak enough to enter"].baseline)
    >>> for reach in explain_reach(score):
    ...     if reach.lost:
    ...         print(reach.label, reach.points, "of", reach.maximum, "points:", reach.why)
    Muscle strength, MMT-8 10.0 of 32.5 points: 141 to 150 is 6 % of the range; all 32.5 points need more than 30 %
    """
    _check_score(score)
    scales = build_scales(score.mmt8_maximum, score.enzyme)
    return tuple(
        MeasureReach(
            part.measure,
            part.label,
            part.unit,
            part.baseline,
            part.follow_up,
            room_percent=float(part.improvement),
            needed_percent=100 * _find_edge(scales[part.measure], part.maximum) / scales[part.measure].range,
            points=part.points,
            maximum=part.maximum,
        )
        for part in score.scores
    )


def find_entry_needed(
    measure: str,
    points: float | None = None,
    *,
    enzyme: str = "CK",
    enzyme_best: float = 1.0,
    mmt8_maximum: int = 150,
) -> float:
    """Return the value at entry that a patient must be worse than, to be able to earn `points` in a measure.

    Parameters
    ----------
    measure : str
        One of the six ids, as "mmt8".
    points : float, optional
        Points wanted, above 0; the most that the measure gives when not said. What no band gives counts as the next
        band above.
    enzyme, enzyme_best, mmt8_maximum
        As in `attainable_score`.

    Returns
    -------
    float
        In the measure's unit: MMT-8 must be below it, every other measure above it.

    Raises
    ------
    Impossible
        If the measure is not known, the points cannot be earned, or an assumption cannot be.

    Examples
    --------
    All strength points need an MMT-8 below 105 at entry; all points of a 10 cm scale need more than 4 cm.

    >>> find_entry_needed("mmt8"), find_entry_needed("physician_global"), find_entry_needed("enzyme")
    (105.0, 4.0, 4.75)
    """
    check_choice("measure", measure, tis_table().measures)
    enzyme_best = check_number("enzyme_best", enzyme_best, 0, LARGEST_ENZYME, unit="× ULN")
    # One invented visit asks all other checks of `attainable_score`.
    worst = CoreSetMeasures(10, 10, 0, 3, LARGEST_ENZYME, 10)
    best = attainable_score(worst, enzyme_best=enzyme_best, mmt8_maximum=mmt8_maximum, enzyme=enzyme).follow_up
    scale = build_scales(mmt8_maximum, enzyme)[measure]
    wanted = scale.maximum if points is None else check_number("points", points, 0, scale.maximum, unit="points")
    if wanted == 0:
        raise Impossible(
            f"points = 0 is impossible here: nothing is needed for it. Choose more, up to {scale.maximum:g}."
        )
    edge = _find_edge(scale, wanted) / RESOLUTION
    end = getattr(best, measure)
    return end - edge if scale.rises else end + edge


def _find_edge(scale: Scale, points: float) -> int:
    """Return the improvement, in thousandths, that must be exceeded to earn at least `points`."""
    band = next(place for place, given in enumerate(scale.points) if given >= points)
    return scale.edges[band - 1]


def _check_score(score: AttainableScore) -> None:
    if not isinstance(score, AttainableScore):
        raise Impossible(f"score = {shorten(score)} is not an attainable score: make one with attainable_score(...).")
