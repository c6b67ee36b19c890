"""Turns a figure into a PNG fast enough for a slider: the still part is drawn once, the moving artists over it."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures.style import CSS_PIXELS_PER_INCH, PAPER

COLOURS = 64
"""Enough for flat colours and the grey steps of their edges; a palette picture is a third of the bytes."""

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
        picture = pixels.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
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


def to_data_uri(png: bytes) -> str:
    """Return `png` as an address that a page can show without asking any server.

    >>> to_data_uri(b"abc")
    'data:image/png;base64,YWJj'
    """
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
