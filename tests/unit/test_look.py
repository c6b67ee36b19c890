"""One look: seaborn's, colours that everybody can tell apart, letters that everybody can read."""

from __future__ import annotations

import base64
import io
import itertools
import re

import matplotlib
import numpy as np
import pytest
import seaborn
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from PIL import Image

from helpers import explorers
from helpers.evidence.status import Provenance, Status
from helpers.figures import style
from helpers.figures.canvas import BlitCanvas
from tests.unit.explorer_tools import ALWAYS, save_opening_picture

NAMES = [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow) for name in explorers.__all__]

CIRCLE = len(MarkerStyle("o").get_path().vertices)
"""Points of its outline; no other mark of the course has as many."""

NARROWEST = 368
"""CSS pixels that a notebook gives an output at 800 px with JupyterLab's file browser open (measured)."""


def compute_luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def compute_contrast(one: str, other: str) -> float:
    lighter, darker = sorted((compute_luminance(one), compute_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def list_round_marks(figure: Figure) -> set[str]:
    """Return the colours in which a figure has circles, of their fills and of their edges."""
    colours = []
    for line in figure.findobj(Line2D):
        if line.get_marker() == "o" and len(line.get_xdata()):
            colours += [line.get_markerfacecolor(), line.get_markeredgecolor()]
    for dots in figure.findobj(PathCollection):
        for each in (dots.get_facecolors(), dots.get_edgecolors()):
            # Matplotlib goes round in paths and in colours that are fewer than the marks.
            marks = zip(itertools.cycle(dots.get_paths()), itertools.cycle(each), strict=False)
            shown = itertools.islice(marks, len(dots.get_offsets()))
            colours += [colour for path, colour in shown if len(path.vertices) == CIRCLE]
    return {to_hex(colour).upper() for colour in colours}


def test_ink_spines_and_paper_are_seaborns():
    ticks = seaborn.axes_style("ticks")
    assert np.allclose(to_rgb(style.INK), to_rgb(ticks["text.color"]), atol=1 / 255)
    assert np.allclose(to_rgb(style.INK), to_rgb(ticks["axes.edgecolor"]), atol=1 / 255)
    assert to_rgb(style.PAPER) == to_rgb(ticks["axes.facecolor"])


def test_the_two_arms_keep_apart_in_greyscale():
    assert compute_contrast(style.IVIG, style.PLACEBO) >= 1.8
    assert abs(compute_luminance(style.IVIG) - compute_luminance(style.PLACEBO)) >= 0.2


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, *style.STAMP_COLOURS.values()])
def test_words_stand_out_from_paper(colour):
    assert compute_contrast(colour, style.PAPER) >= 7


def test_the_smallest_letters_stay_above_eleven_pixels():
    sizes = (style.SMALL_SIZE, style.TEXT_SIZE, style.TITLE_SIZE)
    pixels = [size / 72 * style.CSS_PIXELS_PER_INCH * NARROWEST / style.WIDTH for size in sizes]
    assert min(pixels) >= 11


def test_every_status_has_a_stamp_of_its_own():
    colours = [style.STAMP_COLOURS[status] for status in Status]
    assert all(one != other for one, other in itertools.combinations(colours, 2))


def test_blitting_draws_what_a_full_drawing_draws():
    """The quick way and matplotlib's whole drawing agree dot for dot."""
    figure = style.new_figure(120)
    style.write_stamp(figure, Provenance(Status.DERIVED))
    title = style.write_title(figure)
    axes = style.add_axes(figure, 0.1, 0.4, 0.8, 0.3)
    axes.set(xlim=(-0.1, 1.1), ylim=(-0.3, 1.3))
    (line,) = axes.plot([0, 1], [0, 1])
    canvas = BlitCanvas(figure, style.mark_moving(title, line))
    title.set_text("45 points")
    line.set_ydata([1, 0])
    canvas.encode_png()
    blitted = np.array(figure.canvas.buffer_rgba())
    for artist in (title, line):
        artist.set_animated(False)
    figure.canvas.draw()
    assert np.array_equal(blitted, np.array(figure.canvas.buffer_rgba()))


