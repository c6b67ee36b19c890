"""Verdicts on claims: the learner's before ours, kept beside the predictions, never graded, whatever is typed."""

from __future__ import annotations

import io
import json
import tempfile
import threading
import zipfile
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import RadioButtons, Text

from helpers.errors import DataProblem, Impossible
from helpers.explorers.frame import STATIC_ONLY
from helpers.learning import verdict
from helpers.learning.answer_box import ASKED_OTHERWISE, CLEAR_FOR_GOOD, FAULT, KEEP, RECORDED, SHOW, SHOWN
from helpers.learning.answers import (
    LONGEST_REASON,
    ProbabilityAnswer,
    RangeAnswer,
    Verdict,
    VerdictAnswer,
    read_plain_answer,
)
from helpers.learning.claim import Claim
from helpers.learning.record import FILE_NAME, Record
from helpers.learning.verdict_box import CLEAR, DECIDE_AFTER_ALL, RECORD, VerdictBox
from helpers.learning.verdicts import CLAIMS, ITEMS
from helpers.learning.work_box import pack_work
from tests.unit.learner_tools import Driver

SUPPORTED, PARTLY, NOT_TESTABLE = Verdict

PARTS = {
    "item": "pebbles",
    "notebook": "04_editorial_critique",
    "claim": "Most pebbles on this beach are round.",
    "ours": PARTLY,
    "explain": lambda: "Of those [counted](https://example.org), 61 of 100 were round.",
    "to_say": {
        SUPPORTED: "that the pebbles were drawn by chance.",
        NOT_TESTABLE: "that nobody counted any.",
    },
}
CLAIM = Claim(**PARTS)
KEY = CLAIM.record_key


class VerdictDriver(Driver):
    """A verdict box as a learner meets it."""

    def __init__(self, folder, claim=CLAIM):
        super().__init__(VerdictBox(claim, Record(folder)))

    def choose(self, verdict, reason=""):
        (radio,), (line,) = self.find(RadioButtons), self.find(Text)
        radio.value, line.value = verdict, reason


@pytest.fixture
def driver(tmp_path):
    return VerdictDriver(tmp_path)


def read_answer(folder):
    return Record(folder).read(KEY).entry.answer


def test_running_the_cell_chooses_and_uncovers_nothing(tmp_path):
    for _ in range(2):
        driver = VerdictDriver(tmp_path)
        assert driver.buttons == [RECORD, SHOW]
        assert driver.find(RadioButtons)[0].value is None
        assert "61 of 100" not in driver.page + driver.box.static_html()
    assert list(tmp_path.iterdir()) == []


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


def test_a_prediction_of_the_same_name_stays_apart_and_verdicts_are_not_counted_as_predictions(driver, tmp_path):
    record = Record(tmp_path)
    record.keep_answer(CLAIM.item, RangeAnswer(20, 50), question="How many?")
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert record.read(CLAIM.item).entry.answer == RangeAnswer(20, 50)
    assert record.read(KEY).entry.question == CLAIM.claim
    assert record.count_predictions() == 1


def test_the_download_holds_the_verdict(driver, tmp_path):
    driver.choose(PARTLY, "small arms")
    driver.press(RECORD)
    with zipfile.ZipFile(io.BytesIO(pack_work(Record(tmp_path))[0])) as archive:
        kept = json.loads(archive.read(FILE_NAME))["predictions"][KEY]
    assert kept["answer"] == {"verdict": "partly", "reason": "small arms"}
    assert kept["question"] == CLAIM.claim


