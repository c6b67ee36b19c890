"""An invented class, so that an instructor sees what comes out before anybody has handed anything in.

Nobody in it exists. It goes through the same path as a real one: a zip file as Moodle exports it, and a roster.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.items import ASKED
from helpers.learning.assignment.reading import METADATA, GivenAnswer
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.assignment.trial import VERSION
from helpers.learning.mark.model_answers import perfect_answers

NOTEBOOK = "06_design_the_next_trial.ipynb"
LONG_AGO = (2020, 1, 1, 0, 0, 0)
"""Time of every file in the archive: the same bytes each time."""

Answers = Mapping[str, GivenAnswer]


def write_demo(folder: Path) -> tuple[Path, Path]:
    """Write the class into `folder`; return the archive and the roster."""
    archive, roster = folder / "demo_submissions.zip", folder / "demo_roster.csv"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in list_demo_files():
            file.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    people = [f"{name},demo{number},Participant {number}" for number, name in enumerate(_NAMES, start=1)]
    roster.write_text("\n".join(["Full name,ID number,Identifier", *people]) + "\n", encoding="utf-8")
    return archive, roster


def list_demo_files() -> list[tuple[str, bytes]]:
    """Return name and content of each file of the invented class."""
    first, second, third = (find_answers(f"demo{number}") for number in (1, 2, 3))
    whole = write_notebook("demo1", first)
    calculation = 'answer("number_needed", 100 / (70 - 40))'
    hostile = [
        'import os, shutil\nshutil.rmtree(os.path.expanduser("~"))',
        'answer("verdict", "<script>document.title = 1</script><img src=x onerror=alert(1)>")',
        'answer("no_n_cures", "=HYPERLINK(\\"file:///etc/passwd\\")", because="@SUM(A1:A9)")',
    ]
    return [
        (_name(1), whole),
        (_name(2), write_notebook(" DEMO 2 ", swap_arms(second))),
        (_name(3), write_notebook("demo3", {item: third[item] for item in ASKED[:14] if item in third})),
        (_name(4), write_notebook("demo4", {})),
        (_name(5), write_notebook("...", find_answers("demo5"))),
        (_name(6), write_notebook("demo6", find_answers("demo6"), version="2025.01", more=[calculation])),
        (_name(7), write_notebook("demo7", first)),
        (_name(8), write_notebook("demo8", find_answers("demo8"), more=hostile)),
        (_name(9), write_notebook("demo9", find_answers("demo9"))),
        (_name(9, "copy of 06.ipynb"), write_notebook("demo9", drop_half(find_answers("demo9")))),
        (
            _name(10, f".ipynb_checkpoints/{NOTEBOOK.replace('.ipynb', '-checkpoint.ipynb')}"),
            write_notebook("demo10", drop_half(find_answers("demo10"))),
        ),
        (_name(11), whole[: len(whole) // 2]),
        (_name(12, "my_work.zip"), _pack([(NOTEBOOK, write_notebook("demo12", use_completers("demo12")))])),
        (_name(12, "essay.pdf"), b"%PDF-1.4 invented"),
    ]


def write_notebook(typed: str, answers: Answers, *, version: str = VERSION, more: Iterable[str] = ()) -> bytes:
    """Return a notebook with these answers, as a learner would have filled it in.

    Parameters
    ----------
    typed : str
        The id.
    answers : mapping of str to GivenAnswer
        What is not there stays as the notebook ships it.
    version : str
        Of the course.
    more : iterable of str
        Sources of further cells.
    """
    sources = [f"my_trial({typed!r})"]
    sources += [write_answer(answers.get(item, GivenAnswer(item))) for item in ASKED]
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell{n}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate([*sources, *more])
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, METADATA: {"version": version}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, indent=1) + "\n").encode()


def write_answer(answer: GivenAnswer) -> str:
    """Return the source of the cell that gives this answer.

    >>> write_answer(GivenAnswer("number_needed", 3.5)), write_answer(GivenAnswer("verdict"))
    ("answer('number_needed', 3.5)", "answer('verdict', ...)")
    """
    value = "..." if answer.value is ... else repr(answer.value)
    texts = [(name, getattr(answer, name)) for name in ("because", "where", "kind", "method")]
    return f"answer({', '.join([repr(answer.item), value, *(f'{name}={text!r}' for name, text in texts if text)])})"


def find_answers(typed: str) -> dict[str, GivenAnswer]:
    """Return a full set of right answers for the trial of an id."""
    return dict(perfect_answers(draw_trial(read_student_id(typed))))


def swap_arms(answers: Answers) -> dict[str, GivenAnswer]:
    """Return the answers with the difference taken the wrong way round."""
    given = answers["risk_difference"]
    return {**answers, "risk_difference": replace(given, value=-given.value)}


def drop_half(answers: Answers) -> dict[str, GivenAnswer]:
    """Return the first half of the answers."""
    return dict(list(answers.items())[: len(answers) // 2])


def use_completers(typed: str) -> dict[str, GivenAnswer]:
    """Return answers in which only those are counted who completed, and what follows from it by the difference."""
    from helpers.learning.mark.key import compare_arms

    answers = find_answers(typed)
    difference = 100 * compare_arms(draw_trial(read_student_id(typed)), "b")[0].risk_difference
    changed = {
        "denominator": replace(answers["denominator"], value="b", because="Who left cannot be judged at the end."),
        "risk_difference": replace(answers["risk_difference"], value=round(difference, 1)),
        "number_needed": replace(answers["number_needed"], value=round(100 / difference, 1)),
    }
    return {**answers, **changed}


_NAMES = (
    *("Demo One", "Demo Two", "Demo Three", "Demo Four", "Demo Five", "Demo Six", "Demo Seven", "Demo Eight"),
    *("Demo Nine", "Demo Ten", "Demo Eleven", "Demo Twelve", "Demo Thirteen"),
)
"""The last hands nothing in."""


def _name(number: int, file: str = NOTEBOOK) -> str:
    return f"{_NAMES[number - 1]}_{number}_assignsubmission_file_/{file}"


def _pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    return memory.getvalue()
