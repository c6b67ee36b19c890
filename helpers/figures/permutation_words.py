"""What a picture of shuffled labels says: title, sentence, alternative text and table."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from helpers.figures.text import print_count, print_points, print_signed
from helpers.models.permutation import Permutation

REVEAL_FROM = 10_000
"""Shuffles from which the words name the exact answer: before that a learner is still waiting for it."""

SHAPE_FROM = 50
"""Shuffles from which the words say how they lie."""


def _chance(p: float) -> str:
    """Print a probability with two digits that count and no exponent, however small it is.

    >>> _chance(0.00069), _chance(0.0000025), _chance(0.975), _chance(0.99963), _chance(1.0), _chance(1e-9)
    ('0.00069', '0.0000025', '0.975', '0.9996', '1', 'less than 0.0000001')
    """
    if 0 < p < 1e-7:
        return "less than 0.0000001"
    if 0.9 < p < 1:
        return f"{p:.4f}" if p > 0.99 else f"{p:.3f}"
    return np.format_float_positional(p, precision=2, fractional=False, trim="-")


def count_shuffles(number: int) -> str:
    """Print a number of shuffles with its noun."""
    return f"{print_count(number)} shuffle{'' if number == 1 else 's'}"


def _wide(permutation: Permutation) -> str:
    return f"{100 * abs(permutation.observed):.1f} points"


def title_permutation(permutation: Permutation) -> str:
    """Say in two lines how many shuffles reached the observed difference."""
    if permutation.counts.all_alike:
        who = "Everybody" if permutation.counts.responders else "Nobody"
        return f"{who} responded:\nwhatever is dealt, the arms are alike"
    extreme, draws = permutation.extreme, permutation.draws
    observed = print_points(permutation.observed, 1)
    if draws == 1:
        first = print_points(permutation.differences[0], 1)
        return f"The first shuffle dealt {first} points;\nthe trial observed {observed} points"
    count = f"All {print_count(draws)}" if extreme == draws else f"{print_count(extreme)} of {print_count(draws)}"
    return f"{count} shuffles went as far\nfrom zero as the observed {_wide(permutation)}"


def describe_last(permutation: Permutation) -> str:
    """Say what the last shuffle dealt."""
    counts, dealt = permutation.counts, int(permutation.responders_dealt[-1])
    last = print_points(permutation.differences[-1], 1)
    return (
        f"Last deal: IVIg {dealt} of {counts.n_treatment}, placebo {counts.responders - dealt} of {counts.n_control}, "
        f"{last} points"
    )


def _formula(permutation: Permutation) -> str:
    extreme, draws = print_count(permutation.extreme), print_count(permutation.draws)
    return f"({extreme} + 1) / ({draws} + 1) = {_chance(permutation.p_value)}"


def write_answer(permutation: Permutation) -> str:
    """Print p with its formula, and how well this many shuffles know it."""
    lower, upper = permutation.monte_carlo_interval()
    return (
        f"p = {_formula(permutation)}   (seed {permutation.seed})\n"
        f"95 % Monte Carlo interval of p: {_chance(lower)} to {_chance(upper)}"
    )


def describe_permutation(permutation: Permutation, *, has_dots: bool) -> str:
    """Return the alternative text."""
    low, high = (print_points(limit, 1) for limit in (permutation.differences.min(), permutation.differences.max()))
    observed = 100 * permutation.observed
    if permutation.draws == 1:
        what = f"a dot, at {low} points"
        beyond = f"it lies {'on or beyond one of' if permutation.extreme else 'between'}"
    else:
        marks = "dots, one a shuffle" if has_dots else "bars, one for each difference that can be dealt"
        what = f"{marks}, from {low} to {high} points"
        beyond = f"{print_count(permutation.extreme)} of the shuffles lie on or beyond"
    return (
        f"{count_shuffles(permutation.draws)} of the labels (seed {permutation.seed}) drawn as {what}. A solid line at "
        f"the observed {print_signed(observed)} points, a broken one at {print_signed(-observed)}; {beyond} them. "
        f"{_describe_shape(permutation)}{describe_last(permutation)}."
    )


def _describe_shape(permutation: Permutation) -> str:
    """Say how the heap thins out from zero, which the eye takes from the picture."""
    if permutation.draws < SHAPE_FROM:
        return ""
    # A distance that was dealt, printed upwards: differences lie on few places, and to round down would shut one out.
    reach = np.quantile(np.abs(permutation.differences), (0.5, 0.95), method="inverted_cdf")
    half, nearly_all = np.ceil(np.round(1000 * reach, 6)) / 10
    if half == nearly_all:
        return ""
    return (
        f"At least half of them lie within {half:.1f} points of zero, at least 95 of 100 within {nearly_all:.1f} "
        "points. "
    )


def read_permutation(permutation: Permutation) -> str:
    """Return the sentence that reads the picture."""
    counts = permutation.counts
    shuffles = f"{count_shuffles(permutation.draws)} (seed {permutation.seed})"
    if counts.all_alike:
        who = "everybody" if counts.responders else "nobody"
        return (
            f"Where {who} responded, {shuffles} can only give 0 points. That is as far from zero as the observed 0 "
            "points, so p is 1 and there is nothing to test."
        )
    lower, upper = (_chance(limit) for limit in permutation.monte_carlo_interval())
    if permutation.draws == 1:
        dealt = int(permutation.responders_dealt[0])
        return (
            f"One shuffle (seed {permutation.seed}) dealt IVIg {dealt} and placebo {counts.responders - dealt} of the "
            f"{_name_responders(counts.responders)}: {print_points(permutation.differences[0], 1)} points, where "
            f"the trial observed {print_points(permutation.observed, 1)}. One says next to nothing: p = "
            f"{_formula(permutation)}, and {lower} to {upper} fits."
        )
    if permutation.extreme == 0:
        reading = f"None yet does not mean never: p = {_formula(permutation)}, and anything up to {upper} fits."
    else:
        reading = (
            f"p = {_formula(permutation)}; with so many shuffles {lower} to {upper} fits (95 % Monte Carlo interval)."
        )
    exact = f" {_compare_with_fisher(permutation)}" if permutation.draws >= REVEAL_FROM else ""
    return (
        f"{shuffles} of {_name_responders(counts.responders)} among {counts.n} patients: "
        f"{print_count(permutation.extreme)} went at least as far from zero as the observed {_wide(permutation)}. "
        f"{reading}{exact}"
    )


def _name_responders(number: int) -> str:
    return f"{number} responder{'' if number == 1 else 's'}"


def _compare_with_fisher(permutation: Permutation) -> str:
    exact, fisher = _chance(permutation.exact_p), _chance(permutation.fisher_p)
    if math.isclose(permutation.exact_p, permutation.fisher_p):
        return f"All possible deals together give {exact}: Fisher's exact p."
    return f"All possible deals together give {exact}; Fisher's exact p, which asks for the less probable, is {fisher}."


def tabulate_permutation(permutation: Permutation) -> pd.DataFrame:
    """Return the numbers of the picture, and how many shuffles dealt each difference."""
    lower, upper = permutation.monte_carlo_interval()
    rows = [
        ("observed difference, IVIg minus placebo (points)", round(100 * permutation.observed, 2)),
        ("responders in both arms (patients)", permutation.counts.responders),
        ("seed", permutation.seed),
        ("shuffles", permutation.draws),
        ("shuffles at least as far from zero as observed", permutation.extreme),
        ("their share (%)", float(f"{100 * permutation.share:.4g}")),
        ("p value, (count + 1) / (shuffles + 1)", float(f"{permutation.p_value:.3g}")),
        ("95 % Monte Carlo interval of p (Clopper-Pearson), lower", float(f"{lower:.3g}")),
        ("95 % Monte Carlo interval of p (Clopper-Pearson), upper", float(f"{upper:.3g}")),
    ]
    if permutation.draws >= REVEAL_FROM:
        rows += [
            ("p of all possible deals", float(f"{permutation.exact_p:.3g}")),
            ("Fisher's exact p", float(f"{permutation.fisher_p:.3g}")),
        ]
    rows += [
        (f"shuffles that dealt {print_points(difference, 1)} points", int(count))
        for difference, count in zip(permutation.possible_differences, permutation.tally, strict=True)
        if count
    ]
    return pd.DataFrame(rows, columns=["quantity", "value"])
