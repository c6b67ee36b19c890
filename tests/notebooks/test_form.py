"""What a committed notebook looks like before anybody has run it."""

from __future__ import annotations

import io
import itertools
import re
import statistics

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.evidence import cited_ids, sources_of
from tests.notebooks.prose import NOTEBOOKS, read_prose
from tests.pictures.make_pictures import FOLDER, PICTURES, draw, list_places, write_alt

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read_code(path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@each_notebook
def test_it_is_valid_and_committed_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    with_outputs = [cell.id for cell in read_code(path) if cell.outputs or cell.execution_count is not None]
    assert with_outputs == [], "clear the outputs of all cells"
    assert notebook.metadata.kernelspec.name == "python3"


@each_notebook
def test_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in read_code(path)]
    assert statistics.median(lengths) <= 3
    assert max(lengths) <= 15


@each_notebook
def test_every_cell_is_tagged_core_or_deeper(path):
    cells = nbformat.read(path, as_version=4).cells
    tags = {cell.id: {"core", "deeper"} & set(cell.metadata.get("tags", [])) for cell in cells}
    assert {id: found for id, found in tags.items() if len(found) != 1} == {}


@each_notebook
def test_headings_descend_one_level_at_a_time(path):
    levels = [len(mark) for mark in re.findall(r"^(#+) ", read_prose(path), re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@each_notebook
def test_it_says_that_it_is_no_advice_and_lists_its_sources(path):
    prose = read_prose(path)
    assert "not advice for treating a patient" in prose
    listed = {figure.id for _, gave in sources_of(path.stem).rows for figure in gave}
    assert listed == set(cited_ids(prose))
    assert f'sources_of("{path.stem}")' in read_code(path)[-1].source


@each_notebook
def test_a_fold_shows_where_it_ends(path):
    """Alone in its cell, and what it uncovers quoted: the bar on the left ends where it ends."""
    for cell in nbformat.read(path, as_version=4).cells:
        if "<details>" in cell.source:
            fold = re.fullmatch(r"<details>\n<summary>[^\n]+</summary>\n\n(.+)\n\n</details>", cell.source, re.DOTALL)
            assert fold, cell.source
            assert all(line.startswith(">") for line in fold[1].splitlines()), cell.source


@each_notebook
def test_a_line_of_words_stands_before_each_cell_of_code(path):
    """So that a reader on GitHub, or before Run All, sees no empty place.

    Exercises may follow one another, and so may places for an answer.
    """
    cells = nbformat.read(path, as_version=4).cells
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "code" and "check(" not in cell.source and "answer(" not in cell.source:
            assert before.cell_type == "markdown", cell.source


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_what_the_explorer_draws_now(name):
    png, alt = draw(name)
    committed = Image.open(FOLDER / f"{name}.png").convert("L")
    now = Image.open(io.BytesIO(png)).convert("L")
    assert committed.size == now.size
    # Another build of FreeType may shade an edge differently; words and bars may not move.
    assert np.abs(np.asarray(committed, float) - np.asarray(now, float)).mean() < 1, "run `make pictures`"
    shown = f'<img src="pictures/{name}.png" width="480" alt="{alt}">'
    assert shown in read_prose(FOLDER.parent / f"{name}.ipynb"), "run `make pictures`"


@pytest.mark.parametrize("path", list_places("00_start_here"), ids=lambda path: path.name)
def test_make_pictures_changes_the_words_of_a_picture_and_nothing_else(path, tmp_path):
    copy, (_, alt) = tmp_path / path.name, draw("00_start_here")
    copy.write_bytes(path.read_bytes())
    write_alt(copy, "00_start_here", "Other words, at least 20 %.")
    assert 'alt="Other words, at least 20 %.">' in copy.read_text(encoding="utf-8").replace("\\", "")
    write_alt(copy, "00_start_here", alt)
    assert copy.read_bytes() == path.read_bytes()


def test_the_readme_shows_the_first_notebooks_picture():
    _, alt = draw("00_start_here")
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    assert f'<img src="notebooks/pictures/00_start_here.png" width="480" alt="{alt}">' in readme


def test_every_notebook_has_its_picture():
    assert sorted(PICTURES) == [path.stem for path in NOTEBOOKS]
