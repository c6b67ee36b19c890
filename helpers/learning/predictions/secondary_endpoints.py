"""Predictions of notebook 03, each asked before the picture that shows the answer."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction
from helpers.models.chance_of_one import find_chance_of_one
from helpers.models.continuous import MeanDifference, welch_from_summary
from helpers.models.event_rates import event_interval
from helpers.models.multiplicity import chance_of_agreement
from helpers.models.ordinal import compare_categories

NOTEBOOK = "03_secondary_endpoints"

CATEGORIES = ("none", "minimal", "moderate", "major")
"""Of improvement, from the worst to the best."""

END_POINTS, CORRELATION = 5, 0.8
"""How many end points of no effect, and how closely any two of them go together."""

RISK_ONE_IN = 20
"""One patient in so many has the event: an invented risk."""

TRIALS = 100

_MEAN_IVIG, _MEAN_PLACEBO = figure("mean_tis_ivig"), figure("mean_tis_placebo")
_PRINTED = figure("mean_tis_interval")
_RANDOMISED = figure("randomised_ivig").count, figure("randomised_placebo").count
_COMPLETED = figure("completed_first_period_ivig").count, figure("completed_first_period_placebo").count
_NONE_SEEN = figure("thromboembolic_related_ivig")


def compare_means(n_ivig: int, n_placebo: int) -> MeanDifference:
    """Return the printed means and standard deviations with so many patients behind them."""
    return welch_from_summary(_MEAN_IVIG.value, _MEAN_IVIG.sd, n_ivig, _MEAN_PLACEBO.value, _MEAN_PLACEBO.sd, n_placebo)


def find_mean_of_everybody() -> Finding:
    """Return whether the printed interval of the mean is that of all randomised patients."""
    printed = (_PRINTED.lower, _PRINTED.upper)
    everybody, completed = (
        tuple(round(limit, 1) for limit in compare_means(*sizes).interval()) for sizes in (_RANDOMISED, _COMPLETED)
    )
    fits = everybody == printed != completed
    return Finding(
        value=fits,
        said=f"{'yes' if fits else 'no'}, it looks like it.",
        why=(
            "The printed means and standard deviations give one interval with all who were randomised behind them, and "
            f"another with the completers alone, and {cite('mean_tis_interval')} is only one of the two. The next cell "
            "lets you work out which. Where the others got a score we have not found in print."
        ),
    )


def find_wins_of_100() -> Finding:
    """Return in how many of 100 pairs the patient on IVIg is in the better category."""
    ivig, placebo = (
        tuple(figure(f"category_{category}_{arm}").count for category in CATEGORIES) for arm in ("ivig", "placebo")
    )
    pairs = compare_categories(ivig, placebo)
    win, loss, tie = (100 * share for share in (pairs.win_share, pairs.loss_share, pairs.tie_share))
    return Finding(
        # The question asks for pairs, so a range that ends at the whole number holds it.
        value=round(win),
        said=f"about {win:.0f} of 100 pairs; it is the other way round in {loss:.0f}, and {tie:.0f} are ties.",
        why=(
            f"Each of the {cite('randomised_ivig')} was set beside each of the {cite('randomised_placebo')}, "
            f"{pairs.pairs} pairs in all. The categories are counted from the three bars, "
            f"{cite('category_major_ivig', str(ivig[-1]))} against "
            f"{cite('category_major_placebo', str(placebo[-1]))} patients in the best of them. A pair is no patient: "
            "nobody's own two outcomes are compared."
        ),
    )


def find_former_placebo_at_week_40() -> Finding:
    """Return what percentage of the former placebo arm were responders at week 40."""
    placebo, ivig = figure("percent_placebo_week40"), figure("percent_ivig_week40")
    return Finding(
        # Asked for as people of a hundred, so a range that ends at the whole number holds it.
        value=round(placebo.value),
        said=f"{placebo.value} %, about {placebo.value:.0f} of 100; in the former IVIg arm {ivig.value} %.",
        why=(
            f"{cite('percent_placebo_week40')} and {cite('percent_ivig_week40')}: all were on IVIg by then, all knew "
            "it, and nobody was on placebo any more. Whatever was different from week 16, nobody is left who shows how "
            "much of it IVIg made."
        ),
    )


def find_any_event_on_placebo() -> Finding:
    """Return what percentage of the placebo patients had any adverse event in the first period."""
    any_event, related = figure("any_events_placebo"), figure("related_events_placebo")
    return Finding(
        value=round(any_event.percent),
        said=f"about {any_event.percent:.0f} of 100 ({any_event.count} of {any_event.n}).",
        why=(
            f"They had {cite('any_events_placebo', f'{any_event.events} events')}, and "
            f"{cite('related_events_placebo', f'{related.count} patients')} had one that was judged related to the "
            "salt water. People who are ill, and are asked, report much. That is why a share on treatment alone says "
            "little."
        ),
    )


def find_trials_that_see_none() -> Finding:
    """Return how many of 100 trials of this size miss an event that one patient in twenty has."""
    n = _NONE_SEEN.n
    none = TRIALS * (1 - find_chance_of_one(100 / RISK_ONE_IN, n))
    upper = 100 * event_interval(0, n, sides="one-sided").upper
    return Finding(
        value=round(none),
        said=f"about {none:.0f} of {TRIALS} trials.",
        why=(
            f"Each patient is spared with a chance of {RISK_ONE_IN - 1} in {RISK_ONE_IN}, and all {n} have to be. The "
            f"risk at which exactly 5 of {TRIALS} such trials see none is a little higher, "
            f"{cite('zero_of_52_upper_one_sided', f'{upper:.1f} %')}: that is called the upper limit. None seen rules "
            "out what is common, and nothing else."
        ),
    )


def find_all_five_one_way() -> Finding:
    """Return in how many of 100 trials all end points of no effect point one way."""
    together, apart = chance_of_agreement(END_POINTS, CORRELATION), chance_of_agreement(END_POINTS, 0)
    return Finding(
        value=round(TRIALS * together.chance),
        said=f"about {TRIALS * together.chance:.0f} of {TRIALS} trials.",
        why=(
            f"If they had nothing to do with each other it would be {TRIALS * apart.chance:.0f} of {TRIALS}. But they "
            "come from the same patients, so what luck gives to one it gives to most. That the other results of "
            f"{cite('difference_tis20', 'this trial')} went the same way as the first is worth less than it sounds."
        ),
    )


PREDICTIONS = (
    ProbabilityPrediction(
        item="mean_of_everybody",
        notebook=NOTEBOOK,
        question=(
            f"A summary prints mean TIS with its standard deviation, {_MEAN_IVIG.value} ± {_MEAN_IVIG.sd} on IVIg and "
            f"{_MEAN_PLACEBO.value} ± {_MEAN_PLACEBO.sd} on placebo, and an interval of the difference, "
            f"{_PRINTED.lower} to {_PRINTED.upper}. It does not print how many patients. Four of those randomised did "
            "not complete the first period. Are they behind this interval too?"
        ),
        find=find_mean_of_everybody,
    ),
    RangePrediction(
        item="wins_of_100",
        notebook=NOTEBOOK,
        question=(
            "Draw one patient of each arm, and compare their categories at week 16: none, minimal, moderate or major "
            "improvement. Do it again and again. In how many of 100 such pairs is the patient on IVIg in the better "
            "category? (Ties do not count as better.)"
        ),
        unit="of 100 pairs",
        low=0,
        high=100,
        find=find_wins_of_100,
        is_share=True,
    ),
    RangePrediction(
        item="former_placebo_at_week_40",
        notebook=NOTEBOOK,
        question=(
            f"At week 16, {figure('responders_placebo').count} of the {_RANDOMISED[1]} patients on placebo were "
            "responders. From then on everybody who stayed got IVIg and knew it. At week 40, how many of 100 of those "
            f"who had gone on from placebo ({figure('entered_extension_placebo').count}) were responders?"
        ),
        unit="of 100 patients",
        low=0,
        high=100,
        find=find_former_placebo_at_week_40,
        is_share=True,
    ),
    RangePrediction(
        item="any_event_on_placebo",
        notebook=NOTEBOOK,
        question=(
            "Think of 100 patients who keep their usual medicines and get infusions of salt water for up to 16 weeks. "
            "How many will have at least one adverse event of any kind, whatever its cause?"
        ),
        unit="of 100 patients",
        low=0,
        high=100,
        find=find_any_event_on_placebo,
        is_share=True,
    ),
    RangePrediction(
        item="trials_that_see_none",
        notebook=NOTEBOOK,
        question=(
            f"Suppose a drug gives a clot to one patient in {RISK_ONE_IN} (invented). {TRIALS} trials treat "
            f"{_NONE_SEEN.n} patients each. How many of these trials will see no clot at all?"
        ),
        unit=f"of {TRIALS} trials",
        low=0,
        high=TRIALS,
        find=find_trials_that_see_none,
        is_share=True,
    ),
    RangePrediction(
        item="all_five_one_way",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial of a treatment that does nothing has {END_POINTS} end points, all measured in the same "
            f"patients; any two of them have a correlation of {CORRELATION:g}. Of {TRIALS} such trials, in how many do "
            f"all {END_POINTS} point the same way, all towards the treatment or all towards placebo?"
        ),
        unit=f"of {TRIALS} trials",
        low=0,
        high=TRIALS,
        find=find_all_five_one_way,
        is_share=True,
    ),
)
