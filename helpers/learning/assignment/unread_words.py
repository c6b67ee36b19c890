"""What is probably wrong with a cell that Python could not read, in one sentence: where to look, and for what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
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
    written = _get_line(source, line)
    bare = _get_line(blank_texts(source), line)
    return next(filter(None, (look(message, written, bare, source) for look in _LOOKS))).format(
        line=f"line {line} of the cell"
    )


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


Look = Callable[[str, str, str, str], str]
"""Takes Python's message, the line as written and without its texts, and the cell; gives a sentence or ""."""


def _look_for_foreign_signs(message: str, written: str, bare: str, source: str) -> str:
    found = re.search(r"invalid (?:non-printable )?character .*U\+([0-9A-F]{4,6})", message)
    sign = chr(int(found[1], 16)) if found else next((sign for sign in written if sign in _CURLY), "")
    if not found and "unterminated" not in message:
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


def _look_for_quotes(message: str, written: str, bare: str, source: str) -> str:
    if "unterminated" not in message:
        return ""
    if '""""' in written:
        return f"In {{line}} a text ends in a quote of its own: put a space between it and the three quotes {_THREE}."
    if "triple" not in message and written.count('"') == 1 and source.count("\n"):
        return (
            f"In {{line}} a quote is missing, or a text runs over several lines: then three quotes, {_THREE}, stand "
            "before it and after it."
        )
    return "In {line} or just before it, a quote is missing at one end of a text, or a text holds a quote too many."


def _look_for_the_end(message: str, written: str, bare: str, source: str) -> str:
    if "incomplete input" not in message and "was never closed" not in message:
        return ""
    open_round, open_square = (
        blank_texts(source).count(one) - blank_texts(source).count(other) for one, other in ("()", "[]")
    )
    if source.count(_THREE) % 2:
        return f"The text that begins with {_THREE} does not end: three quotes, {_THREE}, are missing after it."
    if open_square > 0:
        return "A square bracket is missing: what begins with [ ends with ]."
    if open_round > 0:
        return "The last bracket is missing: the answer ends with )."
    return "The cell ends too soon: a bracket or a quote is missing."


def _look_for_brackets(message: str, written: str, bare: str, source: str) -> str:
    if "unmatched" in message and not _has_call(source):
        return _tell_call()
    if "does not match" not in message and "unmatched" not in message:
        return ""
    return "In {line} the brackets do not come in pairs: each ( needs its ), and each [ its ]."


def _look_for_numbers(message: str, written: str, bare: str, source: str) -> str:
    if "leading zeros" in message:
        return "In {line} a number begins with 0: write a decimal point, as in 0.35, and not a comma."
    if re.search(r"\d\s*%", bare):
        return "In {line} there is a % sign: write the number alone, without it."
    if "invalid decimal literal" in message or re.search(r"\d\s+[^\W\d]", bare):
        return "In {line} letters follow a number: write the number alone, without a unit."
    if re.search(r"\d\s+\.?\d|\d\.\.", bare):
        return "In {line} a number is broken: write it without spaces and with one decimal point."
    return ""


def _look_for_margin(message: str, written: str, bare: str, source: str) -> str:
    if "indent" not in message and "tabs" not in message:
        return ""
    return "In {line} there is room before the first letter: take the spaces or tabs away."


def _look_for_names(message: str, written: str, bare: str, source: str) -> str:
    if "positional argument follows" in message:
        return "In {line} a part has no name: after where=, kind= or method= each part needs one, as because= does."
    found = re.search(rf"\b({_NAMED_PART})\s*:", bare)
    if found:
        return f"In {{line}} write an equals sign after {found[1]}, and not a colon."
    if re.search(r",\s*=", bare):
        return "In {line} an equals sign stands alone: take it away, or write the name of the part before it."
    return "" if _has_call(source) else _tell_call()


def _look_for_the_id(message: str, written: str, bare: str, source: str) -> str:
    if "my_trial" not in bare or "unterminated" in message:
        return ""
    return 'Your id stands between quotes, as in my_trial("Ana Lopez").'


def _look_for_commas(message: str, written: str, bare: str, source: str) -> str:
    if "forgot a comma" in message:
        return "In {line} a comma is probably missing between two parts, or words stand without quotes."
    return ""


def _say_where(message: str, written: str, bare: str, source: str) -> str:
    return "Python stopped in {line}: look there, and just before, for a quote, a comma or a bracket."


_LOOKS: tuple[Look, ...] = (
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
"""In the order of how sure they are; the last one always has a sentence."""


def _has_call(source: str) -> bool:
    return bool(re.search(rf"\b({'|'.join(CALLS)})[ \t]*\(", blank_texts(source)))


def _tell_call() -> str:
    return "The word answer and its bracket are missing: the question begins with answer(, then its name in quotes."


def _get_line(source: str, line: int) -> str:
    lines = source.split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""
