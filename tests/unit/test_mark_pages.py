"""What a learner's page and the class report count is what was handed in, what was earned, and what a person gave."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest

from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.items import ITEMS, PARTS, SLOTS
from helpers.learning.mark.demo import drop_half, find_answers, use_completers, write_notebook
from helpers.learning.mark.marking_sheet import BY_HAND
from helpers.learning.mark.run import Run, mark_class
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.html_tools import read_rows
from tests.unit.mark_tools import fill_sheet, mark_files, write_perfect

HALF = {"ben": drop_half(find_answers("ben")), "eve": use_completers("eve")}
GIVEN = {"ana": find_answers("ana"), **HALF}
"""Ana answers everything rightly, Ben the first half, Eve by the wrong patients."""

COMMENT = "Which patients?"


@pytest.fixture(scope="module")
def marked(tmp_path_factory) -> tuple[Run, Path]:
    """Return a class of three: Ana is marked by hand, half of each question's points; the others wait for it."""
    files = {"ben/06.ipynb": write_notebook("ben", HALF["ben"], more=["answer('verdict', 2 * 3)"])}
    files["eve/06.ipynb"] = write_notebook("eve", HALF["eve"])
    files |= {"ana/06.ipynb": write_perfect("ana"), "ana/06-old.ipynb": write_notebook("ana", HALF["ben"])}
    files["eve/my_predictions.json"] = b'{"version": 1, "predictions": {"placebo_response": 3}}'
    _, out = mark_files(tmp_path_factory.mktemp("pages"), files)
    fill_sheet(out, lambda row: str(int(row["out_of"]) / 2) if row["student"] == "ana" else "", comment=COMMENT)
    return mark_class(out.parent / "submissions", out), out


def read_page(marked: tuple[Run, Path], name: str) -> str:
    return html.unescape((marked[1] / name).read_text(encoding="utf-8"))


def read_articles(page: str) -> dict[str, str]:
    """Return the parts of a page by the headings of their questions."""
    return dict(re.findall(r"<article>.*?<h3>(.*?)</h3>(.*?)</article>", page, re.DOTALL))


def test_a_page_adds_up_the_marks_part_by_part(marked):
    rows = read_rows(read_page(marked, "feedback/ana.html"))
    parts = {part: [item for item in ITEMS.values() if item.part == part] for part in PARTS}
    sums = [(sum(item.automatic for item in items), sum(item.by_hand for item in items)) for items in parts.values()]
    assert rows[0] == ["Part", "By the marker", "By a person"]
    assert [row[1] for row in rows[1:]] == [f"{most} of {most}" if most else "none" for most, _ in [*sums, (40, 60)]]
    assert [row[2] for row in rows[1:]] == [
        f"{most / 2:g} of {most}" if most else "none" for _, most in [*sums, (40, 60)]
    ]
    assert [row[0] for row in rows[1:]] == [*PARTS.values(), "Together"]


def test_a_page_says_what_was_given_what_waits_and_what_was_left_out(marked):
    ana, ben = (read_articles(read_page(marked, f"feedback/{name}.html")) for name in ("ana", "ben"))
    assert "2 of 4</span>" in ana["Risk of bias: missing"] and COMMENT in ana["Risk of bias: missing"]
    assert "2 of 2, and 1 of 2 by hand</span>" in ana["Denominator"] and "where:" not in ana["Denominator"]
    assert "4 to be given</span>" in ben["Risk of bias: missing"] and "You wrote:" in ben["Risk of bias: missing"]
    assert "0 of 10</span>" in ben["Verdict"] and "You gave no answer." in ben["Verdict"]
    assert ITEMS["verdict"].question in ben["Verdict"]


def test_a_page_says_what_was_handed_in_and_that_it_is_no_advice(marked):
    ana, ben = (read_page(marked, f"feedback/{name}.html") for name in ("ana", "ben"))
    assert "the one with the most answers was marked: ana/06.ipynb" in ana and "More than one copy" not in ben
    assert all("invented trials, and not advice for treating a patient" in page for page in (ana, ben))
    waiting = next(len(result.to_mark) for result in marked[0].results if result.hand_in.student_id == "ben")
    assert f"and {waiting} of your answers wait for that" in ben and ", not yet all" in ben
    assert "70 of 100 marks." in ana and ", not yet all" not in ana


def test_a_page_shows_each_place_for_a_misreading_with_what_came_of_it(marked):
    articles = read_articles(read_page(marked, "feedback/ana.html"))
    assert len(articles) == len(ITEMS) - SLOTS
    article = articles["Misreadings"]
    places = {name: given for name, given in GIVEN["ana"].items() if name.startswith("misreading_")}
    wrote = re.findall(r"You wrote:</p><div class=\"said\"><bdi>(.*?)</bdi></div><p>(.+?)</p>", article, re.DOTALL)
    assert [text.split(";")[0] for text, _ in wrote] == [given.value for given in places.values()]
    assert all(feedback.startswith("Caught, and its kind is right: ") for _, feedback in wrote)
    lines = re.findall("<li>(.*?)</li>", article.split("In your trial:")[1])
    trial, known = draw_trial("ana"), load_misconceptions()
    planted = {each.number: known[each.misreading].name for each in trial.sentences if each.misreading}
    told = {line.split(":")[0]: line.rpartition("(")[2].rstrip(")") for line in lines}
    assert told == planted | {each.number: "sound" for each in trial.sentences if each.decoy}


