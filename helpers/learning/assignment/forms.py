"""What an answer must look like. A form knows nothing of right and wrong: it may speak while a student works."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_choice, check_number, shorten


@dataclass(frozen=True)
class Choice:
    """One of a few words or letters; capitals and spaces around it do not matter."""

    options: tuple[str, ...]

    def read(self, value: Any) -> str:
        """Return the option, or say what can be chosen."""
        if not isinstance(value, str):
            raise Impossible(f"{shorten(value)} is not between quotes: choose one of {', '.join(self.options)}.")
        return _read_choice(value.strip().casefold(), self.options)


@dataclass(frozen=True)
class Number:
    """One number in `unit`, from `low` to `high`."""

    unit: str
    low: float
    high: float
    whole: bool = False

    def read(self, value: Any) -> float:
        """Return the number, or say what it must be."""
        number = _read_number("", value, self.low, self.high, self.unit)
        if self.whole and not number.is_integer():
            raise Impossible(f"{shorten(value)} is not a whole number: patients are counted whole.")
        return number


@dataclass(frozen=True)
class Numbers:
    """Several numbers between square brackets, each named, in `unit` from `low` to `high`; `rising` if in order."""

    names: tuple[str, ...]
    unit: str
    low: float
    high: float
    rising: bool = False

    def read(self, value: Any) -> tuple[float, ...]:
        """Return the numbers, or say what they must be."""
        shape = f"[{', '.join(self.names)}]"
        if not isinstance(value, (list, tuple)):
            raise Impossible(f"{shorten(value)} is not {len(self.names)} numbers: write {shape} in square brackets.")
        if len(value) != len(self.names):
            comma = " No comma stands within a number: write 2.5, and 1000." if len(value) > len(self.names) else ""
            raise Impossible(
                f"{shorten(value)} is {len(value)} and not {len(self.names)} numbers: write {shape}.{comma}"
            )
        found = tuple(
            _read_number(name, number, self.low, self.high, self.unit)
            for name, number in zip(self.names, value, strict=True)
        )
        if self.rising and list(found) != sorted(found):
            raise Impossible(f"{shorten(value)} falls: write the lower one first, {shape}.")
        return found


@dataclass(frozen=True)
class Letters:
    """Any number of letters between square brackets, each once: ["a", "d"]."""

    options: tuple[str, ...]

    def read(self, value: Any) -> tuple[str, ...]:
        """Return the letters in order, or say how they are written."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise Impossible(f'{shorten(value)} is no list: write the letters like ["a", "d"], in square brackets.')
        letters = [_read_choice(_lower(letter), self.options, ", each between quotes of its own") for letter in value]
        if len(set(letters)) < len(letters):
            raise Impossible(f"{shorten(value)} names a letter twice.")
        return tuple(sorted(letters))


@dataclass(frozen=True)
class SentenceNumber:
    """The number of a sentence, as "A4" in the abstract or "E2" in the editorial."""

    def read(self, value: Any) -> str:
        """Return the number with a capital letter, or say how it is written."""
        text = value.strip().upper() if isinstance(value, str) else ""
        if text[:1] not in ("A", "E") or not text[1:].isascii() or not text[1:].isdigit():
            raise Impossible(f'{shorten(value)} is no sentence: write its number, as "A4" or "E2", between quotes.')
        return f"{text[0]}{int(text[1:4])}"


@dataclass(frozen=True)
class Text:
    """A text of `least` to `most` words."""

    least: int
    most: int

    def read(self, value: Any) -> str:
        """Return the text without idle space around it, or say how long it must be."""
        if not isinstance(value, str):
            raise Impossible(f"{shorten(value)} is no text: write it between quotes.")
        words = len(value.split())
        if not self.least <= words <= self.most:
            raise Impossible(f"{words} word{'s' * (words != 1)}: write {self.least} to {self.most}.")
        return value.strip()


Form = Choice | Number | Numbers | Letters | SentenceNumber | Text


def is_empty(value: Any) -> bool:
    """Say whether a value is what the notebook ships: three dots, with or without quotes, or nothing.

    >>> is_empty(...), is_empty("..."), is_empty(" "), is_empty(0)
    (True, True, True, False)
    """
    if isinstance(value, numbers.Number):
        return False
    return value is ... or value is None or (isinstance(value, str) and value.strip() in {"", "...", "…"})


def _read_choice(value: Any, options: Sequence[str], how: str = "") -> str:
    """Return the option. A refusal begins with the value: no learner has typed a name for it."""
    try:
        return check_choice("This", value, options)
    except Impossible as problem:
        raise Impossible(f"{str(problem).removeprefix('This = ').removesuffix('.')}{how}.") from None


def _read_number(name: str, value: Any, low: float, high: float, unit: str) -> float:
    """Return the number. A refusal begins with `name`, or with the value where there is none."""
    if is_empty(value):
        raise Impossible(f"{name or 'The number'} is still empty.")
    try:
        return check_number(name or "This", value, low, high, unit=unit)
    except Impossible as problem:
        bare = ", without quotes, % sign or unit" if isinstance(value, str) else ""
        raise Impossible(f"{str(problem).removeprefix('This = ').removesuffix('.')}{bare}.") from None


def _lower(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value
