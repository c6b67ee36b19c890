"""The published counts of the flow fit together, and counts that do not are refused."""

from dataclasses import asdict

import pytest

from helpers.errors import Impossible
from helpers.evidence import Comparison, figure
from helpers.models.patient_flow import PatientFlow, read_patient_flow

COUNTS = asdict(read_patient_flow())


def test_the_published_counts_fit_together():
    c = read_patient_flow()
    assert c.randomised_ivig + c.randomised_placebo == 47 + 48 == c.randomised == 95
    assert c.treated_ivig == 52 == 47 + 5 and c.treated_placebo == 48
    assert c.completed_ivig + c.completed_placebo == 45 + 46 == c.entered == 91
    assert (c.not_completed, c.not_entered, c.completed, c.not_completed_extension) == ((2, 2), 4, 69, 22)


def test_rows_that_say_the_same_agree_with_it():
    c = read_patient_flow()
    assert (figure("entered_extension_ivig").count, figure("entered_extension_placebo").count) == (45, 46)
    assert figure("not_completed_first_period_ivig").count == c.not_completed[0]
    assert figure("not_completed_first_period_placebo").count == c.not_completed[1]
    assert figure("related_events_ivig").n == c.treated_ivig and figure("related_events_all_ivig").n == c.ever_ivig


def test_95_ever_given_ivig_needs_two_who_switched_and_left():
    """47 from the start and 46 in the extension are 93; the other 2 had IVIg only if they were among the 5."""
    c = read_patient_flow()
    assert c.certain_ivig == 47 + 46
    assert c.switched_and_left == 2 == c.not_completed[1]
    assert c.switched_and_left <= c.switched_to_ivig


def test_each_denominator_carries_its_kind_of_comparison():
    rows = read_patient_flow().denominators
    assert [row.label for row in rows.values()] == [
        "as randomised: 47 and 48",
        "as treated: 52 and 48",
        "completers: 45 and 46",
        "ever given IVIg: 95",
        "finished week 40: 69",
    ]
    assert [row.total for row in rows.values()] == [95, 100, 91, 95, 69]
    assert [row.comparison for row in rows.values()] == [
        Comparison.RANDOMISED,
        Comparison.AS_TREATED,
        None,
        Comparison.UNCONTROLLED,
        Comparison.UNCONTROLLED,
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"randomised": 96}, r"randomised = 96 is impossible: 47 \+ 48 must give it, and gives 95"),
        ({"treated_ivig": 47}, r"treated_ivig = 47 is impossible: 47 \+ 5 must give it, and gives 52"),
        ({"treated_placebo": 43}, r"treated_placebo = 43 is impossible: 48 \+ 0"),
        ({"entered": 95}, r"entered = 95 is impossible: 45 \+ 46"),
        ({"completed_ivig": 48, "entered": 94}, "completed_ivig = 48 is impossible"),
        ({"completed": 92}, "completed = 92 is impossible"),
        ({"ever_ivig": 92}, "ever_ivig = 92 is impossible"),
        ({"ever_ivig": 95, "switched_to_ivig": 1, "treated_ivig": 48}, "ever_ivig = 95 is impossible"),
        ({"switched_to_placebo": -1}, "switched_to_placebo = -1 is impossible"),
        ({"completed": 68.5}, "completed = 68.5 is impossible"),
    ],
)
def test_counts_that_do_not_fit_are_refused_by_name(changed, words):
    with pytest.raises(Impossible, match=words):
        PatientFlow(**(COUNTS | changed))


def test_counts_given_as_floats_are_the_whole_numbers_they_are():
    flow = PatientFlow(**{name: float(count) for name, count in COUNTS.items()})
    assert str(flow) == str(read_patient_flow())
    assert flow.denominators["as randomised"].label == "as randomised: 47 and 48"


def test_the_flow_writes_its_denominators_as_a_table():
    html = read_patient_flow()._repr_html_()
    assert "<td>52 given IVIg, 48 given placebo</td><td>as treated</td>" in html
    assert "neither as randomised nor as treated" in html
