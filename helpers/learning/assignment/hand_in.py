"""`ready_to_hand_in()`: what the saved notebook still lacks. It reads the file as the marker will, and runs nothing."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from traitlets.log import get_logger

from helpers.errors import Boundary, CourseError, Impossible, shorten
from helpers.learning.assignment.form_check import find_form_problems, find_missing, find_places
from helpers.learning.assignment.given import GivenAnswer, Handed, Problem
from helpers.learning.assignment.items import ASKED, ITEMS
from helpers.learning.assignment.reading import read_notebook_text
from helpers.learning.assignment.registry import find_last_run, read_run
from helpers.learning.assignment.source import FIRST_PART

NOTEBOOK = "06_design_the_next_trial.ipynb"

LARGEST_MB = 20
"""Of a notebook; the marker takes no larger one."""

AGAIN = "Save with Ctrl+S (Cmd+S on a Mac) and run this cell again."
CLOSING = "This looks at form alone: it says nothing about right or wrong."
FAULT = "The notebook could not be looked through, by a fault of the course. The details are in the log of the kernel."

_LACKS = {
    "value": "Not answered",
    "because": "Without a reason (because=)",
    "where": "Without a place (where=)",
    "kind": "Without a kind (kind=)",
    "method": "Without a method (method=)",
}


@dataclass(frozen=True)
class HandInList:
    """What stands in the saved notebook, and what does not.

    Attributes
    ----------
    file : str
        Its name; "" where none was found.
    student_id_typed : str
    lacking : tuple of (str, tuple of str)
        What is missing, and the questions in which it is.
    wrong_form, unsaved, problems : tuple of str
        Sentences: what cannot be read as it stands, what was run and is not in the file, what the reader stumbled over.
    id_is_unsaved : bool
        Whether `my_trial` was run with an id, and the file holds none.
    complete : int
        Questions with everything they ask for, in their form.
    asked : int
        All questions, without the places for misreadings, of which nobody needs all.
    places : int
        Of those that are used.
    """

    file: str = ""
    student_id_typed: str = ""
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()
    wrong_form: tuple[str, ...] = ()
    unsaved: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    id_is_unsaved: bool = False
    complete: int = 0
    asked: int = 0
    places: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether the file was found and nothing in it is missing.

        What the reader stumbled over does not count: where it cost an answer, that is missing too.
        """
        nothing_amiss = not (self.lacking or self.wrong_form or self.unsaved)
        return bool(self.file and self.student_id_typed) and nothing_amiss

    @property
    def heading(self) -> str:
        """The first sentence."""
        if not self.file:
            return "Your notebook was not looked through."
        if self.is_ready:
            noted = " Read what was noted first." if self.problems else ""
            return f"Ready to hand in: {self.file} holds an answer to every question.{noted}"
        if self.complete == self.asked:
            return f"Not ready yet: {self.file} holds an answer to every question; see what was noted."
        return f"Not complete yet: {self.complete} of {self.asked} questions in {self.file}, as last saved."

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that is told below the heading."""
        lines = [*self.problems, *self.unsaved]
        if self.file:
            if not self.student_id_typed and not self.id_is_unsaved:
                lines.append("No id: my_trial(...) stands untouched, and nothing can be marked without it.")
            lines += [f"{what}: {', '.join(items)}." for what, items in self.lacking]
            lines += self.wrong_form
            if self.student_id_typed:
                # One that was mistyped, or changed afterwards, draws another trial; the answers have their form still.
                lines.append(f"Your id: {shorten(self.student_id_typed)}. Marked is what fits the trial of this id.")
            lines.append(f"Places used for misreadings: {self.places}. The others may stay as they are.")
            lines.append(CLOSING)
        return tuple(lines)

    def __str__(self) -> str:
        return "\n".join([self.heading, *self.lines])

    def _repr_html_(self) -> str:
        told = "".join(f"<li>{html.escape(line)}</li>" for line in self.lines)
        return (
            '<div style="border-left: 4px solid; padding-left: 12px; max-width: 640px; '
            f'overflow-wrap: anywhere"><p role="alert"><strong>{html.escape(self.heading)}</strong></p>'
            f"<ul>{told}</ul></div>"
        )


def ready_to_hand_in() -> HandInList:
    """List what the saved notebook still lacks: form only, never right or wrong.

    Returns
    -------
    HandInList
        Shown by the notebook when the call stands last in its cell.
    """
    heard: list[HandInList] = []

    def report(raised: Exception) -> None:
        get_logger().error("ready_to_hand_in failed", exc_info=raised)
        heard.append(HandInList(problems=(FAULT,)))

    with Boundary(lambda problem: heard.append(HandInList(problems=(problem,))), report):
        path = find_notebook_file()
        handed = read_notebook_text(_read_file(path))
        heard.append(list_what_lacks(path.name, handed, find_last_run(), read_run().student_id_typed))
    return heard[0]


def find_notebook_file() -> Path:
    """Return the notebook from which this kernel was started, or else the one of that name in the working folder.

    Raises
    ------
    CourseError
        When there is neither.
    """
    # JupyterLab tells a kernel its notebook in this way; after a renaming it is the old name.
    session = os.environ.get("JPY_SESSION_NAME", "")
    for candidate in (Path(session), Path(NOTEBOOK)):
        try:
            if candidate.suffix == ".ipynb" and candidate.is_file():
                return candidate
        except (OSError, ValueError):
            continue
    raise CourseError(
        f"This notebook's file was not found: it may have been renamed or moved. Restart the kernel (Kernel, Restart), "
        f"or name it {NOTEBOOK} again; then run this cell again. What you hand in is read whatever its name is."
    )


def _read_file(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_MB * 1_000_000:
            raise CourseError(
                f"{path.name} has more than {LARGEST_MB} MB, and the marker takes no larger file. Clear its outputs "
                f"(Edit, Clear Outputs of All Cells): your answers stand in the cells. {AGAIN}"
            )
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        raise CourseError(f"{path.name} could not be read ({fault.strerror}). {AGAIN}") from None


def list_what_lacks(
    file: str, handed: Handed, last_run: dict[str, GivenAnswer] | None = None, id_run: str = ""
) -> HandInList:
    """Return what a notebook that was read still lacks.

    Parameters
    ----------
    file : str
        Its name.
    handed : Handed
        As read from the file.
    last_run : dict, optional
        By question, what this kernel ran last.
    id_run : str
        The id with which this kernel ran `my_trial` last.
    """
    answers = handed.answers
    needed = [name for name in ASKED if ITEMS[name].part != "catch"]
    used = [name for name in ASKED if ITEMS[name].part == "catch" and name in answers]
    missing = {name: find_missing(answers.get(name, GivenAnswer(name))) for name in (*needed, *used)}
    wrong = {name: find_form_problems(given) for name, given in answers.items()}
    for name, unknown in _find_unknown_places(handed, used):
        wrong[name] = (*wrong[name], unknown)
    told = []
    for problem in handed.problems:
        name, _, text = problem.text.partition(": ")
        if name in wrong and FIRST_PART in text:
            wrong[name] = (*wrong[name], text)
        else:
            told.append(_show(problem))
    unsaved = _find_unsaved(handed, last_run or {}, told)
    return HandInList(
        file=file,
        student_id_typed=handed.student_id_typed,
        lacking=tuple(_group({name: missing[name] for name in missing if name not in unsaved}, answers)),
        wrong_form=tuple(f"{name}: {problem}" for name, problems in wrong.items() for problem in problems),
        unsaved=tuple(_compare_with_run(handed, last_run or {}, id_run, unsaved)),
        problems=tuple(told),
        id_is_unsaved=bool(id_run and not handed.student_id_typed),
        complete=sum(not missing[name] and not wrong.get(name) for name in needed),
        asked=len(needed),
        places=len(used),
    )


def _group(missing: dict[str, tuple[str, ...]], answers: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is missing with its questions; of one with nothing in it, the answer alone is called missing."""
    given = set(answers)
    for part, words in _LACKS.items():
        names = tuple(name for name, parts in missing.items() if part in parts and (part == "value" or name in given))
        if names:
            yield words, names


