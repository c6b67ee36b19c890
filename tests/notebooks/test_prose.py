"""Every number in the prose is a figure's own, linked to its source, or allowed for a stated reason."""

from __future__ import annotations

import pytest

from helpers.evidence import cite
from tests.notebooks.prose import NOTEBOOKS, Allowed, find_unvouched, read_allowed, read_prose


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_number_has_somebody_who_vouches_for_it(path):
    problems = find_unvouched(read_prose(path), read_allowed(path.stem))
    assert problems == [], "\n".join(problems)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exception_states_a_reason(path):
    assert all(len(allowed.reason) > 10 for allowed in read_allowed(path.stem))


@pytest.mark.parametrize(
    ("prose", "complaint"),
    [
        ("In all 37 responded.", "a number without a source"),
        ('[38 of 47](https://doi.org/10.1056/NEJMoa2117912 "responders_ivig: 37 of 47")', "none of responders_ivig"),
        ('[37 of 47](https://doi.org/10.1056/NEJMoa2117912 "responders_ivig: 36 of 47")', "should be"),
        ('[37 of 47](https://example.org "responders_ivig: 37 of 47")', "should be"),
        ('[37 of 47](https://doi.org/10.1056/NEJMoa2117912 "responders: 37 of 47")', "responders_ivig"),
        ("[37 of 47](https://doi.org/10.1056/NEJMoa2117912)", "with the title ''"),
    ],
)
def test_a_wrong_number_is_found(prose, complaint):
    (problem,) = find_unvouched(prose, [])
    assert complaint in problem


def test_a_right_number_passes_and_a_stale_exception_does_not():
    assert find_unvouched(f"On IVIg {cite('responders_ivig')} responded in `cell 3`.", []) == []
    (problem,) = find_unvouched("No number here.", [Allowed("chapter 9", "number of a chapter")])
    assert "not in the text" in problem
