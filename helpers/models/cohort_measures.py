"""Six measures before and after for each invented patient, such that the point table gives the patient's score exactly.

A patient is put together from a score, which the totals fix, and a profile: six measures before treatment and the
muscle enzyme at week 16. Which profile can have which score follows from the point table; the lot chooses among the
ways in which all patients of an arm find a profile.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from helpers.errors import Impossible
from helpers.evidence.tis_rows import MEASURES, STEP
from helpers.models.cohort_baselines import draw_baselines, find_step
from helpers.models.cohort_totals import CohortTotals
from helpers.models.deterioration_rule import read_rule
from helpers.models.invented_patients import place_evenly
from helpers.models.tis_scale import RESOLUTION, Scale, build_scales

ENZYME_CHANGE, ENZYME_CHANGE_SPREAD = 0.85, 0.35
"""Creatine kinase at week 16 as a multiple of that before: median, and SD of its natural logarithm. Chosen."""

ENZYME_ALIKE = 50
"""Thousandths of the upper limit of normal: mean and median change of the enzyme differ between the arms by no more.
That it changed alike is published; by how much is not."""

UNEVENNESS = 0.25
"""How far the measures of one patient improve unlike each other, as a share of what each could earn. Chosen."""

DRIFT = 0.04
"""SD of the change of a measure that earns nothing, as a share of its range: better or worse, as far as the point table
and the ends of the scale allow. Chosen."""

MUCH_WORSE = (0.05, 0.25)
"""The same for a patient who deteriorated: worse by this much. Chosen."""

MOST_DEALS = 50
"""Deals of the profiles to the arms that are tried until every score finds one."""

OTHERS = tuple(measure for measure in MEASURES if measure != "enzyme")


@dataclass(frozen=True, eq=False)
class Profile:
    """What a patient brings along.

    Attributes
    ----------
    baseline : dict of str to int
        The six measures before treatment, in thousandths of their units.
    enzyme_week16 : int
        The muscle enzyme at week 16, in thousandths of its upper limit of normal.
    enzyme_points : float
        What its change earns.
    follow_ups : dict of str to dict of float to numpy.ndarray
        For each of the other five: the values at week 16 that earn so many points.
    sums : int
        Bit k is set where the five can earn k times 2.5 points together.
    """

    baseline: dict[str, int]
    enzyme_week16: int
    enzyme_points: float
    follow_ups: dict[str, dict[float, np.ndarray]]
    sums: int

    def can_score(self, score: float) -> bool:
        """Return whether the six measures can earn `score` together."""
        rest = round((score - self.enzyme_points) / STEP)
        return rest >= 0 and bool(self.sums >> rest & 1)

    def get_worse(self) -> Profile:
        """Return the profile of a patient who deteriorated: extramuscular activity is worse by what the rule asks.

        That limb of the rule needs no other measure. Who starts too near the end of the scale has no such profile.
        """
        unchanged = self.follow_ups["extramuscular"][0.0]
        worse = unchanged[unchanged - self.baseline["extramuscular"] >= read_rule().extramuscular]
        follow_ups = self.follow_ups | {"extramuscular": {0.0: worse}}
        return replace(self, follow_ups=follow_ups, sums=_add_up(follow_ups) if len(worse) else 0)


def draw_measures(
    totals: CohortTotals, scores: list[np.ndarray], worse: list[np.ndarray], generator: np.random.Generator
) -> list[dict[str, np.ndarray]]:
    """Return the measures of each arm's patients before treatment and at week 16.

    Parameters
    ----------
    totals : CohortTotals
        How many patients, and how ill.
    scores : list of numpy.ndarray
        The score of each patient, one array an arm.
    worse : list of numpy.ndarray of bool
        Who deteriorated.
    generator : numpy.random.Generator
        Which of the many sets of measures.

    Returns
    -------
    list of dict of str to numpy.ndarray
        By `<measure>_baseline` and `<measure>_week16`, in the measures' own units, as a clinic records them.

    Raises
    ------
    Impossible
        If 50 deals of the profiles leave a score without one.
    """
    lonely = "the enzyme did not change alike in both arms"
    for _ in range(MOST_DEALS):
        baselines = draw_baselines(totals, generator)
        enzyme_week16 = _draw_enzyme(baselines["enzyme"], generator)
        dealt = _deal(enzyme_week16 - baselines["enzyme"], [len(arm) for arm in scores], generator)
        if dealt is None:
            continue
        matched = []
        for arm_scores, got_worse, patients in zip(scores, worse, dealt, strict=True):
            profiles = [
                _make_profile({measure: int(baselines[measure][who]) for measure in MEASURES}, int(enzyme_week16[who]))
                for who in patients
            ]
            found, without = _match(arm_scores, got_worse, profiles, generator)
            if without is not None:
                lonely = f"no patient could have had the score {without:g}"
                break
            matched.append(found)
        if len(matched) == len(scores):
            return [_fill(*arm, generator) for arm in zip(scores, matched, worse, strict=True)]
    raise Impossible(
        f"No cohort from this seed: in each of {MOST_DEALS} deals of the measures a score was left over, or the enzyme "
        f"differed between the arms (in the last, {lonely}). Choose another seed, or totals with more severe disease: "
        "who is little ill can earn few points."
    )


def _draw_enzyme(baseline: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the enzyme at week 16: the same multiples in every cohort, by lot who has which."""
    step = find_step("enzyme")
    change = ENZYME_CHANGE * np.exp(ENZYME_CHANGE_SPREAD * place_evenly(np.arange(len(baseline))))
    return np.rint(generator.permutation(change) * baseline / step).astype(int) * step


