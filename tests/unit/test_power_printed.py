"""What results on power print, and that large and very unequal arms are answered without a warning."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from helpers.errors import Impossible
from helpers.models import rejection_chance
from helpers.models import sample_size as module
from helpers.models.power import actual_size, exact_power, patients_per_arm_normal, power_curve, sample_size
from helpers.models.rendering import print_percent
from tests.unit.test_power import list_every_table


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.0006, "0.1 %"),
        (0.8, "80 %"),
        (0.9994, "99.9 %"),
        (0.9995, "> 99.9 %"),
        (1 - 1e-16, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_nearly_all_is_not_called_all_nor_nearly_nothing_nothing(share, printed):
    assert print_percent(share) == printed


def test_power_is_never_printed_as_certain():
    power = exact_power(500, 500, 0.9, 0.1)
    assert power.power < 1 and "has power > 99.9 %" in str(power) and "<td>&gt; 99.9 %</td>" in power._repr_html_()
    plan = sample_size(0.9, 0.1, power=0.9999, method="exact")
    assert "Exact power there > 99.9 %" in str(plan) and "<td>&gt; 99.9 %</td>" in plan._repr_html_()
    assert exact_power(600, 700, 0.9, 0.1, test="fisher").power < 1


@pytest.mark.parametrize(
    ("arms", "rates", "expected"),
    [
        ((1500, 1501), (0.01, 0.03), 0.974835),
        ((1999, 2000), (0.05, 0.03), 0.900189),
        ((1999, 2000), (0.5, 0.42), 0.999085),
    ],
)
def test_large_arms_that_differ_by_one_are_answered_without_a_warning(arms, rates, expected):
    """Every warning is an error here. The numbers are those of all tables, none left out."""
    power = exact_power(*arms, *rates, test="fisher")
    assert power.power == pytest.approx(expected, abs=1e-6)
    assert abs(power.power - exact_power(arms[1], arms[1], *rates, test="fisher").power) < 0.02


def test_the_largest_size_of_large_unequal_arms_is_printed_with_its_rate():
    largest, rate = exact_power(1999, 2000, 0.5, 0.42, test="fisher").find_largest_size()
    assert 0.045 < largest < 0.05 and 0 < rate < 1


@pytest.mark.parametrize(("n", "m"), [(90, 7), (7, 90), (75, 110)])
def test_tables_beyond_those_looked_at_are_rejected(n, m, monkeypatch):
    """Far apart rates make tables far from what equal ones would: the same with a window that leaves nothing out."""
    questions = [(0.999, 0.01), (0.02, 0.9), (0.5, 0.45)]
    narrow = [exact_power(n, m, *rates, test="fisher", alpha=0.01).power for rates in questions]
    assert narrow[0] > 0.999
    monkeypatch.setattr(rejection_chance, "LEFT_OUT", 1e-300)
    wide = [exact_power(n, m, *rates, test="fisher", alpha=0.01).power for rates in questions]
    assert narrow == pytest.approx(wide, abs=1e-12)


@pytest.mark.parametrize(("n", "m", "widest"), [(800, 80, 81), (80, 800, 81), (400, 800, 170), (2000, 1999, 380)])
def test_few_tables_of_each_total_are_looked_at(n, m, widest):
    """What made a search take seconds: every count of the larger arm, for every total."""
    totals = np.arange((n + m) // 2, (n + m) // 2 + 3)
    assert rejection_chance._list_fisher_region(n, m, totals, 0.05)[0].shape[1] <= widest


def test_a_test_that_can_never_reject_has_no_power_at_all():
    for n, m in ((2, 3), (3, 2)):
        assert exact_power(n, m, 0.9, 0.1, test="fisher").power == 0


def test_unequal_arms_do_not_reject_where_p_equals_alpha():
    """4 of 4 v 0 of 3: Fisher's p is 1 in 35, so that at 1/35 nothing rejects and just above it that table does."""
    assert fisher_exact([[4, 0], [0, 3]]).pvalue == pytest.approx(1 / 35)
    assert exact_power(4, 3, 0.9, 0.1, test="fisher", alpha=1 / 35).power == 0
    just_above = exact_power(4, 3, 0.9, 0.1, test="fisher", alpha=1.001 / 35).power
    assert just_above == pytest.approx((0.9 * 0.9) ** 3 * 0.9 + (0.1 * 0.1) ** 3 * 0.1)
    for n, m, alpha in TIED:
        assert exact_power(n, m, 0.8, 0.3, test="fisher", alpha=alpha).power == pytest.approx(
            list_every_table("fisher", n, m, 0.8, 0.3, alpha), abs=1e-12
        )


