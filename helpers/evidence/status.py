"""Two marks that every figure of the course carries: where it comes from, and what it was compared with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a figure comes from."""

    PUBLISHED = "published"
    """Printed in a source that is cited."""
    DERIVED = "derived"
    """Computed here from published figures; the derivation is shown."""
    SYNTHETIC = "synthetic"
    """Made up for teaching: an invented patient, counts that a learner chose, a simulated cohort."""


class Comparison(StrEnum):
    """What stands beside a figure. A contrast across two kinds is never computed."""

    RANDOMISED = "randomised"
    """Arms as drawn by lot: efficacy in 47 and 48."""
    AS_TREATED = "as treated"
    """Grouped by what was infused: first-period safety in 52 and 48, five patients in both."""
    UNCONTROLLED = "uncontrolled"
    """Nobody beside them: all 95 ever given IVIg."""


@dataclass(frozen=True)
class Provenance:
    """The stamp on a picture: status, kind of comparison and source.

    >>> print(Provenance(Status.PUBLISHED, Comparison.RANDOMISED, "N Engl J Med 2022;387:1264"))
    PUBLISHED · randomised · N Engl J Med 2022;387:1264
    """

    status: Status
    comparison: Comparison | None = None
    source: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (self.status.upper(), self.comparison, self.source) if part)
