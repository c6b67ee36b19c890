"""What goes wrong, said in one sentence, and the checks that say it.

Every layer may import this module; it imports none of them.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Any

LONGEST_VALUE = 60
"""Characters of a refused value that a sentence repeats."""

LARGEST_COUNT = 10**15
"""Of anything that is counted: up to here a float tells each whole number from the next."""


class CourseError(Exception):
    """A fault that a learner can mend: its text says what is wrong and what to do.

    In a notebook it is shown as that text alone, without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Impossible(CourseError, ValueError):
    """A value that cannot be: 37 responders of 30 patients, MMT-8 of 160, a level of 1.2."""


class DataProblem(CourseError):
    """A data file that is missing, incomplete or altered."""


class Boundary:
    """The edge between the course and its reader, which no traceback of ours passes.

    What cannot be is told in its own sentence. Anything else is a fault of the course: it is reported, which is to log
    it and to say so. Jupyter drops what the callback of a widget raises, and shows a learner all of what a cell raises,
    so that the edge is the place for both. What is no fault, as an interrupted kernel, passes.

    Parameters
    ----------
    say : callable
        Takes the sentence of a `CourseError`.
    report : callable
        Takes any other exception.

    Examples
    --------
    >>> with Boundary(print, report=repr):
    ...     raise Impossible("An arm of 0 patients is impossible: choose 1 or more.")
    An arm of 0 patients is impossible: choose 1 or more.
    """

    def __init__(self, say: Callable[[str], object], report: Callable[[Exception], object]) -> None:
        self._say = say
        self._report = report

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: type[BaseException] | None, raised: BaseException | None, __: TracebackType | None) -> bool:
        if isinstance(raised, CourseError):
            self._say(str(raised))
        elif isinstance(raised, Exception):
            self._report(raised)
        return isinstance(raised, Exception)


def check_number(
    name: str, value: Any, low: float = -math.inf, high: float = math.inf, *, unit: str = "", open_ends: bool = False
) -> float:
    """Return `value` as a float between `low` and `high`, or say by name why it cannot be.

    With `open_ends` the two bounds themselves are refused. Strings, booleans and NaN are refused.

    >>> check_number("level", 0.95, 0, 1, open_ends=True)
    0.95
    >>> check_number("mmt8", 160, 0, 150, unit="points")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: mmt8 = 160 is impossible: it must be a number from 0 to 150 points.
    """
    number = _read_real(value)
    # Not a number lies within no bounds. Nothing is written for what can be: this is asked hundreds of times a picture.
    if number is not None and (low < number < high if open_ends else low <= number <= high):
        return number
    bounds = _describe_bounds(low, high, unit, open_ends)
    if number is None:
        raise Impossible(f"{name} = {shorten(value)} is not a number: it must be a number{bounds}.")
    raise Impossible(f"{name} = {number:g} is impossible: it must be a number{bounds}.")


def check_count(name: str, value: Any, low: int = 0, high: int | None = None, *, of: str = "") -> int:
    """Return `value` as a whole number of at least `low` and at most `high`, or say by name why it cannot be.

    `of` completes the sentence: what the upper bound is.

    >>> check_count("responders_ivig", 37, high=47)
    37
    >>> check_count("responders_ivig", 37, high=30, of="n_ivig")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: responders_ivig = 37 is impossible: it must be a whole number from 0 to 30 (n_ivig).
    """
    upper = math.inf if high is None else high
    number = _read_real(value)
    if number is None or not number.is_integer() or not low <= number <= upper:
        bounds = _describe_bounds(low, upper, "", False) + (f" ({of})" if of else "")
        raise Impossible(f"{name} = {shorten(value)} is impossible: it must be a whole number{bounds}.")
    if high is None and number > LARGEST_COUNT:
        raise Impossible(f"{name} = {shorten(value)} is impossible: nothing is counted beyond {LARGEST_COUNT:g}.")
    return int(value)


def check_choice(name: str, value: Any, options: Collection[str]) -> str:
    """Return `value` if it is one of `options`, or name them.

    >>> check_choice("method", "newcomb", ["wald", "newcombe"])
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: method = 'newcomb' is not known: choose one of wald, newcombe.
    """
    try:
        option = {option: option for option in options}[value]
    except (KeyError, TypeError):
        # What cannot be hashed, as a list or a table, is no option either.
        option = None
    # To Python True is 1, and so is 1 + 0j; whoever gave the one did not choose the other.
    if option is None or (_read_real(option) is None) != (_read_real(value) is None):
        raise Impossible(f"{name} = {shorten(value)} is not known: choose one of {', '.join(map(str, options))}.")
    return option


def check_text(name: str, value: Any) -> str:
    """Return `value` if it is a text, or say by name that it must be one.

    >>> check_text("markdown", 7)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: markdown = 7 is impossible: it must be a text, in quotes.
    """
    if not isinstance(value, str):
        raise Impossible(f"{name} = {shorten(value)} is impossible: it must be a text, in quotes.")
    return value


def check_list(name: str, value: Any, of: str) -> list[Any]:
    """Return what is listed in `value`, or say by name that it must be a list; a text is none.

    >>> check_list("ids", "responders_ivig", of="ids, each in quotes")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: ids = 'responders_ivig' is impossible: it must be a list of ids, each in quotes.
    """
    try:
        return list(None if isinstance(value, (str, bytes)) else value)
    except TypeError:
        raise Impossible(f"{name} = {shorten(value)} is impossible: it must be a list of {of}.") from None


def _read_real(value: Any) -> float | None:
    """Return a real number of any type as a float, infinite where it is too large for one; None if it is no number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def shorten(value: Any) -> str:
    """Return a value as it was given, on one line, cut where it would fill the page.

    >>> shorten(1.5), shorten("1" * 100)[-5:], shorten(10**5000)
    ('1.5', '1111…', 'a int too long to print')
    """
    try:
        text = f"{value:.12g}" if isinstance(value, float) else repr(value)
    except (ValueError, RecursionError):
        # Python refuses to print whole numbers of more than 4300 digits, and lists within lists beyond a depth.
        text = f"a {type(value).__name__} too long to print"
    if "\n" in text:
        # A table of pandas or numpy writes itself on several.
        text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def make_printable(text: str) -> str:
    """Return a text that a page and a terminal can show: half of a character, as a bad paste leaves it, becomes "?".

    >>> make_printable("Rhône"), make_printable(chr(0xD800))
    ('Rhône', '?')
    """
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _describe_bounds(low: float, high: float, unit: str, open_ends: bool) -> str:
    # As floats, since a fraction, as an upper bound may be one, cannot be written with :g.
    lowest, highest = (f"{float(bound):.15g}" for bound in (low, high))
    unit = f" {unit}" if unit else ""
    if math.isinf(low) and math.isinf(high):
        return unit
    if math.isinf(high):
        return f" {'above' if open_ends else 'of at least'} {lowest}{unit}"
    if math.isinf(low):
        return f" {'below' if open_ends else 'of at most'} {highest}{unit}"
    return f" {'between' if open_ends else 'from'} {lowest} {'and' if open_ends else 'to'} {highest}{unit}"
