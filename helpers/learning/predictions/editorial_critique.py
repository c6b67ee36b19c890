"""Predictions of notebook 04, each asked before the picture that shows the answer."""

from __future__ import annotations

import math

from helpers.evidence import cite, figure
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction

NOTEBOOK = "04_editorial_critique"

GUESSERS, EXTRA = 0.4, 2.0
"""Of the IVIg arm, who guess their arm; and by how many cm their three marks then look better. Invented."""

SMALLER = 0.20
"""A gain beyond placebo that a planner might set out to find, as a fraction."""

BENEFITS, GAIN = 0.5, 0.35
"""Which part of the patients can benefit, and by how much as a fraction. Invented."""

RATING, BAD_RATING = 4.0, 6.0
"""cm on all three marks of an invented patient with a rash and nothing else; the second is told after the first."""


def read_placebo_response() -> float:
    """Return the placebo response as a whole number of hundred, as a planner would take it."""
    return round(figure("responders_placebo").percent) / 100


def read_smallest_gain() -> float:
    """Return the lower end of the interval of the published difference, as a fraction: the gain that is asked for."""
    return figure("difference_tis20").lower / 100


def find_noise_makes_responders() -> Finding:
    """Return how many of 100 invented patients pass the bar when nothing changes but the readings."""
    from helpers.models.measurement_noise import (
        ENZYME_NOISE,
        GLOBAL_NOISE,
        HAQ_NOISE,
        MMT8_NOISE,
        responders_from_noise,
    )

    noise = responders_from_noise()
    low, higher = (round(100 * noise.responders[bar]) for bar in (20, 40))
    of_one = 1 / math.sqrt(2)
    change = responders_from_noise(
        GLOBAL_NOISE * of_one, MMT8_NOISE * of_one, HAQ_NOISE * of_one, enzyme_noise=ENZYME_NOISE * of_one
    )
    recorded, of_change = (
        round(100 * other.responders[20]) for other in (responders_from_noise(recording="rounded"), change)
    )
    return Finding(
        value=low,
        said=f"about {low} of 100; at the bar of 40 it is {higher} of 100.",
        why=(
            "Nothing got better in any of these invented patients. But the sum counts each measure that reads better, "
            "and takes nothing off for one that reads worse. The bar is at "
            f"{cite('threshold_minimal', str(int(figure('threshold_minimal').value)))} of {cite('tis_maximum')} "
            "points. How noisy the readings are is our assumption, and the next cell lets you change it. With values "
            f"rounded as a clinic records them it is {recorded}. With these standard deviations read as those of the "
            f"change it is {of_change}."
        ),
    )


def find_guessing_makes() -> Finding:
    """Return the difference in points that guessing alone makes at the low bar."""
    from helpers.models.optimism import responders_with_optimism

    optimism, drifting = (
        responders_with_optimism(shared=0.0, guessers=GUESSERS, extra=EXTRA, drug_effect=0.0, course=course)
        for course in ("unchanged", "drifting")
    )
    points = round(100 * optimism.difference[20])
    return Finding(
        value=points,
        said=(
            f"about {points} points: {100 * optimism.ivig[20]:.0f} against {100 * optimism.placebo[20]:.0f} of 100 "
            "pass the bar, and the drug does nothing."
        ),
        why=(
            f"The trial saw {cite('difference_tis20', '35')} points. So guessing on this scale can make a good part "
            "of that, out of nothing. The next cell can also let patients get better or worse by themselves, about as "
            f"many as on placebo in the trial. Then it makes {100 * drifting.difference[20]:.0f}. That it did is not "
            "said: how many guessed, and how they rated, is not public."
        ),
    )


def find_patients_for_a_smaller_effect() -> Finding:
    """Return the patients in each arm for the lower end of the interval."""
    from helpers.models.power import sample_size

    placebo = read_placebo_response()
    treatment = placebo + read_smallest_gain()
    n = sample_size(treatment, placebo).n_per_arm
    exact = sample_size(treatment, placebo, method="exact").n_per_arm
    between = sample_size(placebo + SMALLER, placebo).n_per_arm
    return Finding(
        value=n,
        said=(
            f"{n} in each arm by the usual formula, {2 * n} in all (with every possible result added up it is {exact} "
            f"in each arm). For a gain of {100 * SMALLER:.0f} points the formula gives {between}."
        ),
        why=(
            f"It was {cite('sample_size_tis20_power80')} for a gain of {cite('difference_tis20', '35')} points. The "
            "number goes about with the square of the gain: half of it takes four times as many. "
            f"{cite('difference_tis20', '17')} points is no idle example, but the lower end of the trial's own "
            "interval."
        ),
    )


def find_bar_that_needs_fewest() -> Finding:
    """Return whether a trial with the highest bar needs fewer patients than one with the lowest."""
    low, high = (figure(f"sample_size_tis{bar}_power80").value for bar in (20, 60))
    return Finding(
        value=high < low,
        said=f"{'yes' if high < low else 'no'}: {high:.0f} in each arm at 60, against {low:.0f} at 20.",
        why=(
            f"Few reach {cite('threshold_major', '60')} on placebo, but on IVIg it is not many either, "
            f"{cite('responders_ivig_tis60')}. Of the three, {cite('threshold_moderate', '40')} takes fewest: "
            f"{cite('sample_size_tis40_power80')}. All three numbers come from the same patients."
        ),
    )


