"""The flow of patients as boxes, filled as far as one has come, with a thick frame around who is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.models.patient_flow import Denominator, PatientFlow

HEIGHT = 430
LEFT, MIDDLE, RIGHT = 94, 240, 386
"""Middles of the two arms and of what both share, CSS pixels."""
THIN, THICK = 1.0, 3.4
"""Frames, points."""
LAST_STEP = 6
EXPLAINED_AT = 375
"""Where the line that adds up the denominator stands, CSS pixels from the top."""


@dataclass(frozen=True)
class Flow:
    """What the picture shows.

    Attributes
    ----------
    counts : PatientFlow
    step : int
        How far one has come: 1 randomised, 2 arms, 3 switched, 4 week 16, 5 extension, 6 week 40.
    denominator : Denominator
        Who is counted: a thick frame.
    measured : str
        What the papers count over these people, in two short sentences.
    provenance : Provenance
    """

    counts: PatientFlow
    step: int
    denominator: Denominator
    measured: str
    provenance: Provenance


@dataclass(frozen=True)
class _Box:
    """A box: its place (middle, and width and height), the step that fills it, its words, its fill, who counts it."""

    x: float
    y: float
    width: float
    height: float
    step: int
    count: int
    words: str
    fill: str
    counted_by: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """Its words where neither an arrow nor the column can be seen."""
        if self.step == 4:
            return f"{self.words} in the {'IVIg' if self.x == LEFT else 'placebo'} arm"
        return {"switch →": "switch to placebo", "← switch": "switch to IVIg"}.get(self.words, self.words)

    def is_counted(self, flow: Flow) -> bool:
        return flow.denominator.name in self.counted_by

    def is_known(self, flow: Flow) -> bool:
        """Whether its number is shown: reached, or counted by the denominator that was chosen."""
        return self.step <= flow.step or self.is_counted(flow)


@dataclass(frozen=True)
class _Loss:
    """How many did not go on, written beside an arrow once one has come so far."""

    x: float
    y: float
    side: str
    step: int
    count: int
    words: str


@dataclass(frozen=True)
class _Parts:
    title: Text
    frames: PatchCollection
    words: tuple[Text, ...]
    losses: tuple[Text, ...]
    explained: Text


def start_flow(flow: Flow) -> Picture:
    """Draw arrows and boxes and return the picture of `flow`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, flow.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    _draw_arrows(axes)
    boxes, losses = _list_boxes(flow.counts), _list_losses(flow.counts)
    frames = PatchCollection([_make_frame(box) for box in boxes], zorder=2)
    axes.add_collection(frames, autolim=False)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    parts = _Parts(
        title=style.write_title(figure),
        frames=frames,
        words=tuple(style.write(axes, box.x, box.y, ha="center", zorder=3, **small) for box in boxes),
        losses=tuple(style.write(axes, loss.x, loss.y, ha=loss.side, color=style.MUTED, **small) for loss in losses),
        explained=style.write(axes, 12, EXPLAINED_AT, **small),
    )
    moving = style.mark_moving(parts.title, parts.frames, *parts.words, *parts.losses, parts.explained)
    picture = Picture(figure, moving, "", "", pd.DataFrame, flow.provenance, parts)
    return update_flow(picture, flow)


def update_flow(picture: Picture, flow: Flow) -> Picture:
    """Fill the boxes that are reached, frame those that are counted, and return the picture of `flow`."""
    parts: _Parts = picture.parts
    boxes = _list_boxes(flow.counts)
    reached = [box.step <= flow.step for box in boxes]
    counted = [box.is_counted(flow) for box in boxes]
    parts.frames.set_facecolor([box.fill if here else style.PAPER for box, here in zip(boxes, reached, strict=True)])
    parts.frames.set_edgecolor([style.INK if a or b else style.MUTED for a, b in zip(reached, counted, strict=True)])
    parts.frames.set_linewidth([THICK if thick else THIN for thick in counted])
    parts.frames.set_linestyle(["-" if a or b else (0, (4, 3)) for a, b in zip(reached, counted, strict=True)])
    for box, words in zip(boxes, parts.words, strict=True):
        known = box.is_known(flow)
        words.set(text=f"{box.count if known else '?'} {box.words}", color=style.INK if known else style.MUTED)
        words.set_fontweight("bold" if box.is_counted(flow) else "normal")
    for loss, words in zip(_list_losses(flow.counts), parts.losses, strict=True):
        words.set_text(f"{loss.count} {loss.words}" if loss.step <= flow.step else "")
    parts.title.set_text(f"{_title(flow)}\n{_describe_frames(flow)}")
    parts.explained.set_text(_explain(flow))
    return replace(
        picture,
        alt=_describe(flow),
        sentence=f"{_tell_step(flow)} {flow.measured}",
        tabulate=partial(_tabulate, flow),
        provenance=flow.provenance,
    )


