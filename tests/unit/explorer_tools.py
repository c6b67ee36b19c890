"""What the explorers' tests share: the stops of a control, and what stands on the page."""

from __future__ import annotations

import html
import re
from functools import cache

import ipywidgets
import pytest
from matplotlib.text import Text

from helpers import explorers
from helpers.explorers.base import Explorer
from helpers.figures import canvas
from helpers.figures.quick_text import QuickText, render_string

ALL = [getattr(explorers, name) for name in explorers.__all__]

ALWAYS = ("PeopleExplorer", "EffectExplorer", "PermutationExplorer")
"""What make quick looks at: one of each sort. The whole suite looks at all."""

EACH = [pytest.param(cls, marks=() if cls.__name__ in ALWAYS else pytest.mark.slow) for cls in ALL]
"""Every explorer, for tests that ask the same of each."""


def list_stops(control: ipywidgets.Widget) -> list:
    """Return the values at the start, the middle and the end of what a control can be set to.

    The middle of a slider may be impossible beside the other controls, so half of its opening value is tried too.
    """
    if isinstance(control, ipywidgets.Checkbox):
        return [False, True]
    if hasattr(control, "options"):
        values = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return [values[0], values[len(values) // 2], values[-1]]
    middle, half = ((control.min + control.max) / 2, (control.min + control.value) / 2)
    between = [round(round(value / control.step) * control.step, 6) for value in (half, middle)]
    return [control.min, *between, control.max]


def save_opening_picture(cls: type[Explorer]) -> bytes:
    """Return the file that "Save picture" gives where an explorer opens; encoding one takes longer than drawing ten."""
    return _save_opening_picture(cls, canvas.SAVED_DOTS_PER_INCH)


@cache
def _save_opening_picture(cls: type[Explorer], dots_per_inch: float) -> bytes:
    assert dots_per_inch == canvas.SAVED_DOTS_PER_INCH
    return cls().encode_picture()


def read_view(explorer: Explorer) -> tuple[str, str, str]:
    """Return the image, its alternative text and the sentence that stand on the page."""
    value = explorer._view.value
    image, alt = re.search(r'src="([^"]+)"', value)[1], re.search(r'alt="([^"]+)"', value)[1]
    sentence = re.search(r'<p class="te-sentence[^>]*>(.*)</p>', value)[1]
    return image, html.unescape(alt), html.unescape(sentence).replace("\N{NO-BREAK SPACE}", " ")


def read_words(explorer: Explorer) -> list[str]:
    """Return each visible text of the picture; measuring them takes longer than drawing."""
    return [text.get_text() for text in _list_texts(explorer)]


def _list_texts(explorer: Explorer) -> list[Text]:
    texts = explorer.picture.figure.findobj(Text)
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def measure_words(explorer: Explorer) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Return each visible text of the picture with the box of its ink-high letters, in dots."""
    figure = explorer.picture.figure
    renderer = figure.canvas.get_renderer()
    boxes = []
    for text in _list_texts(explorer):
        if isinstance(text, QuickText):
            size = text.get_fontsize() * figure.dpi / 72
            image = render_string(text.get_text(), size, text.get_fontweight(), text.get_color())
            x, y = text.get_transform().transform(text.get_unitless_position())
            left = x - image.width * {"left": 0, "center": 0.5, "right": 1}[text.get_horizontalalignment()]
            bottom = y - image.height * {"bottom": 0, "center": 0.5, "top": 1}[text.get_verticalalignment()]
            box = (left, bottom, left + image.width, bottom + image.height)
        else:
            box = text.get_window_extent(renderer).extents
        slack = 0.12 * (box[3] - box[1])
        boxes.append((text.get_text(), (box[0], box[1] + slack, box[2], box[3] - slack)))
    return boxes


def list_clashes(explorer: Explorer) -> list[str]:
    """Return each visible text that runs off the picture, and each two that run into each other, in words."""
    width, height = explorer.picture.figure.bbox.size
    boxes = measure_words(explorer)
    clashes = []
    for index, (text, a) in enumerate(boxes):
        if min(a[0], a[1]) < 0 or a[2] > width or a[3] > height:
            clashes.append(f"{text!r} is cut")
        for other, b in boxes[index + 1 :]:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                clashes.append(f"{text!r} runs into {other!r}")
    return clashes


def read_numbers(text: str) -> list[float]:
    """Return the numbers in a text, in their order; the 8 of MMT-8 is none.

    >>> read_numbers("MMT-8 20.5 of 150: −3 to +4 points, p = 0.05.")
    [20.5, 150.0, -3.0, 4.0, 0.05]
    """
    found = re.findall(r"(?<![\w.-])[+−]?\d+(?:\.\d+)?(?!\w)", text)
    return [float(number.replace("−", "-")) for number in found]
