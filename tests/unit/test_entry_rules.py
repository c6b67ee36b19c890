"""The rules of entry as data: whole, sealed, true to the figures that they name."""

import csv
import shutil

import pytest

from helpers.errors import DataProblem
from helpers.evidence import citation, entry_rules, figure
from helpers.evidence.entry_rules import COUNTED, READINGS
from helpers.evidence.seal import write_seal
from helpers.evidence.tables import DATA_FOLDER

FILE, FIGURES = "entry_rules.csv", "published_figures.csv"

# Read on a hospital's copy of the record NCT02728752, on the sponsor's and a site's page, and in one summary.
AS_PRINTED = {
    "age_from": "at least 18 years",
    "age_to": "below 80 years",
    "age_from_summary": "at least 18 years",
    "age_to_summary": "at most 80 years",
    "mmt8": "below 142 points of 150",
    "abnormal_measures": "at least 2 of five",
    "physician_global": "at least 2 cm",
    "patient_global": "at least 2 cm",
    "extramuscular": "at least 2 cm",
    "enzyme": "more than 1.5 × ULN",
    "haq": "at least 0.25 points",
    "background_drugs": "at most 2 drugs now",
    "background_unchanged": "unchanged for 4 weeks",
    "failed_beside_steroid": "steroid and at least 1 drug failed and stopped",
    "background_drugs_summary": "at most 2 drugs now",
    "failed_any_summary": "at least 1 drug failed, a steroid or another",
    "cancer": "cancer within 2 years of myositis",
    "dvt": "deep vein thrombosis within the last year",
    "bmi": "body mass index of 40 kg/m² or more",
}

# Which figure, and which bound of it, each rule is to take.
MEANT = {
    "age_from": ("age_minimum", "value"),
    "age_to": ("age_maximum", "value"),
    "age_from_summary": ("age_range_summary", "lower"),
    "age_to_summary": ("age_range_summary", "upper"),
    "mmt8": ("mmt8_entry_below", "value"),
    "abnormal_measures": ("csm_abnormal_required", "value"),
    "physician_global": ("physician_global_entry", "value"),
    "patient_global": ("patient_global_entry", "value"),
    "extramuscular": ("extramuscular_entry", "value"),
    "enzyme": ("enzyme_entry", "value"),
    "haq": ("haq_entry", "value"),
    "background_drugs": ("background_immunosuppressants_maximum", "value"),
    "background_unchanged": ("background_stable_weeks", "value"),
    "failed_beside_steroid": ("prior_route_other_drugs", "value"),
    "background_drugs_summary": ("background_maximum_summary", "value"),
    "failed_any_summary": ("prior_route_summary", "value"),
    "cancer": ("exclusion_cancer_years", "value"),
    "dvt": ("exclusion_dvt_years", "value"),
    "bmi": ("exclusion_bmi", "value"),
}


@pytest.fixture
def data(tmp_path):
    """A copy of the data folder that a test may spoil."""
    return shutil.copytree(DATA_FOLDER, tmp_path / "data")


