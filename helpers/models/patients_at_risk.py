"""The people that events are counted over: three kinds of denominator, types of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from helpers.errors import Impossible, check_count, shorten
from helpers.evidence import Comparison


@dataclass(frozen=True)
class PatientsAtRisk:
    """The people that events are counted over. Take `AsRandomised`, `AsTreated` or `Uncontrolled`.

    Attributes
    ----------
    group : str
        What they were given, or allotted: "IVIg".
    n : int
        Patients, at least 1.
    time : str
        Over which weeks, or when: "weeks 0-16".

    Raises
    ------
    Impossible
        If `n` cannot be, if `group` or `time` is no text, or if the kind of comparison is left open.
    """

    group: str
    n: int
    time: str

    comparison: ClassVar[Comparison]

    def __post_init__(self) -> None:
        if type(self) is PatientsAtRisk:
            raise Impossible(
                "Patients at risk without a kind of comparison are impossible here. Choose AsRandomised, AsTreated or "
                "Uncontrolled."
            )
        for name in ("group", "time"):
            check_words(name, getattr(self, name))
        object.__setattr__(self, "n", check_count("n", self.n, low=1))

    @property
    def label(self) -> str:
        """Its number and its kind: "52 as treated"."""
        return f"{self.n} {self.comparison}"

    def __str__(self) -> str:
        return f"{self.label} ({self.group}, {self.time})"


class AsRandomised(PatientsAtRisk):
    """An arm as the lot made it. It may be compared with the other arm."""

    comparison = Comparison.RANDOMISED


@dataclass(frozen=True)
class AsTreated(PatientsAtRisk):
    """All who were given the same. It may be compared, with care: who was given what is no longer the lot's alone.

    Attributes
    ----------
    in_both : int
        People who stand in the other column too.
    everybody : int
        People in both columns, each counted once.

    Raises
    ------
    Impossible
        Also if more stand in both columns than in this one, or fewer in all.
    """

    in_both: int
    everybody: int

    comparison = Comparison.AS_TREATED

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "in_both", check_count("in_both", self.in_both, high=self.n, of="n"))
        object.__setattr__(self, "everybody", check_count("everybody", self.everybody, low=self.n))


class Uncontrolled(PatientsAtRisk):
    """Everybody, with nobody beside them. It is compared with nothing."""

    comparison = Comparison.UNCONTROLLED


def check_words(name: str, words: Any) -> None:
    """Refuse by name what is no text, or an empty one.

    >>> check_words("group", "")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: group = '' is impossible: it must be a name in words.
    """
    if not isinstance(words, str) or not words.strip():
        raise Impossible(f"{name} = {shorten(words)} is impossible: it must be a name in words.")
