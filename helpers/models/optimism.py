"""How much guessing makes a difference: ratings that are better than the truth, in both arms or in one.

Three of the six measures are ratings on a line of 10 cm. Whoever believes in a treatment may rate them better than they
are. If both arms do so alike, nothing comes of nothing. If some patients of one arm guess what they get, and they or
their physician rate better for it, a difference can arise without any effect. Invented throughout: that this can
be does not show that it was.

Two simplifications bear on every number. Strength, HAQ and the enzyme are never swayed, so guessing does less here than
it could. And nobody on placebo guesses: if they did, and were rated worse for it, fewer guessers would be needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from helpers.errors import check_choice, check_number
from helpers.evidence.tis_rows import MEASURES
from helpers.models.invented_patients import invent_patients
from helpers.models.measurement_noise import ENZYME_NOISE, GLOBAL_NOISE, GLOBALS, HAQ_NOISE, MMT8_NOISE
from helpers.models.points_distribution import add_points, distribute_points, reach_bars
from helpers.models.rendering import format_number, render_table
from helpers.models.true_course import COURSES, change_truth

NOISES = MappingProxyType(
    dict.fromkeys(GLOBALS, GLOBAL_NOISE) | {"mmt8": MMT8_NOISE, "haq": HAQ_NOISE, "enzyme": ENZYME_NOISE}
)
"""Standard deviations of one reading, as in `responders_from_noise`; the enzyme's is a share of its true value."""

MOST_OPTIMISM = 4.0
"""cm, of each sort."""


@dataclass(frozen=True, eq=False)
class OptimismResponders:
    """Who reaches the bars in two invented arms, when ratings are better than the truth.

    Attributes
    ----------
    shared : float
        cm that every rating of both arms is too good at the second visit.
    guessers : float
        Fraction of the IVIg arm who guess their arm.
    extra : float
        cm more, in those who guess.
    drug_effect : float
        Fraction of the activity left that the drug takes away in every patient on IVIg.
    course : {"unchanged", "drifting"}
        What happens without the drug.
    ivig, placebo : mapping of int to float
        Bar (20, 40, 60 points) -> the share of the arm who reach it.
    ivig_sober, placebo_sober : mapping of int to float
        The same with nobody optimistic: neither `shared` nor `extra`.
    """

    shared: float
    guessers: float
    extra: float
    drug_effect: float
    course: str
    ivig: Mapping[int, float]
    placebo: Mapping[int, float]
    ivig_sober: Mapping[int, float]
    placebo_sober: Mapping[int, float]

    @property
    def difference(self) -> dict[int, float]:
        """Bar -> IVIg minus placebo, as a fraction; positive in favour of IVIg."""
        return {bar: self.ivig[bar] - self.placebo[bar] for bar in self.ivig}

    @property
    def sober_difference(self) -> dict[int, float]:
        """The same with nobody optimistic."""
        return {bar: self.ivig_sober[bar] - self.placebo_sober[bar] for bar in self.ivig}

    def __str__(self) -> str:
        parts = ", ".join(
            f"TIS {bar}: {100 * self.ivig[bar]:.1f} v {100 * self.placebo[bar]:.1f} % ({100 * difference:+.1f} points)"
            for bar, difference in self.difference.items()
        )
        return f"IVIg v placebo, invented: {parts}"

    def _repr_html_(self) -> str:
        caption = (
            f"Two invented arms; {COURSES[self.course]}. Shared optimism {self.shared:g} cm; "
            f"{100 * self.guessers:g} % of IVIg guess, with {self.extra:g} cm more; "
            f"the drug takes away {100 * self.drug_effect:g} % of the activity"
        )
        header = ["Total Improvement Score", "IVIg, %", "placebo, %", "difference, points", "with nobody optimistic"]
        rows = [
            [
                f"at least {bar}",
                *(
                    format_number(100 * share, 1)
                    for share in (
                        self.ivig[bar],
                        self.placebo[bar],
                        self.difference[bar],
                        self.sober_difference[bar],
                    )
                ),
            ]
            for bar in self.ivig
        ]
        return render_table(caption, header, rows)


@dataclass(frozen=True)
class GuessingNeeded:
    """How much of the IVIg arm would have to guess for a given difference.

    Attributes
    ----------
    target : float
        The difference looked for, as a fraction.
    bar : int
        20, 40 or 60 points.
    fraction : float or None
        The fraction of the IVIg arm who must guess; 0 if the difference is there without; None if not even all of
        them make it.
    most : float
        The difference if all of them guess.
    """

    target: float
    bar: int
    fraction: float | None
    most: float

    def __str__(self) -> str:
        what = f"{100 * self.target:.1f} points at TIS {self.bar}"
        if self.fraction is None:
            return f"{what}: no fraction of guessers makes it; all of them make {100 * self.most:.1f}"
        return f"{what}: {100 * self.fraction:.1f} % of the IVIg arm would have to guess"


