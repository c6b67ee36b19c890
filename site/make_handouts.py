"""Write each notebook for print, to build/handouts/: one file of HTML that asks nobody for anything.

    python site/make_handouts.py --only 02 --out somewhere --executed notebooks_that_were_run

Pictures stand as they open, and beside each other what is to be compared; a question has lines to write on, and what
was found stands on pages of its own at the end. Folds are open, code is printed only where the text speaks of it, and
what belongs to a screen (the first cell, the download) is left out with the text before it. Print it from a browser,
which can also save it as PDF.
"""

from __future__ import annotations

import argparse
import base64
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from page_sources import HERE, NOTEBOOKS, REPOSITORY
from pressed import add_pressed
from run_notebooks import run_all

from helpers.learning.prediction import Prediction, RangePrediction
from helpers.learning.predictions import PREDICTIONS

OUT = REPOSITORY / "build" / "handouts"

ONLY_ON_SCREEN = ("begin", "download_my_work", "calibration", "ready_to_hand_in", "automatic_marks")
"""Calls that mean nothing on paper. The text before them speaks of them, and goes with them."""

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
"""As JupyterLab reads it: a table may stand in a quotation, and a quotation in a fold."""

CALL = re.compile(r"^(?:display\()?(\w+)\(", re.MULTILINE)

OF_THE_FIRST_CELL = re.compile(r"The first cell checks [^\n]+")

HOW_TO_READ = (
    "This is a notebook on paper. Each picture shows one state, as it opens or after the button that it names; “run "
    "the cell”, “press” and “move” mean the notebook in JupyterLab, where you can change it.",
    "Write your answers on the lines before you read on. {later}",
    "It is about one trial, and not advice for treating a patient.",
)
WRITTEN = {"answer": 4, "check": 1, "predict": 0, "verdict": 3}
"""Call -> lines to write on. A long answer of the assignment has more."""
LONG_ANSWERS = {"verdict": 16, "no_n_cures": 8}

MOST_COLUMNS = 8
"""A table with more is turned, if it has fewer rows than that, or set small; so it fits the width of the page."""

