"""The class report: what to look into first, who is missing, which misreadings, which questions were hard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import mean, median

from helpers.learning.assignment.items import AUTOMATIC, BY_HAND, ITEMS, Item
from helpers.learning.assignment.trial import VERSION
from helpers.learning.mark.class_calibration import ClassCalibration
from helpers.learning.mark.collect import Collection
from helpers.learning.mark.gradebook import Result, print_points
from helpers.learning.mark.marking_sheet import NAME as SHEET
from helpers.learning.mark.marking_sheet import is_answered
from helpers.learning.mark.page import quote, write_bar, write_page, write_table
from helpers.learning.mark.pages import FOLDER, name_page
from helpers.learning.mark.remark import Remark
from helpers.learning.misconceptions import load_misconceptions

NAME = "class_report.html"

FEWEST = 5
"""Hand-ins below which a question's mean says next to nothing."""


def write_report(
    results: Sequence[Result], collection: Collection, sheet_remarks: Iterable[Remark], calibration: ClassCalibration
) -> bytes:
    """Return the page."""
    body = [
        "<h1>Class report: Design the next trial</h1>",
        f'<p class="lead">Marked by version {quote(VERSION)} of the course. For the instructor: it names learners.</p>',
        _write_overview(results, collection),
        _write_remarks(results, collection, sheet_remarks),
        _write_missing(collection),
        _write_misconceptions(results),
        _write_items(results),
        _write_calibration(calibration),
        _write_learners(results),
    ]
    return write_page("Class report: Design the next trial", "\n".join(part for part in body if part))


def _write_overview(results: Sequence[Result], collection: Collection) -> str:
    complete = sum(result.is_complete for result in results)
    waiting = sum(len(result.to_mark) for result in results)
    told = [
        f"{_count(len(results), 'learner')} with a hand-in that could be marked"
        + (f", {len(collection.without_id)} without an id" if collection.without_id else "")
        + (f", {len(collection.missing)} of the roster without a hand-in." if collection.missing else "."),
        f"{complete} of {len(results)} have all their marks. {_count(waiting, 'answer')} to be marked by a person: "
        f"fill in the column points in {SHEET}, save it as CSV in its place, and run the marker again.",
    ]
    if results:
        points = [result.automatic for result in results]
        told.append(
            f"Marks by the marker, of {AUTOMATIC}: mean {mean(points):.1f}, median {print_points(median(points))}, "
            f"from {print_points(min(points))} to {print_points(max(points))}. The code that finds what is right is in "
            f"the course itself, and a learner can call it: the other {BY_HAND} marks are the safer part."
        )
    return "".join(f"<p>{quote(text)}</p>" for text in told)


def _write_remarks(results: Sequence[Result], collection: Collection, sheet_remarks: Iterable[Remark]) -> str:
    told = [*collection.remarks, *sheet_remarks]
    told += [Remark(result.hand_in.name, note) for result in results for note in result.hand_in.notes]
    told += [
        Remark(result.hand_in.name, str(problem)) for result in results for problem in result.hand_in.copy.problems
    ]
    texts: dict[str, list[str]] = defaultdict(list)
    for remark in sorted(set(told)):
        texts[remark.name].append(remark.text)
    if not texts:
        return "<h2>Look into these first</h2><p>Nothing was odd about any file.</p>"
    rows = [[_break(name), _write_lines(lines)] for name, lines in texts.items()]
    return "<h2>Look into these first</h2>" + write_table(
        f"{_count(len(rows), 'file or learner', 'files and learners')}, by name",
        ["File or learner", "What was found"],
        rows,
    )


