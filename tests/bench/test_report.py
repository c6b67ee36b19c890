"""What the benchmark says of its measurements."""

from __future__ import annotations

import json
import math

from tests.bench.page import Subject
from tests.bench.report import FLOOR, LEAST, USUAL, Report, Row, judge, tabulate
from tests.bench.walks import Walk


def make_row(milliseconds: float, lag: float, lost: int = 0) -> Row:
    """Return a control's row beside an echo of 40 ms and an interact of 160 ms."""
    return Row(
        "x", 24, milliseconds, 60.0, milliseconds / 40, 160 / milliseconds, 120 / milliseconds, lag, 15, 50.0, lost
    )


def make_subject(name: str, milliseconds: float) -> Subject:
    walk = Walk("slider", ".noUi-handle", "ArrowRight", "ArrowLeft", 21, 10)
    return Subject(name, name, 0, "img", walk, 50.0, [milliseconds] * 4, [30.0], [15])


def make_rivals() -> list[Subject]:
    return [make_subject(FLOOR, 40.0), make_subject(USUAL, 160.0), make_subject(LEAST, 120.0)]


def test_the_worst_control_decides():
    verdicts = judge("X", [make_row(44, 10), make_row(61, 120)], fixed=True)
    assert [verdict.met for verdict in verdicts] == [False, False, True, False]
    assert [verdict.met for verdict in judge("X", [make_row(61, 99)], fixed=False)] == [True, True, True, True]


def test_a_missing_measurement_meets_no_target():
    verdicts = judge("X", [make_row(44, 10), make_row(math.nan, math.nan, lost=3)], fixed=True)
    assert [verdict.met for verdict in verdicts] == [False, False, True, False]


def test_an_explorer_without_a_slider_has_no_verdict_on_bursts():
    assert len(judge("X", [make_row(44, math.nan)], fixed=True)) == 3


def test_ratios_are_to_the_rivals_of_the_same_run(tmp_path):
    report = Report([*make_rivals(), make_subject("X", 50.0)], {}, {}, 0.1)
    row = report.rows[3]
    assert (row.times_echo, row.times_faster_than_usual, row.times_faster_than_least) == (1.25, 3.2, 2.4)
    report.write(tmp_path)
    assert json.loads((tmp_path / "explorers.json").read_text())["rows"][3]["median"] == 50
    assert "| X " in report.to_markdown()


def test_a_column_of_numbers_stands_to_the_right_where_its_first_is_missing():
    lines = tabulate(["what", "s"], [["server", "-"], ["notebook", 2.0]])
    assert lines[1] == "|----------|----:|" and lines[2] == "| server   |   - |"
