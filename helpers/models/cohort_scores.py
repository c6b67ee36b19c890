"""Scores of the patients of one arm that meet its printed totals exactly.

A start is drawn from a plausible population, category by category. Then patients are nudged up and down by one step,
inside their categories: first until the sum is right, then two at a time, one up and one down, until the sum of squares
is. Whole numbers alone are added and compared, so the same seed gives the same scores everywhere. What the categories
allow at most and at least is worked out before, exactly; totals beyond it are refused with what could be.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.special import ndtr

from helpers.errors import Impossible
from helpers.evidence.tis_rows import STEP
from helpers.models.cohort_totals import ArmTotals, list_bars
from helpers.models.printed import count_decimals, round_as_text

HIGHEST_SCORE = 90.0
"""TIS points. No source says how high a patient came; a score above it asks for the most in nearly every measure."""

MOST_NUDGES = 20_000
"""Pairs of patients that are tried on the way to the sum of squares; ProDERM's totals take some hundreds."""

TRIES_OF_A_PAIR = 20
"""Of each pair, on average, since the last nudge; then no pair is thought to bring them nearer."""

MOST_STARTS = 20
"""Starts that are tried; ProDERM's totals take one. A few patients can stand so that no nudge brings them nearer."""

RARE = 1e-9
"""Chance of each score at least, in a start, so that no category is empty however far it lies from the mean."""


def draw_scores(totals: ArmTotals, generator: np.random.Generator) -> np.ndarray:
    """Return the scores of an arm's patients, lowest first.

    Parameters
    ----------
    totals : ArmTotals
        What they add up to.
    generator : numpy.random.Generator
        Which of the many sets of scores.

    Returns
    -------
    numpy.ndarray, shape (patients,)
        TIS points from 0 to 90, in steps of 2.5; more is better.

    Raises
    ------
    Impossible
        If no set of scores has these categories, this mean and this SD; the sentence says which fails, and what
        could be.

    Examples
    --------
    >>> from helpers.models.cohort_totals import read_totals
    >>> scores = draw_scores(read_totals().arms[1], np.random.default_rng(1))
    >>> f"{scores.mean():.1f} ({scores.std(ddof=1):.1f})", int((scores >= 20).sum())
    ('21.3 (20.8)', 21)
    """
    squares = _find_squares(totals, _find_sums(totals))
    lows, highs = (np.repeat(ends, totals.categories) for ends in zip(*_list_ends(), strict=True))
    for _ in range(MOST_STARTS):
        total = int(generator.choice(list(squares)))
        steps = _draw_start(totals, generator)
        _meet_sum(steps, lows, highs, total, generator)
        if _meet_squares(steps, lows, highs, squares[total], generator):
            return STEP * np.sort(steps)
    raise Impossible(
        f"{totals.arm}: no scores were found with {_name_categories(totals)}, a mean of {totals.mean} and an SD of "
        f"{totals.sd}, in {MOST_STARTS} starts. Choose another seed, or an SD further inside of what could be."
    )


def _list_ends() -> list[tuple[int, int]]:
    """Return the lowest and the highest score of each category, in steps."""
    starts = [0, *(round(bar / STEP) for bar in list_bars()), round(HIGHEST_SCORE / STEP) + 1]
    return [(start, after - 1) for start, after in pairwise(starts)]


def _find_sums(totals: ArmTotals) -> list[int]:
    """Return the sums of scores, in steps, whose mean prints as `totals.mean`."""
    ends = np.array(_list_ends())
    lowest, highest = (int(end) for end in np.array(totals.categories) @ ends)
    decimals, mean = count_decimals(totals.mean), float(totals.mean)
    half = 0.5 * 10**-decimals
    # A mean on the edge of two printed numbers is left out: programs round it differently.
    near = range(
        round((mean - 2 * half) * totals.patients / STEP) - 1, round((mean + 2 * half) * totals.patients / STEP) + 2
    )
    sums = [total for total in near if abs(total * STEP / totals.patients - mean) < half * (1 - 1e-9)]
    if not sums:
        raise Impossible(
            f"{totals.arm}: a mean of {totals.mean} is impossible: the scores of {totals.patients} patients move in "
            f"steps of {STEP:g}, and no sum of them prints so (but on the edge of two printed numbers, where programs "
            "round differently). Choose another mean, or fewer decimals."
        )
    possible = [total for total in sums if lowest <= total <= highest]
    if not possible:
        could = [round_as_text(end * STEP / totals.patients, decimals) for end in (lowest, highest)]
        raise Impossible(
            f"{totals.arm}: a mean of {totals.mean} is impossible with {_name_categories(totals)}. It could be "
            f"{could[0]} to {could[1]}."
        )
    return possible


