"""None seen, in words: every limit, chance and count of picture and table is the model's, at other levels too."""

from __future__ import annotations

import math

import pytest

from helpers.explorers.zero_events import CURVE, ZeroEventsExplorer
from helpers.figures.zero_events import BAR_WIDTH, LOWEST
from helpers.models.event_rates import event_interval, rate_interval

CAUTION = "events taken as independent; one patient can have several"
PATIENTS, CYCLES = "patients", "infusion cycles"

# unit, events, patients, cycles, level, sides, risk
STATES = {
    "none of patients": (PATIENTS, 0, 45, 130, 90.0, "two-sided", 2.5),
    "some of patients": (PATIENTS, 4, 70, 300, 97.5, "one-sided", 3.0),
    "some of patients, two-sided": (PATIENTS, 2, 150, 300, 99.0, "two-sided", 0.5),
    "none in cycles": (CYCLES, 0, 80, 500, 99.0, "one-sided", 0.4),
    "some in cycles": (CYCLES, 3, 80, 500, 90.0, "two-sided", 0.6),
    "more in cycles than patients": (CYCLES, 9, 7, 60, 97.5, "one-sided", 2.0),
    "one in cycles": (CYCLES, 1, 80, 500, 95.0, "one-sided", 1.0),
    "more patients than cycles": (PATIENTS, 8, 20, 6, 95.0, "one-sided", 10.0),
}
NEEDED = (119, 99, 598, 749, 500, 150, 300, 29)
"""Patients or cycles for a 95 % chance at the assumed risk: ln 0.05 / ln (1 - risk), or 3.0 / rate, rounded up."""
THREES = {90.0: 2.3, 95.0: 3.0, 97.5: 3.7, 99.0: 4.6}
"""The logarithm that the rule of three rounds to one decimal: -ln (1 - level)."""


def make(name: str) -> ZeroEventsExplorer:
    keys = ("unit", "events", "patients", "cycles", "level", "sides", "risk")
    return ZeroEventsExplorer(**dict(zip(keys, STATES[name], strict=True)))


def find_limits(unit: str, events: int, n: int, level: float, sides: str) -> tuple[float, float, float]:
    """Return estimate and exact limits per 100."""
    if unit == PATIENTS:
        interval = event_interval(events, n, level=level / 100, sides=sides)
        return tuple(100 * x for x in (interval.estimate, *interval))
    interval = rate_interval(events, n, level=level / 100, sides=sides)
    return interval.estimate, *interval


def find_chance(unit: str, n: int, risk: float) -> float:
    """Return the chance to see at least one: patients are drawn with the risk, events come at the rate."""
    return 1 - ((1 - risk / 100) ** n if unit == PATIENTS else math.exp(-n * risk / 100))


def print_share(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:.{0 if value >= 100 else 1 if value >= 2 else 2}f}"


def count_seen(seen: int, unit: str) -> str:
    one, several = ("patient with an event", "patients with an event") if unit == PATIENTS else ("event", "events")
    return f"{seen} {one if seen == 1 else several}"


def print_chance(share: float) -> str:
    return "> 99 %" if share >= 0.995 else f"{100 * share:.0f} %"


def test_the_numbers_needed_for_a_likely_sight_are_those_of_the_formulas():
    for (unit, *_, risk), needed in zip(STATES.values(), NEEDED, strict=True):
        assert find_chance(unit, needed, risk) >= 0.95 > find_chance(unit, needed - 1, risk)


@pytest.mark.parametrize(("name", "needed"), list(zip(STATES, NEEDED, strict=True)))
def test_every_cell_of_the_table_is_that_of_its_limit_chance_or_count(name, needed):
    unit, events, patients, cycles, level, sides, risk = STATES[name]
    n, others, other = (patients, cycles, CYCLES) if unit == PATIENTS else (cycles, patients, PATIENTS)
    seen = count_seen(events, unit)
    of, per, note = f"{n} {unit}", f"per 100 {unit}", "" if unit == PATIENTS else CAUTION
    rows = []
    for each in ("one-sided", "two-sided"):
        limits = [round(x, 3) for x in find_limits(unit, events, n, level, each)]
        rows.append(
            [f"{level:g} % limit, exact, {each}", seen, of, *limits, per, "yes" if each == sides else "no", note]
        )
    rule = ["", "only for none seen"] if events else [0, round(100 * THREES[level] / n, 3)]
    rows.append([f"{level:g} % limit, rule of three", seen, of, rows[0][3], *rule, per, "no", note])
    bound = "" if not events else "at least " if unit == PATIENTS else "at most "
    most = min(events, others) if other == PATIENTS else events
    estimate, lower, upper = (round(x, 3) for x in find_limits(other, most, others, level, sides))
    rows.append(
        [
            f"{level:g} % limit, {sides}, counted by {other}",
            f"{bound}{count_seen(most, other)}",
            *(f"{others} {other}", estimate),
            *("not known" if bound == "at most " else lower, "not known" if bound == "at least " else upper),
            *(f"per 100 {other}", "no", CAUTION if other == CYCLES else ""),
        ]
    )
    assumed = f"if the true risk is {risk:g} %" if unit == PATIENTS else f"if the true rate is {risk:g} per 100 cycles"
    chance = find_chance(unit, n, risk)
    blank = ["", "", "%", "", ""]
    rows += [
        [f"chance to see at least one, {assumed}", "at least 1", of, round(100 * chance, 3), *blank],
        [f"chance to see at least one, {assumed}", "at least 1", f"{needed} {unit}", 95.0, *blank],
        [
            f"such trials that see none, {assumed}",
            "0",
            of,
            round(100 * (1 - chance), 3),
            "",
            "",
            "of 100 trials",
            "",
            "",
        ],
    ]
    table = make(name).picture.table
    assert table.to_numpy().tolist() == rows
    assert table.columns.tolist() == ["what", "seen", "of", "estimate", "lower", "upper", "unit", "in front", "note"]


