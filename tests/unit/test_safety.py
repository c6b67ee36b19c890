"""Adverse events: three kinds of denominator, contrasts that are refused, and limits for few events or none."""

from __future__ import annotations

import itertools
import math

import pytest
import scipy.stats

from helpers.errors import Impossible
from helpers.evidence import Comparison, figure, figures
from helpers.models.event_rates import (
    find_chance_of_one,
    find_chance_of_one_in_cycles,
    find_cycles_for_one,
    find_patients_for_one,
    most_patients_interval,
    rule_of_three_in_cycles,
)
from helpers.models.proportions import compare_proportions
from helpers.models.safety import (
    KINDS,
    PERIODS,
    AsRandomised,
    AsTreated,
    Contrast,
    EventCount,
    PatientsAtRisk,
    Uncontrolled,
    contrast,
    count_per_hundred,
    event_interval,
    natural_frequencies,
    rate_interval,
    read_events,
    read_response,
    rule_of_three,
)

EVENT = "related adverse event"
SIDES = {
    "randomised": (AsRandomised("IVIg", 47, "weeks 0-16"), AsRandomised("placebo", 48, "weeks 0-16")),
    "as treated": (AsTreated("IVIg", 52, "weeks 0-16", 5, 95), AsTreated("placebo", 48, "weeks 0-16", 5, 95)),
    "uncontrolled": (Uncontrolled("IVIg", 95, "weeks 0-16"), Uncontrolled("others", 60, "weeks 0-16")),
}


def count(at_risk: PatientsAtRisk, patients: int = 10) -> EventCount:
    return EventCount(EVENT, patients, 2 * patients, at_risk)


@pytest.mark.parametrize(("one", "other"), list(itertools.product(SIDES, SIDES)))
def test_a_contrast_exists_within_a_controlled_kind_alone(one, other):
    a, b = count(SIDES[one][0]), count(SIDES[other][1])
    if one == other != "uncontrolled":
        assert contrast(a, b).difference == pytest.approx(10 / a.n - 10 / b.n)
        return
    with pytest.raises(Impossible, match=rf"{a.n} {one} against {b.n} {other} is impossible: .*no contrast"):
        contrast(a, b)
    with pytest.raises(Impossible):
        Contrast(a, b)


def test_the_refusal_says_that_nobody_was_assigned():
    first, whole = read_events("thromboembolic", "first period")[0], read_events("thromboembolic", "whole study")[0]
    with pytest.raises(Impossible) as refused:
        contrast(first, whole)
    assert "52 as treated against 95 uncontrolled" in str(refused.value)
    assert "nobody was assigned to be among the 95, and nobody stands beside them" in str(refused.value)
    assert "Choose two groups of one kind" in str(refused.value)


def test_a_contrast_across_events_times_or_within_a_group_is_refused():
    ivig, placebo = SIDES["as treated"]
    with pytest.raises(Impossible, match="two events"):
        contrast(count(ivig), EventCount("serious adverse event", 1, 1, placebo))
    with pytest.raises(Impossible, match="two times"):
        contrast(count(ivig), count(AsTreated("placebo", 48, "weeks 0-40", 5, 95)))
    with pytest.raises(Impossible, match="takes two groups"):
        contrast(count(ivig), count(ivig))


def test_the_related_contrast_is_the_derived_row_and_tells_who_stands_in_both():
    related, row = contrast(*read_events("related", "first period")), figure("difference_related_events")
    interval = related.interval()
    assert [100 * related.difference, *(100 * limit for limit in interval)] == pytest.approx(
        [row.value, row.lower, row.upper], abs=1e-7
    )
    assert related.comparison is row.comparison is Comparison.AS_TREATED
    assert "5 people stand on both sides (52 + 48 = 100 > 95)" in related.note
    assert "not independent" in str(related)
    assert (
        related.interval("newcombe").upper
        == compare_proportions(30, 52, 11, 48).risk_difference_interval("newcombe").upper
    )


def test_a_randomised_contrast_carries_no_such_note():
    responses = contrast(*read_response("responders_ivig", "responders_placebo"))
    assert responses.comparison is Comparison.RANDOMISED
    assert responses.note == ""
    assert 100 * responses.difference == pytest.approx(figure("difference_tis20_sponsor").value, abs=0.005)


