"""The part on misreadings: five places, marked as a whole."""

from __future__ import annotations

from helpers.learning.assignment.items import SLOTS
from helpers.learning.assignment.kinds import KINDS
from helpers.learning.mark.answers_read import Answers
from helpers.learning.mark.item_marks import Finding
from helpers.learning.misconceptions import load_misconceptions

PLACES = tuple(f"misreading_{place}" for place in range(1, SLOTS + 1))
"""Items in which sentences are named."""

CAUGHT, KIND, SPARED, FALSE_ALARM = 2.0, 1.0, 2.0, 1.0
"""Marks, as the rubric has them."""


def list_named(answers: Answers) -> dict[str, tuple[str, str]]:
    """Return the sentences that were named, each with its place and the kind given there, "" for none.

    A sentence that is named twice counts where it is named first.
    """
    named: dict[str, tuple[str, str]] = {}
    for place in PLACES:
        sentence = answers.read(place)
        if sentence is not None and sentence not in named:
            named[sentence] = (place, _read_kind(answers.find(place).kind))
    return named


def judge_misreadings(answers: Answers) -> Finding:
    """Judge all places: 2 and 1 for each planted one, 2 for the decoy spared, less 1 for each sound sentence named."""
    key, named = answers.key, list_named(answers)
    caught = [sentence for sentence in key.planted if sentence in named]
    right_kind = [sentence for sentence in caught if named[sentence][1] == key.planted[sentence]]
    alarms = [sentence for sentence in named if sentence not in key.planted]
    spared = bool(caught) and key.decoy not in named
    points = CAUGHT * len(caught) + KIND * len(right_kind) + SPARED * spared - FALSE_ALARM * len(alarms)
    missed = [sentence for sentence in key.planted if sentence not in named]
    sentences = [f"{len(caught)} of {len(key.planted)} caught, {len(right_kind)} of them with its kind."]
    sentences += [f"Missed: {sentence}, {_name(key.planted[sentence])}." for sentence in missed]
    sentences += [f"{sentence} is {_name(key.planted[sentence])}." for sentence in caught if sentence not in right_kind]
    sentences += [_say_alarm(sentence, key.decoy) for sentence in alarms]
    if spared:
        sentences.append(f"{key.decoy} looks like a misreading and is sound: spared.")
    elif not caught:
        sentences.append(f"{key.decoy} looks like a misreading and is sound; sparing it counts once one is caught.")
    wrong = [key.planted[sentence] for sentence in key.planted if sentence not in right_kind]
    return Finding(max(0.0, points), " ".join(sentences), wrong[0] if wrong and named else None)


def judge_place(answers: Answers, place: str) -> Finding:
    """Say what was found in one place; its marks are those of all places together."""
    sentence = answers.read(place)
    if sentence is None:
        given = answers.find(place).has_value
        return Finding(None, answers.refuse(place).feedback if given else "Left free.")
    key = answers.key
    first, kind = list_named(answers)[sentence]
    if first != place:
        return Finding(None, f"{sentence} is named before, and counts there.")
    if sentence not in key.planted:
        return Finding(None, _say_alarm(sentence, key.decoy))
    planted = key.planted[sentence]
    if kind == planted:
        return Finding(None, f"Caught, and its kind is right: {_name(planted)}.")
    return Finding(None, f"Caught. Its kind is {_name(planted)}.", planted)


def _say_alarm(sentence: str, decoy: str) -> str:
    if sentence == decoy:
        return f"{sentence} looks like a misreading and is sound: it was not spared, and naming it costs a mark."
    return f"{sentence} was named without need, which costs a mark."


def _read_kind(typed: str) -> str:
    """Return the id of the misconception that a letter stands for; an id stands for itself."""
    plain = typed.strip().strip("\"'().").casefold() if isinstance(typed, str) else ""
    return KINDS.get(plain, plain if plain in KINDS.values() else "")


def _name(misconception: str) -> str:
    known = load_misconceptions().get(misconception)
    return known.name if known else misconception.replace("_", " ")
