"""Who hands in: one learner, however the name was typed."""

from __future__ import annotations

import unicodedata
from typing import Any

from helpers.errors import Impossible, shorten

LONGEST_ID = 100
"""Characters of an id as typed. Longer ones are texts pasted into the wrong place."""

IGNORABLE = frozenset("\u034f\u180b\u180c\u180d\u180f") | {chr(code) for code in range(0xFE00, 0xFE10)}
"""Marks that choose a glyph and say nothing: joiners and variation selectors."""


def read_student_id(typed: Any) -> str:
    """Return the id as it is compared: letters and digits of any script, without capitals, accents and spaces.

    Vowel signs, as Devanagari has them, are kept: they tell names apart where accents do not.

    Parameters
    ----------
    typed : str
        What the learner wrote between the quotes of `my_trial`.

    Raises
    ------
    Impossible
        If it is not between quotes, holds no letter or digit, as "..." does not, or has more than 100 characters.

    Examples
    --------
    >>> read_student_id(" Ana-Lucía LÓPEZ ")
    'analucialopez'
    >>> read_student_id("...")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: No id yet: write yours between the quotes, as in my_trial("Ana Lopez").
    """
    if typed is ... or typed is None:
        raise Impossible(NO_ID_YET)
    if not isinstance(typed, str):
        raise Impossible(f'{shorten(typed)} is not between quotes: write your id as in my_trial("Ana Lopez").')
    if len(typed) > LONGEST_ID:
        raise Impossible(
            f"An id of {len(typed)} characters is impossible: write at most {LONGEST_ID}, your name or your number."
        )
    # Folded and taken apart twice: folding can bring accents back, and taking apart can bring capitals.
    text = typed
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(character for character in unicodedata.normalize("NFKD", text) if _is_kept(character))
    if not any(character.isalnum() for character in kept):
        raise Impossible(NO_ID_YET)
    return kept


NO_ID_YET = 'No id yet: write yours between the quotes, as in my_trial("Ana Lopez").'


def _is_kept(character: str) -> bool:
    if character.isalnum():
        return True
    is_vowel_sign = unicodedata.category(character) in ("Mc", "Mn") and not unicodedata.combining(character)
    return is_vowel_sign and character not in IGNORABLE and ord(character) < 0xE0000
