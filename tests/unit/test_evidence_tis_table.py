"""The score's rules as data: bands, ranges, thresholds."""

from math import inf

import pytest

from helpers.errors import Impossible
from helpers.evidence import figure, tis_table

# 2016 ACR/EULAR criteria, table 3 of PMC5577002.
PUBLISHED_POINTS = {
    "physician_global": [0, 7.5, 15, 17.5, 20],
    "patient_global": [0, 2.5, 5, 7.5, 10],
    "mmt8": [0, 10, 20, 27.5, 32.5],
    "haq": [0, 5, 7.5, 7.5, 10],
    "enzyme": [0, 2.5, 5, 7.5, 7.5],
    "extramuscular": [0, 7.5, 12.5, 15, 20],
}


@pytest.mark.parametrize("measure", PUBLISHED_POINTS)
def test_points_are_those_of_the_published_table(measure):
    bands = tis_table().bands[measure]
    bounds = [2, 10, 20, 30] if measure == "mmt8" else [5, 15, 25, 40]
    assert [band.points for band in bands] == PUBLISHED_POINTS[measure]
    assert [(band.over_percent, band.up_to_percent) for band in bands] == list(
        zip([-inf, *bounds], [*bounds, inf], strict=True)
    )


def test_maximum_points_are_100_in_all():
    maxima = [tis_table().maximum_points(measure) for measure in PUBLISHED_POINTS]
    assert maxima == [20, 10, 32.5, 10, 7.5, 20]
    assert maxima == [figure(f"tis_maximum_{measure}").value for measure in PUBLISHED_POINTS]
    assert tis_table().maximum_points() == figure("tis_maximum").value == 100


def test_points_by_who_scores_them():
    table = tis_table()
    points = {}
    for id, measure in table.measures.items():
        points[measure.scored_by] = points.get(measure.scored_by, 0) + table.maximum_points(id)
    assert points == {"physician": 40, "patient": 20, "examiner": 32.5, "laboratory": 7.5}


def test_unknown_measure_is_refused_by_name():
    with pytest.raises(Impossible, match="measure = 'ck' is not known: choose one of physician_global"):
        tis_table().maximum_points("ck")


def test_ranges_and_directions_of_the_measures():
    measures = tis_table().measures
    assert {id: (m.minimum, m.maximum) for id, m in measures.items()} == {
        "physician_global": (0, 10),
        "patient_global": (0, 10),
        "mmt8": (0, 150),
        "haq": (0, 3),
        "enzyme": (0, None),
        "extramuscular": (0, 10),
    }
    assert [id for id, m in measures.items() if m.direction == "higher is better"] == ["mmt8"]
    assert measures["mmt8"].maximum == figure("mmt8_maximum").value


def test_enzyme_ranges_are_an_assumption_and_say_so():
    enzymes = tis_table().enzymes
    assert {id: e.range_uln for id, e in enzymes.items()} == {"CK": 15, "aldolase": 6, "AST": 3, "ALT": 3, "LDH": 3}
    assert {e.range_status for e in enzymes.values()} == {tis_table().measures["enzyme"].range_status} == {"assumption"}
    assert {e.best_uln for e in enzymes.values()} == {1}


def test_adult_thresholds():
    assert dict(tis_table().thresholds) == {"minimal": 20, "moderate": 40, "major": 60}
    assert tis_table().thresholds["minimal"] == figure("primary_threshold").value


def test_the_rules_are_read_once_and_cannot_be_changed():
    assert tis_table() is tis_table()
    with pytest.raises(TypeError):
        tis_table().thresholds["minimal"] = 10