def _write_lines(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return quote(lines[0])
    return f"<ul>{''.join(f'<li>{quote(line)}</li>' for line in lines)}</ul>"


def _write_missing(collection: Collection) -> str:
    if not collection.missing:
        return ""
    names = "".join(
        f"<li>{quote(absent.person.name)}: {quote(absent.describe())}</li>" for absent in collection.missing
    )
    return f"<h2>Who is missing</h2><p>On the roster, without a hand-in that could be marked:</p><ul>{names}</ul>"


def _write_misconceptions(results: Sequence[Result]) -> str:
    met: dict[str, set[str]] = defaultdict(set)
    where: dict[str, set[str]] = defaultdict(set)
    for result in results:
        for mark in result.hand_in.copy.marked or ():
            if mark.misconception:
                met[mark.misconception].add(result.hand_in.student_id)
                where[mark.misconception].add(mark.item)
    if not met:
        return "<h2>Misreadings</h2><p>No answer was recognised as one of the misreadings that the course knows.</p>"
    known = load_misconceptions()
    rows = []
    for misconception in sorted(met, key=lambda name: (-len(met[name]), name)):
        found = known.get(misconception)
        items = ", ".join(item for item in ITEMS if item in where[misconception])
        share = len(met[misconception]) / len(results)
        rows.append(
            [
                quote(found.name if found else misconception),
                f"{len(met[misconception])} {write_bar(share)}",
                _break(items),
                _break(found.taught_in if found else ""),
            ]
        )
    header = ["Misreading", "Learners", "In the answers to", "Told in notebook"]
    told = (
        "<p>An answer looks like it. In the answers to misreadings it was planted, and was not seen or was taken for "
        "another kind.</p>"
    )
    table = write_table(f"Of {_count(len(results), 'learner')}", header, rows, numbers=(1,))
    return f"<h2>Misreadings</h2>{told}{table}"


def _write_items(results: Sequence[Result]) -> str:
    if not results:
        return ""
    rows = [_describe_item(results, item) for item in ITEMS.values() if item.automatic or item.by_hand]
    header = ["Question", "Answered", "Marker, mean", "All of it", "None of it", "By hand, mean", "Marked"]
    note = "Means are over all learners; by hand over those whose answer has its marks."
    if len(results) < FEWEST:
        note += f" Of {_count(len(results), 'hand-in')} a mean says next to nothing."
    return "<h2>Questions</h2>" + write_table(note, header, rows, numbers=(1, 2, 3, 4, 5, 6))


def _describe_item(results: Sequence[Result], item: Item) -> list[str]:
    answered = sum(is_answered(result.hand_in.copy.answers, item) for result in results)
    cells = [_break(item.id), f"{answered} of {len(results)}"]
    if item.automatic:
        points = [_find_points(result, item) for result in results]
        share = mean(points) / item.automatic
        full, none = sum(point >= item.automatic for point in points), sum(point <= 0 for point in points)
        cells += [f"{mean(points):.1f} of {item.automatic} {write_bar(share)}", str(full), str(none)]
    else:
        cells += ["", "", ""]
    given = [
        mark.points
        for result in results
        if (mark := result.hand_marks.get(item.id)) is not None and mark.points is not None
    ]
    if not item.by_hand:
        return [*cells, "", ""]
    return [*cells, f"{mean(given):.1f} of {item.by_hand}" if given else f"– of {item.by_hand}", str(len(given))]


def _find_points(result: Result, item: Item) -> float:
    marked = result.hand_in.copy.marked
    found = [mark.automatic for mark in marked or () if mark.item == item.id]
    return sum(points or 0.0 for points in found)


def _write_calibration(calibration: ClassCalibration) -> str:
    told = []
    ranges, forecasts = calibration.ranges, calibration.forecasts
    if ranges is not None:
        lower, upper = (f"{100 * limit:.0f}" for limit in ranges.interval)
        told.append(
            f"{_count(calibration.learners, 'learner')} handed in predictions. Of {_count(ranges.n, 'range')}, "
            f"{ranges.held} held what was found: {100 * ranges.interval.estimate:.0f} %, where "
            f"{100 * ranges.promised:.0f} % were asked for (95 % interval {lower} to {upper} % if the answers of one "
            "learner were independent, which they are not)."
        )
    if forecasts is not None:
        told.append(
            f"The Brier score of {_count(forecasts.n, 'probability', 'probabilities')} is {forecasts.mean:.2f}; always "
            "saying 50 % would have scored 0.25."
        )
    if calibration.unread:
        told.append(f"Predictions that could not be read, or not all of them: {', '.join(calibration.unread)}.")
    if not told:
        told.append(
            "Nobody handed in a record of predictions beside the notebook (my_predictions.json); none is needed."
        )
    return "<h2>How well calibrated</h2>" + "".join(f"<p>{quote(text)}</p>" for text in told)


def _write_learners(results: Sequence[Result]) -> str:
    if not results:
        return ""
    rows = [
        [
            f'<a href="{FOLDER}/{quote(name_page(result.hand_in.student_id))}">{quote(result.hand_in.name)}</a>',
            quote(result.hand_in.student_id),
            print_points(result.automatic),
            print_points(result.by_hand),
            str(len(result.to_mark)),
            result.grade or "not yet",
        ]
        for result in results
    ]
    header = ["Learner", "Id", f"Marker, of {AUTOMATIC}", f"By hand, of {BY_HAND}", "To mark", "Grade"]
    return "<h2>Learners</h2>" + write_table("With their feedback pages", header, rows, numbers=(2, 3, 4, 5))


def _break(name: str) -> str:
    """Return a name that may be broken where a file's name has no space."""
    return quote(name).replace("_", "_<wbr>").replace("/", "/<wbr>")


def _count(n: int, what: str, many: str = "") -> str:
    return f"{n} {what if n == 1 else many or what + 's'}"
