"""Abstract and editorial of a drawn trial, sentence by sentence, with its own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from helpers.learning.assignment.claims import APART, DECOYS, MISREADINGS, NAMES_INTERVAL, Decoy
from helpers.learning.assignment.facts import Facts
from helpers.learning.assignment.kinds import TAUGHT, UNTAUGHT
from helpers.learning.assignment.trial import PersonalTrial, Sentence

PLAIN = 3
"""Plain sentences beside the judged ones of the editorial: with one alone, five blind guesses earned 4 of 11 marks."""

TWO_TO_ONE = 1.6
"""Patients on the drug for each one on placebo from which on the lot was one of two to one; else one to one."""

T = TypeVar("T")


class Chance(Protocol):
    """What the drawing throws: see `helpers.learning.assignment.draw.Dice`."""

    def pick(self, options: Sequence[T]) -> T:
        """Return one of `options`."""

    def shuffle(self, options: Sequence[T]) -> list[T]:
        """Return `options` in another order."""


@dataclass(frozen=True)
class _Claim:
    text: str
    misreading: str | None = None
    decoy: bool = False


def write_sentences(trial: PersonalTrial, dice: Chance) -> PersonalTrial:
    """Return the trial with its abstract, A1 to A9, and its editorial, E1 and on.

    Two misreadings of the kinds taught, one of those not taught and one sound decoy stand among plain sentences. The
    abstract ends with a plain one or a misreading; the rest is in the editorial.
    """
    facts = Facts(trial)
    kinds = _pick_kinds(facts, dice)
    decoy = dice.pick([decoy for decoy in DECOYS if not decoy.clashes & set(kinds) and decoy.write(facts)])
    misreadings = [_Claim(dice.pick(MISREADINGS[kind](facts)), kind) for kind in kinds]
    spared = _Claim(dice.pick(decoy.write(facts)), decoy=True)
    plain = [_Claim(text) for text in dice.shuffle(_write_plain(trial))]
    last = dice.pick((*misreadings, _Claim(dice.pick(_write_conclusions(trial)))))
    facts_told = [_Claim(text) for text in _write_abstract(facts, prints_interval=_needs_interval(kinds, decoy, dice))]
    judged = [claim for claim in (*misreadings, spared) if claim is not last]
    editorial = [_Claim(dice.pick(_write_openings(trial))), *dice.shuffle([*judged, *plain[:PLAIN]])]
    return replace(trial, sentences=(*_number("A", [*facts_told, last]), *_number("E", editorial)))


def _pick_kinds(facts: Facts, dice: Chance) -> list[str]:
    """Return two kinds taught that do not contradict each other, and one not taught, in any order."""
    possible = [kind for kind in dice.shuffle(TAUGHT) if MISREADINGS[kind](facts)]
    first = possible[0]
    second = next(kind for kind in possible[1:] if {first, kind} not in APART)
    return dice.shuffle([first, second, dice.pick(UNTAUGHT)])


def _needs_interval(kinds: Sequence[str], decoy: Decoy, dice: Chance) -> bool:
    # In some trials it is printed without need, so that its being there says nothing.
    printed = dice.pick((True, False))
    return printed or any(writer in NAMES_INTERVAL for writer in (decoy.write, *(MISREADINGS[kind] for kind in kinds)))


def _number(letter: str, claims: Sequence[_Claim]) -> list[Sentence]:
    return [
        Sentence(f"{letter}{place}", claim.text[0].upper() + claim.text[1:], claim.misreading, claim.decoy)
        for place, claim in enumerate(claims, 1)
    ]


def _write_abstract(facts: Facts, *, prints_interval: bool) -> list[str]:
    trial = facts.trial
    drug, weeks, treatment, control = trial.drug, trial.weeks, trial.treatment, trial.control
    lot = "two to one" if treatment.n > TWO_TO_ONE * control.n else "one to one"
    harms, extension = trial.harms, trial.extension
    difference, lower, upper = facts.mean_difference
    interval = f" (difference {difference} points, 95 % interval {lower} to {upper}, Welch)" if prints_interval else ""
    return [
        f"{trial.acronym} set {drug} ({trial.drug_class}, {trial.route}) against a placebo of the same look, in a "
        f"double-blind trial of {weeks} weeks in adults with active dermatomyositis.",
        f"{_write_allocation(trial, lot)}; {_ASSESSOR[trial.design.assessor]}.",
        f"The primary end point{_BAR[trial.design.bar]} was a total improvement score (TIS, 0 to 100 points) of at "
        f"least {trial.bar} at week {weeks}; whoever stopped or was switched stayed in the arm drawn and counted as a "
        "non-responder, with a TIS of 0.",
        f"Of {treatment.n + control.n} patients, {treatment.n} were assigned to {drug} and {control.n} to placebo; "
        f"{treatment.completed} and {control.completed} completed the period as assigned, and {trial.switched} on "
        f"placebo got worse and were switched to {drug} before its end.",
        f"At week {weeks}, {treatment.responders} patients on {drug} and {control.responders} on placebo had a TIS of "
        f"at least {trial.bar} (p {facts.printed_p}, Fisher's exact test).",
        f"A TIS of at least {trial.higher_bar} was reached by {treatment.responders_higher} and "
        f"{control.responders_higher}; the mean TIS was {treatment.mean} and {control.mean} points{interval}.",
        f"Of the {harms.exposed} patients ever given {drug} in these weeks, {harms.with_event} had an adverse event "
        f"put down to the treatment ({harms.events} events), and of those on placebo {harms.with_event_placebo} before "
        f"any switch; none of the {harms.exposed} had {harms.rare_event}.",
        f"In an open-label extension, with {drug} for all, {extension.responders} of {extension.entered} patients had "
        f"a TIS of at least {trial.bar} at week {extension.weeks}.",
    ]


_BAR = {"registered": ", registered before the first patient,", "unstated": ""}

_ASSESSOR = {
    "independent": "scores came from physicians who did not treat the patients and knew of no adverse events",
    "treating": "scores came from the physicians who treated the patients",
}


def _write_allocation(trial: PersonalTrial, lot: str) -> str:
    return {
        "central": f"A computer outside the centres drew the arm, {lot}, once a patient had been enrolled",
        "envelopes": f"Each centre drew the arms, {lot}, from numbered envelopes that it kept itself",
        "unstated": f"Patients were assigned at random, {lot}",
    }[trial.design.allocation]


def _write_conclusions(trial: PersonalTrial) -> tuple[str, ...]:
    return (
        f"After {trial.weeks} weeks a larger share had reached the primary end point on {trial.drug} than on placebo.",
        f"At week {trial.weeks} responses were more frequent on {trial.drug} than on placebo, counted as randomised.",
    )


def _write_openings(trial: PersonalTrial) -> tuple[str, ...]:
    return (
        f"Dermatomyositis is rare, and to enrol {trial.treatment.n + trial.control.n} patients in a randomised trial "
        "takes effort.",
        f"{trial.acronym} asks what patients with dermatomyositis and their physicians may ask: does {trial.drug} "
        "help?",
        f"With {trial.acronym} there is now a randomised trial of {trial.drug} in dermatomyositis.",
    )


def _write_plain(trial: PersonalTrial) -> tuple[str, ...]:
    return (
        f"Dermatomyositis lasts for years, and the randomised part of this trial lasted {trial.weeks} weeks.",
        f"A TIS of at least {trial.higher_bar} was reached by fewer patients than one of {trial.bar}, in both arms.",
        f"How {trial.drug} compares with the drugs in use today, a trial against placebo was not made to say.",
        f"The patients were adults; about children with the disease {trial.acronym} says nothing.",
    )
