"""What a figure family hands on: the figure, what moves in it, and the same numbers as words and as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from helpers.evidence.status import Provenance

_NEW_SENTENCE = re.compile(r"(?<![.?:;,])\n(?=[A-Z][a-z])")
"""Where the second line of a title begins a sentence; on the picture the line's end divides them."""


@dataclass(frozen=True)
class Picture:
    """One state of a figure.

    Attributes
    ----------
    figure : Figure or None
        Drawn once; later states move its artists. None once it has been let go.
    moving : tuple of Artist
        The artists that change from state to state, in the order of drawing.
    alt : str
        What the picture shows, with its numbers; `full_alt` goes beside the picture.
    sentence : str
        One sentence in words that reads the picture.
    tabulate : callable
        Makes `table`, the numbers of the picture, labelled with their units: a millisecond or two that a picture in
        motion does not wait for.
    provenance : Provenance
        What the stamp on the picture says.
    parts : object
        The moving artists by name, `title` among them, for the family's own update.
    """

    figure: Figure | None
    moving: tuple[Artist, ...]
    alt: str
    sentence: str
    tabulate: Callable[[], pd.DataFrame]
    provenance: Provenance
    parts: Any

    @property
    def full_alt(self) -> str:
        """The alternative text whole: the title first, which is the finding, then `alt`, and the stamp last."""
        title = _NEW_SENTENCE.sub(". ", self.parts.title.get_text()).replace("\n", " ")
        return f"{title}{'' if title.endswith(('.', '?')) else '.'} {self.alt} Stamp: {self.provenance}."

    @cached_property
    def table(self) -> pd.DataFrame:
        """The numbers of the picture, labelled with their units."""
        return self.tabulate()

    def without_figure(self) -> Picture:
        """Return the words and numbers alone, so that the figure's memory can be freed."""
        return replace(self, figure=None, moving=(), parts=None)