def _list_boxes(counts: PatientFlow) -> tuple[_Box, ...]:
    ivig, placebo, both = style.IVIG_PALE, style.PLACEBO_PALE, style.PALE
    randomised, treated, ever = "as randomised", "as treated", "ever given IVIg"
    c = counts
    return (
        _Box(MIDDLE, 77, 190, 30, 1, c.randomised, "randomised", both, ()),
        _Box(LEFT, 129, 164, 30, 2, c.randomised_ivig, "to IVIg", ivig, (randomised, treated, ever)),
        _Box(RIGHT, 129, 164, 30, 2, c.randomised_placebo, "to placebo", placebo, (randomised, treated)),
        _Box(MIDDLE, 166, 124, 26, 3, c.switched_to_placebo, "switch →", placebo, ()),
        _Box(MIDDLE, 200, 124, 26, 3, c.switched_to_ivig, "← switch", ivig, (treated, ever)),
        _Box(LEFT, 237, 164, 30, 4, c.completed_ivig, "to week 16", ivig, ("completers",)),
        _Box(RIGHT, 237, 164, 30, 4, c.completed_placebo, "to week 16", placebo, ("completers",)),
        _Box(MIDDLE, 289, 292, 30, 5, c.entered, "go on, all given IVIg", ivig, (ever,)),
        _Box(MIDDLE, 341, 190, 30, 6, c.completed, "to week 40", ivig, ("finished week 40",)),
    )


def _list_losses(counts: PatientFlow) -> tuple[_Loss, ...]:
    ivig, placebo = counts.not_completed
    return (
        _Loss(LEFT - 8, 183, "right", 4, ivig, "did not"),
        _Loss(RIGHT + 8, 183, "left", 4, placebo, "did not"),
        _Loss(MIDDLE + 106, 341, "left", 6, counts.not_completed_extension, "did not"),
    )


def _make_frame(box: _Box) -> FancyBboxPatch:
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    return FancyBboxPatch(corner, box.width, box.height, boxstyle="round,pad=0,rounding_size=5")


def _draw_arrows(axes: Axes) -> None:
    """Draw the ways between the boxes; those of the switch lead across to the other arm."""
    ways = [
        [(MIDDLE - 60, 92), (LEFT + 52, 114)],
        [(MIDDLE + 60, 92), (RIGHT - 52, 114)],
        [(LEFT, 144), (LEFT, 222)],
        [(RIGHT, 144), (RIGHT, 222)],
        [(MIDDLE + 62, 166), (RIGHT - 2, 166)],
        [(MIDDLE - 62, 200), (LEFT + 2, 200)],
        [(LEFT + 52, 252), (MIDDLE - 60, 274)],
        [(RIGHT - 52, 252), (MIDDLE + 60, 274)],
        [(MIDDLE, 304), (MIDDLE, 326)],
    ]
    axes.add_collection(LineCollection(ways, colors=style.MUTED, linewidths=1.4, zorder=1), autolim=False)
    for start, end in ways:
        axes.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={
                "arrowstyle": "-|>",
                "mutation_scale": 13,
                "color": style.MUTED,
                "linewidth": 0,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )


def _title(flow: Flow) -> str:
    c = flow.counts
    return (
        f"{c.randomised} people take part",
        f"The lot: {c.randomised_ivig} to IVIg, {c.randomised_placebo} to placebo",
        f"{c.switched_to_ivig} switch to IVIg, {c.switched_to_placebo} to placebo",
        f"{c.completed_ivig} and {c.completed_placebo} complete 16 weeks",
        f"{c.entered} go on, and all are given IVIg",
        f"{c.completed} of {c.randomised} are there at week 40",
    )[flow.step - 1]


