"""Would the trial have enrolled this patient: every rule on both sides of its limit, in both readings."""

import dataclasses
import math

import pytest

from helpers.errors import Impossible
from helpers.evidence import Status, citation, entry_rules
from helpers.models.eligibility import (
    THERAPIES,
    Applicant,
    assess_eligibility,
    invent_applicants,
    list_exclusions,
)

PATIENT = invent_applicants()[0].applicant
NORMAL = {"physician_global": 1.9, "patient_global": 1.9, "extramuscular": 1.9, "enzyme": 1.5, "haq": 0.249}
JUST_ABNORMAL = {"physician_global": 2.0, "patient_global": 2.0, "extramuscular": 2.0, "enzyme": 1.51, "haq": 0.25}


def assess(*, age_reading="registry", therapy_reading="registry", **changes):
    patient = dataclasses.replace(PATIENT, **changes)
    return assess_eligibility(patient, age_reading=age_reading, therapy_reading=therapy_reading)


def name_failed(eligibility):
    return [result.criterion for result in eligibility.failed]


@pytest.mark.parametrize(
    ("age", "registry", "summary"),
    [
        *((0, False, False), (17, False, False), (18, True, True), (19, True, True), (79, True, True)),
        *((80, False, True), (81, False, False), (120, False, False)),
    ],
)
def test_age_at_both_ends_in_both_readings(age, registry, summary):
    for reading, met in (("registry", registry), ("summary", summary)):
        eligibility = assess(age=age, age_reading=reading)
        assert eligibility.enrolled is met
        assert name_failed(eligibility) == ([] if met else ["age"])
        assert [result.criterion for result in eligibility.disputed] == ([] if registry is summary else ["age"])


@pytest.mark.parametrize(("mmt8", "met"), [(0, True), (141, True), (142, False), (143, False), (150, False)])
def test_strength_must_lie_below_the_limit(mmt8, met):
    eligibility = assess(mmt8=mmt8)
    assert eligibility.enrolled is met
    assert eligibility.verdict == ("Enrolled" if met else f"Not enrolled: MMT-8 is {mmt8}")


@pytest.mark.parametrize("measure", NORMAL)
def test_each_measure_counts_from_its_limit_on(measure):
    """The enzyme must exceed 1.5 times its limit; the other four may stand on theirs."""
    for value, abnormal in ((NORMAL[measure], False), (JUST_ABNORMAL[measure], True)):
        eligibility = assess(**NORMAL | {measure: value})
        assert {m.rule.measure: m.is_abnormal for m in eligibility.measures} == dict.fromkeys(NORMAL, False) | {
            measure: abnormal
        }


def test_arithmetic_of_a_slider_does_not_cross_a_limit():
    assert not assess(**NORMAL | {"enzyme": 1.5 + 1e-12}).measures[3].is_abnormal
    assert assess(**NORMAL | {"haq": 0.25 - 1e-12, "patient_global": 0.1 * 20 - 1e-12}).enrolled


@pytest.mark.parametrize("first", NORMAL)
@pytest.mark.parametrize("second", NORMAL)
def test_two_abnormal_measures_are_enough_and_one_is_not(first, second):
    measures = NORMAL | {first: JUST_ABNORMAL[first], second: JUST_ABNORMAL[second]}
    eligibility = assess(**measures)
    assert eligibility.enrolled is (first != second)
    assert name_failed(eligibility) == ([] if first != second else ["abnormal_measures"])
    assert eligibility.results[2].has == f"{1 if first == second else 2} of 5 abnormal"


VERDICTS = {
    "steroid": (True, True),
    "steroid_two_drugs": (True, True),
    "two_drugs": (True, True),
    "three_drugs": (False, False),
    "changed": (False, True),
    "both_failed": (True, True),
    "steroid_failed": (False, True),
    "drug_failed": (False, True),
    "untreated": (False, False),
}


def test_every_therapy_has_a_verdict_written_down():
    assert list(THERAPIES) == list(VERDICTS)
    assert len({therapy.label for therapy in THERAPIES.values()}) == len(THERAPIES)


@pytest.mark.parametrize("therapy", VERDICTS)
def test_each_therapy_follows_from_the_words_of_each_reading(therapy):
    for reading, met in zip(("registry", "summary"), VERDICTS[therapy], strict=True):
        eligibility = assess(therapy=therapy, therapy_reading=reading)
        assert eligibility.enrolled is met
        assert name_failed(eligibility) == ([] if met else ["therapy"])
        assert bool(eligibility.disputed) is (len(set(VERDICTS[therapy])) == 2)


@pytest.mark.parametrize(
    ("field", "value", "limit"), [("weeks_unchanged", 4, 4), ("weeks_unchanged", 3, 4), ("drugs_now", 2, 2)]
)
def test_background_therapy_at_its_limits(monkeypatch, field, value, limit):
    therapies = dict(THERAPIES) | {"tried": dataclasses.replace(THERAPIES["steroid"], **{field: value})}
    monkeypatch.setattr("helpers.models.applicants.THERAPIES", therapies)
    monkeypatch.setattr("helpers.models.eligibility.THERAPIES", therapies)
    assert assess(therapy="tried").enrolled is (value == limit)


