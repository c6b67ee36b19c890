"""All claims of the course by item; one module a notebook, read when one of its items is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.learning.catalogue import Catalogue

if TYPE_CHECKING:
    from helpers.learning.claim import Claim

ITEMS: Mapping[str, tuple[str, ...]] = {
    "editorial_critique": (
        "placebo_response",
        "subjective_parts",
        "large_numbers",
        "higher_bar",
        "subtypes",
        "one_size",
    ),
}
"""Module -> its items, in the order of the notebook."""

CLAIMS: Catalogue[Claim] = Catalogue(__name__, ITEMS, "CLAIMS", "claim")
"""Item -> claim."""
