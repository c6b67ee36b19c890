"""Predictions, driven through their controls: nothing is answered or uncovered by itself, and nothing typed is lost."""

from __future__ import annotations

import tempfile
import threading

import ipywidgets
import pytest

from helpers.errors import DataProblem
from helpers.explorers.frame import STATIC_ONLY
from helpers.learning.answer_box import CLEAR_FOR_GOOD, FAULT, KEEP, RECORDED, SHOW, SHOWN
from helpers.learning.answers import ProbabilityAnswer, RangeAnswer
from helpers.learning.fields import RECORD
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction, describe_likelihood
from helpers.learning.prediction_box import CLEAR, PREDICT_AFTER_ALL, PredictionBox
from helpers.learning.record import FILE_NAME, Record
from tests.unit.learner_tools import Driver

RANGE = RangePrediction(
    item="share",
    notebook="00_start_here",
    question="How many of 100 pebbles are round?",
    unit="of 100 pebbles",
    low=0,
    high=100,
    find=lambda: Finding(61.5, "61.5 of 100 pebbles.", "They were [counted](https://example.org) twice."),
    is_share=True,
)
LENGTH = RangePrediction(
    item="length",
    notebook="00_start_here",
    question="How long is it?",
    unit="cm",
    low=0,
    high=500,
    find=lambda: Finding(120, "120 cm.", "It was measured."),
)
YES_NO = ProbabilityPrediction(
    item="rain",
    notebook="00_start_here",
    question="Will it rain?",
    find=lambda: Finding(True, "yes, it rained.", "It was seen."),
)


class PredictionDriver(Driver):
    """A prediction box as a learner meets it."""

    def __init__(self, prediction, folder):
        super().__init__(PredictionBox(prediction, Record(folder)))

    def type(self, low, high):
        at_least, at_most = self.find(ipywidgets.Text)
        at_least.value, at_most.value = low, high


@pytest.fixture
def learner_who_reads(monkeypatch):
    """Take two presses as two, however fast the test is."""
    monkeypatch.setattr("helpers.learning.answer_box.UNREAD_S", -1)


@pytest.fixture
def share(tmp_path):
    return PredictionDriver(RANGE, tmp_path)


@pytest.fixture
def rain(tmp_path):
    return PredictionDriver(YES_NO, tmp_path)


@pytest.mark.parametrize("prediction", [RANGE, YES_NO], ids=lambda prediction: prediction.item)
def test_running_the_cell_answers_and_uncovers_nothing(prediction, tmp_path):
    for _ in range(2):
        driver = PredictionDriver(prediction, tmp_path)
        assert driver.buttons == [RECORD, SHOW]
        assert prediction.find().said not in driver.page + driver.box.static_html()
    assert list(tmp_path.glob("my_predictions*")) == []


def test_a_range_is_recorded_and_then_answered(share, tmp_path):
    share.type("20", "50")
    share.press(RECORD)
    assert "You said" in share.says and "20 to 50 of 100 pebbles." in share.says
    assert "61.5 of 100 pebbles. It lies above your range." in share.says
    assert '<a href="https://example.org">counted</a>' in share.page
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(20, 50)


def test_a_range_that_holds_it_is_told_so(share):
    share.type("50 %", "70,5")
    share.press(RECORD)
    assert "It lies inside your range. Of 10 such ranges, about 8 should hold what was found." in share.says


def test_a_range_of_everything_is_told_that_it_says_nothing(share):
    share.type("0", "100")
    share.press(RECORD)
    assert "could not miss" in share.says


def test_what_is_typed_is_told_back_before_it_is_recorded(share, tmp_path):
    at_least, at_most = share.find(ipywidgets.Text)
    at_least.value = "20"
    assert share.says == ""
    at_most.value = "fifty"
    assert share.says == "“At most” is written in words (“fifty”): please write it in digits."
    at_most.value = "50 %"
    assert share.says == f"Your range is 20 to 50 of 100 pebbles. Press “{RECORD}” to keep it."
    assert not (tmp_path / FILE_NAME).exists()


