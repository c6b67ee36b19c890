"""A sentence about one file or one learner, as the class report lists them by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_NAME = 200
"""Characters of a file's name that a report repeats; a name inside an archive may have 65 535."""

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True, order=True)
class Remark:
    """What was found about `name`, in a sentence.

    Attributes
    ----------
    name : str
        Of a file as it was handed in, or of a learner.
    text : str
    """

    name: str
    text: str


def clean_text(text: str) -> str:
    r"""Replace what cannot be printed or written as UTF-8: half of a pair of surrogates, NUL, signs that turn a line.

    >>> clean_text("a\ud800b\x00c\u202ed\n")
    'a\ufffdb\ufffdc\ufffdd\n'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", text)


def clean_name(name: str) -> str:
    """Return a name in one line, cut in its middle where it would fill the page: its ending says what a file is.

    >>> clean_name("a" * 300 + ".ipynb")[-7:], len(clean_name("a" * 300))
    ('a.ipynb', 201)
    """
    line = " ".join(clean_text(name).split())
    half = LONGEST_NAME // 2
    return line if len(line) <= LONGEST_NAME else f"{line[:half]}…{line[-half:]}"


def name_fault(fault: Exception) -> str:
    """Return the kind of a fault of ours and the beginning of its words."""
    return clean_text(f"{type(fault).__name__}: {fault}")[:200]
