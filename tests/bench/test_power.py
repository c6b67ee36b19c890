"""The benchmark of power answers what it clocks."""

from __future__ import annotations

import pytest

from tests.bench.power import SEARCHES, Row, measure, simulate_power, to_markdown


@pytest.mark.slow
def test_the_benchmark_answers_and_marks_what_it_scaled():
    rows = measure(repeats=1, simulated=1000, fishers=20)
    assert [round(row.exact, 4) for row in rows[:2]] == [0.7275, 0.7060]
    assert [row.exact for row in rows[2:]] == [138, 108, 521, 546]
    assert len(rows) == 2 + len(SEARCHES) and all(row.is_scaled for row in rows)
    text = to_markdown(rows)
    assert text.count("(scaled)") == len(rows)
    assert "statsmodels " in text and "1e19 trials" in text


def test_a_missed_target_is_told():
    row = Row("x", 0.8, 0.79, 30.0, 0.2, 900.0, 10**6, False, 20.0)
    assert "20 MISSED" in row.to_cells()
    assert row.to_cells()[-2:] == ["30", "150"]


def test_the_simulation_agrees_with_the_exact_power():
    assert simulate_power("pooled_z", 500, 0.5, 0.42, 100_000, seed=3) == pytest.approx(0.727487, abs=0.006)
    assert simulate_power("fisher", 30, 0.79, 0.44, 1500, seed=3) == pytest.approx(0.7323, abs=0.05)