@pytest.mark.parametrize(("name", "needed"), list(zip(STATES, NEEDED, strict=True)))
def test_every_word_drawn_told_and_described_has_its_number(name, needed):
    unit, events, patients, cycles, level, sides, risk = STATES[name]
    n, others = (patients, cycles) if unit == PATIENTS else (cycles, patients)
    sign, true = (" %", "risk") if unit == PATIENTS else (" per 100", "rate")
    picture = make(name).picture
    parts, chance = picture.parts, find_chance(unit, n, risk)
    exact = {each: find_limits(unit, events, n, level, each) for each in ("one-sided", "two-sided")}
    estimate, lower, upper = exact[sides]
    share = f"{print_share(estimate)}{sign}"
    in_cycles = f"{count_seen(events, unit)} in {n} cycles, {share}"
    seen = f"{events} of {n} patients, {share}" if unit == PATIENTS else in_cycles
    remain = f"up to {print_share(upper)}{sign} remain possible"
    first = seen if events else f"None seen in {n} {unit}"
    assert parts.title.get_text() == f"{first}:\n{remain}"
    assert parts.unit.get_text() == f"upper limit, per 100 {unit}"
    assert parts.counted.get_text() == ("patients looked at" if unit == PATIENTS else "infusion cycles given")
    assert parts.limit_words.get_text() == print_share(upper)

    rule = "only for none" if events else f"{print_share(100 * THREES[level] / n)}{sign}"
    methods = [f"exact, {each}:\n{print_share(limits[2])}{sign}" for each, limits in exact.items()]
    methods.append(f"rule of three:\n{rule}")
    assert [text.get_text() for text in parts.methods] == [f"{level:g} % limit by", *methods]
    bold = [text.get_fontweight() == "bold" for text in parts.methods]
    assert bold == [False, sides == "one-sided", sides == "two-sided", False]
    sight = print_chance(chance)
    assert parts.chance.get_text() == f"If truly {risk:g}{sign}: {sight} chance to see one; 95 % takes {needed}"
    none = 100 * (1 - chance)
    trials = f"{'fewer than 1' if none < 0.5 else f'{none:.0f}'} of 100 such trials see none"
    assert parts.trials.get_text() == f"Then {trials}"

    if unit == PATIENTS:
        per_other = find_limits(CYCLES, events, others, level, sides)
        where, printed = f"{others} cycles", [f"{print_share(x)} per 100" for x in per_other]
        bound = f"As events: at least {events}"
    else:
        per_other = find_limits(PATIENTS, min(events, others), others, level, sides)
        where, printed = f"{others} patients", [f"{print_share(x)} %" for x in per_other]
        bound = f"As patients: at most {min(events, others)}"
    other = f"{bound} in {where}, {printed[0]}" if events else f"In {where}, that is up to {printed[2]}"
    assert parts.other.get_text() == other

    caution = "" if unit == PATIENTS else f", {CAUTION}"
    at_least = " of" if sides == "one-sided" else f" from {print_share(lower)}"
    fits = f", fits a true {true}{at_least} up to" if events else f" fits a true {true} of up to"
    assert picture.sentence == (
        f"{first}{fits} {print_share(upper)}{sign} (exact {level:g} % limit, {sides}){caution}. At a true {risk:g}"
        f"{sign}, the chance to see one is {sight}; for 95 % it takes {needed}. {other}."
    )
    fewest = min(each for each in CURVE if unit == CYCLES or each >= events)
    ends = [find_limits(unit, events, each, level, sides)[2] for each in (fewest, 2000)]
    dot = f", a dot at {print_share(estimate)}" if events else ""
    assumed = f"{risk:g} %" if unit == PATIENTS else f"{risk:g} per 100 cycles"
    assert picture.alt == (
        f"A falling curve: the upper limit per 100 {unit} against how many are looked at, with {events} seen, "
        f"{print_share(ends[0])} at {fewest} and {print_share(ends[1])} at 2000. At {n} a thick bar from "
        f"{print_share(lower)} to {print_share(upper)}{dot}. Limits at {level:g} %: "
        f"{'; '.join(methods).replace(chr(10), ' ')}. Below, a bar filled to {sight}: the chance to see at least one "
        f"in {n} if the true {true} is {assumed}; a mark at 95 %, which takes {needed}; {trials}. {other}."
    )


@pytest.mark.parametrize("name", STATES)
def test_curve_interval_and_bar_are_drawn_at_the_level_that_is_told(name):
    unit, events, patients, cycles, level, sides, risk = STATES[name]
    parts, n = make(name).picture.parts, patients if unit == PATIENTS else cycles
    drawn = [find_limits(unit, events, int(each), level, sides)[2] for each in parts.curve.get_xdata()]
    assert list(parts.curve.get_ydata()) == pytest.approx(drawn)
    assert len(drawn) >= 40
    estimate, lower, upper = find_limits(unit, events, n, level, sides)
    assert list(parts.possible.get_ydata()) == pytest.approx([max(lower, LOWEST), upper])
    assert (parts.limit.get_xdata(), parts.limit.get_ydata()) == ([n], pytest.approx([upper]))
    assert list(parts.seen.get_xydata().ravel()) == pytest.approx([n, estimate] if events else [])
    assert parts.bar.get_width() == pytest.approx(BAR_WIDTH * find_chance(unit, n, risk))
