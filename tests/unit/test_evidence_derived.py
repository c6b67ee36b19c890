"""Every derived figure follows from published ones: recomputed here, on a path of its own.

`RECOMPUTED` says how, figure by figure; a derived figure that is not in it fails the test.
"""

from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import ceil, exp, log, sqrt

import pytest
from scipy import stats

from helpers.evidence import Status, figure, figures

Z = stats.norm.ppf(0.975)
PRIMARY = ("responders_ivig", "responders_placebo")
MSA = ("responders_msa_ivig", "responders_msa_placebo")
MEASURES = ("physician_global", "patient_global", "mmt8", "haq", "enzyme", "extramuscular")
REST = ("responders_rest_ivig", "responders_rest_placebo")


def counts(*ids):
    """Count and denominator of each figure, in one list."""
    return [number for id in ids for number in (figure(id).count, figure(id).n)]


def reach(threshold):
    """Count and denominator of both arms at a threshold."""
    return counts(*PRIMARY) if threshold == 20 else counts(*(f"{id}_tis{threshold}" for id in PRIMARY))


def print_number(number, decimals=0):
    """Round as sources print: halves up."""
    return float(Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def counts_that_print(percent, n, decimals=1):
    """Every whole number of n that prints as a percentage."""
    return [x for x in range(n + 1) if print_number(100 * x / n, decimals) == percent]


def the_only(candidates):
    assert len(candidates) == 1
    return candidates[0]


def fourfold(x1, n1, x0, n0):
    return [[x1, n1 - x1], [x0, n0 - x0]]


# Intervals: estimate, lower, upper


def wald(x1, n1, x0, n0):
    p1, p0 = x1 / n1, x0 / n0
    half = Z * sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    return 100 * (p1 - p0), 100 * (p1 - p0 - half), 100 * (p1 - p0 + half)


def wilson(x, n):
    limits = stats.binomtest(x, n).proportion_ci(method="wilson")
    return 100 * x / n, 100 * limits.low, 100 * limits.high


def newcombe(x1, n1, x0, n0):
    (p1, low1, high1), (p0, low0, high0) = wilson(x1, n1), wilson(x0, n0)
    difference = p1 - p0
    return (
        difference,
        difference - sqrt((p1 - low1) ** 2 + (high0 - p0) ** 2),
        difference + sqrt((high1 - p1) ** 2 + (p0 - low0) ** 2),
    )


def needed(interval):
    difference, low, high = interval
    return 100 / difference, 100 / high, 100 / low


def ratio(estimate, error):
    return estimate, estimate * exp(-Z * error), estimate * exp(Z * error)


def risk_ratio(x1, n1, x0, n0):
    return ratio((x1 / n1) / (x0 / n0), sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0))


def odds_ratio(x1, n1, x0, n0):
    return ratio(x1 * (n0 - x0) / ((n1 - x1) * x0), sqrt(1 / x1 + 1 / (n1 - x1) + 1 / x0 + 1 / (n0 - x0)))


def mean_difference(n1, n0, *, pooled=False):
    """Difference in mean TIS from the published means and SDs, Welch's way or with a pooled SD."""
    ivig, placebo = figure("mean_tis_ivig"), figure("mean_tis_placebo")
    v1, v0 = ivig.sd**2 / n1, placebo.sd**2 / n0
    freedom = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
    error = sqrt(v1 + v0)
    if pooled:
        freedom, error = n1 + n0 - 2, pooled_sd(n1, n0) * sqrt(1 / n1 + 1 / n0)
    half = stats.t.ppf(0.975, freedom) * error
    difference = ivig.value - placebo.value
    return difference, difference - half, difference + half


def pooled_sd(n1, n0):
    ivig, placebo = figure("mean_tis_ivig"), figure("mean_tis_placebo")
    return sqrt(((n1 - 1) * ivig.sd**2 + (n0 - 1) * placebo.sd**2) / (n1 + n0 - 2))


def per_100_cycles(events):
    cycles = figure("infusion_cycles").value
    limits = stats.chi2.ppf(0.025, 2 * events) / 2, stats.chi2.ppf(0.975, 2 * events + 2) / 2
    return [100 * number / cycles for number in (events, *limits)]


