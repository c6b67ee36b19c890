"""Adverse events: three kinds of denominator, contrasts that are refused, and limits for few events or none."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats

from helpers.errors import Impossible
from helpers.evidence import Comparison, figure, figures
from helpers.models.chance_of_one import (
    find_chance_of_one,
    find_chance_of_one_in_cycles,
    find_cycles_for_one,
    find_patients_for_one,
)
from helpers.models.event_rates import most_patients_interval, rule_of_three_in_cycles
from helpers.models.proportions import compare_proportions
from helpers.models.safety import (
    KINDS,
    PERIODS,
    AsRandomised,
    AsTreated,
    Contrast,
    EventCount,
    NaturalFrequencies,
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
from tests.unit.html_tools import read_rows

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


def test_responders_at_two_bars_or_of_two_groups_are_no_contrast():
    with pytest.raises(Impossible, match=r"TIS of at least 20.*TIS at least 40.*two quantities"):
        read_response("responders_ivig", "responders_placebo_tis40")
    bars = [read_response(f"responders_ivig{bar}", f"responders_placebo{bar}") for bar in ("", "_tis40", "_tis60")]
    antibodies = read_response("responders_msa_ivig", "responders_msa_placebo")
    for (ivig, _), (_, placebo) in itertools.permutations([*bars, antibodies], 2):
        with pytest.raises(Impossible, match="these are two events"):
            contrast(ivig, placebo)
    assert [contrast(*bar).treatment.patients_with for bar in bars] == [37, 32, 15]
    assert bars[1][0].event == "response, at least moderate improvement (TIS at least 40)"


@pytest.mark.parametrize(
    "ids",
    [
        ("any_events_ivig", "any_events_placebo"),
        ("responders_placebo", "responders_ivig"),
        ("responders_ivig_week40", "responders_placebo_week40"),
        ("responders_msa", "responders_msa"),
        ("difference_tis20", "difference_tis20"),
        ("mean_tis_ivig", "mean_tis_placebo"),
        ("randomised_ivig", "randomised_placebo"),
    ],
)
def test_a_row_that_counts_no_randomised_responders_is_no_response(ids):
    with pytest.raises(
        Impossible, match=r"ivig_id = .* counts no responders among all randomised to IVIg\. Choose a row"
    ):
        read_response(*ids)


def test_two_columns_as_treated_are_of_the_same_people():
    ivig = count(AsTreated("IVIg", 52, "weeks 0-16", 5, 95))
    for in_both, everybody in ((5, 96), (4, 95), (0, 100)):
        with pytest.raises(Impossible, match=r"52 as treated against 48 as treated .* Choose two columns of one table"):
            contrast(ivig, count(AsTreated("placebo", 48, "weeks 0-16", in_both, everybody)))
    for in_both, everybody, name in ((53, 95, "in_both"), (-1, 95, "in_both"), (None, 95, "in_both"), (5, 51, "every")):
        with pytest.raises(Impossible, match=name):
            AsTreated("IVIg", 52, "weeks 0-16", in_both, everybody)


NO_COUNTS = [None, 5, True, math.nan, "abc", "", [], {}, set(), np.array([1, 2]), (1, 2)]


@pytest.mark.parametrize("wrong", NO_COUNTS, ids=repr)
def test_what_is_no_count_of_events_is_refused_by_the_name_of_its_place(wrong):
    pair = read_events("related", "first period")
    for call, name in (
        (lambda: contrast(wrong, pair[1]), "treatment"),
        (lambda: contrast(pair[0], wrong), "control"),
        (lambda: count_per_hundred(wrong), "count"),
        (lambda: natural_frequencies(wrong), "contrast"),
        (lambda: NaturalFrequencies(wrong, 1, 1), "contrast"),
        (lambda: EventCount(EVENT, 5, 6, wrong), "at_risk"),
    ):
        with pytest.raises(Impossible, match=rf"^{name} = .* is impossible"):
            call()


@pytest.mark.parametrize("wrong", ["", " ", None, 5, [], np.array(["a"])], ids=repr)
def test_what_has_no_name_is_refused(wrong):
    with pytest.raises(Impossible, match=r"^event = .* must be a name in words"):
        EventCount(wrong, 5, 6, SIDES["uncontrolled"][0])
    with pytest.raises(Impossible, match=r"^group = .* must be a name in words"):
        Uncontrolled(wrong, 95, "weeks 0-16")
    with pytest.raises(Impossible, match=r"^time = .* must be a name in words"):
        AsTreated("IVIg", 52, wrong, 5, 95)
    with pytest.raises(Impossible, match=r"ivig_id|There is no figure"):
        read_response(wrong, "responders_placebo")


def test_a_notebook_shows_both_groups_of_a_contrast():
    shown = contrast(*read_events("related", "first period"))._repr_html_()
    assert read_rows(shown) == [
        ["group", "patients with at least one", "patients at risk", "percent"],
        ["IVIg", "30", "52", "57.7"],
        ["placebo", "11", "48", "22.9"],
    ]
    assert "difference 34.8 percentage points" in shown and "5 people stand on both sides" in shown


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


@pytest.mark.parametrize(
    ("level", "three"), [(0.04, 0.041), (0.5, 0.69), (0.8, 1.6), (0.9, 2.3), (0.975, 3.7), (0.999, 6.9), (1e-9, 1e-9)]
)
def test_the_three_of_the_rule_follows_the_level(level, three):
    assert rule_of_three(52, level=level).upper == pytest.approx(three / 52)
    assert rule_of_three_in_cycles(664, level=level).upper == pytest.approx(100 * three / 664)
    assert rule_of_three(52, level=level).level == rule_of_three_in_cycles(664, level=level).level == level


@pytest.mark.parametrize(("level", "sides"), [(0.8, "two-sided"), (0.99, "two-sided"), (0.9, "one-sided")])
def test_the_most_patients_have_the_limits_of_their_level_and_sides(level, sides):
    alternative = "two-sided" if sides == "two-sided" else "less"
    expected = scipy.stats.binomtest(6, 95, alternative=alternative).proportion_ci(level, method="exact")
    limits = most_patients_interval(6, 95, level=level, sides=sides)
    assert tuple(limits) == pytest.approx((expected.low, expected.high), abs=1e-10)
    assert (limits.level, limits.method) == (level, sides)


@pytest.mark.parametrize("chance", [0.01, 0.5, 0.8, 0.99, 0.9999])
def test_the_patients_needed_to_see_one_are_the_first_that_do(chance):
    for risk in (0.1, 1.0, 2.5, 10.0):
        n, cycles = find_patients_for_one(risk, chance=chance), find_cycles_for_one(risk, chance=chance)
        assert find_chance_of_one(risk, n) >= chance
        assert find_chance_of_one_in_cycles(risk, cycles) >= chance
        assert n == 1 or find_chance_of_one(risk, n - 1) < chance
        assert cycles == 1 or find_chance_of_one_in_cycles(risk, cycles - 1) < chance


def test_the_patients_needed_at_the_usual_chance_are_those_of_95_of_100():
    assert (find_patients_for_one(1), find_patients_for_one(10), find_cycles_for_one(1)) == (299, 29, 300)
    assert (find_patients_for_one(1, chance=0.8), find_cycles_for_one(1, chance=0.8)) == (161, 161)
    assert find_chance_of_one(1, 52) == pytest.approx(1 - 0.99**52)


@pytest.mark.parametrize("risk", [1, 5, 10, 20, 25, 50, 75, 90])
def test_a_chance_that_is_met_exactly_takes_no_patient_more(risk):
    """The exact chance of n patients, as a fraction, asked back as the nearest number a computer can write."""
    for n in range(1, 9):
        chance = float(1 - (1 - Fraction(risk, 100)) ** n)
        assert find_patients_for_one(risk, chance=chance) == n
        assert find_patients_for_one(risk, chance=chance + 1e-6 * (1 - chance)) == n + 1


@pytest.mark.parametrize("tiny", [1e-308, 5e-324, 1e-12])
def test_what_is_too_rare_to_be_seen_is_said(tiny):
    with pytest.raises(Impossible, match=r"risk = .* would take more than 1e\+09 of them\. Choose a larger risk"):
        find_patients_for_one(tiny)
    with pytest.raises(Impossible, match=r"rate = .* would take more than 1e\+09 of them\. Choose a larger rate"):
        find_cycles_for_one(tiny)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: event_interval(6, 5), "events are not patients"),
        (lambda: event_interval(0, 0), "n = 0 is impossible"),
        (lambda: event_interval(0, 52, sides="both"), "choose one of one-sided, two-sided"),
        (lambda: event_interval(0, 52, level=1), "level = 1 is impossible"),
        (lambda: rate_interval(6, 0), "cycles = 0 is impossible: a rate needs at least 1 infusion cycle"),
        (lambda: event_interval(0, 10**308), "n = 1000.* is impossible"),
        (lambda: rate_interval(10**308, 664), "events = 1000.* is impossible"),
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
