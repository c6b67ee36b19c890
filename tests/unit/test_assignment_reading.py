"""Answers are read from the source of a notebook."""

from __future__ import annotations

import json

import pytest

from helpers.learning.assignment.items import ASKED
from helpers.learning.assignment.reading import (
    GivenAnswer,
    read_answers,
    read_notebook_text,
    read_sources,
)
from helpers.learning.assignment.trial import VERSION


def make_notebook(*sources, cell_type="code", **more):
    cells = [{"cell_type": cell_type, "metadata": {}, "source": source} for source in sources]
    metadata = {"reading_a_trial": {"version": VERSION}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5, **more})


def tell(handed):
    return " ".join(map(str, handed.problems))


def test_an_answer_is_read_with_everything_that_stands_beside_it():
    cells = read_answers(
        'answer("interval", [16.1, -51], method="newcombe ", because="""arms\nof 50""", where=\'A4\', kind="b")'
    )
    assert cells.answers == (GivenAnswer("interval", [16.1, -51], "arms\nof 50", "A4", "b", "newcombe"),)
    assert cells.problems == cells.calculations == cells.ids == ()


@pytest.mark.parametrize(
    "source",
    [
        'answer("risk_difference", 20)',
        "answer(item='risk_difference', value=20)",
        'mine = answer("risk_difference", 20)',
        'one = two = answer("risk_difference", 20)',
        'mine: object = answer("risk_difference", 20)',
        'print(answer("risk_difference", 20))',
        'display(answer("risk_difference", 20), 3)',
        'x = 1; answer("risk_difference", 20);',
        'learning.answer("risk_difference", 20)',
        'answer("risk_difference", 20).echo',
        '1, answer("risk_difference", 20)',
        'answer("risk_difference",\r\n    20,  # as randomised\r\n)\r\n',
        'from helpers.learning import answer\n\nanswer("risk_difference", +20)',
        '%matplotlib inline\nanswer("risk_difference", 20)\n!ls\nfiles = !ls\nanswer?',
        '%%time\nanswer("risk_difference", 20)',
        'pattern = "\\d"; answer("risk_difference", 20)',
        'answer("risk_difference", ...)\nanswer("risk_difference", 20)',
        'ａｎｓｗｅｒ("risk_difference", 20)',
    ],
)
def test_a_call_counts_wherever_it_stands_at_the_left_margin(source):
    handed = read_notebook_text(make_notebook(source))
    assert handed.answers == {"risk_difference": GivenAnswer("risk_difference", 20)}
    assert handed.problems == ()


@pytest.mark.parametrize(
    "source",
    [
        'if True:\n    answer("risk_difference", 20)',
        'def note():\n    return answer("risk_difference", 20)',
        'for value in [20]: answer("risk_difference", value)',
        'str(answer("risk_difference", 20))',
        'lambda: answer("risk_difference", 20)',
        'shown[0](answer("risk_difference", 20))',
    ],
)
def test_a_call_inside_something_else_is_told_and_not_read(source):
    handed = read_notebook_text(make_notebook(source))
    assert handed.answers == {}
    assert "Cell 1: answer(" in tell(handed) and "write it at the left margin" in tell(handed)


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("37/47 - 21/48", "risk_difference: 37/47 - 21/48 is a calculation"),
        ('float("nan")', 'float("nan") is a calculation'),
        ("1e308 * 10", "is a calculation"),
        ("__import__('os').remove('x')", "is a calculation"),
        ("difference", "difference stands without quotes"),
        ("trial.difference", "trial.difference stands without quotes"),
        ("{20}", "curly brackets"),
        ("{'lower': 1}", "curly brackets"),
        ('f"{20}"', "is a calculation"),
        ("20 if x else 30", "if x else 30"),
        ("20, 5", "comma outside brackets"),
        ("*[20]", "holds a *"),
        ("**{'value': 20}", "holds a *"),
        ("1e999", "too large to be read"),
        ("-0x" + "f" * 5000, "too large to be read"),
        ("9" * 5000, "too many digits"),
        ("20, becuase='x'", "Did you mean “because”?"),
        ("20, because=why", "because=why stands without quotes"),
        ("20, because='a', because='b'", "risk_difference: because is given twice, which Python does not run"),
        ("10, value=20", "risk_difference: value is given twice, which Python does not run: the last one was read."),
        ("20, item='number_needed'", "number_needed: item is given twice"),
        ("20, because=3", "because is no text"),
        ("20, because=['a']", "because is no text"),
    ],
)
def test_what_is_no_literal_is_told_by_name(argument, told):
    handed = read_notebook_text(make_notebook(f'answer("risk_difference", {argument})'))
    assert told in tell(handed)
    assert all(len(str(problem)) < 400 for problem in handed.problems)