def test_controls_tell_their_value_when_they_are_let_go(share, rain):
    # Otherwise the last digit typed can arrive after the press that records it; see fields.py.
    assert not any(field.continuous_update for field in share.find(ipywidgets.Text))
    assert not rain.find(ipywidgets.IntSlider)[0].continuous_update


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        ("", "", "Both fields are still empty: type a low and a high number. A wide range is fine."),
        ("20", "", "“At most” is still empty: please type a number."),
        ("twenty", "50", "“At least” is written in words (“twenty”): please write it in digits."),
        ("20", "lots", "“At most” should be a number, and “lots” is not one: please type digits."),
        ("50", "20", "“At least” (50) is more than “At most” (20): the smaller number goes first."),
        ("-3", "20", "“At least” is -3, which cannot be: it takes a number from 0 to 100 (of 100 pebbles)."),
        ("20", "120", "“At most” is 120, which cannot be: it takes a number from 0 to 100 (of 100 pebbles)."),
        ("20-50", "", "“At least” takes one number, and “20-50” holds more than one."),
    ],
)
def test_what_is_no_range_gets_a_sentence_and_stays_typed(share, tmp_path, low, high, sentence):
    share.type(low, high)
    share.press(RECORD)
    assert share.says == sentence.replace("'", "&#x27;")
    assert share.typed == [low, high]
    assert share.buttons == [RECORD, SHOW]
    assert not (tmp_path / FILE_NAME).exists()


def test_a_fraction_for_a_percentage_is_asked_about_once(share, tmp_path, learner_who_reads):
    share.type("0.2", "0,44")
    share.press(RECORD)
    assert share.says.startswith("You typed 0.2 and 0.44. Did you mean 20 and 44?")
    assert not (tmp_path / FILE_NAME).exists()
    share.press(RECORD)
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(0.2, 0.44)


def test_another_fraction_is_asked_about_again(share, tmp_path, learner_who_reads):
    share.type("0.2", "0.4")
    share.press(RECORD)
    share.type("0.2", "0.5")
    share.press(RECORD)
    assert "Did you mean 20 and 50?" in share.says
    assert not (tmp_path / FILE_NAME).exists()


def test_half_a_per_cent_and_half_a_centimetre_are_not_questioned(share, tmp_path):
    share.type("0.5 %", "2 %")
    share.press(RECORD)
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(0.5, 2)
    length = PredictionDriver(LENGTH, tmp_path)
    length.type("0.5", "2")
    length.press(RECORD)
    assert Record(tmp_path).read("length").entry.answer == RangeAnswer(0.5, 2)


def test_a_per_cent_sign_is_refused_where_centimetres_are_asked(tmp_path):
    length = PredictionDriver(LENGTH, tmp_path)
    length.type("5 %", "20")
    length.press(RECORD)
    assert length.says == "“At least” counts cm: please leave the per cent sign out."


def test_a_probability_is_recorded_with_its_brier_score(rain, tmp_path):
    rain.find(ipywidgets.IntSlider)[0].value = 70
    assert rain.says == f"“Yes” is likely (70 %). Press “{RECORD}” to keep it."
    rain.press(RECORD)
    assert "70 % for “yes”." in rain.says
    assert "Your Brier score is (0.70\u00a0−\u00a01)²\u00a0=\u00a00.09." in rain.says
    assert Record(tmp_path).read("rain").entry.answer == ProbabilityAnswer(70)


def test_a_slider_left_where_it_began_is_asked_about_once(rain, tmp_path, learner_who_reads):
    rain.press(RECORD)
    assert "still stands where it began" in rain.says
    assert not (tmp_path / FILE_NAME).exists()
    rain.press(RECORD)
    assert Record(tmp_path).read("rain").entry.answer == ProbabilityAnswer(50)


