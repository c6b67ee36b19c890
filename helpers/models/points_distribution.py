"""How the points of a measure are spread when both of its readings carry noise, and how six measures add up.

No chance draws. A reading is a normal distribution around the true value, cut off at the ends of the scale; so the
chance of a band of points follows from the joint distribution of the first reading and of its difference from the
second. The total of six measures is the convolution of their points, on the score's own steps of 2.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import ndtr, owens_t

from helpers.evidence import tis_table
from helpers.evidence.tis_rows import STEP
from helpers.models.tis_scale import RESOLUTION, Scale, build_scales

TOTALS = np.arange(0, tis_table().maximum_points() + STEP / 2, STEP)
TOTALS.flags.writeable = False

CORRELATION = np.sqrt(0.5)
"""Between the first reading and its difference from the second, which has as much noise of its own."""
LEAST_NOISE = 1e-6
"""A thousandth of the finest that the score reads: with less, a reading is the true value."""
NEARLY_ZERO = 1e-12
"""Owen's formula divides by its arguments."""


@dataclass(frozen=True)
class Limit:
    """What the first reading must pass to count as abnormal, on a scale where less is better.

    Attributes
    ----------
    value : float
        In the unit of the measure; of MMT-8, points short of full strength.
    strict : bool
        True if a reading on the limit does not pass.
    """

    value: float
    strict: bool = False


def distribute_points(
    measure: str,
    before: np.ndarray,
    after: np.ndarray,
    noise: float | np.ndarray,
    *,
    rounded: bool = False,
    limit: Limit | None = None,
) -> np.ndarray:
    """Return the chance of each band of points, apart for first readings within and beyond a limit.

    Parameters
    ----------
    measure : str
        One of the six, as "mmt8".
    before, after : numpy.ndarray, shape (n,)
        True values at the two visits; `after` may lie beyond the end of the scale, where a reading would stop.
    noise : float or numpy.ndarray, shape (n,)
        Standard deviation of one reading, in the unit of the measure; the same at both visits, independent.
    rounded : bool
        Whether readings are rounded as a clinic records them (an enzyme's 0.01 is too fine to matter and is left).
    limit : Limit, optional
        Of the first reading.

    Returns
    -------
    numpy.ndarray, shape (2, bands, n)
        Chances, which sum to 1 over both parts and all bands. Without a limit the second part is 0.

    Examples
    --------
    One patient, no true change, noise of 1 cm: the chance of more than 0.5, 1.5, 2.5 and 4 cm of improvement.

    >>> five = np.array([5.0])
    >>> chances = distribute_points("physician_global", five, five, 1.0)[0, :, 0]
    >>> [f"{chance:.3f}" for chance in chances[1:]]
    ['0.217', '0.106', '0.036', '0.002']
    """
    scale = build_scales()[measure]
    before, after = (_measure_activity(scale, np.asarray(values, dtype=float)) for values in (before, after))
    spread = _read_noise(noise, before)
    step = _find_step(measure, rounded)
    if spread is None:
        return _place_points(scale, before, after, step, limit)
    readings = _round_readings if step else _compare_readings
    exceeded = readings(scale, before, after, spread, step, limit)
    # Zeros close the last band: nothing exceeds an edge beyond the last.
    bands = -np.diff(np.concatenate([exceeded, np.zeros((2, 1, len(before)))], axis=1), axis=1)
    # What lies within the limit is what is left of the whole, and may be -1e-17.
    return np.maximum(bands, 0.0)


