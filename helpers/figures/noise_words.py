"""What the picture of responders without a change says: headline, sentence, alternative text, table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import begin_sentence
from helpers.models.measurement_noise import ACTIVE_FROM, NoiseResponders
from helpers.models.points_distribution import STEP

BIN = 5.0
"""Points: two steps of the score stand in one bar of the picture, and every bar of response is an edge."""

WHO_ENTERS = {
    "everybody": "everybody enters",
    "rules": "ProDERM's rules at entry",
    "active": f"rules + both globals ≥ {ACTIVE_FROM:g} cm",
}
"""The model's ENTRIES in few words, so that they fit on a line of the picture."""


@dataclass(frozen=True)
class Noise:
    """What the picture shows.

    Attributes
    ----------
    result : NoiseResponders
        The scores of invented patients in whom nothing changes.
    published : mapping of int to float
        Bar -> percent of ProDERM's placebo arm who reached it, printed: for scale.
    provenance : Provenance
    """

    result: NoiseResponders
    published: Mapping[int, float]
    provenance: Provenance

    @property
    def binned(self) -> np.ndarray:
        """Percent of patients in each range of 5 points, from 0 up; a score of 100 stands in a range of its own."""
        starts = np.arange(0, len(self.result.totals), round(BIN / STEP))
        return 100 * np.add.reduceat(self.result.chances, starts)


def print_percent(share: float) -> str:
    """Print a fraction as per cent with one decimal; what is not zero is not printed as zero."""
    percent = 100 * share
    return "< 0.1 %" if 0 < percent < 0.05 else f"{percent:.1f} %"


def print_noise(result: NoiseResponders) -> str:
    """Name the noise of one reading, measure by measure."""
    return (
        f"{result.global_noise:g} cm, MMT-8 {result.mmt8_noise:g}, HAQ {result.haq_noise:g}, "
        f"enzyme {100 * result.enzyme_noise:g} %"
    )


def write_headline(noise: Noise) -> str:
    """Say how many reach the first two bars, and that nobody has changed."""
    result = noise.result
    low, middle, _ = result.responders.values()
    if not any((result.global_noise, result.mmt8_noise, result.haq_noise, result.enzyme_noise)):
        return "Without noise nobody responds:\nnobody has truly changed"
    bars = list(result.responders)
    return (
        f"{print_percent(low)} reach TIS {bars[0]}, {print_percent(middle)} TIS {bars[1]},\n"
        "and nobody has truly changed"
    )


def write_settings(result: NoiseResponders) -> str:
    """Return the two lines that name what is assumed."""
    return f"Noise (SD): {print_noise(result)}\n{begin_sentence(WHO_ENTERS[result.entry])}; values {result.recording}"


def read_noise(noise: Noise) -> str:
    """Read the picture in short sentences."""
    result = noise.result
    bars = ", ".join(f"{print_percent(share)} to {bar}" for bar, share in result.responders.items())
    first = f"Nobody has truly changed; noise takes {bars} points."
    second = f"Assumed SD: {print_noise(result)}; values {result.recording}."
    return f"{first} {second} {_read_entry(result)}"


def _read_entry(result: NoiseResponders) -> str:
    if result.entry == "everybody":
        return "Everybody enters. A worse reading costs nothing, so errors do not cancel out."
    error = round(result.excess_at_entry, 2)
    return (
        f"{100 * result.entered:.0f} % enter ({WHO_ENTERS[result.entry]}). On that day their physician global "
        f"was read {abs(error):.2f} cm {'lower' if error < 0 else 'higher'} than it truly was, on average."
    )


def describe_noise(noise: Noise) -> str:
    """Return the alternative text."""
    result = noise.result
    shares = [f"{BIN * place:g} to {BIN * place + STEP:g}: {share:.1f} %" for place, share in enumerate(noise.binned)]
    seen = "; ".join(text for text, share in zip(shares, noise.binned, strict=True) if share >= 0.05)
    rows = "; ".join(
        f"TIS {bar} {print_percent(share)} beside {noise.published[bar]:.0f} %"
        for bar, share in result.responders.items()
    )
    return (
        f"Bars of the score of invented patients without a true change, mean {result.mean:.1f} points: {seen}. "
        f"Below, who reaches each bar, beside a square for ProDERM's placebo arm as published: {rows}. "
        f"Noise of one reading (SD): {print_noise(result)}; {WHO_ENTERS[result.entry]}; values {result.recording}."
    )


def tabulate_noise(noise: Noise) -> pd.DataFrame:
    """Return the numbers of the picture with what is assumed."""
    result = noise.result
    rows: list[tuple[str, object, object]] = [
        (f"reach TIS {bar} by noise alone (%)", round(100 * share, 2), round(noise.published[bar], 1))
        for bar, share in result.responders.items()
    ]
    rows += [
        ("mean score (points)", round(result.mean, 2), ""),
        ("applicants who enter (%)", round(100 * result.entered, 1), ""),
        ("physician global read too high at entry, mean (cm)", round(result.excess_at_entry, 3), ""),
        ("assumed: SD of one reading of each rating (cm)", result.global_noise, ""),
        ("assumed: SD of one reading of MMT-8 (points)", result.mmt8_noise, ""),
        ("assumed: SD of one reading of HAQ (points)", result.haq_noise, ""),
        ("assumed: SD of one reading of the enzyme (% of its value)", round(100 * result.enzyme_noise, 1), ""),
        ("assumed: who enters", WHO_ENTERS[result.entry], ""),
        ("assumed: values", result.recording, ""),
    ]
    rows += [
        (f"score {BIN * place:g} to {BIN * place + STEP:g} (% of patients)", round(share, 2), "")
        for place, share in enumerate(noise.binned[:-1])
    ]
    return pd.DataFrame(rows, columns=["quantity", "invented patients", "ProDERM placebo, published (%)"])
