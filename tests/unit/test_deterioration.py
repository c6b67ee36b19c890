"""Confirmed deterioration: a table of courses reasoned out by hand, an oracle in fractions, and bad input.

The expectations of `deterioration_courses.csv` come from the rule as it is published, not from running the code.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.deterioration import MEASURES, MISSED_VISIT, PERCENT_OF, Visit, find_deterioration
from helpers.models.trial_path import follow_path

BASELINE = {"physician_global": 5, "patient_global": 5, "mmt8": 120, "haq": 1, "extramuscular": 4}
FINEST = {"physician_global": "0.1", "patient_global": "0.1", "mmt8": "1", "haq": "0.125", "extramuscular": "0.1"}
HIGHEST = {"physician_global": 10, "patient_global": 10, "mmt8": 150, "haq": 3, "extramuscular": 10}
WEEKS = (0, 4, 8, 12, 16)
# A slow machine is no fault of the rule.
no_deadline = settings(deadline=None)


def read_courses():
    path = Path(__file__).with_name("deterioration_courses.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["name"]) for row in csv.DictReader(file)]


def read_readings(text):
    readings = {}
    for part in filter(None, text.split("; ")):
        name, value = part.split("=")
        readings[name] = {"same_limb": value == "True", "first_bad_visit_from": value}.get(name, value)
        if name == "first_bad_visit_from":
            readings[name] = int(value)
    return readings


def build_visits(row):
    columns = [row[measure].split() for measure in MEASURES]
    visits = []
    for week, *values in zip(row["weeks"].split(), *columns, strict=True):
        numbers = [
            int(text) if measure == "mmt8" else float(text)
            for measure, text in zip(MEASURES, values, strict=True)
            if text != "-"
        ]
        visits.append(Visit(int(week), *numbers))
    return visits


def build_course(*extramuscular):
    """Return the visits of a patient in whom only extramuscular activity changes; None is a missed visit."""
    return [
        Visit(week) if value is None else Visit(week, **(BASELINE | {"extramuscular": value}))
        for week, value in zip(WEEKS, extramuscular, strict=False)
    ]


@pytest.mark.parametrize("row", read_courses())
def test_a_course_reasoned_out_by_hand_is_confirmed_when_it_should_be(row):
    found = find_deterioration(build_visits(row), **read_readings(row["readings"]))
    assert str(found.confirmed_week or "none") == row["confirmed"], row["why"]
    assert " ".join(map(str, found.limbs)) == row["limbs"], row["why"]


def test_the_table_is_as_wide_as_the_rule():
    """At least thirty courses, each limb alone on both sides, every assumption by each of its readings."""
    rows = [parameter.values[0] for parameter in read_courses()]
    assert len(rows) >= 30
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["limbs"] for row in rows} >= {"1", "2", "3", ""}
    readings = " ".join(row["readings"] for row in rows)
    assert all(word in readings for word in ("percent_of", "same_limb", "missed_visit", "first_bad_visit_from"))


def test_the_rule_asks_for_as_many_visits_as_the_code_pairs():
    assert figure("deterioration_visits").value == 2


@st.composite
def courses(draw):
    """Draw the printed decimals of five visits, as a clinic records them, some of them missed."""
    missed = draw(st.sets(st.sampled_from(WEEKS[1:]), max_size=2))
    course = []
    for week in WEEKS:
        if week in missed:
            course.append((week, None))
            continue
        visit = {}
        for measure in MEASURES:
            steps = int(Decimal(HIGHEST[measure]) / Decimal(FINEST[measure]))
            visit[measure] = Decimal(FINEST[measure]) * draw(st.integers(0, steps))
        course.append((week, visit))
    return course


def to_visits(course):
    return [
        Visit(week)
        if values is None
        else Visit(
            week, **{measure: int(value) if measure == "mmt8" else float(value) for measure, value in values.items()}
        )
        for week, values in course
    ]


def find_limbs(start, now, percent_of):
    """The rule in fractions, sharing nothing with the code but its text."""
    worse = {measure: Fraction(now[measure]) - Fraction(start[measure]) for measure in MEASURES}
    worse["mmt8"] = -worse["mmt8"]

    def reaches(measure, percent):
        whole = Fraction(start[measure]) if percent_of == "baseline" else HIGHEST[measure]
        return worse[measure] > 0 and worse[measure] >= whole * Fraction(percent, 100)

    limbs = set()
    if worse["physician_global"] >= 2 and reaches("mmt8", 20):
        limbs.add(1)
    if worse["extramuscular"] >= 2:
        limbs.add(2)
    if sum(reaches(measure, 30) for measure in MEASURES) >= 3:
        limbs.add(3)
    return limbs


def find_week(course, percent_of, same_limb, missed_visit, first_from):
    limbs = {
        week: None if values is None else find_limbs(course[0][1], values, percent_of) for week, values in course[1:]
    }
    weeks = [week for week in limbs if limbs[week] is not None or missed_visit == "breaks the row"]
    for first, second in pairwise(weeks):
        one, other = limbs[first] or set(), limbs[second] or set()
        agree = bool(one & other) if same_limb else bool(one and other)
        if agree and second >= 8 and first >= first_from:
            return second
    return None


@no_deadline
@given(
    courses(), st.sampled_from(list(PERCENT_OF)), st.booleans(), st.sampled_from(MISSED_VISIT), st.sampled_from([4, 8])
)
def test_every_course_agrees_with_the_rule_in_fractions(course, percent_of, same_limb, missed_visit, first_from):
    found = find_deterioration(
        to_visits(course),
        percent_of=percent_of,
        same_limb=same_limb,
        missed_visit=missed_visit,
        first_bad_visit_from=first_from,
    )
    for check, (_, values) in zip(found.checks, course[1:], strict=True):
        assert set(check.limbs) == (set() if values is None else find_limbs(course[0][1], values, percent_of))
        # What words call nearest is all there exactly where the limb is met.
        assert {limb for limb, share in check.nearness.items() if share == 1} == set(check.limbs)
    assert found.confirmed_week == find_week(course, percent_of, same_limb, missed_visit, first_from)


def make_worse(value, measure, share):
    """Return a value `share` of the way to the worst that can be recorded."""
    worst = 0 if measure == "mmt8" else HIGHEST[measure]
    steps = int((worst - value) * share / Decimal(FINEST[measure]))
    return value + steps * Decimal(FINEST[measure])


@no_deadline
@given(courses(), st.sampled_from(list(PERCENT_OF)))
def test_who_is_never_worse_than_at_the_start_is_never_confirmed(course, percent_of):
    start = course[0][1]
    better = [
        (
            week,
            None
            if values is None
            else {
                measure: max(value, start[measure]) if measure == "mmt8" else min(value, start[measure])
                for measure, value in values.items()
            },
        )
        for week, values in course
    ]
    found = find_deterioration(to_visits(better), percent_of=percent_of)
    assert found.confirmed_week is None
    assert not any(check.is_bad for check in found.checks)


def confirm(course):
    """Return the course with a rash that is 2 cm worse at weeks 8 and 12."""
    start = course[0][1] | {"extramuscular": min(course[0][1]["extramuscular"], Decimal(8))}
    bad = {"extramuscular": start["extramuscular"] + 2}
    return [
        (week, start if week == 0 else (values or start) | bad if week in (8, 12) else values)
        for week, values in course
    ]


@no_deadline
@given(
    courses().map(confirm),
    st.sampled_from(list(PERCENT_OF)),
    st.booleans(),
    st.sampled_from(MEASURES),
    st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1)]),
)
def test_a_confirmed_course_made_worse_stays_confirmed(course, percent_of, same_limb, measure, share):
    found = find_deterioration(to_visits(course), percent_of=percent_of, same_limb=same_limb)
    assert found.confirmed_week is not None
    worse = [
        (week, values | {measure: make_worse(values[measure], measure, share)} if week in found.confirming else values)
        for week, values in course
    ]
    again = find_deterioration(to_visits(worse), percent_of=percent_of, same_limb=same_limb)
    assert again.confirmed_week is not None
    assert again.confirmed_week <= found.confirmed_week


@given(st.permutations(build_course(4, 4, 6, 6, 4)))
def test_visits_in_any_other_order_are_refused(visits):
    assume([visit.week for visit in visits] != list(WEEKS))
    with pytest.raises(Impossible, match="impossible"):
        find_deterioration(visits)


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([], r"Fewer than two visits are impossible to compare \(given: 0\)"),
        (build_course(4), r"given: 1"),
        (build_course(4, 5, 6)[1:], "without week 0 is impossible"),
        (build_course(None, 5, 6), "without week 0 is impossible"),
        (build_course(4, 5) * 2, "Week 0 after week 4 is impossible"),
        ([*build_course(4, 5), *build_course(4, 5)[1:]], "Two visits at week 4 are impossible"),
        ([build_course(4)[0], build_course(4, 5, 6)[2]], r"give week 4 too, as Visit\(4\) if it was missed"),
        ([*build_course(4, 5), "week 8"], "'week 8' is impossible"),
        ([*build_course(4, 5), 10**5000], "A visit of a int too long to print is impossible"),
        (None, "visits = None is impossible: it must be a list of Visits"),
        (5, "visits = 5 is impossible"),
        (Visit(0), r"visits = Visit\(week=0, .* is impossible"),
        (10**5000, "visits = a int too long to print is impossible"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_course_that_cannot_be_is_refused_in_a_sentence(visits, said):
    with pytest.raises(Impossible, match=said):
        find_deterioration(visits)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"week": 6}, "week = 6 is impossible: visits are every 4 weeks"),
        ({"week": True}, "week = True is impossible"),
        ({"week": 44}, "from week 0 to week 40"),
        ({"week": np.array([4, 8])}, r"week = array\(\[4, 8\]\) is impossible"),
        ({"week": 10**5000}, "week = a int too long to print is impossible"),
        ({"week": "4"}, "week = '4' is impossible"),
        ({"week": 8, "mmt8": 151}, "mmt8 at week 8 = 151 is impossible: it must be a whole number from 0 to 150"),
        ({"week": 8, "mmt8": 99.5}, "whole number"),
        ({"week": 8, "haq": 3.1}, "haq at week 8 = 3.1 is impossible"),
        ({"week": 8, "physician_global": float("nan")}, "physician_global at week 8 = nan is impossible"),
        ({"week": 8, "haq": None}, r"without haq is impossible here \(week 8\)"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_in_a_sentence(values, said):
    with pytest.raises(Impossible, match=said):
        Visit(**(BASELINE | values))


@pytest.mark.parametrize(
    "reading",
    [
        {"percent_of": "150"},
        {"same_limb": 1},
        {"missed_visit": "counts"},
        {"first_bad_visit_from": 0},
        {"first_bad_visit_from": 12},
        {"first_bad_visit_from": True},
        {"first_bad_visit_from": np.array([4, 8])},
        {"first_bad_visit_from": 10**5000},
        {"same_limb": 10**5000},
    ],
)
def test_an_assumption_without_such_a_reading_is_named(reading):
    with pytest.raises(Impossible, match=next(iter(reading))):
        find_deterioration(build_course(4, 4, 6), **reading)


def test_a_result_keeps_what_went_into_it_and_says_what_was_assumed():
    found = find_deterioration(build_course(4, 4, 6.5, None, 7), missed_visit="is skipped")
    assert (found.confirming, found.limbs) == ((8, 16), (2,))
    assert [check.week for check in found.checks if check.is_missed] == [12]
    assert found.checks[1].worsening["extramuscular"] == 2.5
    assert "confirmed at week 16" in str(found)
    assert all(words in str(found) for words in ("own value at week 0", "is skipped", "from week 8", "any limb"))
    assert "<td>2.5</td>" in found._repr_html_()
    assert "<td>missed</td>" in found._repr_html_()


NEVER, AT_12, AT_16 = (4, 4, 4, 4, 4), (4, 4, 6, 6, 6), (4, 4, 4, 6, 6)


@pytest.mark.parametrize(
    ("arm", "course", "first_period", "enters", "last_week", "switched"),
    [
        ("placebo", NEVER, ["placebo"] * 4, True, 40, None),
        ("IVIg", NEVER, ["IVIg"] * 4, True, 40, None),
        ("placebo", AT_12, ["placebo"] * 3 + ["IVIg"], True, 40, 12),
        ("IVIg", AT_12, ["IVIg"] * 3 + ["placebo"], False, 16, 12),
        ("placebo", AT_16, ["placebo"] * 4, True, 40, None),
        ("IVIg", AT_16, ["IVIg"] * 4, False, 16, None),
    ],
)
def test_a_path_switches_once_and_ends_where_the_summaries_say(arm, course, first_period, enters, last_week, switched):
    path = follow_path(arm, find_deterioration(build_course(*course)))
    assert [given for week, given in path.infusions if week < 16] == first_period
    assert [given for week, given in path.infusions if week >= 16] == ["IVIg"] * (6 if enters else 0)
    assert (path.enters_extension, path.last_week, path.switched_week) == (enters, last_week, switched)
    assert path.is_non_response == (course != NEVER)


def test_the_infusions_are_as_many_as_published():
    path = follow_path("placebo", find_deterioration(build_course(*NEVER)))
    assert sum(week < 16 for week, _ in path.infusions) == figure("first_period_cycles").value
    assert sum(week >= 16 for week, _ in path.infusions) == figure("extension_cycles").value


def test_an_arm_that_is_none_is_refused():
    with pytest.raises(Impossible, match="arm = 'saline' is not known: choose one of IVIg, placebo"):
        follow_path("saline", find_deterioration(build_course(*NEVER)))


@pytest.mark.parametrize("deterioration", [None, 12, build_course(*NEVER)], ids=lambda given: type(given).__name__)
def test_a_path_without_a_deterioration_to_follow_is_refused(deterioration):
    with pytest.raises(Impossible, match=r"^deterioration = .* is impossible: it must be what find_deterioration ret"):
        follow_path("IVIg", deterioration)


def test_who_is_worse_again_after_a_switch_does_not_go_on_into_the_extension():
    """The registry takes a placebo patient out who deteriorates on IVIg too, at two visits in a row."""
    twice = follow_path("placebo", find_deterioration(build_course(4, 6, 6, 6, 6), first_bad_visit_from=4))
    once = follow_path("placebo", find_deterioration(build_course(4, 6, 6, 6, 4), first_bad_visit_from=4))
    assert (twice.switched_week, twice.enters_extension, twice.last_week) == (8, False, 16)
    assert (once.switched_week, once.enters_extension, once.last_week) == (8, True, 40)
