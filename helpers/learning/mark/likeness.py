"""What two hand-ins share that two learners would not: a text word for word, or the figures of another's trial.

Both are reasons to ask, and no findings: two learners may have worked together, and a wrong figure may fit by chance.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.errors import Impossible
from helpers.learning.assignment.items import ITEMS
from helpers.learning.mark.copies import Copy

if TYPE_CHECKING:
    from helpers.learning.mark.collect import HandIn

FEWEST_WORDS, FEWEST_ALONE = 10, 30
"""Of a text that two learners hardly write alike, beside another such text and where it is the only one."""

COMPARED = ("risk_difference", "harm_percent", "zero_upper")
"""Items whose right values differ from trial to trial."""

NEAR = 0.06
"""Points: a right value with one decimal lies at most this far away."""


def find_shared_texts(hand_ins: Sequence[HandIn]) -> list[list[str]]:
    """Return, for each hand-in, a sentence for each other one that holds the same texts."""
    # By a digest, so that a class that writes much is not held twice.
    places: dict[bytes, list[tuple[int, str, int]]] = defaultdict(list)
    for place, hand_in in enumerate(hand_ins):
        for item, words in _list_texts(hand_in.copy):
            text = hashlib.sha256(" ".join(words).encode()).digest()
            places[text].append((place, item, len(words)))
    shared: list[dict[int, dict[str, int]]] = [defaultdict(dict) for _ in hand_ins]
    for found in places.values():
        for place, item, length in found:
            # Of a text that a whole class shares, one other learner is named, and not each of hundreds.
            other = next((other for other, *_ in found if other != place), None)
            if other is not None:
                shared[place][other][item] = length
    return [
        [
            f"Word for word as {hand_ins[other].name} has it: {', '.join(sorted(words))}."
            for other, words in sorted(by_other.items())
            if len(words) > 1 or max(words.values()) >= FEWEST_ALONE
        ]
        for by_other in shared
    ]


def find_strangers(hand_ins: Sequence[HandIn]) -> list[list[str]]:
    """Return, for each hand-in, a sentence where its figures fit the trial of another learner and not its own."""
    notes: list[list[str]] = [[] for _ in hand_ins]
    if len(hand_ins) < 2:
        return notes
    right = [np.array([hand_in.copy.right[item] for hand_in in hand_ins]) for item in COMPARED]
    for place, hand_in in enumerate(hand_ins):
        given = [_read_figure(hand_in.copy, item) for item in COMPARED]
        near = [(np.abs(values - figure) <= NEAR).any(axis=1) for values, figure in zip(right, given, strict=True)]
        if any(fits[place] for fits in near):
            continue
        others = [hand_ins[other].name for other in np.flatnonzero(np.logical_and.reduce(near))]
        if others:
            notes[place].append(f"Its figures fit the trial of {others[0]}, and not its own: {', '.join(COMPARED)}.")
    return notes


def _list_texts(copy: Copy) -> Iterator[tuple[str, list[str]]]:
    for item, answer in copy.answers.items():
        for text in (answer.because, answer.value):
            words = text.casefold().split() if isinstance(text, str) else []
            if len(words) >= FEWEST_WORDS:
                yield item, words


def _read_figure(copy: Copy, item: str) -> float:
    answer, form = copy.answers.get(item), ITEMS[item].form
    if answer is None or form is None:
        return float("nan")
    try:
        return float(form.read(answer.value))
    except Impossible:
        return float("nan")
