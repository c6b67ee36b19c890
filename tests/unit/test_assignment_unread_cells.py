"""A cell of the assignment that Python cannot read is told in a sentence; every other error is shown as always."""

from __future__ import annotations

import sys
from ast import parse
from types import SimpleNamespace

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from helpers.learning.assignment import unread_cells
from helpers.learning.assignment.source import read_answers
from helpers.learning.assignment.unread_cells import EXPLAINED, KEPT, explain_unread_cells
from helpers.learning.assignment.unread_words import describe_name, describe_syntax
from helpers.learning.start import ASSIGNMENT
from tests.notebooks.prose import NOTEBOOKS

IMPORT = "from helpers.learning import answer, my_trial\n\n"

SLIPS = {
    'answer("bias_missing", low, where="T2")': '"low"',
    'answer("bias_missing", some concerns, where="T2")': "comma",
    'answer("bias_missing", "low, where="T2", because="""x""")': "a quote is missing",
    'answer("bias_missing", "low" where="T2", because="""x""")': "comma is probably missing",
    'answer("bias_missing", "low", where="T2", """x""")': "has no name",
    'answer("bias_missing", "low", where: "T2")': "equals sign after where",
    'answer("bias_missing", "low", where="T2", because="""x"")': "three quotes",
    'answer("bias_missing", "low", because="""the "few"""")': "quote of its own",
    'answer("bias_missing", "low", because="one\ntwo")': "a quote is missing",
    "answer(“bias_missing”, 3)": "curly quote, “",
    'answer("bias_missing", "low”, where="T2")': "curly quote, ”",
    'answer("risk_difference", 0,05)': "decimal point",
    'answer("risk_difference", 35 %)': "% sign",
    'answer("risk_difference", 35 points)': "without a unit",
    'answer("risk_difference", 35pp)': "without a unit",
    'answer("risk_difference", 20.0': "ends with )",
    'answer("risk_difference", −3)': "minus of the keyboard",
    'answer("risk_difference", 3 😀)': "😀 stands outside",
    'answer("risk_difference", 3\N{NO-BREAK SPACE})': "nobody sees",
    'answer("interval", [12, 30, method="wald")': "in pairs",
    'answer("interval", [12, 30': "begins with [ ends with ]",
    '\tanswer("risk_difference", 3)': "spaces or tabs",
    '("bias_missing", "low", where="T2")': "The word answer",
    'anwser("risk_difference", 3)': "write answer before",
    "my_trial(Ana Lopez)": "Your id stands between quotes",
    "my_trial(Ana)": '"Ana"',
}
"""What a learner types -> words of the sentence."""


@pytest.fixture
def shell():
    """IPython without a kernel, and without a file for what was typed."""
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell, source):
    """Run a cell as a notebook does; return its result, what it displayed as text, and what it printed."""
    with capture_output() as said:
        result = shell.run_cell(source, store_history=True)
    return result, [output.data["text/plain"] for output in said.outputs], said.stdout + said.stderr


def test_a_slip_is_told_in_a_sentence_with_pythons_own_words_below(shell):
    explain_unread_cells()
    missed = {}
    for slip, words in SLIPS.items():
        result, shown, printed = run(shell, IMPORT + slip)
        assert isinstance(result.error_before_exec or result.error_in_exec, EXPLAINED), slip
        if len(shown) != 1 or printed or words not in shown[0].split("\n")[0]:
            missed[slip] = shown, printed
        else:
            sentence, kept, own = shown[0].split("\n")
            assert kept == KEPT and own.startswith("In Python's own words: ") and len(sentence) <= 140
    assert missed == {}
    assert shell.custom_exceptions == EXPLAINED


def test_it_names_the_line_of_the_cell_and_writes_nothing_as_markup(shell):
    explain_unread_cells()
    run(shell, IMPORT + 'answer("risk_difference", <b>)')
    told = unread_cells.explain(shell, sys.last_value, None)
    assert "line 3 of the cell" in str(told)
    assert "<b>" not in unread_cells.UnreadCell("<b>", "<b>")._repr_html_()


OTHERS = {
    "scratch paper": "100 * 12 / 40 %",
    "a name on scratch paper": "100 * low",
    "another error": IMPORT + "answer(1 / 0)",
    "a name within what is called": "from helpers.learning import answer\ndef ask():\n    return low\nask()",
    "a syntax of what is called": 'from helpers.learning import answer\neval("1 +")',
    "a name by its half": "from helpers.learning import answer\ndef f():\n    print(x)\n    x = 1\nf()",
}


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_every_other_error_is_shown_as_it_always_was(shell, source):
    as_always = run(shell, source)
    explain_unread_cells()
    now = run(shell, source)
    # The number of the cell is the one thing that may differ.
    plain = [said[2].replace(f"In[{number}]", "In[]") for number, said in enumerate((as_always, now), 1)]
    assert plain[0] == plain[1] and "Error" in plain[1]
    assert now[1] == as_always[1] == []
    assert type(now[0].error_in_exec) is type(as_always[0].error_in_exec)


