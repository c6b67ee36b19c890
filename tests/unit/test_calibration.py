"""The closing page: what counts, what is left out, what is said and drawn, all against hand-worked answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from helpers import learning
from helpers.errors import Impossible
from helpers.figures.calibration import Calibration as Drawn
from helpers.figures.calibration import describe_calibration, draw_calibration, title_calibration
from helpers.figures.canvas import BlitCanvas
from helpers.learning.answers import ProbabilityAnswer, RangeAnswer
from helpers.learning.calibration import calibration, judge_all
from helpers.learning.entry import Entry
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction
from helpers.learning.predictions import PREDICTIONS
from helpers.learning.record import FILE_NAME, Record, open_record
from helpers.models.calibration import ALWAYS_HALF, count_ranges, score_forecasts

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
MEASURED = ("00_start_here", "00_start_here", "02_primary_endpoint", "02_primary_endpoint", "02_primary_endpoint")
ASKED = (
    *(
        RangePrediction(f"number_{place}", notebook, "How many?", "people", 0, 100, lambda: Finding(40, "40.", "why"))
        for place, notebook in enumerate(MEASURED)
    ),
    ProbabilityPrediction("it_rains", "00_start_here", "Rain?", lambda: Finding(True, "yes.", "why")),
    ProbabilityPrediction("it_snows", "02_primary_endpoint", "Snow?", lambda: Finding(False, "no.", "why")),
)


def answered(answer, *, blind=True):
    return Entry("How many?", "people", answer, NOON, NOON, NOON if blind else NOON - timedelta(days=1))


SAID = {
    "number_0": answered(RangeAnswer(30, 50)),
    "number_1": answered(RangeAnswer(41, 60)),
    "number_2": answered(RangeAnswer(40, 40)),
    "number_3": answered(RangeAnswer(0, 39)),
    "it_rains": answered(ProbabilityAnswer(70)),
    "it_snows": answered(ProbabilityAnswer(50)),
}
"""Two of four ranges hold 40; Brier (0.09 + 0.25) / 2; one range is still open."""


def read_texts(figure):
    found = [
        text for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text")) if text.get_text().strip()
    ]
    return [text for text in found if text.get_visible()]


def test_ranges_are_counted_with_their_interval():
    judged = judge_all(ASKED, SAID)
    assert (judged.ranges.held, judged.ranges.n) == (2, 4)
    assert (round(100 * judged.ranges.interval.lower), round(100 * judged.ranges.interval.upper)) == (15, 85)
    assert [(number, ranges.held, ranges.n) for number, ranges in judged.by_notebook] == [("00", 1, 2), ("02", 1, 2)]
    assert "Of 4 ranges 2 held what was found: 50 % (15 to 85, Wilson's 95 % interval)." in str(judged)
    assert "agrees with 80 %" in str(judged)


def test_probabilities_are_scored_beside_always_half():
    judged = judge_all(ASKED, SAID)
    assert judged.forecasts.mean == pytest.approx(0.17)
    assert "Brier score of 2 probabilities is 0.17; always saying 50 % would have scored 0.25. Yours is smaller" in str(
        judged
    )
    assert "move it by up to 0.50" in str(judged)
    assert score_forecasts([(0.5, True), (0.5, False)]).mean == ALWAYS_HALF
    worse = judge_all(ASKED, SAID | {"it_rains": answered(ProbabilityAnswer(0))})
    assert worse.forecasts.mean == pytest.approx((1 + 0.25) / 2)
    assert "Yours is larger" in str(worse)


def test_what_does_not_count_is_told_apart_and_computes_no_finding():
    def fail():
        raise AssertionError("a finding was computed for an answer that does not count")

    silent = tuple(
        RangePrediction(name, "00_start_here", "How many?", "people", 0, 100, fail)
        for name in ("seen", "shown", "sure", "otherwise", "cleared", "open")
    )
    entries = {
        "seen": answered(RangeAnswer(1, 2), blind=False),
        "shown": Entry(shown_at=NOON, first_seen_at=NOON),
        "sure": answered(RangeAnswer(0, 100)),
        "otherwise": answered(ProbabilityAnswer(30)),
        "cleared": Entry(first_seen_at=NOON, cleared_at=NOON),
    }
    judged = judge_all((*ASKED, *silent), SAID | entries)
    assert [each.left_out for each in judged.judged[len(ASKED) :]] == [
        "seen",
        "shown",
        "sure",
        "otherwise",
        "shown",
        "open",
    ]
    assert judged.ranges.n == 4
    told = judged.sentences[-1]
    assert "Of 13 predictions in all" in told
    for part in ("1 given after", "2 shown without", "1 covered all", "1 answered another form", "2 not answered yet"):
        assert part in told


def test_below_five_answers_it_says_that_it_is_too_early():
    few = judge_all(ASKED, {item: SAID[item] for item in list(SAID)[:4]})
    assert few.is_too_early
    assert "It is too early: 4 recorded predictions count here" in str(few)
    assert "00 (3), 02 (4)" in str(few)
    assert "<img" not in few._repr_html_() and "<table" not in few._repr_html_()
    assert "%" not in few.sentences[0]
    assert not judge_all(ASKED, {item: SAID[item] for item in list(SAID)[:5]}).is_too_early


def test_it_praises_and_blames_nobody():
    all_held = {each.item: answered(RangeAnswer(30, 50)) for each in ASKED[:5]}
    none_held = {each.item: answered(RangeAnswer(90, 95)) for each in ASKED[:5]}
    assert "agrees with 80 %" in str(judge_all(ASKED, all_held))
    assert "80 % lies above all of it" in str(judge_all(ASKED, none_held))
    many = tuple(RangePrediction(f"n{i}", "00_a", "?", "x", 0, 9, lambda: Finding(4, "4.", "")) for i in range(40))
    assert "80 % lies below all of it" in str(
        judge_all(many, {each.item: answered(RangeAnswer(3, 5)) for each in many})
    )
    for entries in (all_held, none_held, SAID):
        said = str(judge_all(ASKED, entries)).lower()
        assert not re.search(r"\b(well done|good|great|excellent|poor|bad|wrong|overconfident|!)", said)


def test_the_page_shows_picture_alternative_text_and_table():
    page = judge_all(ASKED, SAID)._repr_html_()
    alt = re.search(r'alt="([^"]+)"', page)[1]
    assert "2 of 4 (15 to 85 %) in all; notebook 00, 1 of 2" in alt
    assert "where the answer was yes, 70; where it was no, 50. Brier score 0.17" in alt
    assert "<td>1 of 2</td>" in page and page.count('<th scope="row">') == 2


def test_the_marks_stand_where_the_numbers_are():
    judged = judge_all(ASKED, SAID)
    shown = Drawn(judged.ranges, judged.by_notebook, judged.forecasts)
    figure = draw_calibration(shown)
    above, below = figure.axes
    diamonds = [line for line in above.lines if line.get_marker() == "D"]
    assert [float(line.get_xdata()[0]) for line in diamonds] == pytest.approx([50, 50, 50])
    bars = [
        line
        for line in above.lines
        if line.get_color() == diamonds[0].axes.lines[1].get_color() and line not in diamonds
    ]
    assert next(tuple(map(float, line.get_xdata())) for line in bars) == pytest.approx(
        tuple(100 * limit for limit in judged.ranges.interval)
    )
    dots = [line for line in below.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] == [[70.0], [50.0]]
    assert dots[0].get_markerfacecolor() != dots[1].get_markerfacecolor()
    assert "2 of 4 ranges held what was found" in title_calibration(shown)


@pytest.mark.parametrize(
    "shown",
    [
        Drawn(
            count_ranges(15, 22),
            [
                (f"0{place}", count_ranges(*held))
                for place, held in enumerate([(0, 1), (4, 4), (2, 3), (3, 5), (5, 5), (1, 4)])
            ],
            score_forecasts([(0.5, True)] * 4 + [(0.5, False)] * 4),
        ),
        Drawn(count_ranges(0, 5), [("00", count_ranges(0, 5))], None),
        Drawn(None, [], score_forecasts([(0.0, True), (1.0, False), (0.3, True), (0.3, True), (0.9, True)])),
    ],
    ids=["full", "ranges alone", "probabilities alone"],
)
def test_no_word_runs_into_another_or_off_the_picture(shown):
    figure = draw_calibration(shown)
    BlitCanvas(figure, ()).encode_png()
    boxes = [(text.get_text(), text.get_window_extent()) for text in read_texts(figure)]
    width, height = figure.bbox.width, figure.bbox.height
    for place, (words, box) in enumerate(boxes):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, words
        for other, others in boxes[place + 1 :]:
            apart = box.x1 <= others.x0 or others.x1 <= box.x0 or box.y1 <= others.y0 or others.y1 <= box.y0
            assert apart, (words, other)
    assert describe_calibration(shown)


def test_it_reads_the_record_beside_the_notebook(tmp_path, monkeypatch):
    (tmp_path / "05_msa_subtypes.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    assert "It is too early: no recorded predictions count here" in str(calibration())
    open_record(tmp_path).keep_answer("placebo_response", RangeAnswer(30, 60), question="?", unit="people")
    found = calibration()
    assert "1 recorded prediction counts" in str(found)
    assert (found.ranges.held, found.ranges.n) == (1, 1)
    assert len(found.judged) == len(PREDICTIONS)


def test_a_damaged_record_is_told_in_its_sentence(tmp_path, monkeypatch):
    (tmp_path / "05_msa_subtypes.ipynb").touch()
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    first, second, *_ = calibration().sentences
    assert "could not be read: it was set aside" in first
    assert "too early" in second


def test_a_record_that_cannot_be_opened_is_told_too(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    entries, notice = Record(tmp_path).read_all()
    assert "cannot be opened" in notice
    assert judge_all(ASKED, entries, notice).sentences[0] == notice


def test_the_notebooks_call_is_the_packages():
    assert learning.calibration is calibration
    assert "calibration" in learning.__all__


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: count_ranges(3, 0), "n = 0"),
        (lambda: count_ranges(4, 3), "held = 4"),
        (lambda: count_ranges(True, 3), "held"),
        (lambda: count_ranges(1, 3, promised=80), "promised = 80"),
        (lambda: count_ranges(1, 3, level=95), "level = 95"),
        (lambda: score_forecasts([]), "forecasts"),
        (lambda: score_forecasts("ab"), "forecasts"),
        (lambda: score_forecasts([(0.5, 1)]), "True or False"),
        (lambda: score_forecasts([(70, True)]), "probability = 70"),
        (lambda: score_forecasts([(float("nan"), True)]), "probability"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(call, told):
    with pytest.raises(Impossible, match=re.escape(told)):
        call()
