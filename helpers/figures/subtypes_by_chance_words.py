"""What the picture of subtypes by chance shows, and what it says in words and in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_number, print_signed
from helpers.models.subtypes_by_chance import QUESTIONS, SimulatedSubtypes, SubtypesByChance


@dataclass(frozen=True)
class Walk:
    """What the picture shows.

    Attributes
    ----------
    exact : SubtypesByChance
        How often at least one subtype looks so, over all trials that could be.
    drawn : SimulatedSubtypes
        The invented trials to walk through.
    trial : int
        The trial in front, from 1.
    split : str
        How the patients were divided.
    provenance : Provenance
    """

    exact: SubtypesByChance
    drawn: SimulatedSubtypes
    trial: int
    split: str
    provenance: Provenance

    @property
    def trials(self) -> int:
        """How many trials were drawn."""
        return len(self.drawn.responders)

    @property
    def differences(self) -> list[float]:
        """What the trial in front shows in each subtype, percentage points."""
        return (100 * self.drawn.differences[self.trial - 1]).tolist()

    @property
    def hits(self) -> list[bool]:
        """Whether each subtype of the trial in front looks so."""
        return self.drawn.find_hits(self.exact.question)[self.trial - 1].tolist()

    @property
    def worst(self) -> int:
        """The subtype with the smallest difference, from 0; the first of equals."""
        return self.differences.index(min(self.differences))

    @property
    def caught(self) -> list[bool]:
        """Whether at least one subtype looks so, in each trial up to the one in front."""
        return self.drawn.find_hits(self.exact.question)[: self.trial].any(axis=1).tolist()

    @property
    def counts(self) -> list[str]:
        """Responders of each subtype of the trial in front, on IVIg and on placebo."""
        return [
            f"{x}/{n_treatment} v {y}/{n_control}"
            for (x, y), (n_treatment, n_control) in zip(
                self.drawn.responders[self.trial - 1].tolist(), self.exact.sizes, strict=True
            )
        ]

    @property
    def true_difference(self) -> float:
        """The same in every subtype, percentage points."""
        return 100 * (self.exact.p_treatment - self.exact.p_control)

    @property
    def what(self) -> str:
        """What is counted, in words."""
        return QUESTIONS[self.exact.question]


def print_chance(chance: float) -> str:
    """Print a chance as a percentage with one decimal, and say so where that would print none or all.

    >>> print_chance(0.33386), print_chance(0.0), print_chance(3e-5), print_chance(0.99999), print_chance(1.0)
    ('33.4 %', '0 %', '< 0.1 %', '> 99.9 %', '100 %')
    """
    if 0 < chance < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= chance < 1:
        return "> 99.9 %"
    return f"{100 * chance:.1f}".removesuffix(".0") + " %"


def write_title(walk: Walk) -> str:
    """Say in two lines what the trial in front shows."""
    hits, k = sum(walk.hits), len(walk.exact.sizes)
    show = "show" if hits > 1 else "shows"
    return (
        f"Trial {walk.trial}: {hits or 'none'} of {k} subtypes {show}\n"
        f"{walk.what}; {print_signed(walk.true_difference, 0)} is true in each"
    )


def write_setting(walk: Walk) -> str:
    """Name the truth, and what the rows are."""
    exact = walk.exact
    return (
        f"True in each: {100 * exact.p_treatment:g} v {100 * exact.p_control:g} % "
        f"({print_signed(walk.true_difference, 0)} points, dashed line)\n"
        f"Rows: responders/patients, IVIg v placebo ({walk.split} split)"
    )


def write_tally(walk: Walk) -> str:
    """Say how many of the trials so far had such a subtype, and how many all trials have."""
    return f"Draw {walk.drawn.seed}: {sum(walk.caught)} of {_trials(walk)}; exact {print_chance(walk.exact.chance)}"


def name_tally(walk: Walk) -> str:
    """Say what is counted below."""
    return f"Trials with at least one subtype: {walk.what}"


def read_walk(walk: Walk) -> str:
    """Return the sentence that reads the picture."""
    exact, k = walk.exact, len(walk.exact.sizes)
    n = sum(treatment for treatment, _ in exact.sizes)
    return (
        f"Invented: {100 * exact.p_treatment:g} v {100 * exact.p_control:g} % are true in each of {k} subtypes "
        f"({walk.split} split of {n} an arm). In trial {walk.trial} the smallest difference is "
        f"{print_signed(walk.differences[walk.worst], 0)} points. At least one subtype shows {walk.what} in "
        f"{sum(walk.caught)} of {_trials(walk)} (draw {walk.drawn.seed}); the exact chance is "
        f"{print_chance(exact.chance)}."
    )


def describe_walk(walk: Walk) -> str:
    """Return the alternative text."""
    rows = "; ".join(
        f"{place}: {counts}, {print_number(difference, 1)} points{' (counted)' if hit else ''}"
        for place, (counts, difference, hit) in enumerate(zip(walk.counts, walk.differences, walk.hits, strict=True), 1)
    )
    return (
        f"Observed differences of {len(walk.counts)} subtypes in trial {walk.trial} (draw {walk.drawn.seed}, "
        f"{walk.split} split) on an axis from −100 to +100 points, IVIg v placebo: {rows}. A dashed line marks the "
        f"true {print_signed(walk.true_difference, 0)} points, a ring the smallest, in subtype {walk.worst + 1}. Below,"
        f" {walk.trials} squares, {walk.trial} outlined for the trials so far, {sum(walk.caught)} of them filled: "
        f"at least one subtype shows {walk.what}. Exact chance {print_chance(walk.exact.chance)}."
    )


def tabulate_walk(walk: Walk) -> pd.DataFrame:
    """Return the subtypes of the trial in front, then the tally and the exact chance."""
    exact = walk.exact
    rows = [
        {
            "row": f"trial {walk.trial} (draw {walk.drawn.seed}), subtype {place} ({walk.split} split)",
            "responders/patients, IVIg v placebo": counts,
            "true rates (%)": f"{100 * exact.p_treatment:g} v {100 * exact.p_control:g}",
            "observed difference (points)": round(difference, 1),
            f"shows {walk.what}": "yes" if hit else "no",
            "exact chance of that (%)": round(100 * chance, 2),
        }
        for place, (counts, difference, hit, chance) in enumerate(
            zip(walk.counts, walk.differences, walk.hits, exact.each, strict=True), 1
        )
    ]
    rows.append(
        {
            "row": f"at least one subtype, trials 1 to {walk.trial}",
            "responders/patients, IVIg v placebo": "",
            "true rates (%)": "",
            "observed difference (points)": "",
            f"shows {walk.what}": f"{sum(walk.caught)} of {walk.trial}",
            "exact chance of that (%)": round(100 * exact.chance, 2),
        }
    )
    return pd.DataFrame(rows)


def _trials(walk: Walk) -> str:
    return f"{walk.trial} trial{'' if walk.trial == 1 else 's'}"
