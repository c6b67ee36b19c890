"""The marking sheet: a row for each learner and question that a person marks, filled in and read again.

It is in the order of the questions, so that all answers to one are read together. What an instructor has filled in is
kept whatever happens: with other hand-ins, with a learner gone, with an answer that has changed since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.errors import CourseError
from helpers.learning.assignment.forms import is_empty
from helpers.learning.assignment.items import ITEMS, SLOTS, Item
from helpers.learning.assignment.reading import GivenAnswer
from helpers.learning.mark.collect import HandIn
from helpers.learning.mark.remark import Remark, clean_name, clean_text
from helpers.learning.mark.tables import decode_table, guard_cell, read_table, write_table

NAME = "marking_sheet.csv"
COLUMNS = (
    *("student", "name", "item", "question", "answer", "reason", "where", "defensible", "rubric"),
    *("out_of", "points", "comment", "changed", "row"),
)
KEPT = ("student", "item", "points", "comment")
"""Columns without which a sheet cannot be read again. A spreadsheet makes 123 of the id 00123, so that `row` names
learner and question once more, as a text that is no number."""

BY_HAND = tuple(item for item in ITEMS.values() if item.by_hand)
NOT_ANSWERED = "(not answered: 0)"
CHANGED = "since it was marked: look again, then empty this cell"
"""In the column `changed`, until a person empties it: the next run knows the answer by the new text alone."""

_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class HandMark:
    """What a person gave for one answer.

    Attributes
    ----------
    points : float or None
        None where the cell is empty or cannot be read.
    typed : str
        The cell as it stands.
    comment, answer : str
        Answer as it stood in the sheet when it was marked.
    row : mapping of str to str
        The whole row.
    """

    points: float | None
    typed: str
    comment: str
    answer: str
    row: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A marking sheet as it was read, what is wrong with it, and the columns that an instructor has added."""

    marks: Mapping[tuple[str, str], HandMark]
    remarks: tuple[Remark, ...] = ()
    columns: tuple[str, ...] = ()


def read_sheet(content: bytes) -> Sheet:
    """Return the marks that were filled in.

    Raises
    ------
    CourseError
        When it is no marking sheet of ours: nothing must be written over it then.
    """
    rows = read_table(content, NAME)
    # A run that found nobody leaves headings alone.
    headings = rows[0] if rows else decode_table(content, NAME).strip().replace('"', "").replace(";", ",").split(",")
    lacking = [column for column in KEPT if content.strip() and column not in headings]
    if lacking:
        raise CourseError(
            f"{NAME} in the output folder lacks the column {', '.join(lacking)}, so that its points cannot "
            "be read. Nothing was written. Put the column back, or move the file away."
        )
    doubled = [column for column in KEPT if rows and f"{column} (2)" in rows[0]]
    if doubled:
        raise CourseError(
            f"{NAME} in the output folder has the column {', '.join(doubled)} twice, so that it is unknown which one "
            "counts. Nothing was written. Give one of them another name."
        )
    others = [name for name in (rows[0] if rows else ()) if name not in COLUMNS]
    added = tuple(name for name in others if any(row[name].strip() for row in rows))
    marks: dict[tuple[str, str], HandMark] = {}
    remarks: list[Remark] = []
    for row in rows:
        student, item = _find_key(row)
        before = marks.get((student, item))
        mark, complaint = _read_mark(row, item)
        if complaint:
            remarks.append(Remark(clean_name(student), f"{NAME}, {clean_name(item)}: {complaint}"))
        if before is not None:
            if before.typed and mark.typed:
                told = f"{NAME} has {clean_name(item)} twice, with {clean_name(before.typed)} and with "
                remarks.append(Remark(clean_name(student), f"{told}{clean_name(mark.typed)}: the last row counts."))
            # What the later row leaves empty is taken from the earlier one.
            filled = {name: cell for name in (*KEPT, "changed", *added) if (cell := row.get(name, "")).strip()}
            mark, _ = _read_mark({**before.row, **filled}, item)
        marks[student, item] = mark
    return Sheet(marks, tuple(remarks), added)


def write_sheet(hand_ins: Sequence[HandIn], sheet: Sheet) -> bytes:
    """Return the sheet for these hand-ins, with the points and comments that `sheet` holds.

    Rows of learners who are not there any more follow at the end, if something was filled in.
    """
    rows = []
    written = set()
    for item in BY_HAND:
        for hand_in in hand_ins:
            key = hand_in.student_id, item.id
            before = sheet.marks.get(key)
            written.add(key)
            row = list_cells(hand_in, item)
            if before is not None:
                row |= {name: before.row.get(name, "") for name in sheet.columns}
                row |= {"points": before.typed, "comment": before.comment}
                row["changed"] = CHANGED if _is_another(before, hand_in, item) else before.row.get("changed", "")
            rows.append(row)
    left = [mark for key, mark in sheet.marks.items() if key not in written and _is_filled_in(mark, sheet)]
    columns = (*COLUMNS, *sheet.columns)
    own = {"points", "comment", "changed", *sheet.columns}
    return write_table(columns, [*rows, *(mark.row for mark in left)], for_people=True, own=own)


