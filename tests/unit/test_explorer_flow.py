"""What the flow of patients shows and says at each step and for each denominator."""

import re

import pytest

from helpers.evidence import figure
from helpers.explorers import FlowExplorer
from helpers.figures import style
from helpers.figures.flow import LAST_STEP, THICK
from helpers.models.patient_flow import read_patient_flow
from tests.unit.explorer_tools import read_numbers


def read_boxes(explorer):
    """Return of each box its words, whether it is filled and whether its frame is thick."""
    parts = explorer.picture.parts
    filled = (parts.frames.get_facecolor()[:, :3] != 1).any(axis=1)
    thick = [width == THICK for width in parts.frames.get_linewidth()]
    return [(words.get_text(), bool(a), b) for words, a, b in zip(parts.words, filled, thick, strict=True)]


def test_it_opens_before_what_is_to_be_predicted():
    explorer = FlowExplorer()
    boxes = read_boxes(explorer)
    assert [words for words, filled, _ in boxes if filled] == ["95 randomised", "47 to IVIg", "48 to placebo"]
    assert all(words.startswith("? ") for words, filled, _ in boxes if not filled)
    assert [words.get_text() for words in explorer.picture.parts.losses] == ["", "", ""]
    shown = explorer.picture.sentence + explorer.picture.alt + explorer.picture.table.to_csv()
    assert not any(number in shown for number in ("45", "46", "91", "69"))


def test_the_last_step_fills_every_box_with_the_published_counts():
    boxes = read_boxes(FlowExplorer(step=LAST_STEP))
    assert all(filled for _, filled, _ in boxes)
    numbers = [int(words.split()[0]) for words, _, _ in boxes]
    c = read_patient_flow()
    assert numbers == [
        c.randomised,
        c.randomised_ivig,
        c.randomised_placebo,
        c.switched_to_placebo,
        c.switched_to_ivig,
        c.completed_ivig,
        c.completed_placebo,
        c.entered,
        c.completed,
    ]
    losses = [words.get_text() for words in FlowExplorer(step=LAST_STEP).picture.parts.losses]
    assert losses == ["2 did not", "2 did not", "22 did not"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("denominator", "framed"),
    [
        ("as randomised", ["47 to IVIg", "48 to placebo"]),
        ("as treated", ["47 to IVIg", "48 to placebo", "5 ← switch"]),
        ("completers", ["45 to week 16", "46 to week 16"]),
        ("ever given IVIg", ["47 to IVIg", "5 ← switch", "91 go on, all given IVIg"]),
        ("finished week 40", ["69 to week 40"]),
    ],
)
def test_the_denominator_is_framed_bold_and_numbered_at_any_step(denominator, framed):
    for step in range(1, LAST_STEP + 1):
        explorer = FlowExplorer(step=step, denominator=denominator)
        assert [words for words, _, thick in read_boxes(explorer) if thick] == framed
        bold = [words.get_text() for words in explorer.picture.parts.words if words.get_fontweight() == "bold"]
        assert bold == framed
        assert (explorer.picture.table["in the denominator"] == "yes").sum() == len(framed)


@pytest.mark.parametrize(
    ("denominator", "stamp", "words"),
    [
        ("as randomised", "PUBLISHED · randomised · N Engl J Med 2022;387:1264", "37 of 47 and 21 of 48 responded"),
        ("as treated", "PUBLISHED · as treated · Arthritis Res Ther 2024;26", "52 + 48 = 100 is more than the 95"),
        ("completers", "PUBLISHED · completers · Rheumatol Ther 2025;12:855", "no longer as randomised"),
        ("ever given IVIg", "PUBLISHED · uncontrolled · Arthritis Res Ther 2024;26", "282 related events"),
        ("finished week 40", "PUBLISHED · uncontrolled · Rheumatol Ther 2025;12:855", "nobody stands beside these 69"),
    ],
)
def test_each_denominator_says_what_is_counted_over_it_and_of_what_kind(denominator, stamp, words):
    explorer = FlowExplorer(denominator=denominator)
    assert str(explorer.picture.provenance) == stamp
    assert words in explorer.picture.sentence


