"""The rubric that learner and marker read: complete, and adding up by a count of its own."""

from __future__ import annotations

import re
from html import escape

from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.items import ASKED, ITEMS, PARTS
from helpers.learning.assignment.rubric import RULES, gather_rows, show_rubric
from helpers.learning.mark.judge import judge
from helpers.learning.mark.model_answers import perfect_answers
from tests.unit.html_tools import read_rows

RUBRIC = show_rubric()
ROWS = [row for part in RUBRIC.parts for row in part.rows]


def test_it_holds_every_question_of_a_cell_once_in_order():
    assert [name for row in ROWS for name in row.ids] == list(ASKED)
    assert [part.heading for part in RUBRIC.parts] == list(PARTS.values())


def test_its_sums_are_those_of_the_items():
    """Counted here from the items, part by part, and not through rows."""
    for key, part in zip(PARTS, RUBRIC.parts, strict=True):
        own = [item for item in ITEMS.values() if item.part == key]
        assert part.automatic == sum(item.automatic for item in own)
        assert part.by_hand == sum(item.by_hand for item in own)
    assert (RUBRIC.automatic, RUBRIC.by_hand) == (40, 60)


def test_the_lines_of_a_question_name_all_of_its_marks():
    """Each line opens with its marks; the misreadings, marked as a whole, count sentences instead."""
    for row in ROWS:
        if not row.is_joint:
            named = [int(re.match(r"(\d+)(, (automatic|by hand))?: ", line)[1]) for line in row.lines]
            assert sum(named) == row.automatic + row.by_hand, row.ids
    (joint,) = [row for row in ROWS if row.is_joint]
    assert joint.ids == tuple(f"misreading_{place}" for place in range(1, 6))
    assert (joint.automatic, joint.by_hand, joint.times) == (3 * (2 + 1) + 2, 3 * 2, 1)


def test_questions_marked_alike_share_a_row():
    assert [row.times for row in ROWS[:2]] == [5, 4]
    assert len(gather_rows([ITEMS["denominator"], ITEMS["risk_difference"]])) == 2


def test_what_is_shown_is_what_is_counted():
    shown = RUBRIC._repr_html_()
    assert "<caption" in shown and "What the 100 marks are for" in shown
    rows = [[re.sub(r"<[^>]+>", " ", cell).split() for cell in row] for row in read_rows(shown)]
    sums = {row[0][0]: (int(row[1][0]), int(row[2][0])) for row in rows if row[0] and "marks" in row[3]}
    assert list(sums.values()) == [*((part.automatic, part.by_hand) for part in RUBRIC.parts), (40, 60)]
    for item in ITEMS.values():
        assert all(escape(line) in shown and line in str(RUBRIC) for line in item.rubric)
    assert all(escape(rule) in shown and rule in str(RUBRIC) for rule in RULES)
    assert all(f"<code>{name}</code>" in shown for name in ("bias_missing", "misreading_5", "verdict"))


def test_each_question_is_told_with_its_own_marks_in_the_table_and_in_plain_text():
    """ "4 each" where several are marked alike, and once for those that are marked as a whole."""
    lines = [line.strip() for line in str(RUBRIC).splitlines()]
    shown = {row[0]: row[1:3] for row in read_rows(RUBRIC._repr_html_())}
    for row in ROWS:
        codes = [f"<code>{name}</code>" for name in row.ids]
        each = " each" * (row.times > 1)
        counts = [f"{marks}{each}" if marks else "0" for marks in (row.automatic, row.by_hand)]
        names = f"{row.ids[0]} to {row.ids[-1]}, together" if row.is_joint else ", ".join(row.ids)
        assert shown[f"{codes[0]} to {codes[-1]}, together" if row.is_joint else "<br>".join(codes)] == counts
        assert f"{names}: {' and '.join(counts)}" in lines
    for part in (*RUBRIC.parts, RUBRIC):
        marks = f"{part.automatic + part.by_hand} marks, {part.automatic} by the marker and {part.by_hand} by hand"
        assert f"{getattr(part, 'heading', 'In all')}: {marks}" in lines


def test_the_rules_name_what_an_empty_place_costs_beside_its_own_marks():
    trial = draw_trial("Ana López")
    answers = dict(perfect_answers(trial))
    whole = judge(trial, answers)
    costs = {}
    for name in (name for name, item in ITEMS.items() if item.automatic and name in answers):
        rest = judge(trial, {other: given for other, given in answers.items() if other != name})
        costs[name] = [mark.item for mark in rest if mark.item != name and mark.automatic != whole[mark.item].automatic]
    assert {name: lost for name, lost in costs.items() if lost} == {"plan_rates": ["sample_size", "rejection_rates"]}
    assert all(name in RULES[-1] for name in ("plan_rates", "sample_size", "rejection_rates"))
