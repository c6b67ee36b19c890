"""Verdicts in the record: kept beside the predictions, found again, set aside where they are damaged."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.learning.answer_box import ASKED_OTHERWISE, SHOW
from helpers.learning.answers import (
    LONGEST_REASON,
    ProbabilityAnswer,
    RangeAnswer,
    Verdict,
    VerdictAnswer,
    read_plain_answer,
)
from helpers.learning.record import FILE_NAME, Record
from helpers.learning.verdict_box import RECORD
from helpers.learning.work_box import pack_work
from tests.unit.verdict_tools import (
    CLAIM,
    KEY,
    PARTLY,
    VerdictDriver,
    read_answer,
)


@pytest.fixture
def driver(tmp_path):
    return VerdictDriver(tmp_path)


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
