"""A trial of one's own: drawn from the id, the same for the same id, and never one in which a question falls flat."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist, fmean, stdev
from typing import TypeVar

from helpers.errors import CourseError
from helpers.learning.assignment.check_trial import find_fault
from helpers.learning.assignment.sentences import write_sentences
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.assignment.trial import (
    VERSION,
    Arm,
    Design,
    Extension,
    Harms,
    PersonalTrial,
    Subtype,
)
from helpers.learning.assignment.vocabulary import ACRONYMS, ANTIBODIES, CLASSES, STEMS

MOST_DRAWS = 400
"""Trials drawn before giving up. About one of seven is kept, so that nobody comes near it."""

STEP = 2.5
"""Of the TIS, points."""

T = TypeVar("T")


class Dice:
    """Chance from a text. Only `random.Random.random` is used: Python promises that its numbers stay the same."""

    def __init__(self, text: str) -> None:
        self._random = random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest())).random

    def pick(self, options: Sequence[T]) -> T:
        """Return one of `options`."""
        return options[int(self._random() * len(options))]

    def draw_whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        return low + int(self._random() * (high - low + 1))

    def draw_between(self, low: float, high: float) -> float:
        """Return a number between the two."""
        return low + self._random() * (high - low)

    def draw_normal(self, mean: float, sd: float) -> float:
        """Return a number from a normal curve."""
        return NormalDist(mean, sd).inv_cdf(min(max(self._random(), 1e-9), 1 - 1e-9))

    def shuffle(self, options: Sequence[T]) -> list[T]:
        """Return `options` in another order."""
        left = list(options)
        return [left.pop(int(self._random() * len(left))) for _ in options]


def draw_trial(student_id: str) -> PersonalTrial:
    """Return the invented trial of one student.

    Parameters
    ----------
    student_id : str
        As typed: capitals, accents and spaces do not matter.

    Raises
    ------
    Impossible
        If the id cannot be one, see `read_student_id`.

    Examples
    --------
    >>> draw_trial("Ana López") == draw_trial(" ana lopez")
    True
    """
    return _draw(read_student_id(student_id))


@lru_cache(maxsize=4096)
def _draw(name: str) -> PersonalTrial:
    for attempt in range(MOST_DRAWS):
        dice = Dice(f"reading a trial|{VERSION}|{name}|{attempt}")
        trial = _draw_numbers(name, dice)
        if not find_fault(trial):
            return write_sentences(trial, dice)
    raise CourseError(f"No trial was found for the id {name}. Choose another id, and tell your teacher.")


def _draw_numbers(name: str, dice: Dice) -> PersonalTrial:
    drug_class = dice.pick(CLASSES)
    drug = dice.pick(STEMS) + drug_class.ending
    bar, higher_bar = dice.pick(((20, 40), (20, 60), (40, 60)))
    n_treatment, n_control = _draw_sizes(dice)
    switched = dice.draw_whole(4, max(5, n_control // 6))
    rate_control = dice.draw_between(0.32, 0.52) if bar == 20 else dice.draw_between(0.18, 0.34)
    rate_treatment = rate_control + dice.draw_between(0.22, 0.40)
    treatment = _draw_arm(dice, drug, n_treatment, dice.draw_whole(3, 9), 0, rate_treatment, bar, higher_bar)
    control = _draw_arm(dice, "placebo", n_control, dice.draw_whole(2, 6), switched, rate_control, bar, higher_bar)
    exposed = n_treatment + switched
    with_event = round(exposed * dice.draw_between(0.38, 0.62))
    return PersonalTrial(
        student_id=name,
        acronym=dice.pick(ACRONYMS),
        drug=drug,
        drug_class=drug_class.name,
        route=drug_class.route,
        weeks=dice.pick((12, 16, 20, 24)),
        bar=bar,
        higher_bar=higher_bar,
        treatment=treatment,
        control=control,
        switched=switched,
        harms=Harms(
            exposed,
            with_event,
            # Fewer events than patients exposed, so that events read as patients look like a share.
            with_event + dice.draw_whole(5, max(6, exposed - with_event - 3)),
            round(n_control * dice.draw_between(0.18, 0.40)),
            dice.pick(drug_class.rare_events),
        ),
        extension=_draw_extension(dice, treatment, control, switched),
        subtypes=_draw_subtypes(dice, treatment, control),
        power=dice.pick((0.8, 0.9)),
        sentences=(),
        design=Design(
            dice.pick(("central", "envelopes", "unstated")),
            dice.pick(("independent", "treating")),
            dice.pick(("registered", "unstated")),
        ),
    )


def _draw_sizes(dice: Dice) -> tuple[int, int]:
    """Return patients on drug and on placebo: one to one by simple chance, or two to one."""
    if dice.pick((1, 1, 2)) == 2:
        n_control = dice.draw_whole(34, 46)
        return 2 * n_control + dice.draw_whole(-5, 5), n_control
    n_treatment = dice.draw_whole(44, 74)
    return n_treatment, n_treatment + dice.pick((-7, -6, -5, -4, -3, 3, 4, 5, 6, 7))


def _draw_arm(dice: Dice, name: str, n: int, left: int, switched: int, rate: float, bar: int, higher_bar: int) -> Arm:
    """Return an arm counted from patients' scores, so that counts, mean and SD belong together."""
    completed = n - left - switched
    sd = dice.draw_between(17, 24)
    # Halfway below the bar, as scores come in steps; the rate is that of all, and only who completed can respond.
    mean = bar - STEP / 2 + sd * NormalDist().inv_cdf(min(rate * n / completed, 0.95))
    scores = [STEP * round(min(max(dice.draw_normal(mean, sd), 0), 100) / STEP) for _ in range(completed)]
    scores += [0.0] * (n - completed)
    return Arm(
        name,
        n,
        completed,
        sum(score >= bar for score in scores),
        sum(score >= higher_bar for score in scores),
        round(fmean(scores), 1),
        round(stdev(scores), 1),
    )


def _draw_extension(dice: Dice, treatment: Arm, control: Arm, switched: int) -> Extension:
    entered = treatment.completed + control.completed + switched - dice.draw_whole(3, 11)
    best = max(treatment.responders / treatment.n, 0.45)
    return Extension(
        dice.pick((40, 44, 48, 52)), entered, round(entered * min(best + dice.draw_between(0.05, 0.16), 0.9))
    )


def _draw_subtypes(dice: Dice, treatment: Arm, control: Arm) -> tuple[Subtype, ...]:
    """Return two subtypes: one does better in both arms, and not by more of an effect."""
    by_arm = dice.pick((True, False))
    names = dice.shuffle(ANTIBODIES)
    rates = [arm.responders / arm.n for arm in (treatment, control)]
    found = []
    for name, shift_treatment, shift_control in ((names[0], 0.10, 0.22), (names[1], -0.10, -0.13)):
        sizes = [dice.draw_whole(6, arm.n // 4) for arm in (treatment, control)]
        counts = [
            round(n * min(max(rate + shift + dice.draw_between(-0.06, 0.06), 0.05), 0.95))
            for n, rate, shift in zip(sizes, rates, (shift_treatment, shift_control), strict=True)
        ]
        counted = (sizes[0], counts[0]) if by_arm else (None, None)
        found.append(Subtype(name, sum(sizes), sum(counts), *counted))
    return tuple(dice.shuffle(found))
