"""What chance says of a deal of antibodies in many worlds, whatever the truth: a first deal by lot, and who meets whom.

It is what takes long, and several truths can share it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.models.cohort_totals import TRIAL_ANTIBODIES, CohortTotals

MSA_UNCOUNTED, WITHOUT_MSA = len(TRIAL_ANTIBODIES), len(TRIAL_ANTIBODIES) + 1
"""Labels of those without a kind in the trial report: with an MSA in the re-analysis alone, and in neither. The kinds
are 0, 1 and 2."""
LABELS = WITHOUT_MSA + 1
"""How many there are."""

ROUNDS = 30
"""Of swaps. In each round everybody meets one patient of the same arm and answer, then one of all. Enough to forget the
first deal: a test compares with ten times as many."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """Pairs of patients who may swap, in all worlds.

    Attributes
    ----------
    one, other : numpy.ndarray of int, shape (pairs,)
        Places of the two among all labels, counted through world after world.
    row_of_one, row_of_other : numpy.ndarray of int, shape (pairs,)
        Where the rows of the two begin in a table of patients by labels, counted through.
    needed : numpy.ndarray, shape (pairs,)
        The logarithm of how likely the swap has to make them.
    needs_msa : bool
        Whether only two who both have an MSA may swap.
    """

    one: np.ndarray
    other: np.ndarray
    row_of_one: np.ndarray
    row_of_other: np.ndarray
    needed: np.ndarray
    needs_msa: bool


@dataclass(frozen=True, eq=False)
class Swaps:
    """What chance says of a deal, whatever the truth: a first deal by lot, and who meets whom.

    Attributes
    ----------
    labels : numpy.ndarray of int, shape (worlds, patients)
        The first deal.
    meetings : tuple
        In their order.
    """

    labels: np.ndarray
    meetings: tuple[Meeting, ...]


def draw_swaps(
    totals: CohortTotals,
    arms: np.ndarray,
    responders: np.ndarray,
    generator: np.random.Generator,
    worlds: int,
    rounds: int = ROUNDS,
) -> Swaps:
    """Draw all of a deal that is chance, in any truth; arguments as in `deal_subtypes`."""
    strata = [
        _repeat(np.flatnonzero((arms == arm.arm) & (responders == responds)), worlds)
        for arm in totals.arms
        for responds in (1, 0)
    ]
    labels = _deal_evenly(totals, strata, worlds, generator)
    everybody = [_repeat(np.arange(totals.patients), worlds)]
    before = totals.patients * np.arange(worlds)[:, np.newaxis]
    meetings = []
    for _ in range(rounds):
        for groups in (strata, everybody):
            one, other = _pair(groups, generator)
            needed = np.log1p(-generator.random(one.shape))
            # All that no truth changes is reckoned here: several are walked through the same swaps.
            places = (before + one, before + other, LABELS * one, LABELS * other, needed)
            meetings.append(Meeting(*map(np.ravel, places), needs_msa=groups is everybody))
    return Swaps(labels, tuple(meetings))


def _deal_evenly(
    totals: CohortTotals, strata: list[np.ndarray], worlds: int, generator: np.random.Generator
) -> np.ndarray:
    """Deal by lot alone: an MSA to as many of each stratum as were published, then the kinds to those with one."""
    labels = np.full((worlds, totals.patients), WITHOUT_MSA)
    counts = [count for arm in totals.arms for count in (arm.msa_responders, arm.msa - arm.msa_responders)]
    for stratum, count in zip(strata, counts, strict=True):
        labels[np.arange(worlds)[:, None], generator.permuted(stratum, axis=1)[:, :count]] = MSA_UNCOUNTED
    counted = list(totals.trial_msa.values())
    uncounted = sum(counts) - sum(counted)
    kinds = np.repeat(np.arange(MSA_UNCOUNTED + 1), [*counted, uncounted])
    labels[labels == MSA_UNCOUNTED] = generator.permuted(_repeat(kinds, worlds), axis=1).ravel()
    return labels


def _repeat(values: np.ndarray, worlds: int) -> np.ndarray:
    """Return the same row for each world; a shuffle leaves it as it is, so that one does for all rounds."""
    return np.tile(values, (worlds, 1))


def _pair(groups: list[np.ndarray], generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pair the patients of each group by lot; of an odd number one is left out."""
    shuffled = [generator.permuted(group, axis=1) for group in groups]
    halves = [group.shape[1] // 2 for group in groups]
    one = [order[:, :half] for order, half in zip(shuffled, halves, strict=True)]
    other = [order[:, half : 2 * half] for order, half in zip(shuffled, halves, strict=True)]
    return np.concatenate(one, axis=1), np.concatenate(other, axis=1)
