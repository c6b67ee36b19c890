"""The glossary: one page, in order, each term reached from where a notebook first uses it."""

from __future__ import annotations

import re

import pytest

from tests.notebooks.glossary import GLOSSARY, find_bad_links, link, make_anchor, read_terms
from tests.notebooks.prose import NOTEBOOKS, find_unvouched, read_allowed, read_prose

TEXT = GLOSSARY.read_text(encoding="utf-8")
TERMS = read_terms(TEXT)


def test_terms_stand_in_order_each_once():
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert headings == list(TERMS)
    assert headings == sorted(headings, key=str.casefold)
    assert len({make_anchor(term) for term in headings}) == len(headings)


@pytest.mark.parametrize("term", TERMS)
def test_a_definition_is_one_short_sentence_that_fits_into_a_link_title(term):
    definition = TERMS[term]
    assert definition.endswith(".") and "#" not in definition
    assert not re.search(r'["\[\]]', definition)
    assert len(definition.split()) <= 34
    # JupyterLab and GitHub make the anchor from the heading; other signs are treated differently by the two.
    assert re.fullmatch(r"[a-zA-Z0-9 -]+", term)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_to_the_glossary_say_what_it_says(path):
    prose = read_prose(path)
    assert find_bad_links(prose, TERMS) == []
    assert "glossary.md#" in prose


def test_every_term_is_met_in_a_notebook():
    prose = "\n".join(read_prose(path) for path in NOTEBOOKS)
    assert [term for term in TERMS if f"glossary.md#{make_anchor(term)} " not in prose] == []


def test_the_numbers_of_the_glossary_have_somebody_who_vouches_for_them():
    assert find_unvouched(TEXT, read_allowed("glossary")) == []


@pytest.mark.parametrize(
    ("prose", "complaint"),
    [
        ('[odds](glossary.md#odds "Chances.")', "odds is not in the glossary"),
        ('[p](glossary.md#p-value "Another.")', "should be"),
        ('[p value](glossary.md#p-value "How often.") [p](glossary.md#p-value "How often.")', "linked twice"),
    ],
)
def test_a_wrong_link_is_found(prose, complaint):
    (problem,) = find_bad_links(prose, {"p value": "How often."})
    assert complaint in problem
    assert find_bad_links(link("p value", {"p value": "How often."}), {"p value": "How often."}) == []