@pytest.mark.parametrize(
    "damage",
    [
        {"verdict": "wrong", "reason": ""},
        {"verdict": ["partly"], "reason": ""},
        {"verdict": "partly", "reason": 5},
        {"verdict": "partly", "reason": "x" * 1000},
        {"verdict": "partly"},
        "partly",
        None,
    ],
    ids=range(7),
)
def test_a_damaged_verdict_is_set_aside_and_asked_again(tmp_path, damage):
    record = Record(tmp_path)
    record.keep_answer("sound", RangeAnswer(20, 50), question="How many?")
    record.keep_answer(KEY, VerdictAnswer(PARTLY), question=CLAIM.claim)
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    content["predictions"][KEY]["answer"] = damage
    (tmp_path / FILE_NAME).write_text(json.dumps(content), encoding="utf-8")
    driver = VerdictDriver(tmp_path)
    assert driver.buttons == [RECORD, SHOW]
    assert "holds 1 of 2 answers that could not be read" in driver.page
    assert len(list(tmp_path.glob("*damaged*"))) == 1
    assert Record(tmp_path).read("sound").entry.answer == RangeAnswer(20, 50)


@pytest.mark.parametrize("content", [b"", b"{ cut off", b"\xff\xfe", b"[1, 2]", b'{"predictions": 5}'], ids=str)
def test_a_damaged_file_is_set_aside_and_the_verdict_taken(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    driver = VerdictDriver(tmp_path)
    assert "was set aside as my_predictions.damaged-" in driver.page
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)
    assert next(tmp_path.glob("*damaged*")).read_bytes() == content


def test_an_answer_of_another_shape_is_asked_again(tmp_path):
    Record(tmp_path).keep_answer(KEY, ProbabilityAnswer(30), question="Are most pebbles round?")
    driver = VerdictDriver(tmp_path)
    assert driver.says == ASKED_OTHERWISE
    driver.choose(PARTLY)
    driver.press(RECORD)
    assert read_answer(tmp_path) == VerdictAnswer(PARTLY)


@given(st.sampled_from(Verdict), st.text(max_size=LONGEST_REASON, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_verdict_survives_the_file(verdict, reason):
    answer = VerdictAnswer(verdict, reason)
    assert read_plain_answer(json.loads(json.dumps(answer.to_plain()))) == answer


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
    assert page.index("<details><summary>What we say") < page.index("61 of 100") < page.index("</details>")
    assert CLAIM.claim in page


class TestTheCall:
    """`verdict(...)` as a cell makes it."""

    @pytest.fixture(autouse=True)
    def stand_beside_a_notebook(self, tmp_path, monkeypatch):
        (tmp_path / "04_editorial_critique.ipynb").touch()
        monkeypatch.chdir(tmp_path)

    @pytest.mark.parametrize(
        ("item", "told"),
        [
            ("subtype", "There is no claim called “subtype”. Did you mean “subtypes”?"),
            ("Higher bar", "Did you mean “higher_bar”?"),
            ("qqq", "There are: placebo_response, subjective_parts, large_numbers, higher_bar, subtypes, one_size."),
            ("x" * 5000, "There are: placebo_response"),
            ("", "There is no claim called “”."),
            (5, "goes between the brackets, in quotes"),
            (None, "goes between the brackets, in quotes"),
            (["subtypes"], "goes between the brackets, in quotes"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_name_that_is_not_known_is_answered_in_a_sentence(self, item, told):
        with pytest.raises(Impossible) as problem:
            verdict(item)
        assert told in str(problem.value)
        assert len(str(problem.value)) < 200

    def test_a_call_finds_the_record_beside_the_notebook(self, tmp_path):
        Driver(verdict("higher_bar")).press(SHOW)
        assert "verdict:higher_bar" in json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["predictions"]


@pytest.mark.parametrize("module", ITEMS)
def test_the_catalogue_lists_what_each_notebook_asks(module):
    claims = import_module(f"helpers.learning.verdicts.{module}").CLAIMS
    assert tuple(claim.item for claim in claims) == ITEMS[module]
    assert {claim.notebook[3:] for claim in claims} == {module}


NEVER_SAID = ("you are right", "you are wrong", "mistake", "proves", "confirms", "*", "`")
"""Grades, what no trial does, and Markdown that is shown as it was typed."""


@pytest.mark.parametrize("item", CLAIMS)
def test_each_explanation_cites_and_never_grades(item):
    why = CLAIMS[item].explain()
    assert "](https://" in why
    assert len(why.split()) < 120
    assert not [words for words in NEVER_SAID if words in why.lower()]
