"""What the benchmarks of a class and of the start say of their measurements."""

from __future__ import annotations

import random
import re

import nbformat
import pytest

from tests.bench.classes import (
    BEGIN,
    CONTROL,
    END,
    EXPLORER,
    PAGE,
    VALUES,
    Learner,
    Pace,
    describe,
    suggest,
    write_page,
)
from tests.bench.kernels import CellFailed, Kernel, read_code
from tests.bench.start_up import (
    FLOOR,
    FLOOR_CELLS,
    FLOOR_WITH_SCIPY,
    NEEDS_SCIPY,
    NOTEBOOKS,
    Waits,
    cut_after_first_explorer,
    strip_bare,
)
from tests.bench.start_up import describe as describe_waits

LEARNERS = [Learner("server", 90.0, 70.0, float("nan"), 2.5), Learner("a", 190.0, 140.0, 1.5, 2.0)]


def test_a_guarantee_holds_the_server_and_the_largest_notebook():
    hub = suggest([*LEARNERS, Learner("b", 230.0, 180.0, 1.5, 3.0)])
    assert hub["guarantee"] == 320 >= 90 + 230
    assert hub["limit"] == 1216 >= 1.5 * (90 + 3 * 230)


def test_the_tables_say_what_was_measured_and_on_what_machine():
    paces = [Pace(1, 1.0, [0.020, 0.030, 0.040], 0.012), Pace(10, 0.0, [0.050] * 40, 0.011)]
    text = describe(LEARNERS, paces, 0.25)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    assert ["a", "190", "140", "1.5", "2.0"] in rows
    assert [row[:4] for row in rows if row[0] in ("1", "10")] == [["1", "1.0", "3", "30"], ["10", "0.0", "40", "50"]]
    assert "promise 320 MB" in text and "took 0.25 of the processors" in text


def test_the_page_takes_the_tables_between_its_marks_alone(tmp_path):
    page = tmp_path / "jupyterhub.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    write_page("| first |\n", {"guarantee": 1, "limit": 2}, page)
    write_page("| second |\n", {"guarantee": 320, "limit": 1216}, page)
    new, old = page.read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8")
    assert new.count("| second |") == 1 and "| first |" not in new
    assert new.partition(BEGIN)[0] == old.partition(BEGIN)[0]
    changed = set(new.partition(END)[2].splitlines()) - set(old.partition(END)[2].splitlines())
    assert changed <= {"    guarantee: 320M", "    limit: 1216M"}
    assert "memory:\n    guarantee: 320M\n    limit: 1216M\n  cpu:\n    guarantee: 0.1\n" in new


def test_the_settings_on_the_page_are_those_that_its_tables_promise():
    page = PAGE.read_text(encoding="utf-8")
    promised, allowed = re.search(r"promise (\d+) MB .* allow (\d+) MB", page).groups()
    assert f"memory:\n    guarantee: {promised}M\n    limit: {allowed}M\n" in page


def test_a_start_is_judged_by_its_ratio_to_the_floor():
    waits = {FLOOR: Waits([1.0], [0.8]), "quick": Waits([1.4], [1.0]), "slow": Waits([1.6], [1.0])}
    text = describe_waits(waits, {"jupyterlab": "4"}, 0.1)
    assert "MISSED by slow (kernel)." in text
    del waits["slow"]
    assert "met by all" in describe_waits(waits, {"jupyterlab": "4"}, 0.1)


def test_a_picture_that_never_came_meets_no_target():
    waits = {FLOOR: Waits([1.0], [0.8], [2.0]), "a": Waits([1.0], [0.8], [float("nan")])}
    assert "MISSED by a (on screen)." in describe_waits(waits, {"jupyterlab": "4"}, 0.1)


def test_a_start_that_needs_scipy_is_held_against_the_floor_that_has_it():
    name = next(iter(NEEDS_SCIPY))
    waits = {FLOOR: Waits([1.0], [1.0]), FLOOR_WITH_SCIPY: Waits([1.1], [1.1]), name: Waits([1.6], [1.6])}
    assert "met by all" in describe_waits(waits, {"jupyterlab": "4"}, 0.1)
    assert f"MISSED by {name}" in describe_waits(waits | {name: Waits([1.7], [1.6])}, {"jupyterlab": "4"}, 0.1)


def test_a_bare_page_has_all_text_and_cells_and_none_of_our_code():
    path = NOTEBOOKS[-1]
    whole, bare = nbformat.read(path, as_version=4), strip_bare(path)
    assert [cell.cell_type for cell in bare.cells] == [cell.cell_type for cell in whole.cells]
    changed = [(new.source, old.source) for new, old in zip(bare.cells, whole.cells, strict=True) if new != old]
    assert not any("helpers" in new for new, _ in changed)
    assert [old for new, old in changed if new == FLOOR_CELLS[FLOOR]] == [cut_after_first_explorer(read_code(path))[-1]]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_shows_an_explorer(path):
    cells = cut_after_first_explorer(read_code(path))
    assert "Explorer(" in cells[-1]
    assert not any("Explorer(" in cell for cell in cells[:-1])


@pytest.mark.slow
def test_a_press_is_timed_until_its_picture_is_there(tmp_path):
    with Kernel(tmp_path) as kernel:
        kernel.run(EXPLORER)
        asked = {"control": f"explorer._controls[{CONTROL!r}].model_id", "value": f"explorer.state[{CONTROL!r}]"}
        before = kernel.run("pass", asked)
        value = next(value for value in random.Random(1).sample(VALUES, 2) if str(value) != before["value"])
        assert 0 < kernel.set_value(before["control"], value) < kernel.spent.wall
        assert kernel.run("pass", asked)["value"] == str(value)
        with pytest.raises(CellFailed, match="did not change"):
            kernel.set_value(before["control"], value)
        with pytest.raises(CellFailed, match="ZeroDivisionError"):
            kernel.run("1 / 0")
