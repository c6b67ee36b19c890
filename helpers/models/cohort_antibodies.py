"""Who has which antibody: dealt so that every count listed is met, and by a truth that is the caller's to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from helpers.errors import Impossible, check_choice, check_number, shorten
from helpers.models.cohort_swaps import LABELS, ROUNDS, WITHOUT_MSA, Swaps, draw_swaps
from helpers.models.cohort_totals import ARMS, HIGHEST_MEAN, LOWEST_MEAN, TRIAL_ANTIBODIES, CohortTotals, check_kind

NO_MSA = "none"
"""Of the trial report's kinds: no myositis-specific antibody was counted."""

SUBTYPES = (*TRIAL_ANTIBODIES, NO_MSA)

SPREAD = 20.0
"""SD in TIS points of the patients of one subtype and arm around their true mean. Chosen."""

LARGEST_SHIFT = 100.0
"""TIS points."""


@dataclass(frozen=True)
class SubtypeTruth:
    """How the subtypes of the population differ: the truth of one world, which no trial of 95 shows.

    Attributes
    ----------
    placebo : mapping of str to float
        By subtype, how many TIS points more than average its patients score on placebo, and on IVIg too.
    effect : mapping of str to float
        By subtype, how many TIS points more than average IVIg adds. What is not named is 0.

    Raises
    ------
    Impossible
        If there is no such subtype, or a shift beyond 100 points.

    Examples
    --------
    >>> SubtypeTruth(effect={"necrotising": -20}).shift("necrotising", "IVIg")
    -20.0
    """

    placebo: Mapping[str, float] = field(default_factory=dict)
    effect: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("placebo", "effect"):
            shifts = getattr(self, name)
            if not isinstance(shifts, Mapping):
                raise Impossible(
                    f"{name} = {shorten(shifts)} is impossible: it must be a mapping of subtypes to TIS points."
                )
            checked = {
                check_choice(f"{name}, subtype", subtype, SUBTYPES): check_number(
                    f"{name}[{subtype!r}]", shift, -LARGEST_SHIFT, LARGEST_SHIFT, unit="TIS points"
                )
                for subtype, shift in shifts.items()
            }
            object.__setattr__(self, name, MappingProxyType(checked))

    def shift(self, subtype: str, arm: str) -> float:
        """Return by how many TIS points a subtype is set apart in an arm, before the average is taken off."""
        check_choice("subtype", subtype, SUBTYPES)
        check_choice("arm", arm, ARMS)
        added = self.effect.get(subtype, 0.0) if arm == "IVIg" else 0.0
        return self.placebo.get(subtype, 0.0) + added


@dataclass(frozen=True, eq=False)
class Antibodies:
    """The antibodies of each patient, one entry a patient.

    Attributes
    ----------
    trial_msa : numpy.ndarray of str
        Kind of myositis-specific antibody in the trial report, or "none".
    trial_maa : numpy.ndarray of bool
        Myositis-associated antibody in the trial report.
    msa, maa : numpy.ndarray of bool
        Myositis-specific and myositis-associated antibody in the re-analysis.
    """

    trial_msa: np.ndarray
    trial_maa: np.ndarray
    msa: np.ndarray
    maa: np.ndarray


def find_true_means(totals: CohortTotals, arm: str, mean: float, truth: SubtypeTruth) -> np.ndarray:
    """Return the true mean of each subtype in an arm, TIS points, in the order of `SUBTYPES`.

    The mean of the arm is what it is. The subtypes lie around it, so that all patients together average to it.

    Raises
    ------
    Impossible
        If an argument cannot be, or a mean lies off the score.

    Examples
    --------
    >>> from helpers.models.cohort_totals import read_totals
    >>> truth = SubtypeTruth(effect={"dermatomyositis-specific": 19})
    >>> find_true_means(read_totals(), "IVIg", 50.0, truth).tolist()
    [65.0, 46.0, 46.0, 46.0]
    """
    check_kind("totals", totals, CohortTotals, or_none=False)
    check_kind("truth", truth, SubtypeTruth, or_none=False)
    mean = check_number("mean", mean, LOWEST_MEAN, HIGHEST_MEAN, unit="TIS points")
    counted = list(totals.trial_msa.values())
    share = np.array([*counted, totals.patients - sum(counted)]) / totals.patients
    shifts = np.array([truth.shift(subtype, arm) for subtype in SUBTYPES])
    means = mean + shifts - share @ shifts
    for subtype, true_mean in zip(SUBTYPES, means, strict=True):
        if not LOWEST_MEAN <= true_mean <= HIGHEST_MEAN:
            raise Impossible(
                f"On {arm} a true mean of {true_mean:.1f} TIS points ({subtype}) is impossible: the score runs from "
                f"{LOWEST_MEAN} to {HIGHEST_MEAN}, and the arm's mean is {mean:.1f}. Choose smaller shifts."
            )
    return means


