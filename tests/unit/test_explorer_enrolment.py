"""What the checklist of entry shows: marks, dots and words that agree with the rules."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.explorers.enrolment import HIGHEST_ENZYME, EnrolmentExplorer
from helpers.figures import style
from helpers.figures.enrolment import CROSS, ROWS, SCALE_LEFT, SCALE_WIDTH, TICK
from helpers.models.eligibility import Applicant, assess_eligibility, invent_applicants
from tests.unit.explorer_tools import measure_words

PRESETS = [patient.name for patient in invent_applicants()]
WORST = {
    **{"age": 95, "mmt8": 150, "physician_global": 0.0, "patient_global": 0.0, "extramuscular": 0.0},
    **{"enzyme": 0.0, "haq": 0.0, "therapy": "three_drugs", "other_exclusion": "dvt"},
}


def assess(explorer):
    state = explorer.state
    readings = {name: state.pop(name) for name in ("age_reading", "therapy_reading")}
    return assess_eligibility(Applicant(**state), **readings)


@pytest.mark.parametrize("state", [{}, {"age": 80}, {"therapy": "changed"}, WORST])
def test_marks_bars_and_words_are_the_verdicts(state):
    explorer = EnrolmentExplorer(**state)
    eligibility, parts = assess(explorer), explorer.picture.parts
    strokes = [np.diff(segment, axis=0)[0].tolist() for segment in parts.marks.get_segments()]
    expected = [stroke for result in eligibility.results for stroke in (TICK if result.met else CROSS)]
    assert strokes == [[b[0] - a[0], b[1] - a[1]] for a, b in expected]
    assert len(parts.bars.get_segments()) == len(eligibility.failed)
    assert [text.get_text() for text in parts.verdicts] == [
        "met" if result.met else "not met" for result in eligibility.results
    ]
    assert (explorer.picture.table["met"] == "no").sum() == len(eligibility.failed) + sum(
        not measure.is_abnormal for measure in eligibility.measures
    )


def test_dots_stand_at_the_values_and_are_filled_where_they_count():
    explorer = EnrolmentExplorer(mmt8=142, physician_global=1.9, haq=0.25, enzyme=1.5)
    dots = explorer.picture.parts.dots
    shares = (np.array(dots.get_offsets())[:, 0] - SCALE_LEFT) / SCALE_WIDTH
    assert shares == pytest.approx([142 / 150, 0.19, 0.7, 0.5, 1.5 / HIGHEST_ENZYME, 0.25 / 3])
    hollow = (dots.get_facecolor()[:, :3] == to_rgb(style.PAPER)).all(axis=1)
    assert hollow.tolist() == [True, True, False, False, True, False]
    assert np.array(dots.get_offsets())[0, 1] == ROWS["mmt8"]


def test_it_opens_on_a_patient_who_is_enrolled():
    explorer = EnrolmentExplorer()
    assert list(explorer.presets) == PRESETS
    assert explorer.picture.parts.title.get_text().startswith("Enrolled: all 7 rules shown are met")
    assert explorer.picture.sentence.startswith("Enrolled. Age 52 (registry: 18 to below 80), MMT-8 120")


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ({"mmt8": 145}, "Not enrolled: MMT-8 is 145\nThe other 6 rules are met"),
        ({"mmt8": 145, "age": 17}, "Not enrolled: age is 17\nand MMT-8 is 145"),
        (WORST, "Not enrolled: age is 95,\nMMT-8 is 150 and 3 more"),
        ({"age": 80}, "Not enrolled: age is 80\nBy one summary: enrolled"),
        ({"age": 80, "age_reading": "summary"}, "Enrolled: all 7 rules shown are met\nBy the registry: not enrolled"),
        ({"age": 80, "mmt8": 150, "age_reading": "summary"}, "Not enrolled: MMT-8 is 150\nThe other 6 rules are met"),
        ({"other_exclusion": "dvt"}, "Not enrolled: deep vein thrombosis\nThe other 6 rules are met"),
    ],
)
def test_the_title_names_up_to_two_reasons(state, title):
    assert EnrolmentExplorer(**state).picture.parts.title.get_text() == title


def test_the_sentence_says_where_the_readings_disagree():
    assert "At 80 the registry says no, one summary says yes." in EnrolmentExplorer(age=80).picture.sentence
    both = EnrolmentExplorer(age=80, therapy="steroid_failed", age_reading="summary").picture.sentence
    assert "At 80 and on this therapy the registry says no, one summary says yes." in both
    assert "says" not in EnrolmentExplorer(age=81, therapy="untreated").picture.sentence


@pytest.mark.parametrize("age", [10, 17, 80, 95])
def test_an_age_outside_the_rule_is_not_enrolled_and_no_error(age):
    explorer = EnrolmentExplorer(age=age)
    assert "te-alert" not in explorer._view.value
    assert explorer.picture.sentence.startswith(f"Not enrolled: age is {age}.")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"mmt8": 151}, "mmt8 = 151 is impossible: it must be a whole number from 0 to 150."),
        ({"age": -1}, "age = -1 is impossible: it must be a whole number from 10 to 95."),
        ({"therapy": "magic"}, "therapy = &#x27;magic&#x27; is not known"),
    ],
)
def test_what_cannot_be_leaves_the_last_good_picture(setting, sentence):
    explorer = EnrolmentExplorer(age=80)
    before = explorer.picture.sentence
    explorer.set(**setting)
    assert sentence in explorer._view.value
    assert explorer.picture.sentence == before


def test_the_stamp_says_that_the_patient_is_invented():
    assert str(EnrolmentExplorer().picture.provenance) == "SYNTHETIC · an invented patient"


def test_the_table_gives_both_readings_and_every_source():
    table = EnrolmentExplorer(therapy="drug_failed").picture.table.set_index("rule")
    assert table.loc["Therapy", ["by the registry", "by one summary"]].tolist() == ["not met", "met"]
    assert (table["source"] != "").all()
    assert len(table) == 12


@pytest.mark.slow
def test_no_words_run_together_with_any_therapy_exclusion_or_reading():
    explorer = EnrolmentExplorer()
    stops = [
        *(WORST | {"therapy": key} for _, key in explorer._controls["therapy"].options),
        *({"other_exclusion": key} for _, key in explorer._controls["other_exclusion"].options),
        {"age_reading": "summary", "therapy_reading": "summary", "enzyme": 9.95, "haq": 2.125},
    ]
    for state in stops:
        explorer.reset()
        explorer.set(**state)
        boxes = measure_words(explorer)
        for i, (text, a) in enumerate(boxes):
            assert a[2] <= style.WIDTH * 1.5, f"{text!r} is cut at {state}"
            for other, b in boxes[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, f"{text!r} runs into {other!r} at {state}"