def _deal(rises: np.ndarray, sizes: list[int], generator: np.random.Generator) -> list[np.ndarray] | None:
    """Deal the patients to the arms so that the enzyme changes alike in both, or return None where it does not.

    Those whose enzyme changes alike stand side by side, and of each two neighbours one goes to each arm: those who are
    least alike first, each so that the arms come closer, or by lot where they are even. Who is left over when the
    smaller arm is full goes to the larger one, from the middle.
    """
    ordered = np.argsort(rises, kind="stable")
    spare = max(sizes) - min(sizes)
    middle = min(sizes) // 2 * 2
    left, rest = ordered[middle : middle + spare], np.delete(ordered, np.arange(middle, middle + spare))
    lower, higher = rest[::2], rest[1::2]
    gaps = rises[higher] - rises[lower]
    arms: list[list[int]] = [[], []]
    ahead = 0
    for pair in np.argsort(-gaps, kind="stable"):
        gets_higher = int(generator.integers(2)) if ahead == 0 else int(ahead > 0)
        arms[gets_higher].append(int(higher[pair]))
        arms[1 - gets_higher].append(int(lower[pair]))
        ahead += -gaps[pair] if gets_higher else gaps[pair]
    arms[int(np.argmax(sizes))].extend(map(int, left))
    dealt = [np.array(arm) for arm in arms]
    if any(abs(find(rises[dealt[0]]) - find(rises[dealt[1]])) > ENZYME_ALIKE for find in (np.mean, np.median)):
        return None
    return dealt


def _make_profile(baseline: dict[str, int], enzyme_week16: int) -> Profile:
    scales = build_scales()
    follow_ups = {measure: _list_follow_ups(scales[measure], measure, baseline[measure]) for measure in OTHERS}
    improvement = scales["enzyme"].measure_improvement(baseline["enzyme"], enzyme_week16)
    points = float(_score(scales["enzyme"], improvement))
    return Profile(baseline, enzyme_week16, points, follow_ups, _add_up(follow_ups))


def _list_follow_ups(scale: Scale, measure: str, baseline: int) -> dict[float, np.ndarray]:
    step = find_step(measure)
    values = np.arange(round(scale.lowest * RESOLUTION), round(scale.highest * RESOLUTION) + 1, step)
    points = _score(scale, scale.measure_improvement(baseline, values))
    return {float(earned): values[points == earned] for earned in np.unique(points)}


