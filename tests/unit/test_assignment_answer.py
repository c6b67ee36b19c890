"""`answer` echoes what was heard and says what has no form; it never says what is right."""

from __future__ import annotations

import json
import re
import sys
from types import ModuleType

import numpy as np
import pytest

from helpers import learning
from helpers.errors import CourseError
from helpers.learning import answer, automatic_marks
from helpers.learning.assignment import registry
from helpers.learning.assignment.answer import FAULT
from helpers.learning.assignment.automatic_marks import LATER
from helpers.learning.assignment.form_check import describe_form, find_form_problems, find_missing
from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ASKED, ITEMS
from helpers.learning.assignment.reading import read_notebook_text


@pytest.fixture
def run_cell(monkeypatch):
    """Return a function that runs a cell as a kernel would: its source is there before its calls are made."""

    def run(source, **names):
        monkeypatch.setattr(registry, "list_sources", lambda: ["earlier = 1", source])
        return eval(source.strip(), {"answer": answer, **names})

    return run


def test_the_calls_of_the_assignment_are_those_of_the_course():
    assert {"answer", "automatic_marks", "my_trial", "ready_to_hand_in", "show_rubric"} <= set(learning.__all__)
    assert set(learning.__all__) <= set(dir(learning))
    assert not hasattr(learning, "anwser")


def test_an_answer_is_echoed_with_its_unit_and_reason():
    noted = answer("interval", [16.1, 51], method="Newcombe", because=" arms of 50 ")
    assert noted.is_complete
    assert noted.sentences == (
        "Noted: lower 16.1, upper 51 percentage points; method “Newcombe”; reason “arms of 50”.",
    )
    assert noted.given == GivenAnswer("interval", [16.1, 51], "arms of 50", method="Newcombe")
    assert str(noted).startswith(ITEMS["interval"].question)
    assert answer("risk_difference", np.float64(12.5)).sentences == ("Noted: 12.5 percentage points.",)
    assert answer("sample_size", 81, method="fisher").echo == "81 patients per arm; method “fisher”."
    assert answer("not_computable", [], because="all can").echo == "none of them; reason “all can”."
    assert answer("no_n_cures", "word " * 20).echo == "20 words."
    assert answer("misreading_2", " e7", kind="c", because="x").echo == "E7; kind “c”; reason “x”."


def test_what_the_notebook_ships_is_told_its_form():
    for item in ASKED:
        for blank in (..., "...", [...], [..., ...], None):
            noted = answer(item, blank, because="...", where="""...""", kind="...", method="...")
            assert noted.echo == "" and noted.to_mend == () and not noted.is_complete
            assert noted.to_come[0].startswith("Nothing stands here yet.")
            assert describe_form(ITEMS[item]) in noted.to_come[0]
            assert all(f"{name}= takes" in noted.to_come[0] for name in ITEMS[item].wants)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            'answer("risk_difference", "34 %")',
            "'34 %' is not a number: it must be a number from -100 to 100 percentage points, without",
        ),
        ('answer("risk_difference", 134)', "must be a number from -100 to 100 percentage points"),
        ('answer("risk_difference", 34, 6)', "write a decimal point"),
        ('answer("interval", 16, 51)', "Put square brackets around"),
        ('answer("interval", [51, 16])', "write the lower one first"),
        ('answer("interval", [16,5, 51,2])', "is 4 and not 2 numbers: write [lower, upper]. No comma stands within"),
        ('answer("rejection_rates", [5.1, 37.2])', "is 2 and not 3 numbers: write [no effect, half, planned]."),
        (
            'answer("not_computable", ["a, d"])',
            "'a, d' is not known: choose one of a, b, c, d, e, f, each between quotes",
        ),
        ('answer("denominator", "z")', "'z' is not known"),
        ('answer("verdict", "two words")', "2 words: write"),
        ('answer("bias_missing", "low", because="x", where="the abstract")', "where = 'the abstract' names no place"),
        ('answer("interval", [16, "x"])', "upper = 'x' is not a number"),
        ('answer("interval", [16, ...])', "upper is still empty"),
        ('answer("denominator", "e")', "choose one of a, b, c, d"),
        ('answer("denominator", "a", "because")', "write one, and the rest as because="),
        ('answer("not_computable", "ad")', "in square brackets"),
        ('answer("not_computable", {"a"})', "in square brackets"),
        ('answer("misreading_1", 4)', "between quotes"),
        ('answer("verdict", "short")', "1 word: write 150 to 250."),
        ('answer("sample_size", 80.5)', "counted whole"),
        ('answer("number_needed", float("nan"))', "must be a number from 1 to 1000 patients"),
        ('answer("number_needed", 10**5000)', "must be a number from 1 to 1000 patients"),
        ('answer("interval", [1, 2], method="newcomb")', "choose one of newcombe"),
        ('answer("sample_size", 80, method="newcombe")', "choose one of pooled_z"),
        ('answer("misreading_1", "A4", kind="z")', "kind = 'z' is not known"),
        ('answer("bias_missing", "low", because=3)', "because is no text"),
        ('answer("bias_missing", "low", becuase="x")', "Did you mean “because”?"),
        ('answer("risk_diff", 3)', "Did you mean “risk_difference”?"),
        ('answer("misreadings", 3)', "There is no question called “misreadings”"),
        ("answer()", "The name of the question comes first"),
        ("answer(...)", "The name of the question comes first"),
        ("answer(34.6)", "The name of the question comes first"),
        ("answer([], {})", "The name of the question comes first"),
    ],
)
def test_a_wrong_form_is_told_in_a_sentence(call, told):
    noted = eval(call)
    assert any(told in sentence for sentence in noted.to_mend), noted
    assert not noted.is_complete and all(len(sentence) < 400 for sentence in noted.sentences)