def interaction(scale, variance, back):
    """Effect in MSA-positive against effect in the rest, on a scale, with its p value."""
    numbers = counts(*MSA, *REST)
    groups = list(zip(numbers[::2], numbers[1::2], strict=True))
    effect = sum(sign * scale(*group) for sign, group in zip((1, -1, -1, 1), groups, strict=True))
    error = sqrt(sum(variance(*group) for group in groups))
    p_value = 2 * stats.norm.sf(abs(effect / error))
    return interval([back(effect + side * Z * error) for side in (0, -1, 1)]) | {"p_value": p_value}


# P values


def fisher(x1, n1, x0, n0):
    return stats.fisher_exact(fourfold(x1, n1, x0, n0))[1]


def pearson(x1, n1, x0, n0):
    return stats.chi2_contingency(fourfold(x1, n1, x0, n0), correction=False)[1]


def yates(x1, n1, x0, n0):
    return stats.chi2_contingency(fourfold(x1, n1, x0, n0), correction=True)[1]


def mantel_haenszel(x1, n1, x0, n0):
    statistic = stats.chi2_contingency(fourfold(x1, n1, x0, n0), correction=False)[0]
    return stats.chi2.sf(statistic * (n1 + n0 - 1) / (n1 + n0), 1)


def wald_test(x1, n1, x0, n0):
    difference, low, _ = wald(x1, n1, x0, n0)
    return 2 * stats.norm.sf(Z * difference / (difference - low))


TESTS = {
    "pearson": pearson,
    "mantel_haenszel": mantel_haenszel,
    "fisher": fisher,
    "yates": yates,
    "wald": wald_test,
}


def fragility(recode):
    """Patients to recode, one by one, until Fisher's p is at least 0.05, and that p."""
    x1, n1, x0, n0 = counts(*PRIMARY)
    for k in range(n0):
        ivig, placebo = recode(x1, x0, k)
        p_value = fisher(ivig, n1, placebo, n0)
        if p_value >= 0.05:
            return {"value": k, "p_value": p_value}
    raise AssertionError("never fragile")


# Counts that follow


def responders_at(threshold):
    """The only counts of 47 and 48 that print as the published percentages."""
    printed = [figure(f"percent_{arm}_tis{threshold}").value for arm in ("ivig", "placebo")]
    return [the_only(counts_that_print(percent, n, 0)) for percent, n in zip(printed, (47, 48), strict=True)]


def msa_by_arm():
    """The only split of 35 responders among 49 MSA-positive patients that prints as 83 % and 60 %."""
    responders, patients = counts("responders_msa")
    printed = (figure("percent_msa_ivig").value, figure("percent_msa_placebo").value)
    return the_only(
        [
            (x1, n1, responders - x1, patients - n1)
            for n1 in range(1, min(patients, 48))
            for x1 in range(min(n1, responders) + 1)
            if 0 <= responders - x1 <= patients - n1 <= 48
            and (print_number(100 * x1 / n1), print_number(100 * (responders - x1) / (patients - n1))) == printed
        ]
    )


def rest_by_arm():
    return [everybody - msa for everybody, msa in zip(counts(*PRIMARY), msa_by_arm(), strict=True)]


def alkivia_arm(arm, threshold=20):
    """Responders and patients of an arm of ALKIVIA: only 47 and 42 of 89 print all six percentages."""
    printed = {a: [figure(f"alkivia_tis{t}_{a}").value for t in (20, 40, 60)] for a in ("treatment", "placebo")}
    total = int(figure("alkivia_randomised").value)
    fits = [
        {"treatment": n, "placebo": total - n}
        for n in range(1, total)
        if all(counts_that_print(percent, n) for percent in printed["treatment"])
        and all(counts_that_print(percent, total - n) for percent in printed["placebo"])
    ]
    n = the_only(fits)[arm]
    return the_only(counts_that_print(figure(f"alkivia_tis{threshold}_{arm}").value, n)), n


def category(name, arm):
    """Patients of an arm in one category, from the nested counts."""
    reached = [figure(f"responders_{arm}{suffix}").count for suffix in ("", "_tis40", "_tis60")]
    steps = [figure(f"responders_{arm}").n, *reached, 0]
    place = ("none", "minimal", "moderate", "major").index(name)
    return steps[place] - steps[place + 1]