def responders_with_optimism(
    shared: float = 0.0,
    guessers: float = 0.4,
    extra: float = 2.0,
    drug_effect: float = 0.0,
    *,
    course: str = "unchanged",
) -> OptimismResponders:
    """Return who reaches the bars in two arms of the same invented patients.

    Both arms hold the 160 patients of `invent_patients`, so that no chance imbalance enters. At the second visit the
    three ratings (physician's and patient's global, extramuscular activity) read lower than the truth by `shared`,
    and in those on IVIg who guess by `extra` more; a rating stops at 0. MMT-8, HAQ and the enzyme are read without
    optimism. All readings carry the noise of `responders_from_noise`. Computed exactly, without chance draws.

    Parameters
    ----------
    shared : float
        cm, 0 to 4.
    guessers : float
        Fraction of the IVIg arm, 0 to 1. Nobody on placebo guesses.
    extra : float
        cm, 0 to 4.
    drug_effect : float
        Fraction, 0 to 0.9, of the activity left at week 16 that the drug takes away from every measure of every
        patient on IVIg (of MMT-8: of what is short of full strength; of the enzyme: of what is above normal).
    course : {"unchanged", "drifting"}
        Without the drug every patient stays as they are, or some get better and some worse by themselves.

    Returns
    -------
    OptimismResponders

    Raises
    ------
    Impossible
        If a value cannot be; the sentence names it.

    Examples
    --------
    No effect, and 40 % of one arm guess:

    >>> print(responders_with_optimism())
    IVIg v placebo, invented: TIS 20: 52.0 v 27.7 % (+24.3 points), ...

    No effect, and everybody is as optimistic:

    >>> responders_with_optimism(shared=2, guessers=0).difference
    {20: 0.0, 40: 0.0, 60: 0.0}
    """
    shared = check_number("shared", shared, 0, MOST_OPTIMISM, unit="cm")
    guessers = check_number("guessers", guessers, 0, 1)
    extra = check_number("extra", extra, 0, MOST_OPTIMISM, unit="cm")
    drug_effect = check_number("drug_effect", drug_effect, 0, 0.9)
    check_choice("course", course, COURSES)
    unaware = _reach_bars(shared, drug_effect, course)
    aware = _reach_bars(shared + extra, drug_effect, course)
    # Written so that equal shares stay equal to the last digit.
    ivig = {bar: share + guessers * (aware[bar] - share) for bar, share in unaware.items()}
    return OptimismResponders(
        shared,
        guessers,
        extra,
        drug_effect,
        course,
        MappingProxyType(ivig),
        _reach_bars(shared, 0.0, course),
        _reach_bars(0.0, drug_effect, course),
        _reach_bars(0.0, 0.0, course),
    )


def find_guessing_needed(
    target: float,
    bar: int = 20,
    *,
    shared: float = 0.0,
    extra: float = 2.0,
    drug_effect: float = 0.0,
    course: str = "unchanged",
) -> GuessingNeeded:
    """Return the fraction of the IVIg arm who would have to guess for a difference of `target` at `bar`.

    Parameters
    ----------
    target : float
        Difference looked for, as a fraction, 0 to 1.
    bar : int
        20, 40 or 60 points.
    shared, extra, drug_effect, course
        As in `responders_with_optimism`.

    Raises
    ------
    Impossible
        If a value cannot be; the sentence names it.

    Examples
    --------
    >>> print(find_guessing_needed(0.35))
    35.0 points at TIS 20: 57.7 % of the IVIg arm would have to guess
    >>> print(find_guessing_needed(0.35, extra=1.0))
    35.0 points at TIS 20: no fraction of guessers makes it; all of them make 33.7
    """
    target = check_number("target", target, 0, 1)
    nobody, everybody = (
        responders_with_optimism(shared, guessers, extra, drug_effect, course=course) for guessers in (0.0, 1.0)
    )
    bar = check_choice("bar", bar, nobody.ivig)
    least, most = nobody.difference[bar], everybody.difference[bar]
    if least >= target:
        fraction = 0.0
    elif most < target:
        fraction = None
    else:
        # Each who guesses adds the same, so the difference is a straight line.
        fraction = (target - least) / (most - least)
    return GuessingNeeded(target, bar, fraction, most)


@lru_cache(maxsize=256)
def _reach_bars(optimism: float, drug_effect: float, course: str) -> Mapping[int, float]:
    """Return the share of an arm that reaches each bar, whose ratings are too good by so many cm."""
    parts = [
        (measure, {0: _distribute(measure, optimism if measure in GLOBALS else 0.0, drug_effect, course)})
        for measure in MEASURES
    ]
    return reach_bars(add_points(parts)[0].mean(axis=1))


@lru_cache(maxsize=256)
def _distribute(measure: str, optimism: float, drug_effect: float, course: str) -> np.ndarray:
    true = getattr(invent_patients(), measure)
    after = change_truth(measure, true, drug_effect, course) - optimism
    noise = NOISES[measure] * true if measure == "enzyme" else NOISES[measure]
    return distribute_points(measure, true, after, noise)[0]