def expect_error(
    measure: str, true: np.ndarray, noise: float, *, rounded: bool = False, limit: Limit | None = None
) -> np.ndarray:
    """Return by how much a reading is expected to be too ill, apart for readings within and beyond a limit.

    Parameters
    ----------
    measure, noise, rounded, limit
        As in `distribute_points`.
    true : numpy.ndarray, shape (n,)
        True values.

    Returns
    -------
    numpy.ndarray, shape (2, n)
        Expected error in the unit of the measure, times the chance of that part: the sum is the mean error of all.

    Examples
    --------
    Of those at 4 cm, half read 4 cm or more; they read 0.8 cm too high.

    >>> error = expect_error("physician_global", np.array([4.0]), 1.0, limit=Limit(4.0))
    >>> f"{error[1, 0] / 0.5:.2f}"
    '0.80'
    """
    scale = build_scales()[measure]
    true = _measure_activity(scale, np.asarray(true, dtype=float))
    spread = _read_noise(noise, true)
    if spread is None:
        return np.zeros((2, len(true)))
    step, top = _find_step(measure, rounded), scale.highest - scale.lowest
    if step:
        grid, at_or_below = _list_steps(scale, true, spread, step)
        parts = _split_steps(grid, at_or_below, step, limit)
        return np.array([(part * (grid[:, None] - true)).sum(axis=0) for part in parts])

    def expect_from(least: float) -> np.ndarray:
        """Expected error of readings of at least so much; whatever is above the scale is read as its end."""
        low, high = ((end - true) / spread for end in (least, top))
        bell = (np.exp(-0.5 * low**2) - np.exp(-0.5 * high**2)) / np.sqrt(2 * np.pi)
        return spread * bell + (top - true) * ndtr(-high)

    # Below the scale a reading is its lower end, 0.
    whole = expect_from(0.0) - true * ndtr(-true / spread)
    beyond = np.zeros_like(whole) if limit is None else expect_from(limit.value)
    return np.array([whole - beyond, beyond])


def add_points(parts: Iterable[tuple[str, Mapping[int, np.ndarray]]], counted: int = 0) -> np.ndarray:
    """Return the distribution of the total score of each patient.

    Parameters
    ----------
    parts : iterable of (measure, mapping of int to numpy.ndarray of shape (bands, n))
        For each measure: how far its part raises the count of abnormal measures -> the chance of each band.
    counted : int
        Where the count stops: more than so many are as good.

    Returns
    -------
    numpy.ndarray, shape (counted + 1, 41, n)
        Chance of each count of abnormal measures together with each of `TOTALS`.
    """
    scales = build_scales()
    total: np.ndarray | None = None
    for measure, by_rise in parts:
        n = next(iter(by_rise.values())).shape[1]
        if total is None:
            total = np.zeros((counted + 1, len(TOTALS), n))
            total[0, 0] = 1.0
        added = np.zeros_like(total)
        shifts = [round(points / STEP) for points in scales[measure].points]
        for rise, chances in by_rise.items():
            for shift, chance in zip(shifts, chances, strict=True):
                for count in range(counted + 1):
                    to = min(count + rise, counted)
                    added[to, shift:] += total[count, : len(TOTALS) - shift] * chance
        total = added
    if total is None:
        raise ValueError("a score needs at least one measure")
    return total


def reach_bars(chances: np.ndarray) -> Mapping[int, float]:
    """Return the share that reaches each bar of the score, from the chance of each of `TOTALS`.

    >>> {bar: round(share, 3) for bar, share in reach_bars(np.full(41, 1 / 41)).items()}
    {20: 0.805, 40: 0.61, 60: 0.415}
    """
    return MappingProxyType({int(bar): float(chances[bar <= TOTALS].sum()) for bar in tis_table().thresholds.values()})


def _read_noise(noise: float | np.ndarray, true: np.ndarray) -> np.ndarray | None:
    """Return the standard deviation of each patient's reading, or None where there is none to speak of."""
    spread = np.broadcast_to(np.asarray(noise, dtype=float), true.shape)
    return None if spread.max() < LEAST_NOISE else np.maximum(spread, LEAST_NOISE)


def _find_step(measure: str, rounded: bool) -> float:
    return tis_table().measures[measure].step if rounded and measure != "enzyme" else 0.0


def _measure_activity(scale: Scale, values: np.ndarray) -> np.ndarray:
    """Return what is short of the best value, so that less is better on every scale."""
    return scale.highest - values if scale.rises else values - scale.lowest


def _list_edges(scale: Scale) -> np.ndarray:
    return np.array(scale.edges) / RESOLUTION