def _find_squares(totals: ArmTotals, sums: list[int]) -> dict[int, np.ndarray]:
    """Return the sums of squares, in steps, whose SD prints as `totals.sd`, by the sums of scores that allow one."""
    decimals, patients = count_decimals(totals.sd), totals.patients
    half = 0.5 * 10**-decimals * (1 - 1e-9)
    squares, spreads, is_inside = {}, [], False
    for total in sums:
        centre = total**2 / patients
        low, high = (
            centre + (max(0.0, float(totals.sd) + side * half) / STEP) ** 2 * (patients - 1) for side in (-1, 1)
        )
        least, greatest = _bound_squares(totals.categories, total)
        spreads += [STEP * np.sqrt(max(0.0, end - centre) / (patients - 1)) for end in (least, greatest)]
        is_inside = is_inside or not (high < least or low > greatest)
        wanted = np.arange(max(int(np.ceil(low)), least), min(int(np.floor(high)), greatest) + 1)
        # A whole number and its square are both even or both odd, and so are their sums.
        wanted = wanted[wanted % 2 == total % 2]
        if len(wanted):
            squares[total] = wanted
    if squares:
        return squares
    if is_inside:
        raise Impossible(
            f"{totals.arm}: an SD of {totals.sd} is impossible with a mean of {totals.mean}: the scores of {patients} "
            f"patients move in steps of {STEP:g}, and no sum of their squares prints so. Choose an SD with fewer "
            "decimals."
        )
    could = [round_as_text(end, decimals) for end in (min(spreads), max(spreads))]
    raise Impossible(
        f"{totals.arm}: an SD of {totals.sd} is impossible with a mean of {totals.mean} and "
        f"{_name_categories(totals)}. It could be {could[0]} to {could[1]}."
    )


def _bound_squares(categories: tuple[int, ...], total: int) -> tuple[int, int]:
    """Return the least and the greatest sum of squares of scores with these categories and this sum, in steps."""
    lowest = sum(patients * low for patients, (low, _) in zip(categories, _list_ends(), strict=True))
    least, greatest = _bound_all_squares(categories)
    return int(least[total - lowest]), int(greatest[total - lowest])


@lru_cache(maxsize=32)
def _bound_all_squares(categories: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest sum of squares for every sum of scores, from the lowest on, in steps.

    Inside a category the squares are least where the patients stand as close as they can, and greatest where all but
    one stand at its ends. How the sum is best shared out over the categories is found by trying all ways.
    """
    bounds = []
    for find, better in ((_crowd, np.minimum), (_part, np.maximum)):
        best = np.zeros(1, dtype=np.int64)
        for patients, (low, high) in zip(categories, _list_ends(), strict=True):
            if patients:
                own = find(np.arange(patients * (high - low) + 1), patients, low, high)
                joined = np.full(len(best) + len(own) - 1, -1)
                for index, squares in enumerate(best):
                    place = joined[index : index + len(own)]
                    place[:] = np.where(place < 0, squares + own, better(place, squares + own))
                best = joined
        bounds.append(best)
    return bounds[0], bounds[1]


def _crowd(rests: np.ndarray, patients: int, low: int, high: int) -> np.ndarray:
    """Return the least sum of squares of so many patients, by how far their sum lies above the lowest."""
    each, more = np.divmod(rests, patients)
    return (patients - more) * (low + each) ** 2 + more * (low + each + 1) ** 2


def _part(rests: np.ndarray, patients: int, low: int, high: int) -> np.ndarray:
    """Return the greatest sum of squares of so many patients, by how far their sum lies above the lowest."""
    at_top, left = np.divmod(rests, high - low)
    # Where all are at the top nothing is left, and the patient between the ends cancels out.
    return at_top * high**2 + (low + left) ** 2 + (patients - at_top - 1) * low**2


def _draw_start(totals: ArmTotals, generator: np.random.Generator) -> np.ndarray:
    """Draw scores, in steps, from a bell curve cut off at 0, where the score has no minus side, by category."""
    mean, spread = float(totals.mean), max(float(totals.sd), STEP)
    start = []
    for patients, (low, high) in zip(totals.categories, _list_ends(), strict=True):
        levels = np.arange(low, high + 1)
        below = ndtr((np.append(levels, high + 1) - 0.5) * STEP / spread - mean / spread)
        if low == 0:
            below[0] = 0
        share = np.diff(below) + RARE
        start.append(np.repeat(levels, generator.multinomial(patients, share / share.sum())))
    return np.concatenate(start)


def _meet_sum(
    steps: np.ndarray, lows: np.ndarray, highs: np.ndarray, total: int, generator: np.random.Generator
) -> None:
    """Nudge patients, by lot and in place, until the sum is `total`; the caller knows that there is room."""
    missing = total - int(steps.sum())
    for _ in range(abs(missing)):
        has_room = steps < highs if missing > 0 else steps > lows
        steps[generator.choice(np.flatnonzero(has_room))] += np.sign(missing)


def _meet_squares(
    steps: np.ndarray, lows: np.ndarray, highs: np.ndarray, wanted: np.ndarray, generator: np.random.Generator
) -> bool:
    """Nudge pairs of patients, one up and one down, by lot and in place; return whether the squares are as wanted."""
    goal = int(generator.choice(wanted))
    missing = goal - int((steps**2).sum())
    pairs = generator.integers(len(steps), size=(MOST_NUDGES, 2))
    last, enough = 0, TRIES_OF_A_PAIR * len(steps) ** 2
    for number, (up, down) in enumerate(pairs):
        if missing == 0:
            return True
        if number - last > enough:
            break
        if up == down or steps[up] == highs[up] or steps[down] == lows[down]:
            continue
        change = 2 * int(steps[up] - steps[down] + 1)
        if abs(missing - change) < abs(missing):
            steps[up] += 1
            steps[down] -= 1
            missing -= change
            last = number
    return goal - missing in wanted


def _name_categories(totals: ArmTotals) -> str:
    return (
        f"{'/'.join(map(str, totals.categories))} patients with no, minimal, moderate and major improvement (and "
        f"nobody above {HIGHEST_SCORE:g})"
    )
