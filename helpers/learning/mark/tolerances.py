"""How near an answer has to be, and why."""

from __future__ import annotations

import math

POINTS = 0.5
"""Percentage points: a figure rounded to a whole one, as the rubric says."""

ONE_DECIMAL = 0.05
"""A figure rounded to one decimal."""

TWICE_ROUNDED = POINTS + ONE_DECIMAL
"""Percentage points: a helper prints 50.46 as 0.505, and who rounds that to a whole one writes 51."""

ROUNDING = 1e-9
"""What the last digit of a float can do: on no border does it decide."""

SHARE_OF_PATIENTS = 0.01
"""Of a number of patients: shares typed with one decimal move it by about so much. One patient at least."""

ERRORS = 4
"""Monte Carlo standard errors: an honest simulation lies further off in 1 of 16 000."""

USUAL_TRIALS, FEWEST_TRIALS = 10_000, 100
"""Simulated trials where a learner names no number, and the fewest that widen a tolerance.

`NextTrialExplorer` opens with 100: held to the tolerance of 1 000, one of four honest simulations would be refused.
"""


def is_near(value: float, truth: float, tolerance: float) -> bool:
    """Say whether `value` is within `tolerance` of `truth`, the border included.

    >>> is_near(34.5, 35, 0.5), is_near(34.4, 35, 0.5)
    (True, False)
    """
    return abs(value - truth) <= tolerance + ROUNDING


def measure_patients(n: float) -> float:
    """Return how far a number of patients may lie from `n`.

    >>> measure_patients(60), measure_patients(300)
    (1.0, 3.0)
    """
    return max(1.0, SHARE_OF_PATIENTS * n)


def measure_rate(rate: float, trials: float) -> float:
    """Return how far a simulated rate may lie from the exact one, in percentage points.

    Parameters
    ----------
    rate : float
        The exact chance of a rejection, 0 to 1.
    trials : float
        Simulated trials; fewer than `FEWEST_TRIALS` count as so many, or else one trial would excuse any answer.

    Examples
    --------
    >>> round(measure_rate(0.05, 10_000), 3), round(measure_rate(0.05, 1), 3)
    (1.372, 9.218)
    """
    return 100 * ERRORS * math.sqrt(rate * (1 - rate) / max(trials, FEWEST_TRIALS)) + POINTS


def measure_second_digit(value: float) -> float:
    """Return one unit of the second digit that counts, 0 for 0.

    >>> measure_second_digit(34.6), measure_second_digit(0.454)
    (1.0, 0.01)
    """
    return 0.0 if value == 0 else 10.0 ** (math.floor(math.log10(abs(value))) - 1)
