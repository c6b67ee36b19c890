"""What a figure family hands on: the figure, what moves in it, and the same numbers as words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from helpers.evidence.status import Provenance


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
        Alternative text: what the picture shows, with its numbers.
    sentence : str
        One sentence in words that reads the picture.
    table : DataFrame
        The numbers of the picture, labelled with their units.
    provenance : Provenance
        What the stamp on the picture says.
    parts : object
        The moving artists by name, for the family's own update.
    """

    figure: Figure | None
    moving: tuple[Artist, ...]
    alt: str
    sentence: str
    table: pd.DataFrame
    provenance: Provenance
    parts: Any

    def without_figure(self) -> Picture:
        """Return the words and numbers alone, so that the figure's memory can be freed."""
        return replace(self, figure=None, moving=(), parts=None)
