"""Many worlds with the same totals: scores kept, antibodies dealt anew by a truth that is chosen.

The totals say how many patients had which kind of antibody, and nothing of how each kind did by arm. So they fit many
cohorts. Here the patients and scores of one synthetic cohort stay as they are, and only the antibodies are
dealt again, which takes milliseconds; whole new cohorts are made by `helpers.models.cohort`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.errors import Impossible, check_choice, check_count
from helpers.models.cohort import LARGEST_SEED
from helpers.models.cohort_antibodies import SUBTYPES, SubtypeTruth, apply_swaps, find_true_means
from helpers.models.cohort_frame import check_frame, read_scores
from helpers.models.cohort_swaps import MSA_UNCOUNTED, Swaps, draw_swaps
from helpers.models.cohort_totals import ARMS, CohortTotals, check_kind, read_totals

MOST_WORLDS = 1000

NEEDED = ("arm", "total", "responder")


@dataclass(frozen=True)
class SubtypeSplit:
    """One subtype in one world, by arm: IVIg first, then placebo.

    Attributes
    ----------
    subtype : str
        Kind of antibody in the trial report, or "none".
    patients, responders : tuple of int
        All, and those with a score of at least 20 and no deterioration.
    means : tuple of float
        Mean score, TIS points; NaN where the arm has none of them.
    true_means : tuple of float
        What the chosen truth says, TIS points.
    """

    subtype: str
    patients: tuple[int, int]
    responders: tuple[int, int]
    means: tuple[float, float]
    true_means: tuple[float, float]

    @property
    def difference(self) -> float:
        """Mean score on IVIg minus placebo, TIS points; NaN where an arm has none of them."""
        return self.means[0] - self.means[1]

    @property
    def true_difference(self) -> float:
        """The same in truth."""
        return self.true_means[0] - self.true_means[1]


@dataclass(frozen=True, eq=False)
class WorldSeries:
    """A series of worlds under one truth.

    Attributes
    ----------
    totals : CohortTotals
        Met in each world.
    truth : SubtypeTruth
    seed : int
    true_means : numpy.ndarray, shape (2, 4)
        By arm and subtype, TIS points.
    patients, responders : numpy.ndarray of int, shape (worlds, 2, 4)
        By world, arm and subtype.
    sums : numpy.ndarray, shape (worlds, 2, 4)
        Of the scores, TIS points.
    """

    totals: CohortTotals
    truth: SubtypeTruth
    seed: int
    true_means: np.ndarray
    patients: np.ndarray
    responders: np.ndarray
    sums: np.ndarray

    @property
    def worlds(self) -> int:
        """How many there are."""
        return len(self.patients)

    @property
    def effects_are_alike(self) -> bool:
        """True if IVIg truly adds as much in each subtype."""
        differences = self.true_means[0] - self.true_means[1]
        return bool(np.ptp(differences) < 1e-9)

    @property
    def differences(self) -> np.ndarray:
        """Mean score on IVIg minus placebo by world and subtype; NaN where an arm has none. Shape (worlds, 4)."""
        means = np.divide(self.sums, self.patients, out=np.full(self.sums.shape, np.nan), where=self.patients > 0)
        return means[:, 0] - means[:, 1]

    def split(self, world: int, subtype: str) -> SubtypeSplit:
        """Return one subtype in one world, counted from 1."""
        world = check_count("world", world, 1, self.worlds) - 1
        index = SUBTYPES.index(check_choice("subtype", subtype, SUBTYPES))
        patients, sums = self.patients[world, :, index], self.sums[world, :, index]
        return SubtypeSplit(
            subtype,
            patients=tuple(map(int, patients)),
            responders=tuple(map(int, self.responders[world, :, index])),
            means=tuple(float(total / n) if n else float("nan") for total, n in zip(sums, patients, strict=True)),
            true_means=tuple(map(float, self.true_means[:, index])),
        )


@dataclass(frozen=True, eq=False)
class Lots:
    """A cohort, and all that chance alone decides in a series of its worlds: `walk` adds a truth.

    Attributes
    ----------
    totals : CohortTotals
        Met in each world.
    seed : int
    arms, scores, responders : numpy.ndarray, shape (patients,)
        Of the cohort: the scores in TIS points.
    swaps : Swaps
        The first deal of each world, and who meets whom.
    """

    totals: CohortTotals
    seed: int
    arms: np.ndarray
    scores: np.ndarray
    responders: np.ndarray
    swaps: Swaps

    def walk(self, truth: SubtypeTruth) -> WorldSeries:
        """Return the series under a truth, as `walk_worlds` does."""
        totals, arms, scores = self.totals, self.arms, self.scores
        labels = apply_swaps(self.swaps, totals, arms, scores, truth)
        # Without a kind in the trial report is one subtype, whatever the re-analysis found.
        has = np.minimum(labels, MSA_UNCOUNTED)[:, None, None, :] == np.arange(len(SUBTYPES))[:, None]
        has = has & np.array([arms == arm for arm in ARMS])[:, None, :]
        true_means = np.array([find_true_means(totals, arm, scores[arms == arm].mean(), truth) for arm in ARMS])
        return WorldSeries(
            totals,
            truth,
            self.seed,
            true_means=true_means,
            patients=has.sum(axis=-1),
            responders=(has & self.responders).sum(axis=-1),
            sums=has @ scores,
        )


def draw_lots(cohort: pd.DataFrame, *, seed: int, worlds: int, totals: CohortTotals | None = None) -> Lots:
    """Draw what several truths have in common, so that each is walked in a third of the time.

    Takes what `walk_worlds` does, a truth apart, and refuses the same.

    Examples
    --------
    >>> from helpers.evidence import synthetic_cohort
    >>> lots = draw_lots(synthetic_cohort(), seed=1, worlds=3)
    >>> (lots.walk(SubtypeTruth()).sums == walk_worlds(synthetic_cohort(), seed=1, worlds=3).sums).all()
    np.True_
    """
    seed = check_count("seed", seed, 0, LARGEST_SEED)
    worlds = check_count("worlds", worlds, 1, MOST_WORLDS)
    totals = read_totals() if totals is None else check_kind("totals", totals, CohortTotals)
    arms, scores, responders = _read_cohort(cohort, totals)
    swaps = draw_swaps(totals, arms, responders, np.random.default_rng(seed), worlds)
    return Lots(totals, seed, arms, scores, responders, swaps)


def walk_worlds(
    cohort: pd.DataFrame,
    *,
    seed: int,
    worlds: int,
    truth: SubtypeTruth | None = None,
    totals: CohortTotals | None = None,
) -> WorldSeries:
    """Deal the antibodies of a cohort anew, once a world, so that each world meets every total listed.

    Parameters
    ----------
    cohort : DataFrame
        As `reconstruct_cohort` returns it: `arm`, `total` and `responder` are used.
    seed : int
        Which series, 0 to 4294967295. Another truth with the same seed tries the same swaps.
    worlds : int
        1 to 1000.
    truth : SubtypeTruth, optional
        How the subtypes differ. They are alike when not given.
    totals : CohortTotals, optional
        Those that the cohort meets. Of ProDERM when not given.

    Returns
    -------
    WorldSeries
        The true mean of an arm over all patients is taken to be the observed one. The re-analysis fixes how many of the
        49 with an MSA responded in each arm, so even under one truth for all their mean difference lies below that of
        the others in most worlds.

    Raises
    ------
    Impossible
        If an argument cannot be, or the cohort does not meet the totals by arm.

    Examples
    --------
    >>> from helpers.evidence import synthetic_cohort
    >>> series = walk_worlds(synthetic_cohort(), seed=1, worlds=3)
    >>> [sum(series.split(world, "necrotising").patients) for world in (1, 2, 3)]
    [5, 5, 5]
    """
    truth = SubtypeTruth() if truth is None else check_kind("truth", truth, SubtypeTruth)
    return draw_lots(cohort, seed=seed, worlds=worlds, totals=totals).walk(truth)


def _read_cohort(cohort: pd.DataFrame, totals: CohortTotals) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    check_frame(cohort, NEEDED)
    arms = cohort.arm.to_numpy(dtype=object)
    scores, responders = read_scores(cohort), cohort.responder.to_numpy(dtype=bool)
    for arm in totals.arms:
        inside = arms == arm.arm
        counts = (int(inside.sum()), int((inside & responders).sum()))
        if counts != (arm.patients, arm.responders):
            raise Impossible(
                f"The cohort has {counts[1]} responders of {counts[0]} on {arm.arm}: it must have {arm.responders} of "
                f"{arm.patients}, as the totals do."
            )
    return arms, scores, responders
