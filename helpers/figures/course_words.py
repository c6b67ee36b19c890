"""What the picture of a patient's course says: title, sentence, alternative text and table, from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from helpers.evidence import figure, tis_table
from helpers.figures.course_shown import Course
from helpers.figures.text import list_words
from helpers.models.deterioration import MEASURES, VisitCheck, list_visit_weeks, read_rule
from helpers.models.tis_scale import RESOLUTION

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "physician_global": "Physician global",
        "patient_global": "Patient global",
        "mmt8": "MMT-8",
        "haq": "HAQ",
        "extramuscular": "Extramuscular",
    }
)


def name_weeks(weeks: Sequence[int]) -> str:
    """Name weeks for a sentence: week 8; weeks 8 and 12."""
    return f"week{'s' if len(weeks) > 1 else ''} {list_words(weeks)}"


def title_course(course: Course) -> str:
    """Return the title: what is seen at the week shown."""
    path, deterioration = course.path, course.deterioration
    if course.week == 0:
        return f"Week 0, drawn to {path.arm}:\nworse will mean worse than now"
    if course.is_confirmed_shown:
        what = "a non-response" if path.switched_week is None else f"switched to {path.other_arm}"
        return f"Bad at {name_weeks(deterioration.confirming)}:\nconfirmed, {what}"
    bad = course.bad_weeks_shown
    is_worse = any(change > 0 for check in course.checks_shown for change in check.worsening.values())
    unseen = "Worse, but no limb met" if is_worse else "Never worse than at the start"
    seen = f"Bad at {name_weeks(bad)}" if bad else unseen
    return f"{seen}:\n{_name_stay(course)}"


def describe_worse(course: Course) -> tuple[str, ...]:
    """Return, for each measure, how much worse it is at the chosen visits."""
    return tuple(_describe_change(course, measure) for measure in MEASURES)


def describe_limbs(course: Course) -> tuple[str, str, str]:
    """Return what each limb asks, in this patient's units."""
    rule, limit = read_rule(), _find_mmt8_limit(course)
    return (
        f"physician ≥ {rule.physician_global / RESOLUTION:g} cm and\nMMT-8 ≥ {limit:g} points",
        f"extramuscular ≥ {rule.extramuscular / RESOLUTION:g} cm",
        f"any {rule.measures} of {len(MEASURES)} ≥ {rule.measures_percent:g} %",
    )


def describe_in_a_row(course: Course) -> str:
    """Say which two visits are taken as consecutive."""
    d = course.deterioration
    first = "both" if d.first_bad_visit_from == read_rule().from_week else "the first"
    missed = "none missed between" if d.missed_visit == "breaks the row" else "a missed one between skipped"
    return f"{first} from week {d.first_bad_visit_from}, {missed}"


def describe_outcome(course: Course) -> str:
    """Say in a line what follows for week 16."""
    last = read_rule().last_week
    if course.is_confirmed_shown:
        return f"Counts as a non-response at week {last}"
    return f"Not confirmed: at week {last} the score decides" if course.week >= last else "Nothing confirmed so far"


def read_course(course: Course) -> str:
    """Return the sentences below the picture."""
    without = f" ({name_weeks(course.missed_weeks)} missed)" if course.missed_weeks else ""
    return (
        f"Drawn to {course.path.arm}, shown to week {course.week}; {_list_worse(course)}{without}. "
        f"{_read_rule(course)} Assumed: {_name_whole(course)}; two in a row: {describe_in_a_row(course)}."
    )


def describe_course(course: Course) -> str:
    """Return the alternative text."""
    rule, path = read_rule(), course.path
    stretches = [
        f"{given} from week {first} to week {min(last, course.week)}"
        for first, last, given in path.stretches
        if first < course.week
    ]
    measures = "; ".join(f"{NAMES[measure]} {_describe_change(course, measure)}" for measure in MEASURES)
    visits = "; ".join(f"week {check.week} {_name_check(check)}" for check in course.checks_shown) or "none yet"
    return (
        f"Timeline of {rule.end} weeks: double-blind to week {rule.last_week}, the primary end point, then open-label. "
        f"Shown to week {course.week}, drawn to {path.arm}: {', then '.join(stretches) or 'nothing yet'}. At "
        f"{name_weeks(course.worse_weeks)}: {measures}; MMT-8 starts at {course.deterioration.visits[0].mmt8}. "
        f"Missed: {_name_missed(course)}. Limbs met: {visits}. Limb 1 asks for {_find_mmt8_limit(course):g} points of "
        f"MMT-8 ({_name_whole(course)}). In a row: {describe_in_a_row(course)}. {describe_outcome(course)}."
    )


def tabulate_course(course: Course) -> pd.DataFrame:
    """Return a row for each week shown, then what was chosen and assumed."""
    measures = tis_table().measures
    columns = {measure: f"{NAMES[measure]} ({measures[measure].unit})" for measure in MEASURES}
    visits = {visit.week: visit for visit in course.deterioration.visits}
    checks = {check.week: check for check in course.checks_shown}
    infused = dict(course.path.infusions)
    rows = []
    for week in (week for week in list_visit_weeks() if week <= min(course.week, course.path.last_week)):
        row: dict[str, object] = {"what": f"week {week}", "infused": infused.get(week, "")}
        if week in visits and not visits[week].is_missed:
            row |= {columns[measure]: getattr(visits[week], measure) for measure in MEASURES}
        rows.append(row | {"limbs met, or what is assumed": _name_check(checks[week]) if week in checks else ""})
    chosen = {columns[measure]: float(course.worse_by[measure]) for measure in MEASURES}
    lower = figure("reduced_dose")
    notes = {
        "per cent of": _name_whole(course),
        "visits": f"every {read_rule().interval} weeks, with the infusions",
        "two in a row": describe_in_a_row(course),
        "limbs": "any limb at either visit",
        "switch": "from the infusion of the visit that confirms",
        "missed": _name_missed(course),
        "lower dose": f"{lower.printed}, allowed to stable patients from {figure('reduced_dose_from_week').printed}",
        "week shown": f"{course.week}",
        "rule": course.rule_source,
        "no extension after deterioration on IVIg": course.plan_sources,
    }
    rows.append({"what": f"chosen: worse at {name_weeks(course.worse_weeks)} by"} | chosen)
    rows += [{"what": what, "limbs met, or what is assumed": note} for what, note in notes.items()]
    return pd.DataFrame(rows, columns=["what", "infused", *columns.values(), "limbs met, or what is assumed"])


