"""`show_rubric()`: what each question of the assignment is worth, and for what; all sums are counted from the items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from helpers.learning.assignment.items import ITEMS, PARTS, Item

RULES = (
    "A program, the marker, gives the marks for choices, and for numbers that follow from them. A person gives those "
    "for judgement. Both read what stands in the cells, and neither runs it.",
    "Follow-through: a mistake costs once. A later answer that is right by your own earlier one earns its marks, and "
    "the feedback says so. The interval goes by the patients and the method that you chose and by your own difference, "
    "the number needed by that difference. The patients per arm go by your own shares, the rejection rates by your "
    "own plan.",
    "False alarms: a sentence named as a misreading that is none costs a mark of those for misreadings. So leave the "
    "places empty that you do not need.",
    "Judgement: where a panel could defend more than one answer, each of them earns its mark. The reason has to name "
    "something of your trial.",
    "Nothing falls below 0. An empty place costs its own marks and no others, with one exception. Without shares in "
    "plan_rates there is no plan, and then sample_size and rejection_rates earn nothing either.",
)
"""How marks are given, beyond what stands beside each question."""

_CELL = 'style="text-align: left; vertical-align: top; white-space: normal"'
_COUNT = 'style="text-align: right; vertical-align: top; white-space: nowrap"'
# Words that break leave more room for the lines beside them.
_NARROW = 'style="text-align: right; vertical-align: bottom; white-space: normal; max-width: 60px"'


@dataclass(frozen=True)
class RubricRow:
    """Questions marked alike: the same lines and marks, each on its own or all as one.

    Attributes
    ----------
    ids : tuple of str
        As they stand in the cells.
    automatic, by_hand : int
        Marks of each question by the marker and by a person; of all of them together where `is_joint`.
    lines : tuple of str
    is_joint : bool
        Whether the questions are marked as a whole.
    """

    ids: tuple[str, ...]
    automatic: int
    by_hand: int
    lines: tuple[str, ...]
    is_joint: bool = False

    @property
    def times(self) -> int:
        """How often the marks can be earned."""
        return 1 if self.is_joint else len(self.ids)


@dataclass(frozen=True)
class RubricPart:
    """One part of the assignment."""

    heading: str
    rows: tuple[RubricRow, ...]

    @property
    def automatic(self) -> int:
        """Marks by the marker."""
        return sum(row.times * row.automatic for row in self.rows)

    @property
    def by_hand(self) -> int:
        """Marks by a person."""
        return sum(row.times * row.by_hand for row in self.rows)


@dataclass(frozen=True)
class Rubric:
    """All parts, in the order of the notebook."""

    parts: tuple[RubricPart, ...]

    @property
    def automatic(self) -> int:
        """Marks by the marker."""
        return sum(part.automatic for part in self.parts)

    @property
    def by_hand(self) -> int:
        """Marks by a person."""
        return sum(part.by_hand for part in self.parts)

    def __str__(self) -> str:
        lines = []
        for part in self.parts:
            lines.append(f"{part.heading}: {_say_marks(part.automatic, part.by_hand)}")
            for row in part.rows:
                lines.append(f"    {_name(row)}: {_count(row, row.automatic)} and {_count(row, row.by_hand)}")
                lines += [f"        {line}" for line in row.lines]
        return "\n".join([*RULES, *lines, f"In all: {_say_marks(self.automatic, self.by_hand)}"])

    def _repr_html_(self) -> str:
        total = self.automatic + self.by_hand
        head = "".join(
            f'<th scope="col" {style}>{words}</th>'
            for words, style in (
                ("Question", _CELL),
                ("By the marker", _NARROW),
                ("By hand", _NARROW),
                ("For what", _CELL),
            )
        )
        bodies = "".join(map(_show_part, self.parts))
        sums = _show_counts(str(self.automatic), str(self.by_hand))
        foot = f'<tr><th scope="row" {_CELL}>In all</th>{sums}<td {_CELL}>{total} marks</td></tr>'
        rules = "".join(f"<li>{escape(rule)}</li>" for rule in RULES)
        return (
            f'<ul style="max-width: 640px">{rules}</ul>'
            '<div style="overflow-x: auto" role="group" aria-label="Rubric" tabindex="0"><table>'
            f'<caption style="text-align: left">What the {total} marks are for</caption><thead><tr>{head}</tr></thead>'
            f"{bodies}<tfoot>{foot}</tfoot></table></div>"
        )


def show_rubric() -> Rubric:
    """Show what each question of the assignment is worth: by the marker, by hand, and for what.

    Returns
    -------
    Rubric
        Shown by the notebook when the call stands last in its cell.

    Examples
    --------
    >>> rubric = show_rubric()
    >>> rubric.automatic, rubric.by_hand
    (40, 60)
    >>> rubric.parts[-1].rows[0].ids
    ('verdict',)
    """
    return Rubric(
        tuple(
            RubricPart(heading, tuple(gather_rows(item for item in ITEMS.values() if item.part == part)))
            for part, heading in PARTS.items()
        )
    )


def gather_rows(items: Iterable[Item]) -> list[RubricRow]:
    """Return a row for each question; one for neighbours with the same lines, and for those marked as a whole.

    A question without marks of its own, as each place for a misreading, belongs to the one that follows.
    """
    rows: list[RubricRow] = []
    places: list[str] = []
    for item in items:
        if not item.automatic + item.by_hand:
            places.append(item.id)
        elif places:
            rows.append(RubricRow(tuple(places), item.automatic, item.by_hand, item.rubric, is_joint=True))
            places = []
        elif rows and (rows[-1].automatic, rows[-1].by_hand, rows[-1].lines) == _marks(item):
            rows[-1] = RubricRow((*rows[-1].ids, item.id), *_marks(item))
        else:
            rows.append(RubricRow((item.id,), *_marks(item)))
    return rows


def _marks(item: Item) -> tuple[int, int, tuple[str, ...]]:
    return item.automatic, item.by_hand, item.rubric


def _name(row: RubricRow) -> str:
    return f"{row.ids[0]} to {row.ids[-1]}, together" if row.is_joint else ", ".join(row.ids)


def _count(row: RubricRow, marks: int) -> str:
    return f"{marks} each" if marks and row.times > 1 else str(marks)


def _say_marks(automatic: int, by_hand: int) -> str:
    return f"{automatic + by_hand} marks, {automatic} by the marker and {by_hand} by hand"


def _show_part(part: RubricPart) -> str:
    marks = f"{part.automatic + part.by_hand} marks"
    sums = _show_counts(f"<strong>{part.automatic}</strong>", f"<strong>{part.by_hand}</strong>")
    title = f'<th scope="rowgroup" {_CELL}>{escape(part.heading)}</th>{sums}<td {_CELL}><strong>{marks}</strong></td>'
    return f"<tbody><tr>{title}</tr>{''.join(map(_show_row, part.rows))}</tbody>"


def _show_row(row: RubricRow) -> str:
    codes = [f"<code>{escape(id)}</code>" for id in row.ids]
    names = f"{codes[0]} to {codes[-1]}, together" if row.is_joint else "<br>".join(codes)
    counts = _show_counts(_count(row, row.automatic), _count(row, row.by_hand))
    lines = "<br>".join(map(escape, row.lines))
    return f'<tr><th scope="row" {_CELL}>{names}</th>{counts}<td {_CELL}>{lines}</td></tr>'


def _show_counts(*counts: str) -> str:
    return "".join(f"<td {_COUNT}>{count}</td>" for count in counts)