def _find_unknown_places(handed: Handed, used: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the questions that name a sentence, or a line of the table, which this learner's trial does not have."""
    from helpers.learning.assignment.draw import draw_trial
    from helpers.learning.assignment.my_trial import TrialPage

    try:
        trial = draw_trial(handed.student_id_typed)
    except CourseError:
        return
    ends = [[sentence.number for sentence in trial.sentences if sentence.number[0] == letter][-1] for letter in "AE"]
    ends.append(f"T{len(TrialPage(trial).lines)}")
    for name, given in handed.answers.items():
        for place in (*find_places(given.where), *(_read_sentence(given) if name in used else ())):
            if int(place[1:]) not in range(1, 1 + next(int(end[1:]) for end in ends if end[0] == place[0])):
                has = ", ".join(f"{end[0]}1 to {end}" for end in ends)
                yield name, f"your trial has no {place}; it has {has}."


def _read_sentence(given: GivenAnswer) -> tuple[str, ...]:
    form = ITEMS[given.item].form
    try:
        return (str(form.read(given.value)),) if form and given.has_value else ()
    except Impossible:
        return ()


def _show(problem: Problem) -> str:
    """Return a problem by its question, or else by its cell: nobody sees a cell's place, as [45] counts runs."""
    names = any(re.search(rf"\b{name}\b", problem.text) for name in ASKED)
    return problem.text if names else str(problem)


def _find_unsaved(handed: Handed, last_run: dict[str, GivenAnswer], told: Iterable[str]) -> list[str]:
    """Return the questions that were run and are not in the file, without those that could not be read there."""
    unread = " ".join(told)
    run = [name for name in ASKED if name in last_run and not last_run[name].is_blank and name not in handed.answers]
    return [name for name in run if not re.search(rf"\b{name}\b", unread)]


def _compare_with_run(
    handed: Handed, last_run: dict[str, GivenAnswer], id_run: str, unsaved: Iterable[str]
) -> Iterator[str]:
    """Yield a sentence for what was run and is not saved, or was saved and not run."""
    run = {name: given for name, given in last_run.items() if not given.is_blank}
    unsaved = ["your id"] * bool(id_run and not handed.student_id_typed) + list(unsaved)
    if unsaved:
        yield f"Run but not in the file: {', '.join(unsaved)}. {AGAIN}"
    differing = [name for name in ASKED if name in run and handed.answers.get(name, run[name]) != run[name]]
    if differing:
        yield f"Run and saved differ: {', '.join(differing)}. Run these cells, save, and run this cell again."