def _score(scale: Scale, improvement: np.ndarray | int) -> np.ndarray:
    return np.array(scale.points)[np.searchsorted(scale.edges, improvement, side="left")]


def _add_up(follow_ups: dict[str, dict[float, np.ndarray]]) -> int:
    sums = 1
    for choices in follow_ups.values():
        reached = 0
        for points in choices:
            reached |= sums << round(points / STEP)
        sums = reached
    return sums


def _match(
    scores: np.ndarray, worse: np.ndarray, profiles: list[Profile], generator: np.random.Generator
) -> tuple[list[Profile], float | None]:
    """Return a profile for each score by lot among those that fit, and a score for which there is none."""
    from scipy.optimize import linear_sum_assignment

    worsened = [profile.get_worse() if worse.any() else profile for profile in profiles]
    offered = [worsened if got_worse else profiles for got_worse in worse]
    fits = np.array(
        [[profile.can_score(score) for profile in offer] for score, offer in zip(scores, offered, strict=True)]
    )
    cost = generator.random(fits.shape) + np.where(fits, 0.0, float(len(scores)))
    rows, columns = linear_sum_assignment(cost)
    chosen = [offer[column] for offer, column in zip(offered, columns, strict=True)]
    unmet = scores[rows][~fits[rows, columns]]
    return chosen, float(unmet.max()) if len(unmet) else None


def _fill(
    scores: np.ndarray, profiles: list[Profile], worse: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    columns: dict[str, list[float]] = {
        f"{measure}_{visit}": [] for visit in ("baseline", "week16") for measure in MEASURES
    }
    for score, profile, got_worse in zip(scores, profiles, worse, strict=True):
        points = _draw_points(score - profile.enzyme_points, profile, generator)
        for measure in MEASURES:
            if measure == "enzyme":
                value = profile.enzyme_week16
            else:
                value = _draw_follow_up(measure, points[measure], profile, bool(got_worse), generator)
            columns[f"{measure}_baseline"].append(profile.baseline[measure] / RESOLUTION)
            columns[f"{measure}_week16"].append(value / RESOLUTION)
    return {name: np.array(values) for name, values in columns.items()}


def _draw_points(rest: float, profile: Profile, generator: np.random.Generator) -> dict[str, float]:
    """Return what each of the five earns: by lot, rather alike as shares of what each could earn."""
    choices = [list(profile.follow_ups[measure]) for measure in OTHERS]
    vectors = np.array(list(itertools.product(*choices)))
    vectors = vectors[np.abs(vectors.sum(axis=1) - rest) < STEP / 2]
    most = np.array([max(choice) for choice in choices])
    shares = vectors / np.where(most > 0, most, 1)
    even = rest / most.sum() if most.sum() else 0.0
    weights = np.exp(-0.5 * (((shares - even) / UNEVENNESS) ** 2).sum(axis=1))
    vector = vectors[generator.choice(len(vectors), p=weights / weights.sum())]
    return dict(zip(OTHERS, map(float, vector), strict=True))


def _draw_follow_up(
    measure: str, points: float, profile: Profile, got_worse: bool, generator: np.random.Generator
) -> int:
    values = profile.follow_ups[measure][points]
    if points > 0:
        return int(generator.choice(values))
    scale = build_scales()[measure]
    worsening = -scale.measure_improvement(profile.baseline[measure], values) / scale.range
    if got_worse:
        # Who starts near the bad end of a scale gets as much worse on it as there is room for.
        least, most = (min(share, worsening.max()) for share in MUCH_WORSE)
        return int(generator.choice(values[(worsening >= least) & (worsening <= most)]))
    weights = np.exp(-0.5 * (worsening / DRIFT) ** 2)
    return int(generator.choice(values, p=weights / weights.sum()))
