"""What power and sample size refuse, each by a sentence that names it."""

import math

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models.power import actual_size, exact_power, patients_per_arm_normal, power_curve, sample_size

WRONG = (None, "0.5", True, [0.5], math.nan, math.inf, 10**308, np.array([0.2, 0.3]), 1 + 0j)


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["p_treatment", "p_control", "power", "alpha", "allocation", "test", "method"])
def test_what_cannot_be_is_refused_by_name_by_sample_size(name, wrong):
    with pytest.raises(Impossible, match=rf"^{name} = .*(impossible|is not a number|is not known)"):
        sample_size(**{"p_treatment": 0.79, "p_control": 0.44, "method": "exact", name: wrong})


@pytest.mark.parametrize("wrong", (*WRONG, 1, 0, -3, 2.5, 2001), ids=repr)
@pytest.mark.parametrize("name", ["n_treatment", "n_control"])
def test_an_arm_that_cannot_be_is_refused_by_name(name, wrong):
    arms = {"n_treatment": 47, "n_control": 48, name: wrong}
    with pytest.raises(Impossible, match=rf"^{name} = .* is impossible: it must be a whole number from 2 to 2000"):
        exact_power(**arms, p_treatment=0.79, p_control=0.44)
    with pytest.raises(Impossible, match=rf"^{name} = "):
        actual_size(**arms, rate=0.44)


@pytest.mark.parametrize("call", [lambda *p: exact_power(47, 48, *p), sample_size, power_curve])
def test_rates_of_0_1_or_equal_are_refused(call):
    for rates, name in (((0, 0.4), "p_treatment"), ((1, 0.4), "p_treatment"), ((0.4, 0), "p_control")):
        with pytest.raises(Impossible, match=rf"^{name} = .* between 0 and 1"):
            call(*rates)
    with pytest.raises(Impossible, match=r"^p_treatment and p_control are both 0\.4: .* Choose two different rates"):
        call(0.4, 0.4)


def test_a_target_or_a_question_that_no_number_answers_is_refused():
    for power in (0, 1, 0.05, 0.02):
        with pytest.raises(Impossible, match=r"^power = .* is impossible"):
            sample_size(0.79, 0.44, power=power)
    for allocation in (0, -1, 11):
        with pytest.raises(Impossible, match=r"^allocation = .* is impossible: .* from 0\.1 to 10"):
            sample_size(0.79, 0.44, allocation=allocation)
    with pytest.raises(Impossible, match=r"need about 9712 patients .* Choose method = 'normal'"):
        sample_size(0.46, 0.44, method="exact")
    with pytest.raises(Impossible, match=r"would take more than 1,000,000,000 patients: impossible\. Choose rates"):
        sample_size(0.5, 0.5 + 1e-12)
    with pytest.raises(Impossible, match=r"Choose method = 'exact', or test = 'pooled_z'"):
        sample_size(0.79, 0.44, test="fisher")
    with pytest.raises(Impossible, match=r"^largest = 2001 .* 1 to 2000"):
        power_curve(0.79, 0.44, largest=2001)
    with pytest.raises(Impossible, match=r"^largest = 401 .* 1 to 400"):
        power_curve(0.79, 0.44, largest=401, test="fisher", allocation=2)


def test_arrays_of_rates_keep_their_shape_and_refuse_what_is_no_rate():
    treatment = np.array([[0.79, 0.5], [0.61, 0.44]])
    patients = patients_per_arm_normal(treatment, 0.44)
    assert patients.shape == (2, 2) and patients[1, 1] == math.inf
    assert patients[1, 0] == sample_size(0.61, 0.44).unrounded
    assert patients_per_arm_normal(1, 0).item() == pytest.approx(1.959963984540054**2 / 2)
    for wrong in ("0.5", None, True, [0.5, None], [[0.1], [0.1, 0.2]], [1.2], [math.nan], {0.5}, 10**400):
        with pytest.raises(Impossible, match=r"^p_control = .* is impossible"):
            patients_per_arm_normal(0.5, wrong)
    with pytest.raises(Impossible, match=r"shape \(2,\) beside p_control of shape \(3,\)"):
        patients_per_arm_normal([0.5, 0.6], [0.1, 0.2, 0.3])
