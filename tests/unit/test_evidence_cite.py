"""Links that quote a figure, and the table of sources at a notebook's end."""

import re

import pytest

from helpers.errors import Impossible
from helpers.evidence import cite, cited_ids, figure, figures, sources_table


def test_a_link_shows_the_figure_leads_to_its_source_and_names_its_row():
    assert cite("responders_placebo") == (
        '[44 %](https://doi.org/10.1056/NEJMoa2117912 "responders_placebo: 21 of 48")'
    )


def test_a_derived_figure_says_so_in_its_title():
    assert cite("responders_ivig_tis40", "32 patients").endswith('"responders_ivig_tis40: 32 of 47, derived")')


def test_a_link_may_show_words_alone():
    assert cite("responders_placebo", "nearly half").startswith("[nearly half](")


@pytest.mark.parametrize("text", ["43 %", "21 of 47", "79 %"])
def test_a_link_never_shows_a_number_of_another_figure(text):
    with pytest.raises(Impossible, match="none of responders_placebo: it must agree with 21 of 48"):
        cite("responders_placebo", text)


@pytest.mark.parametrize("text", ["", "  ", "[44 %]"])
def test_a_text_that_breaks_a_link_is_refused(text):
    with pytest.raises(Impossible, match="cannot be a link"):
        cite("responders_placebo", text)


def test_every_figure_can_be_cited_and_found_again():
    markdown = " and ".join(cite(id) for id in figures())
    assert cited_ids(markdown) == list(figures())


def test_every_link_is_one_markdown_link():
    whole = re.compile(r'\[[^\[\]\n]+\]\(https?://[^\s()"<>]+ "[^"\n]+"\)')
    assert [id for id in figures() if not whole.fullmatch(cite(id))] == []


def test_links_without_a_figure_are_passed_over():
    text = f'[a page](https://example.org "a page") {cite("randomised")} {cite("randomised")} plain 95'
    assert cited_ids(text) == ["randomised"]


def test_sources_are_listed_once_in_the_order_of_the_figures():
    ids = ["mean_tis_ivig", "responders_ivig", "responders_placebo", "mean_tis_placebo", "mean_tis_ivig"]
    table = sources_table(ids)
    assert [source.key for source, _ in table.rows] == ["wms_summary_2023", "proderm_2022"]
    assert [[row.id for row in gave] for _, gave in table.rows] == [
        ["mean_tis_ivig", "mean_tis_placebo"],
        ["responders_ivig", "responders_placebo"],
    ]


def test_sources_table_is_readable_as_html_text_and_frame():
    table = sources_table(["responders_ivig_tis40", "p_tis20_yates"])
    shown = table._repr_html_()
    assert "<caption" in shown and 'scope="col"' in shown and 'href="https://doi.org/10.1056/NEJMoa2117912"' in shown
    assert "Yates&#x27;s" in shown and "(derived)" in shown
    assert str(figure("p_tis20_yates")) in str(table)
    assert table.to_frame()["status"].tolist() == ["derived"]


def test_sources_table_of_nothing_is_an_empty_table():
    assert sources_table([]).to_frame().empty
    assert "<table>" in sources_table([])._repr_html_()


def test_sources_table_refuses_an_unknown_figure():
    with pytest.raises(Impossible, match="no figure with id = 'nothing_known'"):
        sources_table(["nothing_known"])
