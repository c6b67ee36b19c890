"""The Total Improvement Score over a data frame."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import Impossible
from helpers.evidence.tis_rows import MEASURES
from helpers.models.tis import WORKED_PATIENTS, CoreSetMeasures, score_patients, total_improvement_score


def build_worked_frame(follow_up="week16"):
    rows = {}
    for name, patient in WORKED_PATIENTS.items():
        rows[f"patient {name}"] = {
            f"{measure}_{visit}": getattr(values, measure)
            for visit, values in (("baseline", patient.baseline), (follow_up, patient.follow_up))
            for measure in MEASURES
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def test_worked_patients_score_as_by_hand():
    scored = score_patients(build_worked_frame())
    assert scored["total"].tolist() == [70, 20, 17.5, 57.5]
    assert scored["category"].tolist() == ["major", "minimal", "none", "moderate"]
    assert scored.index.tolist() == ["patient A", "patient B", "patient C", "patient D"]


def test_categories_can_be_compared():
    scored = score_patients(build_worked_frame())
    assert (scored["category"] >= "minimal").tolist() == [True, True, False, True]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([150, 80]), st.sampled_from(["CK", "aldolase", "LDH"]))
def test_frame_and_single_form_agree(seed, mmt8_maximum, enzyme):
    random = np.random.default_rng(seed)
    limits = {"physician_global": 10, "patient_global": 10, "haq": 3, "enzyme": 20, "extramuscular": 10}
    columns = {}
    for visit in ("baseline", "week16"):
        columns |= {f"{name}_{visit}": random.uniform(0, high, 20).round(2) for name, high in limits.items()}
        columns[f"mmt8_{visit}"] = random.integers(0, mmt8_maximum, 20, endpoint=True)
    frame = pd.DataFrame(columns)
    scored = score_patients(frame, mmt8_maximum=mmt8_maximum, enzyme=enzyme)
    for row, values in frame.iterrows():
        before, after = (
            CoreSetMeasures(**{name: values[f"{name}_{visit}"] for name in MEASURES})
            for visit in ("baseline", "week16")
        )
        single = total_improvement_score(before, after, mmt8_maximum=mmt8_maximum, enzyme=enzyme)
        assert {name: scored.loc[row, f"{name}_points"] for name in MEASURES} == single.points
        assert {name: scored.loc[row, f"{name}_improvement"] for name in MEASURES} == single.improvement
        assert (scored.loc[row, "total"], scored.loc[row, "category"]) == (single.total, single.category)


def test_other_visits_are_chosen_by_the_end_of_the_column_name():
    frame = build_worked_frame(follow_up="week40")
    assert score_patients(frame, follow_up="week40")["total"].tolist() == [70, 20, 17.5, 57.5]
    with pytest.raises(Impossible, match="lacks physician_global_week16, patient_global_week16"):
        score_patients(frame)


def test_other_columns_and_the_frame_itself_are_left_alone():
    frame = build_worked_frame().assign(arm="IVIg")
    before = frame.copy()
    score_patients(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_an_empty_frame_gives_an_empty_score():
    scored = score_patients(build_worked_frame().iloc[:0])
    assert len(scored) == 0
    assert list(scored.columns[-2:]) == ["total", "category"]


@pytest.mark.parametrize("kind", ["Float64", "float32", "object"])
def test_columns_of_other_number_types_score_alike(kind):
    frame = build_worked_frame().astype(kind)
    assert score_patients(frame)["total"].tolist() == [70, 20, 17.5, 57.5]


@pytest.mark.parametrize("missing", [math.nan, None, pd.NA])
def test_missing_values_are_refused_by_row_and_column(missing):
    frame = build_worked_frame().astype(object)
    frame.loc["patient C", "haq_week16"] = missing
    with pytest.raises(Impossible, match=r"^haq_week16 of row 'patient C' is missing: .* leave the row out"):
        score_patients(frame)


IMPOSSIBLE = [
    ("mmt8_baseline", 160, "mmt8_baseline of row 'patient B' = 160 is impossible: it must be a whole number"),
    ("mmt8_week16", 120.5, "mmt8_week16 of row 'patient B' = 120.5 is impossible: it must be a whole number"),
    ("physician_global_week16", -0.1, "physician_global_week16 of row 'patient B' = -0.1 is impossible"),
    ("haq_baseline", 3.001, "haq_baseline of row 'patient B' = 3.001 is impossible: .* from 0 to 3 points"),
    ("enzyme_baseline", math.inf, "enzyme_baseline of row 'patient B' = inf is impossible"),
    ("enzyme_baseline", 1e308, r"enzyme_baseline of row 'patient B' = 1e\+308 is impossible"),
]


@pytest.mark.parametrize(("column", "value", "sentence"), IMPOSSIBLE)
def test_impossible_values_are_refused_by_row_and_column(column, value, sentence):
    frame = build_worked_frame().astype(float)
    frame.loc["patient B", column] = value
    with pytest.raises(Impossible, match=f"^{sentence}"):
        score_patients(frame)


@pytest.mark.parametrize("value", ["2", "very weak", True])
def test_what_is_no_number_is_refused_by_row_and_column(value):
    frame = build_worked_frame().astype(object)
    frame.loc["patient B", "haq_week16"] = value
    with pytest.raises(Impossible, match=r"^haq_week16 of row 'patient B' = .* is not a number"):
        score_patients(frame)


def test_a_column_of_yes_and_no_is_refused():
    frame = build_worked_frame().assign(haq_week16=True)
    with pytest.raises(Impossible, match="haq_week16 of row 'patient A' = True is not a number"):
        score_patients(frame)


def test_values_within_a_thousandth_of_the_end_are_read_as_in_the_single_form():
    frame = build_worked_frame().assign(physician_global_baseline=10.000000000000002, patient_global_week16=-1e-17)
    assert score_patients(frame)["physician_global_improvement"].iloc[0] == 75


def test_doubled_columns_and_other_objects_are_refused():
    frame = build_worked_frame()
    doubled = pd.concat([frame, frame[["haq_week16"]]], axis=1)
    with pytest.raises(Impossible, match="more than one column haq_week16"):
        score_patients(doubled)
    with pytest.raises(Impossible, match="frame is a dict: it must be a pandas DataFrame"):
        score_patients({"mmt8_baseline": [120]})
