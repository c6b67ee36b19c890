"""`verdict(...)` as a cell makes it, and the claims that there are."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from helpers.errors import Impossible
from helpers.learning import verdict
from helpers.learning.answer_box import SHOW
from helpers.learning.catalogue import describe_unknown
from helpers.learning.record import FILE_NAME
from helpers.learning.verdicts import CLAIMS, ITEMS
from tests.unit.learner_tools import Driver


@pytest.mark.parametrize(
    ("name", "called"),
    [(None, "None"), (True, "True"), (5, "5"), (["a"], "['a']"), (10**5000, "a int too long to print")],
    ids=lambda name: str(type(name).__name__),
)
def test_what_is_no_name_is_not_known_either(name, called):
    assert describe_unknown("claim", name, ["higher_bar", "subtypes"]) == (
        f"There is no claim called “{called}”. There are: higher_bar, subtypes."
    )


class TestTheCall:
    """`verdict(...)` as a cell makes it."""

    @pytest.fixture(autouse=True)
    def stand_beside_a_notebook(self, tmp_path, monkeypatch):
        (tmp_path / "04_editorial_critique.ipynb").touch()
        monkeypatch.chdir(tmp_path)

    @pytest.mark.parametrize(
        ("item", "told"),
        [
            ("subtype", "There is no claim called “subtype”. Did you mean “subtypes”?"),
            ("Higher bar", "Did you mean “higher_bar”?"),
            ("qqq", "There are: placebo_response, subjective_parts, large_numbers, higher_bar, subtypes, one_size."),
            ("a_mountain", "There are: placebo_response"),
            ("x" * 5000, "There are: placebo_response"),
            ("", "There is no claim called “”."),
            (5, "goes between the brackets, in quotes"),
            (None, "goes between the brackets, in quotes"),
            (["subtypes"], "goes between the brackets, in quotes"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_name_that_is_not_known_is_answered_in_a_sentence(self, item, told):
        with pytest.raises(Impossible) as problem:
            verdict(item)
        assert told in str(problem.value)
        assert len(str(problem.value)) < 200

    def test_a_call_finds_the_record_beside_the_notebook(self, tmp_path):
        Driver(verdict("higher_bar")).press(SHOW)
        assert "verdict:higher_bar" in json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["predictions"]


@pytest.mark.parametrize("module", ITEMS)
def test_the_catalogue_lists_what_each_notebook_asks(module):
    claims = import_module(f"helpers.learning.verdicts.{module}").CLAIMS
    assert tuple(claim.item for claim in claims) == ITEMS[module]
    assert {claim.notebook[3:] for claim in claims} == {module}


NEVER_SAID = ("you are right", "you are wrong", "mistake", "proves", "confirms", "*", "`")
"""Grades, what no trial does, and Markdown that is shown as it was typed."""


@pytest.mark.parametrize("item", CLAIMS)
def test_each_explanation_cites_and_never_grades(item):
    why = CLAIMS[item].explain()
    assert "](https://" in why
    assert len(why.split()) < 120
    assert not [words for words in NEVER_SAID if words in why.lower()]
