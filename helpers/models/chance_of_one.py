"""How likely is it that so many patients, or infusion cycles, show at least one event, and how many does it take?"""

from __future__ import annotations

import math

from helpers.errors import Impossible, check_count, check_number
from helpers.models.event_rates import MOST, PER_CYCLES, check_cycles


def find_chance_of_one(risk: float, n: int) -> float:
    """Return the chance, 0 to 1, that at least one of `n` patients has an event, if `risk` of 100 patients have it.

    Raises
    ------
    Impossible
        If `risk` is not between 0 and 100, or `n` is not a whole number of at least 1.

    Examples
    --------
    >>> round(find_chance_of_one(1, 52), 3)
    0.407
    """
    risk = check_number("risk", risk, 0, 100, unit="of 100", open_ends=True)
    n = check_count("n", n, low=1, high=MOST)
    return -math.expm1(n * math.log1p(-risk / 100))


def find_patients_for_one(risk: float, *, chance: float = 0.95) -> int:
    """Return how many patients it takes to see at least one event with a chance of `chance`, if `risk` of 100 have it.

    Raises `Impossible` if `risk` is not between 0 and 100, or so small that it takes more than 10⁹ patients, or if
    `chance` is not between 0 and 1.

    >>> find_patients_for_one(1), find_patients_for_one(50, chance=0.75)
    (299, 2)
    """
    risk = check_number("risk", risk, 0, 100, unit="of 100", open_ends=True)
    return _count_up("risk", risk, -math.log1p(-risk / 100), chance)


def find_chance_of_one_in_cycles(rate: float, cycles: int) -> float:
    """Return the chance of at least one event in `cycles`, at `rate` events per 100 infusion cycles (Poisson).

    Raises
    ------
    Impossible
        If `rate` is not above 0, or `cycles` is not a whole number of at least 1.

    Examples
    --------
    >>> round(find_chance_of_one_in_cycles(1, 300), 3)
    0.95
    """
    rate = check_number("rate", rate, 0, open_ends=True)
    cycles = check_cycles(cycles)
    return -math.expm1(-rate * cycles / PER_CYCLES)


def find_cycles_for_one(rate: float, *, chance: float = 0.95) -> int:
    """Return how many infusion cycles it takes to see at least one event with a chance of `chance`, at `rate` per 100.

    Raises `Impossible` if `rate` is not above 0, or so small that it takes more than 10⁹ cycles, or if `chance` is not
    between 0 and 1.

    >>> find_cycles_for_one(1)
    300
    """
    rate = check_number("rate", rate, 0, open_ends=True)
    return _count_up("rate", rate, rate / PER_CYCLES, chance)


def _count_up(name: str, frequency: float, decay: float, chance: float) -> int:
    """Return the first n with exp(-n decay), the chance of none, at or below 1 - `chance`."""
    chance = check_number("chance", chance, 0, 1, open_ends=True)
    needed = -math.log1p(-chance)
    if needed > MOST * decay:
        raise Impossible(
            f"{name} = {frequency:g} is impossible here: a chance of {chance:g} to see one would take more than "
            f"{MOST:.0e} of them. Choose a larger {name}."
        )
    first = max(1, math.ceil(needed / decay))
    # The logarithms can land a hair above a whole number that meets the chance exactly, as far as it can be written.
    leeway = 1e-13 * (1 - chance) + math.ulp(chance) / 2
    return first - 1 if first > 1 and math.exp(-(first - 1) * decay) <= 1 - chance + leeway else first
