"""The rivals of the models answer rightly, so that what is clocked is the same work."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.evidence import synthetic_cohort
from helpers.models.cohort_totals import read_totals
from helpers.models.tis_frame import score_patients
from tests.bench.models import measure_all, score_in_a_loop, solve_scores


def test_the_loop_scores_each_patient_as_we_do():
    cohort = synthetic_cohort()
    assert score_in_a_loop(cohort) == score_patients(cohort)["total"].tolist() == cohort["total"].tolist()


@pytest.mark.parametrize("place", [0, 1])
def test_the_integer_program_meets_the_totals_of_an_arm(place):
    arm = read_totals().arms[place]
    scores = solve_scores(arm)
    counts = np.histogram(scores, [0, 20, 40, 60, 101])[0]
    assert tuple(counts) == arm.categories
    assert (f"{scores.mean():.1f}", f"{scores.std(ddof=1):.1f}") == (arm.mean, arm.sd)


def test_each_question_has_a_time_and_the_cohort_a_target():
    rows = measure_all(patients=100, repeats=1, seeds=[1])
    assert all(row.ours > 0 for row in rows) and all(row.theirs > 0 for row in rows[:2])
    assert [bool(row.target) for row in rows] == [False, False, True]
