"""What the picture of a mixture says: title, lines, sentence, alternative text and table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_count
from helpers.models.mixture import Mixture, MixtureCurve
from helpers.models.rendering import format_share

RATES_DIGITS = 2
"""Decimals of percentages and points in the table."""


@dataclass(frozen=True)
class MixedTrial:
    """What the picture shows.

    Attributes
    ----------
    mixture : Mixture
        The population and the two trials; more responders are better.
    curve : MixtureCurve
        The same two groups in other shares.
    provenance : Provenance
    """

    mixture: Mixture
    curve: MixtureCurve
    provenance: Provenance


def print_patients(patients: float) -> str:
    """Print a number of patients with thin spaces between thousands, or that there is none.

    >>> print_patients(254.0), print_patients(float("inf"))
    ('254', 'no number')
    """
    return "no number" if math.isinf(patients) else print_count(patients)


def trim_points(difference: float) -> str:
    """Print a difference of two fractions in percentage points, without idle zeros.

    >>> trim_points(0.175), trim_points(0.29 - 0.44)
    ('17.5', '−15')
    """
    return f"{round(100 * difference, RATES_DIGITS) + 0:g}".replace("-", "−")


def print_share(share: float) -> str:
    """Print a share as a percentage.

    >>> print_share(0.07 * 7)
    '49 %'
    """
    return format_share(round(share, RATES_DIGITS + 2))


def title_mixture(shown: MixedTrial) -> str:
    """Say in two lines how the two trials compare."""
    mixture = shown.mixture
    if mixture.n_everyone == mixture.n_subtype:
        return "A trial of everybody takes as many\npatients as one of the subtype alone"
    factor = mixture.factor
    digits = 2 if abs(factor - 1) < 0.1 else 1 if factor < 10 else 0
    return f"A trial of everybody takes {factor:.{digits}f} times\nthe patients of the subtype alone"


def write_setting(shown: MixedTrial) -> str:
    """Name the rates and effects that were set, in two lines."""
    mixture = shown.mixture
    return (
        f"{print_share(mixture.placebo_subtype)} on placebo; power {format_share(mixture.power)}, two-sided "
        f"{format_share(mixture.alpha)}\n"
        f"Drug adds {trim_points(mixture.difference_subtype)} points in the subtype, "
        f"{trim_points(mixture.difference_rest)} in the rest"
    )


def write_marks(shown: MixedTrial) -> tuple[str, str, str]:
    """Return what each of the three marks stands for, with its number."""
    mixture = shown.mixture
    return (
        f"Everybody enrolled: {print_patients(mixture.total_everyone)} ({print_patients(mixture.n_everyone)} per arm)",
        f"Subtype alone enrolled: {print_patients(mixture.total_subtype)} "
        f"({print_patients(mixture.n_subtype)} per arm)",
        f"Screened to find that subtype: {print_patients(mixture.screened)}",
    )


def read_mixture(shown: MixedTrial) -> str:
    """Return the sentence that reads the picture."""
    mixture = shown.mixture
    return (
        f"Invented: where {print_share(mixture.placebo_subtype)} respond on placebo, the drug adds "
        f"{trim_points(mixture.difference_subtype)} points in a subtype of {print_share(mixture.share)} and "
        f"{trim_points(mixture.difference_rest)} in the rest. A trial of everybody sees "
        f"{trim_points(mixture.difference_overall)} points and needs {print_patients(mixture.n_everyone)} per arm for "
        f"{format_share(mixture.power)} power. The subtype alone needs {print_patients(mixture.n_subtype)} per arm, "
        f"found by screening about {print_patients(mixture.screened)}."
    )


def describe_mixture(shown: MixedTrial) -> str:
    """Return the alternative text."""
    mixture, curve = shown.mixture, shown.curve
    first, last = print_share(float(curve.shares[0])), print_share(float(curve.shares[-1]))
    everyone, subtype, screened = write_marks(shown)

    def span(patients: np.ndarray) -> str:
        return f"{print_patients(float(patients[0]))} at {first} to {print_patients(float(patients[-1]))} at {last}"

    return (
        "Patients of both arms on a logarithmic axis against the share of the subtype; a vertical line at "
        f"{print_share(mixture.share)}. Solid line with a square: {everyone}; from {span(curve.total_everyone)}. "
        f"Broken line with a diamond: {subtype}; the same at every share. Dotted line with a triangle: {screened}; "
        f"from {span(curve.screened)}. {'. '.join(write_setting(shown).splitlines())}; "
        f"{trim_points(mixture.difference_overall)} points overall."
    )


def tabulate_mixture(shown: MixedTrial) -> pd.DataFrame:
    """Return the numbers of the picture, one row for everybody, for the subtype alone and for the rest."""
    m = shown.mixture
    rows = [
        ("everybody", 1.0, m.placebo_overall, m.difference_overall, m.n_everyone, m.total_everyone, m.total_everyone),
        ("the subtype", m.share, m.placebo_subtype, m.difference_subtype, m.n_subtype, m.total_subtype, m.screened),
        ("the rest", 1 - m.share, m.placebo_rest, m.difference_rest, math.nan, math.nan, math.nan),
    ]
    columns = ("trial in", "share (%)", "responders on placebo (%)", "difference (points)")
    sizes = (f"patients per arm for {format_share(m.power)} power", "patients of both arms", "patients screened")
    table = pd.DataFrame(rows, columns=[*columns, *sizes])
    table[list(columns[1:])] = (100 * table[list(columns[1:])]).round(RATES_DIGITS)
    for size in sizes:
        table[size] = ["" if math.isnan(patients) else print_patients(patients) for patients in table[size]]
    return table
