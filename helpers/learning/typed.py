"""Numbers as people type them: "44 %", "0,44", "forty", nothing at all. Each is read, or answered in a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from helpers.errors import Impossible, check_text, make_printable

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_UNIT = re.compile(r"(%|per ?cents?|percentage points?|points?|people|patients?|cm)\.?")
_LONGEST = 40
"""Characters: no number of this course needs more, and a pasted page is not repeated to the learner."""

_NUMBER_WORD = re.compile(
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety|hundred|half|quarter|third|none|and|a"
    "|per|cent|percent|point"
)


@dataclass(frozen=True)
class TypedNumber:
    """A number as typed, and whether a per cent sign or word stood behind it."""

    value: float
    per_cent: bool = False

    @property
    def looks_like_fraction(self) -> bool:
        """Whether it reads as a fraction of 1 where per cent may be meant: 0.44 typed for 44."""
        return not self.per_cent and 0 < abs(self.value) < 1


def read_typed_number(text: str, name: str = "The answer") -> TypedNumber:
    """Return the number that `text` says.

    Parameters
    ----------
    text : str
        What was typed: a decimal point or comma, a per cent sign or a unit behind it, and spaces are all read.
    name : str
        What the field is called, to begin the sentence with.

    Raises
    ------
    Impossible
        When it is empty, a word, more than one number, or could be read in two ways. The sentence says what to type.

    Examples
    --------
    >>> read_typed_number(" 0,5 ")
    TypedNumber(value=0.5, per_cent=False)
    >>> read_typed_number("12 %")
    TypedNumber(value=12.0, per_cent=True)
    >>> read_typed_number("twelve", "The low end")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: The low end is written in words (“twelve”): please write it in digits.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", make_printable(check_text("text", text)))).strip().lower()
    # NFKC leaves the minus sign and the dashes; a learner may paste one before a number.
    plain = re.sub(r"^[−–—]", "-", plain)
    if plain.strip(".…") == "":
        raise Impossible(f"{name} is still empty: please type a number.")
    shown = f"“{plain}”" if len(plain) <= _LONGEST else "a long text"
    found = _NUMBER.match(plain)
    rest = plain[found.end() :].strip() if found else plain
    if found and (not rest or _UNIT.fullmatch(rest)):
        _refuse_two_readings(found[0], name)
        value = float(found[0].replace(",", "."))
        return TypedNumber(value, per_cent=bool(re.match(r"%|per ?cent\b", rest)))
    words = re.findall(r"[^\W\d]+", plain)
    if words and not re.search(r"\d", plain):
        if all(_NUMBER_WORD.fullmatch(word) for word in words):
            raise Impossible(f"{name} is written in words ({shown}): please write it in digits.")
        raise Impossible(f"{name} should be a number, and {shown} is not one: please type digits.")
    if len(re.findall(r"\d+(?:[.,]\d+)*", plain)) > 1:
        raise Impossible(f"{name} takes one number, and {shown} holds more than one.")
    raise Impossible(f"{name} should be a number alone, and {shown} holds something else too.")


def _refuse_two_readings(number: str, name: str) -> None:
    # "1,500" is 1.5 to a reader in Vienna and 1500 to one in Boston; "0,438" can only be a decimal comma.
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", number):
        whole, decimal = number.replace(",", ""), number.replace(",", ".")
        raise Impossible(f"{name} can be read in two ways: please write {whole} or {decimal} instead of “{number}”.")
