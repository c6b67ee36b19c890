"""Turns a figure into a PNG fast enough for a slider: the still part is drawn once, the moving artists over it."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures.style import (
    CSS_PIXELS_PER_INCH,
    FILLS,
    INK,
    IVIG,
    IVIG_PALE,
    MUTED,
    PAPER,
    PLACEBO,
    PLACEBO_PALE,
    STAMP_COLOURS,
)

STEPS = 8
"""Shades between a colour and what it stands on: the grey of antialiased edges, in steps too small to see."""

COARSEST = 8
"""Of 255: a shade nearer than that to a house colour is that colour."""

SAVED_DOTS_PER_INCH = 300
"""Sharp on a slide and in print."""


class BlitCanvas:
    """Draws one figure again and again.

    Parameters
    ----------
    figure : Figure
        Has an Agg canvas, as `helpers.figures.style.new_figure` makes it.
    moving : sequence of Artist
        Marked as animated: the background is drawn without them.
    """

    def __init__(self, figure: Figure, moving: Sequence[Artist]) -> None:
        self.figure = figure
        self.moving = tuple(moving)
        figure.canvas.draw()
        self._background = figure.canvas.copy_from_bbox(figure.bbox)
        # One a canvas: Pillow notes in it what it has looked up, and each explorer draws under a lock of its own.
        self._palette = Image.new("P", (1, 1))
        self._palette.putpalette(list_colours())

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in CSS pixels."""
        width, height = self.figure.get_size_inches() * CSS_PIXELS_PER_INCH
        return round(width), round(height)

    def encode_png(self) -> bytes:
        """Draw the moving artists over the background and return a palette PNG."""
        canvas = self.figure.canvas
        renderer = canvas.get_renderer()
        canvas.restore_region(self._background)
        for artist in self.moving:
            artist.draw(renderer)
        pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        # Looking colours up takes a tenth of the time of choosing them anew for each picture.
        picture = pixels.convert("RGB").quantize(palette=self._palette, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        picture.save(buffer, "png", compress_level=1)
        return buffer.getvalue()

    def encode_png_for_saving(self, description: str) -> bytes:
        """Return the whole picture in full colour at 300 dots an inch, with `description` in its metadata."""
        buffer = io.BytesIO()
        metadata = {"Description": description, "Software": None}
        # A figure leaves its own animated artists out even when it saves.
        for artist in self.moving:
            artist.set_animated(False)
        try:
            self.figure.savefig(
                buffer,
                format="png",
                dpi=SAVED_DOTS_PER_INCH,
                metadata=metadata,
                bbox_inches=self.figure.bbox_inches,
                facecolor=PAPER,
                edgecolor=PAPER,
            )
        finally:
            for artist in self.moving:
                artist.set_animated(True)
        return buffer.getvalue()


@lru_cache(maxsize=1)
def list_colours() -> tuple[int, ...]:
    """Return the house colours with the shades of their edges, red, green and blue in turn, 0 to 255.

    Each colour stands on paper, ink stands on each colour, and each arm's colour on its tint.
    """
    pure = [PAPER, INK, MUTED, *FILLS, *STAMP_COLOURS.values()]
    pairs = [
        *((colour, PAPER) for colour in pure[1:]),
        *((INK, fill) for fill in FILLS),
        (IVIG, IVIG_PALE),
        (PLACEBO, PLACEBO_PALE),
    ]
    wholes = [tuple(round(255 * part) for part in to_rgb(colour)) for colour in pure]
    shades = dict.fromkeys(wholes)
    for one, other in pairs:
        for share in np.linspace(0, 1, STEPS, endpoint=False)[1:]:
            mixed = (1 - share) * np.array(to_rgb(one)) + share * np.array(to_rgb(other))
            shade = tuple(round(255 * part) for part in mixed)
            # Pillow looks colours up in steps of four: areas of a house colour would turn into a shade beside it.
            if all(np.abs(np.subtract(shade, whole)).max() >= COARSEST for whole in wholes):
                shades[shade] = None
    return tuple(part for shade in shades for part in shade)


def to_data_uri(png: bytes) -> str:
    """Return `png` as an address that a page can show without asking any server.

    >>> to_data_uri(b"abc")
    'data:image/png;base64,YWJj'
    """
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
