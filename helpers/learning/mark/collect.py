"""One hand-in for each learner, out of all files: which copy counts, and what is odd about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.errors import Impossible
from helpers.learning.assignment.items import ASKED
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.mark.copies import Copy
from helpers.learning.mark.likeness import find_shared_texts, find_strangers
from helpers.learning.mark.owners import read_owner
from helpers.learning.mark.remark import Remark, clean_name
from helpers.learning.mark.roster import Person, Roster

MOST_NAMED = 5
"""Names in one sentence."""


@dataclass(frozen=True)
class HandIn:
    """What counts for one learner.

    Attributes
    ----------
    student_id : str
    copy : Copy
        The one with the most answers.
    others : tuple of Copy
        Of the same id, not counted.
    person : Person or None
        The learner on the roster.
    notes : tuple of str
        What is odd about it, as sentences.
    is_doubtful : bool
        Whether the same person hands in under another id too, so that no system may be told one grade of two.
    """

    student_id: str
    copy: Copy
    others: tuple[Copy, ...] = ()
    person: Person | None = None
    notes: tuple[str, ...] = ()
    is_doubtful: bool = False

    @property
    def name(self) -> str:
        """What people call it: the name on the roster, or else the id."""
        return self.person.name if self.person else self.student_id


@dataclass(frozen=True)
class Absent:
    """Somebody on the roster without a hand-in that could be marked.

    Attributes
    ----------
    person : Person
    files : tuple of str
        What came from them all the same.
    """

    person: Person
    files: tuple[str, ...] = ()

    def describe(self) -> str:
        """Return what came, in a few words."""
        return f"nothing that could be marked ({_name_some(self.files)})" if self.files else "nothing handed in"


@dataclass(frozen=True)
class Collection:
    """The whole class.

    Attributes
    ----------
    hand_ins : tuple of HandIn
        In the order of ids.
    without_id : tuple of Copy
        Of the assignment, but with no id: nothing could be marked.
    remarks : tuple of Remark
        About files, in the order of names.
    missing : tuple of Absent
        On the roster, without a hand-in that could be marked.
    records : mapping of str to bytes
        The record of predictions of a learner, where one was handed in beside the notebook.
    """

    hand_ins: tuple[HandIn, ...]
    without_id: tuple[Copy, ...]
    remarks: tuple[Remark, ...]
    missing: tuple[Absent, ...]
    records: Mapping[str, bytes]


def collect(copies: Sequence[Copy], remarks: Iterable[Remark], roster: Roster | None = None) -> Collection:
    """Put the copies together, learner by learner."""
    told = [*remarks, *(roster.remarks if roster else ())]
    by_id: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        if copy.student_id:
            by_id[copy.student_id].append(copy)
    hand_ins = _add_likeness(_mark_doubtful([_gather(by_id[student_id], roster) for student_id in sorted(by_id)]))
    told += _describe_others(copies)
    without_id = tuple(copy for copy in copies if copy.is_of_assignment and copy.marked is None)
    missing = _find_missing(roster, hand_ins, copies, told) if roster else ()
    return Collection(tuple(hand_ins), without_id, tuple(sorted(set(told))), missing, _match_records(copies))


def count_answers(copy: Copy) -> int:
    """Return how many questions are answered in a copy."""
    return sum(answer.has_value for answer in copy.answers.values())


def has_several_ids(copy: Copy) -> bool:
    """Say whether a copy names more than one learner."""
    return len({_compare_name(typed) or typed for typed in copy.ids}) > 1


def _find_missing(
    roster: Roster, hand_ins: Sequence[HandIn], copies: Sequence[Copy], told: Iterable[Remark]
) -> tuple[Absent, ...]:
    handed = {id(hand_in.person) for hand_in in hand_ins if hand_in.person}
    files: dict[int, set[str]] = defaultdict(set)
    for name in {remark.name for remark in told} | {copy.source.name for copy in copies}:
        owner = roster.find_owner(read_owner(name))
        if owner is not None:
            files[id(owner)].add(clean_name(name))
    missing = (person for person in roster.people if id(person) not in handed)
    return tuple(Absent(person, tuple(sorted(files[id(person)]))) for person in missing)


def _gather(copies: Sequence[Copy], roster: Roster | None) -> HandIn:
    person = roster.find(copies[0].student_id) if roster else None

    def rank(copy: Copy) -> tuple[bool, bool, bool, int, bool, str]:
        # One who writes another's id into a notebook, or a second one, must not take the place of whose it is.
        is_anothers = roster is not None and roster.find_owner(copy.source.owner) not in (None, person)
        is_checkpoint = copy.source.is_checkpoint
        is_by_name = bool(copy.source.owner.who) and _compare_name(copy.source.owner.who) == copy.student_id
        return is_anothers, not is_by_name, has_several_ids(copy), -count_answers(copy), is_checkpoint, copy.source.name

    ranked = sorted(copies, key=rank)
    copy, others = ranked[0], tuple(ranked[1:])
    notes = [_compare(copy, other) for other in others]
    told = dict.fromkeys((other.source.name, problem.text) for other in others for problem in other.problems)
    notes += [f"{clean_name(name)}: {text}" for name, text in told]
    if copy.source.is_checkpoint:
        notes.append("Only a checkpoint that Jupyter made was handed in, or it holds the most answers: it was marked.")
    owners = dict.fromkeys(each.source.owner.who for each in ranked if each.source.owner.who)
    if len(owners) > 1:
        notes.append(f"The same id was handed in by {_name_some(owners)}: find out whose it is.")
    if roster:
        notes += _check_person(copy, person, roster)
    return HandIn(copy.student_id, copy, others, person, tuple(notes))


def _compare_name(who: str) -> str:
    try:
        return read_student_id(who)
    except Impossible:
        return ""


def _mark_doubtful(hand_ins: Sequence[HandIn]) -> list[HandIn]:
    """Note who hands in under several ids: each id has a trial of its own, and the better one could be picked."""
    ids: dict[str, list[str]] = defaultdict(list)
    for each in hand_ins:
        for key in _list_people(each):
            ids[key].append(each.student_id)
    told = []
    for each in hand_ins:
        others = {name for key in _list_people(each) for name in ids[key]} - {each.student_id}
        text = (
            f"The same learner hands in under other ids too ({_name_some(others)}): find out which counts. Neither "
            "grade stands in the gradebooks for Moodle and Canvas."
        )
        told.append(replace(each, notes=(*each.notes, text), is_doubtful=True) if others else each)
    return told


def _list_people(hand_in: HandIn) -> set[str]:
    owner = hand_in.copy.source.owner
    keys = {f"person {id(hand_in.person)}"} if hand_in.person else set()
    return keys | ({owner.key} if owner.is_named else set())


def _compare(copy: Copy, other: Copy) -> str:
    name = clean_name(other.source.name)
    different = [item for item in ASKED if copy.answers.get(item) != other.answers.get(item)]
    if not different:
        return f"A second copy, {name}, holds the same answers."
    more = f" and {len(different) - MOST_NAMED} more" if len(different) > MOST_NAMED else ""
    return (
        f"A second copy, {name}, with {count_answers(other)} answers and not {count_answers(copy)}, was not counted; "
        f"they differ in {', '.join(different[:MOST_NAMED])}{more}."
    )


def _check_person(copy: Copy, person: Person | None, roster: Roster) -> list[str]:
    owner = roster.find_owner(copy.source.owner)
    if person is None:
        whose = f"; the file came from {owner.name}" if owner else ""
        return [f"The id {clean_name(copy.typed)} is not on the roster, or is there for two{whose}."]
    if owner is not None and owner is not person:
        return [f"It was handed in by {owner.name}, under the id of {person.name}."]
    return []


def _add_likeness(hand_ins: Sequence[HandIn]) -> list[HandIn]:
    notes = find_shared_texts(hand_ins), find_strangers(hand_ins)
    return [
        replace(each, notes=(*each.notes, *notes[0][place], *notes[1][place])) for place, each in enumerate(hand_ins)
    ]


def _describe_others(copies: Sequence[Copy]) -> list[Remark]:
    """Return a remark for each file that gave no hand-in, and for each owner none of whose files did."""
    served = {copy.source.owner.key for copy in copies if copy.is_of_assignment}
    told = []
    for copy in copies:
        name = clean_name(copy.source.name)
        if copy.fault:
            told.append(Remark(name, copy.fault))
        elif not copy.is_of_assignment and not copy.source.is_record:
            reasons = " ".join(dict.fromkeys(str(problem) for problem in copy.problems))
            if reasons or copy.source.owner.key not in served:
                told.append(Remark(name, reasons or "holds no answer of this assignment and no id: another notebook?"))
    return told


def _match_records(copies: Sequence[Copy]) -> dict[str, bytes]:
    ids: dict[str, set[str]] = defaultdict(set)
    for copy in copies:
        if copy.student_id:
            ids[copy.source.owner.key].add(copy.student_id)
    records = {}
    for copy in copies:
        whose = ids.get(copy.source.owner.key, set())
        # One record beside the notebooks of several learners is nobody's in particular.
        if copy.record and len(whose) == 1:
            records[next(iter(whose))] = copy.record
    return records


def _name_some(names: Iterable[str]) -> str:
    known = sorted(clean_name(name) for name in names)
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return ", ".join(known[:MOST_NAMED]) + more
