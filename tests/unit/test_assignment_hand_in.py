"""`ready_to_hand_in` reads the saved notebook as the marker will, and names what it lacks."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.learning import ready_to_hand_in
from helpers.learning.assignment import hand_in, registry
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.forms import Choice, Letters, Number, Numbers, SentenceNumber, Text
from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.hand_in import AGAIN, CLOSING, FAULT, NOTEBOOK, list_what_lacks
from helpers.learning.assignment.items import ASKED, ITEMS, LETTERS, METHODS, TESTS
from helpers.learning.assignment.reading import Handed, read_notebook_text
from helpers.learning.assignment.trial import VERSION

NEEDED = [name for name in ASKED if ITEMS[name].part != "catch"]
TRIAL = draw_trial("Ana López")


def fill(item):
    """Return a call that is complete in form."""
    form = ITEMS[item].form
    value = {
        Choice: lambda: form.options[0],
        Number: lambda: max(form.low, 2),
        Numbers: lambda: [form.low + place for place in range(len(form.names))],
        Letters: lambda: ["a"],
        SentenceNumber: lambda: TRIAL.sentences[-1].number,
        Text: lambda: "word " * form.least,
    }[type(form)]()
    texts = {"because": "a reason", "where": "A4", "kind": LETTERS[0]}
    texts["method"] = TESTS[0] if item == "sample_size" else METHODS[0]
    more = "".join(f", {name}={texts[name]!r}" for name in ITEMS[item].wants)
    return f'answer("{item}", {value!r}{more})'


def make_notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {"reading_a_trial": {"version": VERSION}}, "nbformat": 4})


WHOLE = ('my_trial("Ana López")', *map(fill, ASKED))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def look(folder, monkeypatch):
    """Return a function that saves these cells, has run those, and looks."""

    def save_and_look(saved, run=()):
        (folder / NOTEBOOK).write_text(make_notebook(*saved), encoding="utf-8")
        monkeypatch.setattr(registry, "list_sources", lambda: list(run))
        return ready_to_hand_in()

    return save_and_look


def test_a_whole_notebook_is_ready(look):
    found = look(WHOLE, run=WHOLE)
    assert found.is_ready, str(found)
    assert found.heading == f"Ready to hand in: {NOTEBOOK} holds an answer to every question."
    assert (found.complete, found.asked, found.places) == (len(NEEDED), len(NEEDED), 5)
    assert found.lines[-1] == CLOSING and "right or wrong" in CLOSING


def test_the_id_is_told_so_that_one_changed_afterwards_is_seen(look):
    found = look([*WHOLE, 'my_trial("somebody else")'])
    assert "Your id: 'somebody else'. Marked is what fits the trial of this id." in found.lines
    assert "Your id" not in str(look(['my_trial("...")']))


def test_what_costs_no_answer_does_not_stand_in_the_way(look):
    found = look([*WHOLE, fill("denominator")])
    assert found.is_ready and found.heading.endswith("every question. Read what was noted first.")
    assert "denominator is answered twice, each time alike" in str(found)


def test_unused_places_for_misreadings_are_not_missing(look):
    found = look([source for source in WHOLE if "misreading_" not in source])
    assert found.is_ready and found.places == 0
    assert "Places used for misreadings: 0. The others may stay as they are." in found.lines


@pytest.mark.parametrize("item", NEEDED)
def test_each_missing_answer_is_named(look, item):
    found = look([source for source in WHOLE if f'"{item}"' not in source])
    assert found.lacking == (("Not answered", (item,)),)
    assert f"{len(NEEDED) - 1} of {len(NEEDED)} questions" in found.heading and not found.is_ready


def test_a_notebook_as_shipped_lacks_everything_once(look):
    found = look(['my_trial("...")', *(f'answer("{item}", ..., because="...")' for item in ASKED)])
    assert found.lacking == (("Not answered", tuple(NEEDED)),)
    assert "No id: my_trial(...) stands untouched" in str(found)


@pytest.mark.parametrize(
    ("item", "call", "told"),
    [
        ("bias_missing", 'answer("bias_missing", "low", where="A4")', "Without a reason (because=): bias_missing."),
        ("bias_missing", 'answer("bias_missing", "low", because="x")', "Without a place (where=): bias_missing."),
        ("bias_missing", 'answer("bias_missing", because="x", where="A4")', "Not answered: bias_missing."),
        ("interval", 'answer("interval", [1, 2], because="x")', "Without a method (method=): interval."),
        ("misreading_1", 'answer("misreading_1", "A1", because="x")', "Without a kind (kind=): misreading_1."),
        ("number_needed", 'answer("number_needed", "four")', "number_needed: 'four' is not a number"),
        ("number_needed", 'answer("number_needed", 100/12)', "100/12 is a calculation"),
        ("number_needed", 'answer("number_needed", 2,8)', "number_needed: the answer holds a comma outside brackets"),
        ("interval", 'answer("interval", [2, 1], method="wald", because="x")', "interval: [2, 1] falls"),
        ("denominator", 'answer("denominator", "a', "So this was not read: denominator."),
        ("verdict", 'answer("verdict", "short")', "verdict: 1 word: write 150 to 250."),
        (
            "misreading_1",
            'answer("misreading_1", "E99", kind="a", because="x")',
            "your trial has no E99; it has A1 to A9",
        ),
        ("bias_missing", 'answer("bias_missing", "low", because="x", where="T1 and T13")', "your trial has no T13;"),
        ("bias_missing", 'answer("bias_missing", "low", because="x", where="A0")', "your trial has no A0;"),
        ("bias_missing", 'answer("bias_missing", "low", because="x", where="above")', "'above' names no place"),
    ],
)
def test_each_fault_of_form_is_named(look, item, call, told):
    found = look([source for source in WHOLE if f'"{item}"' not in source] + [call])
    assert told in str(found) and not found.is_ready


def test_right_and_wrong_are_told_alike(look):
    """Whatever the letter, the list is the same."""
    without = [source for source in WHOLE if '"denominator"' not in source]
    assert len({str(look([*without, f'answer("denominator", "{a}", because="x")'])) for a in "abcd"}) == 1


def test_what_was_run_and_is_not_saved_is_told(look):
    shipped = ['my_trial("...")', *(f'answer("{item}", ...)' for item in ASKED)]
    found = look(shipped, run=['my_trial("ana")', 'answer("number_needed", 3)'])
    assert found.unsaved == (f"Run but not in the file: your id, number_needed. {AGAIN}",)
    found = look(['my_trial("ana")', 'answer("number_needed", 3)'], run=['answer("number_needed", 4)'])
    assert found.unsaved[0].startswith("Run and saved differ: number_needed.")
    found = look(['answer("number_needed", 3)'], run=['answer("number_needed", 4)', 'answer("number_needed", 3)'])
    assert found.unsaved == ()
    found = look(['answer("number_needed", ...)'], run=['answer("number_needed", 4)', 'answer("number_needed", ...)'])
    assert found.unsaved == ()
    found = look(['answer("number_needed", 3)'], run=['answer("number_needed", ...)'])
    assert found.unsaved == ()


def test_what_is_only_unsaved_is_not_called_unanswered_too(look):
    found = look(
        ['my_trial("...")', 'answer("number_needed", ...)'], run=['my_trial("ana")', 'answer("number_needed", 3)']
    )
    (missing,) = (names for what, names in found.lacking if what == "Not answered")
    assert "number_needed" not in missing and "verdict" in missing
    assert "No id" not in str(found) and not found.is_ready


def test_what_cannot_be_read_is_told_by_its_question_and_not_called_unsaved(look):
    """Saving again would not help, and "Cell 45" is not the [45] beside a cell."""
    without = [source for source in WHOLE if '"harm_percent"' not in source]
    found = look([*without, 'answer("harm_percent", 44.3%)'], run=['answer("harm_percent", 44)'])
    assert found.unsaved == () and ("Not answered", ("harm_percent",)) in found.lacking
    assert "So this was not read: harm_percent." in found.problems[0] and "Cell" not in found.problems[0].split()
    assert look([*WHOLE, "answer(x, 44)"]).problems[0].startswith(f"Cell {len(WHOLE) + 1}: ")


def test_a_whole_notebook_that_was_changed_since_is_not_called_incomplete(look):
    found = look(WHOLE, run=['answer("number_needed", 3)'])
    assert found.heading.startswith("Not ready yet") and found.unsaved


def test_the_file_of_this_session_is_read_before_one_of_that_name(folder, monkeypatch):
    (folder / NOTEBOOK).write_text(make_notebook('my_trial("ben")'), encoding="utf-8")
    mine = folder / "mine.ipynb"
    mine.write_text(make_notebook('my_trial("ana")'), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(mine))
    assert (ready_to_hand_in().file, ready_to_hand_in().student_id_typed) == ("mine.ipynb", "ana")
    mine.unlink()
    assert (ready_to_hand_in().file, ready_to_hand_in().student_id_typed) == (NOTEBOOK, "ben")


@pytest.mark.parametrize("session", ["", "x.ipynb", "a" * 5000 + ".ipynb", "7c2f", "\udcff.ipynb"])
def test_a_file_that_is_not_found_is_told(folder, monkeypatch, session):
    monkeypatch.setenv("JPY_SESSION_NAME", session)
    found = ready_to_hand_in()
    assert "file was not found" in str(found) and NOTEBOOK in str(found) and not found.is_ready
    assert found.heading == "Your notebook was not looked through."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b'{"cells": [', "cut off"),
        (b"\xff\xfe\x00", "no notebook"),
        (b"[" * 100_000, "too deeply"),
        (b" " * 20_000_001, "more than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(folder, content, told):
    (folder / NOTEBOOK).write_bytes(content)
    assert told in str(ready_to_hand_in()) and not ready_to_hand_in().is_ready


def test_a_fault_of_ours_leaves_no_traceback(folder, monkeypatch):
    (folder / NOTEBOOK).write_text(make_notebook(), encoding="utf-8")
    monkeypatch.setattr(hand_in, "read_notebook_text", lambda text: 1 / 0)
    assert FAULT in str(ready_to_hand_in())


def test_markup_in_the_notebook_is_escaped(look):
    shown = look(['my_trial("<script>")', 'answer("<script>", 1)', 'answer("denominator", "<b>")'])._repr_html_()
    assert "<script" not in shown and "<b>" not in shown and "&lt;script&gt;" in shown


def test_an_id_that_cannot_be_one_leaves_the_sentences_unchecked():
    given = {"misreading_1": GivenAnswer("misreading_1", "E99", "x", kind="a")}
    assert list_what_lacks("x.ipynb", Handed("?!", VERSION, given, ())).wrong_form == ()


@pytest.mark.slow
def test_in_a_kernel_the_cell_itself_is_read(tmp_path, monkeypatch):
    """The one test with a real kernel: history, the file of the session and nbgrader's variable."""
    from helpers.learning.mark.judge import judge

    run = ['my_trial("Ana López")', 'answer("risk_difference", 100 * (37/47 - 21/48))', *map(fill, NEEDED[9:])]
    tail = ["print(ready_to_hand_in())", "automatic_marks()"]
    head = "from helpers.learning import answer, automatic_marks, my_trial, ready_to_hand_in"
    (tmp_path / NOTEBOOK).write_text(make_notebook('my_trial("Ana López")'), encoding="utf-8")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (head, *run, *tail)])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [cell.outputs[0] if cell.outputs else None for cell in notebook.cells]
    assert "write 34.97 where 100 * (37/47 - 21/48) stands" in outputs[2]["data"]["text/html"]
    assert "Noted: a;" in outputs[3]["data"]["text/html"] and "The marker" not in outputs[3]["data"]["text/html"]
    assert f"Run but not in the file: {', '.join(NEEDED[9:])}." in outputs[-2]["text"]
    handed = read_notebook_text(make_notebook(*run))
    marked = judge(draw_trial("Ana López"), handed.answers).automatic_total
    assert float(outputs[-1]["data"]["text/plain"]) == round(marked, 2)