def deal_antibodies(
    totals: CohortTotals,
    arms: np.ndarray,
    scores: np.ndarray,
    responders: np.ndarray,
    truth: SubtypeTruth,
    generator: np.random.Generator,
) -> Antibodies:
    """Deal the antibodies so that all counts are met.

    Parameters
    ----------
    totals : CohortTotals
        The counts.
    arms, scores, responders : numpy.ndarray, shape (patients,)
        Arm by name, score in TIS points, and whether the patient is a responder.
    truth : SubtypeTruth
        Which deals are likelier.
    generator : numpy.random.Generator
        Which deal.

    Returns
    -------
    Antibodies
    """
    labels = deal_subtypes(totals, arms, scores, responders, truth, generator)[0]
    msa = labels != WITHOUT_MSA
    maa = np.zeros(totals.patients, bool)
    others = totals.maa_only - totals.maa_only_responders
    for responds, count in ((True, totals.maa_only_responders), (False, others)):
        maa[generator.choice(np.flatnonzero(~msa & (responders == responds)), count, replace=False)] = True
    maa[generator.choice(np.flatnonzero(msa), totals.both_antibodies, replace=False)] = True
    trial_maa = np.zeros(totals.patients, bool)
    trial_maa[generator.choice(np.flatnonzero(maa), totals.trial_maa, replace=False)] = True
    return Antibodies(np.array([*SUBTYPES, NO_MSA], dtype=object)[labels], trial_maa, msa, maa)


def deal_subtypes(
    totals: CohortTotals,
    arms: np.ndarray,
    scores: np.ndarray,
    responders: np.ndarray,
    truth: SubtypeTruth,
    generator: np.random.Generator,
    *,
    worlds: int = 1,
    rounds: int = ROUNDS,
) -> np.ndarray:
    """Deal the myositis-specific antibodies of many worlds at once, each deal apart from the others.

    A deal is drawn by Metropolis' rule, with the chance that its scores have under `truth`, among all deals that meet
    the counts. Two patients of one arm who both respond, or both do not, may swap all that they have; two who both have
    an MSA may swap its kind. Neither changes a count of the totals, and by such swaps every deal can be reached.

    Parameters
    ----------
    totals, arms, scores, responders, truth, generator
        As in `deal_antibodies`. With the same generator another truth tries the same swaps.
    worlds : int
        How many deals.
    rounds : int
        Of swaps.

    Returns
    -------
    numpy.ndarray of int, shape (worlds, patients)
        0, 1 and 2 for the kinds of the trial report, then `MSA_UNCOUNTED` and `WITHOUT_MSA`.
    """
    return apply_swaps(draw_swaps(totals, arms, responders, generator, worlds, rounds), totals, arms, scores, truth)


def apply_swaps(
    swaps: Swaps, totals: CohortTotals, arms: np.ndarray, scores: np.ndarray, truth: SubtypeTruth
) -> np.ndarray:
    """Return the labels of `deal_subtypes` after those swaps that `truth` makes likely enough."""
    labels, likelihood = swaps.labels.flatten(), _weigh(totals, arms, scores, truth).ravel()
    for meeting in swaps.meetings:
        mine, theirs = labels.take(meeting.one), labels.take(meeting.other)
        gain = (likelihood.take(meeting.row_of_one + theirs) - likelihood.take(meeting.row_of_one + mine)) + (
            likelihood.take(meeting.row_of_other + mine) - likelihood.take(meeting.row_of_other + theirs)
        )
        swap = gain >= meeting.needed
        if meeting.needs_msa:
            swap &= np.maximum(mine, theirs) < WITHOUT_MSA
        pairs = np.flatnonzero(swap)
        labels[meeting.one[pairs]], labels[meeting.other[pairs]] = theirs[pairs], mine[pairs]
    return labels.reshape(swaps.labels.shape)


def _weigh(totals: CohortTotals, arms: np.ndarray, scores: np.ndarray, truth: SubtypeTruth) -> np.ndarray:
    """Return the logarithm of how likely each patient's score is with each label, up to a constant."""
    likelihood = np.zeros((len(scores), LABELS))
    for arm in totals.arms:
        inside = arms == arm.arm
        means = find_true_means(totals, arm.arm, scores[inside].mean(), truth)
        # With and without an MSA in the re-analysis: "none" in the trial report is one subtype.
        by_label = np.append(means, means[-1])
        likelihood[inside] = -0.5 * ((scores[inside, None] - by_label) / SPREAD) ** 2
    return likelihood
