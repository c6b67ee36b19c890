"""The literal that an argument is, as Python would read it, and made fit for a file. Nothing is executed."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

_DIGITS = 40
"""Of the longest whole number that is kept; of a longer one, only that it is too long."""

_DEEPEST = 3
"""Lists within lists that are kept; no question asks for more than one."""


def evaluate(node: ast.expr) -> Any:
    """Return the literal that stands in `node`, without what no file or table can hold.

    Raises
    ------
    ValueError
        Where there is none; its text ends a sentence that begins with the source.

    Examples
    --------
    >>> evaluate(ast.parse("[12.5, -3]", mode="eval").body)
    [12.5, -3]
    """
    kinds = {type(part) for part in ast.walk(node)}
    if kinds & {ast.Set, ast.Dict}:
        # A set has no order that would be the same tomorrow.
        raise ValueError("stands in curly brackets and was not read: write square brackets.")
    try:
        value = ast.literal_eval(_join_texts(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        if kinds & {ast.Name} and not kinds & {ast.BinOp, ast.Call}:
            raise ValueError("stands without quotes: write them, or the number that it stands for.") from None
        raise ValueError("is a calculation, and only its result is read: write that there.") from None
    return _tidy(value)


def _join_texts(node: ast.expr) -> ast.expr:
    """Return texts joined by + as one, and a text with an idle f before it without the f."""
    parts: list[str] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            waiting += [part.right, part.left]
        elif isinstance(part, ast.JoinedStr):
            waiting += reversed(part.values)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        else:
            return node
    return ast.Constant("".join(parts))


def _tidy(value: Any, depth: int = 0) -> Any:
    """Return a literal without what no file or table can hold."""
    if depth > _DEEPEST:
        raise ValueError("is nested too deeply and was not read.")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_tidy(part, depth + 1) for part in value)
    if isinstance(value, int) and abs(value) >= 10**_DIGITS:
        return math.inf if value > 0 else -math.inf
    return value


def describe_number(value: Any) -> str:
    """Say what is wrong with a number, alone or in a list; "" where nothing is.

    >>> describe_number(math.inf), describe_number([1, 2])
    ('a number here is too large to be read.', '')
    """
    parts = value if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(part, float) and not math.isfinite(part) for part in parts):
        return "a number here is too large to be read."
    return ""


def clean_text(text: str) -> str:
    """Return `text` with U+FFFD in place of what no file can hold: halves of characters, control characters.

    >>> clean_text("a" + chr(0xD800) + chr(0) + "b")
    'a��b'
    """
    return re.sub("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", text)
