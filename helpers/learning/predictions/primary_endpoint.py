"""Predictions of notebook 02, each asked before the picture that shows the answer."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction
from helpers.models.crude_tests import crude_tests
from helpers.models.fragility import fragility_index
from helpers.models.missing_patients import find_tipping_point
from helpers.models.permutation import permute_labels
from helpers.models.proportions import compare_proportions
from helpers.models.two_beta import Beta, two_beta

NOTEBOOK = "02_primary_endpoint"

SHUFFLES = 10_000
_PRINTED_SHUFFLES = f"{SHUFFLES:,}".replace(",", "\N{NO-BREAK SPACE}")

LEVEL = 0.05
"""The usual one, two-sided."""

SCEPTIC_MEAN, SCEPTIC_WEIGHT = 0.5, 50
"""What the sceptic believes of each arm: half respond, and as firmly as if that many patients had been seen."""

LARGE = 20
"""Percentage points: a margin at which the sceptic and the trial part."""

_IVIG, _PLACEBO = figure("responders_ivig"), figure("responders_placebo")
_COUNTS = (_IVIG.count, _IVIG.n, _PLACEBO.count, _PLACEBO.n)
_MISSING_IVIG = figure("not_completed_first_period_ivig").count
_MISSING_PLACEBO = figure("not_completed_first_period_placebo").count
_WORST = (_IVIG.count - _MISSING_IVIG, _IVIG.n, _PLACEBO.count + _MISSING_PLACEBO, _PLACEBO.n)
"""Responders and patients if all who did not complete had been counted in favour of IVIg, and wrongly."""
_PRINTED = f"{figure('p_tis20_printed').p_value:.4f}"


def find_shuffles_as_far() -> Finding:
    """Return how many of the shuffles set the arms at least as far apart as the trial did."""
    exact = permute_labels(*_COUNTS, draws=1, seed=0).exact_p
    expected = SHUFFLES * exact
    return Finding(
        # The question asks for shuffles, so a range that ends at the whole number holds it.
        value=round(expected),
        said=f"about {expected:.0f} of {_PRINTED_SHUFFLES} ({expected:.1f} on average).",
        why=(
            f"This is counted over all ways of dealing {_IVIG.n + _PLACEBO.n} results to arms of "
            f"{cite('randomised_ivig', str(_IVIG.n))} and {cite('randomised_placebo', str(_PLACEBO.n))}. One run of so "
            "many shuffles will show a few more or fewer. As a share of all deals it is "
            f"{cite('p_tis20_fisher', f'{exact:.5f}')}. The text below the picture gives that share its name."
        ),
    )


def find_missing_against() -> Finding:
    """Return whether the result keeps a p below 0.05 when all who did not complete are turned against IVIg."""
    worst = compare_proportions(*_WORST)
    p = worst.p_value("fisher")
    holds = p < LEVEL
    return Finding(
        value=holds,
        said=f"{'yes' if holds else 'no'}, p = {p:.3f}.",
        why=(
            f"{cite('not_completed_first_period_ivig', str(_MISSING_IVIG))} and "
            f"{cite('not_completed_first_period_placebo', str(_MISSING_PLACEBO))} patients did not complete. At worst "
            f"the difference falls from {100 * compare_proportions(*_COUNTS).risk_difference:.0f} to "
            f"{100 * worst.risk_difference:.0f} points. So few patients cannot undo this result. "
            f"{find_tipping_point(*_COUNTS)} in each arm could have."
        ),
    )


def find_a_usual_test_fits() -> Finding:
    """Return whether a usual crude test gives the p value that was printed."""
    tests = crude_tests(*_COUNTS, printed=_PRINTED)
    fits = any(test.is_usual for test in tests.agreeing)
    p_values = [test.p_value for test in tests.usual]
    return Finding(
        value=fits,
        said=f"{'yes' if fits else 'no'}.",
        why=(
            f"The {len(p_values)} p values run from {min(p_values):.5f} to {max(p_values):.5f}, and none rounds to "
            f"{cite('p_tis20_printed', _PRINTED)}. None of the sources we read names the test behind the printed "
            "number."
        ),
    )


def find_recoded_to_lose() -> Finding:
    """Return how many placebo patients must be recoded until p is no longer below 0.05."""
    path = fragility_index(*_COUNTS, alpha=LEVEL, treatment="IVIg", control="placebo").response
    return Finding(
        value=path.index,
        said=f"{path.index}; p is {path.p_values[-2]:.3f} after {path.index - 1} and {path.p_values[-1]:.3f} then.",
        why=(
            f"This is the fragility index with response as the event, {cite('fragility_response', str(path.index))}. "
            "With non-response as the event IVIg patients are recoded instead, and it is "
            f"{cite('fragility_non_response')}. Neither says how large the effect is."
        ),
    )


def find_sceptic_after() -> Finding:
    """Return how sure the sceptic is, after the trial, that the response rate is higher on IVIg."""
    prior = Beta.from_mean(SCEPTIC_MEAN, SCEPTIC_WEIGHT)
    after = two_beta(*_COUNTS, prior_treatment=prior, prior_control=prior)
    flat = two_beta(*_COUNTS)
    sure, large, large_flat = (
        100 * probability
        for probability in (
            after.probability_above(0),
            after.probability_above(LARGE / 100),
            flat.probability_above(LARGE / 100),
        )
    )
    return Finding(
        value=round(sure),
        said=f"{sure:.1f} %.",
        why=(
            f"The trial has {cite('randomised_ivig', str(_IVIG.n))} and {cite('randomised_placebo', str(_PLACEBO.n))} "
            f"patients, her belief was worth {SCEPTIC_WEIGHT} in each arm: she ends about half-way between the two. "
            f"That there is a benefit she now hardly doubts; that it is above {LARGE} points she gives {large:.0f} %, "
            f"where somebody with no opinion gives {large_flat:.0f} %. The prior moves the size far more than the sign."
        ),
    )


PREDICTIONS = (
    RangePrediction(
        item="shuffles_as_far",
        notebook=NOTEBOOK,
        question=(
            f"Write the result of each of the {_IVIG.n + _PLACEBO.n} patients on a card, responder or not. Shuffle the "
            f"cards and deal {_IVIG.n} to “IVIg” and {_PLACEBO.n} to “placebo”. IVIg has no say in this. Do it "
            f"{_PRINTED_SHUFFLES} times: in how many will the two arms lie at least as far apart as in the trial "
            f"({_IVIG.count} against {_PLACEBO.count} responders), one way or the other?"
        ),
        unit=f"of {_PRINTED_SHUFFLES} shuffles",
        low=0,
        high=SHUFFLES,
        find=find_shuffles_as_far,
    ),
    ProbabilityPrediction(
        item="missing_against",
        notebook=NOTEBOOK,
        question=(
            f"{_MISSING_IVIG} patients on IVIg and {_MISSING_PLACEBO} on placebo did not complete, and we have "
            "not found how they were counted. Take the worst for IVIg: its own were counted as responders and were "
            f"none, those on placebo the other way round. That makes {_WORST[0]} of {_WORST[1]} against {_WORST[2]} "
            f"of {_WORST[3]}. Is the p value of Fisher's exact test, two-sided, still below {LEVEL:g}?"
        ),
        find=find_missing_against,
    ),
    ProbabilityPrediction(
        item="a_usual_test_fits",
        notebook=NOTEBOOK,
        question=(
            f"Two pages print p = {_PRINTED} for the primary comparison and do not name "
            f"the test. We computed fifteen usual tests from the four counts alone. Does "
            "one of them give a p value that rounds to the printed one?"
        ),
        find=find_a_usual_test_fits,
    ),
    RangePrediction(
        item="recoded_to_lose",
        notebook=NOTEBOOK,
        question=(
            "Turn patients on placebo who did not respond into responders, one by one, and leave the IVIg arm as it "
            f"is. How many must be turned until the p value of Fisher's exact test is no longer below {LEVEL:g}?"
        ),
        unit="patients",
        low=0,
        high=_PLACEBO.n - _PLACEBO.count,
        find=find_recoded_to_lose,
    ),
    RangePrediction(
        item="sceptic_after",
        notebook=NOTEBOOK,
        question=(
            "A sceptic believes beforehand that half of the patients respond, on IVIg and on placebo alike, and as "
            f"firmly as if she had seen {SCEPTIC_WEIGHT} patients in each arm. Then she reads this trial, and adds its "
            "patients to hers. How sure should she now be, in per cent, that a larger share responds on IVIg than on "
            "placebo?"
        ),
        unit="per cent",
        low=0,
        high=100,
        find=find_sceptic_after,
        is_share=True,
    ),
)
