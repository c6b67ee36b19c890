"""The synthetic cohort as a data file: read and typed, sealed, and refused in one sentence where it was spoiled."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.errors import DataProblem
from helpers.evidence import synthetic_cohort
from helpers.evidence.seal import write_seal
from helpers.models.cohort import COURSE_SEED, reconstruct_cohort
from helpers.models.cohort_check import check_totals
from tests.unit.test_evidence_faults import COHORT, assert_names, data, find_problem, read_table, set_cell, write_table

__all__ = ["data"]


def write_cell(data, patient, column, cell):
    """Write a cell of a patient's row; return the line it stands on."""
    table = read_table(data, COHORT)
    table[patient][table[0].index(column)] = cell
    write_table(data, COHORT, table)
    return patient + 1


def test_the_loader_gives_what_the_seed_gives():
    pd.testing.assert_frame_equal(synthetic_cohort(), reconstruct_cohort(COURSE_SEED))
    assert check_totals(synthetic_cohort()).all_met


def test_each_caller_has_a_copy():
    mine = synthetic_cohort()
    mine.loc[0, "total"] = 100.0
    assert synthetic_cohort().total.max() <= 90


SPOILED = [
    (3, "status", "PUBLISHED", "status", "is none of what may stand there"),
    (3, "arm", "verum", "arm", "is none of what may stand there"),
    (3, "mmt8_week16", "151", "mmt8_week16", "is off the scale, which ends at 150"),
    (3, "haq_baseline", "3.5", "haq_baseline", "is off the scale, which ends at 3"),
    (3, "enzyme_week16", "-0.1", "enzyme_week16", "must be at least 0"),
    (3, "enzyme_week16", "nan", "enzyme_week16", "is not a number"),
    (3, "mmt8_baseline", "120.5", "mmt8_baseline", "is not a whole number"),
    (3, "total", "51", "total", "points come in steps of 2.5"),
    (3, "total", "", "total", "must not be empty"),
    (3, "antibody_trial", "anti-Mi-2", "antibody_trial", "is none of what may stand there"),
]


@pytest.mark.parametrize(("patient", "column", "cell", "named", "why"), SPOILED)
def test_an_impossible_cell_is_named(data, patient, column, cell, named, why):
    line = write_cell(data, patient, column, cell)
    assert_names(find_problem(data), COHORT, f"row {patient} (line {line})", f"column {named}:", why)


@pytest.mark.parametrize(
    ("column", "cell"), [("physician_global_baseline", "9.9"), ("arm", "placebo"), ("antibody_trial", "antisynthetase")]
)
def test_an_altered_cell_is_found_by_the_seal(data, column, cell):
    assert read_table(data, COHORT)[2][read_table(data, COHORT)[0].index(column)] != cell
    line = write_cell(data, 2, column, cell)
    assert_names(find_problem(data), COHORT, f"row 2 (line {line})", f"column {column}:", "is not what was sealed")


def test_flags_that_contradict_each_other_are_named(data):
    table = read_table(data, COHORT)
    responder = next(number for number, cells in enumerate(table) if cells[table[0].index("responder")] == "True")
    write_cell(data, responder, "deteriorated", "True")
    assert_names(find_problem(data), COHORT, "column responder:", "who deteriorated is no responder")


def test_a_lost_and_a_doubled_patient_are_named(data):
    table = read_table(data, COHORT)
    write_table(data, COHORT, table[:-1])
    assert_names(find_problem(data), COHORT, "the row 95, which was sealed, is missing")
    write_table(data, COHORT, [*table, table[1]])
    assert_names(find_problem(data), COHORT, "row 1 (line 97)", "names a row that stands on line 2 already")


def test_a_file_that_a_spreadsheet_sorted_holds_the_same_cohort(data):
    table = read_table(data, COHORT)
    write_table(data, COHORT, [table[0], *sorted(table[1:], key=lambda cells: cells[5])])
    pd.testing.assert_frame_equal(synthetic_cohort(data), synthetic_cohort())


def test_a_cut_file_is_named(data):
    text = (data / COHORT).read_text(encoding="utf-8")
    (data / COHORT).write_text(text[: len(text) // 2], encoding="utf-8")
    assert_names(find_problem(data), COHORT)


def test_a_change_that_was_meant_can_be_sealed_and_no_impossible_one(data):
    write_cell(data, 2, "enzyme_week16", "1.23")
    write_seal(data)
    assert synthetic_cohort(data).enzyme_week16[1] == 1.23
    set_cell(data, COHORT, "SYNTHETIC", "mmt8_week16", "151")
    with pytest.raises(DataProblem, match="ends at 150"):
        write_seal(data)