def test_a_double_click_does_not_answer_the_question_it_raised(rain, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.learning.answer_box.UNREAD_S", 1e9)
    rain.press(RECORD)
    rain.press(RECORD)
    assert "still stands where it began" in rain.says
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize("prediction", [RANGE, YES_NO], ids=lambda prediction: prediction.item)
def test_show_me_anyway_uncovers_without_an_answer(prediction, tmp_path):
    driver = PredictionDriver(prediction, tmp_path)
    driver.press(SHOW)
    assert "You looked without a prediction." in driver.says
    assert prediction.find().said in driver.page
    entry = Record(tmp_path).read(prediction.item).entry
    assert entry.answer is None and entry.is_shown
    assert PredictionDriver(prediction, tmp_path).buttons == [PREDICT_AFTER_ALL, SHOWN]


def test_an_answer_after_looking_is_marked(share, tmp_path):
    share.press(SHOW)
    share.press(PREDICT_AFTER_ALL)
    assert RANGE.find().said not in share.page
    share.type("60", "63")
    share.press(RECORD)
    assert "You had seen what was found before you answered" in share.says
    assert not Record(tmp_path).read("share").entry.is_blind


def test_the_recorded_answer_is_shown_when_the_cell_runs_again(share, tmp_path):
    share.type("20", "50")
    share.press(RECORD)
    again = PredictionDriver(RANGE, tmp_path)
    assert again.says == share.says
    assert again.buttons == [RECORDED, CLEAR]


def test_the_first_answer_counts_when_one_question_is_open_twice(share, tmp_path):
    other = PredictionDriver(RANGE, tmp_path)
    share.type("20", "50")
    share.press(RECORD)
    other.type("60", "63")
    other.press(RECORD)
    assert "20 to 50 of 100 pebbles." in other.says
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(20, 50)


def test_clearing_is_asked_about_first(share, tmp_path):
    share.type("20", "50")
    share.press(RECORD)
    share.press(CLEAR)
    assert "Clear your answer, 20 to 50 of 100 pebbles?" in share.says
    share.press(KEEP)
    assert "You said" in share.says
    share.press(CLEAR)
    share.press(CLEAR_FOR_GOOD)
    assert share.typed == ["", ""]
    assert Record(tmp_path).read("share").entry.answer is None


@pytest.mark.parametrize(
    ("presses", "buttons"),
    [
        ([RECORD], [RECORDED, CLEAR]),
        ([SHOW], [PREDICT_AFTER_ALL, SHOWN]),
        ([SHOW, PREDICT_AFTER_ALL], [RECORD, SHOW]),
        ([RECORD, CLEAR], [RECORDED, CLEAR]),
        ([RECORD, CLEAR, CLEAR_FOR_GOOD], [RECORD, SHOW]),
    ],
    ids=lambda value: value[-1],
)
def test_a_double_click_does_no_harm(share, presses, buttons):
    share.type("20", "50")
    for label in presses[:-1]:
        share.press(label)
    pressed = next(button for button in share.find(ipywidgets.Button) if button.description == presses[-1])
    pressed.click()
    pressed.click()
    assert share.buttons == buttons
    assert pressed.layout.display is None


def test_a_double_click_on_clearing_does_not_record_again(share, tmp_path):
    share.type("20", "50")
    for label in (RECORD, CLEAR, CLEAR_FOR_GOOD, RECORD):
        share.press(label)
    assert "Both fields are still empty" in share.says
    assert Record(tmp_path).read("share").entry.answer is None


def test_a_folder_that_cannot_be_written_still_takes_the_answer(share, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    share.type("20", "50")
    share.press(RECORD)
    assert "20 to 50 of 100 pebbles." in share.says
    assert "cannot be saved for later: read-only file system" in share.page


def test_an_answer_to_another_form_of_the_question_is_asked_again(tmp_path):
    Record(tmp_path).keep_answer("share", ProbabilityAnswer(30), question="Are most pebbles round?")
    driver = PredictionDriver(RANGE, tmp_path)
    assert driver.buttons == [RECORD, SHOW]
    driver.type("20", "50")
    driver.press(RECORD)
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(20, 50)


def test_presses_from_many_threads_leave_one_answer_on_the_page_and_in_the_record(share, tmp_path):
    # JupyterLab runs callbacks in a thread beside running cells.
    share.type("20", "50")
    record = share.find(ipywidgets.Button)[0]
    threads = [threading.Thread(target=record.click) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert share.buttons == [RECORDED, CLEAR]
    assert "20 to 50 of 100 pebbles." in share.says
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(20, 50)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (DataProblem("data/published_figures.csv is not there."), "data/published_figures.csv is not there."),
        (ZeroDivisionError("no"), FAULT.replace("'", "&#x27;")),
    ],
)
def test_a_finding_that_fails_gives_a_sentence_and_keeps_the_answer(tmp_path, fault, says):
    def fail():
        raise fault

    driver = PredictionDriver(RangePrediction("share", "00", "How many?", "pebbles", 0, 100, fail), tmp_path)
    driver.type("20", "50")
    driver.press(RECORD)
    assert driver.says == says
    assert Record(tmp_path).read("share").entry.answer == RangeAnswer(20, 50)


def test_without_a_kernel_the_finding_is_folded_away(share, monkeypatch):
    monkeypatch.setenv(STATIC_ONLY, "1")
    page = share.box.static_html()
    assert page.index("<details>") < page.index("61.5 of 100 pebbles.") < page.index("</details>")
    assert f'<summary aria-label="What was found: {RANGE.question[:40]}' in page
    assert RANGE.question in page
    assert "In JupyterLab, this asks you for your prediction" in page


def test_every_control_has_a_label_with_its_unit(share, rain):
    assert [field.description for field in share.find(ipywidgets.Text)] == [
        "At least (of 100 pebbles)",
        "At most (of 100 pebbles)",
    ]
    assert rain.find(ipywidgets.IntSlider)[0].description == "How likely is “yes”? (%)"


def test_words_for_a_probability_go_up_with_it():
    words = list(dict.fromkeys(describe_likelihood(percent) for percent in range(101)))
    assert words[0] == "certainly not" and words[-1] == "certain"
    assert len(words) == len({describe_likelihood(percent) for percent in range(101)}) == 9
    assert describe_likelihood(50) == "as likely as not"
