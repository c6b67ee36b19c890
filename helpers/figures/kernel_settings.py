"""What the kernel's own settings of matplotlib would do to a picture, undone on the objects themselves.

A learner may call `plt.xkcd()`, set a style or keep a matplotlibrc, for plots of their own. Matplotlib hands such
settings to each artist that it makes, and asks nobody. Some are out of an artist's reach: whether lines are moved onto
dots, how letters are hinted, how long dashes are, how a line of more than 128 points is thinned.
"""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XTick
from matplotlib.cbook import normalize_kwargs
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, ScalarFormatter

PLAIN_MARKS = {
    **{"fillstyle": "full", "markerfacecolor": "auto", "markeredgecolor": "auto", "markeredgewidth": 1.0},
    **{"solid_joinstyle": "round", "dash_joinstyle": "round", "dash_capstyle": "butt", "alpha": 1.0},
}
"""What `plot` gives a line that says nothing of them: matplotlib's own, and not the kernel's."""

PLAIN_LETTERS = {"style": "normal", "variant": "normal", "stretch": "normal", "usetex": False}

POWERS_OF_TEN = (-5, 6)
"""Below and above these, a scale is written with powers of ten: matplotlib's own bounds."""

ROUND_STEPS = (1, 2, 2.5, 5, 10)
"""Between two numbers of a scale, times a power of ten: matplotlib's own, and not those of its style "classic"."""


class PlainAxes(Axes):
    """Axes on which a line, a mark and a scale are what their calls say, whatever is set in the kernel."""

    def plot(self, *args: Any, **look: Any) -> list[Line2D]:
        """Plot as `Axes.plot` does; what `look` leaves out is that of `PLAIN_MARKS`."""
        return super().plot(*args, **PLAIN_MARKS | normalize_kwargs(look, Line2D))

    def scatter(self, *args: Any, marker: str | MarkerStyle = "o", **look: Any) -> PathCollection:
        """Scatter as `Axes.scatter` does, each mark filled, to its edge unless `edgecolor` says otherwise."""
        shape = marker if isinstance(marker, MarkerStyle) else MarkerStyle(marker, "full")
        # A mark of lines has no fill to be edged.
        edge = {"edgecolor": "face"} if shape.is_filled() else {}
        return super().scatter(*args, marker=shape, **edge | normalize_kwargs(look, PathCollection))


class _PlainNumbers(ScalarFormatter):
    """A decimal point, a minus sign of its own, no offset, no formula."""

    def __init__(self) -> None:
        super().__init__(useOffset=False, useMathText=False, useLocale=False, usetex=False)
        self.set_powerlimits(POWERS_OF_TEN)

    @staticmethod
    def fix_minus(s: str) -> str:
        return s.replace("-", "\N{MINUS SIGN}")


def write_plain_numbers(axis: Axis) -> None:
    """Write the numbers of a scale where and as the course does."""
    axis.set_major_locator(MaxNLocator("auto", steps=ROUND_STEPS))
    axis.set_major_formatter(_PlainNumbers())


def forget_settings(figure: Figure) -> None:
    """Take from every artist what the kernel gave it and no picture of ours asks for.

    That is a line as by hand, an outline, edges without shades, letters set by TeX, slanted letters.
    """
    for artist in figure.findobj():
        _make_plain(artist)
        if isinstance(artist, Text):
            artist.set(**PLAIN_LETTERS)
            box = artist.get_bbox_patch()
            if box is not None:
                _make_plain(box)
        elif isinstance(artist, Axis):
            for tick in artist.get_major_ticks():
                place = {"ha": "center"} if isinstance(tick, XTick) else {"va": "center_baseline"}
                tick.label1.set(fontweight="normal", **place)


def _make_plain(artist: Artist) -> None:
    # Of no size: where an artist says nothing, the kernel's setting is asked for at every drawing.
    artist.set_sketch_params(0)
    artist.set_path_effects([])
    if hasattr(artist, "set_antialiased"):
        artist.set_antialiased(True)
