"""One file, read and judged. Nothing in it is executed; whatever it holds, a `Copy` comes back."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from helpers.errors import Boundary, Impossible
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.reading import GivenAnswer, Problem, read_notebook_text
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.guidance import list_guides
from helpers.learning.mark.judge import Marked, judge
from helpers.learning.mark.key import compute_key
from helpers.learning.mark.remark import name_fault
from helpers.learning.mark.submissions import Reader, Source

LARGEST_RECORD = 1_000_000
"""Bytes of a record of predictions; that of the whole course has 30 000."""


@dataclass(frozen=True)
class Copy:
    """A file as it was handed in, and what it is worth.

    Attributes
    ----------
    source : Source
    student_id : str
        As `read_student_id` writes it; empty where there is none.
    typed : str
        The id as it stands in the notebook.
    ids : tuple of str
        Every id in the notebook, as typed.
    version : str
        Of the course, as the notebook says.
    answers : mapping of str to GivenAnswer
    problems : tuple of Problem
        What could not be read, place by place.
    marked : Marked or None
        None where there is no id, and so no trial to mark against.
    fault : str
        Why the whole file could not be marked, as a sentence that begins with a verb.
    record : bytes
        The content, where the source is a record of predictions.
    right : mapping of str to tuple of float
        What is right in its trial, every way of finding it, for a few items by which trials are told apart.
    guides : mapping of str to str
        Item marked by hand -> what a panel could defend in its trial.
    """

    source: Source
    student_id: str = ""
    typed: str = ""
    ids: tuple[str, ...] = ()
    version: str = ""
    answers: Mapping[str, GivenAnswer] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    marked: Marked | None = None
    fault: str = ""
    record: bytes = b""
    right: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    guides: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_assignment(self) -> bool:
        """Whether it holds an answer or an id; the other notebooks of the course hold neither."""
        return bool(self.answers or self.typed)

    @property
    def trial(self) -> PersonalTrial:
        """The trial that the id gives."""
        return draw_trial(self.student_id)


def mark_copy(reader: Reader, source: Source) -> Copy:
    """Read and judge one file.

    A fault of ours is told too, by its name: one file must not stop the others.
    """
    marked: list[Copy] = []

    def tell(problem: str) -> None:
        marked.append(Copy(source, fault=problem))

    def report(fault: Exception) -> None:
        tell(f"could not be marked, by a fault of the marker ({name_fault(fault)}): mark it by hand.")

    with Boundary(tell, report):
        marked.append(_mark(source, reader.read(source)))
    return marked[0]


def _mark(source: Source, content: bytes) -> Copy:
    if source.is_record:
        if len(content) > LARGEST_RECORD:
            return Copy(source, fault="is far larger than a record of predictions, and was not read.")
        return Copy(source, record=content)
    text, problem = _decode(content)
    handed = read_notebook_text(text)
    problems = (*problem, *handed.problems)
    copy = Copy(source, "", handed.student_id_typed, handed.ids, handed.version, dict(handed.answers), problems)
    if not copy.is_of_assignment:
        return copy
    try:
        student_id = read_student_id(handed.student_id_typed)
    except Impossible as told:
        return replace(copy, fault=f"holds answers but no id that can be read, so nothing could be marked. {told}")
    trial = draw_trial(student_id)
    key = compute_key(trial)
    right = {
        "risk_difference": (key.risk_difference,),
        "harm_percent": (key.harm_percent,),
        "zero_upper": tuple(key.zero_upper.values()),
    }
    marked = judge(trial, copy.answers)
    return replace(copy, student_id=student_id, marked=marked, right=right, guides=list_guides(trial))


def _decode(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError:
        told = Problem("", "The file is not written as UTF-8: letters that could not be read are shown as \ufffd.")
        return content.decode(encoding, "replace"), (told,)