def find_mixture_multiplies() -> Finding:
    """Return by how much the sample size grows when half of the patients cannot benefit."""
    from helpers.models.mixture import mix_subtypes

    mixed = mix_subtypes(BENEFITS, read_placebo_response(), GAIN, 0.0)
    times = round(mixed.factor, 1)
    return Finding(
        value=times,
        said=f"about {times:g} times: {mixed.n_everyone:.0f} in each arm instead of {mixed.n_subtype:.0f}.",
        why=(
            "In the mixture the gain is half as large, and half the gain takes about four times the patients. The "
            f"share on placebo was {cite('responders_placebo')} in this trial; that half of the patients cannot "
            "benefit is invented."
        ),
    )


def find_reach_without_weakness() -> Finding:
    """Return the highest score of an invented patient with a rash, full strength and nothing else."""
    from helpers.models.core_set import CoreSetMeasures
    from helpers.models.tis import attainable_score

    strong = figure("mmt8_maximum").value
    reached, much = (
        attainable_score(CoreSetMeasures(rating, rating, strong, 0, 1, rating)).total for rating in (RATING, BAD_RATING)
    )
    return Finding(
        value=reached,
        said=f"{reached:g} points; with marks of {BAD_RATING:g} cm at the start it would be {much:g}.",
        why=(
            f"Strength ({cite('tis_maximum_mmt8')} points), daily tasks ({cite('tis_maximum_haq')}) and the enzyme "
            f"({cite('tis_maximum_enzyme')}) are normal and cannot improve. A mark of {RATING:g} cm that falls to "
            "zero is an improvement by exactly 40 % of the line. The best band begins above that. So "
            f"{cite('threshold_moderate', '40')} points are the most there is. To reach the bar that the editorialist "
            "suggests she has to lose all of her disease."
        ),
    )


PREDICTIONS = (
    RangePrediction(
        item="noise_makes_responders",
        notebook=NOTEBOOK,
        question=(
            "Invented patients in whom nothing changes at all. Each measure is read twice, and each reading strays by "
            "itself. Its standard deviation is 1 cm on each line of 10 cm, and 4 of 150 points of strength. It is 0.2 "
            "on the scale of daily tasks, and 25 % of the enzyme. How many of 100 reach a TIS of 20?"
        ),
        unit="of 100 patients",
        low=0,
        high=100,
        find=find_noise_makes_responders,
        is_share=True,
    ),
    RangePrediction(
        item="guessing_makes",
        notebook=NOTEBOOK,
        question=(
            "An invented trial of a drug that does nothing, in the patients of section 1: nobody changes, and the "
            f"readings stray. {100 * GUESSERS:.0f} of 100 on the drug guess their arm, and so do their physicians. "
            f"Their three marks on lines of 10 cm come out {EXTRA:g} cm better than they would; nobody on placebo "
            "guesses. By how many percentage points do more pass the bar of 20 on the drug than on placebo?"
        ),
        unit="percentage points",
        low=0,
        high=100,
        find=find_guessing_makes,
        is_share=True,
    ),
    RangePrediction(
        item="patients_for_a_smaller_effect",
        notebook=NOTEBOOK,
        question=(
            f"With {100 * read_placebo_response():.0f} of 100 responding on placebo, a gain of "
            f"{figure('difference_tis20').value:g} points takes "
            f"{figure('sample_size_tis20_power80').value:.0f} patients in each arm. (80 % power, two-sided level of "
            f"5 %, the usual formula.) How many does a gain of {100 * read_smallest_gain():.0f} points take, in each "
            "arm?"
        ),
        unit="patients in each arm",
        low=2,
        high=2000,
        find=find_patients_for_a_smaller_effect,
    ),
    ProbabilityPrediction(
        item="bar_that_needs_fewest",
        notebook=NOTEBOOK,
        question=(
            "Take the observed shares for the true ones. Does a trial with the bar at 60 need fewer patients than one "
            "with the bar at 20, for the same power?"
        ),
        find=find_bar_that_needs_fewest,
    ),
    RangePrediction(
        item="mixture_multiplies",
        notebook=NOTEBOOK,
        question=(
            f"A trial is planned for patients who all gain: {100 * read_placebo_response():.0f} of 100 respond on "
            f"placebo, {100 * (read_placebo_response() + GAIN):.0f} of 100 on the drug (invented). Suppose only every "
            "second patient can gain that much, and the others not at all. How many times as many patients does the "
            "trial then need, if it takes everybody?"
        ),
        unit="times as many patients",
        low=1,
        high=50,
        find=find_mixture_multiplies,
    ),
    RangePrediction(
        item="reach_without_weakness",
        notebook=NOTEBOOK,
        question=(
            "An invented patient has a rash, full strength, no trouble with daily tasks and a normal enzyme. Her three "
            f"marks (her own, the physician's, and the one for disease outside the muscles) stand at {RATING:g} cm of "
            "10. Then everything becomes as good as it can be. How many points does she score?"
        ),
        unit="points",
        low=0,
        high=100,
        find=find_reach_without_weakness,
    ),
)
