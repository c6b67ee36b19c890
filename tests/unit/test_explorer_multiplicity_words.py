"""How many end points, in words: every chance and p value of title, sentence, alternative text and table."""

from __future__ import annotations

import pytest

from helpers.explorers.multiplicity import INVENTED_P_VALUES, QUESTIONS, MultiplicityExplorer
from helpers.models.multiplicity import ADJUSTMENTS, adjust_p_values

SIGNIFICANT, AGREE = QUESTIONS
STATES = {
    "four": (SIGNIFICANT, 4, 0.35, "holm"),
    "seven agree": (AGREE, 7, 0.6, "hochberg"),
    "twenty": (SIGNIFICANT, 20, 0.95, "none"),
    "twelve agree": (AGREE, 12, 0.0, "fixed-sequence"),
    "one": (SIGNIFICANT, 1, 0.5, "bonferroni"),
    "one agrees": (AGREE, 1, 0.5, "none"),
}
PRINTED = {
    "four": ("18.5 %", "17 %", "5 %"),
    "seven agree": ("1.6 %", "32.5 %", "100 %"),
    "twenty": ("64.2 %", "11.6 %", "5 %"),
    "twelve agree": ("< 0.1 %", "< 0.1 %", "100 %"),
    "one": ("5 %", "5 %", "5 %"),
    "one agrees": ("100 %", "100 %", "100 %"),
}
"""The chance if independent, as correlated, and if one and the same: of twelve, 2 / 2 ** 12 is below 0.05 %."""
LABELS = {
    "none": ("No correction", "no correction"),
    "bonferroni": ("Bonferroni",) * 2,
    "holm": ("Holm",) * 2,
    "hochberg": ("Hochberg",) * 2,
    "fixed-sequence": ("Fixed sequence", "fixed sequence"),
}


def make(name: str) -> MultiplicityExplorer:
    question, endpoints, correlation, method = STATES[name]
    return MultiplicityExplorer(question=question, endpoints=endpoints, correlation=correlation, method=method)


def count(endpoints: int) -> str:
    return "1 end point" if endpoints == 1 else f"{endpoints} end points"


@pytest.mark.parametrize("name", STATES)
def test_every_cell_of_the_table_is_that_of_the_model(name):
    question, endpoints, correlation, method = STATES[name]
    adjusted = adjust_p_values(INVENTED_P_VALUES, method)
    compute = QUESTIONS[question]
    if question == AGREE:
        what, independent, identical = "chance: all point one way", 200 * 0.5**endpoints, 100
    else:
        what, independent, identical = "chance: at least one significant", 100 * (1 - 0.95**endpoints), 5
    chances = [
        (f"{what}, {which}", str(endpoints), f"{r:.2f}", pytest.approx(chance))
        for which, r, chance in (
            ("independent", 0, independent),
            ("as set", correlation, 100 * compute(endpoints, correlation).chance),
            ("one and the same", 1, identical),
        )
    ]
    values = [
        (f"invented p value {letter}", raw, pytest.approx(p), "yes" if p < 0.05 else "no", adjusted.assumes)
        for (letter, raw), p in zip(INVENTED_P_VALUES.items(), adjusted.adjusted, strict=True)
    ]
    table = make(name).picture.table
    label = LABELS[method][1]
    assert table.columns.tolist() == [
        *("row", "end points", "correlation", "chance (%)", "p", f"adjusted p ({label})", "significant at 0.05"),
        "assumes",
    ]
    assert [tuple(row) for row in table.iloc[:3, :4].to_numpy()] == chances
    assert [tuple(row) for row in table.iloc[3:, [0, 4, 5, 6, 7]].to_numpy()] == values
    assert table.iloc[:3, 4:].isna().all(axis=None) and table.iloc[3:, 1:4].isna().all(axis=None)


@pytest.mark.parametrize("name", STATES)
def test_every_number_of_the_description_is_that_of_the_model(name):
    question, endpoints, correlation, method = STATES[name]
    adjusted, (independent, chance, identical) = adjust_p_values(INVENTED_P_VALUES, method), PRINTED[name]
    what = "all point one way" if question == AGREE else "at least one is significant"
    values = [
        f"{letter} {raw:.3f} becomes {p:.3f}{' (significant)' if p < 0.05 else ''}"
        for (letter, raw), p in zip(INVENTED_P_VALUES.items(), adjusted.adjusted, strict=True)
    ]
    assert make(name).picture.alt == (
        f"Boxes for {count(endpoints)} above a curve of the chance that {what} when nothing differs, against their "
        f"correlation: independent: {independent}; one and the same: {identical}; at {correlation:.2f}, marked, "
        f"{chance}. Below, five invented p values with {LABELS[method][1]}: {', '.join(values)}."
    )


@pytest.mark.parametrize("name", STATES)
def test_title_sentence_and_lines_tell_the_chance_and_what_the_correction_leaves(name):
    question, endpoints, correlation, method = STATES[name]
    adjusted, (independent, chance, identical) = adjust_p_values(INVENTED_P_VALUES, method), PRINTED[name]
    left = f"{LABELS[method][0]}: {sum(p < 0.05 for p in adjusted.adjusted)} of 5 significant at 0.05"
    half = {"seven agree": "16.3 %", "twelve agree": "< 0.1 %", "one agrees": "50 %"}
    told = {
        SIGNIFICANT: f"at least one is significant at 0.05 in {chance} of trials (independent: {independent}).",
        AGREE: (
            f"all point one way in {chance} of trials (independent: {independent}), towards the treatment in "
            f"{half.get(name)}."
        ),
    }[question]
    picture = make(name).picture
    parts = picture.parts
    assert picture.sentence == (
        f"With no effect at all, {count(endpoints)}, correlation {correlation:.2f}: {told} {left}, of five invented p "
        f"values; it assumes {ADJUSTMENTS[method].assumes}."
    )
    titles = {
        "one agrees": "1 end point always points one way:\nthere is no other to agree with",
        "one": "1 end point, no effect at all: at least\none is significant in 5 % of trials",
    }
    way = "all\npoint one way" if question == AGREE else "at least\none is significant"
    title = f"{endpoints} end points, no effect at all: {way} in {chance} of trials"
    assert parts.title.get_text() == titles.get(name, title)
    assert [text.get_text() for text in parts.ends] == [f"independent: {independent}", f"one and the same: {identical}"]
    assert parts.chance.get_text() == chance
    assert parts.method.get_text() == left
    boxes = f"{endpoints} end points (boxes, {'side by side' if correlation == 0 else 'overlapping'}), correlation"
    assert parts.names.get_text() == (
        f"1 end point (box); correlation {correlation:.2f} with no other"
        if endpoints == 1
        else f"{boxes} {correlation:.2f}"
    )
    listed = [
        f"{letter}: {raw:.3f}\n{'✓' if p < 0.05 else '✗'} {p:.3f}"
        for (letter, raw), p in zip(INVENTED_P_VALUES.items(), adjusted.adjusted, strict=True)
    ]
    assert [text.get_text() for text in parts.numbers] == listed
