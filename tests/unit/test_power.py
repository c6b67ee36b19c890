"""Power and sample size against R, statsmodels, and a listing of every table with scipy."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, fisher_exact
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize, proportions_ztest

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.power import actual_size, exact_power, patients_per_arm_normal, power_curve, sample_size
from helpers.models.rejection_chance import _add_up_by_totals, list_chances

REFERENCE = Path(__file__).parent / "reference"
TEST_IN_R = {"fisher": "fisher", "pearson": "pooled_z"}
OBSERVED = {20: (37 / 47, 21 / 48), 40: (32 / 47, 11 / 48), 60: (15 / 47, 4 / 48)}
"""Bar -> responders on IVIg and on placebo, as observed."""


def read_reference(file):
    with (REFERENCE / file).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def compute_p(test, x, n, y, m):
    """Return the two-sided p of one table by another program."""
    if test == "fisher":
        return fisher_exact([[x, n - x], [y, m - y]]).pvalue
    return 1.0 if x + y in (0, n + m) else proportions_ztest([x, y], [n, m])[1]


def list_every_table(test, n, m, p, q, alpha):
    """Return the chance that p is below alpha, one table after the other; a p that is alpha but for rounding is not."""
    return sum(
        binom.pmf(x, n, p) * binom.pmf(y, m, q)
        for x in range(n + 1)
        for y in range(m + 1)
        if compute_p(test, x, n, y, m) < alpha * (1 - 1e-9)
    )


@pytest.mark.parametrize("row", read_reference("exact_power_r.csv"), ids=lambda row: "-".join(row.values()))
def test_exact_power_matches_r(row):
    power = exact_power(
        int(row["n_1"]), int(row["n_2"]), float(row["p_1"]), float(row["p_2"]), test=TEST_IN_R[row["test"]]
    )
    assert power.power == pytest.approx(float(row["power"]), abs=1e-9)


@pytest.mark.parametrize("row", read_reference("sample_size_r.csv"), ids=lambda row: "-".join(row.values()))
def test_the_normal_formula_matches_r(row):
    p, q, power = (float(row[name]) for name in ("p_1", "p_2", "power"))
    expected = float(row["n_per_arm_pooled_z"])
    assert sample_size(p, q, power=power).unrounded == pytest.approx(expected, abs=1e-4)
    assert sample_size(p, q, power=power).n_per_arm == math.ceil(expected)
    assert patients_per_arm_normal([p, q], [q, p], power=power) == pytest.approx([expected] * 2, abs=1e-4)


@pytest.mark.parametrize("row", read_reference("sample_size_r.csv"), ids=lambda row: "-".join(row.values()))
def test_other_formulas_give_nearly_the_same(row):
    """The approximation of statsmodels by arcsines is another one: within three patients here, and never the same."""
    p, q, power = (float(row[name]) for name in ("p_1", "p_2", "power"))
    arcsine = NormalIndPower().solve_power(proportion_effectsize(p, q), power=power, alpha=0.05)
    assert arcsine == pytest.approx(float(row["n_per_arm_arcsine"]), abs=1e-4)
    assert 0.01 < abs(sample_size(p, q, power=power).unrounded - arcsine) < 3.5
    assert sample_size(p, q, power=power).unrounded == pytest.approx(float(row["n_per_arm_rpact"]), abs=1e-4)


@pytest.mark.parametrize("allocation", [0.5, 1, 2, 3.7])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
@pytest.mark.parametrize("power", [0.8, 0.95])
def test_the_normal_formula_gives_its_power_by_statsmodels(allocation, alpha, power):
    plan = sample_size(0.61, 0.44, power=power, alpha=alpha, allocation=allocation)
    reached = power_proportions_2indep(0.17, 0.44, allocation * plan.unrounded, 1 / allocation, alpha=alpha)
    # statsmodels adds rejections in the wrong direction, below 1e-6 here.
    assert reached.power == pytest.approx(power, abs=1e-6)
    assert plan.n_control == math.ceil(plan.unrounded)
    assert plan.n_treatment == math.ceil(allocation * plan.n_control - 1e-9)


@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.01])
@pytest.mark.parametrize(
    ("n", "m", "p", "q"), [(2, 2, 0.9, 0.1), (3, 3, 0.9, 0.1), (8, 8, 0.7, 0.2), (6, 9, 0.2, 0.85), (11, 5, 0.6, 0.1)]
)
def test_exact_power_is_that_of_every_table_listed(test, alpha, n, m, p, q):
    power = exact_power(n, m, p, q, test=test, alpha=alpha)
    assert power.power == pytest.approx(list_every_table(test, n, m, p, q, alpha), abs=1e-12)
    assert power.size == pytest.approx(list_every_table(test, n, m, q, q, alpha), abs=1e-12)
    assert actual_size(n, m, q, test=test, alpha=alpha) == power.size


@pytest.mark.slow
@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
@pytest.mark.parametrize(("n", "m"), [(25, 25), (20, 31)])
def test_exact_power_of_larger_arms_is_that_of_every_table_listed(test, n, m):
    for p, q, alpha in ((0.79, 0.44, 0.05), (0.3, 0.08, 0.1)):
        expected = list_every_table(test, n, m, p, q, alpha)
        assert exact_power(n, m, p, q, test=test, alpha=alpha).power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [30, 128, 129, 256, 257, 300, 513])
@pytest.mark.parametrize("alpha", [0.05, 0.013])
def test_the_walk_over_all_arm_sizes_agrees_with_sorting_the_tables_of_each_total(n, alpha):
    """Two ways to Fisher's region: the one for equal arms, and the one for any arms."""
    for p, q in ((0.5, 0.4), (0.05, 0.13)):
        expected = _add_up_by_totals(n, n, p, q, alpha)
        assert exact_power(n, n, p, q, test="fisher", alpha=alpha).power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [100, pytest.param(2000, marks=pytest.mark.slow)])
