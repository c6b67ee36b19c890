"""What a verdict is asked about: a claim, our own verdict on it, and what would have to be known for another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from helpers.errors import Impossible
from helpers.learning.answers import Answer, Verdict, VerdictAnswer


@dataclass(frozen=True)
class Claim:
    """A claim that can be supported, partly so, or not testable from what is public.

    Attributes
    ----------
    item, notebook : str
    claim : str
        One sentence, without a link.
    ours : Verdict
    explain : callable
        Computes from the evidence and the models why we say so, as Markdown with its citations.
    to_say : mapping of Verdict to str
        For each of the other two, the end of the sentence "To say it, one would have to know".

    Raises
    ------
    Impossible
        When the claim or an end is not written that way: a mistake of whoever wrote it.
    """

    item: str
    notebook: str
    claim: str
    ours: Verdict
    explain: Callable[[], str]
    to_say: Mapping[Verdict, str]

    kind: ClassVar[type[Answer]] = VerdictAnswer
    unit: ClassVar[str] = ""
    how: ClassVar[str] = (
        "Say what the public data allow, before you see what we say. A reason in a few words helps you later; you may "
        "leave it out."
    )

    def __post_init__(self) -> None:
        if not self.claim.endswith(".") or ". " in self.claim or "](" in self.claim:
            raise Impossible(f"The claim of {self.item!r} must be one sentence with a full stop and no link.")
        if set(self.to_say) != set(Verdict) - {self.ours}:
            others = " and ".join(f"“{verdict}”" for verdict in Verdict if verdict != self.ours)
            raise Impossible(f"{self.item!r} must say what would have to be known to say {others}, and no more.")
        for end in self.to_say.values():
            if not end[:1].islower() or not end.endswith("."):
                raise Impossible(f"“{end}” of {self.item!r} must end a sentence: begin it small, close it with a stop.")

    @property
    def record_key(self) -> str:
        """Under what name a verdict is kept: one of its own, as a prediction may have the same item."""
        return f"verdict:{self.item}"

    @property
    def question(self) -> str:
        """The claim, as the record repeats it."""
        return self.claim

    def describe_difference(self, theirs: Verdict) -> str:
        """Return what would have to be known to say `theirs`; nothing where it is ours as well."""
        if theirs == self.ours:
            return ""
        return f"To say “{theirs}”, one would have to know {self.to_say[theirs]}"