def read_table(data, file=FILE):
    with (data / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def write_table(data, table, file=FILE):
    with (data / file).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(table)


def set_cell(data, row, column, cell, file=FILE):
    table = read_table(data, file)
    line = next(number for number, cells in enumerate(table) if cells[0] == row)
    table[line][table[0].index(column)] = cell
    write_table(data, table, file)
    return line + 1


def find_problem(data, act=entry_rules):
    with pytest.raises(DataProblem) as refused:
        act(data)
    sentence = str(refused.value)
    assert "\n" not in sentence and sentence.endswith(".") and "`git checkout -- data/" in sentence
    return sentence


def test_the_rules_read_as_the_sources_print_them():
    assert {id: rule.words for id, rule in entry_rules().items()} == AS_PRINTED


def test_every_threshold_is_the_figure_that_is_meant():
    """Written down by hand: a rule that names another figure would still agree with the figure that it names."""
    rules = entry_rules()
    assert {id: rule.published.id for id, rule in rules.items()} == {id: name for id, (name, _) in MEANT.items()}
    for id, (name, bound) in MEANT.items():
        assert rules[id].threshold == getattr(figure(name), bound)
        assert citation(rules[id].published.citation).address.startswith("https://")


def test_only_a_rule_of_the_summary_cites_the_summary():
    of_the_summary = {id for id, rule in entry_rules().items() if rule.published.citation == "wms_summary_2023"}
    assert of_the_summary == {id for id, rule in entry_rules().items() if rule.reading == "summary"}


def test_the_five_measures_are_those_that_the_source_counts():
    counted = [rule.measure for rule in entry_rules().values() if rule.part == "counted"]
    assert counted == list(COUNTED)
    assert len(counted) == figure("csm_besides_mmt8").value


def test_age_and_therapy_alone_have_two_readings():
    disputed = {rule.criterion for rule in entry_rules().values() if rule.reading in READINGS}
    assert disputed == {"age", "therapy"}
    assert "age_maximum" in figure("age_range_summary").note


def test_the_rules_cannot_be_changed():
    with pytest.raises(TypeError):
        entry_rules()["mmt8"] = None


def test_missing_file_is_named(data):
    (data / FILE).unlink()
    assert f"data/{FILE} is not there" in find_problem(data)


IMPOSSIBLE = [
    ("mmt8", "figure", "mmt8_entry_under", "figure", "is the id of no row in data/published_figures.csv"),
    ("mmt8", "bound", "upper", "bound", "is empty in the figure mmt8_entry_below"),
    ("mmt8", "bound", "printed", "bound", "is none of what may stand there"),
    ("mmt8", "comparison", "=", "comparison", "is none of what may stand there"),
    ("mmt8", "criterion", "strength", "criterion", "is none of what may stand there"),
    ("mmt8", "reading", "rumour", "reading", "is none of what may stand there"),
    ("mmt8", "kind", "exclusion", "kind", "does not fit the measure"),
    ("mmt8", "part", "counted", "part", "they alone, count"),
    ("haq", "part", "", "part", "they alone, count"),
    ("background_drugs", "part", "", "part", "therapy, and it alone, has routes"),
    ("mmt8", "part", "failed route", "part", "therapy, and it alone, has routes"),
    ("mmt8", "words", "weak enough", "words", "no {limit} and no {threshold}"),
    ("mmt8", "figure", "", "figure", "must not be empty"),
]


@pytest.mark.parametrize(("row", "column", "cell", "named", "why"), IMPOSSIBLE)
def test_an_impossible_cell_is_named_and_never_sealed(data, row, column, cell, named, why):
    line = set_cell(data, row, column, cell)
    for act in (entry_rules, write_seal):
        sentence = find_problem(data, act)
        assert f"data/{FILE}, row {row} (line {line}), column {named}:" in sentence
        assert why in sentence


@pytest.mark.parametrize(
    ("column", "cell"),
    [("comparison", "<="), ("figure", "age_minimum"), ("reading", "registry"), ("words", "{limit}!")],
)
def test_an_altered_cell_is_found_and_named(data, column, cell):
    line = set_cell(data, "haq", column, cell)
    # A reading that is taken away leaves the other one without the measure, which is told first.
    expected = "no rule has haq" if column == "reading" else f"row haq (line {line}), column {column}:"
    assert expected in find_problem(data)


def test_an_altered_threshold_is_found_in_the_file_that_holds_it(data):
    set_cell(data, "mmt8_entry_below", "value", "145", FIGURES)
    set_cell(data, "mmt8_entry_below", "printed", "< 145", FIGURES)
    assert f"data/{FIGURES}, row mmt8_entry_below" in find_problem(data)


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (["mmt8"], "no rule has mmt8 as its criterion in the registry's reading"),
        (["age_from_summary", "age_to_summary"], "no rule has age as its criterion in one summary's reading"),
        (["enzyme"], "no rule has enzyme as its measure"),
        (["failed_any_summary"], "no rule has failed route as its part in one summary's reading"),
        (["age_to"], "the row age_to, which was sealed, is missing"),
    ],
)
def test_a_lost_rule_is_named(data, lost, told):
    write_table(data, [cells for cells in read_table(data) if cells[0] not in lost])
    assert told in find_problem(data)


def test_a_threshold_that_was_changed_on_purpose_is_taken_over(data):
    set_cell(data, "mmt8_entry_below", "value", "145", FIGURES)
    set_cell(data, "mmt8_entry_below", "printed", "< 145", FIGURES)
    write_seal(data)
    assert entry_rules(data)["mmt8"].threshold == 145
