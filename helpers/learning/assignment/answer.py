"""`answer(...)`: the call in a cell of the assignment. It says what will be read, and never whether it is right.

What counts is the cell's own source, which the marker reads and does not run; the output is an echo.
"""

from __future__ import annotations

import html
import numbers
from dataclasses import dataclass
from typing import Any

from traitlets.log import get_logger

from helpers.errors import Boundary, Impossible, make_printable
from helpers.learning.assignment.form_check import (
    PARTS_OF_AN_ANSWER,
    describe_form,
    describe_small,
    describe_value,
    find_form_problems,
    find_idle,
    find_missing,
    is_blank,
)
from helpers.learning.assignment.forms import Letters, Number, Numbers
from helpers.learning.assignment.given import Calculation, GivenAnswer
from helpers.learning.assignment.items import ASKED, ITEMS, Item
from helpers.learning.assignment.repeated_parts import TWICE
from helpers.learning.catalogue import describe_unknown

FAULT = "This answer could not be echoed, by a fault of the course; what stands in the cell counts all the same. "
FAULT += "The details are in the log of the kernel."

_MOST_TOLD = 3
"""Sentences on what the marker could not read in one cell."""


@dataclass(frozen=True)
class Noted:
    """What `answer` heard.

    Attributes
    ----------
    item : str
        "" where there is no such question.
    given : GivenAnswer or None
        As it was heard.
    echo : str
        The answer in words, with its unit; "" while there is none that has its form.
    to_mend, to_come : tuple of str
        Sentences: on what cannot be read as it stands, and on what is still empty.
    """

    item: str
    given: GivenAnswer | None = None
    echo: str = ""
    to_mend: tuple[str, ...] = ()
    to_come: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it has its form and nothing is missing."""
        return bool(self.echo) and not self.to_mend and not self.to_come

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything it says, in order."""
        echo = f"Noted: {self.echo}" if self.echo else ""
        return tuple(make_printable(sentence) for sentence in (echo, *self.to_mend, *self.to_come) if sentence)

    def __str__(self) -> str:
        asked = ITEMS[self.item].question if self.item else ""
        return "\n".join(sentence for sentence in (asked, *self.sentences) if sentence)

    def _repr_html_(self) -> str:
        # No colour of its own, as in the feedback of an exercise: it stands on the light and on the dark theme alike.
        asked = f"<p>{html.escape(ITEMS[self.item].question)}</p>" if self.item else ""
        told = "<br>".join(map(html.escape, self.sentences))
        # As there: what was typed is answered aloud, dots are not.
        role = "alert" if self.echo or self.to_mend else "status"
        return (
            '<div style="border-left: 4px solid; padding-left: 12px; max-width: 640px; overflow-wrap: anywhere">'
            f'{asked}<p role="{role}">{told}</p></div>'
        )


def answer(
    item: str = "",
    /,
    value: Any = ...,
    *more: Any,
    because: str = "",
    where: str = "",
    kind: str = "",
    method: str = "",
    **others: Any,
) -> Noted:
    """Note an answer, and say what of it cannot be read. Whether it is right is said after marking.

    Parameters
    ----------
    item : str
        Which question, as it stands in the cell.
    value : number, str or list
        Put your answer in place of the three dots: the number itself, not the calculation that gives it.
    *more, **others : object
        Not read: what a comma or a misspelt name brings in is told in a sentence.
    because, where : str
        Your reason, and the sentence or line of the table on which it rests.
    kind : str
        The letter of the kind of misreading.
    method : str
        By which method or test you found the number.

    Returns
    -------
    Noted
        Shown by the notebook when the call stands last in its cell.

    Examples
    --------
    >>> print(answer("number_needed", 4.2))
    The number needed to treat for one more responder.
    Noted: 4.2 patients.
    >>> print(answer("number_neded", 4.2))
    There is no question called “number_neded”. Did you mean “number_needed”?
    """
    heard: list[Noted] = []
    known = item if isinstance(item, str) and item in ASKED else ""

    def say(problem: str) -> None:
        heard.append(Noted(known, to_mend=(problem,)))

    def report(raised: Exception) -> None:
        get_logger().error("answer(%r) failed", known, exc_info=raised)
        say(FAULT)

    with Boundary(say, report):
        if not known:
            raise Impossible(_describe_no_question(item))
        texts = {"because": because, "where": where, "kind": kind, "method": method}
        heard.append(_note(ITEMS[known], value, more, texts, list(others)))
    return heard[0]


