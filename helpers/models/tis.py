"""The Total Improvement Score (2016 ACR/EULAR, adult dermatomyositis and polymyositis).

Six measures, each before and after; each change becomes points; the points add up to 0 to 100. A measure
that worsens gives 0, never less.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.evidence import tis_table
from helpers.models.core_set import RASH_ALONE, TWO_RATINGS, WORKED_PATIENTS, CoreSetMeasures, WorkedPatient
from helpers.models.rendering import format_number, render_table
from helpers.models.tis_frame import score_patients
from helpers.models.tis_scale import LARGEST_ENZYME, Scale, build_scales

__all__ = [
    "RASH_ALONE",
    "TWO_RATINGS",
    "WORKED_PATIENTS",
    "AttainableScore",
    "CoreSetMeasures",
    "MeasureScore",
    "TotalImprovement",
    "WorkedPatient",
    "attainable_score",
    "score_patients",
    "total_improvement_score",
]


@dataclass(frozen=True)
class MeasureScore:
    """What one measure contributes to the score.

    Attributes
    ----------
    measure, label, unit : str
        Id, name for a reader, unit of the two values.
    baseline, follow_up : float
        The two values.
    improvement : float
        Change in percent of the measure's range, positive for better; above 100 only for an enzyme.
    points, maximum : float
        Points for this change, and for the largest one.
    """

    measure: str
    label: str
    unit: str
    baseline: float
    follow_up: float
    improvement: float
    points: float
    maximum: float


@dataclass(frozen=True)
class TotalImprovement:
    """A Total Improvement Score with all that went into it.

    Attributes
    ----------
    baseline, follow_up : CoreSetMeasures
        The two visits.
    mmt8_maximum : int
        MMT-8 at full strength, 150 or 80.
    enzyme : str
        The enzyme followed.
    scores : tuple of MeasureScore
        One for each measure, in the order of the core set.
    """

    baseline: CoreSetMeasures
    follow_up: CoreSetMeasures
    mmt8_maximum: int
    enzyme: str
    scores: tuple[MeasureScore, ...]

    @property
    def points(self) -> dict[str, float]:
        """Points by measure."""
        return {score.measure: score.points for score in self.scores}

    @property
    def improvement(self) -> dict[str, float]:
        """Absolute percentage change by measure: percent of the measure's range, positive for better."""
        return {score.measure: score.improvement for score in self.scores}

    @property
    def total(self) -> float:
        """The score: 0 (no measure improved) to 100, in steps of 2.5."""
        return sum(score.points for score in self.scores)

    @property
    def category(self) -> str:
        """How much improvement the score stands for: "none", "minimal" (from 20), "moderate" (40), "major" (60)."""
        reached = [name for name, threshold in tis_table().thresholds.items() if self.total >= threshold]
        return reached[-1] if reached else "none"

    def __str__(self) -> str:
        parts = ", ".join(f"{score.label} {score.points:g} of {score.maximum:g}" for score in self.scores)
        return f"TIS {self.total:g} of 100, {_describe_category(self.category)}: {parts}"

    def _repr_html_(self) -> str:
        header = ["measure", "baseline", "follow-up", "improvement, % of range", "points", "of"]
        rows = [
            [
                f"{score.label} ({score.unit})",
                f"{score.baseline:g}",
                f"{score.follow_up:g}",
                format_number(score.improvement, 1),
                f"{score.points:g}",
                f"{score.maximum:g}",
            ]
            for score in self.scores
        ]
        rows.append(["Total", "", "", "", f"{self.total:g}", f"{sum(score.maximum for score in self.scores):g}"])
        return render_table(self._caption(), header, rows)

    def _caption(self) -> str:
        return f"Total Improvement Score {self.total:g}: {_describe_category(self.category)}"


@dataclass(frozen=True)
class AttainableScore(TotalImprovement):
    """The highest score that a patient with this baseline can reach; `follow_up` is the best possible visit.

    Attributes
    ----------
    enzyme_best : float
        The lowest enzyme that was allowed, multiples of ULN.
    """

    enzyme_best: float

    @property
    def out_of_reach(self) -> dict[str, float]:
        """Points by measure that the table gives and this patient cannot earn; `helpers.models.attainable` says why."""
        return {score.measure: score.maximum - score.points for score in self.scores if score.points < score.maximum}

    def __str__(self) -> str:
        return f"At most {super().__str__()}"

    def _caption(self) -> str:
        return f"Highest attainable Total Improvement Score {self.total:g}: {_describe_category(self.category)}"