@pytest.mark.parametrize(("patients", "events"), [(3, 2), (0, 1), (-1, 0), (2.5, 3)])
def test_counts_that_cannot_be_are_refused(patients, events):
    with pytest.raises(Impossible):
        EventCount(EVENT, patients, events, SIDES["uncontrolled"][0])


def test_more_patients_than_people_are_told_as_events_taken_for_patients():
    with pytest.raises(Impossible, match=r"282 patients with a related adverse event of 95 .*events are not patients"):
        EventCount(EVENT, 282, 282, SIDES["uncontrolled"][0])


def test_patients_at_risk_need_a_kind_and_somebody():
    with pytest.raises(Impossible, match="Choose AsRandomised, AsTreated or Uncontrolled"):
        PatientsAtRisk("IVIg", 52, "weeks 0-16")
    with pytest.raises(Impossible, match="n = 0 is impossible"):
        Uncontrolled("IVIg", 0, "weeks 0-40")


@pytest.mark.parametrize(("kind", "period"), list(itertools.product(KINDS, PERIODS)))
def test_every_kind_is_read_as_its_rows_have_it(kind, period):
    counts = read_events(kind, period)
    rows = [figure(f"{KINDS[kind].rows}_{end}") for end in PERIODS[period]]
    assert [(c.patients_with, c.n, c.events, c.comparison) for c in counts] == [
        (row.count, row.n, row.events, row.comparison) for row in rows
    ]
    classes = {Comparison.AS_TREATED: AsTreated, Comparison.UNCONTROLLED: Uncontrolled}
    assert all(type(c.at_risk) is classes[c.comparison] for c in counts)
    assert len(counts) == (2 if period == "first period" else 1)


def test_no_row_of_the_figures_is_a_contrast_without_a_comparator():
    differences = [row for row in figures().values() if row.quantity.lower().startswith("difference")]
    assert len(differences) > 5
    assert all(row.comparison in (Comparison.RANDOMISED, Comparison.AS_TREATED) for row in differences)


def test_limits_for_none_of_52_are_the_derived_rows():
    assert 100 * event_interval(0, 52, sides="one-sided").upper == pytest.approx(
        figure("zero_of_52_upper_one_sided").upper, abs=1e-7
    )
    assert 100 * event_interval(0, 52).upper == pytest.approx(figure("zero_of_52_upper_two_sided").upper, abs=1e-7)
    assert 100 * rule_of_three(52).upper == pytest.approx(figure("zero_of_52_rule_of_three").upper, abs=1e-7)
    # By hand: 1 - 0.05^(1/52).
    assert event_interval(0, 52, sides="one-sided").upper == pytest.approx(1 - 0.05 ** (1 / 52), rel=1e-12)


@pytest.mark.parametrize("row", ["thromboembolic_related_per_100_cycles", "thromboembolic_per_100_cycles"])
def test_rates_per_100_cycles_are_the_derived_rows(row):
    published = figure(row)
    rate = rate_interval(published.events, int(figure("infusion_cycles").value))
    assert [rate.estimate, *rate] == pytest.approx([published.value, published.lower, published.upper], abs=1e-7)
    assert "one patient may have several" in rate.note
    assert rate.note in str(rate)


@pytest.mark.parametrize(("patients", "n"), [(0, 52), (5, 95), (1, 2), (51, 52), (52, 52)])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_event_limits_agree_with_scipys_exact_test(patients, n, level):
    test = scipy.stats.binomtest(patients, n).proportion_ci(level, method="exact")
    assert tuple(event_interval(patients, n, level=level)) == pytest.approx((test.low, test.high), abs=1e-10)
    one_sided = scipy.stats.binomtest(patients, n, alternative="less").proportion_ci(level, method="exact")
    assert tuple(event_interval(patients, n, level=level, sides="one-sided")) == pytest.approx(
        (one_sided.low, one_sided.high), abs=1e-10
    )