def _describe_no_question(item: Any) -> str:
    if not isinstance(item, str) or not item.strip(" ."):
        return "The name of the question comes first in the brackets, in quotes, then your answer."
    return describe_unknown("question", item, ASKED)


def _note(item: Item, value: Any, more: tuple[Any, ...], texts: dict[str, Any], others: list[str]) -> Noted:
    to_mend = []
    if more:
        to_mend.append(_describe_comma(item))
    to_mend += [_describe_other(name) for name in others]
    kept = {}
    for name, text in texts.items():
        if is_blank(text):
            kept[name] = ""
        elif isinstance(text, str):
            kept[name] = text.strip()
        else:
            to_mend.append(f"{name} is no text: write {PARTS_OF_AN_ANSWER[name]} between quotes.")
    given = GivenAnswer(item.id, ... if is_blank(value) else value, **kept)
    to_mend += find_form_problems(given)
    to_mend += _describe_unread(given)
    if given.is_blank:
        return Noted(item.id, given, to_mend=tuple(to_mend), to_come=(_describe_task(item),))
    # Of 2,8 Python hears 2: to note that would be to let it pass.
    echo = "" if more and isinstance(item.form, Number) else _echo(item, given)
    return Noted(item.id, given, echo, tuple(to_mend), _describe_missing(item, given))


def _describe_other(name: str) -> str:
    part = name.removesuffix(TWICE)
    if part != name:
        return f"{part}= stands twice, and only the last is read: keep one."
    return describe_unknown("argument", name, list(PARTS_OF_AN_ANSWER))


def _describe_comma(item: Item) -> str:
    if isinstance(item.form, (Numbers, Letters)):
        return "Put square brackets around what belongs together: without them only its first part is read."
    if isinstance(item.form, Number):
        return "There is a comma in your answer, and Python reads two numbers there: write a decimal point."
    return "There is a comma in your answer, and Python reads two there: write one, and the rest as because= and so on."


def _describe_task(item: Item) -> str:
    further = "".join(f"; {name}= takes {PARTS_OF_AN_ANSWER[name]}" for name in item.wants)
    return f"Nothing stands here yet. Put your answer in place of the dots: {describe_form(item)}{further}."


def _describe_missing(item: Item, given: GivenAnswer) -> tuple[str, ...]:
    told = []
    for name in find_missing(given):
        form = f" ({describe_form(item)})" if name == "value" else f", in {name}="
        told.append(f"Still empty: {PARTS_OF_AN_ANSWER[name]}{form}.")
    told += [f"This question takes no {name}=; it is not marked." for name in find_idle(given)]
    return tuple(told)


def _echo(item: Item, given: GivenAnswer) -> str:
    parts = []
    aside = ""
    if given.has_value:
        try:
            parts.append(describe_value(item, given.value))
            aside = describe_small(item, given.value)
        except Impossible:
            return ""
    names = {"method": "method", "kind": "kind", "where": "place", "because": "reason"}
    parts += [f"{label} “{getattr(given, name)}”" for name, label in names.items() if getattr(given, name)]
    return " ".join(filter(None, (f"{'; '.join(parts)}.", aside)))


def _describe_unread(given: GivenAnswer) -> list[str]:
    """Return what the marker, which reads this cell's source, could not read of this answer."""
    from helpers.learning.assignment.registry import list_sources
    from helpers.learning.assignment.source import read_answers

    cells = read_answers("".join(list_sources()[-1:]))
    mine = [calculation for calculation in cells.calculations if calculation.item == given.item]
    if mine:
        return [_describe_calculation(calculation, given) for calculation in mine[:_MOST_TOLD]]
    if cells.problems and all(heard.item != given.item for heard in cells.answers):
        return [f"The marker, which reads cells and runs none: {cells.problems[0].text}"]
    return []


def _describe_calculation(calculation: Calculation, given: GivenAnswer) -> str:
    value = getattr(given, calculation.argument, "")
    written = _write_literal(value)
    what = "texts, not names" if isinstance(value, str) else "numbers, not calculations"
    return f"The marker reads {what}: write {written} where {calculation.source} stands."


def _write_literal(value: Any) -> str:
    """Return how a learner would write a value, rounded.

    >>> _write_literal(12.3456), _write_literal([0.123456, 1000]), _write_literal({})
    ('12.35', '[0.1235, 1000]', 'the result')
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)) and len(value) <= 5:
        return f"[{', '.join(map(_write_literal, value))}]"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else "the text"
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        return f"{round(number, 2):.12g}" if abs(number) >= 1 else f"{number:.4g}"
    return "the result"
