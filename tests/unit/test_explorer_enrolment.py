"""What the checklist of entry shows: marks, dots and words that agree with the rules."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.explorers.enrolment import HIGHEST_ENZYME, EnrolmentExplorer
from helpers.figures import style
from helpers.figures.enrolment import CROSS, ROWS, SCALE_LEFT, SCALE_WIDTH, TICK
from helpers.models.eligibility import Applicant, assess_eligibility, invent_applicants
from tests.unit.explorer_tools import list_clashes, measure_words, read_numbers

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


def test_a_score_of_one_is_one_point():
    picture = EnrolmentExplorer(haq=1.0).picture
    assert "HAQ 1 point." in picture.full_alt
    assert picture.table.set_index("rule").loc["HAQ: abnormal?", "patient"] == "1 point"
    assert picture.parts.values[-1].get_text() == "1"


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
def test_what_a_rule_asks_stands_apart_from_not_met():
    """A wide space between them, or "below 80" and "not met" read as one."""
    words = dict(measure_words(EnrolmentExplorer(age=80)))
    assert words["not met"][0] - words["registry: 18 to below 80"][2] > 10


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
        assert list_clashes(explorer) == [], state


ANOTHER = {
    **{"age": 33, "mmt8": 77, "physician_global": 1.3, "patient_global": 2.7, "extramuscular": 8.4},
    **{"enzyme": 1.35, "haq": 2.125, "therapy": "drug_failed", "age_reading": "summary"},
}


@pytest.mark.parametrize("state", [ANOTHER, WORST, {"physician_global": 9.9, "haq": 0.125, "age": 80}])
def test_every_word_of_the_checklist_follows_the_patient(state):
    """What is set later reads as what was set from the start, and as the model says."""
    explorer = EnrolmentExplorer()
    explorer.set(**state)
    eligibility, parts = assess(explorer), explorer.picture.parts
    patient = eligibility.applicant
    values = [patient.physician_global, patient.patient_global, patient.extramuscular, patient.enzyme, patient.haq]
    assert [float(text.get_text().split()[0]) for text in parts.values] == values
    assert [text.get_text().split()[1:] for text in parts.values] == [["cm"]] * 3 + [["×", "ULN"], []]
    has = [text.get_text() for text in parts.has]
    abnormal = sum(measure.is_abnormal for measure in eligibility.measures)
    assert has[:3] == [f"Age: {patient.age} years", f"MMT-8: {patient.mmt8}", f"{abnormal} of 5 abnormal"]
    assert has[3].endswith(eligibility.results[3].has)
    fresh = EnrolmentExplorer(**state).picture
    for name in ("has", "limits", "therapy_limits", "verdicts", "values"):
        assert [text.get_text() for text in getattr(parts, name)] == [
            text.get_text() for text in getattr(fresh.parts, name)
        ]


@pytest.mark.parametrize("state", [ANOTHER, WORST])
def test_alternative_text_and_table_are_the_verdicts_and_the_values(state):
    explorer = EnrolmentExplorer(**state)
    eligibility, alt = assess(explorer), explorer.picture.alt
    marks = re.findall(r"(tick|cross) \((met|not met)\)", alt)
    assert marks == [("tick", "met") if result.met else ("cross", "not met") for result in eligibility.results]
    filled, hollow = re.search(r"Filled dots: (.*)\. Hollow dots: (.*)\.$", alt).groups()
    for words, wanted in ((filled, True), (hollow, False)):
        values = [measure.value for measure in eligibility.measures if measure.is_abnormal is wanted]
        assert read_numbers(words) == values
    table = explorer.picture.table.set_index("rule")
    for result in eligibility.results:
        row = table.loc[result.name]
        assert row["met"] == ("yes" if result.met else "no")
        assert row["patient"] == result.has and row["asked for"] == result.limit
        verdicts = {"registry": row["by the registry"], "summary": row["by one summary"]}
        assert verdicts == {name: "met" if met else "not met" for name, met in result.verdicts.items()}
    for measure in eligibility.measures:
        row = table.loc[f"{measure.rule.name}: abnormal?"]
        assert read_numbers(row["patient"]) == [measure.value]
        assert read_numbers(row["asked for"]) == [measure.rule.threshold]
        assert row["met"] == ("yes" if measure.is_abnormal else "no")
