"""The source of a cell, as Jupyter takes it, parsed as Python. Nothing is executed."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

LONGEST_CELL = 20_000
"""Characters. The longest answer takes 250 words; a parser needs memory for what is longer."""

_PYTHON_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3", "px"}
"""Of the magics for a whole cell, those that take Python."""

_MAGIC = re.compile(r"(?P<indent>[ \t]*)(?:[%!?]|[\w.]+[ \t]*=[ \t]*[%!]|[^#'\"]*\?[ \t]*$)")
"""A line of Jupyter's own: %matplotlib, !ls, x = !ls, ?answer, answer?."""

_TEXT_OR_COMMENT = re.compile(
    r"""\#[^\n]*
      | (?P<prefix>\b[A-Za-z]{1,2})?
        (?: (?P<three>\"\"\"|''') (?: \\. | (?!(?P=three)). )*+ (?P=three)?
          | " (?: \\. | [^"\\\n] )*+ "?
          | ' (?: \\. | [^'\\\n] )*+ '? )""",
    re.VERBOSE | re.DOTALL,
)
"""An unclosed text is taken to its end, so that the search passes over the source once."""

_IDLE_ESCAPE = re.compile(r"\\(\\|.)", re.DOTALL)
_ESCAPES = set("\n\r\\'\"abfnrtvxNuU01234567")


class CannotParse(ValueError):
    """The source is no Python; the text says why, in sentences."""


@dataclass(frozen=True)
class ParsedCell:
    """A cell's `tree`, the `text` to which its positions belong, and the lines of Jupyter's own that were left out."""

    tree: ast.Module
    text: str
    left_out: tuple[str, ...] = ()


def parse_cell(source: str) -> ParsedCell:
    """Return the tree of `source`.

    Raises
    ------
    CannotParse
        When it is too long, too deeply nested, or no Python.

    Examples
    --------
    >>> parsed = parse_cell("%matplotlib inline" + chr(10) + "x = 1")
    >>> len(parsed.tree.body), parsed.left_out
    (2, ('%matplotlib inline',))
    """
    if len(source) > LONGEST_CELL:
        raise CannotParse(f"The cell has {len(source)} characters, and {LONGEST_CELL} are read.")
    text = re.sub("\r\n?", "\n", re.sub("[\ud800-\udfff\x00]", "\ufffd", source))
    # The parser warns of an escape that is none ("\d"), in a way that only the whole process could silence.
    text = _TEXT_OR_COMMENT.sub(_double_idle_escapes, text)
    try:
        return ParsedCell(_parse(text), text)
    except SyntaxError as fault:
        reason = _describe(fault)
    plain, left_out = _leave_out_magics(text)
    try:
        return ParsedCell(_parse(plain), plain, left_out)
    except SyntaxError:
        raise CannotParse(reason) from None


def blank_texts(source: str) -> str:
    """Return `source` with nothing in its texts and without its comments, line by line where it was.

    >>> blank_texts('answer("a", 35 %)  # 5 %')
    'answer("", 35 %)  '
    """
    return _TEXT_OR_COMMENT.sub(_blank, source)


def _blank(found: re.Match[str]) -> str:
    return "" if found[0].startswith("#") else '""' + "\n" * found[0].count("\n")


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        raise
    except (MemoryError, RecursionError):
        raise CannotParse("The cell is nested too deeply to be read.") from None
    except (ValueError, OverflowError):
        raise CannotParse("The cell holds something that Python cannot read.") from None


def _describe(fault: SyntaxError) -> str:
    reason = fault.msg or "invalid syntax"
    if "digits" in reason and "limit" in reason:
        reason = "a number with too many digits"
    return f"The cell cannot be read as Python (line {fault.lineno or 1}: {reason[:100]})."


def _leave_out_magics(text: str) -> tuple[str, tuple[str, ...]]:
    """Return `text` with a `pass` for each line that is Jupyter's own, and these lines."""
    lines = text.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%"):
        name = "".join(first[2:].split(maxsplit=1)[:1])
        if name not in _PYTHON_MAGICS:
            raise CannotParse(f"The cell is no Python: it begins with %%{name[:20]}.")
    quoted = _find_quoted_lines(text)
    left_out = []
    for place, line in enumerate(lines):
        found = _MAGIC.match(line)
        if found and place not in quoted:
            left_out.append(line)
            lines[place] = f"{found['indent']}pass"
    return "\n".join(lines), tuple(left_out)


def _find_quoted_lines(text: str) -> set[int]:
    """Return the places of the lines that begin inside a text of several lines."""
    quoted: set[int] = set()
    line = start = 0
    for found in _TEXT_OR_COMMENT.finditer(text):
        line += text.count("\n", start, found.start())
        start = found.start()
        quoted |= set(range(line + 1, line + 1 + found[0].count("\n")))
    return quoted


def _double_idle_escapes(text: re.Match[str]) -> str:
    whole = text[0]
    if whole.startswith("#") or "r" in (text["prefix"] or "").lower():
        return whole
    return _IDLE_ESCAPE.sub(lambda escape: escape[0] if escape[1] in _ESCAPES else rf"\{escape[0]}", whole)