@pytest.mark.parametrize(("events", "cycles"), [(0, 52), (6, 664), (8, 664), (10, 5)])
def test_rate_limits_leave_the_tails_that_they_promise(events, cycles):
    lower, upper = (limit * cycles / 100 for limit in rate_interval(events, cycles, level=0.9))
    assert scipy.stats.poisson.cdf(events, upper) == pytest.approx(0.05, abs=1e-10)
    assert lower == 0 if events == 0 else scipy.stats.poisson.sf(events - 1, lower) == pytest.approx(0.05, abs=1e-10)
    one_sided = rate_interval(events, cycles, level=0.9, sides="one-sided")
    assert one_sided.lower == 0
    assert scipy.stats.poisson.cdf(events, one_sided.upper * cycles / 100) == pytest.approx(0.1, abs=1e-10)


def test_everybody_and_nobody_leave_one_side_open():
    assert event_interval(52, 52).upper == 1
    assert event_interval(0, 52).lower == 0
    assert event_interval(1, 1, sides="one-sided").upper == 1
    assert rule_of_three(1).upper == 1


def test_the_rule_of_three_comes_near_the_exact_limit_from_thirty_patients_on():
    for n in (30, 52, 95, 1000):
        exact = event_interval(0, n, sides="one-sided").upper
        assert exact < rule_of_three(n).upper < 1.06 * exact
    assert rule_of_three(100, level=0.9).upper == pytest.approx(0.023)
    assert rule_of_three(100, level=0.99).upper == pytest.approx(0.046)
    assert rule_of_three_in_cycles(664).upper == pytest.approx(300 / 664)


def test_the_patients_needed_to_see_one_are_the_first_that_do():
    for risk in (0.1, 1.0, 2.5, 10.0):
        n, cycles = find_patients_for_one(risk), find_cycles_for_one(risk)
        assert find_chance_of_one(risk, n) >= 0.95 > find_chance_of_one(risk, n - 1)
        assert find_chance_of_one_in_cycles(risk, cycles) >= 0.95 > find_chance_of_one_in_cycles(risk, cycles - 1)
    assert find_chance_of_one(1, 52) == pytest.approx(1 - 0.99**52)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: event_interval(6, 5), "events are not patients"),
        (lambda: event_interval(0, 0), "n = 0 is impossible"),
        (lambda: event_interval(0, 52, sides="both"), "choose one of one-sided, two-sided"),
        (lambda: event_interval(0, 52, level=1), "level = 1 is impossible"),
        (lambda: rate_interval(6, 0), "cycles = 0 is impossible: a rate needs at least 1 infusion cycle"),
        (lambda: rate_interval(-1, 664), "events = -1 is impossible"),
        (lambda: rate_interval(6, 664, level=math.nan), "level = nan is impossible"),
        (lambda: rule_of_three_in_cycles(0), "cycles = 0 is impossible"),
        (lambda: find_patients_for_one(0), "risk = 0 is impossible"),
        (lambda: find_chance_of_one(100, 52), "risk = 100 is impossible"),
        (lambda: find_cycles_for_one(math.inf), "rate = inf is impossible"),
        (lambda: read_events("headache", "first period"), "kind = 'headache' is not known"),
        (lambda: read_events("any", "extension"), "period = 'extension' is not known"),
    ],
)
def test_bad_input_gets_a_sentence(call, sentence):
    with pytest.raises(Impossible, match=sentence):
        call()


def test_natural_frequencies_are_whole_people_that_can_be_counted():
    for kind in KINDS:
        pair = contrast(*read_events(kind, "first period"))
        people = natural_frequencies(pair)
        assert people.more == people.treatment - people.control
        assert abs(people.treatment - 100 * pair.treatment.proportion) <= 0.5
        assert abs(people.more - 100 * pair.difference) < 1
    related = natural_frequencies(contrast(*read_events("related", "first period")))
    assert (related.treatment, related.control, related.more) == (58, 23, 35)
    # 65.4 and 39.6 are 65 and 40 people, 25 apart, and 25.8 unrounded: both are told.
    infusional = natural_frequencies(contrast(*read_events("infusional", "first period")))
    assert (infusional.more, infusional.is_rounded_apart) == (25, True)
    assert not related.is_rounded_apart
    assert [count_per_hundred(c) for c in read_events("thromboembolic", "whole study")] == [6]


def test_six_events_have_six_patients_at_the_most_and_never_more_than_there_are():
    assert most_patients_interval(6, 95).estimate == event_interval(6, 95).estimate
    assert most_patients_interval(6, 5).estimate == 1