def _describe_frames(flow: Flow) -> str:
    groups = " and ".join(str(n) for _, n in flow.denominator.groups)
    return f"Thick frames: {groups} {flow.denominator.name}"


def _explain(flow: Flow) -> str:
    """Add up the denominator in one line."""
    c = flow.counts
    return {
        "as randomised": f"{c.randomised_ivig} + {c.randomised_placebo} = {c.randomised}: everybody once.",
        "as treated": (
            f"{c.treated_ivig} = {c.randomised_ivig} + {c.switched_to_ivig}; the {c.switched_to_ivig} stand in the "
            f"{c.treated_placebo} too: {flow.denominator.total} > {c.randomised}."
        ),
        "completers": (
            f"{c.completed_ivig} + {c.completed_placebo} = {c.entered}: {c.not_entered} of the {c.randomised} are "
            "missing."
        ),
        "ever given IVIg": (
            f"{c.randomised_ivig} by lot + {c.switched_to_ivig} by switch + "
            f"{c.ever_ivig - c.randomised_ivig - c.switched_to_ivig} in the extension = {c.ever_ivig}."
        ),
        "finished week 40": f"{c.completed} of the {c.entered} who went on, of {c.randomised} randomised.",
    }[flow.denominator.name]


def _tell_step(flow: Flow) -> str:
    c = flow.counts
    ivig, placebo = c.not_completed
    return (
        f"Step 1: {c.randomised} people are randomised.",
        f"Step 2: the lot gives IVIg to {c.randomised_ivig} and placebo to {c.randomised_placebo}.",
        f"Step 3: after confirmed deterioration {c.switched_to_ivig} switch from placebo to IVIg, "
        f"{c.switched_to_placebo} the other way.",
        f"Step 4: of the arms as the lot fell {c.completed_ivig} and {c.completed_placebo} complete the first "
        f"16 weeks; {ivig} and {placebo} do not.",
        f"Step 5: {c.entered} enter the extension, where all are given IVIg.",
        f"Step 6: {c.completed} complete week 40; {c.not_completed_extension} of the {c.entered} do not.",
    )[flow.step - 1]


def _describe(flow: Flow) -> str:
    boxes = _list_boxes(flow.counts)
    filled = ", ".join(f"{box.count} {box.spoken}" for box in boxes if box.step <= flow.step)
    later = ", ".join(box.spoken for box in boxes if not box.is_known(flow))
    counted = ", ".join(f"{box.count} {box.spoken}" for box in boxes if box.is_counted(flow))
    outlines = f" Still outlines with a question mark: {later}." if later else ""
    return (
        f"A flow of boxes, filled up to step {flow.step} of {LAST_STEP}: {filled}.{_describe_losses(flow)}{outlines} "
        f"Thick frames for the denominator, {flow.denominator.name}: {counted}. {_explain(flow)}"
    )


def _describe_losses(flow: Flow) -> str:
    ivig, placebo = flow.counts.not_completed
    told = [f"{ivig} in the IVIg arm and {placebo} in the placebo arm before week 16"] if flow.step >= 4 else []
    told += [f"{flow.counts.not_completed_extension} before week 40"] if flow.step >= LAST_STEP else []
    return f" Did not go on: {', '.join(told)}." if told else ""


def _tabulate(flow: Flow) -> pd.DataFrame:
    rows = [
        {
            "box": box.spoken,
            "step": str(box.step),
            "people": str(box.count) if box.is_known(flow) else "not shown yet",
            "filled": "yes" if box.step <= flow.step else "no",
            "in the denominator": "yes" if box.is_counted(flow) else "no",
        }
        for box in _list_boxes(flow.counts)
    ]
    kind = flow.denominator.comparison or "neither as randomised nor as treated"
    rows += [
        {"box": f"denominator: {group}", "step": "", "people": str(n), "filled": "", "in the denominator": str(kind)}
        for group, n in flow.denominator.groups
    ]
    return pd.DataFrame(rows)
