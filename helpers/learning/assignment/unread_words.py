"""What is probably wrong with a cell that Python could not read, in one sentence: where to look, and for what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from helpers.learning.assignment.form_check import PARTS_OF_AN_ANSWER
from helpers.learning.assignment.python_cells import blank_texts

CALLS = ("answer", "my_trial")

_CURLY = "“”„‟‘’‛«»‹›″′"
_DASHES = "−–—‒‐‑"
_COMMAS = "，、‚；"
_THREE = '"""'

_NAMED_PART = "|".join(PARTS_OF_AN_ANSWER)


def describe_syntax(source: str, message: str, line: int) -> str:
    """Return where a cell cannot be read, and what is probably missing.

    Parameters
    ----------
    source : str
        The whole cell.
    message : str
        Python's own, as it words a SyntaxError.
    line : int
        The line that Python names, the first being 1.

    Examples
    --------
    >>> describe_syntax('answer("risk_difference", 35%)', "invalid syntax", 1)
    'In line 1 of the cell there is a % sign: write the number alone, without it.'
    >>> describe_syntax('answer("risk_difference" 35)', "invalid syntax. Perhaps you forgot a comma?", 1)
    'In line 1 of the cell a comma is probably missing between two parts, or words stand without quotes.'
    """
    slip = _Slip(message, _get_line(source, line), _get_line(blank_texts(source), line), source)
    return next(filter(None, (look(slip) for look in _LOOKS))).format(line=f"line {line} of the cell")


def describe_name(source: str, name: str) -> str:
    """Return what to do about a name that Python does not know.

    >>> describe_name('answer("bias_missing", low)', "low")
    'Python does not know low. A word or letter of your answer stands between quotes: "low".'
    """
    if name in CALLS:
        return (
            f"Python does not know {name}: the first line of this cell, from helpers.learning import {name}, is "
            "missing. Type it above the others."
        )
    meant = get_close_matches(name, CALLS, n=1, cutoff=0.7)
    if meant and re.search(rf"\b{re.escape(name)}\s*\(", blank_texts(source)):
        return f"Python does not know {name}: write {meant[0]} before the bracket."
    if name in PARTS_OF_AN_ANSWER:
        return f"After {name} an equals sign is missing: {name}=, and then your words between quotes."
    return f'Python does not know {name}. A word or letter of your answer stands between quotes: "{name}".'


@dataclass(frozen=True)
class _Slip:
    """Python's message, the line that it names, as written and without its texts, and the whole cell."""

    message: str
    written: str
    bare: str
    source: str


def _look_for_foreign_signs(slip: _Slip) -> str:
    found = re.search(r"invalid (?:non-printable )?character .*U\+([0-9A-F]{4,6})", slip.message)
    sign = chr(int(found[1], 16)) if found else next((sign for sign in slip.written if sign in _CURLY), "")
    if not found and "unterminated" not in slip.message:
        return ""
    if not found:
        return (
            sign
            and f"In {{line}} a text begins straight and holds a curly quote, {sign}: type straight ones at both ends."
        )
    if sign in _CURLY:
        return f"In {{line}} there is a curly quote, {sign}, as word processors write it: type straight quotes instead."
    if sign in _DASHES:
        return f"In {{line}} there is a long dash, {sign}: type the minus of the keyboard instead."
    if sign in _COMMAS:
        return f"In {{line}} there is a comma of another script, {sign}: type the plain one instead."
    if not sign.isprintable() or unicodedata.category(sign).startswith("Z"):
        return "In {line} there is a sign that nobody sees, from a pasted text: take it away with the spaces around it."
    return f"In {{line}} {sign} stands outside of the quotes: only numbers, commas and brackets may stand there."


def _look_for_quotes(slip: _Slip) -> str:
    if "unterminated" not in slip.message:
        return ""
    if '""""' in slip.written:
        return f"In {{line}} a text ends in a quote of its own: put a space between it and the three quotes {_THREE}."
    if "triple" not in slip.message and slip.written.count('"') == 1 and slip.source.count("\n"):
        return (
            f"In {{line}} a quote is missing, or a text runs over several lines: then three quotes, {_THREE}, stand "
            "before it and after it."
        )
    return "In {line} or just before it, a quote is missing at one end of a text, or a text holds a quote too many."