def sample_size(threshold, power):
    x1, n1, x0, n0 = reach(threshold)
    p1, p0 = x1 / n1, x0 / n0
    mean = (p1 + p0) / 2
    spread = Z * sqrt(2 * mean * (1 - mean)) + stats.norm.ppf(power / 100) * sqrt(p1 * (1 - p1) + p0 * (1 - p0))
    return ceil(spread**2 / (p1 - p0) ** 2)


def interval(numbers):
    return dict(zip(("value", "lower", "upper"), numbers, strict=True))


def part(x, n):
    return {"count": x, "n": n}


def not_completed(arm):
    x, n = counts(f"completed_first_period_{arm}")
    return part(n - x, n)


def printed_at_week_40(arm):
    entered = figure(f"entered_extension_{arm}").count
    return part(the_only(counts_that_print(figure(f"percent_{arm}_week40").value, entered)), entered)


def printed_in_ustekinumab(arm):
    row = figure(f"ustekinumab_tis20_{arm}")
    return part(the_only(counts_that_print(row.value, row.n)), row.n)


def serious_related_patients():
    events = [figure(f"related_serious_patient_{k}").events for k in range(1, 8)]
    return part(len(events), 95) | {"events": sum(events)}


def most_points(*measures):
    return {"value": sum(figure(f"tis_maximum_{measure}").value for measure in measures)}


RECOMPUTED = {
    "difference_tis20_wald": lambda: interval(wald(*counts(*PRIMARY))),
    "difference_tis20_newcombe": lambda: interval(newcombe(*counts(*PRIMARY))),
    "number_needed_to_treat": lambda: interval(needed(wald(*counts(*PRIMARY)))),
    "number_needed_to_treat_newcombe": lambda: interval(needed(newcombe(*counts(*PRIMARY)))),
    "risk_ratio_tis20": lambda: interval(risk_ratio(*counts(*PRIMARY))),
    "odds_ratio_tis20": lambda: interval(odds_ratio(*counts(*PRIMARY))),
    "fragility_response": lambda: fragility(lambda x1, x0, k: (x1, x0 + k)),
    "fragility_non_response": lambda: fragility(lambda x1, x0, k: (x1 - k, x0)),
    "mean_tis_difference": lambda: interval(mean_difference(47, 48)),
    "mean_tis_difference_pooled": lambda: interval(mean_difference(47, 48, pooled=True)),
    "mean_tis_difference_completers": lambda: interval(mean_difference(45, 46)),
    "mean_tis_standardised": lambda: {"value": mean_difference(47, 48)[0] / pooled_sd(47, 48)},
    "difference_related_events": lambda: interval(wald(*counts("related_events_ivig", "related_events_placebo"))),
    "number_needed_to_harm": lambda: {"value": 100 / wald(*counts("related_events_ivig", "related_events_placebo"))[0]},
    "related_serious_patients": serious_related_patients,
    "thromboembolic_wrong_denominator_explained": lambda: {
        "value": 100 * figure("thromboembolic_related_all_ivig").count / figure("safety_first_period_ivig").value
    },
    "zero_of_52_upper_one_sided": lambda: {
        "upper": 100 * stats.binomtest(0, 52, alternative="less").proportion_ci(0.95, "exact").high
    },
    "zero_of_52_upper_two_sided": lambda: {
        "lower": 0,
        "upper": 100 * stats.binomtest(0, 52).proportion_ci(0.95, "exact").high,
    },
    "zero_of_52_rule_of_three": lambda: {"upper": 300 / figure("thromboembolic_related_ivig").n},
    "thromboembolic_related_per_100_cycles": lambda: {"events": 6} | interval(per_100_cycles(6)),
    "thromboembolic_per_100_cycles": lambda: {"events": 8} | interval(per_100_cycles(8)),
    "responders_msa_ivig": lambda: part(*msa_by_arm()[:2]),
    "responders_msa_placebo": lambda: part(*msa_by_arm()[2:]),
    "responders_rest_ivig": lambda: part(*rest_by_arm()[:2]),
    "responders_rest_placebo": lambda: part(*rest_by_arm()[2:]),
    "difference_msa": lambda: interval(wald(*counts(*MSA))),
    "difference_rest": lambda: interval(wald(*counts(*REST))),
    "interaction_msa": lambda: interaction(
        lambda x, n: x / n, lambda x, n: x * (n - x) / n**3, lambda effect: 100 * effect
    ),
    "interaction_msa_odds_ratio": lambda: interaction(
        lambda x, n: log(x / (n - x)), lambda x, n: 1 / x + 1 / (n - x), exp
    ),
    "interaction_msa_risk_ratio": lambda: interaction(lambda x, n: log(x / n), lambda x, n: 1 / x - 1 / n, exp),
    "p_msa_arms_fisher": lambda: {"p_value": fisher(*counts(*MSA))},
    "p_msa_maa_fisher": lambda: {"p_value": fisher(*counts("responders_msa", "responders_maa_only"))},
    "p_msa_no_antibody_fisher": lambda: {"p_value": fisher(*counts("responders_msa", "responders_no_antibody"))},
    "p_placebo_msa_rest_fisher": lambda: {"p_value": fisher(*counts(MSA[1], REST[1]))},
    "estimand_attributes": lambda: {
        "value": len(["treatment", "population", "variable", "intercurrent events", "population-level summary"])
    },
    "tis_maximum": lambda: most_points(*MEASURES),
    "tis_maximum_ratings": lambda: most_points("physician_global", "patient_global", "extramuscular", "haq"),
    "tis_maximum_person": lambda: most_points(*(measure for measure in MEASURES if measure != "enzyme")),
    "placebo_response_proderm": lambda: interval(wilson(*counts("responders_placebo"))),
    "placebo_response_ustekinumab": lambda: interval(wilson(*counts("ustekinumab_responders_placebo"))),
    "placebo_response_alkivia": lambda: interval(wilson(*counts("alkivia_responders_placebo"))),
}
for test in TESTS:
    RECOMPUTED[f"p_tis20_{test}"] = lambda test=test: {"p_value": TESTS[test](*counts(*PRIMARY))}