def test_the_frames_lie_on_the_picture_and_never_on_each_other():
    explorer = FlowExplorer(step=LAST_STEP)
    boxes = [path.get_extents() for path in explorer.picture.parts.frames.get_paths()]
    height = explorer.picture.figure.get_figheight() * style.CSS_PIXELS_PER_INCH
    assert all(box.x0 >= 4 and box.x1 <= style.WIDTH - 4 and box.y0 > 50 and box.y1 < height - 40 for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_run_walks_the_steps_and_keeps_the_denominator():
    explorer = FlowExplorer(step=1, denominator="as treated")
    explorer.run()
    seen = []
    while explorer._running:
        explorer.on_step(explorer._turn, False)
        seen.append(explorer.state["step"])
    assert seen == [2, 3, 4, 5, LAST_STEP]
    assert explorer.state["denominator"] == "as treated"
    assert len([filled for _, filled, _ in read_boxes(explorer) if filled]) == 9


@pytest.mark.parametrize("denominator", list(read_patient_flow().denominators))
@pytest.mark.parametrize("step", [2, 4, LAST_STEP])
def test_alternative_text_and_table_tell_the_boxes_as_they_are_drawn(step, denominator):
    explorer = FlowExplorer(step=step, denominator=denominator)
    spoken = {"switch →": ["switch to placebo"], "← switch": ["switch to IVIg"]}
    spoken["to week 16"] = ["to week 16 in the IVIg arm", "to week 16 in the placebo arm"]
    boxes = []
    for words, is_filled, is_thick in read_boxes(explorer):
        count, name = words.split(" ", 1)
        boxes.append((f"{count} {spoken[name].pop(0) if name in spoken else name}", is_filled, is_thick))
    filled, lost, outlines, framed, explained = re.search(
        r"of 6: (.*?)\.(?: Did not go on: (.*?)\.)?(?: Still outlines with a question mark: (.*)\.)? "
        r"Thick frames for the .*: (\d.*?)\. (\d.*\.)$",
        explorer.picture.alt,
    ).groups()
    losses = [words.get_text().split()[0] for words in explorer.picture.parts.losses if words.get_text()]
    assert re.findall(r"\d+(?= in| before)", lost or "") == losses
    assert explained == explorer.picture.parts.explained.get_text()
    assert filled == ", ".join(words for words, is_filled, _ in boxes if is_filled)
    hidden = [words.removeprefix("? ") for words, *_ in boxes if words.startswith("?")]
    assert (outlines or "") == ", ".join(hidden)
    assert framed == ", ".join(words for words, _, is_thick in boxes if is_thick)
    table = explorer.picture.table
    assert table["people"][: len(boxes)].tolist() == [
        "not shown yet" if words.startswith("?") else words.split()[0] for words, *_ in boxes
    ]
    assert (table["filled"][: len(boxes)] == "yes").tolist() == [is_filled for _, is_filled, _ in boxes]
    assert (table["in the denominator"][: len(boxes)] == "yes").tolist() == [is_thick for *_, is_thick in boxes]
    groups = read_patient_flow().denominators[denominator].groups
    assert table["people"][len(boxes) :].tolist() == [str(n) for _, n in groups]


@pytest.mark.parametrize(
    ("denominator", "numbers"),
    [
        ("as randomised", [16, 47, 48, 37, 47, 21, 48]),
        ("as treated", [52, 48, 5, 52, 48, 100, 95]),
        ("ever given IVIg", [282, 95, 95, 2]),
        ("finished week 40", [69, 40, 32, 45, 32, 46]),
    ],
)
def test_each_denominator_is_told_with_its_numbers(denominator, numbers):
    """Week 40 is told over the 45 and 46 who entered the extension, not over the 47 and 48 of the lot."""
    told = FlowExplorer(step=3, denominator=denominator).picture.sentence.split("the other way. ")[1]
    assert read_numbers(told) == numbers


def test_completers_are_told_with_what_was_lost_and_with_the_printed_interval():
    told = FlowExplorer(step=3, denominator="completers").picture.sentence
    assert "The 45 and 46 are what 2 and 2 losses left of the lot" in told
    assert f"({figure('mean_tis_interval').printed}) fits 47 and 48, not these" in told