def test_a_reason_beside_a_calculation_is_kept():
    handed = read_notebook_text(make_notebook('answer("denominator", letter, because="all randomised")'))
    assert handed.answers["denominator"] == GivenAnswer("denominator", ..., "all randomised")
    assert not handed.answers["denominator"].has_value and not handed.answers["denominator"].is_blank


def test_an_escape_that_is_none_keeps_its_backslash_without_a_warning():
    cells = read_answers(r'answer("verdict", "TIS \geq 40 \\ \n \'", because=r"\geq", where="""\d""")')
    assert cells.answers == (GivenAnswer("verdict", "TIS \\geq 40 \\ \n '", "\\geq", "\\d"),)


def test_a_line_inside_a_text_is_no_magic():
    source = '%time\nanswer("verdict", """\nIs it so?\n%of all\n!\n""")'
    assert read_answers(source).answers[0].value == "\nIs it so?\n%of all\n!\n"


def test_an_answer_behind_a_magic_is_told():
    assert "was not read" in tell(read_notebook_text(make_notebook('%time answer("risk_difference", 20)')))
    assert "begins with %%bash" in tell(read_notebook_text(make_notebook('%%bash\nanswer("risk_difference", 20)')))


def test_characters_that_no_file_can_hold_are_replaced():
    for typed in ("'a\ud800b'", "'a\\ud800b'", "'a\\x00b'", "'a\x00b'", "'a\\x1bb'"):
        handed = read_notebook_text(make_notebook(f"answer('verdict', {typed}, because={typed})\nmy_trial({typed})"))
        assert handed.answers["verdict"] == GivenAnswer("verdict", "a\ufffdb", "a\ufffdb")
        assert handed.student_id_typed == "a\ufffdb"
        repr(handed).encode("utf-8")


@pytest.mark.parametrize("blank", ["...", '"..."', '"""..."""', "None", '" "', '"…"', "[...]", '[..., "..."]'])
def test_what_the_notebook_ships_is_no_answer(blank):
    source = f'answer("interval", {blank})\nanswer("interval", value={blank}, because="...", method="""...""")'
    handed = read_notebook_text(make_notebook(source, 'answer("verdict")', 'my_trial("...")', "my_trial(...)"))
    assert handed.answers == {} and handed.student_id_typed == "" and handed.problems == ()


def test_an_empty_list_is_an_answer():
    assert read_answers('answer("not_computable", [])').answers[0].has_value


def test_of_two_answers_the_last_one_with_a_value_counts():
    handed = read_notebook_text(
        make_notebook(
            'answer("denominator", "a", because="early")',
            'answer("denominator", "b")',
            'answer("denominator", ..., because="late")',
            'answer("denominator", "...")',
        )
    )
    assert handed.answers["denominator"] == GivenAnswer("denominator", "b")
    assert tell(handed) == "Cell 2: denominator is answered three times: the last answer counts."


def test_answers_come_in_the_order_of_the_questions():
    sources = [f'answer("{name}", 1)' for name in reversed(ASKED)]
    assert list(read_notebook_text(make_notebook(*sources)).answers) == list(ASKED)


def test_an_unknown_question_is_told_with_the_nearest():
    told = tell(
        read_notebook_text(make_notebook('answer("risk_diference", 1)', 'answer("misreadings", 1)', "answer(1)"))
    )
    assert "Did you mean “risk_difference”?" in told and "“misreadings”" in told
    (odd,) = read_answers(r"answer('\ud800\x1b', 1)").problems
    assert "called “?\ufffd”" in str(odd)
    assert "Cell 3: answer(1) does not begin with the name of a question" in told


def test_the_id_is_read_as_typed_and_another_one_told():
    handed = read_notebook_text(make_notebook('trial = my_trial(" Ána ")', 'my_trial("...")', 'my_trial("ana")'))
    assert handed.ids == ("Ána", "ana") and handed.student_id_typed == "ana" and handed.problems == ()
    handed = read_notebook_text(make_notebook('my_trial("ana")', 'my_trial(student_id="ben")'))
    assert handed.student_id_typed == "ben" and "several ids (“ana”, “ben”)" in tell(handed)
    handed = read_notebook_text(make_notebook("my_trial(12345)"))
    assert handed.student_id_typed == "12345" and "without quotes" in tell(handed)
    handed = read_notebook_text(make_notebook("my_trial(name)", "my_trial('a', 'b')", "my_trial()", "my_trial(['a'])"))
    assert handed.student_id_typed == "" and len(handed.problems) == 3