@pytest.mark.parametrize("exclusion", ["cancer", "dvt", "bmi"])
def test_each_exclusion_keeps_a_patient_out_alone(exclusion):
    eligibility = assess(other_exclusion=exclusion)
    assert name_failed(eligibility) == [exclusion]
    assert eligibility.verdict == f"Not enrolled: {list_exclusions()[exclusion]}"
    assert eligibility.failed[0].limit.startswith("no ")


def test_every_failed_rule_is_told_and_none_hides_another():
    eligibility = assess(age=17, mmt8=150, therapy="untreated", other_exclusion="bmi", **NORMAL)
    assert name_failed(eligibility) == ["age", "mmt8", "abnormal_measures", "therapy", "bmi"]
    assert eligibility.verdict.count(";") == 4
    assert "age is 17" in eligibility.verdict


def test_there_is_one_result_a_rule_and_each_names_its_source():
    eligibility = assess()
    assert [result.criterion for result in eligibility.results] == [
        *("age", "mmt8", "abnormal_measures", "therapy", "cancer", "dvt", "bmi")
    ]
    registry, european = citation("proderm_registry").short, citation("proderm_eu_register").short
    assert [result.source for result in eligibility.results[:4]] == [*[registry] * 3, f"{registry}; {european}"]
    assert {measure.source for measure in eligibility.measures} == {registry}
    assert assess(age_reading="summary").results[0].source == citation("wms_summary_2023").short


def test_the_words_and_the_table_hold_every_rule_with_its_source():
    eligibility = assess(age=80)
    text, table = str(eligibility), eligibility._repr_html_()
    assert text.splitlines()[0] == "Not enrolled: age is 80"
    assert text.count("met:") == 7
    assert text.count("NOT met:") == 1
    for result in eligibility.results:
        assert result.source in text
        assert result.source.split(";")[0] in table
    assert "age as the registry has it" in table
    assert "<td>no</td>" in table


def test_a_threshold_stands_in_the_data_and_not_in_the_code(monkeypatch):
    rules = {
        id: dataclasses.replace(rule, threshold=150) if id == "mmt8" else rule for id, rule in entry_rules().items()
    }
    monkeypatch.setattr("helpers.models.eligibility.entry_rules", lambda: rules)
    assert assess(mmt8=149).enrolled
    assert not assess(mmt8=150).enrolled


INVENTED = {
    "Typical": [],
    "Rash, full strength": ["mmt8"],
    "Nearly strong": ["mmt8"],
    "Aged 80": ["age"],
    "DVT last year": ["dvt"],
    "Steroid alone failed": ["therapy"],
}


def test_invented_patients_fail_the_rule_that_they_were_made_for():
    invented = invent_applicants()
    assert {p.name: name_failed(assess_eligibility(p.applicant)) for p in invented} == INVENTED
    assert all(patient.status is Status.SYNTHETIC and patient.lesson for patient in invented)


BAD = [
    ("age", -1, "age = -1 is impossible: it must be a whole number from 0 to 120"),
    ("age", 200, "age = 200 is impossible"),
    ("age", 17.5, "age = 17.5 is impossible: it must be a whole number"),
    ("age", math.nan, "age = nan is impossible"),
    ("age", "52", "age = '52' is impossible"),
    ("age", None, "age = None is impossible"),
    ("age", True, "age = True is impossible"),
    ("mmt8", 151, "mmt8 = 151 is impossible: it must be a whole number from 0 to 150"),
    ("mmt8", -1, "mmt8 = -1 is impossible"),
    ("mmt8", 141.5, "mmt8 = 141.5 is impossible"),
    ("physician_global", 10.1, "physician_global = 10.1 is impossible"),
    ("patient_global", math.nan, "patient_global = nan is impossible"),
    ("extramuscular", "4", "extramuscular = '4' is not a number"),
    ("enzyme", -0.5, "enzyme = -0.5 is impossible"),
    ("enzyme", 5000, "enzyme = 5000 is impossible"),
    ("haq", 3.5, "haq = 3.5 is impossible"),
    ("haq", math.inf, "haq = inf is impossible"),
    ("therapy", "magic", "therapy = 'magic' is not known: choose one of steroid, "),
    ("therapy", ["steroid"], "therapy = ['steroid'] is not known"),
    ("other_exclusion", "flu", "other_exclusion = 'flu' is not known: choose one of none, cancer, dvt, bmi"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_a_patient_who_cannot_be_is_refused_by_name(field, value, sentence):
    with pytest.raises(Impossible) as refused:
        dataclasses.replace(PATIENT, **{field: value})
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("argument", ["age_reading", "therapy_reading"])
def test_an_unknown_reading_is_refused_by_name(argument):
    with pytest.raises(Impossible, match=f"{argument} = 'rumour' is not known: choose one of registry, summary"):
        assess(**{argument: "rumour"})


@pytest.mark.parametrize("applicant", [{"age": 52}, None, 10**5000], ids=lambda applicant: type(applicant).__name__)
def test_what_is_no_applicant_is_refused(applicant):
    with pytest.raises(Impossible, match=r"^applicant = .* is not a patient: make one with Applicant\(age, mmt8"):
        assess_eligibility(applicant)


def test_an_applicant_cannot_be_changed_and_keeps_what_was_given():
    patient = Applicant(18, 141, 2.0, 2.0, 0, 1, 0, "both_failed")
    assert (patient.age, patient.mmt8, patient.other_exclusion) == (18, 141, "none")
    assert assess_eligibility(patient).enrolled
    with pytest.raises(dataclasses.FrozenInstanceError):
        patient.age = 17
