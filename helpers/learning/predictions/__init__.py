"""All predictions of the course by item; one module a notebook, read when one of its items is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.learning.catalogue import Catalogue

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
    "editorial_critique": (
        "noise_makes_responders",
        "guessing_makes",
        "patients_for_a_smaller_effect",
        "bar_that_needs_fewest",
        "mixture_multiplies",
        "reach_without_weakness",
    ),
    "msa_subtypes": (
        "interval_of_five",
        "placebo_response_of_msa",
        "interaction_excludes_zero",
        "factor_for_an_interaction",
        "one_subtype_looks_dead",
    ),
}
"""Module -> its items, in the order of the notebook."""

PREDICTIONS: Catalogue[Prediction] = Catalogue(__name__, ITEMS, "PREDICTIONS", "prediction")
"""Item -> prediction."""