def test_a_cell_without_a_slip_and_the_marker_notice_nothing(shell):
    explain_unread_cells()
    source = IMPORT + 'answer("number_needed", 4.2)'
    result, shown, _ = run(shell, source)
    assert result.success and shown == []
    assert read_answers(source).answers[0].value == 4.2


def test_after_a_restart_the_import_of_the_first_answer_sets_it_again(shell):
    """Once: a cell that Python reads and that fails below its import is told already."""
    assert shell.custom_exceptions == ()
    for _ in range(2):
        _, shown, printed = run(shell, IMPORT + 'answer("bias_missing", low)')
        assert '"low"' in shown[0] and printed == ""
    assert shell.custom_exceptions == EXPLAINED and len(shell.ast_transformers) == 1


def test_a_part_that_stands_twice_is_told_and_the_last_is_read_as_by_the_marker(shell):
    """Python refuses such a cell after it has read it, where no handler is asked."""
    explain_unread_cells()
    source = IMPORT + 'answer("bias_missing", "low", where="T2", where="T3", where="T4", because="few left")'
    result, _, printed = run(shell, source)
    assert result.success and "Error" not in printed
    assert result.result.to_mend == ("where= stands twice, and only the last is read: keep one.",)
    assert result.result.given.where == read_answers(source).answers[0].where == "T4"
    assert run(shell, "dict(where=1, where=2)")[2].count("keyword argument repeated") == 1


def test_the_handler_of_somebody_else_stays(shell):
    shell.set_custom_exc((ValueError,), lambda *told, tb_offset=None: None)
    explain_unread_cells()
    assert shell.custom_exceptions == (ValueError,)


def test_a_fault_of_ours_leaves_the_error_as_it_always_was(shell, monkeypatch):
    explain_unread_cells()
    monkeypatch.setattr(unread_cells, "list_sources", lambda: [SimpleNamespace()])
    _, shown, printed = run(shell, IMPORT + 'answer("number_needed", 4 %)')
    assert shown == [] and "SyntaxError" in printed
    assert shell.custom_exceptions == EXPLAINED


def test_outside_a_kernel_nothing_happens():
    assert not InteractiveShell.initialized()
    assert explain_unread_cells() is None


@given(st.text(max_size=60), st.integers(-1, 9))
def test_whatever_was_typed_there_is_one_sentence(typed, line):
    source = IMPORT + f'answer("risk_difference", {typed})'
    for message in ("invalid syntax", "incomplete input", "unterminated string literal (detected at line 1)"):
        sentence = describe_syntax(source, message, line)
        assert sentence.endswith(".") and "{line}" not in sentence
    assert describe_name(source, typed or "x").startswith(("Python does not know", "After"))


def test_a_word_or_sign_less_anywhere_in_a_right_answer_is_told():
    """Each sign of an answer taken away in turn: what Python then cannot read has a sentence of more than a place."""
    whole = IMPORT + 'answer("interval", [12.0, 30.5], method="wald", because="""arms of\n50, so “few”""")'
    vague = []
    for place in range(len(IMPORT), len(whole)):
        source = whole[:place] + whole[place + 1 :]
        try:
            parse(source)
        except SyntaxError as fault:
            sentence = describe_syntax(source, fault.msg, fault.lineno)
            vague += [source[len(IMPORT) :]] if sentence.startswith("Python stopped") else []
    assert len(vague) <= 2, vague


@pytest.mark.slow
def test_in_a_real_kernel_begin_sets_it_and_the_run_still_fails(tmp_path):
    assert ASSIGNMENT in {path.stem for path in NOTEBOOKS}
    begin = f'from helpers.learning import begin\nbegin("{ASSIGNMENT}")'
    slips = ["1 / 0 %", IMPORT + 'answer("number_needed", low)', IMPORT + 'answer("number_needed", 4 %)']
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in [begin, *slips]])
    for cell in notebook.cells[1:3]:
        cell.metadata.tags = ["raises-exception"]
    with pytest.raises(CellExecutionError, match="% sign"):
        NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    kinds = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
    assert kinds == [["execute_result"], ["error"], ["display_data"], ["display_data"]]
    assert "% sign" in notebook.cells[3].outputs[0].data["text/html"]
