"""Numbers as people type them are read, or answered in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.errors import Impossible
from helpers.learning.typed import TypedNumber, read_typed_number


@pytest.mark.parametrize(
    ("text", "value", "per_cent"),
    [
        ("44%", 44, True),
        ("44 %", 44, True),
        ("44 per cent", 44, True),
        ("44 percent", 44, True),
        ("44 percentage points", 44, False),
        ("44 people", 44, False),
        (" 44 ", 44, False),
        ("0,44", 0.44, False),
        ("0.44", 0.44, False),
        (".5", 0.5, False),
        ("7.", 7, False),
        ("−5", -5, False),
        ("+5", 5, False),
        ("0,438", 0.438, False),
        ("４４", 44, False),
        ("44\u00a0%", 44, True),
    ],
)
def test_a_number_is_read_as_it_was_meant(text, value, per_cent):
    assert read_typed_number(text) == TypedNumber(value, per_cent)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The low end is still empty: please type a number."),
        ("  ", "The low end is still empty: please type a number."),
        ("...", "The low end is still empty: please type a number."),
        ("forty", "The low end is written in words (“forty”): please write it in digits."),
        ("Forty-four", "The low end is written in words (“forty-four”): please write it in digits."),
        ("many", "The low end should be a number, and “many” is not one: please type digits."),
        ("nan", "The low end should be a number, and “nan” is not one: please type digits."),
        ("20-50", "The low end takes one number, and “20-50” holds more than one."),
        ("20 to 50", "The low end takes one number, and “20 to 50” holds more than one."),
        ("21/48", "The low end takes one number, and “21/48” holds more than one."),
        ("about 20", "The low end should be a number alone, and “about 20” holds something else too."),
        ("20?", "The low end should be a number alone, and “20?” holds something else too."),
        ("%", "The low end should be a number alone, and “%” holds something else too."),
        ("1,500", "The low end can be read in two ways: please write 1500 or 1.500 instead of “1,500”."),
    ],
)
def test_what_is_not_a_number_is_answered_in_a_sentence(text, sentence):
    with pytest.raises(Impossible) as problem:
        read_typed_number(text, "The low end")
    assert str(problem.value) == sentence


def test_a_pasted_page_is_not_repeated():
    with pytest.raises(Impossible) as problem:
        read_typed_number("word " * 500)
    assert len(str(problem.value)) < 120


@given(st.text(max_size=30))
@example("1e5")
@example("1_000")
@example("inf")
@example("²")
@example("٤٤")
def test_any_text_is_read_or_refused_by_the_one_error(text):
    try:
        typed = read_typed_number(text)
    except Impossible as problem:
        assert str(problem).endswith((".", "”."))
        assert "\n" not in str(problem)
    else:
        assert isinstance(typed.value, float)


@given(st.integers(-999, 999), st.integers(0, 99), st.sampled_from([".", ","]), st.sampled_from(["", "%", " %", " cm"]))
def test_decimal_point_and_comma_say_the_same(whole, hundredths, sign, unit):
    text = f" {whole}{sign}{hundredths:02d}{unit} "
    assert read_typed_number(text).value == float(f"{whole}.{hundredths:02d}")
    assert read_typed_number(text).per_cent == ("%" in unit)


@pytest.mark.parametrize(
    ("text", "looks"), [("0.44", True), ("0,5", True), ("0.44 %", False), ("1", False), ("0", False)]
)
def test_a_fraction_is_noticed(text, looks):
    assert read_typed_number(text).looks_like_fraction is looks
