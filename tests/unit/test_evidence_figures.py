"""Looking up figures and sources, and what a text about a figure may print."""

import os
import subprocess
import sys

import pytest

from helpers.errors import Impossible
from helpers.evidence import (
    Comparison,
    PublishedFigure,
    Status,
    citation,
    citations,
    figure,
    figures,
    figures_table,
    numbers_in,
)
from helpers.evidence.printed_numbers import round_as_printed


def make_figure(**cells):
    row = dict.fromkeys(PublishedFigure.model_fields)
    row |= {"id": "made_up", "quantity": "Made up", "status": "published", "unit": "percent", "printed": "?"}
    return PublishedFigure(**(row | {"citation": "proderm_2022"} | cells))


def test_a_count_gives_proportion_and_percent():
    row = figure("responders_placebo")
    assert (row.proportion, row.percent) == (0.4375, 43.75)
    assert (row.status, row.comparison) == (Status.PUBLISHED, Comparison.RANDOMISED)


def test_a_percentage_without_public_counts_gives_proportion_and_percent():
    row = figure("percent_ivig_tis40")
    assert (row.count, row.percent, row.proportion) == (None, 68, 0.68)


def test_a_mean_has_no_proportion():
    assert figure("mean_tis_ivig").proportion is None
    assert figure("mean_tis_ivig").percent is None


@pytest.mark.parametrize(
    ("id", "summary"),
    [
        ("responders_placebo", "21 of 48"),
        ("related_events_ivig", "30 of 52, 113 events"),
        ("related_serious_patient_3", "1 event"),
        ("related_events_summarised", "282 events"),
        ("mean_tis_ivig", "47.7 TIS points, SD 24.2"),
        ("mean_tis_interval", "95 % interval 17.2 to 35.6 TIS points"),
        ("difference_tis20", "35 percentage points (95 % interval 17 to 53), p < 0.001"),
        ("cdasi_change_p", "p < 0.0001"),
        ("tis_range", "0 to 100 TIS points"),
        ("zero_of_52_upper_one_sided", "95 % interval up to 5.59822 percent"),
        ("percent_ivig_tis40", "68 %"),
    ],
)
def test_summary_says_the_figure_in_a_few_words(id, summary):
    assert figure(id).summary == summary


def test_a_figure_shows_itself_with_status_and_source():
    shown = figure("responders_ivig_tis40")._repr_html_()
    assert "32 of 47" in shown and "DERIVED" in shown
    assert 'href="https://doi.org/10.1056/NEJMoa2117912"' in shown
    assert str(figure("responders_ivig_tis40")).endswith("(IVIg, week 16): 32 of 47")


def test_figures_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        figure("responders_ivig").count = 38
    with pytest.raises(TypeError):
        figures()["responders_ivig"] = figure("responders_placebo")


def test_unknown_figure_names_the_nearest():
    with pytest.raises(Impossible, match="no figure with id = 'responder_placebo': the nearest are responders_placebo"):
        figure("responder_placebo")


def test_unknown_figure_that_is_like_none_says_where_they_are_listed():
    with pytest.raises(Impossible, match=r"data/published_figures\.csv"):
        figure("qqq")


def test_unknown_source_names_the_nearest():
    with pytest.raises(Impossible, match=r"no source with key = 'proderm_2023'.*proderm_2022"):
        citation("proderm_2023")


def test_a_source_leads_to_its_doi_and_only_else_to_a_page():
    assert citation("proderm_2022").address == "https://doi.org/10.1056/NEJMoa2117912"
    assert citation("proderm_registry").address == "https://clinicaltrials.gov/study/NCT02728752"
    assert all(source.address.startswith("http") for source in citations().values())


def test_a_source_says_itself_in_one_line():
    line = str(citation("proderm_2022"))
    assert line.startswith("Aggarwal R, Charles-Schoeman C, Schessl J, et al. Trial of Intravenous Immune Globulin")
    assert line.endswith("https://doi.org/10.1056/NEJMoa2117912")


def test_table_reads_numbers_as_numbers():
    table = figures_table()
    assert list(table.index) == list(figures())
    assert table.loc["responders_ivig", "count"] + table.loc["responders_placebo", "count"] == 58
    assert (table["count"].dtype, table["value"].dtype) == ("Int64", "float64")
    assert table["count"].isna().any()


def test_table_of_chosen_figures_keeps_their_order():
    chosen = ["responders_placebo", "responders_ivig"]
    assert list(figures_table(chosen).index) == chosen
    with pytest.raises(Impossible, match="responders_nobody"):
        figures_table(["responders_nobody"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("79 % (37 of 47)", [79, 37, 47]),
        ("35 (16.7–53.2), P<0.001", [35, 16.7, 53.2, 0.001]),
        ("−9.36 (−12.52 to −6.19)", [9.36, 12.52, 6.19]),
        ("17-53", [17, 53]),
        ("MMT-8, TIS20 and NCT02728752", []),
        ("12,500 or 12\u00a0500 or 12\u2009500", [12500, 12500, 12500]),
        ("0 100 and 16 664", [0, 100, 16, 664]),
        ("2.0-fold.", [2]),
        ("version 1.2.3", []),
        ("", []),
    ],
)
def test_numbers_are_read_out_of_text(text, numbers):
    assert numbers_in(text) == numbers


def test_halves_are_rounded_up_as_sources_do():
    assert 43.8 in round_as_printed(43.75)
    assert 0.13 in round_as_printed(0.125)
    assert 43.7 not in round_as_printed(43.75)


def test_small_numbers_keep_their_digits():
    assert round_as_printed(0.4375) == {0.4375, 0.438, 0.44}
    assert 0.0005 in round_as_printed(0.00047396, digits_below_one=1)
    assert 0.0 not in round_as_printed(0.00047396, digits_below_one=1)


@pytest.mark.parametrize("text", ["44 %", "43.8 %", "43.75 %", "21", "21 of 48", "0.44", "0.4375", "nearly half"])
def test_what_may_be_printed_about_the_placebo_responders(text):
    assert figure("responders_placebo").prints(text)


@pytest.mark.parametrize("text", ["43 %", "45 %", "22 of 48", "21 of 47", "40 %", "79 %", "0.4"])
def test_what_may_not_be_printed_about_the_placebo_responders(text):
    assert not figure("responders_placebo").prints(text)


def test_an_interval_prints_with_fewer_digits_and_without_its_sign():
    row = make_figure(unit="percentage points", value=-24.493, lower=-59.638, upper=10.652, level=0.95)
    assert row.prints("−24 (−60 to 11), 95 % interval")
    assert row.prints("24.5 points")
    assert not row.prints("−25")


def test_a_p_value_prints_with_one_digit():
    row = make_figure(unit="p value", p_relation="=", p_value=0.00047396)
    assert row.prints("0.0005") and row.prints("0.00047")
    assert not row.prints("0.0004")


def test_a_column_that_does_not_belong_is_refused():
    with pytest.raises(ValueError, match="extra"):
        make_figure(value=5, colour="blue")


def test_import_is_light_and_works_from_any_folder(tmp_path):
    script = (
        "import sys; from helpers.evidence import figure; "
        "print(figure('responders_ivig').count, {'pandas', 'numpy', 'scipy'} & set(sys.modules))"
    )
    # A system whose own encoding is not UTF-8, as on Windows.
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "37 set()"
