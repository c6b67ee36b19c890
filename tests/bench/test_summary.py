"""One table of all benchmarks says what was met, what was missed and what has not run."""

from __future__ import annotations

import math

from tests.bench import marking, start_up
from tests.bench.explorers import compare
from tests.bench.report import Report
from tests.bench.summary import Comparison, gather, keep, tabulate_comparisons
from tests.bench.test_report import make_rivals, make_subject


def test_the_table_names_ratio_and_verdict():
    rows = [Comparison("a", 2.0, "slow 1.0", 7_200_000.0, "at most 1 ms", False), Comparison("b", 1500.0)]
    lines = tabulate_comparisons(rows)
    assert "| 2 ms " in lines[2] and "| 2 h " in lines[2] and "| 3.6e+06 " in lines[2] and "MISSED" in lines[2]
    assert "| 1.5 s " in lines[3] and lines[-1] == "0 of 1 targets met."


def test_what_was_kept_comes_back_and_what_did_not_run_is_told(tmp_path):
    keep("power", [Comparison("patients", 3.0, "x", 30.0), Comparison("alone", 4.0)], "report\n", tmp_path)
    text = gather(tmp_path)
    assert (tmp_path / "power.md").read_text(encoding="utf-8") == "report\n"
    assert "| patients " in text and "| alone " in text and "marking not run" in text and "power not run" not in text


def test_an_explorer_is_shown_by_its_slowest_control_and_what_it_missed():
    subjects = [*make_rivals(), make_subject("X", 50.0), make_subject("X", 70.0)]
    report = Report(subjects, {"X": []}, {"seaborn": "1.2"}, 0.0)
    echo, bars, explorer = compare(report)
    assert (echo.ours, bars.ours, explorer.ours, explorer.theirs) == (40, 120, 70, 160)
    assert not explorer.is_met and "times the echo at most 1.5" in explorer.target and "seaborn 1.2" in explorer.rival


def test_marking_is_held_against_nbgrader_for_as_many():
    ours = marking.Row("ours", 1000, 20.0, 30.0, 324.0)
    row = marking.compare([ours, marking.Row("nbgrader", 20, 60.0, 60.0, 300.0)])
    assert (row.ours, row.theirs, row.is_met) == (20_000, 3_000_000, True)
    alone = marking.compare([marking.Row("ours", 1000, 20.0, 30.0, 1200.0)])
    assert math.isnan(alone.theirs) and not alone.is_met


def test_a_slow_start_misses_its_target():
    waits = {start_up.FLOOR: start_up.Waits([1.0], [1.0]), "00": start_up.Waits([1.6], [1.0], [])}
    (row,) = start_up.compare(waits)
    assert "in the kernel" in row.question and (row.ours, row.theirs, row.is_met) == (1600, 1000, False)
