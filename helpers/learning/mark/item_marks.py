"""What comes out of marking: one `ItemMark` a question, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found of one answer.

    Attributes
    ----------
    points : float or None
        None where a person gives them all.
    feedback : str
        Sentences to the learner, after marking; plain text.
    misconception : str or None
        Id of the misreading that leads to this answer, where one is known.
    follows_from : str
        Id of the earlier item by whose wrong answer this one is right; "" where none was needed.
    """

    points: float | None
    feedback: str
    misconception: str | None = None
    follows_from: str = ""


@dataclass(frozen=True)
class ItemMark:
    """The marks of one question.

    Attributes
    ----------
    item : str
        Id.
    automatic : float or None
        Marks by the marker, 0 to `out_of`; None where there are none to give.
    out_of : int
        Most marks by the marker.
    given : str
        The answer as it was given, cut where it would fill the page; "" for none.
    misconception : str or None
        Id in the catalogue of misconceptions.
    feedback : str
        Sentences to the learner, plain text.
    follows_from : str
        Id of the earlier item by whose wrong answer this one is right; "" where none was needed.
    """

    item: str
    automatic: float | None
    out_of: int
    given: str
    misconception: str | None
    feedback: str
    follows_from: str = ""


@dataclass(frozen=True)
class Marked:
    """One learner's assignment, as far as a program marks it.

    Attributes
    ----------
    student_id : str
    marks : tuple of ItemMark
        Of every question, in the order of the notebook.
    """

    student_id: str
    marks: tuple[ItemMark, ...]

    @property
    def automatic_total(self) -> float:
        """Sum of the automatic marks, 0 to 40."""
        return float(sum(mark.automatic or 0.0 for mark in self.marks))

    def __getitem__(self, item: str) -> ItemMark:
        return next(mark for mark in self.marks if mark.item == item)

    def __iter__(self) -> Iterator[ItemMark]:
        return iter(self.marks)
