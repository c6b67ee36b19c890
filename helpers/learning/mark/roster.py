"""Who is in the class: a table as Moodle, Canvas or a registrar exports it, or a plain list of ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import CourseError, Impossible
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.mark.owners import Owner
from helpers.learning.mark.remark import Remark, clean_name
from helpers.learning.mark.tables import decode_table, read_table

LARGEST = 20_000_000

_IDS = (
    *("student_id", "student id", "id number", "idnumber", "sis user id", "sis login id", "username", "user name"),
    *("login", "login id", "matriculation number", "matrikelnummer", "email address", "email", "e-mail", "id"),
)
_NAMES = ("full name", "name", "student")
_FIRST, _LAST = ("first name", "firstname", "given name"), ("last name", "lastname", "surname", "family name")
_KNOWN = {*_IDS, *_NAMES, *_FIRST, *_LAST, "identifier", "section"}


@dataclass(frozen=True)
class Person:
    """One row of the roster.

    Attributes
    ----------
    name : str
        For people to read.
    keys : tuple of str
        Every id, address and name by which the learner may have typed themselves, as `read_student_id` writes them.
    cells : mapping of str to str
        By heading in small letters.
    """

    name: str
    keys: tuple[str, ...]
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """The class, and what was found wrong with the list."""

    people: tuple[Person, ...]
    remarks: tuple[Remark, ...] = ()

    def find(self, student_id: str) -> Person | None:
        """Return whose id it is; None when it is nobody's, or that of two."""
        found = [person for person in self.people if student_id in person.keys]
        return found[0] if len(found) == 1 else None

    def find_owner(self, owner: Owner) -> Person | None:
        """Return whose file it is by the number, or else the name, that the system wrote into its name."""
        for person in self.people:
            if owner.moodle and person.cells.get("identifier", "").split()[-1:] == [owner.moodle]:
                return person
            if owner.canvas and "student" in person.cells and person.cells.get("id", "") == owner.canvas:
                return person
        key = _read_key(owner.who)
        return self.find(key) if key else None


def read_roster(path: Path) -> Roster:
    """Return the class from a CSV file.

    The headings of Moodle's list of participants and grading worksheet and of Canvas's gradebook are known, as are
    `student_id` and `name`. A file without a known heading is read as ids, with names in a second column if any.

    Raises
    ------
    CourseError
        When it cannot be read, or holds nobody.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise CourseError(f"The roster {path} cannot be opened ({fault.strerror}).") from fault
    if len(content) > LARGEST:
        raise CourseError(f"The roster {path.name} has more than 20 MB: that is no list of a class.")
    rows = [{heading.casefold(): cell.strip() for heading, cell in row.items()} for row in _read_rows(content, path)]
    people = tuple(person for row in rows if (person := _read_person(row)) is not None)
    if not people:
        raise CourseError(f"The roster {path.name} holds nobody: it needs a column student_id, ID number or Email.")
    return Roster(people, _find_doubles(people, path.name))


def _read_rows(content: bytes, path: Path) -> list[dict[str, str]]:
    text = decode_table(content, f"The roster {path.name}")
    first = text.split("\n", 1)[0]
    headings = {cell.strip(' "\r').casefold() for cell in re.split("[,;\t]", first)}
    if headings & _KNOWN:
        return read_table(content, path.name)
    delimiter = max(",;\t", key=first.count)
    return read_table(f"student_id{delimiter}name\n{text}".encode(), path.name)


def _read_person(row: Mapping[str, str]) -> Person | None:
    first, last = (next((row[key] for key in keys if row.get(key)), "") for keys in (_FIRST, _LAST))
    full = next((row[key] for key in _NAMES if row.get(key)), f"{first} {last}".strip())
    if "points possible" in full.casefold():
        # The second row of Canvas's gradebook.
        return None
    # "Lopez, Ana" and "Ana Lopez" are typed either way round.
    before, _, after = full.partition(",") if "," in full else full.rpartition(" ")
    typed = [row.get(key, "") for key in _IDS] + [full, f"{after} {before}", f"{first} {last}", f"{last} {first}"]
    keys = tuple(dict.fromkeys(key for text in typed if (key := _read_key(text))))
    if not keys:
        return None
    name = full or next(row[key] for key in _IDS if row.get(key))
    return Person(clean_name(name), keys, dict(row))


def _read_key(text: str) -> str:
    try:
        return read_student_id(text)
    except Impossible:
        return ""


def _find_doubles(people: tuple[Person, ...], name: str) -> tuple[Remark, ...]:
    seen: dict[str, str] = {}
    remarks = []
    for person in people:
        for key in person.keys:
            if key in seen:
                text = f"has {clean_name(key)} twice, for {seen[key]} and {person.name}: it tells nobody apart."
                remarks.append(Remark(clean_name(name), text))
            seen[key] = person.name
    return tuple(remarks)
