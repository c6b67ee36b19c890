"""Does a computed number print as the printed one? Rounded once, halves away from zero, as papers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from helpers.errors import Impossible, check_count

_INTERVAL = re.compile(r"([-−]?\d+(?:\.\d+)?) to ([-−]?\d+(?:\.\d+)?)")


def round_as_text(number: float | str, decimals: int) -> str:
    """Write a number with `decimals` decimals; a half goes away from zero, and zero has no sign.

    >>> round_as_text(53.24497, 2), round_as_text("53.245", 2), round_as_text(-0.2, 0)
    ('53.24', '53.25', '0')
    """
    exact = Decimal(number) if isinstance(number, str) else Decimal(repr(float(number)))
    rounded = exact.quantize(Decimal(1).scaleb(-check_count("decimals", decimals, 0, 20)), ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded)


def count_decimals(text: str) -> int:
    """Return how many decimals a number is printed with.

    >>> count_decimals("16.70"), count_decimals("17")
    (2, 0)
    """
    return len(text.partition(".")[2])


@dataclass(frozen=True)
class PrintedInterval:
    """Two limits as they stand in print, their last zeros kept.

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

    @classmethod
    def read(cls, text: str) -> PrintedInterval:
        """Return the first "… to …" that stands in `text`.

        Raises
        ------
        Impossible
            If there is none.
        """
        found = _INTERVAL.search(text)
        if found is None:
            raise Impossible(f"{text!r} prints no interval: choose a text with one, as 17 to 53.")
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
        if decimals > self.decimals:
            choice = "0" if self.decimals == 0 else f"0 to {self.decimals}"
            raise Impossible(
                f"{self} is printed with {self.decimals} decimals: to compare {decimals} is impossible. "
                f"Choose {choice} decimals, or an interval printed with more."
            )
        return round_as_text(self.lower, decimals), round_as_text(self.upper, decimals)

    def compare(self, lower: float, upper: float, *, decimals: int) -> tuple[bool, bool]:
        """Return for each limit whether the computed one, rounded once, prints as the printed one does."""
        printed = self.round_to(decimals)
        return tuple(
            round_as_text(limit, decimals) == text for limit, text in zip((lower, upper), printed, strict=True)
        )
