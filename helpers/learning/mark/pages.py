"""The feedback page of one learner: what was given, what it earned, and what lies behind a wrong answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from helpers.learning.assignment.items import AUTOMATIC, BY_HAND, ITEMS, PARTS, SLOTS, Item
from helpers.learning.assignment.reading import GivenAnswer
from helpers.learning.mark.gradebook import Result, print_points
from helpers.learning.mark.judge import ItemMark
from helpers.learning.mark.marking_sheet import show_value
from helpers.learning.mark.page import quote, show_said, write_page, write_table
from helpers.learning.mark.remark import clean_name
from helpers.learning.misconceptions import load_misconceptions

FOLDER = "feedback"

_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_LONGEST_NAME = 80
_SLOT_IDS = tuple(f"misreading_{place}" for place in range(1, SLOTS + 1))


def name_page(student_id: str) -> str:
    """Return the file name of a learner's page, which every file system takes.

    >>> name_page("analopez"), name_page("con"), name_page("李明")
    ('analopez.html', 'con-...html', 'learner-...html')
    """
    plain = student_id.isascii() and student_id.isalnum() and not _RESERVED.fullmatch(student_id)
    if plain and len(student_id) <= _LONGEST_NAME:
        return f"{student_id}.html"
    start = re.sub("[^a-z0-9]", "", student_id)[:20] or "learner"
    return f"{start}-{hashlib.sha256(student_id.encode()).hexdigest()[:12]}.html"


def write_feedback(result: Result) -> bytes:
    """Return a learner's page."""
    hand_in = result.hand_in
    marks = _index_marks(result)
    trial = hand_in.copy.trial
    body = [
        "<h1>Feedback: Design the next trial</h1>",
        f'<p class="lead">For {quote(hand_in.name)} (id {quote(hand_in.student_id)}). Your trial: '
        f"{quote(trial.acronym)}, {quote(trial.drug)} against placebo, invented for you by version "
        f"{quote(trial.version)} of the course.</p>",
        _describe_grade(result),
        _write_sums(result, marks),
        _write_problems(result),
    ]
    for part, heading in PARTS.items():
        items = [item for item in ITEMS.values() if item.part == part and item.id not in _SLOT_IDS]
        body += [f"<h2>{quote(heading)}</h2>", *(_write_item(result, marks, item) for item in items)]
    body.append("<p>This is about invented trials, and not advice for treating a patient.</p>")
    return write_page(f"Feedback for {hand_in.student_id}", "\n".join(body))


def _index_marks(result: Result) -> dict[str, ItemMark]:
    marked = result.hand_in.copy.marked
    return {mark.item: mark for mark in marked or ()}


def _describe_grade(result: Result) -> str:
    if result.is_complete:
        points = print_points(result.automatic + result.by_hand)
        return f"<p><strong>{points} of {AUTOMATIC + BY_HAND} marks.</strong></p>"
    return (
        f"<p><strong>{print_points(result.automatic)} of the {AUTOMATIC} marks that the marker gives.</strong> The "
        f"other {BY_HAND} are given by a person, for reasons and judgement, and {len(result.to_mark)} of your answers "
        "wait for that.</p>"
    )


def _write_sums(result: Result, marks: Mapping[str, ItemMark]) -> str:
    rows = []
    for part, heading in PARTS.items():
        items = [item for item in ITEMS.values() if item.part == part]
        automatic = sum(_find_automatic(marks, item) for item in items)
        waits = any(item.id in result.to_mark for item in items)
        by_hand = sum(_find_by_hand(result, item) or 0 for item in items)
        rows.append(
            [
                quote(heading),
                _write_of(automatic, sum(item.automatic for item in items)),
                _write_of(by_hand, sum(item.by_hand for item in items)) + (", not yet all" if waits else ""),
            ]
        )
    foot = ["Together", _write_of(result.automatic, AUTOMATIC), _write_of(result.by_hand, BY_HAND)]
    return write_table("Marks by part", ["Part", "By the marker", "By a person"], rows, numbers=(1, 2), foot=foot)


def _write_of(points: float, most: int) -> str:
    return f"{print_points(points)} of {most}" if most else "none"


