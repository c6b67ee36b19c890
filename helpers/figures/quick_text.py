"""Moving text, set by Pillow and kept: matplotlib takes 1 to 5 ms to hint and render a label at every drawing.

Both set the same face, DejaVu Sans, which comes with matplotlib. Matplotlib's hinting can only be changed for the whole
kernel, which a picture must not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.artist import allow_rasterization
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image, ImageDraw, ImageFont

FACES = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
LINE_GAP = 0.12
"""Between lines, in units of the font's size."""

STRINGS_KEPT = 256
"""About 40 kB each: 10 MB in a kernel."""

MARGIN = 2
"""Dots around the ink, so that no antialiased edge is cut."""


class QuickText(Text):
    """A `Text` without rotation, box or clipping, drawn from an image kept by `render_string`."""

    @allow_rasterization
    def draw(self, renderer: RendererAgg) -> None:
        if not self.get_visible() or not self.get_text():
            return
        image = render_string(
            self.get_text(), self.get_fontsize() * renderer.dpi / 72, self.get_fontweight(), self.get_color()
        )
        x, y = self.get_transform().transform(self.get_unitless_position())
        left = x - image.width * {"left": 0, "center": 0.5, "right": 1}[self.get_horizontalalignment()]
        bottom = y - image.height * {"bottom": 0, "center": 0.5, "top": 1}[self.get_verticalalignment()]
        context = renderer.new_gc()
        renderer.draw_image(context, round(left) - MARGIN, round(bottom) - MARGIN, image.pixels)
        context.restore()
        self.stale = False


@dataclass(frozen=True)
class RenderedString:
    """Pixels (rows from the bottom up, columns, red-green-blue-alpha) and the size of the text in dots, margins off."""

    pixels: np.ndarray
    width: float
    height: float


@lru_cache(maxsize=STRINGS_KEPT)
def render_string(text: str, size: float, weight: str, colour: str) -> RenderedString:
    """Render `text`, one or more lines of `size` dots, on a transparent ground."""
    font = _load_font(weight, size)
    ascent, descent = font.getmetrics()
    lines = text.split("\n")
    step = ascent + descent + LINE_GAP * size
    width = max(font.getlength(line) for line in lines)
    height = step * (len(lines) - 1) + ascent + descent
    mask = Image.new("L", (round(width) + 2 * MARGIN, round(height) + 2 * MARGIN), 0)
    pen = ImageDraw.Draw(mask)
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + number * step), line, fill=255, font=font, anchor="la")
    pixels = np.empty((mask.height, mask.width, 4), dtype=np.uint8)
    pixels[..., :3] = [round(255 * part) for part in to_rgb(colour)]
    pixels[..., 3] = np.asarray(mask)
    return RenderedString(pixels[::-1].copy(), width, height)


@lru_cache(maxsize=16)
def _load_font(weight: str, size: float) -> ImageFont.FreeTypeFont:
    path = Path(matplotlib.get_data_path(), "fonts", "ttf", FACES[weight])
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