def total_improvement_score(
    baseline: CoreSetMeasures, follow_up: CoreSetMeasures, *, mmt8_maximum: int = 150, enzyme: str = "CK"
) -> TotalImprovement:
    """Score the change of one patient from `baseline` to `follow_up`.

    Each measure's change is taken as a percentage of its range, and the table of the criteria turns it into points.
    An edge belongs to the lower band: 15 % is "up to 15 %". The arithmetic is in whole thousandths,
    so that an edge is an edge (see `helpers.models.tis_scale`).

    Parameters
    ----------
    baseline, follow_up : CoreSetMeasures
        The six measures at the two visits.
    mmt8_maximum : int
        MMT-8 at full strength: 150 with both sides tested (ProDERM), 80 with one. The same change gives
        other points.
    enzyme : {"CK", "aldolase", "AST", "ALT", "LDH"}
        The enzyme followed. Its range in multiples of ULN (CK 15, aldolase 6, the others 3) is an assumption of
        this course.

    Returns
    -------
    TotalImprovement
        With `.points` and `.improvement` by measure, `.total` and `.category`.

    Raises
    ------
    Impossible
        If the maximum or the enzyme is not known, or an MMT-8 lies above `mmt8_maximum`.

    References
    ----------
    Aggarwal R et al. 2016 ACR/EULAR response criteria, doi:10.1136/annrheumdis-2017-211400. The point table stands in
    `data/tis_points.csv`.

    Examples
    --------
    >>> patient = WORKED_PATIENTS["A"]
    >>> result = total_improvement_score(patient.baseline, patient.follow_up)
    >>> result.total, result.category, result.points["mmt8"]
    (70.0, 'major', 20.0)
    """
    _check_visit("baseline", baseline)
    _check_visit("follow_up", follow_up)
    scales = build_scales(mmt8_maximum, enzyme)
    scores = tuple(_score_measure(scale, baseline, follow_up) for scale in scales.values())
    return TotalImprovement(baseline, follow_up, mmt8_maximum, enzyme, scores)


def attainable_score(
    baseline: CoreSetMeasures, *, enzyme_best: float = 1.0, mmt8_maximum: int = 150, enzyme: str = "CK"
) -> AttainableScore:
    """Return the highest score that a patient with this baseline can reach.

    The best visit has 0 on every scale of activity and full strength. What is near its best already leaves
    nothing to gain, so the score says what a phenotype can reach.

    Parameters
    ----------
    baseline : CoreSetMeasures
        The patient at entry.
    enzyme_best : float
        The lowest enzyme that counts as recovery, multiples of ULN: 1 by assumption, for a normal value is
        recovery and 0 is not. A baseline below it stays as it is.
    mmt8_maximum, enzyme
        As in `total_improvement_score`.

    Raises
    ------
    Impossible
        As `total_improvement_score`, or if `enzyme_best` cannot be.

    Examples
    --------
    Skin disease with full strength: 32.5 points are out of reach.

    >>> amyopathic = CoreSetMeasures(6, 6, mmt8=150, haq=0.125, enzyme=0.8, extramuscular=6)
    >>> print(attainable_score(amyopathic).total)
    50.0
    """
    _check_visit("baseline", baseline)
    # Before the scales are looked up: what cannot be hashed would stop there without a sentence.
    mmt8_maximum = check_count("mmt8_maximum", mmt8_maximum, low=1)
    check_choice("enzyme", enzyme, tis_table().enzymes)
    enzyme_best = check_number("enzyme_best", enzyme_best, 0, LARGEST_ENZYME, unit="× ULN")
    best = CoreSetMeasures(
        physician_global=0,
        patient_global=0,
        mmt8=build_scales(mmt8_maximum, enzyme)["mmt8"].highest,
        haq=0,
        enzyme=min(baseline.enzyme, enzyme_best),
        extramuscular=0,
    )
    result = total_improvement_score(baseline, best, mmt8_maximum=mmt8_maximum, enzyme=enzyme)
    return AttainableScore(*(getattr(result, field.name) for field in fields(result)), enzyme_best)


def _score_measure(scale: Scale, baseline: CoreSetMeasures, follow_up: CoreSetMeasures) -> MeasureScore:
    before, after = getattr(baseline, scale.measure), getattr(follow_up, scale.measure)
    improvement = scale.measure_improvement(
        scale.read(f"{scale.measure} at baseline", before), scale.read(f"{scale.measure} at follow-up", after)
    )
    points = scale.points[bisect_left(scale.edges, improvement)]
    percent = 100 * improvement / scale.range
    return MeasureScore(scale.measure, scale.label, scale.unit, before, after, percent, points, scale.maximum)


def _check_visit(name: str, visit: CoreSetMeasures) -> None:
    if not isinstance(visit, CoreSetMeasures):
        raise Impossible(
            f"{name} = {shorten(visit)} is not a visit: make one with CoreSetMeasures(physician_global, ...)."
        )


def _describe_category(category: str) -> str:
    return "no improvement by the criteria" if category == "none" else f"{category} improvement"
