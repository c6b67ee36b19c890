"""Predictions of notebook 05, each asked before the picture that shows the answer."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.figures.text import print_number
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction

NOTEBOOK = "05_msa_subtypes"

FEW = (3, 5)
"""Responders and patients of a group as small as the smallest of the trial report; the responders are invented."""

SUBTYPES, PER_ARM = 5, 48
"""Groups into which an invented trial is split, and its patients in each arm."""

TREATMENT, CONTROL = 0.79, 0.44
"""True shares of responders in every group of the invented trial."""


def find_interval_of_five() -> Finding:
    """Return how wide the interval for three of five is, in percentage points."""
    from helpers.models.intervals import proportion_interval

    interval = proportion_interval(*FEW)
    many = proportion_interval(figure("responders_placebo").count, figure("responders_placebo").n)
    return Finding(
        value=round(100 * interval.width),
        said=f"{100 * interval.width:.0f} points: from {100 * interval.lower:.0f} to {100 * interval.upper:.0f} %.",
        why=(
            f"So {FEW[0]} of {FEW[1]} fits a share of one in four as well as one of six in seven. For the whole "
            f"placebo arm, {cite('responders_placebo')}, the same interval is {100 * many.width:.0f} points wide."
        ),
    )


def find_placebo_response_of_msa() -> Finding:
    """Return how many of 100 MSA-positive patients responded on placebo."""
    msa, rest = figure("responders_msa_placebo"), figure("responders_rest_placebo")
    return Finding(
        value=round(msa.percent),
        said=f"{msa.percent:.0f} of 100: {msa.count} of {msa.n}.",
        why=(
            f"The abstract prints {cite('percent_msa_placebo')} for them, and {cite('responders_msa_placebo')} is the "
            f"one count that fits. It leaves {cite('responders_rest_placebo')} for everybody else on placebo, "
            f"{rest.percent:.0f} of 100. These responses came without IVIg: who switched to it was no responder."
        ),
    )


def find_interaction_excludes_zero() -> Finding:
    """Return whether the interval of the interaction leaves zero out, as a difference of differences."""
    row = figure("interaction_msa")
    excludes = row.lower > 0 or row.upper < 0
    return Finding(
        value=excludes,
        said=(
            f"{'yes' if excludes else 'no'}: the two differences lie {abs(row.value):.0f} points apart, and the "
            f"interval runs from {print_number(row.lower, 0)} to {print_number(row.upper, 0)}."
        ),
        why=(
            f"Each difference is uncertain by itself, {cite('difference_msa', '23 (−0.98 to 48)')} points and "
            f"{cite('difference_rest', '48 (22 to 73)')}. How far they lie apart is more uncertain than either: "
            f"{cite('interaction_msa', '−24 (−60 to 11), p = 0.17')}. That shows neither that they differ nor that "
            "they are alike."
        ),
    )


def find_factor_for_an_interaction() -> Finding:
    """Return by how much a trial grows that is to find an interaction as large as its effect."""
    from helpers.models.published_arms import compare_published
    from helpers.models.subgroups import interaction_factor

    msa, rest = (
        compare_published(f"responders_{group}_ivig", f"responders_{group}_placebo") for group in ("msa", "rest")
    )
    times = round(interaction_factor(msa, rest).by_sizes)
    return Finding(
        value=times,
        said=f"{times} times. To find one half as large takes {times * 4} times as many.",
        why=(
            "A difference in half of the patients has twice the variance. The interaction takes one such difference "
            "from another, and their variances add up: twice two is four. That the two halves, or here "
            f"{cite('msa_reanalysis', '49')} and {rest.n} patients, are equally noisy is assumed."
        ),
    )


def find_one_subtype_looks_dead() -> Finding:
    """Return in how many of 100 trials at least one of five subtypes shows no difference or a worse result."""
    from helpers.models.subtypes_by_chance import chance_a_subtype_looks_dead, split_evenly

    sizes = [(n, n) for n in split_evenly(PER_ARM, SUBTYPES)]
    dead, reversed_ = (
        100 * chance_a_subtype_looks_dead(sizes, TREATMENT, CONTROL, question=question).chance
        for question in ("dead", "reversed")
    )
    return Finding(
        value=round(dead),
        said=f"about {dead:.0f} of 100; in {reversed_:.0f} of 100 one of them even looks worse than the control.",
        why=(
            f"Nobody's effect differs in this trial. But {sizes[0][0]} against {sizes[0][1]} patients can come out in "
            f"any order, and {SUBTYPES} groups are {SUBTYPES} chances for it. The shares are about those of this "
            f"trial, {cite('responders_ivig')} and {cite('responders_placebo')}; that they hold in every group is "
            "invented."
        ),
    )


PREDICTIONS = (
    RangePrediction(
        item="interval_of_five",
        notebook=NOTEBOOK,
        question=(
            f"Suppose that {FEW[0]} of {FEW[1]} patients respond. How wide is the 95 % interval (Wilson's) of the "
            "share that responds, from its lower to its upper end, in percentage points?"
        ),
        unit="percentage points",
        low=0,
        high=100,
        find=find_interval_of_five,
        is_share=True,
    ),
    RangePrediction(
        item="placebo_response_of_msa",
        notebook=NOTEBOOK,
        question=(
            "Of all 48 patients on placebo 44 % responded. 25 of them had an MSA (derived from the later "
            "analysis). Of 100 such patients on placebo, how many responded?"
        ),
        unit="of 100 patients",
        low=0,
        high=100,
        find=find_placebo_response_of_msa,
        is_share=True,
    ),
    ProbabilityPrediction(
        item="interaction_excludes_zero",
        notebook=NOTEBOOK,
        question=(
            "One difference is 23 points, the other 48. Take the one from the other. Does the 95 % interval of what is "
            "left, as a difference in points, leave out zero?"
        ),
        find=find_interaction_excludes_zero,
    ),
    RangePrediction(
        item="factor_for_an_interaction",
        notebook=NOTEBOOK,
        question=(
            "A trial is just large enough to find its effect. Another one shall find, with the same power, whether the "
            "effect differs between two halves of the patients, by as much as the whole effect was. How many times as "
            "many patients does it need?"
        ),
        unit="times as many patients",
        low=1,
        high=100,
        find=find_factor_for_an_interaction,
    ),
    RangePrediction(
        item="one_subtype_looks_dead",
        notebook=NOTEBOOK,
        question=(
            f"Invented trials with {PER_ARM} patients in each arm: {100 * TREATMENT:.0f} of 100 truly respond on the "
            f"treatment and {100 * CONTROL:.0f} of 100 on the control, whoever they are. Each trial is split into "
            f"{SUBTYPES} subtypes of nearly equal size. In how many of 100 trials does the treatment seem to do "
            "nothing, or worse, in at least one subtype?"
        ),
        unit="of 100 trials",
        low=0,
        high=100,
        find=find_one_subtype_looks_dead,
        is_share=True,
    ),
)
