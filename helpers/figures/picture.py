"""What a figure family hands on: the figure, what moves in it, and the same numbers as words and as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
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
    tabulate : callable
        Makes `table`, the numbers of the picture, labelled with their units: a millisecond or two that a picture in
        motion does not wait for.
    provenance : Provenance
        What the stamp on the picture says.
    parts : object
        The moving artists by name, for the family's own update.
    """

    figure: Figure | None
    moving: tuple[Artist, ...]
    alt: str
    sentence: str
    tabulate: Callable[[], pd.DataFrame]
    provenance: Provenance
    parts: Any

    @cached_property
    def table(self) -> pd.DataFrame:
        """The numbers of the picture, labelled with their units."""
        return self.tabulate()

    def without_figure(self) -> Picture:
        """Return the words and numbers alone, so that the figure's memory can be freed."""
        return replace(self, figure=None, moving=(), parts=None)