def _compare_readings(
    scale: Scale, before: np.ndarray, after: np.ndarray, spread: np.ndarray, step: float, limit: Limit | None
) -> np.ndarray:
    """Return the chance that an improvement exceeds nothing and each edge, by the part of the first reading.

    `step` is 0 here: readings are not rounded.
    """
    top = scale.highest - scale.lowest
    edges = _list_edges(scale)[:, None]
    fall = (before - after - edges) / (np.sqrt(2) * spread)
    # A first reading above the scale is read as its end.
    above = _both_below(fall, (before - top) / spread)
    at_top = ndtr((before - top) / spread) * ndtr((top - edges - after) / spread)

    def exceed(least: float) -> np.ndarray:
        # Below the edge no second reading is lower by enough, for it stops at 0.
        return _both_below(fall, (before - np.maximum(edges, least)) / spread) - above + at_top

    whole = np.concatenate([np.ones((1, len(before))), exceed(-np.inf)])
    if limit is None:
        return np.array([whole, np.zeros_like(whole)])
    beyond = np.concatenate([ndtr((before - limit.value) / spread)[None, :], exceed(limit.value)])
    return np.array([whole - beyond, beyond])


def _both_below(h: np.ndarray, k: np.ndarray) -> np.ndarray:
    """Return the chance that two standard normal values of correlation `CORRELATION` are below `h` and `k`.

    Owen DB. Ann Math Stat 1956;27:1075-1090, formula 2.1. doi:10.1214/aoms/1177728074.
    """
    h, k = (np.where(np.abs(value) < NEARLY_ZERO, NEARLY_ZERO, value) for value in np.broadcast_arrays(h, k))
    rest = np.sqrt(1 - CORRELATION**2)
    bent = owens_t(h, (k / h - CORRELATION) / rest) + owens_t(k, (h / k - CORRELATION) / rest)
    return (ndtr(h) + ndtr(k)) / 2 - bent - np.where(h * k > 0, 0.0, 0.5)


def _round_readings(
    scale: Scale, before: np.ndarray, after: np.ndarray, spread: np.ndarray, step: float, limit: Limit | None
) -> np.ndarray:
    """Return the same for readings that are rounded to whole steps: sums in place of integrals."""
    grid, first = _list_steps(scale, before, spread, step)
    _, second = _list_steps(scale, after, spread, step)
    exceeded = []
    for part in _split_steps(grid, first, step, limit):
        rows = [part.sum(axis=0)]
        for edge in _list_edges(scale):
            # The highest step that is lower than the first reading by more than the edge; 1e-9 keeps an edge an edge.
            highest = np.ceil((grid - edge) / step - 1e-9).astype(int) - 1
            possible = highest >= 0
            rows.append((part[possible] * second[highest[possible]]).sum(axis=0))
        exceeded.append(rows)
    return np.array(exceeded)


def _list_steps(scale: Scale, true: np.ndarray, spread: np.ndarray, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps of a scale, and the chance of a reading at or below each."""
    grid = step * np.arange(round((scale.highest - scale.lowest) / step) + 1)
    cut = (grid[:-1] + step / 2)[:, None]
    # Whatever lies beyond the last cut is read as the last step.
    return grid, np.concatenate([ndtr((cut - true) / spread), np.ones((1, len(true)))])


def _split_steps(
    grid: np.ndarray, at_or_below: np.ndarray, step: float, limit: Limit | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance of each step, within and beyond the limit."""
    chance = np.diff(at_or_below, axis=0, prepend=0.0)
    if limit is None:
        return chance, np.zeros_like(chance)
    margin = step / 2 if limit.strict else -step / 2
    beyond = chance * (grid > limit.value + margin)[:, None]
    return chance - beyond, beyond


def _place_points(scale: Scale, before: np.ndarray, after: np.ndarray, step: float, limit: Limit | None) -> np.ndarray:
    """Return chances of 0 and 1: without noise the readings are the true values, within the scale."""
    first, second = (np.clip(values, 0, scale.highest - scale.lowest) for values in (before, after))
    if step:
        first, second = (np.rint(values / step) * step for values in (first, second))
    first, second = (np.rint(values * RESOLUTION).astype(int) for values in (first, second))
    bands = np.searchsorted(scale.edges, first - second, side="left")
    beyond = np.zeros(len(before), dtype=bool)
    if limit is not None:
        least = round(limit.value * RESOLUTION)
        beyond = first > least if limit.strict else first >= least
    chances = np.zeros((2, len(scale.points), len(before)))
    chances[beyond.astype(int), bands, np.arange(len(before))] = 1.0
    return chances
