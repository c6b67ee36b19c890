"""Which copy counts for a learner, and what is told of the class: decided here on copies that hold next to nothing."""

from __future__ import annotations

import json

import pytest

from helpers.learning.assignment.given import GivenAnswer, Problem
from helpers.learning.assignment.items import ASKED
from helpers.learning.mark.collect import MOST_NAMED, Absent, collect, has_several_ids
from helpers.learning.mark.copies import LARGEST_RECORD, Copy, mark_copy
from helpers.learning.mark.item_marks import Marked
from helpers.learning.mark.likeness import COMPARED
from helpers.learning.mark.remark import Remark
from helpers.learning.mark.roster import Person, Roster
from helpers.learning.mark.submissions import Source

ANA = Person("Ana", ("0012",), {"identifier": "Participant 7"})
BEN = Person("Ben", ("13", "ben"), {"identifier": "Participant 8"})
ROSTER = Roster((ANA, BEN))


def _copy(name: str, answers: int = 1, typed: str = "0012", **more: object) -> Copy:
    given = {item: GivenAnswer(item, 1) for item in ASKED[:answers]}
    right = dict.fromkeys(COMPARED, (0.0,))
    details = {"ids": (typed,), **more}
    return Copy(Source(name, ""), typed, typed, answers=given, marked=Marked(typed, ()), right=right, **details)


def _choose(*copies: Copy, roster: Roster | None = None) -> str:
    (hand_in,) = collect(copies, [], roster).hand_ins
    return hand_in.copy.source.name


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("counts", "other", "roster"),
    [
        (_copy("a", 2), _copy("b", 1), None),
        (_copy("a", 1), _copy("b", 1), None),
        (_copy("b", 1), _copy("a-checkpoint.ipynb", 1), None),
        (_copy("a-checkpoint.ipynb", 2), _copy("b", 1), None),
        (_copy("b", 1), _copy("a", 2, ids=("13", "0012")), None),
        (_copy("b", 2, ids=("Ána", "ana")), _copy("a", 1), None),
        (_copy("0012/b", 1), _copy("a/b", 2), None),
        (_copy("Ana_7_assignsubmission_file_/b", 1), _copy("Ben_8_assignsubmission_file_/a", 2), ROSTER),
        (_copy("x/b", 2), _copy("Ana_7_assignsubmission_file_/a", 1), ROSTER),
        (_copy("x/b", 1), _copy("ben/a", 2), ROSTER),
    ],
)
def test_of_two_copies_of_one_id_the_same_counts_in_any_order(counts, other, roster, turn):
    assert _choose(*(counts, other)[::turn], roster=roster) == counts.source.name


def test_two_spellings_of_an_id_are_one():
    assert not has_several_ids(_copy("a", ids=("Ana", "ana", "Ána")))
    assert has_several_ids(_copy("a", ids=("?", "ana"))) and not has_several_ids(_copy("a", ids=("?", "?")))
    assert has_several_ids(_copy("a", ids=("ana", "ben"))) and not has_several_ids(_copy("a", ids=()))


@pytest.mark.parametrize(
    ("more", "told"), [(MOST_NAMED, ""), (MOST_NAMED + 1, " and 1 more"), (MOST_NAMED + 3, " and 3 more")]
)
def test_of_many_differences_and_many_owners_the_first_are_named(more, told):
    (hand_in,) = collect([_copy("b", more + 1), _copy("a", 1)], []).hand_ins
    named = ", ".join(ASKED[1 : 1 + MOST_NAMED])
    assert hand_in.notes[0] == (
        f"A second copy, a, with 1 answers and not {more + 1}, was not counted; they differ in {named}{told}."
    )
    owners = [_copy(f"owner{place}/06.ipynb") for place in range(more)]
    names = ", ".join(f"owner{place}" for place in range(MOST_NAMED))
    assert f"The same id was handed in by {names}{told}: find out whose it is." in collect(owners, []).hand_ins[0].notes
    assert Absent(ANA, tuple(f"owner{place}" for place in range(more))).describe().endswith(f"({names}{told})")


def test_what_the_copy_that_does_not_count_could_not_hold_is_told_by_its_name():
    odd = _copy("a", 1, problems=(Problem("cell 1", "Odd."),))
    (hand_in,) = collect([_copy("b", 2), odd, odd], []).hand_ins
    assert hand_in.notes.count("a: Odd.") == 1


def test_remarks_are_told_once_and_in_the_order_of_names():
    told = [Remark("b", "x"), Remark("a", "x"), Remark("b", "x")]
    assert collect([], told, Roster((), (Remark("0", "twice"),))).remarks == (
        Remark("0", "twice"),
        Remark("a", "x"),
        Remark("b", "x"),
    )


def test_another_notebook_is_no_hand_in_without_an_id():
    """The first is of the course, beside the assignment; the second holds answers and nobody's name."""
    nameless = Copy(Source("b/06.ipynb", ""), answers={"verdict": GivenAnswer("verdict", "x")}, fault="holds no id.")
    found = collect([Copy(Source("a/00.ipynb", "")), _copy("a/06.ipynb"), nameless, Copy(Source("b/00.ipynb", ""))], [])
    assert found.without_id == (nameless,)
    assert found.remarks == (Remark("b/06.ipynb", "holds no id."),)


def test_a_record_of_predictions_is_no_other_notebook():
    record = Copy(Source("a/my_predictions.json", ""), record=b"{}")
    found = collect([record, _copy("b/06.ipynb")], [])
    assert (found.remarks, dict(found.records)) == ((), {})


def test_a_file_from_whose_id_it_holds_needs_no_remark_and_one_from_another_does():
    (own,) = collect([_copy("Ana_7_assignsubmission_file_/06.ipynb")], [], ROSTER).hand_ins
    assert own.notes == ()
    (other,) = collect([_copy("Ben_8_assignsubmission_file_/06.ipynb")], [], ROSTER).hand_ins
    assert other.notes == ("It was handed in by Ben, under the id of Ana.",)


class _Giving:
    """A reader of one file."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, _: Source) -> bytes:
        return self.content


@pytest.mark.parametrize("more", [0, 1])
def test_a_record_of_a_megabyte_is_kept_and_no_larger_one(more):
    copy = mark_copy(_Giving(b"x" * (LARGEST_RECORD + more)), Source("my_predictions.json", ""))
    assert (len(copy.record), bool(copy.fault)) == ((0, True) if more else (LARGEST_RECORD, False))
    assert LARGEST_RECORD == 1_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_a_notebook_is_read_in_whichever_encoding_it_was_saved(encoding):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text = mark + json.dumps({"cells": [], "x": "é"}, ensure_ascii=False)
    copy = mark_copy(_Giving(text.encode(encoding)), Source("06.ipynb", ""))
    told = "The file is not written as UTF-8: letters that could not be read are shown as \ufffd."
    assert [problem.text for problem in copy.problems] == [told] * (encoding == "latin-1")


def test_who_handed_in_is_not_missing_and_who_is_there_under_two_ids_is_doubtful():
    found = collect([_copy("a"), _copy("b", typed="13"), _copy("c", typed="ben")], [], ROSTER)
    assert found.missing == ()
    assert [(each.student_id, each.is_doubtful) for each in found.hand_ins] == [
        ("0012", False),
        ("13", True),
        ("ben", True),
    ]
    assert "under other ids too (ben)" in found.hand_ins[1].notes[-1]
    assert [each.is_doubtful for each in collect([_copy("a"), _copy("a", typed="13")], []).hand_ins] == [False, False]
