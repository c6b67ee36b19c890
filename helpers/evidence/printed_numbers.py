"""Numbers as they are printed: reading them out of text, and every rounding under which a number may appear."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from helpers.errors import check_text

# A digit that belongs to a name is no number of its own: TIS20, MMT-8, NCT02728752. A plain space sets no
# thousands apart, because two numbers may follow each other.
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Z]-)([1-9]\d{0,2}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)((?:\.\d+)?)(?![\w])(?!\.\d)"
)
_GROUPING = re.compile(r"[,\u00a0\u2009\u202f]")


def numbers_in(text: str) -> list[float]:
    """Return the numbers that `text` prints, in order and without sign (a dash may be a minus or a "to").

    >>> numbers_in("35 points (16.7–53.2), P < 0.001, by MMT-8")
    [35.0, 16.7, 53.2, 0.001]

    Thousands may be set apart by a comma or a space that does not break.

    >>> numbers_in("12,500 of 16 664")
    [12500.0, 16.0, 664.0]
    """
    return [float(_GROUPING.sub("", match[1]) + match[2]) for match in _NUMBER.finditer(check_text("text", text))]


def round_as_printed(number: float, *, digits_below_one: int = 2) -> frozenset[float]:
    """Return `number` and every rounding under which it may be printed, halves rounded up as sources do.

    A number of 1 or more may lose all its decimals; one below 1 keeps at least `digits_below_one` significant digits.

    Parameters
    ----------
    number : float
        At its full precision.
    digits_below_one : int
        1 lets 0.00047 be printed as 0.0005.

    Examples
    --------
    >>> sorted(round_as_printed(43.75))
    [43.75, 43.8, 44.0]
    >>> sorted(round_as_printed(0.4375))
    [0.4375, 0.438, 0.44]
    """
    exact = Decimal(repr(float(number)))
    places = max(0, -int(exact.as_tuple().exponent))
    first = 0 if abs(exact) >= 1 or not exact else -exact.adjusted() + digits_below_one - 1
    rounded = {exact.quantize(Decimal(1).scaleb(-place), ROUND_HALF_UP) for place in range(first, places)}
    return frozenset(float(value) for value in {exact, *rounded})
