"""Whatever a public helper is given, it gives a value or one sentence that names the argument; never anything else."""

from __future__ import annotations

import inspect

import pytest

from tests.unit.hostile_tools import HOSTILE, LABELS, MORE_HOSTILE, call, fill_in, find_fault, list_public

PUBLIC = dict(list_public())

LONG = ("figures.cohort_plots.plot_before_after", "models.printed_counts.find_counts_that_fit")
"""They draw with seaborn, or look through all pairs of counts: left out of make quick."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Stand beside a notebook of one's own, so that nothing is kept in the project."""
    (tmp_path / "mine.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def list_faults(name, hostile):
    helper = PUBLIC[name]
    good = fill_in(helper)
    # If this is refused, `hostile_tools` lacks a good value, and all below would test nothing.
    call(helper, good)
    asked = [
        parameter for parameter in inspect.signature(helper).parameters if (helper.__name__, parameter) not in LABELS
    ]
    found = [
        (parameter, repr(value)[:40] if not isinstance(value, int) else type(value), fault)
        for parameter in asked
        for value in hostile
        if (fault := find_fault(helper, good | {parameter: value}, parameter))
    ]
    return found


def test_the_helpers_of_every_layer_are_found():
    assert {name.split(".")[0] for name in PUBLIC} == {"evidence", "models", "learning", "figures"}
    asked = {"models.proportions.compare_proportions", "evidence.cite.cite", "figures.cohort_plots.plot_before_after"}
    assert asked | {"learning.check.check", "models.tis_frame.score_patients"} <= set(PUBLIC)
    assert len(PUBLIC) > 100


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in PUBLIC]
)
def test_no_value_escapes_a_public_helper(name):
    assert list_faults(name, HOSTILE) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLIC)
def test_no_stranger_value_escapes_either(name):
    assert list_faults(name, MORE_HOSTILE) == []
