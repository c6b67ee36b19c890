"""`my_trial("...")`: the page on which a student's own invented trial stands."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from traitlets.log import get_logger

from helpers.errors import Boundary
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.kinds import KINDS
from helpers.learning.assignment.student_id import NO_ID_YET
from helpers.learning.assignment.trial import VERSION, PersonalTrial, Sentence, Subtype
from helpers.learning.misconceptions import load_misconceptions
from helpers.models.rendering import format_share

FAULT = "Your trial could not be drawn, by a fault of the course. The details are in the log of the kernel."

STAMP = "INVENTED"

CAPTION = (
    "Patients, unless a line says otherwise. T1 to T8 as randomised; T9 and T10 as treated, so that who was switched "
    "stands in both columns; T11 and T12 without a comparator."
)
"""Of the table. What was counted over whom differs between its lines, and the caption is where one looks."""

_UNKNOWN = "not printed"


@dataclass(frozen=True)
class TrialPage:
    """What `my_trial` shows: the trial, or a sentence on what to do.

    Attributes
    ----------
    trial : PersonalTrial or None
    notice : str
        What to do where there is no trial, else "".
    """

    trial: PersonalTrial | None
    notice: str = ""

    @property
    def intro(self) -> str:
        """Whose trial it is, and that it is invented."""
        if self.trial is None:
            return ""
        return (
            f"The trial of {self.trial.student_id}, version {self.trial.version} of the course. The trial, the drug, "
            "the patients and all numbers are invented; classes of drugs and antibodies exist. It is no advice for "
            "treating anybody."
        )

    @property
    def task(self) -> str:
        """For which power the next trial has to be planned, and how to point at a place."""
        if self.trial is None:
            return ""
        return (
            f"Plan the next trial for {format_share(self.trial.power)} power at a two-sided level of 5 %. Say where "
            'something stands by its number: "A4", "E2", "T3".'
        )

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The table: number and name of the line, drug, placebo, both together."""
        return () if self.trial is None else _tabulate(self.trial)

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Letter and name of each kind of misreading."""
        known = load_misconceptions()
        return tuple((letter, known[misconception].name) for letter, misconception in KINDS.items())

    def __str__(self) -> str:
        if self.trial is None:
            return self.notice
        header = ["", *_name_columns(self.trial)]
        return "\n".join(
            [
                f"{STAMP}. {self.intro}",
                "",
                "Abstract",
                *(f"{sentence.number}  {sentence.text}" for sentence in self._choose("A")),
                "",
                CAPTION,
                *(" | ".join(line) for line in (header, *self.lines)),
                "",
                "Editorial",
                *(f"{sentence.number}  {sentence.text}" for sentence in self._choose("E")),
                "",
                self.task,
                "",
                _KINDS,
                *(f"{letter}  {name}" for letter, name in self.kinds),
            ]
        )

    def _repr_html_(self) -> str:
        from helpers.explorers.frame import STYLE

        # As below an exercise: what was typed is answered aloud, dots are not.
        role = "status" if self.notice == NO_ID_YET else "alert"
        notice = f'<p role="{role}">{html.escape(self.notice)}</p>'
        content = notice if self.trial is None else self._render(self.trial)
        return f'<style>{STYLE}</style><div class="te-static te-alone" style="max-width: 760px">{content}</div>'

    def _render(self, trial: PersonalTrial) -> str:
        stamp = f'<strong style="border: 1px solid; border-radius: 4px; padding: 1px 6px">{STAMP}</strong>'
        letters = "".join(_hang(letter, name, width=1.5) for letter, name in self.kinds)
        return "".join(
            [
                f'<p style="overflow-wrap: anywhere">{stamp} {html.escape(self.intro)}</p>',
                _head("Abstract"),
                _list(self._choose("A")),
                _render_table(["line", *_name_columns(trial)], self.lines),
                _head("Editorial"),
                _list(self._choose("E")),
                _head("Your task"),
                f"<p>{html.escape(self.task)}</p>",
                _head(_KINDS),
                f'<div style="columns: 330px 2">{letters}</div>',
            ]
        )

    def _choose(self, letter: str) -> list[Sentence]:
        sentences = self.trial.sentences if self.trial else ()
        return [sentence for sentence in sentences if sentence.number.startswith(letter)]


def my_trial(student_id: Any = ...) -> TrialPage:
    """Show your own invented trial: abstract, table and editorial.

    Parameters
    ----------
    student_id : str
        Your name or number, as your teacher knows you. Capitals, accents and spaces do not matter.

    Returns
    -------
    TrialPage
        Shown by the notebook when the call stands last in its cell.

    Examples
    --------
    >>> print(my_trial("..."))
    No id yet: write yours between the quotes, as in my_trial("Ana Lopez").
    >>> my_trial("Ana Lopez").trial.version
    '2026.11'
    """
    pages: list[TrialPage] = []

    def report(raised: Exception) -> None:
        get_logger().error("my_trial failed", exc_info=raised)
        pages.append(TrialPage(None, f"{FAULT} Version {VERSION}."))

    with Boundary(lambda problem: pages.append(TrialPage(None, problem)), report):
        pages.append(TrialPage(draw_trial(student_id)))
    return pages[0]


_KINDS = "Kinds of misreading, by letter"


def _hang(mark: str, text: str, width: float) -> str:
    """Return a paragraph whose lines all begin right of its mark."""
    style = f"margin: 0 0 5px; padding-left: {width}em; text-indent: -{width}em; break-inside: avoid"
    mark = f'<strong style="display: inline-block; min-width: {width}em; text-indent: 0">{mark}</strong>'
    return f'<p style="{style}">{mark}{html.escape(_hold_numbers(text))}</p>'


def _hold_numbers(text: str) -> str:
    """Let no line end between a word and the number that it needs."""
    return _LOOSE.sub("\N{NO-BREAK SPACE}", text)


_LOOSE = re.compile(
    r"(?<=\bweek) (?=\d)|(?<=\bp) (?=[<=])|(?<=p [<=]) (?=\d)|(?<=\d) (?=%)|(?<=\d) (?=of \d)|(?<=of) (?=\d)"
)


def _head(text: str) -> str:
    # A heading for whoever goes from heading to heading by ear, and comes back here for every question; the look is the
    # text's, below the headings of the notebook.
    return f'<p role="heading" aria-level="3" style="margin: 14px 0 4px"><strong>{html.escape(text)}</strong></p>'


def _list(sentences: Sequence[Sentence]) -> str:
    return "".join(_hang(sentence.number, sentence.text, width=2.2) for sentence in sentences)


def _render_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table, to be scrolled by keyboard where the page is too narrow; only the drug's name could be long."""
    first, *others = (html.escape(cell) for cell in header)
    head = f'<th scope="col" style="text-align: left">{first}</th>'
    head += "".join(f'<th scope="col" style="white-space: nowrap">{cell}</th>' for cell in others)
    body = "".join(
        f'<tr><th scope="row" style="font-weight: 400; text-align: left">{html.escape(_hold_numbers(row[0]))}</th>'
        + "".join(f'<td style="white-space: nowrap">{html.escape(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    table = f"<caption>{html.escape(CAPTION)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    scroll = 'class="te-scroll" role="group" aria-label="The trial’s table, T1 to T12" tabindex="0"'
    return f'<div {scroll}><table class="te-table">{table}</table></div>'


def _name_columns(trial: PersonalTrial) -> list[str]:
    return [trial.drug, "placebo", "both arms"]


def _tabulate(trial: PersonalTrial) -> tuple[tuple[str, ...], ...]:
    treatment, control, harms, extension = trial.treatment, trial.control, trial.harms, trial.extension

    def count_both(name: str, field: str) -> list[str]:
        counts = [getattr(arm, field) for arm in (treatment, control)]
        return [name, *map(str, counts), str(sum(counts))]

    rows = [
        count_both("randomised", "n"),
        count_both(f"completed {trial.weeks} weeks as assigned", "completed"),
        [f"switched to {trial.drug} before week {trial.weeks}", "", str(trial.switched), str(trial.switched)],
        count_both(f"TIS of at least {trial.bar} at week {trial.weeks}", "responders"),
        count_both(f"TIS of at least {trial.higher_bar} at week {trial.weeks}", "responders_higher"),
        [
            f"mean TIS (SD) at week {trial.weeks}, points",
            *(f"{arm.mean} ({arm.sd})" for arm in (treatment, control)),
            _UNKNOWN,
        ],
        *(
            [
                f"{subtype.name}: TIS of at least {trial.bar} at week {trial.weeks}",
                *_print_arms(subtype),
                f"{subtype.responders} of {subtype.n}",
            ]
            for subtype in trial.subtypes
        ),
        [
            "with an adverse event put down to the treatment, of those treated",
            f"{harms.with_event} of {harms.exposed}",
            f"{harms.with_event_placebo} of {control.n}",
            "",
        ],
        [f"with {harms.rare_event}", f"0 of {harms.exposed}", _UNKNOWN, ""],
        ["entered the open-label extension", "", "", str(extension.entered)],
        [
            f"TIS of at least {trial.bar} at week {extension.weeks}, all on {trial.drug}",
            "",
            "",
            str(extension.responders),
        ],
    ]
    return tuple((f"T{place}  {name}", *cells) for place, (name, *cells) in enumerate(rows, 1))


def _print_arms(subtype: Subtype) -> tuple[str, str]:
    if subtype.n_treatment is None:
        return _UNKNOWN, _UNKNOWN
    return (
        f"{subtype.responders_treatment} of {subtype.n_treatment}",
        f"{subtype.responders - subtype.responders_treatment} of {subtype.n - subtype.n_treatment}",
    )
