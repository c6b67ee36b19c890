"""What is right in one learner's trial, computed from the trial's own counts by the models of the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from helpers.learning.assignment.items import METHODS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.judgements import Judgement, list_judgements
from helpers.models.event_rates import event_interval, rule_of_three
from helpers.models.proportions import ProportionComparison, compare_proportions, proportion_interval

DENOMINATORS = MappingProxyType(
    {
        "a": "all randomised, by their arm",
        "b": "those who completed",
        "c": "everybody ever given the drug, against placebo",
        "d": "both arms together",
    }
)
"""Letter of the item "denominator" -> whom it counts."""

Limits = tuple[float, float]


@dataclass(frozen=True)
class Key:
    """The right answers to one trial; of judgements, the answers that a panel could defend.

    Attributes
    ----------
    denominator : str
        A letter of `DENOMINATORS`.
    risk_difference : float
        Percentage points, drug minus placebo, of all randomised.
    observed : tuple of float
        Shares of responders on placebo and on the drug, percent.
    intervals : mapping of str to tuple of float
        Method -> 95 % limits of the difference, percentage points.
    number_needed : float
        Patients, not rounded.
    harm_percent : float
        Percent of everybody exposed.
    zero_upper : mapping of str to float
        How it is found -> upper limit, percent. Wilson's is the two-sided limit that `proportion_interval` gives.
    not_computable : tuple of str
        Letters.
    planted : mapping of str to str
        Number of a sentence -> id of the misconception in it.
    decoy : str
        Number of the sound sentence.
    judgements : mapping of str to tuple of Judgement
        Item -> what a panel could defend, the readiest first.
    """

    denominator: str
    risk_difference: float
    observed: tuple[float, float]
    intervals: Mapping[str, Limits]
    number_needed: float
    harm_percent: float
    zero_upper: Mapping[str, float]
    not_computable: tuple[str, ...]
    planted: Mapping[str, str]
    decoy: str
    judgements: Mapping[str, tuple[Judgement, ...]]


@lru_cache(maxsize=2048)
def compute_key(trial: PersonalTrial) -> Key:
    """Return what is right for `trial`.

    Examples
    --------
    >>> from helpers.learning.assignment.draw import draw_trial
    >>> key = compute_key(draw_trial("Ana Lopez"))
    >>> key.denominator, sorted(key.intervals)
    ('a', ['agresti-caffo', 'miettinen-nurminen', 'newcombe', 'wald'])
    """
    arms = compare_arms(trial, "a")[0]
    return Key(
        denominator="a",
        risk_difference=100 * arms.risk_difference,
        observed=(100 * arms.proportion_control, 100 * arms.proportion_treatment),
        intervals=MappingProxyType({method: find_limits(arms, method) for method in METHODS}),
        number_needed=arms.number_needed_to_treat,
        harm_percent=100 * trial.harms.with_event / trial.harms.exposed,
        zero_upper=MappingProxyType(list_zero_limits(trial.harms.exposed)),
        not_computable=("c", "e") if trial.prints_subtypes_by_arm else ("a", "c", "e"),
        planted=MappingProxyType(
            {sentence.number: sentence.misreading for sentence in trial.sentences if sentence.misreading}
        ),
        decoy=next((sentence.number for sentence in trial.sentences if sentence.decoy), ""),
        judgements=MappingProxyType(list_judgements(trial)),
    )


@lru_cache(maxsize=1024)
def compare_arms(trial: PersonalTrial, denominator: str) -> tuple[ProportionComparison, ...]:
    """Return the primary result over the patients of a choice: the same responders over other people.

    "Against placebo" in choice c can be read in two ways, with and without who switched, so that there are two.

    Parameters
    ----------
    trial : PersonalTrial
        As drawn.
    denominator : str
        A letter of `DENOMINATORS`.
    """
    treatment, control = trial.treatment, trial.control
    both, exposed = treatment.n + control.n, trial.harms.exposed
    over = {
        "a": ((treatment.n, control.n),),
        "b": ((treatment.completed, control.completed),),
        "c": ((exposed, control.n - trial.switched), (exposed, control.n)),
        "d": ((both, both),),
    }[denominator]
    return tuple(
        compare_proportions(treatment.responders, on_drug, control.responders, on_placebo)
        for on_drug, on_placebo in over
    )


def find_limits(arms: ProportionComparison, method: str, level: float = 0.95) -> Limits:
    """Return the limits of the difference in percentage points."""
    lower, upper = arms.risk_difference_interval(method, level)
    return 100 * lower, 100 * upper


def list_zero_limits(n: int) -> dict[str, float]:
    """Return the upper 95 % limits for none seen in `n` patients, percent, by how they are found."""
    return {
        "one-sided": 100 * event_interval(0, n, sides="one-sided").upper,
        "two-sided": 100 * event_interval(0, n).upper,
        "rule of three": 100 * rule_of_three(n).upper,
        "two-sided, Wilson": 100 * proportion_interval(0, n).upper,
    }
