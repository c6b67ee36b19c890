"""Verdicts on claims: the learner's before ours, kept beside the predictions, never graded, whatever is typed."""

from __future__ import annotations

import tempfile
import threading

import pytest
from ipywidgets import RadioButtons, Text

from helpers.errors import DataProblem, Impossible
from helpers.explorers.frame import STATIC_ONLY
from helpers.learning.answer_box import CLEAR_FOR_GOOD, FAULT, KEEP, RECORDED, SHOW, SHOWN
from helpers.learning.answers import (
    LONGEST_REASON,
    Verdict,
    VerdictAnswer,
)
from helpers.learning.claim import Claim
from helpers.learning.record import FILE_NAME
from helpers.learning.verdict_box import CLEAR, DECIDE_AFTER_ALL, RECORD
from tests.unit.verdict_tools import (
    CLAIM,
    NOT_TESTABLE,
    PARTLY,
    PARTS,
    SUPPORTED,
    VerdictDriver,
    read_answer,
)


@pytest.fixture
def driver(tmp_path):
    return VerdictDriver(tmp_path)


def test_running_the_cell_chooses_and_uncovers_nothing(tmp_path):
    for _ in range(2):
        driver = VerdictDriver(tmp_path)
        assert driver.buttons == [RECORD, SHOW]
        assert driver.find(RadioButtons)[0].value is None
        assert "61 of 100" not in driver.page + driver.box.static_html()
    assert list(tmp_path.glob("my_predictions*")) == []


def test_the_three_verdicts_stand_in_words(driver):
    radio = driver.find(RadioButtons)[0]
    assert [label for label, _ in radio.options] == ["supported", "partly", "not testable from public data"]
    assert CLAIM.claim in driver.page


def test_a_verdict_that_differs_is_told_what_would_have_to_be_known(driver, tmp_path):
    driver.choose(SUPPORTED, "I saw only round ones")
    driver.press(RECORD)
    assert "supported, with the reason “I saw only round ones”." in driver.says
    assert "We say:  partly." in driver.says
    assert "To say “supported”, one would have to know that the pebbles were drawn by chance." in driver.says
    assert '<a href="https://example.org">counted</a>' in driver.page
    assert read_answer(tmp_path) == VerdictAnswer(SUPPORTED, "I saw only round ones")


def test_a_claim_and_what_it_would_take_are_shown_as_they_were_written(tmp_path):
    """A sign that is one of HTML's stays a sign."""
    parts = PARTS | {
        "claim": "Of <b>pebbles</b> & shells, p < 0.05 are round.",
        "to_say": PARTS["to_say"] | {SUPPORTED: "that p < 0.01 <i>& more</i>."},
    }
    driver = VerdictDriver(tmp_path, Claim(**parts))
    assert "Of &lt;b&gt;pebbles&lt;/b&gt; &amp; shells, p &lt; 0.05 are round." in driver.page
    driver.choose(SUPPORTED)
    driver.press(RECORD)
    assert "one would have to know that p &lt; 0.01 &lt;i&gt;&amp; more&lt;/i&gt;." in driver.page


def test_the_same_verdict_is_told_so_and_needs_nothing_more(driver, tmp_path):
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert "We say the same:  partly." in driver.says
    assert "one would have to know" not in driver.says
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)


@pytest.mark.parametrize("theirs", Verdict)
def test_no_verdict_is_graded(tmp_path, theirs):
    driver = VerdictDriver(tmp_path)
    driver.choose(theirs)
    driver.press(RECORD)
    said = driver.page.lower()
    assert not [word for word in ("wrong", "correct", "right", "score", "mistake") if word in said]


def test_what_is_chosen_is_told_back_before_it_is_recorded(driver, tmp_path):
    radio, line = driver.find(RadioButtons)[0], driver.find(Text)[0]
    line.value = "small arms"
    assert driver.says == ""
    radio.value = NOT_TESTABLE
    assert driver.says == f"Your verdict is “not testable from public data”. Press “{RECORD}” to keep it."
    assert not line.continuous_update
    assert not (tmp_path / FILE_NAME).exists()


def test_a_reason_without_a_verdict_stays_typed_and_is_asked_for_one(driver, tmp_path):
    driver.choose(None, "small arms")
    driver.press(RECORD)
    assert driver.says == "No verdict is chosen yet: choose one of the three. The reason may stay empty."
    assert driver.typed == ["small arms"]
    assert driver.buttons == [RECORD, SHOW]
    assert not (tmp_path / FILE_NAME).exists()


def test_a_long_reason_is_told_at_once_and_stays_typed(driver, tmp_path):
    long = "x" * (LONGEST_REASON + 1)
    told = f"Your reason has {LONGEST_REASON + 1} characters, and {LONGEST_REASON} are possible: please shorten it."
    driver.choose(None, long)
    assert driver.says == told
    driver.choose(PARTLY, long)
    driver.press(RECORD)
    assert (driver.says, driver.typed) == (told, [long])
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\nlines\tand  gaps ", "two lines and gaps"),
        ("<b>bold</b> & [link](https://example.org)", "<b>bold</b> & [link](https://example.org)"),
        ("half \ud83d a letter", "half a letter"),
        ("\x00\x1b[31m", "[31m"),
        ("   ", ""),
        ("grün 日本 🙂", "grün 日本 🙂"),
    ],
)
def test_a_reason_is_kept_as_one_line_and_shown_as_text(driver, tmp_path, typed, kept):
    driver.choose(PARTLY, typed)
    driver.press(RECORD)
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY, kept)
    assert "<b>bold" not in driver.page and driver.page.count("<a ") == 1