def read_report(marked: tuple[Run, Path], heading: str) -> tuple[list[list[str]], list[float]]:
    """Return the rows of one table of the class report, in plain words, and the lengths of its bars in rem."""
    report = (marked[1] / "class_report.html").read_text(encoding="utf-8")
    table = report.split(f"<h2>{heading}</h2>")[1].split("</table>")[0]
    rows = [[re.sub("<[^>]+>", "", cell).strip() for cell in row] for row in read_rows(table)]
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows[1:], [float(width) for width in re.findall(r"width: ([\d.]+)rem", table)]


def test_the_report_counts_each_question_over_the_class(marked):
    """Counted here from the answers and the marks of each, question by question."""
    rows, bars = read_report(marked, "Questions")
    found = {row[0]: row[1:] for row in rows}
    for item in (item for item in ITEMS.values() if item.automatic + item.by_hand and item.id != "misreadings"):
        points = [result.hand_in.copy.marked[item.id].automatic for result in marked[0].results]
        answered = sum(item.id in answers for answers in GIVEN.values())
        full, none = sum(point == item.automatic for point in points), points.count(0)
        told = [f"{mean(points):.1f} of {item.automatic}", str(full), str(none)] if item.automatic else ["", "", ""]
        told += [f"{item.by_hand / 2:.1f} of {item.by_hand}", "1"] if item in BY_HAND else ["", ""]
        assert found[item.id] == [f"{answered} of 3", *told]
    assert len(bars) == sum(item.automatic > 0 for item in ITEMS.values())
    assert max(bars) == 5 and min(bars) > 0


def test_what_could_not_be_read_is_told_to_the_learner_and_in_the_report_under_their_name(marked):
    told = dict(read_report(marked, "Look into these first")[0])
    assert "2 * 3 is a calculation" in told["ben"] and "2 * 3" not in told["ana"]
    page = read_page(marked, "feedback/ben.html")
    assert "2 * 3 is a calculation" in page.split("<h2>How your notebook was read</h2>")[1].split("<h2>")[0]
    assert "How your notebook was read" not in read_page(marked, "feedback/eve.html")


def test_the_report_says_how_the_class_did_and_of_how_many_that_is(marked):
    report, run = read_page(marked, "class_report.html"), marked[0]
    ana, ben, eve = (result.automatic for result in run.results)
    assert ben < eve < ana == 40
    assert f"mean {(ana + ben + eve) / 3:.1f}, median {eve:g}, from {ben:g} to 40." in report
    assert "<p>3 learners with a hand-in that could be marked.</p>" in report
    assert "Of 3 hand-ins a mean says next to nothing." in report
    assert f"1 of 3 have all their marks. {sum(len(result.to_mark) for result in run.results)} answers to be" in report


def test_the_report_says_how_many_met_each_misreading_and_in_which_answers(marked):
    learners, items = defaultdict(set), defaultdict(set)
    for hand_in in (result.hand_in for result in marked[0].results):
        for mark in hand_in.copy.marked:
            learners[mark.misconception].add(hand_in.student_id)
            items[mark.misconception].add(mark.item)
    del learners[None]
    known = load_misconceptions()
    rows, bars = read_report(marked, "Misreadings")
    assert sorted(rows) == sorted(
        [known[id].name, str(len(who)), ", ".join(sorted(items[id], key=list(ITEMS).index)), known[id].taught_in]
        for id, who in learners.items()
    )
    assert bars == [round(5 * int(row[1]) / 3, 2) for row in rows] and bars == sorted(bars, reverse=True)


def test_the_report_lists_each_learner_with_marks_and_a_page(marked):
    rows, _ = read_report(marked, "Learners")
    assert rows[0] == ["ana", "ana", "40", "30", "0", "70"]
    assert [row[0] for row in rows] == [*GIVEN] and all(row[3:] == ["0", row[4], "not yet"] for row in rows[1:])
    assert [row[4] for row in rows] == [str(len(result.to_mark)) for result in marked[0].results]


def test_the_report_names_who_handed_in_predictions_that_cannot_be_read(marked, tmp_path):
    report = read_page(marked, "class_report.html")
    assert "could not be read, or not all of them: eve." in report and "Nobody handed in a record" not in report
    _, out = mark_files(tmp_path, {"ana/06.ipynb": write_perfect("ana")})
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "Nobody handed in a record" in report and "could not be read, or not all" not in report
