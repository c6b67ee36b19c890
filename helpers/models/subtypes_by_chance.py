"""One true effect in every subtype of a trial: how often does chance alone make one of them look as if it had none?

Subtypes are separate patients, so their results are independent: the chance that none looks dead is the product over
subtypes, each counted over every possible pair of responders. Exact, without simulation. The simulated trials are for
walking through one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.models.binomial import find_binomial_chances
from helpers.models.rendering import format_number, render_table

QUESTIONS = {"dead": "0 points or less", "reversed": "less than 0 points"}
"""What counts as a subtype that looks as if the treatment did nothing: treatment - control at most 0, or below 0."""

MOST_PATIENTS = 1000
"""In one arm of one subtype: every pair of responders is counted."""
MOST_SUBTYPES = 100
MOST_TRIALS = 100_000
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class SubtypesByChance:
    """How often subtypes that share one true effect look as if the treatment did nothing in them.

    Attributes
    ----------
    sizes : tuple of pairs of int
        Patients on treatment and on control in each subtype.
    p_treatment, p_control : float
        True response rates, 0 to 1, the same in every subtype; more responders are better.
    question : {"dead", "reversed"}
        What is counted: an observed difference of at most 0, or below 0.
    each : tuple of float
        The chance of it in each subtype.
    """

    sizes: tuple[tuple[int, int], ...]
    p_treatment: float
    p_control: float
    question: str
    each: tuple[float, ...]

    @property
    def chance(self) -> float:
        """At least one subtype looks so, 0 to 1."""
        if 1.0 in self.each:
            return 1.0
        return -math.expm1(math.fsum(math.log1p(-chance) for chance in self.each)) + 0.0

    @property
    def expected(self) -> float:
        """How many subtypes of a trial look so on average."""
        return math.fsum(self.each)

    def __str__(self) -> str:
        return (
            f"{len(self.sizes)} subtypes, true rates {self.p_treatment:g} v {self.p_control:g} in each: at least one "
            f"shows {QUESTIONS[self.question]} in {format_number(100 * self.chance, 1)} % of trials (exact)"
        )

    def _repr_html_(self) -> str:
        rows = [
            [str(number), str(treatment), str(control), format_number(100 * chance, 1)]
            for number, ((treatment, control), chance) in enumerate(zip(self.sizes, self.each, strict=True), 1)
        ]
        treatment, control = map(sum, zip(*self.sizes, strict=True))
        rows.append(["at least one", str(treatment), str(control), format_number(100 * self.chance, 1)])
        caption = (
            f"True rates {self.p_treatment:g} v {self.p_control:g} in every subtype; exact, independent subtypes. "
            f"Looks so: {QUESTIONS[self.question]}"
        )
        return render_table(caption, ["subtype", "on treatment", "on control", "looks so (% of trials)"], rows)


@dataclass(frozen=True, eq=False)
class SimulatedSubtypes:
    """Invented trials in which every subtype has the same true effect.

    Attributes
    ----------
    sizes : tuple of pairs of int
        Patients on treatment and on control in each subtype.
    seed : int
    responders : numpy.ndarray of int, shape (trials, subtypes, 2)
        Who responded on treatment and on control.
    """

    sizes: tuple[tuple[int, int], ...]
    seed: int
    responders: np.ndarray

    @property
    def differences(self) -> np.ndarray:
        """Proportion responding, treatment - control, by trial and subtype: -1 to 1, positive favours the treatment."""
        # One whole number over another: equal shares give exactly 0.
        return self._cross() / np.prod(np.array(self.sizes), axis=1)

    def find_hits(self, question: str = "dead") -> np.ndarray:
        """Return by trial and subtype whether the observed difference is at most 0 ("dead") or below 0 ("reversed")."""
        cross = self._cross()
        return cross <= 0 if check_choice("question", question, QUESTIONS) == "dead" else cross < 0

    def _cross(self) -> np.ndarray:
        n = np.array(self.sizes)
        return self.responders[:, :, 0] * n[:, 1] - self.responders[:, :, 1] * n[:, 0]


def split_evenly(patients: int, subtypes: int) -> tuple[int, ...]:
    """Divide the patients of an arm into subtypes as equal as whole patients allow.

    Raises
    ------
    Impossible
        If there are more subtypes than patients.

    Examples
    --------
    >>> split_evenly(48, 5)
    (10, 10, 10, 9, 9)
    """
    return _split(patients, subtypes, lambda k: [1] * k)


def split_unevenly(patients: int, subtypes: int) -> tuple[int, ...]:
    """Divide the patients of an arm in about the proportions k : ... : 2 : 1, largest first, nobody left out.

    Raises
    ------
    Impossible
        If there are more subtypes than patients.

    Examples
    --------
    >>> split_unevenly(48, 5)
    (16, 13, 10, 6, 3)
    """
    return _split(patients, subtypes, lambda k: list(range(k, 0, -1)))


def chance_a_subtype_looks_dead(
    sizes: Sequence[tuple[int, int]], p_treatment: float, p_control: float, *, question: str = "dead"
) -> SubtypesByChance:
    """Compute how often at least one of several subtypes looks dead or reversed though all share one true effect.

    Parameters
    ----------
    sizes : sequence of pairs of int
        Patients on treatment and on control in each subtype, 1 to 1000 each.
    p_treatment, p_control : float
        True response rates, 0 to 1, the same in every subtype.
    question : {"dead", "reversed"}
        "dead" counts an observed difference of at most 0, "reversed" one below 0.

    Returns
    -------
    SubtypesByChance

    Raises
    ------
    Impossible
        If a subtype is empty, or a size, a rate or the question cannot be.

    Notes
    -----
    P(at least one) = 1 - product of (1 - P_i), where P_i sums the two binomials over every pair of responders x, y
    with x / n_treatment at most (or below) y / n_control, compared in whole numbers. Subtypes share no patients, so
    they are independent; their sizes are taken as fixed.

    Examples
    --------
    Five subtypes of ten patients an arm:

    >>> print(chance_a_subtype_looks_dead([(10, 10)] * 5, 0.79, 0.44))
    5 subtypes, true rates 0.79 v 0.44 in each: at least one shows 0 points or less in 31.3 % of trials (exact)
    """
    pairs = _check_sizes(sizes)
    p_treatment = check_number("p_treatment", p_treatment, 0, 1)
    p_control = check_number("p_control", p_control, 0, 1)
    question = check_choice("question", question, QUESTIONS)
    each = tuple(_count_pairs(*pair, p_treatment, p_control, question) for pair in pairs)
    return SubtypesByChance(pairs, p_treatment, p_control, question, each)


def simulate_subtypes(
    sizes: Sequence[tuple[int, int]], p_treatment: float, p_control: float, *, trials: int = 100, seed: int = 1
) -> SimulatedSubtypes:
    """Draw trials in which every subtype has the same true rates.

    Parameters
    ----------
    sizes, p_treatment, p_control
        As in `chance_a_subtype_looks_dead`.
    trials : int
        1 to 100 000.
    seed : int
        The same seed draws the same trials.

    Returns
    -------
    SimulatedSubtypes

    Raises
    ------
    Impossible
        If a number cannot be.

    Examples
    --------
    >>> drawn = simulate_subtypes([(24, 24)] * 2, 0.79, 0.44, trials=2, seed=1)
    >>> drawn.responders.shape
    (2, 2, 2)
    """
    pairs = _check_sizes(sizes)
    rates = check_number("p_treatment", p_treatment, 0, 1), check_number("p_control", p_control, 0, 1)
    trials = check_count("trials", trials, 1, MOST_TRIALS)
    generator = np.random.default_rng(check_count("seed", seed, 0, LARGEST_SEED))
    responders = generator.binomial(np.array(pairs), np.array(rates), (trials, len(pairs), 2))
    return SimulatedSubtypes(pairs, int(seed), responders)


def _split(patients: int, subtypes: int, weigh: Callable[[int], list[int]]) -> tuple[int, ...]:
    """Give each subtype one patient, then the others by weight; what is left over by the largest remainder."""
    subtypes = check_count("subtypes", subtypes, 1, MOST_SUBTYPES)
    patients = check_count("patients", patients, 1, MOST_PATIENTS * MOST_SUBTYPES)
    if subtypes > patients:
        raise Impossible(
            f"{subtypes} subtypes among {patients} patients of an arm are impossible: each needs at least one. "
            f"Choose 1 to {patients} subtypes."
        )
    weights = weigh(subtypes)
    total = sum(weights)
    # Whole numbers throughout, so that a tie falls to the first and never to a rounding error.
    shares = [divmod(patients * weight, total) for weight in weights]
    sizes = [max(1, share) for share, _ in shares]
    by_remainder = sorted(range(subtypes), key=lambda place: -shares[place][1])
    for place in by_remainder[: max(0, patients - sum(sizes))]:
        sizes[place] += 1
    while sum(sizes) > patients:
        sizes[sizes.index(max(sizes))] -= 1
    return tuple(sorted(sizes, reverse=True))


def _is_sequence(value: Any) -> bool:
    # An array of no dimension has no length.
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _check_sizes(sizes: Any) -> tuple[tuple[int, int], ...]:
    """Return the pairs, or say which cannot be."""
    if not _is_sequence(sizes) or len(sizes) == 0:
        raise Impossible(
            f"sizes = {shorten(sizes)} is impossible: it must be a list of pairs, the patients on treatment and on "
            "control in each subtype."
        )
    if len(sizes) > MOST_SUBTYPES:
        raise Impossible(f"{len(sizes)} subtypes are impossible here: choose 1 to {MOST_SUBTYPES}.")
    pairs = []
    for number, pair in enumerate(sizes, 1):
        if not _is_sequence(pair) or len(pair) != 2:
            raise Impossible(
                f"Subtype {number} of sizes, {shorten(pair)}, is impossible: it must be a pair of whole numbers, the "
                "patients on treatment and on control."
            )
        pairs.append(
            tuple(
                check_count(f"patients on {arm} in subtype {number}", n, 1, MOST_PATIENTS)
                for arm, n in zip(("treatment", "control"), pair, strict=True)
            )
        )
    return tuple(pairs)


@lru_cache(maxsize=256)
def _count_pairs(n_treatment: int, n_control: int, p_treatment: float, p_control: float, question: str) -> float:
    """Return the chance that x / n_treatment is at most (dead) or below (reversed) y / n_control."""
    y = np.arange(n_control + 1)
    treatment = find_binomial_chances(np.arange(n_treatment + 1), n_treatment, p_treatment)
    control = find_binomial_chances(y, n_control, p_control)
    # For each y the largest x that still counts, in whole numbers.
    largest = y * n_treatment // n_control
    if question == "reversed":
        largest = (y * n_treatment - 1) // n_control
    up_to = np.concatenate([[0.0], np.cumsum(treatment)])
    return float(min(1.0, control @ up_to[largest + 1]))
