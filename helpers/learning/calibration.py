"""`calibration()`: the closing page of 00 to 05. How often the learner's ranges held, and how probabilities came out.

It reads the record and grades nothing. Only answers given before the finding was seen count; the others are told apart.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.learning.answers import ProbabilityAnswer
from helpers.learning.entry import Entry
from helpers.learning.prediction import Prediction

if TYPE_CHECKING:
    from helpers.figures.calibration import Calibration as Drawn
    from helpers.models.calibration import BrierScore, RangesHeld

FEWEST = 5
"""Answers below which nothing is computed: a share of four says next to nothing."""

LEFT_OUT = {
    "sure": "{} covered all that is possible and could not miss",
    "seen": "{} given after the finding had been seen",
    "shown": "{} shown without a prediction",
    "otherwise": "{} answered another form of the question",
    "open": "{} not answered yet",
}
"""Why an item is left out -> how it is told."""


@dataclass(frozen=True)
class Judged:
    """One item of the course, and what its entry in the record is worth here.

    Attributes
    ----------
    prediction : RangePrediction or ProbabilityPrediction
    left_out : str
        A key of `LEFT_OUT`; empty when it counts.
    held : bool or None
        Of a range that counts: whether it held what was found.
    forecast : tuple of (float, bool) or None
        Of a probability that counts: the probability, 0 to 1, and whether it was a "yes".
    """

    prediction: Prediction
    left_out: str = ""
    held: bool | None = None
    forecast: tuple[float, bool] | None = None


@dataclass(frozen=True)
class Calibration:
    """What the record says of a learner's certainty.

    Attributes
    ----------
    judged : tuple of Judged
        Every prediction of the course, in its order.
    notice : str
        A sentence where the record made trouble.
    """

    judged: tuple[Judged, ...]
    notice: str = ""

    @property
    def ranges(self) -> RangesHeld | None:
        """All ranges that count; None where there are none."""
        return _count_held(self.judged)

    @property
    def forecasts(self) -> BrierScore | None:
        """All probabilities that count; None where there are none."""
        from helpers.models.calibration import score_forecasts

        forecasts = [each.forecast for each in self.judged if each.forecast is not None]
        return score_forecasts(forecasts) if forecasts else None

    @property
    def by_notebook(self) -> tuple[tuple[str, RangesHeld], ...]:
        """Number of each notebook of which a range counts, with its ranges."""
        counted = ((number, _count_held(judged)) for number, judged in self._part().items())
        return tuple((number, ranges) for number, ranges in counted if ranges is not None)

    @property
    def is_too_early(self) -> bool:
        """Whether fewer answers count than anything could be read from."""
        return sum(not each.left_out for each in self.judged) < FEWEST

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the page says."""
        read = [self._say_too_early()] if self.is_too_early else [*self._read_ranges(), *self._read_forecasts()]
        return tuple(sentence for sentence in (self.notice, *read, self._say_left_out()) if sentence)

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        from helpers.explorers.frame import STYLE

        sentences = "".join(f'<p style="max-width: 640px">{html.escape(sentence)}</p>' for sentence in self.sentences)
        picture, table = ("", "") if self.is_too_early else (self._show_picture(), self._tabulate())
        content = f"{picture}{sentences}{table}"
        return f'<style>{STYLE}</style><div class="te-static te-alone" role="status">{content}</div>'

    def _show_picture(self) -> str:
        from helpers.explorers.page import show_image
        from helpers.figures.calibration import describe_calibration, draw_calibration
        from helpers.figures.canvas import BlitCanvas

        shown = self._gather()
        return show_image(BlitCanvas(draw_calibration(shown), ()), describe_calibration(shown))

    def _gather(self) -> Drawn:
        from helpers.figures.calibration import Calibration as Drawn

        return Drawn(self.ranges, self.by_notebook, self.forecasts)

    def _part(self) -> Mapping[str, list[Judged]]:
        parts: dict[str, list[Judged]] = {}
        for each in self.judged:
            parts.setdefault(each.prediction.notebook.partition("_")[0], []).append(each)
        return parts

    def _say_too_early(self) -> str:
        counting = sum(not each.left_out for each in self.judged)
        holding = ", ".join(f"{number} ({len(judged)})" for number, judged in self._part().items())
        verb = "prediction counts" if counting == 1 else "predictions count"
        return (
            f"It is too early: {counting or 'no'} recorded {verb} here, and fewer than {FEWEST} tell nothing. "
            f"Predictions stand in the notebooks {holding}. Make some, and run this cell again."
        )

    def _read_ranges(self) -> list[str]:
        from helpers.models.calibration import write_count

        ranges = self.ranges
        if ranges is None:
            return ["None of your answers is a range yet."]
        lower, upper = (f"{100 * limit:.0f}" for limit in ranges.interval)
        if ranges.agrees:
            reading = "That agrees with 80 %, and with much else that lies in the interval."
        elif ranges.interval.upper < ranges.promised:
            reading = "80 % lies above all of it: ranges as narrow as these promise more than they keep."
        else:
            reading = "80 % lies below all of it: these ranges are wider than they promise to be."
        return [
            f"Of {write_count(ranges.n, 'range')} {ranges.held} held what was found: "
            f"{100 * ranges.interval.estimate:.0f} % ({lower} to {upper}, Wilson's 95 % interval). "
            f"{100 * ranges.promised:.0f} % would be what you were asked for. {reading}"
        ]

    def _read_forecasts(self) -> list[str]:
        from helpers.models.calibration import ALWAYS_HALF, write_count

        forecasts = self.forecasts
        if forecasts is None:
            return ["None of your answers is a probability yet."]
        side = "less" if forecasts.mean < ALWAYS_HALF else "more" if forecasts.mean > ALWAYS_HALF else "neither"
        beside = {"less": "Yours is smaller", "more": "Yours is larger", "neither": "Yours is the same"}[side]
        return [
            f"The Brier score of {write_count(forecasts.n, 'probability')} is {forecasts.mean:.2f}; always saying 50 % "
            f"would have scored {ALWAYS_HALF}. {beside}, and a single answer can move it by up to "
            f"{forecasts.most_by_one:.2f}."
        ]

    def _say_left_out(self) -> str:
        out = Counter(each.left_out for each in self.judged if each.left_out)
        told = [words.format(out[reason]) for reason, words in LEFT_OUT.items() if out[reason]]
        return f"Of {len(self.judged)} predictions in all, left out: {'; '.join(told)}." if told else ""

    def _tabulate(self) -> str:
        from helpers.models.rendering import render_table

        rows = []
        for number, judged in self._part().items():
            ranges = _count_held(judged)
            share = f"{ranges.held} of {ranges.n}" if ranges else "none"
            limits = f"{100 * ranges.interval.lower:.0f} to {100 * ranges.interval.upper:.0f} %" if ranges else ""
            probabilities = sum(each.forecast is not None for each in judged)
            out = sum(bool(each.left_out) for each in judged)
            rows.append([number, str(len(judged)), share, limits, str(probabilities), str(out)])
        header = ["notebook", "predictions", "ranges that held", "95 % interval", "probabilities", "left out"]
        return render_table("By notebook. The intervals take the ranges for independent.", header, rows)


