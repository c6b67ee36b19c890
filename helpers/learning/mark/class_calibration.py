"""How well a class was calibrated in notebooks 00 to 05, from the records handed in beside the assignment.

A record is a gift and never marked: who hands none in loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from helpers.errors import Impossible
from helpers.learning.calibration import judge_all
from helpers.learning.entry import Entry, read_plain_entry

if TYPE_CHECKING:
    from helpers.learning.prediction import Prediction
    from helpers.models.calibration import BrierScore, RangesHeld


@dataclass(frozen=True)
class ClassCalibration:
    """All answers of all records that count.

    Attributes
    ----------
    learners : int
        Whose record holds at least one answer that counts.
    ranges : RangesHeld or None
    forecasts : BrierScore or None
    unread : tuple of str
        Learners whose record could not be read, or not all of it.
    """

    learners: int
    ranges: RangesHeld | None
    forecasts: BrierScore | None
    unread: tuple[str, ...]


def judge_records(records: Mapping[str, bytes]) -> ClassCalibration:
    """Return the calibration of a class.

    Parameters
    ----------
    records : mapping of str to bytes
        Content of `my_predictions.json` by learner.
    """
    from helpers.models.calibration import count_ranges, score_forecasts

    predictions = list_predictions() if records else ()
    held: list[bool] = []
    forecasts: list[tuple[float, bool]] = []
    learners, unread = 0, []
    for learner in sorted(records):
        entries, is_whole = read_record(records[learner])
        if not is_whole:
            unread.append(learner)
        judged = judge_all(predictions, entries).judged
        learners += any(not each.left_out for each in judged)
        held += [each.held for each in judged if each.held is not None]
        forecasts += [each.forecast for each in judged if each.forecast is not None]
    ranges = count_ranges(sum(held), len(held)) if held else None
    return ClassCalibration(learners, ranges, score_forecasts(forecasts) if forecasts else None, tuple(unread))


def read_record(content: bytes) -> tuple[dict[str, Entry], bool]:
    """Return the entries of a record that can be read, and whether these are all."""
    try:
        plain = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        return {}, False
    predictions = plain.get("predictions") if isinstance(plain, Mapping) else None
    if not isinstance(predictions, Mapping):
        return {}, False
    entries = {}
    for item, content_of_item in predictions.items():
        try:
            entries[item] = read_plain_entry(content_of_item)
        except Impossible:
            continue
    return entries, len(entries) == len(predictions)


@cache
def list_predictions() -> tuple[Prediction, ...]:
    """Return the predictions of the course, whose findings are computed once for the whole class."""
    from helpers.learning.predictions import PREDICTIONS

    return tuple(replace(prediction, find=cache(prediction.find)) for prediction in PREDICTIONS.values())
