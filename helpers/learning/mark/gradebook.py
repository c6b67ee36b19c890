"""The gradebook: a row for each learner, and the same grades as Canvas and Moodle import them.

Canvas takes every column after Section for an assignment, and knows a learner by ID, SIS User ID, SIS Login ID or name
(lib/gradebook_importer.rb in instructure/canvas-lms). Moodle's grading worksheet needs Identifier, Grade and
"Last modified (grade)" (mod/assign/feedback/offline/importgradeslib.php in moodle/moodle); its import into the
gradebook lets one map any column of gradebook.csv. An empty grade changes nothing in either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.learning.assignment.items import AUTOMATIC, BY_HAND
from helpers.learning.mark.collect import Collection, HandIn
from helpers.learning.mark.marking_sheet import BY_HAND as MARKED_BY_HAND
from helpers.learning.mark.marking_sheet import HandMark, Sheet, is_answered
from helpers.learning.mark.owners import Owner
from helpers.learning.mark.remark import clean_name
from helpers.learning.mark.roster import Person
from helpers.learning.mark.tables import write_table

NAME, CANVAS, MOODLE = "gradebook.csv", "gradebook_for_canvas.csv", "gradebook_for_moodle.csv"
NAMES = (NAME, CANVAS, MOODLE)

ASSIGNMENT = "Design the next trial"
"""What the assignment is called in Canvas; a new one is made where none has the name."""

FROM_LIST = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Identifier", "Full name", "ID number")
SUM, HAND_SUM, WAITING = f"Automatic (of {AUTOMATIC})", f"By hand so far (of {BY_HAND})", "Answers still to mark"
COLUMNS = (
    *("student_id", *FROM_LIST, "Email address"),
    *(SUM, HAND_SUM, WAITING, "Grade", "Version", "File", "Remarks"),
)
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT)
MOODLE_COLUMNS = ("Identifier", "Full name", "Email address", "ID number", "Grade", "Last modified (grade)")


@dataclass(frozen=True)
class Result:
    """The marks of one learner.

    Attributes
    ----------
    hand_in : HandIn
    automatic, by_hand : float
        Points so far.
    hand_marks : mapping of str to HandMark
        By item.
    to_mark : tuple of str
        Items that wait for a person; what was not answered does not.
    """

    hand_in: HandIn
    automatic: float
    by_hand: float
    hand_marks: Mapping[str, HandMark]
    to_mark: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every answer has its points."""
        return not self.to_mark

    @property
    def grade(self) -> str:
        """The points of 100; empty until all are given, so that no half of a grade is imported."""
        return print_points(self.automatic + self.by_hand) if self.is_complete else ""


def add_up(hand_in: HandIn, sheet: Sheet) -> Result:
    """Return the marks of one learner, the marker's and those of a person."""
    found = {item.id: mark for item in MARKED_BY_HAND if (mark := sheet.marks.get((hand_in.student_id, item.id)))}
    answers = hand_in.copy.answers
    waiting = tuple(
        item.id
        for item in MARKED_BY_HAND
        if is_answered(answers, item) and (item.id not in found or found[item.id].points is None)
    )
    by_hand = sum(mark.points for mark in found.values() if mark.points is not None)
    automatic = hand_in.copy.marked.automatic_total if hand_in.copy.marked else 0.0
    return Result(hand_in, automatic, by_hand, found, waiting)


def print_points(points: float) -> str:
    """Write points without idle zeros.

    >>> print_points(12.0), print_points(7.5), print_points(1 / 3)
    ('12', '7.5', '0.33')
    """
    return f"{points:.2f}".rstrip("0").rstrip(".")


def write_gradebooks(results: Sequence[Result], collection: Collection) -> dict[str, bytes]:
    """Return the content of each gradebook by its name."""
    rows = [_list_result(result) for result in results]
    known = {name for absent in collection.missing for name in absent.files}
    nobody = [copy for copy in collection.without_id if clean_name(copy.source.name) not in known]
    rows += [_list_nobody(copy.source.owner, copy.fault, copy.source.name) for copy in nobody]
    rows += [_list_person(absent.person) | {"Remarks": absent.describe()} for absent in collection.missing]
    # Two grades of one learner: the import would take the last.
    doubtful = {result.hand_in.student_id for result in results if result.hand_in.is_doubtful}
    imported = [row | {"Grade": ""} if row.get("student_id") in doubtful else row for row in rows]
    canvas = [{"Student": "    Points Possible", ASSIGNMENT: str(AUTOMATIC + BY_HAND)}]
    canvas += [row | {ASSIGNMENT: row.get("Grade", "")} for row in imported]
    moodle = [row for row in imported if row.get("Identifier")]
    return {
        NAME: write_table(COLUMNS, rows, for_people=True),
        CANVAS: write_table(CANVAS_COLUMNS, canvas),
        MOODLE: write_table(MOODLE_COLUMNS, moodle),
    }


def _list_result(result: Result) -> dict[str, str]:
    hand_in = result.hand_in
    row = _list_person(hand_in.person) if hand_in.person else _list_owner(hand_in)
    notes = [*hand_in.notes, *(str(problem) for problem in hand_in.copy.problems)]
    return row | {
        "student_id": hand_in.student_id,
        SUM: print_points(result.automatic),
        HAND_SUM: print_points(result.by_hand),
        WAITING: str(len(result.to_mark)),
        "Grade": result.grade,
        "Version": hand_in.copy.version,
        "File": clean_name(hand_in.copy.source.name),
        "Remarks": " ".join(notes),
    }


def _list_owner(hand_in: HandIn) -> dict[str, str]:
    """Return the cells that the names of the files and the id give, where there is no roster."""
    owner = hand_in.copy.source.owner
    typed = clean_name(hand_in.copy.typed)
    return {
        "Student": owner.who or typed,
        "ID": owner.canvas,
        "SIS Login ID": typed,
        "Identifier": f"Participant {owner.moodle}" if owner.moodle else "",
        "Full name": owner.who or typed,
        "ID number": typed,
        "Email address": typed if "@" in typed else "",
    }


def _list_nobody(owner: Owner, fault: str, name: str) -> dict[str, str]:
    return {
        "Student": owner.who,
        "ID": owner.canvas,
        "Identifier": f"Participant {owner.moodle}" if owner.moodle else "",
        "Full name": owner.who,
        "File": clean_name(name),
        "Remarks": fault,
    }


def _list_person(person: Person) -> dict[str, str]:
    cells = person.cells
    known = {column: cells.get(column.casefold(), "") for column in (*FROM_LIST, "Email address")}
    if "student" not in cells:
        # Else "ID" is a registrar's, and Canvas would take it for its own.
        known["ID"] = ""
    login = next((cells[key] for key in ("sis login id", "username", "login", "student_id") if cells.get(key)), "")
    number = next((cells[key] for key in ("id number", "idnumber", "sis user id", "student_id") if cells.get(key)), "")
    email = next((cells[key] for key in ("email address", "email", "e-mail") if cells.get(key)), "")
    return known | {
        "Student": cells.get("student") or person.name,
        "SIS Login ID": login,
        "Full name": cells.get("full name") or person.name,
        "ID number": number,
        "Email address": email,
    }