def test_what_is_still_empty_is_told_and_what_is_not_asked_for():
    noted = answer("bias_missing", "high")
    assert noted.to_come == (
        "Still empty: the reason, in because=.",
        "Still empty: the place, as a sentence (A4) or a line of the table (T3), in where=.",
    )
    assert answer("misreading_1", kind="a", because="x").to_come[0].startswith("Still empty: the answer itself (the")
    assert answer("number_needed", 3, where="A4").to_come == ("This question takes no where=; it is not marked.",)


def test_right_and_wrong_answers_are_echoed_alike():
    """Over a whole range of values the echo differs in nothing but the value."""
    values = [value / 2 for value in range(-200, 201) if abs(value) != 1]
    echoes = {re.sub(r"-?\d+(\.\d+)?", "N", str(answer("risk_difference", value))) for value in values}
    assert len(echoes) == 1
    assert len({str(answer("zero_upper", value / 2)).count("\n") for value in range(2, 201)}) == 1
    assert len({str(answer("denominator", letter)).replace(f": {letter}.", "") for letter in "abcd"}) == 1


def test_half_of_a_number_with_a_decimal_comma_is_not_noted():
    assert answer("number_needed", 2, 8).echo == "" and "Noted" not in str(answer("number_needed", 2, 8))
    assert answer("bias_missing", "low", "x").echo == "low."


def test_what_looks_like_a_fraction_is_asked_about_whatever_it_is():
    """Form, and no judgement: every number below one is asked about, and the answer stays complete."""
    asked = "That is less than one: if you mean a fraction of 1, write it times 100."
    for small in (0.35, -0.9, 0.02):
        noted = answer("risk_difference", small)
        assert asked in noted.echo and noted.is_complete
    assert asked in answer("plan_rates", [0.4, 0.6], because="x").echo
    for other in (("risk_difference", 0), ("risk_difference", 1), ("interval", [0.5, 30]), ("plan_rates", [0.5, 9])):
        assert "less than one" not in str(answer(*other))
    assert "less than one" not in str(answer("monte_carlo_error", [0.4, 0.5]))


def test_markup_in_an_answer_is_escaped():
    shown = answer("bias_missing", "high", because="<script>alert('&')</script>", where="<b>")._repr_html_()
    assert "<script" not in shown and "<b>" not in shown and "&lt;script&gt;" in shown
    assert "<script" not in answer("<script>")._repr_html_()