for arm, place in (("ivig", 0), ("placebo", 1)):
    RECOMPUTED[f"not_completed_first_period_{arm}"] = lambda arm=arm: not_completed(arm)
    RECOMPUTED[f"responders_{arm}_week40"] = lambda arm=arm: printed_at_week_40(arm)
    for name in ("none", "minimal", "moderate", "major"):
        RECOMPUTED[f"category_{name}_{arm}"] = lambda name=name, arm=arm: part(
            category(name, arm), figure(f"randomised_{arm}").count
        )
    for threshold in (40, 60):
        RECOMPUTED[f"responders_{arm}_tis{threshold}"] = lambda arm=arm, place=place, threshold=threshold: part(
            responders_at(threshold)[place], figure(f"randomised_{arm}").count
        )
for arm in ("treatment", "placebo"):
    RECOMPUTED[f"alkivia_responders_{arm}"] = lambda arm=arm: part(*alkivia_arm(arm))
    for threshold in (40, 60):
        RECOMPUTED[f"alkivia_responders_{arm}_tis{threshold}"] = lambda arm=arm, threshold=threshold: part(
            *alkivia_arm(arm, threshold)
        )
    RECOMPUTED[f"ustekinumab_responders_{arm}"] = lambda arm=arm: printed_in_ustekinumab(arm)
for threshold in (40, 60):
    RECOMPUTED[f"difference_tis{threshold}_wald"] = lambda threshold=threshold: interval(wald(*reach(threshold)))
for threshold, power in product((20, 40, 60), (80, 90)):
    RECOMPUTED[f"sample_size_tis{threshold}_power{power}"] = lambda threshold=threshold, power=power: {
        "value": sample_size(threshold, power)
    }


@pytest.mark.parametrize("id", [id for id, row in figures().items() if row.status is Status.DERIVED])
def test_derived_figure_follows_from_published_ones(id):
    row = figure(id)
    columns = ("count", "n", "events", "value", "lower", "upper", "p_value", "sd")
    recorded = {column: getattr(row, column) for column in columns if getattr(row, column) is not None}
    assert recorded == pytest.approx(RECOMPUTED[id](), rel=1e-6)


def test_figures_that_the_design_fixes():
    assert (figure("difference_tis20_wald").lower, figure("difference_tis20_wald").upper) == pytest.approx(
        (16.702, 53.245), abs=5e-4
    )
    assert (figure("difference_tis20_newcombe").lower, figure("difference_tis20_newcombe").upper) == pytest.approx(
        (15.454, 50.990), abs=5e-4
    )
    assert [counts(*MSA), counts(*REST)] == [[20, 24, 15, 25], [17, 23, 6, 23]]
    assert [figure(f"fragility_{coding}").value for coding in ("response", "non_response")] == [8, 7]


