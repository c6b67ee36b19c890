"""Who could guess the arm? What a sign would tell; what a masked infusion had to look like stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_count, check_number
from helpers.models.masked_infusion import MaskedInfusion, describe_masked_infusion
from helpers.models.rendering import format_number, format_share, render_table

CITATION = "Bang H, Ni L, Davis CE. Control Clin Trials 2004;25:143-156. doi:10.1016/j.cct.2003.10.016"

LARGEST_GROUP = 10**9
"""People: no group is larger, and sums of larger numbers lose the smaller ones."""

__all__ = [
    "CITATION",
    "ArmGuesses",
    "ColumnGuesses",
    "MaskedInfusion",
    "compute_bang_index",
    "describe_masked_infusion",
    "guess_arms",
]


def compute_bang_index(right: float, wrong: float, unsure: float = 0) -> float:
    """Return Bang's blinding index of one arm: right guesses less wrong ones, over everybody asked.

    Parameters
    ----------
    right, wrong, unsure : float
        How many in the arm guess its name, guess the other's, and say that they do not know; 0 to 1e9, and not all 0.
        They may be expectations, so they need not be whole.

    Returns
    -------
    float
        -1 (all name the other arm) to 1 (all name their own); 0 is what guessing at random gives. With nobody
        unsure it is twice the share that is right, less 1.

    Raises
    ------
    Impossible
        If a number is negative, infinite or too large, or nobody was asked.

    Examples
    --------
    The example of R's package BI, a trial that asked 382 people on treatment and 371 on placebo:

    >>> round(compute_bang_index(48, 4, 330), 3), round(compute_bang_index(30, 22, 319), 3)
    (0.115, 0.022)
    """
    parts = {"right": right, "wrong": wrong, "unsure": unsure}
    right, wrong, unsure = (check_number(name, value, 0, LARGEST_GROUP) for name, value in parts.items())
    asked = right + wrong + unsure
    if asked == 0:
        raise Impossible("An index of nobody is impossible: at least one of right, wrong and unsure must be above 0.")
    return (right - wrong) / asked


@dataclass(frozen=True)
class ColumnGuesses:
    """What is expected of the guesses in one column of the safety table.

    Attributes
    ----------
    name : str
        What was infused: "IVIg" or "placebo".
    with_sign, n : int
        People with the sign, and all of the column.
    ivig_with_sign, ivig_without : float
        How many of those with, and of those without the sign are expected to guess "IVIg".
    """

    name: str
    with_sign: int
    n: int
    ivig_with_sign: float
    ivig_without: float

    @property
    def without_sign(self) -> int:
        """People without the sign."""
        return self.n - self.with_sign

    @property
    def says_ivig(self) -> float:
        """How many are expected to guess "IVIg"."""
        return self.ivig_with_sign + self.ivig_without

    @property
    def right(self) -> float:
        """How many are expected to guess what they were given."""
        return self.says_ivig if self.name == "IVIg" else self.n - self.says_ivig

    @property
    def index(self) -> float:
        """Bang's blinding index of the column, -1 to 1; 0 is guessing at random."""
        return compute_bang_index(self.right, self.n - self.right)


@dataclass(frozen=True)
class ArmGuesses:
    """Expected guesses in two columns, one guess for each person in each.

    Attributes
    ----------
    ivig, placebo : ColumnGuesses
    told_by_sign, told_without : float
        Share of those with, and of those without the sign who guess "IVIg", 0 to 1. Assumed.
    """

    ivig: ColumnGuesses
    placebo: ColumnGuesses
    told_by_sign: float
    told_without: float

    @property
    def n(self) -> int:
        """Guesses in both columns together."""
        return self.ivig.n + self.placebo.n

    @property
    def right(self) -> float:
        """How many guesses are expected to be right, both columns together."""
        return self.ivig.right + self.placebo.right

    @property
    def share_right(self) -> float:
        """Share of all guesses expected to be right, 0 to 1.

        A coin gets 1/2. Where the columns differ in size, naming the larger one every time gets more than a coin and
        knows nothing: read the two indices beside it.
        """
        return self.right / self.n

    @property
    def columns(self) -> tuple[ColumnGuesses, ColumnGuesses]:
        """Both columns, IVIg first."""
        return self.ivig, self.placebo

    def __str__(self) -> str:
        parts = ", ".join(
            f"{format_number(column.right, 1)} of {column.n} on {column.name} (Bang's index "
            f"{format_number(column.index, 2)})"
            for column in self.columns
        )
        return f"Expected to guess right: {parts}; {format_share(round(self.share_right, 3))} of all {self.n}"

    def _repr_html_(self) -> str:
        header = ["given", "with the sign", "without it", "guess IVIg", "guess right", "Bang's index"]
        rows = [
            [
                column.name,
                str(column.with_sign),
                str(column.without_sign),
                format_number(column.says_ivig, 1),
                format_number(column.right, 1),
                format_number(column.index, 2),
            ]
            for column in self.columns
        ]
        caption = (
            f"Expected guesses if {format_share(self.told_by_sign)} of those with the sign and "
            f"{format_share(self.told_without)} of those without it guess IVIg. {CITATION}"
        )
        return render_table(caption, header, rows)


def guess_arms(
    signs_ivig: int, n_ivig: int, signs_placebo: int, n_placebo: int, *, told_by_sign: float, told_without: float
) -> ArmGuesses:
    """Return how many are expected to guess right, if a sign is all that anybody goes by.

    An expectation and no simulation: of those with the sign a share guesses "IVIg", of those without it another.

    Parameters
    ----------
    signs_ivig, signs_placebo : int
        People with the sign in each column.
    n_ivig, n_placebo : int
        All people of the column. A person who was given both stands, and guesses, in both.
    told_by_sign, told_without : float
        Share of those with, and of those without the sign who guess "IVIg", 0 to 1. Alike, they make the sign
        worth nothing: the two indices then cancel out.

    Returns
    -------
    ArmGuesses

    Raises
    ------
    Impossible
        If a count is not whole, is negative or larger than its column, or a share is not from 0 to 1.

    Examples
    --------
    Related adverse events in the first period of ProDERM, if the sign decided everything:

    >>> print(guess_arms(30, 52, 11, 48, told_by_sign=1, told_without=0))
    Expected to guess right: 30.0 of 52 on IVIg (Bang's index 0.15), 37.0 of 48 on placebo (Bang's index 0.54); 67 % of
    all 100
    """
    told_by_sign = check_number("told_by_sign", told_by_sign, 0, 1)
    told_without = check_number("told_without", told_without, 0, 1)
    columns = []
    for name, signs, n in (("ivig", signs_ivig, n_ivig), ("placebo", signs_placebo, n_placebo)):
        n = check_count(f"n_{name}", n, low=1, high=LARGEST_GROUP)
        signs = check_count(f"signs_{name}", signs, high=n, of=f"n_{name}")
        spoken = "IVIg" if name == "ivig" else name
        columns.append(ColumnGuesses(spoken, signs, n, signs * told_by_sign, (n - signs) * told_without))
    return ArmGuesses(*columns, told_by_sign, told_without)
