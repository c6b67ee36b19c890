"""What is remembered of one prediction or verdict, and how two memories of it are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Any

from helpers.errors import Impossible, shorten
from helpers.learning.answers import Answer, read_plain_answer

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Entry:
    """One question as remembered: the first answer since it was last cleared, and when the finding was seen.

    The first answer counts. The finding is shown right after it, so a later one would not be a prediction any more;
    it is not kept. A learner may clear an answer and give a new one. The record then still knows that the finding had
    been seen before, so that a score over all predictions can leave the new one out.

    Attributes
    ----------
    question, unit : str
        As they were asked, so that an answer can be read without the course; empty where there is none.
    answer : RangeAnswer, ProbabilityAnswer, VerdictAnswer or None
    answered_at, shown_at, first_seen_at, cleared_at : datetime or None
        With time zone. `shown_at` is when the finding was uncovered and has stood uncovered since; `first_seen_at` is
        when it was seen for the first time, and survives clearing.
    """

    question: str = ""
    unit: str = ""
    answer: Answer | None = None
    answered_at: datetime | None = None
    shown_at: datetime | None = None
    first_seen_at: datetime | None = None
    cleared_at: datetime | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the finding stands uncovered."""
        return self.shown_at is not None

    @property
    def is_blind(self) -> bool:
        """Whether the answer was given before the finding had been seen."""
        if self.answered_at is None:
            return False
        return self.first_seen_at is None or self.first_seen_at >= self.answered_at

    def to_plain(self) -> dict[str, Any]:
        """Return the form that is written to the file."""
        plain: dict[str, Any] = {}
        if self.answer is not None:
            plain |= {"question": self.question, "unit": self.unit, "answer": self.answer.to_plain()}
        for name in _TIMES:
            when = getattr(self, name)
            if when is not None:
                plain[name] = when.isoformat()
        return plain


_TIMES = ("answered_at", "shown_at", "first_seen_at", "cleared_at")


def read_plain_entry(plain: Any) -> Entry:
    """Return the entry that `to_plain` wrote.

    Raises
    ------
    Impossible
        When a part is missing or altered.
    """
    if not isinstance(plain, Mapping):
        raise Impossible(f"entry = {shorten(plain)} is neither a prediction nor a verdict.")
    answer = read_plain_answer(plain["answer"]) if "answer" in plain else None
    times = {name: _read_time(name, plain[name]) for name in _TIMES if name in plain}
    if (answer is None) != ("answered_at" not in times):
        raise Impossible("An answer and the time of it belong together, and one of them is missing.")
    return Entry(str(plain.get("question", "")), str(plain.get("unit", "")), answer, **times)


def merge_entries(one: Entry, other: Entry) -> Entry:
    """Join what two open notebooks remember of one prediction: the first answer since the last clearing.

    Neither side counts for more, and merging twice changes nothing, so no notebook has to know what another one did.
    """
    cleared_at = _choose(max, one.cleared_at, other.cleared_at)

    def after_clearing(when: datetime | None) -> datetime | None:
        return when if when is not None and (cleared_at is None or when > cleared_at) else None

    answered = [entry for entry in (one, other) if after_clearing(entry.answered_at)]
    # Two answers of the very same moment are ordered by their text: any order will do, as long as it is one order.
    first = min(
        answered, key=lambda entry: (entry.answered_at, str(entry.answer), entry.question, entry.unit), default=None
    )
    return Entry(
        question=first.question if first else "",
        unit=first.unit if first else "",
        answer=first.answer if first else None,
        answered_at=first.answered_at if first else None,
        shown_at=_choose(min, after_clearing(one.shown_at), after_clearing(other.shown_at)),
        first_seen_at=_choose(min, one.first_seen_at, other.first_seen_at),
        cleared_at=cleared_at,
    )


def find_time_after(entry: Entry, clock: Clock) -> datetime:
    """Return the present, or a moment after everything in `entry` where a clock was set back in between."""
    latest = max((when for name in _TIMES if (when := getattr(entry, name)) is not None), default=None)
    now = clock()
    return now if latest is None or now > latest else latest + timedelta(microseconds=1)


def read_clock() -> datetime:
    """Return the present in universal time."""
    return datetime.now(UTC)


def _choose(
    choose: Callable[[list[datetime]], datetime], one: datetime | None, other: datetime | None
) -> datetime | None:
    known = [when for when in (one, other) if when is not None]
    return choose(known) if known else None


def _read_time(name: str, text: Any) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except (TypeError, ValueError) as fault:
        raise Impossible(f"{name} = {text!r} is not a time.") from fault
    if not MINYEAR < when.year < MAXYEAR:
        # In another zone, or a moment later, it would be outside the calendar.
        raise Impossible(f"{name} = {text!r} is a time that no clock has shown.")
    # A time without a zone cannot be compared with one that has it.
    return when if when.tzinfo else when.replace(tzinfo=UTC)
