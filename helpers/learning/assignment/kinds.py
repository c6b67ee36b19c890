"""The kinds of misreading among which a student chooses, by letter."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TAUGHT = (
    "agreement_as_replication",
    "events_for_patients",
    "interval_as_patients",
    "nnt_as_share",
    "none_seen_as_none_possible",
    "nonsignificant_as_no_effect",
    "p_as_no_effect",
    "subgroup_response_as_effect",
    "uncontrolled_as_comparison",
    "within_arm_as_effect",
)
"""Ids of misconceptions that notebooks 00 to 05 tell; an assignment plants two of them."""

UNTAUGHT = ("immortal_time", "level_by_response", "outcome_by_response")
"""Ids of those that no notebook tells; an assignment plants one of them."""

KINDS: Mapping[str, str] = MappingProxyType(dict(zip("abcdefghijklm", sorted(TAUGHT + UNTAUGHT), strict=True)))
"""Letter -> id of the misconception."""