@pytest.mark.parametrize(
    "source",
    ['my_trial("ana").show()', 'my_trial("ana", colour=3)', 'trial: object = my_trial(student_id="ana")\nnoted: int'],
)
def test_the_id_is_read_wherever_it_stands_at_the_left_margin(source):
    handed = read_notebook_text(make_notebook(source))
    assert handed.ids == ("ana",) and handed.problems == ()


def test_what_is_no_id_is_none():
    assert read_answers("my_trial(True)").ids == ()
    assert "write your id between the quotes" in str(read_answers("my_trial(True)").problems[0])


def test_a_call_of_several_lines_is_told_by_its_first_and_nothing_unprintable_is_repeated():
    (told,) = read_answers("if x:\n    answer(\n        'number_needed')").problems
    assert str(told) == "answer(… stands inside something else and was not read: write it at the left margin."
    (told,) = read_answers("answer('number_needed', 1 +\n 2)").problems
    assert str(told).startswith("number_needed: 1 +… is a calculation")
    (told,) = read_answers("answer('number_needed', '\x1b' + x)").problems
    assert "'\ufffd' + x is a calculation" in str(told)


def test_one_broken_cell_costs_its_own_answer_alone():
    handed = read_notebook_text(
        make_notebook('answer("risk_difference", 34,6', 'answer("number_needed", 3)', "also broken (", 7)
    )
    assert list(handed.answers) == ["number_needed"]
    assert "Cell 1: The cell cannot be read as Python (line 1: '(' was never closed)." in tell(handed)
    assert "So this was not read: risk_difference." in tell(handed)
    assert "Cell 4: Its source is no text" in tell(handed) and "Cell 3" not in tell(handed)


@pytest.mark.parametrize("call", ["answer(“{}”, 3)", 'answer（"{}"，3）', "answer ( „{}“, 3)", "answer('{}', 3 %)"])
def test_a_cell_lost_for_its_brackets_or_quotes_names_its_question(call):
    handed = read_notebook_text(make_notebook(call.format("number_needed"), call.format("nothing_of_ours")))
    assert "So this was not read: number_needed." in str(handed.problems[0])
    assert "was not read" not in str(handed.problems[1])


def test_a_cell_of_another_kind_is_told_only_where_it_is_an_answer():
    prose = "Write `answer(...)` so:\n```\nanswer('risk_difference', 20.0)\n```"
    assert read_notebook_text(make_notebook(prose, cell_type="markdown")).problems == ()
    for kind in ("markdown", "raw", None, ["code"]):
        handed = read_notebook_text(make_notebook('answer("number_needed", 3)', cell_type=kind))
        assert handed.answers == {} and "no code" in tell(handed)


def test_source_may_be_a_list_of_lines():
    handed = read_notebook_text(make_notebook(["answer(\n", "  'number_needed', 3)"], ["answer(", 3]))
    assert handed.answers["number_needed"].value == 3
    assert tell(handed) == "Cell 2: Its source is no text, and was not read."


def test_a_notebook_of_format_3_is_read_and_told():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "answer('number_needed', 3)"}]}, 7], "metadata": {}}
    handed = read_notebook_text(json.dumps(old))
    assert handed.answers["number_needed"].value == 3
    assert "before 2015. Answers read: number_needed." in tell(handed)
    assert "none could be read" in tell(read_notebook_text('{"worksheets": 5}'))


def test_the_version_is_read_and_another_one_told():
    def read(metadata):
        return read_notebook_text(make_notebook("answer('number_needed', 3)", metadata=metadata))

    assert read({"reading_a_trial": {"version": VERSION}}).version == VERSION
    assert "of version 1999.01" in tell(read({"reading_a_trial": {"version": "1999.01"}}))
    for odd in ({}, [], None, {"reading_a_trial": 3}, {"reading_a_trial": {"version": 7}}):
        assert read(odd).version == "" and "does not say of which version" in tell(read(odd))
    assert "saved for R" in tell(read({"kernelspec": {"language": "R"}}))


def test_run_sources_are_read_like_a_notebook():
    sources = ["", 'my_trial("ana")', 'answer("number_needed", 3)', 'answer("number_needed", 4)', "%ls"]
    handed = read_sources([*sources, "broken ("])
    assert [str(problem) for problem in handed.problems] == ["number_needed is answered twice: the last answer counts."]
    assert (handed.student_id_typed, handed.answers["number_needed"].value) == ("ana", 4)