def _write_problems(result: Result) -> str:
    hand_in = result.hand_in
    told = [str(problem) for problem in hand_in.copy.problems]
    if hand_in.others:
        counted = clean_name(hand_in.copy.source.name)
        told.append(f"More than one copy was handed in; the one with the most answers was marked: {counted}.")
    if not told:
        return ""
    lines = "".join(f"<li>{quote(text)}</li>" for text in told)
    return f"<h2>How your notebook was read</h2>\n<ul>{lines}</ul>"


def _write_item(result: Result, marks: Mapping[str, ItemMark], item: Item) -> str:
    copy = result.hand_in.copy
    parts = [
        f'<article><div class="head"><h3>{quote(_write_title(item))}</h3><span class="marks">'
        f"{_write_marks(result, marks, item)}</span></div>",
        f'<p class="question">{quote(item.question)}</p>',
    ]
    if item.id == "misreadings":
        parts += [_write_slot(copy.answers.get(slot), marks.get(slot)) for slot in _SLOT_IDS]
    else:
        parts.append(_write_given(copy.answers.get(item.id)))
    parts.append(_write_feedback_of(marks.get(item.id)))
    if item.id == "misreadings":
        lines = "".join(f"<li>{quote(line)}</li>" for line in copy.guides[item.id].split("\n"))
        parts.append(f'<p class="label">In your trial:</p><ul>{lines}</ul>')
    comment = result.hand_marks[item.id].comment.removeprefix("'") if item.id in result.hand_marks else ""
    if comment:
        parts.append(f'<p class="label">Comment:</p>{show_said(comment)}')
    return "\n".join([part for part in parts if part] + ["</article>"])


def _write_title(item: Item) -> str:
    text = item.id.removeprefix("casp_").removeprefix("bias_").replace("_", " ")
    kind = "Risk of bias: " if item.id.startswith("bias_") else "Checklist: " if item.id.startswith("casp_") else ""
    return kind + text if kind else text[:1].upper() + text[1:]


def _write_marks(result: Result, marks: Mapping[str, ItemMark], item: Item) -> str:
    told = []
    if item.automatic:
        told.append(f"{print_points(_find_automatic(marks, item))} of {item.automatic}")
    if item.by_hand:
        points = _find_by_hand(result, item)
        by_hand = " by hand" if item.automatic else ""
        given = "" if points is None else f"{print_points(points)} of {item.by_hand}{by_hand}"
        told.append(given or f"{item.by_hand}{by_hand} to be given")
    return ", and ".join(told)


def _find_automatic(marks: Mapping[str, ItemMark], item: Item) -> float:
    mark = marks.get(item.id)
    return mark.automatic or 0.0 if mark else 0.0


def _find_by_hand(result: Result, item: Item) -> float | None:
    """Return the points that a person gave; None while they are waited for."""
    mark = result.hand_marks.get(item.id)
    if mark is not None and mark.points is not None:
        return mark.points
    return None if item.id in result.to_mark else 0.0


def _write_given(answer: GivenAnswer | None) -> str:
    if answer is None or answer.is_blank:
        return '<p class="label">You gave no answer.</p>'
    texts = [show_value(answer) or "(no value)"]
    texts += [f"{word}: {text}" for word, text in (("because", answer.because), ("where", answer.where)) if text]
    return f'<p class="label">You wrote:</p>{show_said(chr(10).join(texts))}'


def _write_slot(answer: GivenAnswer | None, mark: ItemMark | None) -> str:
    if answer is None or answer.is_blank:
        return ""
    return _write_given(answer) + _write_feedback_of(mark)


def _write_feedback_of(mark: ItemMark | None) -> str:
    if mark is None:
        return ""
    told = f"<p>{quote(mark.feedback)}</p>" if mark.feedback else ""
    if mark.follows_from:
        told += f'<p class="label">Marked by your own answer to {quote(mark.follows_from)}.</p>'
    known = load_misconceptions()
    if mark.misconception in known:
        found = known[mark.misconception]
        told += (
            f'<div class="found"><p><span class="label">This looks like {quote(found.name)}.</span> '
            f"{quote(found.why_it_misleads)} {quote(found.hint)} Notebook {quote(found.taught_in[:2])} tells it.</p>"
            "</div>"
        )
    return told
