"""One enzyme in words: every number of title, sentence, alternative text and table is the score's."""

from __future__ import annotations

import pytest

from helpers.explorers.enzyme import EnzymeExplorer

# enzyme, at entry, at week 16, points of the other five; then what the score makes of it, counted by hand:
# range, improvement in % of it, points earned, most from this entry, score, its category, that without the enzyme.
STATES = {
    "it decides": ("ALT", 1.5, 1.25, 37.5, 3, 25 / 3, 2.5, 5, 40, "moderate improvement", "minimal improvement"),
    "it is not needed": ("CK", 5.0, 2.0, 60.0, 15, 20, 5, 7.5, 65, "major improvement", "major improvement"),
    "it gets worse": ("CK", 4.0, 8.0, 60.0, 15, -80 / 3, 0, 5, 60, "major improvement", "major improvement"),
    "it stays": ("AST", 2.0, 2.0, 20.0, 3, 0, 0, 7.5, 20, "minimal improvement", "minimal improvement"),
    "it is normal at entry": ("LDH", 1.0, 0.5, 17.5, 3, 50 / 3, 5, 0, 22.5, "minimal improvement", "no response"),
}
STEPS = {"CK": (1.75, 3.25, 4.75), **dict.fromkeys(("ALT", "AST", "LDH"), (1.15, 1.45, 1.75))}
"""Enzyme -> above which entries a fall to 1 × ULN can earn 2.5, 5 and 7.5 points: 5, 15 and 25 % of its range."""
OTHERS = {"physician": 20, "patient": 10, "strength (MMT-8)": 32.5, "HAQ": 10, "extramuscular": 20}


def make(name: str) -> EnzymeExplorer:
    enzyme, before, after, other, *_ = STATES[name]
    return EnzymeExplorer(enzyme=enzyme, enzyme_baseline=before, enzyme_week16=after, other_points=other)


@pytest.mark.parametrize("name", STATES)
def test_every_cell_of_the_table_is_that_of_the_score(name):
    enzyme, before, after, other, width, improvement, earned, most, total, category, without = STATES[name]
    rows = [
        [f"{enzyme} at entry", before, "× ULN"],
        [f"{enzyme} at week 16", after, "× ULN"],
        [f"range of {enzyme} (assumed)", width, "× ULN"],
        ["improvement", round(improvement, 1), "% of range"],
        [f"earned by {enzyme}", earned, "points"],
        ["most from this entry", most, "points"],
        ["most from any entry", 7.5, "points"],
        ["earned by the other five", other, "points"],
        ["Total Improvement Score", total, f"points: {category}"],
        [f"score without {enzyme}", other, f"points: {without}"],
        *([f"most above {STEPS[enzyme][step]} × ULN at entry", 2.5 * (step + 1), "points"] for step in range(3)),
        *([f"most by {measure}", points, "points"] for measure, points in OTHERS.items()),
    ]
    table = make(name).picture.table
    assert table.columns.tolist() == ["quantity", "value", "unit"]
    written = [[quantity, float(value.replace("−", "-")), unit] for quantity, value, unit in table.to_numpy()]
    assert written == rows
    assert not table["value"].str.contains("-").any()


@pytest.mark.parametrize("name", STATES)
def test_title_and_sentence_tell_what_it_earns_and_whether_it_decides(name):
    enzyme, before, after, other, width, improvement, earned, most, total, category, without = STATES[name]
    moved = f"From {before:g} to {after:g} × ULN {enzyme}"
    first = {
        "it gets worse": f"{moved} gets worse, which scores 0.",
        "it stays": f"{moved} does not change, which scores 0.",
    }.get(name, f"{moved} improves by {improvement:.3g} % of its assumed range ({width} × ULN): {earned:g} points.")
    decides = f"{enzyme} decides" + ("" if category != without else " nothing")
    last = {
        "it is normal at entry": (
            "It is normal at entry: no fall to 1 × ULN is left. From any entry it earns at most 7.5."
        ),
    }.get(name, f"From this entry a fall to 1 × ULN earns {most:g}, from any at most 7.5.")
    picture = make(name).picture
    assert picture.sentence == (
        f"{first} With {other:g} from the other five the score is {total:g}, {category}; without {enzyme} {other:g}, "
        f"{without}: {decides}. {last}"
    )
    assert picture.parts.title.get_text() == (
        f"{enzyme} {before:g} → {after:g} × ULN earns {earned:g} points:\n"
        f"{other:g} + {earned:g} = {total:g}, {category}"
    )


@pytest.mark.parametrize("name", STATES)
def test_every_number_of_the_description_is_that_of_the_score(name):
    enzyme, before, after, other, _, _, earned, most, *_ = STATES[name]
    one, two, three = STEPS[enzyme]
    fall = "which is normal" if name == "it is normal at entry" else f"where {most:g} can be earned"
    assert make(name).picture.alt == (
        f"Upper panel: a bar of {other:g} points from five measures and {earned:g} from {enzyme}, beside marks at 20, "
        f"40, 60. Lower panel: a staircase of the most points by {enzyme} at entry: 2.5 above {one} × ULN, 5 above "
        f"{two} × ULN, 7.5 above {three} × ULN; lines mark the most of the others: physician 20, patient 10, strength "
        f"(MMT-8) 32.5, HAQ 10, extramuscular 20. This patient enters at {before:g} × ULN, {fall}, and has {after:g} "
        "at week 16."
    )


def test_the_note_says_why_there_is_a_band_or_none():
    bands = {
        4.0: "Pale band: CK could decide.",
        1.0: "No band: normal at entry.",
        1.25: "No band: from here it earns 0.",
    }
    for before, band in bands.items():
        note = EnzymeExplorer(enzyme_baseline=before).picture.parts.note.get_text()
        assert note == f"White: the other five. {band}"


def test_the_scale_and_the_line_name_the_enzyme_that_is_followed():
    parts = EnzymeExplorer(enzyme="aldolase").picture.parts
    assert parts.name.get_text() == "aldolase: 7.5"
    assert parts.scale.get_text() == "aldolase at entry (× ULN)"