def _name_missed(course: Course) -> str:
    return name_weeks(course.missed_weeks) if course.missed_weeks else "no visit"


def _name_stay(course: Course) -> str:
    """Say what goes on without a confirmed deterioration."""
    last = read_rule().last_week
    if course.bad_weeks_shown:
        return "not confirmed so far" if course.week < last else "not confirmed, no switch"
    if course.week <= last:
        return f"{course.path.arm} to week {course.week}"
    return f"{course.path.arm} to week {last}, then IVIg, unmasked"


def _name_check(check: VisitCheck) -> str:
    if check.is_missed:
        return "missed"
    return _name_limbs(check.limbs) if check.limbs else "no limb"


def _name_limbs(limbs: Sequence[int]) -> str:
    return f"limb{'s' if len(limbs) > 1 else ''} {list_words(limbs)}"


def _find_mmt8_limit(course: Course) -> float:
    return course.deterioration.limits.convert(read_rule().mmt8_percent, "mmt8")


def _find_whole(course: Course, measure: str) -> float:
    return course.deterioration.limits.whole[measure] / RESOLUTION


def _name_whole(course: Course) -> str:
    """Say what the percentages are of, with MMT-8 as the example."""
    d, percent = course.deterioration, f"{read_rule().mmt8_percent:g} %"
    whole = _find_whole(course, "mmt8")
    if d.percent_of == "baseline":
        return f"{percent} of the {whole:g} at the start"
    return f"{percent} of the range of {whole:g}, not of the {d.visits[0].mmt8} at the start"


def _describe_change(course: Course, measure: str) -> str:
    change, whole = course.worse_by[measure], _find_whole(course, measure)
    if not change:
        return "unchanged"
    if not whole:
        return f"{_count(change, measure)}, from 0"
    return f"{change:g} of {_count(whole, measure)}: {100 * change / whole:.3g} %"


def _count(amount: float, measure: str) -> str:
    """Write an amount with the measure's unit."""
    unit = tis_table().measures[measure].unit
    return f"{amount:g} {'point' if amount == 1 and unit == 'points' else unit}"


def _list_worse(course: Course) -> str:
    changes = [f"{_shorten(name)} {_count(change, name)}" for name, change in course.worse_by.items() if change]
    when = name_weeks(course.worse_weeks)
    return f"worse at {when}: {', '.join(changes)}" if changes else f"nothing worse at {when}"


def _shorten(measure: str) -> str:
    """Return a name for the middle of a sentence."""
    name = NAMES[measure]
    return name if name.isupper() else name[0].lower() + name[1:]


def _read_rule(course: Course) -> str:
    """Say how the rule stands at the week shown."""
    rule, d, path = read_rule(), course.deterioration, course.path
    if course.is_confirmed_shown:
        count, n = course.switched
        then = f", {path.other_arm} from then on" if path.switched_week is not None else ""
        end = "" if path.enters_extension else ", no extension"
        return (
            f"{_name_limbs(d.limbs).capitalize()} met at {name_weeks(d.confirming)}: confirmed{then}, "
            f"a non-response at week {rule.last_week}{end} (in the trial {count} of {n} on {path.arm} switched)."
        )
    bad = course.bad_weeks_shown
    if bad:
        counted = [week for week in bad if week >= d.first_bad_visit_from]
        if len(bad) == 1:
            why = "one bad visit confirms nothing"
        elif len(counted) < 2:
            why = f"before week {d.first_bad_visit_from} it does not count"
        else:
            # Two in a row of which the first came too early are no reason to say that there are none.
            since = "" if counted == [*bad] else f" from week {d.first_bad_visit_from} on"
            why = f"no two of them in a row{since}"
        limbs = sorted({limb for check in course.checks_shown for limb in check.limbs})
        return f"{_name_limbs(limbs).capitalize()} met at {name_weeks(bad)}: {why}."
    return f"No limb is met{_name_nearest(course)}."


def _name_nearest(course: Course) -> str:
    """Say which limb comes nearest, with what it has and what it lacks."""
    rule = read_rule()
    found = [(share, -limb, check) for check in course.checks_shown for limb, share in check.nearness.items() if share]
    if not found:
        return ""
    _, limb, check = max(found, key=lambda item: item[:2])
    physician, lost = check.worsening["physician_global"], check.worsening["mmt8"]
    worse = len(check.measures)
    has = {
        1: f"physician global {physician:g} of {rule.physician_global / RESOLUTION:g} cm, MMT-8 {lost:g} of "
        f"{_find_mmt8_limit(course):g} points",
        2: f"{check.worsening['extramuscular']:g} of {rule.extramuscular / RESOLUTION:g} cm",
        3: f"{worse} of {rule.measures} measures {'is' if worse == 1 else 'are'} {rule.measures_percent:g} % worse",
    }
    return f"; limb {-limb} comes nearest: {has[-limb]}"
