"""Does a computed number print as the printed one? Rounded once, halves away from zero, as papers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from helpers.errors import Impossible, check_count, check_number, shorten

MOST_DECIMALS = 20
"""Decimals that are written: more than a paper prints."""

# As in print: no exponent, and no digits but 0 to 9.
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTERVAL = re.compile(r"([-−]?[0-9]+(?:\.[0-9]+)?) to ([-−]?[0-9]+(?:\.[0-9]+)?)")

_LARGEST = 1e30
_CONTEXT = Context(prec=60)
"""Digits enough for the largest number with the most decimals."""


def round_as_text(number: float | str, decimals: int) -> str:
    """Write a number with `decimals` decimals; a half goes away from zero, and zero has no sign.

    Raises
    ------
    Impossible
        If the number is none, or larger than 1e30, or more than 20 decimals are asked for.

    Examples
    --------
    >>> round_as_text(53.24497, 2), round_as_text("53.245", 2), round_as_text(-0.2, 0)
    ('53.24', '53.25', '0')
    """
    is_text = isinstance(number, str)
    value = float(_check_written("number", number)) if is_text else number
    value = check_number("number", value, -_LARGEST, _LARGEST)
    exact = Decimal(number if is_text else repr(value))
    decimals = check_count("decimals", decimals, 0, MOST_DECIMALS)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)
    return str(abs(rounded) if rounded == 0 else rounded)


def count_decimals(text: str) -> int:
    """Return how many decimals a number is printed with.

    Raises
    ------
    Impossible
        If it is not written in digits: "1e-5" hides its decimals.

    Examples
    --------
    >>> count_decimals("16.70"), count_decimals("17")
    (2, 0)
    """
    return len(_check_written("text", text).partition(".")[2])


def _check_written(name: str, text: Any) -> str:
    """Return a number that is written in digits, with or without decimals."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise Impossible(f"{name} = {shorten(text)} is impossible: it must be a number written in digits, as '53.24'.")
    return text


@dataclass(frozen=True)
class PrintedInterval:
    """Two limits as they stand in print, their last zeros kept.

    Parameters
    ----------
    lower, upper : str
        In digits, with a hyphen for a minus.

    Raises
    ------
    Impossible
        If a limit is not written in digits.

    Examples
    --------
    >>> printed = PrintedInterval.read("34.97 (16.70 to 53.24), p = 0.0008")
    >>> printed.round_to(1)
    ('16.7', '53.2')
    >>> printed.compare(16.70184, 53.24497, decimals=2)
    (True, True)
    """

    lower: str
    upper: str

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            _check_written(name, getattr(self, name))

    @classmethod
    def read(cls, text: str) -> PrintedInterval:
        """Return the first "… to …" that stands in `text`.

        Raises
        ------
        Impossible
            If there is none.
        """
        found = _INTERVAL.search(text) if isinstance(text, str) else None
        if found is None:
            raise Impossible(f"{shorten(text)} prints no interval: choose a text with one, as 17 to 53.")
        return cls(*(limit.replace("−", "-") for limit in found.groups()))

    @property
    def decimals(self) -> int:
        """How many decimals both limits are printed with."""
        return min(count_decimals(self.lower), count_decimals(self.upper))

    def __str__(self) -> str:
        return f"{self.lower} to {self.upper}"

    def round_to(self, decimals: int) -> tuple[str, str]:
        """Return both limits with fewer decimals, or as many.

        Raises
        ------
        Impossible
            If more are asked for than are printed.
        """
        decimals = check_count("decimals", decimals, 0, MOST_DECIMALS)
        if decimals > self.decimals:
            choice = "0" if self.decimals == 0 else f"0 to {self.decimals}"
            raise Impossible(
                f"{self} is printed with {self.decimals} decimals: to compare {decimals} is impossible. "
                f"Choose {choice} decimals, or an interval printed with more."
            )
        return round_as_text(self.lower, decimals), round_as_text(self.upper, decimals)

    def compare(self, lower: float, upper: float, *, decimals: int) -> tuple[bool, bool]:
        """Return for each limit whether the computed one, rounded once, prints as the printed one does.

        Raises
        ------
        Impossible
            If a computed limit is no number or infinite, or more decimals are asked for than are printed.
        """
        printed = self.round_to(decimals)
        return tuple(
            round_as_text(limit, decimals) == text for limit, text in zip((lower, upper), printed, strict=True)
        )
