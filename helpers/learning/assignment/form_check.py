"""Whether an answer has its form, and what it still lacks. Nothing here knows right from wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from helpers.errors import Impossible, check_choice, shorten
from helpers.learning.assignment.forms import Choice, Letters, Number, Numbers, SentenceNumber, Text, is_empty
from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ITEMS, LETTERS, METHODS, TESTS, Item

PARTS_OF_AN_ANSWER: Mapping[str, str] = MappingProxyType(
    {
        "value": "the answer itself",
        "because": "the reason",
        "where": "the place, as a sentence (A4) or a line of the table (T3)",
        "kind": f"the kind of misreading, a letter from {LETTERS[0]} to {LETTERS[-1]}",
        "method": "the method",
    }
)
"""Argument of `answer` -> what goes there."""

_PLACES = "write the sentence (A4, E2) or the line of the table (T3); of what is missing, where you looked for it"
_PLACE = re.compile(r"\b[AET]\d{1,2}\b", re.IGNORECASE)

_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {("interval", "method"): METHODS, ("sample_size", "method"): TESTS}
)


def is_blank(value: Any) -> bool:
    """Say whether nothing has been put in place of the dots, those within square brackets too.

    >>> is_blank(...), is_blank([..., "..."]), is_blank([]), is_blank(0)
    (True, True, False, False)
    """
    if isinstance(value, (list, tuple)):
        return bool(value) and all(is_empty(part) for part in value)
    return is_empty(value)


def find_form_problems(given: GivenAnswer) -> tuple[str, ...]:
    """Return a sentence for each part of the answer that cannot be read as it stands.

    >>> find_form_problems(GivenAnswer("number_needed", "four"))
    ("'four' is not a number: it must be a number from 1 to 1000 patients, without quotes, % sign or unit.",)
    """
    item = ITEMS[given.item]
    problems = []
    if item.form is not None and not is_blank(given.value):
        try:
            item.form.read(given.value)
        except Impossible as problem:
            problems.append(str(problem))
    for name in item.wants:
        typed = getattr(given, name)
        options = LETTERS if name == "kind" else _CHOICES.get((item.id, name))
        if typed and options:
            try:
                check_choice(name, typed.strip().casefold(), options)
            except Impossible as problem:
                problems.append(str(problem))
    if given.where and "where" in item.wants and not find_places(given.where):
        problems.append(f"where = {shorten(given.where)} names no place: {_PLACES}.")
    return tuple(problems)


def find_places(where: str) -> tuple[str, ...]:
    """Return the sentences and lines of the table that a place names, as they are numbered.

    >>> find_places("a4 and T1"), find_places("in the abstract")
    (('A4', 'T1'), ())
    """
    return tuple(place.upper() for place in _PLACE.findall(where))


def describe_small(item: Item, value: Any) -> str:
    """Return a sentence where numbers in per cent or points are all below one, as fractions are; else "".

    It says how a fraction is written, and not that this is one.

    >>> describe_small(ITEMS["risk_difference"], 0.25)
    'That is less than one: if you mean a fraction of 1, write it times 100.'
    """
    if not isinstance(item.form, (Number, Numbers)) or "per" not in item.form.unit or "arm" in item.form.unit:
        return ""
    read = item.form.read(value)
    numbers = read if isinstance(read, tuple) else (read,)
    small = any(numbers) and all(abs(number) < 1 for number in numbers)
    return "That is less than one: if you mean a fraction of 1, write it times 100." if small else ""


def find_missing(given: GivenAnswer) -> tuple[str, ...]:
    """Return the names of the arguments that the question asks for and that are still empty.

    >>> find_missing(GivenAnswer("interval", [10, 30], method="newcombe"))
    ('because',)
    """
    missing = [name for name in ITEMS[given.item].wants if not getattr(given, name)]
    return tuple((["value"] if is_blank(given.value) else []) + missing)


def find_idle(given: GivenAnswer) -> tuple[str, ...]:
    """Return the names of the arguments that were given and that the question does not ask for.

    >>> find_idle(GivenAnswer("number_needed", 4, where="A4"))
    ('where',)
    """
    texts = ("because", "where", "kind", "method")
    return tuple(name for name in texts if getattr(given, name) and name not in ITEMS[given.item].wants)


def describe_form(item: Item) -> str:
    """Return what an answer must look like.

    >>> describe_form(ITEMS["risk_difference"])
    'a number from -100 to 100 percentage points, without a % sign'
    """
    form = item.form
    if isinstance(form, Choice):
        return f"one of {', '.join(form.options)}, between quotes"
    if isinstance(form, Number):
        whole = "whole number" if form.whole else "number"
        sign = ", without a % sign" if "per" in form.unit and "arm" not in form.unit else ""
        return f"a {whole} from {form.low:g} to {form.high:.12g} {form.unit}{sign}"
    if isinstance(form, Numbers):
        unit = f", in {form.unit}" if form.unit else ""
        return f"numbers in square brackets: [{', '.join(form.names)}]{unit}"
    if isinstance(form, Letters):
        return f"letters from {form.options[0]} to {form.options[-1]} in square brackets, each between quotes"
    if isinstance(form, SentenceNumber):
        return 'the number of a sentence between quotes, as "A4" in the abstract or "E2" in the editorial'
    return f"a text of {form.least} to {form.most} words between quotes" if isinstance(form, Text) else "nothing"


def describe_value(item: Item, value: Any) -> str:
    """Return a value that has its form, in words and with its unit.

    >>> describe_value(ITEMS["interval"], [10, 30.5])
    'lower 10, upper 30.5 percentage points'
    """
    form = item.form
    if form is None:
        return shorten(value)
    read = form.read(value)
    if isinstance(form, Number):
        return f"{read:.12g} {form.unit}"
    if isinstance(form, Numbers):
        named = ", ".join(f"{name} {number:.12g}" for name, number in zip(form.names, read, strict=True))
        return f"{named} {form.unit}".strip()
    if isinstance(form, Letters):
        return ", ".join(read) if read else "none of them"
    return f"{len(read.split())} words" if isinstance(form, Text) else str(read)
