"""What was read from a learner's source: answers as typed, not judged, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.learning.assignment.forms import is_empty


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as it stands in the source: a literal, never what a calculation would give.

    Attributes
    ----------
    item : str
        Id of the question.
    value : object
        Of any type that a literal has; `...` where none was given, or where it could not be read.
    because, where, kind, method : str
        As typed, without idle space; "" where nothing was given.
    """

    item: str
    value: Any = ...
    because: str = ""
    where: str = ""
    kind: str = ""
    method: str = ""

    @property
    def has_value(self) -> bool:
        """Whether a value was given."""
        return not is_empty(self.value)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was given."""
        return not (self.has_value or self.because or self.where or self.kind or self.method)


@dataclass(frozen=True)
class Problem:
    """What could not be read, or was read in one of two ways.

    Attributes
    ----------
    where : str
        "cell 12", or "" where it holds for the whole file.
    text : str
        Sentences.
    """

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.text}" if self.where else self.text


@dataclass(frozen=True)
class Calculation:
    """An argument that is no literal: `argument` of the answer to `item`, and the `source` that stands there."""

    item: str
    argument: str
    source: str


@dataclass(frozen=True)
class Cells:
    """What the source of one cell holds.

    Attributes
    ----------
    ids : tuple of str
        What `my_trial` was called with, as typed and in order; what was left untouched is not among them.
    answers : tuple of GivenAnswer
        In the order of the source, the blank and the doubled among them.
    problems : tuple of Problem
    calculations : tuple of Calculation
        Each of them is among the problems too.
    """

    ids: tuple[str, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    problems: tuple[Problem, ...] = ()
    calculations: tuple[Calculation, ...] = ()


@dataclass(frozen=True)
class Handed:
    """What a notebook holds.

    Attributes
    ----------
    student_id_typed : str
        What `my_trial` was last called with, as typed; "" where it was left untouched.
    version : str
        Of the course, by the notebook's metadata; "" where they do not say.
    answers : mapping of str to GivenAnswer
        By item, in the order of the questions, one for each that was given; the blank are left out. A value may be
        `...` where a reason alone was given.
    problems : tuple of Problem
        In the order of the notebook.
    ids : tuple of str
        Everything that `my_trial` was called with, each once, in order.
    """

    student_id_typed: str
    version: str
    answers: Mapping[str, GivenAnswer]
    problems: tuple[Problem, ...]
    ids: tuple[str, ...] = ()