@pytest.mark.parametrize(("arm", "expected"), [("ivig", [10, 5, 17, 15]), ("placebo", [27, 10, 7, 4])])
def test_categories_of_an_arm_add_up(arm, expected):
    categories = [figure(f"category_{name}_{arm}").count for name in ("none", "minimal", "moderate", "major")]
    assert categories == expected
    assert sum(categories) == figure(f"randomised_{arm}").count


@pytest.mark.parametrize("threshold", [40, 60])
def test_derived_counts_give_the_published_difference_and_interval(threshold):
    row = figure(f"difference_tis{threshold}")
    assert [print_number(number) for number in wald(*reach(threshold))] == [row.value, row.lower, row.upper]
    assert print_number(wald(*reach(threshold))[0], 1) == figure(f"difference_tis{threshold}_congress").value


@pytest.mark.parametrize("threshold", [40, 60])
@pytest.mark.parametrize("arm", ["ivig", "placebo"])
def test_congress_report_prints_the_derived_counts_with_one_decimal(threshold, arm):
    percent = figure(f"responders_{arm}_tis{threshold}").percent
    assert print_number(percent, 1) == figure(f"percent_{arm}_tis{threshold}_congress").value


def test_adjusted_interval_is_the_crude_wald_interval_to_every_printed_digit():
    _, low, high = wald(*counts(*PRIMARY))
    for id, decimals in (("difference_tis20", 0), ("difference_tis20_summary", 1), ("difference_tis20_sponsor", 2)):
        assert [print_number(low, decimals), print_number(high, decimals)] == [figure(id).lower, figure(id).upper]


@pytest.mark.parametrize("test", TESTS)
def test_no_crude_test_gives_the_printed_p_value(test):
    assert print_number(TESTS[test](*counts(*PRIMARY)), 4) != figure("p_tis20_printed").p_value == 0.0008


def test_welch_interval_prints_as_published_only_with_47_and_48():
    printed = [figure("mean_tis_interval").lower, figure("mean_tis_interval").upper]
    assert [print_number(bound, 1) for bound in mean_difference(47, 48)[1:]] == printed
    assert [print_number(bound, 1) for bound in mean_difference(45, 46)[1:]] == [17.0, 35.8] != printed


def test_responders_by_antibody_add_up_to_the_primary_result():
    groups = ("responders_msa", "responders_maa_only", "responders_no_antibody")
    assert sum(figure(id).count for id in groups) == sum(figure(id).count for id in PRIMARY) == 58
    assert sum(figure(id).n for id in groups) == figure("randomised").value


@pytest.mark.parametrize(
    ("pair", "published"),
    [
        (MSA, "percent_msa_ivig"),
        (("responders_msa", "responders_maa_only"), "responders_maa_only"),
        (("responders_msa", "responders_no_antibody"), "responders_no_antibody"),
    ],
)
def test_published_subgroup_p_values_are_uncorrected_pearson_tests(pair, published):
    assert print_number(pearson(*counts(*pair)), 2) == figure(published).p_value
    assert print_number(fisher(*counts(*pair)), 2) != figure(published).p_value


def test_first_period_denominators_count_the_switchers_twice():
    ivig, placebo = figure("safety_first_period_ivig").value, figure("safety_first_period_placebo").value
    switched = figure("switched_placebo_to_ivig").count
    assert ivig == figure("randomised_ivig").count + switched
    assert ivig + placebo == figure("randomised").value + switched == 100


def test_9_6_percent_is_5_of_52_where_5_of_95_is_5_3():
    patients = figure("thromboembolic_related_all_ivig")
    assert print_number(100 * patients.count / 52, 1) == figure("thromboembolic_wrong_denominator").value == 9.6
    assert print_number(patients.percent, 1) == 5.3


def test_rates_per_100_cycles_print_as_stated():
    rates = ("thromboembolic_related_per_100_cycles", "thromboembolic_per_100_cycles")
    assert [print_number(figure(id).value, 2) for id in rates] == [0.90, 1.20]
    assert figure("infusion_cycles").value == 664


def test_serious_related_events_are_six_thromboembolic_and_three_others():
    parts = ("related_serious_thromboembolic", "related_serious_other")
    assert [figure(id).events for id in parts] == [6, 3]
    assert figure("related_serious_events").events == figure("related_serious_patients").events == 9
