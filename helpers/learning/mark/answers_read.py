"""A learner's answers, read by the form of each question, beside the key to their trial."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpers.errors import Impossible, shorten
from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ITEMS, METHODS, TESTS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.item_marks import Finding
from helpers.learning.mark.key import DENOMINATORS, Key, compute_key
from helpers.learning.mark.plans import Plan

LONGEST_GIVEN = 2000
"""Characters of an answer that are repeated."""


@dataclass(frozen=True)
class Answers:
    """All answers of one learner.

    Attributes
    ----------
    trial : PersonalTrial
    given : mapping of str to GivenAnswer
        By item, as typed.
    """

    trial: PersonalTrial
    given: Mapping[str, GivenAnswer]

    @cached_property
    def key(self) -> Key:
        """What is right."""
        return compute_key(self.trial)

    def find(self, item: str) -> GivenAnswer:
        """Return what was given to `item`, an empty answer where nothing was."""
        return self.given.get(item) or GivenAnswer(item)

    def read(self, item: str) -> Any:
        """Return the value by the item's form, or None where there is none or it is of another form."""
        try:
            return self._read(item)
        except Impossible:
            return None

    def refuse(self, item: str) -> Finding:
        """Say why there is no value to judge: no answer, or one of another form."""
        try:
            self._read(item)
        except Impossible as told:
            return Finding(0.0, f"This could not be marked. {told}")
        return Finding(0.0, "There is no answer.")

    @property
    def denominator(self) -> str:
        """The letter that was chosen, the right one where none was."""
        return self.read("denominator") or self.key.denominator

    @property
    def method(self) -> str:
        """The method of the interval that was named, "" where it is none of the list."""
        return pick_word(self.find("interval").method, METHODS)

    @property
    def test(self) -> str:
        """The test of the sample size that was named, "" where it is none of the list."""
        return pick_word(self.find("sample_size").method, TESTS)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The shares for which the learner plans, none where no trial can be planned for them.

        Shares of at most 1 on the drug are read as fractions: a mistake of the unit, which costs once. Taken for per
        cent almost no trial would reject, and rates written as fractions would pass for right.
        """
        shares = self.read("plan_rates")
        if shares is None:
            return ()
        unit = 1.0 if shares[1] <= 1 else 100.0
        plan = Plan(*(share / unit for share in shares))
        return (plan,) if 0 < plan.p_control < plan.p_treatment < 1 else ()

    def _read(self, item: str) -> Any:
        form, given = ITEMS[item].form, self.find(item)
        return form.read(given.value) if form is not None and given.has_value else None


def pick_word(typed: str, options: tuple[str, ...]) -> str:
    """Return the option that is meant, whatever capitals, spaces and hyphens; "" if none is.

    >>> pick_word("Miettinen\u2013Nurminen ", METHODS), pick_word("Fisher's exact test", TESTS), pick_word("", TESTS)
    ('miettinen-nurminen', 'fisher', '')
    """
    plain = _flatten(typed)
    return next((option for option in options if plain.startswith(_flatten(option))), "")


def describe_given(given: GivenAnswer) -> str:
    """Return an answer as it was given, with its kind or method, on one line.

    >>> describe_given(GivenAnswer("interval", [15.5, 51.0], method="newcombe")), describe_given(GivenAnswer("verdict"))
    ('[15.5, 51.0] (newcombe)', '')
    """
    if not given.has_value:
        return ""
    value = given.value.strip() if isinstance(given.value, str) else shorten(given.value)
    beside = ", ".join(part for part in (given.kind, given.method) if part)
    text = f"{value} ({beside})" if beside else value
    return text if len(text) <= LONGEST_GIVEN else f"{text[:LONGEST_GIVEN]}…"


def describe_denominator(letter: str) -> str:
    """Return whom a choice counts, with its letter.

    >>> describe_denominator("b")
    '“b”, those who completed'
    """
    return f"“{letter}”, {DENOMINATORS[letter]}"


def _flatten(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold()) if isinstance(text, str) else ""
