"""A synthetic cohort: 95 invented patients who add up to totals of ProDERM, published or derived. Nobody's data.

The published report gives counts, means and standard deviations, and no patient. `reconstruct_cohort` invents patients
that meet the totals listed below exactly. Many cohorts do; each seed gives another. What they share is what the totals
fix, and what differs between them the totals leave open.

**What the totals fix.** By arm: the patients with no, minimal, moderate and major improvement; the mean and the SD of
the Total Improvement Score, as printed; the confirmed deteriorations and who completed the first period. For both arms
together: the strata of severity; the antibodies of the trial report (20, 16 and 5 of 41, and 20) and, apart from them,
those of the re-analysis (49, 13 and 33), with their responders, and with those of the 49 by arm. Every patient could
have entered by the rules on MMT-8 and on the other five measures. `cohort_check.check_totals` counts all of it again.

**What had to be chosen.** All that follows is invented, and each choice stands by name in the module that makes it:

- the shape of the scores inside a category: a bell curve cut off at 0, and nobody above 90 (`cohort_scores`);
- the six measures before treatment, their spread and how they go together (`cohort_baselines`); the muscle enzyme is
  creatine kinase in everybody;
- how a score is shared out over the measures: rather evenly; how a measure moves that earns nothing
  (`cohort_measures`);
- the enzyme changes alike in both arms, as the abstract says that it did: mean and median change differ by 0.05 of the
  upper limit of normal at most. By how much it changed is not public;
- who deteriorated: those with the lowest scores, so that no one of them is at 20 or above. Their extramuscular activity
  at week 16 is worse by what the trial's rule asks; the visits before week 16 are not invented;
- who did not complete: on placebo two of those who had deteriorated (all 95 were ever given IVIg, and 47 + 46 = 93
  without them: a deduction that no source states), on IVIg two by lot. A score at week 16 was invented for these four
  too, as if they had come: how the trial scored them is not public;
- that the 41 of the trial report lie within the 49 of the re-analysis, and its 20 within the 23 with an associated
  antibody there; how many have both in the trial report follows from the lot;
- that nothing but the score, and the truth that the caller chooses, decides who has which antibody.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import check_count
from helpers.evidence.tis_rows import MEASURES
from helpers.models.cohort_antibodies import SubtypeTruth, deal_antibodies
from helpers.models.cohort_measures import draw_measures
from helpers.models.cohort_scores import draw_scores
from helpers.models.cohort_totals import ArmTotals, CohortTotals, check_kind, list_bars, read_totals

LARGEST_SEED = 2**32 - 1

STAMP = "SYNTHETIC"
"""Stands in every row."""

COURSE_SEED = 2023
"""Of the cohort in `data/synthetic_cohort.csv`: from 2022 on, the year of the trial's report, the first that deals each
kind of antibody to both arms. Nothing else of its cohort was looked at."""


def reconstruct_cohort(
    seed: int, *, truth: SubtypeTruth | None = None, totals: CohortTotals | None = None
) -> pd.DataFrame:
    """Invent a cohort that meets every total listed.

    Parameters
    ----------
    seed : int
        0 to 4294967295. The same seed gives the same cohort; another gives another world with the same totals.
    truth : SubtypeTruth, optional
        How the subtypes of the population differ. They are alike when not given.
    totals : CohortTotals, optional
        Other totals. Those of ProDERM when not given.

    Returns
    -------
    DataFrame
        One patient a row, IVIg first. Columns: `status` (SYNTHETIC), `patient` (1, 2, ...), `arm`, the six measures as
        `<measure>_baseline` and `<measure>_week16` (units as in `CoreSetMeasures`), `total` (Total Improvement Score, 0
        to 100, more is better), `responder` (at least 20 and no confirmed deterioration), `deteriorated`,
        `completed_period_1`, `antibody_trial` (kind of MSA in the trial report, or none), `maa_trial`,
        `antibody_reanalysis` (MSA, MAA only, none) and `maa_reanalysis`.

    Raises
    ------
    Impossible
        If the seed cannot be one, or no cohort meets the totals: the sentence says which total fails, and what could
        be. The search is bounded: where it finds none it says so.

    Examples
    --------
    >>> cohort = reconstruct_cohort(1)
    >>> cohort.groupby("arm").responder.sum().to_dict()
    {'IVIg': 37, 'placebo': 21}
    """
    seed = check_count("seed", seed, 0, LARGEST_SEED)
    totals = read_totals() if totals is None else check_kind("totals", totals, CohortTotals)
    truth = SubtypeTruth() if truth is None else check_kind("truth", truth, SubtypeTruth)
    generator = np.random.default_rng(seed)
    scores = [generator.permutation(draw_scores(arm, generator)) for arm in totals.arms]
    worse = [_pick_worse(arm, own) for arm, own in zip(totals.arms, scores, strict=True)]
    measures = draw_measures(totals, scores, worse, generator)
    completed = [_pick_completed(arm, got_worse, generator) for arm, got_worse in zip(totals.arms, worse, strict=True)]
    arms = np.repeat([arm.arm for arm in totals.arms], [arm.patients for arm in totals.arms])
    score, deteriorated = np.concatenate(scores), np.concatenate(worse)
    responder = (score >= list_bars()[0]) & ~deteriorated
    antibodies = deal_antibodies(totals, arms, score, responder, truth, generator)
    columns: dict[str, Any] = {"status": STAMP, "patient": np.arange(1, totals.patients + 1), "arm": arms}
    for name in (f"{measure}_{visit}" for measure in MEASURES for visit in ("baseline", "week16")):
        columns[name] = np.concatenate([arm[name] for arm in measures])
    columns |= {
        "total": score,
        "responder": responder,
        "deteriorated": deteriorated,
        "completed_period_1": np.concatenate(completed),
        "antibody_trial": antibodies.trial_msa,
        "maa_trial": antibodies.trial_maa,
        "antibody_reanalysis": np.where(antibodies.msa, "MSA", np.where(antibodies.maa, "MAA only", "none")),
        "maa_reanalysis": antibodies.maa,
    }
    cohort = pd.DataFrame(columns)
    for visit in ("baseline", "week16"):
        cohort[f"mmt8_{visit}"] = cohort[f"mmt8_{visit}"].astype(int)
    return cohort


def _pick_worse(arm: ArmTotals, scores: np.ndarray) -> np.ndarray:
    """Return who deteriorated: those with the lowest scores, which stand in an order by lot."""
    worse = np.zeros(len(scores), bool)
    worse[np.argsort(scores, kind="stable")[: arm.deteriorated]] = True
    return worse


def _pick_completed(arm: ArmTotals, worse: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return who completed the first period: those who did not are taken from the deteriorated first, else by lot."""
    missing = arm.patients - arm.completed
    order = np.lexsort((generator.random(arm.patients), ~worse))
    completed = np.ones(arm.patients, bool)
    completed[order[:missing]] = False
    return completed
