"""A rate at the end of an extension without a comparator: what those who left may have done to it, and what it says.

Everybody is on the drug, so an effect needs the rate of people who were never seen. Neither these nor those who left
are known; the bounds here hold whatever they did.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_choice, check_count, check_number
from helpers.models.rendering import format_share

COUNTINGS = {
    "as-printed": "as printed",
    "non-responders": "those who left counted as not responding",
    "left-out": "those who left taken out",
}
"""What is done with those who left before the end."""


@dataclass(frozen=True)
class RateBounds:
    """The share of responders, as far as it is known.

    Attributes
    ----------
    responders, n, left : int
        As printed: responders, patients in the denominator, and how many of these left before the end.
    counting : str
        A key of `COUNTINGS`.
    lower, upper : float
        The smallest and the largest share that the counts allow (fractions); equal where it is known.
    """

    responders: int
    n: int
    left: int
    counting: str
    lower: float
    upper: float

    @property
    def is_known(self) -> bool:
        """Whether the counts leave one value alone."""
        return self.lower == self.upper

    def __str__(self) -> str:
        share = format_share(round(self.lower, 3))
        if not self.is_known:
            share = f"{share} to {format_share(round(self.upper, 3))}"
        return f"{self.responders} of {self.n} printed, {self.left} left; {COUNTINGS[self.counting]}: {share}"


@dataclass(frozen=True)
class EffectBounds:
    """What an effect could be, in the unit of the rates: above 0 favours the drug."""

    lower: float
    upper: float


def bound_rate(responders: int, n: int, left: int, counting: str = "as-printed") -> RateBounds:
    """Bound the share of responders when it is not known how those who left were counted.

    Parameters
    ----------
    responders, n : int
        As printed. That those who left are in `n` is an assumption of whoever calls.
    left : int
        Patients of `n` who left before the end; each may stand among the printed responders or not.
    counting : {"as-printed", "non-responders", "left-out"}
        As printed; every one who left counted as not responding; or those who left taken out of both counts.

    Returns
    -------
    RateBounds

    Raises
    ------
    Impossible
        If there are more responders, or more who left, than patients; or nobody stays who could be counted.

    Examples
    --------
    >>> print(bound_rate(64, 91, 22, "non-responders"))
    64 of 91 printed, 22 left; those who left counted as not responding: 46.2 % to 70.3 %
    >>> print(bound_rate(64, 91, 22, "left-out"))
    64 of 91 printed, 22 left; those who left taken out: 60.9 % to 92.8 %
    """
    n = check_count("n", n, 1)
    responders, left = check_count("responders", responders, 0, n, of="n"), check_count("left", left, 0, n, of="n")
    check_choice("counting", counting, COUNTINGS)
    if counting == "as-printed":
        fewest = most = responders
    else:
        # As many of those who left as possible stood among the responders, or as few.
        fewest, most = responders - min(left, responders), responders - max(0, left - (n - responders))
    counted = n - left if counting == "left-out" else n
    if counted == 0:
        raise Impossible(f"A share of nobody is impossible: left = {left} leaves none of n = {n}. Choose fewer.")
    return RateBounds(responders, n, left, counting, fewest / counted, most / counted)


def bound_effect(lower: float, upper: float, unseen: float | None, *, top: float = 1.0) -> EffectBounds:
    """Bound the effect of a drug that everybody receives.

    Parameters
    ----------
    lower, upper : float
        What was seen on the drug, 0 to `top`.
    unseen : float or None
        What people without it would have done: an assumption, never an observation. None if none is made; then it may
        be anything from 0 to `top`.
    top : float
        The largest value there is: 1 for a fraction, 100 for a percentage or a score.

    Returns
    -------
    EffectBounds
        Seen less unseen.

    Raises
    ------
    Impossible
        If a value is outside 0 to `top`, or `lower` is above `upper`.

    Examples
    --------
    >>> bound_effect(70, 72, 44, top=100)
    EffectBounds(lower=26.0, upper=28.0)
    >>> bound_effect(70, 70, None, top=100)
    EffectBounds(lower=-30.0, upper=70.0)
    """
    top = check_number("top", top, 0, open_ends=True)
    upper = check_number("upper", upper, 0, top)
    lower = check_number("lower", lower, 0, upper)
    if unseen is None:
        return EffectBounds(lower - top, upper)
    unseen = check_number("unseen", unseen, 0, top)
    return EffectBounds(lower - unseen, upper - unseen)
