"""Points at every band edge, for every value as the clinic records it, against arithmetic in fractions.

The oracle shares nothing with the code: its bands are typed here from the published table, its values are
fractions made from the printed decimals, and it looks a band up by comparing, not by counting edges.
"""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from helpers.models.tis import CoreSetMeasures, score_patients, total_improvement_score

USUAL_EDGES = (5, 15, 25, 40)
POINTS = {
    "physician_global": (USUAL_EDGES, (0, 7.5, 15, 17.5, 20)),
    "patient_global": (USUAL_EDGES, (0, 2.5, 5, 7.5, 10)),
    "mmt8": ((2, 10, 20, 30), (0, 10, 20, 27.5, 32.5)),
    "haq": (USUAL_EDGES, (0, 5, 7.5, 7.5, 10)),
    "enzyme": (USUAL_EDGES, (0, 2.5, 5, 7.5, 7.5)),
    "extramuscular": (USUAL_EDGES, (0, 7.5, 12.5, 15, 20)),
}
ENZYME_RANGES = {"CK": 15, "aldolase": 6, "AST": 3, "ALT": 3, "LDH": 3}
UNCHANGED = {"physician_global": 5, "patient_global": 5, "mmt8": 70, "haq": 1, "enzyme": 2, "extramuscular": 5}


def look_up(measure, percent):
    edges, points = POINTS[measure]
    earned = points[0]
    for edge, value in zip(edges, points[1:], strict=True):
        if percent > edge:
            earned = value
    return earned


def expect_points(measure, before, after, width):
    change = Fraction(before) - Fraction(after)
    return look_up(measure, (-change if measure == "mmt8" else change) / width * 100)


def build_frame(measures, pairs):
    columns = {}
    for name, value in UNCHANGED.items():
        columns[f"{name}_baseline"] = [float(before) for before, _ in pairs] if name in measures else value
        columns[f"{name}_week16"] = [float(after) for _, after in pairs] if name in measures else value
    return pd.DataFrame(columns, index=range(len(pairs)))


def score_one_by_one(measures, pairs, **settings):
    for before, after in pairs:
        baseline = CoreSetMeasures(**(UNCHANGED | dict.fromkeys(measures, float(before))))
        follow_up = CoreSetMeasures(**(UNCHANGED | dict.fromkeys(measures, float(after))))
        yield total_improvement_score(baseline, follow_up, **settings).points


def count_wrong(measures, pairs, width, **settings):
    """Compare frame and single form with the oracle for every pair; return how many scores differ."""
    framed = score_patients(build_frame(measures, pairs), **settings)
    single = list(score_one_by_one(measures, pairs, **settings))
    wrong = 0
    for measure in measures:
        expected = [expect_points(measure, before, after, width) for before, after in pairs]
        wrong += int((framed[f"{measure}_points"] != expected).sum())
        wrong += sum(points[measure] != value for points, value in zip(single, expected, strict=True))
    return wrong


def count_in_steps(step, last):
    return [Decimal(step) * k for k in range(int(Decimal(last) / Decimal(step)) + 1)]


def every_pair(values):
    return [(before, after) for before in values for after in values]


@pytest.mark.slow
def test_every_pair_of_visual_analogue_values_scores_exactly():
    pairs = every_pair(count_in_steps("0.1", 10))
    assert len(pairs) == 101**2
    assert count_wrong(["physician_global", "patient_global", "extramuscular"], pairs, 10) == 0


@pytest.mark.parametrize("mmt8_maximum", [pytest.param(150, marks=pytest.mark.slow), 80])
def test_every_pair_of_strengths_scores_exactly(mmt8_maximum):
    pairs = every_pair(range(mmt8_maximum + 1))
    assert count_wrong(["mmt8"], pairs, mmt8_maximum, mmt8_maximum=mmt8_maximum) == 0


@pytest.mark.parametrize("step", ["0.125", "0.05"])
def test_every_pair_of_haq_values_scores_exactly(step):
    assert count_wrong(["haq"], every_pair(count_in_steps(step, 3)), 3) == 0


def test_haq_to_two_decimals_scores_exactly_on_both_sides_of_every_edge():
    pairs = pairs_around_edges(count_in_steps("0.01", 3), 3, highest=3)
    assert count_wrong(["haq"], pairs, 3) == 0


# CK, the enzyme that the course follows, in every run; the others, with ranges of their own, in the full one.
@pytest.mark.parametrize(
    ("enzyme", "width"),
    [
        pytest.param(name, width, marks=[] if name == "CK" else pytest.mark.slow)
        for name, width in ENZYME_RANGES.items()
    ],
)
def test_enzymes_to_two_decimals_score_exactly_on_both_sides_of_every_edge(enzyme, width):
    pairs = pairs_around_edges(count_in_steps("0.01", 12), width, highest=500)
    assert len(pairs) > 3000
    assert count_wrong(["enzyme"], pairs, width, enzyme=enzyme) == 0


def pairs_around_edges(baselines, width, highest):
    """Return, for each baseline, the follow-up on each edge and a hundredth to either side of it."""
    return [
        (before, after)
        for before in baselines
        for edge in USUAL_EDGES
        for aside in (Decimal("-0.01"), Decimal(0), Decimal("0.01"))
        if 0 <= (after := before - Decimal(edge * width) / 100 + aside) <= highest
    ]


def test_plain_floating_point_would_fail_where_this_does_not():
    # 2.7 - 1.2 is 1.5000000000000002: more than 15 % to a float, 15 % to the clinic.
    before, after = (CoreSetMeasures(**(UNCHANGED | {"physician_global": value})) for value in (2.7, 1.2))
    assert (2.7 - 1.2) / 10 * 100 > 15
    result = total_improvement_score(before, after)
    assert result.improvement["physician_global"] == 15
    assert result.points["physician_global"] == 7.5


def test_the_finest_step_across_an_edge_counts_and_a_finer_one_does_not():
    def points(after):
        follow_up = CoreSetMeasures(**(UNCHANGED | {"physician_global": after}))
        return total_improvement_score(CoreSetMeasures(**UNCHANGED), follow_up).points["physician_global"]

    # From 5 cm, 3.5 is the 15 % edge. Values are read to 0.001.
    assert points(3.5) == 7.5
    assert points(3.499) == 15
    assert points(3.4996) == 7.5