def test_what_was_typed_is_answered_aloud_and_dots_are_not():
    for typed in (4.2, "four"):
        assert '<p role="alert">' in answer("number_needed", typed)._repr_html_()
    assert 'role="alert"' not in answer("number_needed", ...)._repr_html_()


def test_a_value_that_cannot_even_be_shown_leaves_no_traceback():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert answer("interval", Broken()).to_mend == (FAULT,)


def test_a_calculation_is_told_with_what_to_write(run_cell):
    noted = run_cell('answer("risk_difference", 100 * (37/47 - 21/48))')
    assert noted.to_mend == (
        "The marker reads numbers, not calculations: write 34.97 where 100 * (37/47 - 21/48) stands.",
    )
    assert noted.echo == "34.9734042553 percentage points." and not noted.is_complete
    told = run_cell('answer("interval", limits, method=name, because="x")', limits=(0.12345, 51.0), name="wald").to_mend
    assert told == (
        "The marker reads numbers, not calculations: write [0.1235, 51] where limits stands.",
        'The marker reads texts, not names: write "wald" where name stands.',
    )
    assert "write the text where" in run_cell('answer("verdict", " ".join(["word"] * 160))').to_mend[0]
    assert "write [1, 2] where" in run_cell('answer("interval", np.array([1, 2]))', np=np).to_mend[-1]


def test_a_literal_is_taken_as_it_stands(run_cell):
    assert run_cell('answer("risk_difference", 34.97)').is_complete
    assert run_cell('print(answer("number_needed", 3)) or answer("number_needed", 4)').echo == "4 patients."


def test_a_call_where_the_marker_does_not_look_is_told(run_cell):
    noted = run_cell('[answer("number_needed", 3) for _ in "a"][0]')
    assert "stands inside something else and was not read" in noted.to_mend[0]
    noted = run_cell('answer("num" + name, 3)', name="ber_needed")
    assert "does not begin with the name of a question" in noted.to_mend[0]


def test_what_answer_and_the_marker_call_a_form_is_the_same():
    """What the echo finds complete is complete for the reader of the file too, and the other way round."""
    calls = ['answer("interval", [1, 2], method="wald", because="x")', 'answer("interval", [2, 1], because="x")']
    calls += ['answer("not_computable", {"a"}, because="x")', 'answer("number_needed", 3)', 'answer("sample_size", 3)']
    for call in calls:
        handed = read_notebook_text(json.dumps({"cells": [{"cell_type": "code", "source": call}]}))
        given = next(iter(handed.answers.values()))
        complete = not find_form_problems(given) and not find_missing(given)
        assert complete is eval(call).is_complete, call


def test_automatic_marks_are_given_in_autograde_alone(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert str(automatic_marks()) == repr(automatic_marks()) == LATER
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert str(automatic_marks()) == LATER


def test_automatic_marks_are_the_markers_over_what_was_run(monkeypatch):
    heard = {}

    class Marked:
        automatic_total = 12.3456

    def judge(trial, answers):
        heard.update(answers)
        return Marked

    module = ModuleType("helpers.learning.mark.judge")
    module.judge = judge
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    sources = ['my_trial("Ana López")', 'answer("number_needed", 3)', 'answer("risk_difference", 1 + 1)']
    monkeypatch.setattr(registry, "list_sources", lambda: sources)
    assert automatic_marks() == 12.35 and isinstance(automatic_marks(), float)
    assert heard == {"number_needed": GivenAnswer("number_needed", 3)}
    monkeypatch.setattr(registry, "list_sources", lambda: ['my_trial("...")'])
    with pytest.raises(CourseError, match="No id yet"):
        automatic_marks()


def test_a_copy_without_the_marker_says_so_and_gives_no_marks(monkeypatch):
    """nbgrader would take a sentence for full marks."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setitem(sys.modules, "helpers.learning.mark.judge", None)
    with pytest.raises(CourseError, match="no marker"):
        automatic_marks()


def test_half_a_character_from_a_bad_paste_is_shown_as_a_question_mark():
    noted = answer("casp_question", "yes", because="All four " + chr(0xD800) + " are named.")
    for shown in (str(noted), noted._repr_html_()):
        assert "All four ? are named." in shown
        assert shown.encode("utf-8")
