"""All predictions of the course by item; one module a notebook, read when one of its items is asked for.

A notebook pays for its own questions only, and a fault in the figures of one does not silence the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.learning.prediction import Prediction

ITEMS: Mapping[str, tuple[str, ...]] = {
    "start_here": ("placebo_response", "gap_at_higher_bar", "two_ratings_alone"),
    "trial_design": (
        "rash_with_strength",
        "switched_from_placebo",
        "still_there_at_week_40",
        "patients_behind_the_events",
        "trait_apart",
    ),
    "primary_endpoint": (
        "shuffles_as_far",
        "missing_against",
        "a_usual_test_fits",
        "recoded_to_lose",
        "sceptic_after",
    ),
    "secondary_endpoints": (
        "mean_of_everybody",
        "wins_of_100",
        "former_placebo_at_week_40",
        "any_event_on_placebo",
        "trials_that_see_none",
        "all_five_one_way",
    ),
}
"""Module -> its items, in the order of the notebook."""


class _Catalogue(Mapping[str, "Prediction"]):
    def __init__(self, items: Mapping[str, tuple[str, ...]]) -> None:
        self._module_of = {item: module for module, names in items.items() for item in names}

    def __getitem__(self, item: str) -> Prediction:
        module = import_module(f"{__name__}.{self._module_of[item]}")
        return next(prediction for prediction in module.PREDICTIONS if prediction.item == item)

    def __iter__(self) -> Iterator[str]:
        return iter(self._module_of)

    def __len__(self) -> int:
        return len(self._module_of)


PREDICTIONS: Mapping[str, Prediction] = _Catalogue(ITEMS)
"""Item -> prediction."""