TIED = [
    (n, m, float(p))
    for n, m in ((5, 3), (4, 7), (8, 5))
    for p in sorted(
        {round(fisher_exact([[x, n - x], [y, m - y]]).pvalue, 15) for x in range(n + 1) for y in range(m + 1)}
    )
    if 0.0001 <= p <= 0.5
]
"""Arms, and p values of their tables: as alpha each of them is a tie."""


def test_the_power_achieved_is_that_at_the_level_asked_for():
    plan = sample_size(0.79, 0.44, alpha=0.01, method="exact")
    n = plan.n_per_arm
    assert plan.achieved.alpha == 0.01 and plan.achieved.power == exact_power(n, n, 0.79, 0.44, alpha=0.01).power
    assert f"it rejects in {print_percent(actual_size(n, n, 0.44, alpha=0.01))}." in str(plan)


def test_an_arm_of_one_patient_has_no_power_printed():
    plan = sample_size(0.999, 0.001, power=0.5, alpha=0.4)
    assert plan.n_per_arm == 1 and plan.achieved is None
    assert "Exact power" not in str(plan) and "exact power" not in plan._repr_html_()


def test_how_far_was_looked_is_printed():
    plan = sample_size(0.61, 0.44, method="exact")
    assert plan.checked_to != plan.n_control
    rows = plan._repr_html_()
    assert f"looked at up to</th><td>{plan.checked_to}</td>" in rows
    assert f"target first reached</th><td>{plan.first_control}</td>" in rows


def test_more_than_anybody_plans_with_is_refused_from_the_bound_on():
    assert 3.9e8 < sample_size(0.5, 0.5001).n_control < module.MOST_PATIENTS
    # 1.6 thousand million.
    with pytest.raises(Impossible, match="would take more than 1,000,000,000 patients"):
        sample_size(0.5, 0.50005)


def test_the_html_names_the_rate_of_the_largest_size():
    power = exact_power(47, 48, 0.79, 0.3)
    largest, rate = power.find_largest_size()
    assert print_percent(rate) != "30 %"
    assert f"largest size</th><td>both {print_percent(rate)}</td><td>{print_percent(largest)}</td>" in (
        power._repr_html_()
    )
    assert f"actual size</th><td>both 30 %</td><td>{print_percent(power.size)}</td>" in power._repr_html_()


@pytest.mark.parametrize(("allocation", "largest"), [(0.5, 800), (0.9, 800), (2, 400), (1, 2000)])
def test_fishers_test_in_arms_of_two_sizes_is_listed_to_800_patients(allocation, largest):
    with pytest.raises(Impossible, match=rf"^largest = {largest + 1} .* 1 to {largest}\b"):
        power_curve(0.79, 0.44, largest=largest + 1, smallest=largest, test="fisher", allocation=allocation)


def test_a_sum_below_zero_asks_for_no_patients():
    """Power hardly above alpha, in very unequal arms: squared, the sum would ask for patients."""
    needed = patients_per_arm_normal(0.02, 0.5, power=0.0501, alpha=0.05, allocation=10)
    control = patients_per_arm_normal(0.5, 0.02, power=0.0501, alpha=0.05, allocation=10)
    assert needed.item() >= 0 and control.item() >= 0
    assert 0 in (needed.item(), control.item()), (needed, control)
    assert np.isfinite([needed, control]).all()
