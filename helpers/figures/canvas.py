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
from matplotlib.transforms import Bbox
from PIL import Image

from helpers.figures.kernel_settings import forget_settings
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
        forget_settings(figure)
        figure.canvas.draw()
        # A figure may end within a dot; its canvas does not.
        self._background = figure.canvas.copy_from_bbox(Bbox([(0, 0), figure.canvas.get_width_height()]))
        self._still = _read_pixels(memoryview(self._background))
        self._still_places = _find_places(self._still)

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
        pixels = _read_pixels(canvas.buffer_rgba())
        places = self._still_places.copy()
        # A tenth of the dots differ from the background, as a rule: only they are looked up.
        moved = np.flatnonzero(pixels != self._still)
        places[moved] = _find_places(pixels[moved])
        width, height = canvas.get_width_height()
        picture = Image.fromarray(places.reshape(height, width))
        picture.putpalette(list_colours())
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
        for step in range(1, STEPS):
            share = step / STEPS
            # Numbers, not arrays: for three at a time, arrays take four times as long, and a first picture waits.
            shade = tuple(
                round(255 * ((1 - share) * part + share * other_part))
                for part, other_part in zip(to_rgb(one), to_rgb(other), strict=True)
            )
            # Pillow looks colours up in steps of four: areas of a house colour would turn into a shade beside it.
            if all(max(abs(a - b) for a, b in zip(shade, whole, strict=True)) >= COARSEST for whole in wholes):
                shades[shade] = None
    return tuple(part for shade in shades for part in shade)


def _find_places(pixels: np.ndarray) -> np.ndarray:
    """Return the place in the palette of the colour nearest to each pixel, as `_read_pixels` reads them."""
    # The upper six bits of red, green and blue, in this order.
    return _list_nearest()[(pixels & 0xFC) << 10 | (pixels >> 4) & 0xFC0 | (pixels >> 18) & 0x3F]


def _read_pixels(buffer: memoryview) -> np.ndarray:
    """Return each pixel as one number, red in the lowest byte, then green, blue and alpha."""
    return np.frombuffer(buffer, dtype="<u4")


@lru_cache(maxsize=1)
def _list_nearest() -> np.ndarray:
    """Return the place in the palette of every colour in steps of four: Pillow's choice, made once.

    Choosing anew for each picture takes ten times as long as looking up.
    """
    palette = Image.new("P", (1, 1))
    palette.putpalette(list_colours())
    steps = np.arange(0, 256, 4, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, len(steps), 3)
    return np.asarray(Image.fromarray(cube).quantize(palette=palette, dither=Image.Dither.NONE)).ravel()


def to_data_uri(png: bytes) -> str:
    """Return `png` as an address that a page can show without asking any server.

    >>> to_data_uri(b"abc")
    'data:image/png;base64,YWJj'
    """
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
