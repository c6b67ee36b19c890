"""Predictions, verdicts and notebooks as one file, for whoever works on a server that forgets."""

from __future__ import annotations

import html
import io
import os
import zipfile
from datetime import date
from pathlib import Path

from helpers.explorers.frame import STATIC_ONLY, FramedBox
from helpers.explorers.widgets import HTML, Box, Button
from helpers.learning.answer_box import STYLE
from helpers.learning.record import FILE_NAME, Record

LABEL = "Download my work"
WHY = (
    "Binder forgets everything when it is left alone for a while or closed. This puts your predictions, your "
    "verdicts and the notebooks of this folder into one file. Save the notebook first (Ctrl+S, or Cmd+S on a Mac): it "
    "is packed as last saved."
)
FAULT = "The file could not be made, by a fault of the course. The details are in the log of the kernel."

RESTORE = f"""Your work in the course Reading a trial.

{FILE_NAME}  your predictions and verdicts
*.ipynb              the notebooks as you last saved them

To go on with it, put the files into the course's notebooks folder. In JupyterLab, open that folder in the file browser
on the left and drag them there.
"""

LARGEST_MB = 20
"""Together. Notebooks travel to the browser through the connection that also carries every slider."""


class DownloadBox(FramedBox):
    """A button that hands the learner's work to the browser.

    Parameters
    ----------
    record : Record
        The predictions; notebooks are looked for in the same folder.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        button = Button(description=LABEL, tooltip="Get your predictions and notebooks as a zip file")
        button.on_click(lambda _: self.guard(self._hand_over, self._say, FAULT))
        row = Box([button])
        row.add_class("te-buttons")
        self._response = HTML()
        super().__init__([HTML(f"<style>{STYLE}</style><p>{WHY}</p>"), row, self._response], label=LABEL)
        self.add_class("te-learning")

    def static_html(self) -> str:
        """Return the same words, without a button that could not work."""
        where = "in JupyterLab, this cell has a button for it" if os.environ.get(STATIC_ONLY) else "run this cell"
        return f'<p class="te-note">{LABEL}: {where}. {WHY}</p>'

    def _hand_over(self) -> None:
        content, packed, left_out = pack_work(self._record)
        name = f"my_work_{date.today():%Y-%m-%d}.zip"
        self.save_file(name, "application/zip", content)
        self._say(_describe_pack(name, packed, left_out))

    def _say(self, sentence: str) -> None:
        self._response.value = f'<p class="te-sentence">{html.escape(sentence)}</p>'


def pack_work(record: Record) -> tuple[bytes, list[str], list[str]]:
    """Return a zip file with the record and the notebooks beside it, what is in it, and what was left out.

    A notebook is left out when it cannot be read, or when all together would be larger than `LARGEST_MB`.
    """
    packed, left_out = [FILE_NAME], []
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", RESTORE)
        archive.writestr(FILE_NAME, record.to_bytes())
        room = LARGEST_MB * 1_000_000
        for path in _find_work(record.path.parent):
            try:
                content = path.read_bytes()
            except OSError:
                left_out.append(path.name)
                continue
            if len(content) > room:
                left_out.append(path.name)
                continue
            room -= len(content)
            archive.writestr(path.name, content)
            packed.append(path.name)
    return memory.getvalue(), packed, left_out


def _find_work(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob(f"{Path(FILE_NAME).stem}.damaged-*.json"))]


def _describe_pack(name: str, packed: list[str], left_out: list[str]) -> str:
    others = len(packed) - 1
    held = f"Your browser has {name}: your predictions and {others} other file{'' if others == 1 else 's'}."
    return f"{held} Left out, too large or not readable: {', '.join(left_out)}." if left_out else held
