"""Chance imbalance: how far apart randomisation leaves two arms in a trait that the patients had before.

Everything here happens before anybody is treated, so whatever difference there is comes from the lot alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from helpers.errors import check_count, check_number
from helpers.models.rendering import format_number, render_table

CITATION = "Altman DG. Statistician 1985;34:125-136. doi:10.2307/2987510"
"""Why a test of a baseline difference tests what randomisation has settled: such a difference is due to chance."""

LARGEST_TRIAL = 5000
"""Patients: every deal is counted in whole numbers, in about 50 ms for a trial of this size."""

MOST_TRAITS = 1000

FINEST_MARGIN = 1_000_000
"""Largest denominator of a margin, so that 0.1 points are a tenth and not the float beside it. A margin so small that
it would become 0 is taken as it is."""


@dataclass(frozen=True, eq=False)
class ChanceImbalance:
    """How randomisation deals patients with a trait to two arms: every possible deal with its probability.

    Attributes
    ----------
    n_treatment, n_control : int
        Patients of the arms.
    with_trait : int
        Patients of both arms together who have the trait.
    margin : float
        Percentage points by which the arms' shares differ at least to count as imbalanced, in either direction.
    traits : int
        Traits looked at, each as common as this one and independent of the others. Independence is an assumption:
        real traits go together, and then the chance of at least one is usually smaller.
    with_trait_treatment : numpy.ndarray of int, shape (deals,)
        Patients with the trait in the treatment arm, one value for each possible deal.
    probabilities : numpy.ndarray of float, shape (deals,)
        Of each; they sum to 1.
    is_imbalanced : numpy.ndarray of bool, shape (deals,)
        Whether that deal's shares differ by at least the margin; decided in whole numbers.
    chance : float
        That one trait is imbalanced, 0 to 1.
    chance_more_treatment, chance_more_control : float
        Its two parts: the trait is more frequent in that arm. Equal shares are in neither.
    """

    n_treatment: int
    n_control: int
    with_trait: int
    margin: float
    traits: int
    with_trait_treatment: np.ndarray = field(repr=False)
    probabilities: np.ndarray = field(repr=False)
    is_imbalanced: np.ndarray = field(repr=False)
    chance: float
    chance_more_treatment: float
    chance_more_control: float

    @property
    def n(self) -> int:
        """Patients of both arms."""
        return self.n_treatment + self.n_control

    @property
    def differences(self) -> np.ndarray:
        """Share in the treatment arm minus share in the control arm, percentage points; shape (deals,)."""
        dealt = self.with_trait_treatment
        return 100 * (dealt / self.n_treatment - (self.with_trait - dealt) / self.n_control)

    @property
    def standard_deviation(self) -> float:
        """Of the difference over all deals, percentage points; on average the difference is 0."""
        t, n = self.with_trait, self.n
        if n == 1:
            return 0.0
        return 100 * math.sqrt(t * (n - t) / (self.n_treatment * self.n_control * (n - 1)))

    @property
    def chance_of_any(self) -> float:
        """That at least one of `traits` independent traits is imbalanced: 1 - (1 - chance) ** traits."""
        if self.chance >= 1:
            return 1.0
        # So written, a chance of 1e-20 does not vanish beside 1.
        return -math.expm1(self.traits * math.log1p(-self.chance))

    @property
    def expected(self) -> float:
        """How many of `traits` are imbalanced on average; this holds without independence too."""
        return self.traits * self.chance

    def __str__(self) -> str:
        return (
            f"{self.with_trait} of {self.n} patients with a trait, dealt to {self.n_treatment} and {self.n_control}: "
            f"the arms differ by {self.margin:g} points or more with probability {format_number(self.chance)}; "
            f"at least one of {self.traits} independent traits does with probability "
            f"{format_number(self.chance_of_any)}"
        )

    def _repr_html_(self) -> str:
        rows = [
            ["patients with the trait", f"{self.with_trait} of {self.n}"],
            ["standard deviation of the difference (points)", format_number(self.standard_deviation, 1)],
            [f"chance of {self.margin:g} points or more", format_number(self.chance)],
            [f"chance in at least one of {self.traits} independent traits", format_number(self.chance_of_any)],
        ]
        caption = f"Chance imbalance, {self.n_treatment} against {self.n_control}. {CITATION}"
        return render_table(caption, ["quantity", "value"], rows)


def count_deals(n_treatment: int, n_control: int, with_trait: int) -> tuple[range, list[int]]:
    """Return how many of those with a trait the treatment arm can be dealt, and in how many ways each, exactly.

    Raises
    ------
    Impossible
        If a count cannot be, or an arm has more than 5000 patients.

    Examples
    --------
    >>> count_deals(2, 2, 2)
    (range(0, 3), [1, 4, 1])
    """
    n_treatment = check_count("n_treatment", n_treatment, high=LARGEST_TRIAL)
    n_control = check_count("n_control", n_control, high=LARGEST_TRIAL)
    with_trait = check_count("with_trait", with_trait, high=n_treatment + n_control, of="patients of both arms")
    deals = range(max(0, with_trait - n_control), min(n_treatment, with_trait) + 1)
    ways = math.comb(n_treatment, deals.start) * math.comb(n_control, with_trait - deals.start)
    every = []
    for dealt in deals:
        every.append(ways)
        # From one number to the next; the division leaves no remainder.
        remainder = n_control - with_trait + dealt + 1
        ways = ways * (n_treatment - dealt) * (with_trait - dealt) // ((dealt + 1) * remainder)
    return deals, every


def chance_imbalance(
    n_treatment: int, n_control: int, with_trait: int, *, margin: float, traits: int = 1
) -> ChanceImbalance:
    """Return every way in which randomisation can deal a trait to two arms, with the chance of an imbalance.

    Parameters
    ----------
    n_treatment, n_control : int
        Patients of the arms, each at least 1, together at most 5000.
    with_trait : int
        Patients of both arms who have the trait, 0 to all.
    margin : float
        Percentage points, 0 to 100; a difference exactly at the margin counts.
    traits : int
        Independent traits looked at, 1 to 1000.

    Returns
    -------
    ChanceImbalance
        Where nobody or everybody has the trait the shares are equal, and the chance is 0 for any margin above 0. With
        a margin of 0 it is 1.

    Raises
    ------
    Impossible
        If a number cannot be.

    Notes
    -----
    Simple randomisation to arms of fixed size: each choice of `n_treatment` patients is as likely as any other, so the
    patients with the trait in the treatment arm follow the hypergeometric distribution. Stratified randomisation would
    make imbalance in the strata's own traits smaller.

    Examples
    --------
    >>> small, large = chance_imbalance(10, 10, 7, margin=20), chance_imbalance(200, 200, 140, margin=20)
    >>> round(small.chance, 4), f"{large.chance:.1e}"
    (0.3498, '4.0e-05')
    >>> round(chance_imbalance(10, 10, 7, margin=20, traits=10).chance_of_any, 3)
    0.987
    """
    n_treatment = check_count("n_treatment", n_treatment, low=1, high=LARGEST_TRIAL - 1)
    n_control = check_count("n_control", n_control, low=1, high=LARGEST_TRIAL - n_treatment)
    n = n_treatment + n_control
    with_trait = check_count("with_trait", with_trait, high=n, of="patients of both arms")
    margin = check_number("margin", margin, 0, 100, unit="percentage points")
    traits = check_count("traits", traits, low=1, high=MOST_TRAITS)
    deals, ways = count_deals(n_treatment, n_control, with_trait)
    every = sum(ways)
    # The difference times both arms' sizes is a whole number, and the margin a ratio of two: ties are ties.
    products = [dealt * n - with_trait * n_treatment for dealt in deals]
    limit = Fraction(margin).limit_denominator(FINEST_MARGIN) or Fraction(margin)
    bar, scale = limit.numerator * n_treatment * n_control, 100 * limit.denominator
    is_imbalanced = [scale * abs(product) >= bar for product in products]

    def share(wanted: Iterable[bool]) -> float:
        return sum(way for way, is_wanted in zip(ways, wanted, strict=True) if is_wanted) / every

    return ChanceImbalance(
        n_treatment,
        n_control,
        with_trait,
        margin,
        traits,
        with_trait_treatment=np.arange(deals.start, deals.stop),
        probabilities=np.array([way / every for way in ways]),
        is_imbalanced=np.array(is_imbalanced),
        chance=share(is_imbalanced),
        chance_more_treatment=share(product > 0 and scale * product >= bar for product in products),
        chance_more_control=share(product < 0 and -scale * product >= bar for product in products),
    )
