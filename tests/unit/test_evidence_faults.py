"""A fault in a data file stops with one sentence that names file, row and column, and how to get the file back.

Each fault is put into a copy of the data folder.
"""

import csv
import shutil

import pytest

from helpers.errors import DataProblem
from helpers.evidence import citation, cite, entry_rules, figures, synthetic_cohort, tis_table
from helpers.evidence.seal import write_seal
from helpers.evidence.tables import DATA_FOLDER

FIGURES, CITATIONS, SEAL = "published_figures.csv", "citations.csv", "seal.csv"
COHORT = "synthetic_cohort.csv"
FILES = (FIGURES, CITATIONS, SEAL, "tis_points.csv", "tis_measures.csv", "tis_enzymes.csv", "entry_rules.csv", COHORT)


@pytest.fixture
def data(tmp_path):
    """A copy of the data folder that a test may spoil."""
    return shutil.copytree(DATA_FOLDER, tmp_path / "data")


def read_table(data, file):
    with (data / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def write_table(data, file, table):
    with (data / file).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(table)


def set_cell(data, file, row, column, cell):
    """Write `cell` into the first row whose first cell is `row`; return the line it stands on."""
    table = read_table(data, file)
    line = next(number for number, cells in enumerate(table) if cells[0] == row)
    table[line][table[0].index(column)] = cell
    write_table(data, file, table)
    return line + 1


def load_everything(data):
    figures(data)
    citation("proderm_2022", data)
    tis_table(data)
    entry_rules(data)
    synthetic_cohort(data)


def find_problem(data):
    """Return the sentence with which the spoiled folder is refused."""
    with pytest.raises(DataProblem) as refused:
        load_everything(data)
    sentence = str(refused.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def assert_names(sentence, file, *parts):
    for part in (f"data/{file}", f"`git checkout -- data/{file}`", "download that file again", *parts):
        assert part in sentence


def test_untouched_copy_passes(data):
    load_everything(data)
    assert figures(data)["responders_ivig"].count == 37


def test_missing_folder_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(DataProblem) as refused:
        figures(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in str(refused.value)
    assert "pip install -e ." in str(refused.value)


@pytest.mark.parametrize("file", FILES)
def test_missing_file_is_named(data, file):
    (data / file).unlink()
    assert_names(find_problem(data), file, "is not there", str(data / file))


@pytest.mark.parametrize("file", FILES)
def test_missing_column_is_named(data, file):
    table = read_table(data, file)
    column = table[0][1]
    write_table(data, file, [[cells[0], *cells[2:]] for cells in table])
    assert_names(find_problem(data), file, "line 1", f"the column {column} is missing")


@pytest.mark.parametrize("file", FILES)
def test_empty_file_is_named(data, file):
    (data / file).write_text("", encoding="utf-8")
    assert_names(find_problem(data), file, "is empty")


@pytest.mark.parametrize("file", FILES)
def test_cut_off_file_is_named(data, file):
    text = (data / file).read_bytes()
    (data / file).write_bytes(text[: 3 * len(text) // 4])
    assert f"data/{file}" in find_problem(data)


def test_header_without_rows_is_named(data):
    write_table(data, FIGURES, read_table(data, FIGURES)[:1])
    assert_names(find_problem(data), FIGURES, "no rows")


def test_unknown_column_is_named(data):
    table = read_table(data, FIGURES)
    write_table(data, FIGURES, [[*cells, "x"] for cells in table])
    assert_names(find_problem(data), FIGURES, "line 1", "'x' is unknown or doubled")


def test_semicolons_of_a_spreadsheet_are_recognised(data):
    with (data / FIGURES).open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows(read_table(DATA_FOLDER, FIGURES))
    assert_names(find_problem(data), FIGURES, "line 1", "semicolons")


def test_text_that_is_not_utf8_is_named(data):
    text = (data / CITATIONS).read_text(encoding="utf-8")
    (data / CITATIONS).write_bytes(text.replace("Aggarwal R", "Aggárwal R").encode("latin-1", errors="replace"))
    assert_names(find_problem(data), CITATIONS, "is not UTF-8 text")


def test_unclosed_quotation_mark_is_named(data):
    text = (data / FIGURES).read_text(encoding="utf-8")
    (data / FIGURES).write_text(text + 'spoiled,"never closed', encoding="utf-8")
    assert_names(find_problem(data), FIGURES, "not a readable CSV file")


def test_row_with_a_cell_too_many_is_named(data):
    table = read_table(data, FIGURES)
    table[7].append("")
    write_table(data, FIGURES, table)
    assert_names(find_problem(data), FIGURES, repr(table[7][0]), "line 8", f"column {table[0][-1]}")


def test_windows_line_ends_and_byte_order_mark_are_no_fault(data):
    for file in FILES:
        text = (data / file).read_text(encoding="utf-8")
        (data / file).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    load_everything(data)
    assert cite("responders_ivig", folder=data) == cite("responders_ivig")


def test_duplicate_id_is_named(data):
    table = read_table(data, FIGURES)
    twice = next(cells for cells in table if cells[0] == "responders_ivig")
    write_table(data, FIGURES, [*table, twice])
    sentence = find_problem(data)
    assert_names(sentence, FIGURES, "row responders_ivig", f"(line {len(table) + 1})", "column id")
    assert f"stands on line {table.index(twice) + 1} already" in sentence


IMPOSSIBLE = [
    ("responders_ivig", "n", "30", "count", "'37' is impossible, because there are only n = 30 patients"),
    ("responders_ivig", "n", "", "n", "count = 37 without its denominator"),
    ("responders_ivig", "count", "thirty-seven", "count", "is not a whole number"),
    ("responders_ivig", "count", "36.5", "count", "is not a whole number"),
    ("responders_ivig", "count", "-1", "count", "must be at least 0"),
    ("responders_ivig", "id", "Responders IVIg", "id", "is not written as it must be"),
    ("responders_ivig", "unit", "", "unit", "must not be empty"),
    ("responders_ivig", "unit", "cm", "unit", "does not fit a count of patients"),
    ("responders_ivig", "status", "rumoured", "status", "is none of what may stand there"),
    ("responders_ivig", "status", "synthetic", "status", "is none of what may stand there"),
    ("responders_ivig", "comparison", "adjusted", "comparison", "is none of what may stand there"),
    ("responders_ivig", "derivation", "37/47", "derivation", "must be empty"),
    ("responders_ivig", "citation", "nobody_1999", "citation", "is the key of no source"),
    ("responders_ivig_tis40", "derivation", "", "derivation", "does not say how a derived figure was computed"),
    ("related_events_ivig", "events", "29", "events", "does not fit count = 30"),
    ("percent_ivig_tis40", "value", "680", "value", "runs from 0 to 100"),
    ("ivig_pilot_tis40", "value", "62.0", "value", "the counts give 42.1"),
    ("mean_tis_ivig", "value", "47,7", "value", "is not a number"),
    ("mean_tis_ivig", "value", "nan", "value", "is not a number"),
    ("mean_tis_ivig", "sd", "-24.2", "sd", "must be at least 0"),
    ("difference_tis20", "lower", "63", "lower", "is above upper = 53"),
    ("difference_tis20", "value", "3.5", "value", "is below lower = 17"),
    ("difference_tis20", "value", "350", "value", "is above upper = 53"),
    ("difference_tis20", "level", "95", "level", "must be less than 1"),
    ("difference_tis20", "p_value", "1.5", "p_value", "must be at most 1"),
    ("difference_tis20", "p_relation", "", "p_relation", "must stand together"),
    ("cdasi_change_p", "p_value", "", "p_value", "must stand together"),
    ("randomised", "value", "", "value", "without any number"),
]


@pytest.mark.parametrize(("row", "column", "cell", "named", "why"), IMPOSSIBLE)
def test_impossible_figure_names_row_and_column(data, row, column, cell, named, why):
    line = set_cell(data, FIGURES, row, column, cell)
    shown = cell if column == "id" else row
    assert_names(find_problem(data), FIGURES, f"row {shown} (line {line})", f"column {named}:", why)


ALTERED = [
    (FIGURES, "responders_ivig", "count", "38"),
    (FIGURES, "responders_placebo", "n", "49"),
    (FIGURES, "related_events_all_ivig", "events", "283"),
    (FIGURES, "mean_tis_ivig", "sd", "24.3"),
    (FIGURES, "difference_tis20", "upper", "54"),
    (FIGURES, "difference_tis20", "value", ""),
    (FIGURES, "responders_ivig", "printed", "97 %"),
    (FIGURES, "responders_ivig", "status", ""),
    (FIGURES, "responders_ivig", "comparison", "uncontrolled"),
    (FIGURES, "responders_ivig", "quantity", "Responders, Total Improvement Score of at least 40"),
    (FIGURES, "responders_ivig", "arm", "placebo"),
    (FIGURES, "responders_ivig", "timepoint", "week 15"),
    (CITATIONS, "proderm_2022", "doi", "10.1056/NEJMoa2117913"),
    (CITATIONS, "proderm_2022", "year", "2023"),
    ("tis_measures.csv", "mmt8", "maximum", "80"),
    ("tis_enzymes.csv", "CK", "range_uln", "16"),
    ("entry_rules.csv", "mmt8", "comparison", "<="),
]


@pytest.mark.parametrize(("file", "row", "column", "cell"), ALTERED)
def test_altered_cell_is_found_and_named(data, file, row, column, cell):
    line = set_cell(data, file, row, column, cell)
    assert_names(find_problem(data), file, f"row {row} (line {line})", f"column {column}:")


def test_altered_points_are_found_and_named(data):
    table = read_table(data, "tis_points.csv")
    line = next(number for number, cells in enumerate(table) if cells == ["mmt8", "20", "30", "27.5"])
    table[line][3] = "25"
    write_table(data, "tis_points.csv", table)
    assert_names(find_problem(data), "tis_points.csv", f"row mmt8 4 (line {line + 1})", "column points", "'25'")


GAPS = [
    (1, "improvement_over_percent", "-5", "must be at least 0"),
    (1, "improvement_over_percent", "1", "no lower bound"),
    (1, "points", "2.5", "must be 0"),
    (2, "improvement_over_percent", "6", "does not join the band before it"),
    (3, "improvement_up_to_percent", "15", "not above the bound where the band begins"),
    (4, "points", "12.5", "fewer than the band before it"),
    (5, "improvement_up_to_percent", "100", "no upper bound"),
]


@pytest.mark.parametrize(("line", "column", "cell", "why"), GAPS)
def test_point_table_with_a_gap_is_refused(data, line, column, cell, why):
    table = read_table(data, "tis_points.csv")
    table[line][table[0].index(column)] = cell
    write_table(data, "tis_points.csv", table)
    assert_names(find_problem(data), "tis_points.csv", f"row physician_global {line} (line {line + 1})", why)


@pytest.mark.parametrize(
    ("file", "row"), [("tis_points.csv", "haq"), ("tis_measures.csv", "mmt8"), ("tis_enzymes.csv", "LDH")]
)
def test_lost_measure_is_named(data, file, row):
    write_table(data, file, [cells for cells in read_table(data, file) if cells[0] != row])
    assert_names(find_problem(data), file, f"the row {row} is missing")


def test_measure_without_a_range_is_refused(data):
    set_cell(data, "tis_measures.csv", "haq", "maximum", "")
    assert_names(find_problem(data), "tis_measures.csv", "row haq (line 5)", "column maximum")


def test_lost_row_is_named(data):
    write_table(data, FIGURES, [cells for cells in read_table(data, FIGURES) if cells[0] != "deaths"])
    assert_names(find_problem(data), FIGURES, "the row deaths, which was sealed, is missing")


def test_altered_seal_blames_no_table_that_is_whole(data):
    table = read_table(data, SEAL)
    line = next(number for number, cells in enumerate(table) if cells[1] == "responders_ivig")
    table[line][2] = table[line][2].replace("count=", "count=0", 1)
    write_table(data, SEAL, table)
    assert_names(find_problem(data), SEAL, f"(line {len(table)})", "column cells", "altered or cut off")


def test_row_that_was_never_sealed_is_named(data):
    table = read_table(data, FIGURES)
    fresh = next(cells for cells in table if cells[0] == "randomised")
    write_table(data, FIGURES, [*table, ["invented", *fresh[1:]]])
    assert_names(find_problem(data), FIGURES, "row invented", "seal.csv does not know")


def test_source_without_an_address_is_refused(data):
    set_cell(data, CITATIONS, "proderm_registry", "url", "")
    assert_names(find_problem(data), CITATIONS, "row proderm_registry (line 3)", "column url", "without an address")


def test_loading_again_after_the_mending_works(data):
    set_cell(data, FIGURES, "responders_ivig", "count", "38")
    find_problem(data)
    set_cell(data, FIGURES, "responders_ivig", "count", "37")
    assert figures(data)["responders_ivig"].percent == pytest.approx(78.723404)


def test_sealing_accepts_a_change_that_was_meant(data):
    set_cell(data, FIGURES, "sites", "value", "37")
    set_cell(data, FIGURES, "sites", "printed", "37")
    write_seal(data)
    assert figures(data)["sites"].value == 37


def test_sealing_refuses_what_cannot_be_and_leaves_the_old_seal(data):
    before = (data / SEAL).read_bytes()
    set_cell(data, FIGURES, "responders_ivig", "count", "48")
    with pytest.raises(DataProblem, match="only n = 47 patients"):
        write_seal(data)
    assert (data / SEAL).read_bytes() == before
    assert not list(data.glob("*.new"))


def test_sealing_refuses_a_number_that_the_row_prints_but_does_not_hold(data):
    before = (data / SEAL).read_bytes()
    set_cell(data, FIGURES, "responders_ivig", "count", "38")
    with pytest.raises(DataProblem, match=r"row responders_ivig \(line \d+\), column printed: '79 %' has a number"):
        write_seal(data)
    assert (data / SEAL).read_bytes() == before
