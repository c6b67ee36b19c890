"""One look for every picture of the course: seaborn's "ticks" style, set on the objects themselves.

Matplotlib's global settings are shared by the whole kernel, and widgets draw in a thread beside running cells, so no
picture here touches them; and what a learner sets there for plots of their own changes no picture here. The values are
written out, since importing seaborn costs seconds before the first picture; a test holds them to seaborn's own.

A figure is measured in CSS pixels, as the reader's screen shows it: 100 to the inch, so that 10 points are 14 pixels.
"""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox, Transform

from helpers.evidence.status import Provenance, Status
from helpers.figures.kernel_settings import PlainAxes, write_plain_numbers
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
PALE = "#E3E3E3"
IVIG_PALE = "#CCE3F0"
PLACEBO_PALE = "#FAECCC"
"""Solid tints for bands and areas: the fixed palette of the page knows no transparency."""
RATER_COLOURS = {"physician": PHYSICIAN, "patient": PATIENT, "examiner": EXAMINER, "laboratory": LABORATORY}
"""Who scores a measure -> its fill."""
FILLS = (IVIG, PLACEBO, PHYSICIAN, PATIENT, EXAMINER, LABORATORY, PALE, IVIG_PALE, PLACEBO_PALE)

# seaborn's "ticks" style: ".15" for ink and spines.
INK = "#262626"
MUTED = "#595959"
PAPER = "#FFFFFF"

FACE = "DejaVu Sans"
"""Comes with matplotlib, so that no machine lacks it."""
TITLE_SIZE = 12.5
TEXT_SIZE = 11.0
SMALL_SIZE = 10.5
"""Points: 14.6 px, so that it is still above 11 px when a picture of 480 px is shrunk to 368."""

PLAIN_LINE = {"color": INK, "linestyle": "-", "marker": "", "solid_capstyle": "butt"}

STAMP_COLOURS = {Status.PUBLISHED: "#00543C", Status.DERIVED: "#003F66", Status.SYNTHETIC: "#8A3200"}
"""Dark tints, each at least 7:1 on white; the word itself carries the meaning."""


def new_figure(height: float) -> Figure:
    """Return an empty figure of `WIDTH` by `height` CSS pixels with an Agg canvas of its own, unknown to pyplot."""
    figure = Figure(
        figsize=(WIDTH / CSS_PIXELS_PER_INCH, height / CSS_PIXELS_PER_INCH),
        dpi=DOTS_PER_INCH,
        facecolor=PAPER,
        edgecolor=PAPER,
        frameon=True,
        layout="none",
    )
    FigureCanvasAgg(figure)
    return figure


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes, in figure fractions, with the look of seaborn's "ticks" and a bottom spine alone.

    Every setting is made here, so that what a learner sets for plots of their own changes nothing.
    """
    axes = figure.add_axes((left, bottom, width, height), facecolor=PAPER, axes_class=PlainAxes)
    axes.grid(False)
    axes.minorticks_off()
    for axis in (axes.xaxis, axes.yaxis):
        write_plain_numbers(axis)
    # No tick is made that nobody sees: it takes half a millisecond, and a background has a dozen.
    axes.yaxis.set_major_locator(NullLocator())
    for side, spine in axes.spines.items():
        spine.set(visible=side == "bottom", edgecolor=INK, linewidth=1.0)
    axes.tick_params(left=False, right=False, top=False, labelleft=False, labelright=False, labeltop=False)
    axes.tick_params(axis="x", bottom=True, labelbottom=True, color=INK, labelcolor=INK, labelsize=SMALL_SIZE)
    axes.tick_params(axis="x", which="major", width=1.0, length=4, pad=4, direction="out", labelfontfamily=FACE)
    return axes


def add_plot(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add the axes of `add_axes`, placed in CSS pixels from the top left."""
    full = _get_height(figure)
    return add_axes(figure, left / WIDTH, 1 - (top + height) / full, width / WIDTH, height / full)


def add_sheet(figure: Figure, height: float) -> Axes:
    """Add axes that cover the figure and count in CSS pixels from the top left, without spines or ticks."""
    sheet = figure.add_axes((0, 0, 1, 1), axes_class=PlainAxes)
    sheet.set(xlim=(0, WIDTH), ylim=(height, 0))
    for axis in (sheet.xaxis, sheet.yaxis):
        axis.set_major_locator(NullLocator())
    sheet.axis("off")
    return sheet


def write(where: Figure | Axes, x: float, y: float, text: str = "", **properties: object) -> Text:
    """Write `text` at (x, y) in the house face; figure or axes fractions unless a transform is given."""
    settings: dict[str, object] = {
        "color": INK,
        "fontsize": TEXT_SIZE,
        "fontweight": "normal",
        "va": "center",
        "ha": "left",
        "transform": where.transAxes if isinstance(where, Axes) else where.transFigure,
        "clip_on": False,
    }
    words = QuickText(x, y, text, **(settings | properties))
    where.add_artist(words)
    return words


def write_at(figure: Figure, left: float, top: float, text: str = "", **properties: object) -> Text:
    """Write `text` as `write` does, placed in CSS pixels from the top left."""
    return write(figure, left / WIDTH, 1 - top / _get_height(figure), text, **properties)


def write_title(figure: Figure) -> Text:
    """Make the place, top left and bold, for what is seen: two lines of 40 characters."""
    return write_at(figure, 12, 12, fontsize=TITLE_SIZE, fontweight="bold", va="top")


def write_stamp(figure: Figure, provenance: Provenance) -> None:
    """Print published, derived or synthetic, the kind of comparison and the source on the picture, bottom left.

    The stamp belongs to the unmoving part: an explorer draws a new background when the provenance changes.
    """
    colour = STAMP_COLOURS[provenance.status]
    figure.text(
        16 / WIDTH,
        18 / _get_height(figure),
        str(provenance),
        color=colour,
        fontsize=SMALL_SIZE,
        fontweight="normal",
        fontfamily=FACE,
        va="center",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": PAPER, "edgecolor": colour, "linewidth": 1.0},
    )


def mark_moving(*artists: Artist) -> tuple[Artist, ...]:
    """Mark the artists that change with a control, so that the background is drawn without them."""
    for artist in artists:
        artist.set_animated(True)
        if isinstance(artist, PathCollection):
            artist.set_paths([_Mark(path.vertices, path.codes) for path in artist.get_paths()])
    return artists


class _Mark(Path):
    """A mark of a scatter, whose size is asked at every drawing, only to see that it is smaller than the figure.

    Matplotlib finds the extremes of each curve: half a millisecond for a circle.
    """

    def get_extents(self, transform: Transform | None = None, **_: object) -> Bbox:
        corners = self.vertices if transform is None else transform.transform(self.vertices)
        return Bbox([corners.min(axis=0), corners.max(axis=0)])


def _get_height(figure: Figure) -> float:
    """Return the height of a figure, CSS pixels."""
    return figure.get_figheight() * CSS_PIXELS_PER_INCH