def _look_for_the_end(slip: _Slip) -> str:
    if "incomplete input" not in slip.message and "was never closed" not in slip.message:
        return ""
    open_round, open_square = (
        blank_texts(slip.source).count(one) - blank_texts(slip.source).count(other) for one, other in ("()", "[]")
    )
    if slip.source.count(_THREE) % 2:
        return f"The text that begins with {_THREE} does not end: three quotes, {_THREE}, are missing after it."
    if open_square > 0:
        return "A square bracket is missing: what begins with [ ends with ]."
    if open_round > 0:
        return "The last bracket is missing: the answer ends with )."
    return "The cell ends too soon: a bracket or a quote is missing."


def _look_for_brackets(slip: _Slip) -> str:
    if "unmatched" in slip.message and not _has_call(slip.source):
        return _tell_call()
    if "does not match" not in slip.message and "unmatched" not in slip.message:
        return ""
    return "In {line} the brackets do not come in pairs: each ( needs its ), and each [ its ]."


def _look_for_numbers(slip: _Slip) -> str:
    if "leading zeros" in slip.message:
        return "In {line} a number begins with 0: write a decimal point, as in 0.35, and not a comma."
    if re.search(r"\d\s*%", slip.bare):
        return "In {line} there is a % sign: write the number alone, without it."
    if "invalid decimal literal" in slip.message or re.search(r"\d\s+[^\W\d]", slip.bare):
        return "In {line} letters follow a number: write the number alone, without a unit."
    if re.search(r"\d\s+\.?\d|\d\.\.", slip.bare):
        return "In {line} a number is broken: write it without spaces and with one decimal point."
    return ""


def _look_for_margin(slip: _Slip) -> str:
    if "indent" not in slip.message and "tabs" not in slip.message:
        return ""
    return "In {line} there is room before the first letter: take the spaces or tabs away."


def _look_for_names(slip: _Slip) -> str:
    if "positional argument follows" in slip.message:
        return "In {line} a part has no name: after where=, kind= or method= each part needs one, as because= does."
    found = re.search(rf"\b({_NAMED_PART})\s*:", slip.bare)
    if found:
        return f"In {{line}} write an equals sign after {found[1]}, and not a colon."
    if re.search(r",\s*=", slip.bare):
        return "In {line} an equals sign stands alone: take it away, or write the name of the part before it."
    return "" if _has_call(slip.source) else _tell_call()


def _look_for_the_id(slip: _Slip) -> str:
    if "my_trial" not in slip.bare or "unterminated" in slip.message:
        return ""
    return 'Your id stands between quotes, as in my_trial("Ana Lopez").'


def _look_for_commas(slip: _Slip) -> str:
    if "forgot a comma" in slip.message:
        return "In {line} a comma is probably missing between two parts, or words stand without quotes."
    return ""


def _say_where(slip: _Slip) -> str:
    return "Python stopped in {line}: look there, and just before, for a quote, a comma or a bracket."


_LOOKS: tuple[Callable[[_Slip], str], ...] = (
    _look_for_foreign_signs,
    _look_for_quotes,
    _look_for_the_end,
    _look_for_brackets,
    _look_for_the_id,
    _look_for_numbers,
    _look_for_margin,
    _look_for_names,
    _look_for_commas,
    _say_where,
)
"""In the order of how sure they are: each gives a sentence or "", the last one always a sentence."""


def _has_call(source: str) -> bool:
    return bool(re.search(rf"\b({'|'.join(CALLS)})[ \t]*\(", blank_texts(source)))


def _tell_call() -> str:
    return "The word answer and its bracket are missing: the question begins with answer(, then its name in quotes."


def _get_line(source: str, line: int) -> str:
    lines = source.split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""