def find_changes(hand_ins: Sequence[HandIn], sheet: Sheet) -> list[Remark]:
    """Return a remark for each answer that is another one now than when it was marked, and for each lost learner."""
    known = {hand_in.student_id: hand_in for hand_in in hand_ins}
    remarks = []
    for (student, item), mark in sheet.marks.items():
        if not (mark.typed or mark.comment):
            continue
        if student not in known or item not in ITEMS:
            text = f"{NAME} holds a mark for {clean_name(item)}, and there is no such hand-in now: the row is kept."
            remarks.append(Remark(clean_name(student), text))
        elif _is_another(mark, known[student], ITEMS[item]) or mark.row.get("changed", "").strip():
            text = (
                f"The answer to {item} is another one now than when it was marked: look again, and empty its cell in "
                f"the column changed of {NAME}. Its points are kept."
            )
            remarks.append(Remark(clean_name(student), text))
    return remarks


def list_cells(hand_in: HandIn, item: Item) -> dict[str, str]:
    """Return the row of one learner and question, without points."""
    answers = hand_in.copy.answers
    given = answers.get(item.id, GivenAnswer(item.id))
    answer, reason, where = show_value(given), given.because, given.where
    if item.id == "misreadings":
        answer, reason = _join_slots(answers)
    if not is_answered(answers, item):
        answer = NOT_ANSWERED
    return {
        "student": hand_in.student_id,
        "name": hand_in.name,
        "item": item.id,
        "question": item.question,
        "answer": answer,
        "reason": reason,
        "where": where,
        "defensible": hand_in.copy.guides.get(item.id, ""),
        "rubric": "\n".join(line for line in item.rubric if line[:1].isdigit() and "automatic" not in line),
        "out_of": str(item.by_hand),
        "points": "",
        "comment": "",
        "changed": "",
        "row": f"{hand_in.student_id}: {item.id}",
    }


def is_answered(answers: Mapping[str, GivenAnswer], item: Item) -> bool:
    """Say whether there is anything that a person could mark."""
    if item.id == "misreadings":
        return any(_is_given(answers.get(f"misreading_{place}")) for place in range(1, SLOTS + 1))
    return _is_given(answers.get(item.id))


def show_value(answer: GivenAnswer) -> str:
    """Return an answer as it was typed, with its method and kind; nothing where there is none."""
    value = "" if is_empty(answer.value) else answer.value
    text = value if isinstance(value, str) else repr(value)
    extras = [f"{name}: {word}" for name, word in (("method", answer.method), ("kind", answer.kind)) if word]
    return clean_text("; ".join(part for part in (text, *extras) if part))


def _is_another(mark: HandMark, hand_in: HandIn, item: Item) -> bool:
    """Say whether something was marked, and something else stands there now."""
    is_marked = bool((mark.typed or mark.comment) and mark.answer)
    return is_marked and mark.answer != _join(list_cells(hand_in, item))


def _is_filled_in(mark: HandMark, sheet: Sheet) -> bool:
    return bool(mark.typed or mark.comment or any(mark.row.get(name, "").strip() for name in sheet.columns))


def _is_given(answer: GivenAnswer | None) -> bool:
    return answer is not None and not answer.is_blank


def _join_slots(answers: Mapping[str, GivenAnswer]) -> tuple[str, str]:
    slots = [answers.get(f"misreading_{place}") for place in range(1, SLOTS + 1)]
    given = [slot for slot in slots if slot is not None and not slot.is_blank]
    named = [show_value(slot) for slot in given]
    reasons = [f"{show_value(slot).split(';')[0]}: {slot.because}" for slot in given if slot.because]
    return "\n".join(named), "\n".join(reasons)


def _find_key(row: Mapping[str, str]) -> tuple[str, str]:
    student, _, item = clean_text(row.get("row") or "").strip().rpartition(": ")
    if student and item in ITEMS:
        return student, item
    return clean_text(row["student"]).strip(), clean_text(row.get("item", "")).strip()


def _read_mark(row: Mapping[str, str], item: str) -> tuple[HandMark, str]:
    typed, comment = clean_text(row.get("points", "")).strip(), clean_text(row.get("comment", "")).strip()
    points, complaint = None, ""
    number = typed.removeprefix("'")
    if number and not _NUMBER.fullmatch(number):
        complaint = f"“{clean_name(typed)}” is no number of points, and was left out."
    elif number and item in ITEMS and ITEMS[item].by_hand:
        points = float(number.replace(",", "."))
        if points > ITEMS[item].by_hand:
            complaint = (
                f"{clean_name(typed)} points are more than the {ITEMS[item].by_hand} there are, and were left out."
            )
            points = None
    elif number:
        complaint = "no such question is marked by hand; its points were left out."
    return HandMark(points, typed, comment, _join(row), dict(row)), complaint


def _join(cells: Mapping[str, str]) -> str:
    """Return what was marked, so that a change of it is seen; a spreadsheet may have touched letters and line ends."""
    text = " ".join(guard_cell(cells.get(name) or "") for name in ("answer", "reason", "where"))
    return " ".join(re.sub(r"[^ -~\n]|\?", "", text).split())