def test_rounding_and_the_tails_left_out_stay_below_1e_10(n):
    """Against all pairs of scipy's binomial chances, no tail left out."""
    x = np.arange(n + 1)
    difference, total = x[:, np.newaxis] - x, x[:, np.newaxis] + x
    rejects = 2 * n * difference**2 > 3.8414588206941285 * total * (2 * n - total)
    expected = binom.pmf(x, n, 0.55) @ rejects @ binom.pmf(x, n, 0.5)
    assert exact_power(n, n, 0.55, 0.5).power == pytest.approx(expected, abs=1e-10)


def test_the_same_trial_read_from_the_other_side_has_the_same_power():
    for test in ("pooled_z", "fisher"):
        power = exact_power(40, 52, 0.6, 0.35, test=test).power
        assert exact_power(52, 40, 0.35, 0.6, test=test).power == pytest.approx(power, abs=1e-11)
        assert exact_power(40, 52, 0.4, 0.65, test=test).power == pytest.approx(power, abs=1e-11)


def test_a_p_value_that_equals_alpha_does_not_reject():
    """3 of 3 v 0 of 3: Fisher's p is 1/10 exactly."""
    assert exact_power(3, 3, 0.9, 0.1, test="fisher", alpha=0.1).power == 0
    assert exact_power(3, 3, 0.9, 0.1, test="fisher", alpha=0.101).power == pytest.approx(0.9**6 + 0.1**6)


@pytest.mark.parametrize(
    ("bar", "normal", "pooled_z", "fisher"), [(20, 30, 30, 34), (40, 18, 17, 22), (60, 45, 42, 50)]
)
def test_patients_per_arm_at_the_observed_proportions(bar, normal, pooled_z, fisher):
    rates = OBSERVED[bar]
    assert sample_size(*rates).n_per_arm == normal == figure(f"sample_size_tis{bar}_power80").value
    assert sample_size(*rates, power=0.9).n_per_arm == figure(f"sample_size_tis{bar}_power90").value
    assert sample_size(*rates, method="exact").n_per_arm == pooled_z
    assert sample_size(*rates, method="exact", test="fisher").n_per_arm == fisher


@pytest.mark.parametrize(
    ("p_treatment", "p_control", "patients"),
    [(0.61, 0.44, 135), (0.64, 0.44, 97), (0.69, 0.44, 61), (0.6, 0.3, 42), (0.32, 0.08, 43)],
)
def test_patients_per_arm_of_the_plans_by_the_normal_formula(p_treatment, p_control, patients):
    assert sample_size(p_treatment, p_control).n_per_arm == patients


def test_fishers_saw_tooth_is_handed_back():
    plan = sample_size(0.64, 0.44, method="exact", test="fisher")
    assert (plan.first_control, plan.failing, plan.n_control) == (102, (103, 104, 105, 106, 107), 108)
    assert "First reached at 102; 5 larger, up to 107, fall below again." in str(plan)
    assert plan.checked_to >= 308


@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
@pytest.mark.parametrize("power", [0.6, 0.8, 0.9])
@pytest.mark.parametrize("rates", [(0.79, 0.44), (0.61, 0.44), (0.95, 0.2), (0.5, 0.39), (0.12, 0.03)])
def test_power_holds_from_the_answer_on_and_not_before(test, power, rates):
    plan = sample_size(*rates, power=power, method="exact", test=test)
    n = plan.n_per_arm
    end = max(2 * n, n + 200)
    sizes = np.arange(1, end + 1)
    enough = list_chances(sizes, sizes, *rates, test=test, alpha=0.05) >= power
    assert plan.checked_to >= end
    assert enough[n - 1 :].all()
    assert not enough[: n - 1].all() and (n == 1 or not enough[n - 2])
    assert plan.first_control == np.argmax(enough) + 1
    assert plan.failing == tuple(k for k in range(plan.first_control, n) if not enough[k - 1])
    assert plan.achieved.power >= power