def test_show_me_anyway_uncovers_without_a_verdict(driver, tmp_path):
    driver.press(SHOW)
    assert "You looked without a verdict." in driver.says and "We say:  partly." in driver.says
    assert read_answer(tmp_path) is None
    again = VerdictDriver(tmp_path)
    assert again.buttons == [DECIDE_AFTER_ALL, SHOWN]
    again.press(DECIDE_AFTER_ALL)
    assert "61 of 100" not in again.page
    again.choose(SUPPORTED)
    again.press(RECORD)
    assert "You had seen what we say before you answered" in again.says


def test_a_verdict_is_found_again_and_the_first_one_counts(driver, tmp_path):
    other = VerdictDriver(tmp_path)
    driver.choose(SUPPORTED, "round")
    driver.press(RECORD)
    other.choose(NOT_TESTABLE)
    other.press(RECORD)
    assert other.says == driver.says == VerdictDriver(tmp_path).says
    assert other.buttons == [RECORDED, CLEAR]
    assert read_answer(tmp_path) == VerdictAnswer(SUPPORTED, "round")


def test_a_change_of_mind_is_asked_about_and_starts_from_nothing(driver, tmp_path):
    driver.choose(SUPPORTED, "round")
    driver.press(RECORD)
    driver.press(CLEAR)
    assert "Clear your answer, supported, with the reason “round”?" in driver.says
    driver.press(KEEP)
    assert "You said" in driver.says
    driver.press(CLEAR)
    driver.press(CLEAR_FOR_GOOD)
    assert driver.find(RadioButtons)[0].value is None and driver.typed == [""]
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)


@pytest.mark.parametrize(
    ("presses", "buttons"),
    [([RECORD], [RECORDED, CLEAR]), ([SHOW], [DECIDE_AFTER_ALL, SHOWN]), ([RECORD, CLEAR], [RECORDED, CLEAR])],
    ids=lambda value: value[-1],
)
def test_a_double_click_does_no_harm(driver, presses, buttons):
    driver.choose(PARTLY)
    for label in presses[:-1]:
        driver.press(label)
    pressed = next(button for button in driver.box._choices if button.description == presses[-1])
    pressed.click()
    pressed.click()
    assert driver.buttons == buttons


def test_presses_from_many_threads_leave_one_verdict(driver, tmp_path):
    driver.choose(PARTLY)
    threads = [threading.Thread(target=lambda: driver.press(driver.buttons[0])) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert driver.buttons == [RECORDED, CLEAR]
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)


@pytest.mark.parametrize(
    ("fault", "says"),
    [(DataProblem("The table is not there."), "The table is not there."), (ZeroDivisionError("no"), FAULT)],
)
def test_an_explanation_that_fails_gives_a_sentence_and_keeps_the_verdict(tmp_path, fault, says):
    def fail():
        raise fault

    driver = VerdictDriver(tmp_path, Claim(**PARTS | {"explain": fail}))
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert driver.says.replace("&#x27;", "'") == says
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)


def test_a_folder_that_cannot_be_written_still_takes_the_verdict(driver, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert "We say the same:  partly." in driver.says
    assert "Your answers work, but cannot be saved for later: read-only file system" in driver.page


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: VerdictAnswer("maybe"), "choose one of supported, partly, not testable from public data"),
        (lambda: VerdictAnswer(None), "verdict = None is not known"),
        (lambda: VerdictAnswer(True), "verdict = True is not known"),
        (lambda: VerdictAnswer(PARTLY, 10**5000), "reason = a int too long to print is impossible"),
        (lambda: Claim(**PARTS | {"claim": "No full stop"}), "must be one sentence with a full stop"),
        (lambda: Claim(**PARTS | {"claim": "One. Two."}), "must be one sentence with a full stop"),
        (lambda: Claim(**PARTS | {"claim": "A [link](https://example.org)."}), "and no link"),
        (lambda: Claim(**PARTS | {"ours": SUPPORTED}), "“partly” and “not testable from public data”, and no more"),
        (lambda: Claim(**PARTS | {"to_say": {}}), "“supported” and “not testable from public data”, and no more"),
        (
            lambda: Claim(**PARTS | {"to_say": PARTS["to_say"] | {SUPPORTED: "That is a sentence."}}),
            "must end a sentence",
        ),
    ],
)
def test_what_is_no_verdict_or_no_claim_is_told(make, told):
    with pytest.raises(Impossible, match=told):
        make()


def test_without_a_kernel_our_verdict_is_folded_away(driver, monkeypatch):
    monkeypatch.setenv(STATIC_ONLY, "1")
    page = driver.box.static_html()
    assert page.index("<details>") < page.index(">What we say") < page.index("61 of 100") < page.index("</details>")
    assert CLAIM.claim in page
