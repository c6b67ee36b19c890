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

ROUNDS = 30
"""Of swaps. In each round everybody meets one patient of the same arm and answer, then one of all. Enough to forget the
first deal: a test compares with ten times as many."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """Pairs of patients who may swap, by world; `needed` is the logarithm of how likely the swap has to make them."""

    one: np.ndarray
    other: np.ndarray
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
        np.flatnonzero((arms == arm.arm) & (responders == responds)) for arm in totals.arms for responds in (1, 0)
    ]
    labels = _deal_evenly(totals, strata, worlds, generator)
    everybody = [np.arange(totals.patients)]
    meetings = []
    for _ in range(rounds):
        for groups in (strata, everybody):
            one, other = _pair(groups, worlds, generator)
            needed = np.log1p(-generator.random(one.shape))
            meetings.append(Meeting(one, other, needed, groups is everybody))
    return Swaps(labels, tuple(meetings))


def _deal_evenly(
    totals: CohortTotals, strata: list[np.ndarray], worlds: int, generator: np.random.Generator
) -> np.ndarray:
    """Deal by lot alone: an MSA to as many of each stratum as were published, then the kinds to those with one."""
    labels = np.full((worlds, totals.patients), WITHOUT_MSA)
    counts = [count for arm in totals.arms for count in (arm.msa_responders, arm.msa - arm.msa_responders)]
    for stratum, count in zip(strata, counts, strict=True):
        labels[np.arange(worlds)[:, None], _shuffle(stratum, worlds, generator)[:, :count]] = MSA_UNCOUNTED
    counted = list(totals.trial_msa.values())
    uncounted = sum(counts) - sum(counted)
    kinds = np.repeat(np.arange(MSA_UNCOUNTED + 1), [*counted, uncounted])
    labels[labels == MSA_UNCOUNTED] = _shuffle(kinds, worlds, generator).ravel()
    return labels


def _shuffle(values: np.ndarray, worlds: int, generator: np.random.Generator) -> np.ndarray:
    return generator.permuted(np.broadcast_to(values, (worlds, len(values))), axis=1)


def _pair(groups: list[np.ndarray], worlds: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pair the patients of each group by lot; of an odd number one is left out."""
    shuffled = [_shuffle(group, worlds, generator) for group in groups]
    one = [order[:, : len(group) // 2] for order, group in zip(shuffled, groups, strict=True)]
    other = [order[:, len(group) // 2 : len(group) // 2 * 2] for order, group in zip(shuffled, groups, strict=True)]
    return np.concatenate(one, axis=1), np.concatenate(other, axis=1)