@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
@pytest.mark.parametrize("allocation", [0.5, 2])
def test_arms_of_two_sizes_are_searched_exactly_too(test, allocation):
    plan = sample_size(0.9, 0.3, method="exact", test=test, allocation=allocation)
    powers = {
        n: exact_power(math.ceil(allocation * n), n, 0.9, 0.3, test=test).power for n in range(4, plan.n_control + 60)
    }
    assert plan.n_control == max(n for n, power in powers.items() if power < 0.8) + 1
    assert plan.n_treatment == math.ceil(allocation * plan.n_control)
    with pytest.raises(Impossible, match="choose n_treatment or n_control"):
        str(plan.n_per_arm)


@pytest.mark.parametrize(("n", "largest"), [(30, 0.0554), (17, 0.0577), (42, 0.0630)])
def test_pooled_z_does_not_keep_its_level_and_fisher_does(n, largest):
    rates = np.linspace(0.001, 0.999, 999)
    for test in ("pooled_z", "fisher"):
        found, rate = exact_power(n, n, 0.7, 0.4, test=test).find_largest_size()
        sizes = list_chances(n, n, rates, rates, test=test, alpha=0.05)
        assert sizes.max() <= found + 1e-12
        assert found == pytest.approx(sizes.max(), abs=2e-5)
        assert actual_size(n, n, rate, test=test) == pytest.approx(found, abs=1e-12)
        assert found == pytest.approx(largest, abs=5e-5) if test == "pooled_z" else found < 0.05


def test_the_largest_size_in_arms_of_two_sizes_is_found_from_the_totals():
    rates = np.linspace(0.001, 0.999, 999)
    for test in ("pooled_z", "fisher"):
        found, _ = exact_power(12, 25, 0.7, 0.4, test=test).find_largest_size()
        sizes = [actual_size(12, 25, rate, test=test) for rate in rates]
        assert max(sizes) <= found + 1e-12 and found == pytest.approx(max(sizes), abs=2e-5)


def test_a_curve_holds_power_and_size_of_every_number():
    curve = power_curve(0.64, 0.44, smallest=90, largest=110, test="fisher", alpha=0.1)
    assert curve.n_control == curve.n_treatment == tuple(range(90, 111))
    for n, power, size in zip(curve.n_control, curve.power, curve.size, strict=True):
        single = exact_power(n, n, 0.64, 0.44, test="fisher", alpha=0.1)
        assert (power, size) == pytest.approx((single.power, single.size), abs=1e-12)
    uneven = power_curve(0.64, 0.44, smallest=10, largest=12, allocation=1.5)
    assert uneven.n_treatment == (15, 17, 18)
    assert uneven.power[1] == pytest.approx(exact_power(17, 11, 0.64, 0.44).power, abs=1e-12)


def test_results_say_what_was_assumed_and_how():
    power = exact_power(47, 48, 0.79, 0.44, test="fisher")
    assert "79 % v 44 % taken as true: Fisher's exact test at two-sided 5 % has power 93.2 %" in str(power)
    assert "largest size" in power._repr_html_() and "93.2 %" in power._repr_html_()
    normal = sample_size(0.61, 0.44)
    assert "135 per arm by the normal formula of the pooled z test (134.27 rounded up)" in str(normal)
    assert "134.27" in normal._repr_html_() and "first reached" not in normal._repr_html_()
    exact = sample_size(0.61, 0.44, method="exact")
    assert "138" in exact._repr_html_() and "target first reached" in exact._repr_html_()
    curve = power_curve(0.61, 0.44, smallest=100, largest=200)
    assert "pooled z at two-sided 5 %: power from 69.4 % (100 v 100 patients) to 92.9 %" in str(curve)
    assert curve._repr_html_().count("<tr>") == 14 and "124 v 124" in curve._repr_html_()
    assert "198 v 99" in str(sample_size(0.61, 0.44, method="exact", allocation=2))
    assert sample_size(0.501, 0.5).achieved is None


def test_exactness_is_told_from_the_normal_formula():
    """At 61 % v 44 % the formula's 135 are three short by exact pooled z, though 131 were enough."""
    plan = sample_size(0.61, 0.44, method="exact")
    assert (plan.first_control, plan.failing, plan.n_per_arm) == (131, (134, 135, 136, 137), 138)
    assert sample_size(0.61, 0.44).achieved.power < 0.8