def calibration() -> Calibration:
    """Show how well your predictions of notebooks 00 to 05 were calibrated, from the record beside the notebook.

    Of ranges given with 80 % certainty about 80 % should hold what was found. Probabilities are scored by the mean of
    their squared distances from what was found (Brier): 0 is best, and always saying 50 % scores 0.25. Nothing is
    graded.

    Returns
    -------
    Calibration
        Shown by the notebook when the call stands last in its cell.
    """
    from helpers.learning.folders import find_record_folder
    from helpers.learning.predictions import PREDICTIONS
    from helpers.learning.record import open_record

    entries, notice = open_record(find_record_folder()).read_all()
    return judge_all(tuple(PREDICTIONS.values()), entries, notice)


def judge_all(predictions: Sequence[Prediction], entries: Mapping[str, Entry], notice: str = "") -> Calibration:
    """Return what the entries of a record are worth; a finding is computed only for an answer that counts."""
    return Calibration(tuple(_judge(each, entries.get(each.record_key, Entry())) for each in predictions), notice)


def _judge(prediction: Prediction, entry: Entry) -> Judged:
    answer = entry.answer
    if answer is None:
        return Judged(prediction, "open" if entry.first_seen_at is None else "shown")
    if not isinstance(answer, prediction.kind):
        return Judged(prediction, "otherwise")
    if not entry.is_blind:
        return Judged(prediction, "seen")
    if isinstance(answer, ProbabilityAnswer):
        return Judged(prediction, forecast=(answer.percent / 100, bool(prediction.find().value)))
    if answer.low <= prediction.low and answer.high >= prediction.high:
        return Judged(prediction, "sure")
    return Judged(prediction, held=answer.holds(prediction.find().value))


def _count_held(judged: Sequence[Judged]) -> RangesHeld | None:
    from helpers.models.calibration import count_ranges

    held = [each.held for each in judged if each.held is not None]
    return count_ranges(sum(held), len(held)) if held else None
