"""Whatever is handed in is read or told in a sentence: broken, deep, long and hostile files. Nothing is executed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.learning.assignment.python_cells import LONGEST_CELL
from helpers.learning.assignment.reading import MOST_CELLS, MOST_PROBLEMS, read_answers, read_notebook_text
from tests.unit.test_assignment_reading import make_notebook, tell


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty."),
        ("\ufeff \n", "The file is empty."),
        ('{"cells": [{"cell_type": "code", "source": "answer(', "cut off"),
        ("<html>", "no notebook"),
        ("[]", "no cells"),
        ("null", "no cells"),
        ('"cells"', "no cells"),
        ("{}", "no cells"),
        ('{"cells": {}}', "no list"),
        ('{"cells": null}', "no list"),
        ("[" * 1_000_000, "too deeply"),
        ('{"cells":' * 100_000, "too deeply"),
        ('{"cells": [NaN, Infinity, null, 5, "x", []]}', "Cell 1: It is no cell"),
        (b"{}", "no notebook"),
        (None, "no notebook"),
        (7, "no notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_told(text, told):
    handed = read_notebook_text(text)
    assert told in tell(handed)
    assert (handed.student_id_typed, handed.version, handed.answers) == ("", "", {})


def test_idle_numbers_of_a_file_do_not_matter():
    handed = read_notebook_text(make_notebook("answer('number_needed', 3)", a=10).replace("10", "9" * 5000))
    assert handed.answers["number_needed"].value == 3


@pytest.mark.parametrize(
    "source",
    [
        "answer('risk_difference', " + nest + ")"
        for nest in (
            "(" * 9000,
            "[" * 150 + "]" * 150,
            "-" * 9000 + "1",
            "~" * 9000 + "1",
            "not " * 4000 + "1",
            "1+" * 8000 + "1",
            "'a'+" * 4000 + "'b'",
            "1**" * 6000 + "1",
            "a" + ".a" * 8000,
            "a" + "()" * 8000,
            "a" + "[0]" * 5000,
            "lambda:" * 2000 + "1",
            "1 if 1 else " * 1500 + "1",
            "f'{" * 50,
            "(x:=" * 150 + "1" + ")" * 150,
            "'" * 14998,
            '"""' + "\\'" * 8000,
            "'" + "\\'" * 8000,
            "\\" * 15000,
        )
    ],
    ids=range(19),
)
def test_deep_nesting_ends_in_a_sentence(source):
    assert len(source) <= LONGEST_CELL
    cells = read_answers(source, "cell 1")
    assert cells.problems and all(len(str(problem)) < 400 for problem in cells.problems)
    repr(cells).encode("utf-8")


def test_the_last_cell_that_is_read_is_read():
    handed = read_notebook_text("\ufeff" + make_notebook(*[""] * (MOST_CELLS - 1), "answer('risk_difference', 1)"))
    assert handed.answers["risk_difference"].value == 1 and handed.problems == ()


def test_what_a_file_says_of_itself_is_told_cut_and_printable():
    def read(**metadata):
        return read_notebook_text(make_notebook("answer('number_needed', 3)", metadata=metadata))

    assert read(reading_a_trial={"version": "1\0" + "9" * 50}).version == "1\ufffd" + "9" * 38
    assert f"saved for \ufffd{'R' * 39}, and" in tell(read(kernelspec={"language": "\0" + "R" * 50}))
    assert "saved for julia" in tell(read(language_info={"name": "julia"}))
    for name in ("python", "Python", "ipython", "", 3):
        assert "saved for" not in tell(read(kernelspec={"language": name}))
    assert read_notebook_text(make_notebook("x = 1", metadata={})).problems == ()
    assert "An answer stands in a cell that is no code" in tell(
        read_notebook_text(make_notebook("\n answer('number_needed', 3)", cell_type="raw"))
    )


def test_of_many_ids_the_first_five_are_named_and_cut():
    handed = read_notebook_text(make_notebook(*(f"my_trial('{n}{'x' * 50}')" for n in range(7))))
    named = ", ".join(f"“{n}{'x' * 39}”" for n in range(5))
    assert tell(handed) == f"my_trial is called with several ids ({named}): the last one counts."


def test_length_is_capped():
    handed = read_notebook_text(make_notebook('answer("number_needed", 3)' + " " * LONGEST_CELL))
    assert handed.answers == {} and "20000 are read. So this was not read: number_needed." in tell(handed)
    handed = read_notebook_text(make_notebook(*["answer('risk_difference', 1)\n" * 600] * 30))
    assert "far longer than it was" in tell(handed) and handed.answers["risk_difference"].value == 1
    handed = read_notebook_text(make_notebook(*[""] * MOST_CELLS, "answer('risk_difference', 1)"))
    assert handed.answers == {} and "not read beyond" in tell(handed)
    handed = read_notebook_text(make_notebook(*["answer('x', 1)"] * 500))
    assert len(handed.problems) == MOST_PROBLEMS + 1 and "more problems" in tell(handed)


PIECES = st.sampled_from(
    ["answer", "my_trial", "(", ")", '"risk_difference"', '"interval"', ",", "=", "...", "[", "]", "{", "}", "1", ".5"]
    + ["-", "+", "because", "'", '"', '"""', "\\", "\n", " ", "    ", "%", "!", "?", "#", "f", "r", "b", "*", ":", "if"]
    + ["\x00", "\ud800", "\r", "é", "lambda", "print", "0x", "e9", "j", "\f", "@", "import os", "\ufeff", "\u2028"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_source_raises(source):
    cells = read_answers("answer" + source, "cell 1")
    repr(cells).encode("utf-8")
    assert cells == read_answers("answer" + source, "cell 1")


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("answer('number_needed', 3)"),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["cells", "source", "input", "cell_type", "metadata", "worksheets", "version"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    st.integers(0, 400),
)
def test_no_file_raises(notebook, cut):
    text = json.dumps(notebook)
    for version in (text, text[:cut], json.dumps({"cells": notebook}), json.dumps({"cells": [notebook]})):
        repr(read_notebook_text(version)).encode("utf-8")


HOSTILE = """
import sys
from helpers.learning.assignment.reading import read_notebook_text
text = open(sys.argv[1], encoding="utf-8").read()
def watch(event, arguments):
    if event in {"exec", "import", "open", "os.system", "os.remove", "subprocess.Popen", "socket.connect"}:
        raise SystemExit(f"forbidden: {event} {arguments}")
sys.addaudithook(watch)
print(read_notebook_text(text))
"""


def test_nothing_is_executed_and_the_same_file_gives_the_same_bytes(tmp_path):
    """An audit hook ends the process when anything runs, opens or imports; two hash seeds must agree."""
    victim = tmp_path / "victim.txt"
    victim.write_text("still here", encoding="utf-8")
    notebook = tmp_path / "hostile.ipynb"
    notebook.write_text(
        make_notebook(
            f"import os; os.remove({str(victim)!r})\nanswer('number_needed', 3)",
            f"answer('risk_difference', __import__('os').remove({str(victim)!r}))",
            f"!rm {victim}\nanswer('interval', [1, 2])",
            f"answer('not_computable', {{'a', 'b', 'c', 'd', open({str(victim)!r}, 'w')}})",
            "my_trial(eval('1'))\nanswer('denominator', 'a')",
        ),
        encoding="utf-8",
    )
    printed = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", HOSTILE, str(notebook)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed.add(done.stdout)
    assert len(printed) == 1 and "value=[1, 2]" in printed.pop()
    assert victim.read_text(encoding="utf-8") == "still here"
