"""One look for every picture of the course: seaborn's "ticks" style, set on the objects themselves.

Matplotlib's global settings are shared by the whole kernel, and widgets draw in a thread beside running cells, so no
picture here touches them. The values are written out, since importing seaborn costs seconds before the first picture;
a test holds them to seaborn's own.

A figure is measured in CSS pixels, as the reader's screen shows it: 100 to the inch, so that 10 points are 14 pixels.
"""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.evidence.status import Provenance, Status
from helpers.figures.quick_text import QuickText

WIDTH = 480
"""Width of every picture, CSS pixels. In a window of 1280 px the controls fit beside it; in one of 800 px with
JupyterLab's file browser open, a notebook has 368 px to give."""

CSS_PIXELS_PER_INCH = 100
DOTS_PER_INCH = 150
"""One and a half dots a CSS pixel: sharp on most screens, and still quick to encode."""

# Okabe & Ito's palette for all kinds of colour vision (https://jfly.uni-koeln.de/color/). The two arms also differ in
# lightness, so that a greyscale print keeps them apart.
IVIG = "#0072B2"
PLACEBO = "#E69F00"
PHYSICIAN = "#009E73"
PATIENT = "#CC79A7"
EXAMINER = "#56B4E9"
LABORATORY = "#7F7F7F"

# seaborn's "ticks" style: ".15" for ink and spines, ".8" for grid lines.
INK = "#262626"
GRID = "#CCCCCC"
MUTED = "#595959"
PAPER = "#FFFFFF"

TITLE_SIZE = 12.5
TEXT_SIZE = 11.0
SMALL_SIZE = 10.5
"""Points: 14.6 px, so that it is still above 11 px when a picture of 480 px is shrunk to 368."""

STAMP_COLOURS = {Status.PUBLISHED: "#00543C", Status.DERIVED: "#003F66", Status.SYNTHETIC: "#8A3200"}
"""Dark tints, each at least 7:1 on white; the word itself carries the meaning."""


def new_figure(height: float, *, width: float = WIDTH) -> Figure:
    """Return an empty figure of `width` by `height` CSS pixels with an Agg canvas of its own, unknown to pyplot."""
    figure = Figure(
        figsize=(width / CSS_PIXELS_PER_INCH, height / CSS_PIXELS_PER_INCH),
        dpi=DOTS_PER_INCH,
        facecolor=PAPER,
        edgecolor=PAPER,
    )
    FigureCanvasAgg(figure)
    return figure


def style_axes(axes: Axes, *, keep: str = "left bottom", grid: str = "") -> Axes:
    """Give `axes` the look of seaborn's "ticks": the spines in `keep`, quiet ticks, a grid along "x", "y" or "both"."""
    axes.set_facecolor(PAPER)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
        spine.set_edgecolor(INK)
        spine.set_linewidth(1.0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(color=INK, fontsize=TEXT_SIZE)
    axes.tick_params(color=INK, labelcolor=INK, labelsize=SMALL_SIZE, width=1.0, length=4, direction="out")
    axes.tick_params(left="left" in keep, bottom="bottom" in keep)
    if grid:
        axes.grid(True, axis=grid, color=GRID, linewidth=0.8, linestyle="-")
    return axes


def write(where: Figure | Axes, x: float, y: float, text: str = "", **properties: object) -> Text:
    """Write `text` at (x, y) in the house face; figure or axes fractions unless a transform is given."""
    settings: dict[str, object] = {
        "color": INK,
        "fontsize": TEXT_SIZE,
        "va": "center",
        "ha": "left",
        "transform": where.transAxes if isinstance(where, Axes) else where.transFigure,
        "clip_on": False,
    }
    words = QuickText(x, y, text, **(settings | properties))
    where.add_artist(words)
    return words


def write_title(figure: Figure, text: str = "") -> Text:
    """Write what is seen, top left, in bold; there is room for two lines of 40 characters."""
    height = figure.get_figheight() * CSS_PIXELS_PER_INCH
    properties = {"fontsize": TITLE_SIZE, "fontweight": "bold", "va": "top"}
    return write(figure, 12 / WIDTH, 1 - 12 / height, text, **properties)


def write_stamp(figure: Figure, provenance: Provenance) -> None:
    """Print published, derived or synthetic, the kind of comparison and the source on the picture, bottom left.

    The stamp belongs to the unmoving part: an explorer draws a new background when the provenance changes.
    """
    height = figure.get_figheight() * CSS_PIXELS_PER_INCH
    colour = STAMP_COLOURS[provenance.status]
    figure.text(
        16 / WIDTH,
        18 / height,
        str(provenance),
        color=colour,
        fontsize=SMALL_SIZE,
        va="center",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": PAPER, "edgecolor": colour, "linewidth": 1.0},
    )


def mark_moving(*artists: Artist) -> tuple[Artist, ...]:
    """Mark the artists that change with a control, so that the background is drawn without them."""
    for artist in artists:
        artist.set_animated(True)
    return artists
