"""What an explorer costs before anything reaches the page: compute, move, draw and encode, without a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import Any, TypeVar

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.explorers.base import Explorer
from helpers.figures.canvas import BlitCanvas
from helpers.figures.picture import Picture
from tests.bench.walks import KEYS, LONGEST, Walk, list_neighbours

Answer = TypeVar("Answer")


@dataclass
class Costs:
    """Milliseconds of the processor for each redraw of one control.

    Attributes
    ----------
    compute
        From the state to the result.
    update
        From the result to moved artists, words and table.
    encode
        The moving artists drawn over the background, and the PNG.
    background
        A whole new figure, made and drawn: only at the first visit to a layout.
    """

    compute: list[float] = field(default_factory=list)
    update: list[float] = field(default_factory=list)
    encode: list[float] = field(default_factory=list)
    background: list[float] = field(default_factory=list)

    @property
    def total(self) -> float:
        """The median redraw on a kept background, ms."""
        return sum(map(median, (self.compute, self.update, self.encode))) if self.update else 0.0


@dataclass(frozen=True)
class Setting:
    """One control of an explorer.

    Attributes
    ----------
    explorer, name
        The class, and the keyword of its constructor.
    walk
        The control's way in the page; None for a kind of control that `walks.KEYS` has no keys for, or one whose
        neighbouring states are impossible or look alike.
    fixed
        Whether axes, their limits and the number of moving artists stayed the same on the walk.
    costs
        What each redraw took.
    """

    explorer: str
    name: str
    walk: Walk | None
    fixed: bool
    costs: Costs


class Drawing:
    """Draws the states of one explorer as the explorer itself does, with a clock beside each part."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.frames: set[Hashable] = set()
        self._layouts: dict[Hashable, tuple[Picture, BlitCanvas]] = {}

    def draw(self, state: dict[str, Any], costs: Costs) -> bytes:
        """Return the PNG of `state` and add its parts to `costs`."""
        result = _clock(costs.compute, lambda: self.explorer.compute(**state))
        key = self.explorer.layout_key(result)
        if key in self._layouts:
            held, canvas = self._layouts[key]
            picture = _clock(costs.update, lambda: self.explorer.update(held, result))
        else:
            picture, canvas = _clock(costs.background, lambda: self._draw_background(result))
        self._layouts[key] = picture, canvas
        self.frames.add(_describe_frame(picture))
        return _clock(costs.encode, canvas.encode_png)

    def _draw_background(self, result: Any) -> tuple[Picture, BlitCanvas]:
        picture = self.explorer.start(result)
        return picture, BlitCanvas(picture.figure, picture.moving)


def measure_settings(cls: type[Explorer]) -> Iterator[Setting]:
    """Walk each control of an explorer out from its opening state, and time every redraw."""
    explorer = cls()
    drawing = Drawing(explorer)
    for name, control in explorer._controls.items():
        costs = Costs()
        start = drawing.draw(explorer.state, costs)
        roads = {direction: _find_road(drawing, name, control, direction, costs, start) for direction in (1, -1)}
        steps = {1: 0, -1: 0}
        # Half the row ahead, then all that is free behind, then what is left ahead.
        for direction, most in ((1, LONGEST // 2), (-1, LONGEST - 1), (1, LONGEST - 1)):
            steps[direction] += sum(1 for _ in islice(roads[direction], most - sum(steps.values())))
        walk = _make_walk(name, type(control).__name__, ahead=steps[1], behind=steps[-1])
        yield Setting(cls.__name__, name, walk, len(drawing.frames) == 1, costs)
        drawing.frames.clear()


def _find_road(
    drawing: Drawing, name: str, control: Widget, direction: int, costs: Costs, png: bytes
) -> Iterator[bytes]:
    """Yield the pictures on one side, up to a state that is impossible or looks like the one before."""
    for value in list_neighbours(control, direction):
        before = png
        try:
            png = drawing.draw(drawing.explorer.state | {name: value}, costs)
        except Impossible:
            return
        if png == before:
            return
        yield png


def _make_walk(name: str, widget: str, *, ahead: int, behind: int) -> Walk | None:
    if widget not in KEYS or not ahead + behind:
        return None
    kind, element, forward, back = KEYS[widget]
    return Walk(kind, f".bench-{name} {element}", forward, back, size=ahead + behind + 1, position=behind)


def choose_settings(settings: list[Setting]) -> list[Setting]:
    """Return one setting of each kind of control: the first, or one that costs clearly more than it does."""
    chosen: dict[str, Setting] = {}
    for setting in settings:
        if setting.walk is None:
            continue
        held = chosen.get(setting.walk.kind)
        # A sixth more: equal costs differ by a tenth from run to run, and the same rows should come back.
        if held is None or setting.costs.total > 7 / 6 * held.costs.total:
            chosen[setting.walk.kind] = setting
    return list(chosen.values())


def _describe_frame(picture: Picture) -> Hashable:
    axes = [(axes.get_position().bounds, axes.get_xlim(), axes.get_ylim()) for axes in picture.figure.axes]
    return len(picture.moving), tuple(axes)


def _clock(times: list[float], work: Callable[[], Answer]) -> Answer:
    # The processor's time, so that what else the machine does is left out.
    start = time.thread_time()
    answer = work()
    times.append(1000 * (time.thread_time() - start))
    return answer