@pytest.mark.parametrize("name", NAMES)
def test_the_saved_picture_shows_what_the_page_shows(name):
    """Same words and bars in the same places; letters are set a little wider or narrower at another resolution."""
    explorer = getattr(explorers, name)()
    saved = Image.open(io.BytesIO(save_opening_picture(type(explorer)))).convert("L")
    shown = Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", explorer._shown.image)[1]))).convert(
        "L"
    )
    patches = (shown.width // 24, shown.height // 24)
    saved, shown = (np.asarray(image.resize(patches, Image.Resampling.BOX), float) for image in (saved, shown))
    # A missing title lightens its patches by 60 to 120 of 255.
    assert np.abs(saved - shown).max() < 50


@pytest.mark.parametrize("name", NAMES)
def test_what_a_learner_sets_for_their_own_plots_changes_nothing(name):
    """seaborn's themes and matplotlib's styles are shared by the whole kernel."""
    before = getattr(explorers, name)()
    kept = matplotlib.rcParams.copy()
    try:
        seaborn.set_theme(style="darkgrid", context="talk", font="serif")
        matplotlib.rcParams.update({"savefig.bbox": "tight", "axes.grid": True, "lines.marker": "x"})
        after = getattr(explorers, name)()
    finally:
        matplotlib.rcParams.update(kept)
    assert after._shown.image == before._shown.image


@pytest.mark.parametrize("name", NAMES)
def test_the_palette_holds_every_colour_of_every_preset(name):
    """Looked up in a fixed palette, no dot of the page is far from what was drawn in full colour.

    Each preset is drawn once, so the marks of the arms are looked at here too: without colour, a circle is not placebo.
    """
    explorer = getattr(explorers, name)()
    for preset in explorer.presets:
        explorer.show_preset(preset)
        drawn = np.asarray(explorer.picture.figure.canvas.buffer_rgba())[..., :3].astype(np.int16)
        png = base64.b64decode(re.search(r"base64,([^\"]+)", explorer._shown.image)[1])
        shown = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(np.int16)
        distance = np.abs(drawn - shown).max(axis=2)
        assert distance.mean() < 0.6
        assert np.quantile(distance, 0.999) <= 24
        assert style.PLACEBO not in list_round_marks(explorer.picture.figure)


def test_each_arms_tint_is_a_fifth_of_its_colour_on_paper():
    for colour, tint in ((style.IVIG, style.IVIG_PALE), (style.PLACEBO, style.PLACEBO_PALE)):
        mixed = 0.2 * np.array(to_rgb(colour)) + 0.8 * np.array(to_rgb(style.PAPER))
        assert np.allclose(to_rgb(tint), mixed, atol=1 / 255)


def test_an_area_of_a_house_colour_comes_back_as_that_colour():
    """The page's palette has many shades beside each colour, and the encoder must not take one of those for it."""
    colours = [style.PAPER, style.INK, style.MUTED, *style.FILLS, *style.STAMP_COLOURS.values()]
    figure = style.new_figure(20 * len(colours))
    sheet = style.add_sheet(figure, 20 * len(colours))
    bands = [Rectangle((0, 20 * row), style.WIDTH, 20, facecolor=colour) for row, colour in enumerate(colours)]
    for band in bands:
        sheet.add_patch(band)
    png = BlitCanvas(figure, style.mark_moving(*bands)).encode_png()
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    dots = style.DOTS_PER_INCH / style.CSS_PIXELS_PER_INCH
    seen = [shown.getpixel((shown.width // 2, round(dots * (20 * row + 10)))) for row in range(len(colours))]
    assert [to_hex(np.array(pixel) / 255).upper() for pixel in seen] == [colour.upper() for colour in colours]
