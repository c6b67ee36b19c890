"""The limits of the marker at their edges: what just fits is read, what is one more is told by name."""

from __future__ import annotations

import io
import math
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.mark import workers
from helpers.learning.mark.__main__ import main
from helpers.learning.mark.collect import HandIn
from helpers.learning.mark.copies import Copy
from helpers.learning.mark.likeness import NEAR, find_shared_texts, find_strangers
from helpers.learning.mark.owners import Owner, read_owner
from helpers.learning.mark.submissions import Source
from tests.unit.mark_tools import write_files, write_perfect


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("submitted/ana/06.ipynb", Owner("nbgrader ana", "ana")),
        ("all/submitted/ana/task/06.ipynb", Owner("nbgrader ana", "ana")),
        ("submitted/06.ipynb", Owner("folder submitted", "submitted")),
        ("ana/submitted", Owner("folder ana", "ana")),
        ("06.ipynb", Owner("file 06.ipynb")),
        ("ana//.ipynb_checkpoints/06.ipynb", Owner("folder ana", "ana")),
    ],
)
def test_whose_folder_it_is(name, owner):
    assert read_owner(name) == owner
    assert read_owner(name).is_named is owner.key.startswith("nbgrader")


RIGHT = {"risk_difference": (20.0,), "harm_percent": (10.0,), "zero_upper": (6.0, 7.0)}
OTHER = {"risk_difference": (30.0,), "harm_percent": (15.0,), "zero_upper": (7.0, 9.0)}


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        ((20, 10, 6), True),
        ((20, 10, 7), False),
        ((20 + NEAR / 2, 10 - NEAR / 2, 6), True),
        ((20 + 2 * NEAR, 10, 6), False),
        ((20, 10, 6.5), False),
        ((20, 10, 9), False),
        ((20, 10, math.nan), False),
        ((20, math.nan, math.nan), False),
        ((20, 10, "x"), False),
    ],
)
def test_figures_are_anothers_when_all_of_them_fit_there_and_none_at_home(given, is_told):
    answers = {item: GivenAnswer(item, figure) for item, figure in zip(RIGHT, given, strict=True) if figure == figure}
    hand_ins = [
        HandIn("ana", Copy(Source("a", ""), "ana", right=RIGHT)),
        HandIn("ben", Copy(Source("b", ""), "ben", right=OTHER, answers=answers)),
    ]
    notes = find_strangers(hand_ins)
    assert notes[0] == []
    told = "Its figures fit the trial of ana, and not its own: risk_difference, harm_percent, zero_upper."
    assert notes[1] == [told] * is_told


def _hand_in(name: str, **texts: str) -> HandIn:
    answers = {item: GivenAnswer(item, because=text) for item, text in texts.items()}
    return HandIn(name, Copy(Source(name, ""), name, answers=answers))


TEN, THIRTY = "Ten words " * 5, "Thirty words " * 15
BOTH = {"verdict": TEN, "interval": f"other {TEN}"}


@pytest.mark.parametrize(
    ("ana", "ben", "shared"),
    [
        ({"verdict": THIRTY}, {"verdict": f" {THIRTY.upper()}"}, "verdict"),
        ({"verdict": THIRTY}, {"interval": THIRTY}, "verdict"),
        (
            {"verdict": TEN, "interval": f"other {TEN}"},
            {"verdict": TEN, "interval": f"other {TEN}"},
            "interval, verdict",
        ),
        ({"verdict": TEN}, {"verdict": TEN}, ""),
        ({"verdict": f"{THIRTY} more"}, {"verdict": THIRTY}, ""),
        ({"verdict": THIRTY, "interval": THIRTY}, {}, ""),
        ({"verdict": TEN[4:], "interval": "b " * 9}, {"verdict": TEN[4:], "interval": "b " * 9}, ""),
    ],
)
def test_a_text_is_shared_from_thirty_words_on_or_ten_where_there_are_two(ana, ben, shared):
    notes = find_shared_texts([_hand_in("ana", **ana), _hand_in("ben", **ben)])
    assert notes[0] == [f"Word for word as ben has it: {shared}."] * bool(shared)
    assert [note.startswith("Word for word as ana has it") for note in notes[1]] == [True] * bool(shared)


def test_no_more_workers_are_started_than_windows_can_wait_for(monkeypatch):
    """With more than 61 Python refuses to start any there, and the class of a large machine would go unmarked."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(ValueError, match="max_workers"):
        ProcessPoolExecutor(workers.MOST_WORKERS + 1)
    workers._start_pool(200).shutdown()


def test_a_folder_whose_letters_the_output_lacks_is_named_all_the_same(monkeypatch, tmp_path):
    """What Windows writes into a file or a pipe is of its code page."""
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252", write_through=True))
    assert main([str(folder), "--out", str(tmp_path / "Αθήνα"), "--jobs", "1"]) == 0
    assert rb"\u0391\u03b8\u03ae\u03bd\u03b1" in written.getvalue()
