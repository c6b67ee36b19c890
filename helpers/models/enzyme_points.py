"""What one enzyme can do in the Total Improvement Score: the points that it earns, can earn, and decides with.

Everything is scored by `helpers.models.tis`. The other five measures are those of an invented patient, chosen so that
they earn the wanted points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from helpers.errors import Impossible, check_choice, check_number
from helpers.evidence import tis_table
from helpers.models.tis import CoreSetMeasures, TotalImprovement, attainable_score, total_improvement_score
from helpers.models.tis_scale import RESOLUTION, build_scales

ENTRY = {"physician_global": 10, "patient_global": 10, "mmt8": 0, "haq": 3, "extramuscular": 10}
"""The invented patient at entry: at the worst end of every scale, so that each measure can earn all its points."""


@dataclass(frozen=True)
class EnzymePart:
    """One invented patient, scored with the change of the enzyme and without.

    Attributes
    ----------
    score : TotalImprovement
        With the enzyme's change.
    without : TotalImprovement
        As if the enzyme had stayed where it was at entry.
    attainable : float
        The most points that the enzyme can earn from this entry, its best value 1 × ULN by assumption.
    maximum : float
        The most points that the enzyme can earn from any entry.
    range_uln : float
        What its change is divided by, multiples of ULN: an assumption.
    """

    score: TotalImprovement
    without: TotalImprovement
    attainable: float
    maximum: float
    range_uln: float

    @property
    def enzyme(self) -> str:
        """The enzyme followed."""
        return self.score.enzyme

    @property
    def points(self) -> float:
        """Points that the enzyme's change earns."""
        return self.score.points["enzyme"]

    @property
    def other_points(self) -> float:
        """Points of the other five measures."""
        return self.without.total

    @property
    def is_decisive(self) -> bool:
        """Whether the enzyme lifts the patient into a better category."""
        return self.score.category != self.without.category


def score_enzyme(baseline: float, follow_up: float, other_points: float, *, enzyme: str = "CK") -> EnzymePart:
    """Score an invented patient whose other five measures earn `other_points`.

    Parameters
    ----------
    baseline, follow_up : float
        The enzyme at entry and later, multiples of its upper limit of normal (ULN), 0 to 500; less is better.
    other_points : float
        What the other five measures earn together, 0 to 92.5 in steps of 2.5.
    enzyme : {"CK", "aldolase", "AST", "ALT", "LDH"}
        The enzyme followed; its range is an assumption of this course.

    Returns
    -------
    EnzymePart

    Raises
    ------
    Impossible
        If a value cannot be, or the enzyme is not known.

    Examples
    --------
    From 3 to 1 × ULN is 13 % of the assumed range of CK, and two thirds of that of ALT.

    >>> score_enzyme(3, 1, 15).score.total, score_enzyme(3, 1, 15, enzyme="ALT").score.total
    (17.5, 22.5)
    """
    check_choice("enzyme", enzyme, tis_table().enzymes)
    for name, value in (("baseline", baseline), ("follow_up", follow_up)):
        build_scales(enzyme=enzyme)["enzyme"].read(name, value)
    later = _find_visit(other_points)
    before = CoreSetMeasures(**ENTRY, enzyme=baseline)
    after, unchanged = (CoreSetMeasures(**later, enzyme=value) for value in (follow_up, baseline))
    return EnzymePart(
        total_improvement_score(before, after, enzyme=enzyme),
        total_improvement_score(before, unchanged, enzyme=enzyme),
        attainable_score(before, enzyme=enzyme).points["enzyme"],
        tis_table().maximum_points("enzyme"),
        tis_table().enzymes[enzyme].range_uln,
    )


def list_room(enzyme: str) -> tuple[tuple[float, float], ...]:
    """Return the most points that the enzyme can earn from each entry, as the steps of a staircase.

    Returns
    -------
    tuple of (entry, points)
        From above this entry on, multiples of ULN, so many points can be earned.

    Raises
    ------
    Impossible
        If the enzyme is not known.

    Examples
    --------
    >>> list_room("CK")
    ((0.0, 0.0), (1.75, 2.5), (3.25, 5.0), (4.75, 7.5))
    """
    return _list_room(check_choice("enzyme", enzyme, tis_table().enzymes))


@lru_cache(maxsize=16)
def _list_room(enzyme: str) -> tuple[tuple[float, float], ...]:
    steps = [(0.0, 0.0)]
    thousandths = [edge + RESOLUTION for edge in build_scales(enzyme=enzyme)["enzyme"].edges]
    for edge in (value / RESOLUTION for value in thousandths):
        # Read from the score itself just above each edge; a band may repeat the points of the one before.
        entry = CoreSetMeasures(**ENTRY, enzyme=edge + 1 / RESOLUTION)
        points = attainable_score(entry, enzyme=enzyme).points["enzyme"]
        if points > steps[-1][1]:
            steps.append((edge, points))
    return tuple(steps)


def _find_visit(points: float) -> dict[str, float]:
    """Return a later visit of the invented patient whose five measures earn `points`."""
    visits = _list_visits()
    points = check_number("other_points", points, 0, max(visits), unit="points")
    if points not in visits:
        raise Impossible(
            f"other_points = {points:g} is impossible: points come in steps of 2.5. Choose 0 to {max(visits):g} in "
            "such steps."
        )
    return dict(visits[points])


@lru_cache(maxsize=1)
def _list_visits() -> dict[float, tuple[tuple[str, float], ...]]:
    """Return for each sum of points a visit that earns it, the measures improved as evenly as may be."""
    choices = [[(measure, *step) for step in _list_steps(measure)] for measure in ENTRY]
    found: dict[float, tuple[float, tuple[tuple[str, float], ...]]] = {}
    for steps in product(*choices):
        points = sum(step[2] for step in steps)
        unevenness = max(step[3] for step in steps)
        if points not in found or unevenness < found[points][0]:
            found[points] = (unevenness, tuple((measure, value) for measure, value, *_ in steps))
    return {points: visit for points, (_, visit) in sorted(found.items())}


def _list_steps(measure: str) -> list[tuple[float, float, int]]:
    """Return a value in each band of a measure, the points that it earns, and the place of the band."""
    scale = build_scales()[measure]
    edges = (0, *scale.edges)
    steps = []
    for band, (edge, points) in enumerate(zip(edges, scale.points, strict=True)):
        # The smallest improvement above the edge that this measure can be recorded with.
        improvement = edge + (RESOLUTION if scale.whole else 1) if band else 0
        value = ENTRY[measure] + (1 if scale.rises else -1) * improvement / RESOLUTION
        steps.append((int(value) if scale.whole else value, points, band))
    return steps