LONGEST_TABLE = 12
"""Rows; one with more may go on on the next page."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


class Handout:
    """One notebook that was run, taken apart for print.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With its outputs, each explorer in its static form.
    name : str
        Of its file, without the ending.
    """

    def __init__(self, notebook: nbformat.NotebookNode, name: str) -> None:
        self.name = name
        self.title = ""
        self._notebook = notebook
        self._found: list[str] = []
        self._words: dict[str, str] = {}

    def write(self) -> str:
        """Return the whole page."""
        first, *others = self._write_cells()
        later = "What was found, and what we say, stands at the end." if self._found else ""
        about = "".join(f"<p>{sentence.format(later=later)}</p>" for sentence in HOW_TO_READ)
        body = [first, f'<div class="about">{about}</div>', *others, *self._write_end()]
        style = (HERE / "handout.css").read_text(encoding="utf-8")
        return PAGE.format(title=escape(self.title), style=style, body="\n".join(body))

    def _write_cells(self) -> list[str]:
        cells = [cell for cell in self._notebook.cells if cell.id != "for-reading"]
        calls = [find_call(cell) for cell in cells]
        return [
            written
            for cell, call, following in zip(cells, calls, [*calls[1:], ""], strict=True)
            if not (call in ONLY_ON_SCREEN or (following in ONLY_ON_SCREEN and not cell.source.startswith("# ")))
            for written in ([self._write_text(cell)] if cell.cell_type == "markdown" else self._write_code(cell, call))
        ]

    def _write_text(self, cell: nbformat.NotebookNode) -> str:
        soup = BeautifulSoup(MARKDOWN.render(OF_THE_FIRST_CELL.sub("", cell.source)), "html.parser")
        if not self.title:
            self.title = soup.h1.get_text()
        for image in soup("img"):
            image["src"] = _inline(REPOSITORY / "notebooks" / image["src"])
            image.wrap(soup.new_tag("figure"))
        return self._tidy(soup)

    def _write_code(self, cell: nbformat.NotebookNode, call: str) -> Iterator[str]:
        shown = [output.data["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})]
        if call in WRITTEN:
            yield self._write_question(cell, call, BeautifulSoup("".join(shown), "html.parser"))
            return
        if call == "my_trial":
            yield "<p>(In the notebook, the page of your own trial stands here.)</p>"
            return
        if not call.endswith("Explorer") and call not in ("sources_of", "show_rubric"):
            yield f"<pre>{escape(_keep_calls(cell.source))}</pre>"
        for output in cell.outputs:
            data = output.get("data", {})
            if "text/html" in data:
                yield self._tidy(BeautifulSoup(data["text/html"], "html.parser"), is_long=call == "sources_of")
            elif data.get("text/plain", "None") != "None":
                yield f"<pre>{escape(data['text/plain'])}</pre>"

    def _write_question(self, cell: nbformat.NotebookNode, call: str, soup: BeautifulSoup) -> str:
        item = re.search(r'\(\s*"(\w+)"', cell.source)[1]
        how = ""
        if call == "predict":
            how = _write_blanks(PREDICTIONS[item])
        elif call == "verdict":
            how = '<p class="how">Supported, partly, or not testable? What would change your mind?</p>'
        for covered in soup("details"):
            covered.summary.decompose()
            question = soup.select_one(".te-question").get_text().removeprefix("Your prediction.")
            name = f'<p class="asked">{escape(question.removeprefix("The claim.").strip())}</p>'
            inside = self._tidy(BeautifulSoup(covered.decode_contents(), "html.parser"))
            self._found.append(f"{name}{inside}")
            covered.decompose()
        for status in soup.select('[role="status"]'):
            status.decompose()
        lines = WRITTEN[call]
        if call == "answer":
            lines = LONG_ANSWERS.get(item, lines if "because=" in cell.source else 1)
        return f'<div class="ask">{self._tidy(soup)}{how}{lines * _LINE}</div>'

    def _tidy(self, soup: BeautifulSoup, *, is_long: bool = False) -> str:
        """Return the HTML with folds open, pictures kept with their words, and no link to a file that is not here."""
        # The notes below pictures say what the handout says once, at its head. What is compared has no table.
        for part in soup.select("style, .te-note, .te-beside details"):
            part.decompose()
        for part in soup.find_all(True):
            for attribute in ("style", "tabindex", "role", "id", "decoding"):
                del part[attribute]
        for fold in soup("details"):
            fold.name, fold["class"] = "div", "fold"
            name = fold.summary
            if name:
                name.string = name.get_text()
                name.name, name["class"] = "p", "fold-name"
        for image in soup.select("img.te-picture"):
            figure = image.wrap(soup.new_tag("figure"))
            sentence = figure.find_next_sibling("p", "te-sentence")
            if sentence:
                sentence.name = "figcaption"
                figure.append(sentence.extract())
        for table in soup("table"):
            columns, rows = len(table.tr(["th", "td"])), len(table("tr"))
            if rows <= MOST_COLUMNS < columns:
                turn_table(soup, table)
            kinds = {"wide": rows > MOST_COLUMNS < columns, "long": rows > LONGEST_TABLE, "sources": is_long}
            table["class"] = [*table.get("class", []), *(kind for kind, holds in kinds.items() if holds)]
        for link in soup("a"):
            self._keep_or_unwrap(link)
        return str(soup).strip()

    def _keep_or_unwrap(self, link: Tag) -> None:
        target, said = link.get("href", ""), link.get("title")
        if target.startswith("glossary.md#") and said:
            self._words.setdefault(target.partition("#")[2].replace("-", " "), said)
        if target.startswith("https://"):
            del link["title"]
        else:
            link.unwrap()

    def _write_end(self) -> Iterator[str]:
        if self._found:
            yield '<h2 class="new-page">What was found, and what we say</h2>'
            yield "<p>Read on when you have written your own.</p>"
            yield from self._found
        if self._words:
            yield "<h2>The words</h2>"
            words = sorted(self._words.items(), key=lambda pair: pair[0].lower())
            listed = "".join(f"<div><dt>{escape(word)}</dt><dd>{escape(said)}</dd></div>" for word, said in words)
            yield f'<dl class="words">{listed}</dl>'


_LINE = '<div class="line"></div>'
_BLANK = '<span class="blank"></span>'


def _write_blanks(prediction: Prediction) -> str:
    """Return how a prediction is answered, and room for it."""
    room = f"{_BLANK} %"
    if isinstance(prediction, RangePrediction):
        room = f"From {_BLANK} to {_BLANK} ({escape(prediction.unit)})"
    return f'<p class="how">{escape(prediction.how)}</p><p>{room}</p>'


def turn_table(soup: BeautifulSoup, table: Tag) -> None:
    """Make a table's columns its rows: paper is not wide."""
    rows = [row(["th", "td"]) for row in table("tr")]
    body = soup.new_tag("tbody")
    for cells in zip(*rows, strict=True):
        row = soup.new_tag("tr")
        for cell in cells[1:]:
            if cell.name == "th":
                cell["scope"] = "col"
        cells[0]["scope"] = "row"
        for cell in cells:
            row.append(cell.extract())
        body.append(row)
    table.thead.decompose()
    table.tbody.replace_with(body)


def find_call(cell: nbformat.NotebookNode) -> str:
    """Return the name of the last call that starts a line of a code cell."""
    calls = CALL.findall(cell.source) if cell.cell_type == "code" else []
    return calls[-1] if calls else ""


def _keep_calls(source: str) -> str:
    """Return a cell's code without its imports."""
    lines = [line for line in source.splitlines() if not line.startswith(("from ", "import "))]
    return "\n".join(lines).strip()


def _inline(picture: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"


def write_handouts(paths: Sequence[Path], out: Path, executed: Path | None = None) -> list[Path]:
    """Write a handout of each notebook and return the files.

    Parameters
    ----------
    paths
        The committed notebooks.
    out
        The folder to write to.
    executed
        A folder with these notebooks run, each explorer in its static form; they are run if it is not given.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(prefix="handouts-") as temporary:
        if executed is None:
            executed = Path(temporary)
            run_all(list(paths), executed)
        for path in paths:
            notebook = nbformat.read(executed / path.name, as_version=4)
            add_pressed(notebook, compared_alone=True)
            handout = Handout(notebook, path.stem)
            written.append(out / f"{path.stem}.html")
            written[-1].write_text(handout.write(), encoding="utf-8", newline="\n")
    return written


def main(words: Sequence[str] | None = None) -> int:
    """Write the handouts and say where they are."""
    parser = argparse.ArgumentParser(prog="python site/make_handouts.py", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="notebooks whose names start so, as in 02")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--executed", type=Path, help="a folder with the notebooks run, which saves running them")
    asked = parser.parse_args(words)
    paths = [path for path in NOTEBOOKS if path.name.startswith(asked.only)]
    for path in write_handouts(paths, asked.out, asked.executed):
        sys.stdout.write(f"{path} ({path.stat().st_size / 1e6:.1f} MB)\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
