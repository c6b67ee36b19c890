"""The data files themselves: whole, sealed, described, and true to the pages they were read from."""

import csv
import re

import pytest

from helpers.evidence import Status, citations, figure, figures, tis_table
from helpers.evidence.seal import SEALED, write_seal
from helpers.evidence.tables import DATA_FOLDER

DICTIONARY = (DATA_FOLDER / "README.md").read_text(encoding="utf-8")


def test_seal_is_what_sealing_writes(tmp_path):
    for table, _ in SEALED:
        (tmp_path / table.file).write_bytes((DATA_FOLDER / table.file).read_bytes())
    assert write_seal(tmp_path).read_text(encoding="utf-8") == (DATA_FOLDER / "seal.csv").read_text(encoding="utf-8")


def test_every_source_is_cited_and_every_citation_has_a_source():
    cited = {row.citation for row in figures().values()} | {m.citation for m in tis_table().measures.values()}
    assert cited | {tis_table().citation} == set(citations())


def test_printed_text_agrees_with_the_numbers_of_its_row():
    assert {id: row.printed for id, row in figures().items() if not row.is_as_printed} == {}


@pytest.mark.parametrize(
    ("arm_ids", "whole"),
    [
        (("randomised_ivig", "randomised_placebo"), 95),
        (("entered_extension_ivig", "entered_extension_placebo"), 91),
        (("completed_first_period_ivig", "completed_first_period_placebo"), 91),
        (("msa_dm_specific_trial", "msa_antisynthetase_trial", "msa_necrotising_trial"), 41),
        (("msa_reanalysis", "maa_only_reanalysis", "no_antibody_reanalysis"), 95),
    ],
)
def test_parts_add_up_to_the_whole(arm_ids, whole):
    assert sum(figure(id).count for id in arm_ids) == whole


def test_severity_strata_add_up_to_everybody():
    assert sum(figure(f"baseline_{name}").value for name in ("mild", "moderate", "severe")) == 100


# Arthritis Res Ther 2024;26, table 1: patients, printed percentage, events.
SAFETY_TABLE = {
    "any_events": ((42, 80.8, 196), (28, 58.3, 135), (84, 88.4, 545)),
    "infusional_events": ((34, 65.4, 139), (19, 39.6, 65), (76, 80.0, 351)),
    "serious_events": ((3, 5.8, 5), (2, 4.2, 4), (14, 14.7, 22)),
    "related_events": ((30, 57.7, 113), (11, 22.9, 38), (62, 65.3, 282)),
    "discontinuation_events": ((3, 5.8, 8), (0, 0.0, 0), (13, 13.7, 25)),
    "thromboembolic": ((1, 1.9, 2), (0, 0.0, 0), (6, 6.3, 8)),
    "thromboembolic_related": ((0, 0.0, 0), (0, 0.0, 0), (5, 5.3, 6)),
}


@pytest.mark.parametrize("kind", SAFETY_TABLE)
def test_safety_counts_are_those_of_the_safety_paper(kind):
    rows = [figure(f"{kind}_{arm}") for arm in ("ivig", "placebo", "all_ivig")]
    assert [(row.count, round(row.percent, 1), row.events) for row in rows] == list(SAFETY_TABLE[kind])
    assert [row.n for row in rows] == [52, 48, 95]
    assert [row.comparison for row in rows] == ["as treated", "as treated", "uncontrolled"]


# The abstract and the two summaries that the course starts from.
def test_figures_of_the_two_summaries():
    assert [figure(id).count for id in ("responders_ivig", "responders_placebo", "headache_related")] == [37, 21, 40]
    assert [round(figure(f"{event}_related").percent) for event in ("headache", "pyrexia", "nausea")] == [42, 19, 16]
    assert (figure("mean_tis_ivig").value, figure("mean_tis_ivig").sd) == (47.7, 24.2)
    assert (figure("mean_tis_placebo").value, figure("mean_tis_placebo").sd) == (21.3, 20.8)
    assert [figure(id).count for id in ("msa_trial", "maa_trial")] == [41, 20]


CONFLICTS = [
    ("tis_range", "tis_range_misprint"),
    ("mean_tis_ivig", "mean_tis_ivig_congress"),
    ("mean_tis_placebo", "mean_tis_placebo_congress"),
    ("related_events_all_ivig", "related_events_summarised"),
    ("related_events_all_ivig", "related_events_mislabelled"),
    ("related_events_ivig", "any_events_ivig_mislabelled"),
    ("related_events_placebo", "any_events_placebo_mislabelled"),
    ("thromboembolic_related_all_ivig", "thromboembolic_wrong_denominator"),
    ("cerebral_infarction_days", "serious_within_hours"),
    ("difference_tis20_wald", "difference_tis20_summary"),
    ("mmt8_maximum", "mmt8_maximum_other"),
    ("fragility_response", "fragility_non_response"),
    ("age_maximum", "age_range_summary"),
    ("background_stable_weeks", "background_maximum_summary"),
    ("prior_route_other_drugs", "prior_route_summary"),
]


@pytest.mark.parametrize(("followed", "doubtful"), CONFLICTS)
def test_a_figure_that_misleads_names_the_one_we_follow(followed, doubtful):
    assert followed in figures()
    assert followed in figure(doubtful).note


def test_ids_that_a_note_names_exist():
    # A name with two underscores is an id; plain words have none.
    named = {word for row in figures().values() for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", row.note or "")}
    assert named <= set(figures()) | set(citations())


def test_efficacy_in_the_arms_is_randomised_and_week_40_is_not():
    assert {row.comparison for id, row in figures().items() if id.startswith("responders_") and "week40" in id} == {
        "uncontrolled"
    }
    assert figure("responders_ivig").comparison == figure("responders_placebo").comparison == "randomised"


def test_only_derived_figures_carry_more_digits_than_sources_print():
    published = [row for row in figures().values() if row.status is Status.PUBLISHED and row.value is not None]
    assert [row.id for row in published if round(row.value, 4) != row.value] == []


@pytest.mark.parametrize("path", sorted(DATA_FOLDER.glob("*.csv")), ids=lambda path: path.name)
def test_every_column_stands_in_the_dictionary(path):
    with path.open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))
    section = DICTIONARY.split(f"## `{path.name}`", 1)[1].split("\n## ", 1)[0]
    assert [column for column in columns if f"| `{column}` |" not in section] == []


@pytest.mark.parametrize("path", sorted(DATA_FOLDER.glob("*.csv")), ids=lambda path: path.name)
def test_files_are_plain_utf8_with_unix_line_ends(path):
    text = path.read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in text
    assert text.decode("utf-8").endswith("\n")
