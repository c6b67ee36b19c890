"""The words and numbers for an effect in two groups of patients."""

from __future__ import annotations

import math

import pandas as pd

from helpers.figures.interaction_shown import DifferingEffect
from helpers.figures.text import begin_sentence, print_number, print_points
from helpers.models.interaction_scales import Scale
from helpers.models.intervals import Interval
from helpers.models.rendering import format_share
from helpers.models.two_by_two import TwoByTwo


def print_effect(value: float, scale: Scale) -> str:
    """Print a difference in whole points with its sign, or a ratio with about two digits that count."""
    if not scale.is_ratio:
        return print_points(value)
    return f"{value:.{1 if value >= 9.995 else 2 if value >= 0.0995 else 3}f}"


def print_limits(interval: Interval, scale: Scale) -> str:
    """Print both limits of an effect or an interaction."""
    return f"{print_effect(interval.lower, scale)} to {print_effect(interval.upper, scale)}"


def print_p(p: float) -> str:
    """Print p with two digits that count, as after "p".

    >>> print_p(0.1719), print_p(0.086996), print_p(0.0004)
    ('= 0.17', '= 0.087', '< 0.001')
    """
    if p < 0.001:
        return "< 0.001"
    return f"= {p:.{min(4, 1 - math.floor(math.log10(p)))}f}"


def print_of_hundred(chance: float) -> str:
    """Print how many of 100 a chance is; only what is certain is 0 or 100.

    >>> print_of_hundred(0.277), print_of_hundred(0.9999)
    ('28', 'over 99')
    """
    if 0.995 <= chance < 1:
        return "over 99"
    return "below 1" if 0 < chance < 0.005 else print_number(100 * chance, 0)


def name_contrast(shown: DifferingEffect) -> str:
    """Say which group is compared with which."""
    one, other = shown.found.names
    return f"{one} {'over' if shown.scale.is_ratio else 'less'} {other}"


def write_headline(shown: DifferingEffect) -> str:
    """Say in two lines what is seen."""
    found, scale = shown.found, shown.scale
    if shown.has_power:
        return (
            f"If these shares were true:\n{print_of_hundred(shown.power.power)} of 100 trials of {shown.patients} "
            f"leave out {shown.none}"
        )
    if shown.has_interaction:
        return (
            f"Interaction {print_effect(found.interval.estimate, scale)}{_unit(scale)}: the interval\nruns from "
            f"{print_limits(found.interval, scale)}, p {print_p(found.p_value)}"
        )
    one, other = (print_effect(effect.estimate, scale) for effect in found.effects)
    return (
        f"{found.names[0]} {one}, {found.names[1]} {other}{_unit(scale)}:\neach with its {format_share(found.level)} "
        "interval"
    )


def tell_rows(shown: DifferingEffect) -> list[tuple[str, str]]:
    """Return the words on the left and on the right of each row: two groups and the interaction."""
    found, scale = shown.found, shown.scale
    rows = [
        (
            f"{begin_sentence(name)}: {_count(group)}",
            f"{print_effect(effect.estimate, scale)} ({print_limits(effect, scale)})",
        )
        for name, group, effect in zip(found.names, found.groups, found.effects, strict=True)
    ]
    if not shown.has_interaction:
        return [*rows, ("Interaction: choose it under Show", "")]
    interval = found.interval
    return [
        *rows,
        (name_contrast(shown), f"{print_effect(interval.estimate, scale)} ({print_limits(interval, scale)})"),
    ]


def tell_shares(shown: DifferingEffect) -> list[str]:
    """Return for each group how many of 100 responded in each arm."""
    return [
        f"{begin_sentence(name)}: {_share(group.proportion_treatment)} on IVIg, {_share(group.proportion_control)} on "
        "placebo"
        for name, group in zip(shown.found.names, shown.found.groups, strict=True)
    ]


def tell_power(shown: DifferingEffect) -> list[str]:
    """Return the lines beside the curve: power now, patients for the power aimed at, and the two factors."""
    power = print_of_hundred(shown.power.power).replace("over", ">")
    return [
        f"{shown.patients} patients: {power} %",
        f"{format_share(shown.target)} takes {shown.needed:.0f} patients,",
        f"{print_number(shown.factor.as_observed)} × those of the effect.",
        "If it were as large as the",
        f"effect: {print_number(shown.factor.by_sizes)} × (by the",
        "groups' sizes alone)",
    ]


def read_interaction(shown: DifferingEffect) -> str:
    """Read the picture in three short sentences."""
    found, scale = shown.found, shown.scale
    level = format_share(found.level)
    if shown.has_power:
        return (
            f"Taking these shares as true, the {level} interval of the {scale.contrast} leaves out {shown.none} in "
            f"{print_of_hundred(shown.power.power)} of 100 trials of {shown.patients}. For "
            f"{print_number(100 * shown.target, 0)} of 100 it takes {shown.needed:.0f} patients, "
            f"{print_number(shown.factor.as_observed)} times what the effect takes. {_tell_origin(shown)}"
        )
    if shown.has_interaction:
        reading = "leaves out" if found.leaves_out_none else "holds"
        also = "" if found.leaves_out_none else ", the same effect in both groups, and much else"
        return (
            f"On the scale of the {scale.name} the interaction ({name_contrast(shown)}) is "
            f"{print_effect(found.interval.estimate, scale)}{_unit(scale)}. Its {level} interval runs from "
            f"{print_limits(found.interval, scale)}, p {print_p(found.p_value)}: it {reading} {shown.none}{also}. "
            f"{_tell_origin(shown)}"
        )
    (one, other), (name, other_name) = found.effects, found.names
    return (
        f"The {level} interval of the {scale.name} runs from {print_limits(one, scale)}{_unit(scale)} in {name} "
        f"patients and from {print_limits(other, scale)} in {other_name}. Two intervals side by side do not test "
        f"whether the effects differ. {_tell_origin(shown)}"
    )


def describe_interaction(shown: DifferingEffect) -> str:
    """Describe the picture for whoever does not see it."""
    found, scale = shown.found, shown.scale
    groups = "; ".join(
        f"{name}, {_count(group)}: {print_effect(effect.estimate, scale)} ({print_limits(effect, scale)})"
        for name, group, effect in zip(found.names, found.groups, found.effects, strict=True)
    )
    text = (
        f"{scale.name.capitalize()}{' in points' if not scale.is_ratio else ', log axis'}, IVIg against placebo, with "
        f"{format_share(found.level)} intervals and a line at {shown.none}. {groups}."
    )
    if not shown.has_interaction:
        return f"{text} The row of the interaction is empty. {_describe_shares(shown)}"
    text += (
        f" Interaction, {name_contrast(shown)}: {print_effect(found.interval.estimate, scale)} "
        f"({print_limits(found.interval, scale)}), p {print_p(found.p_value)}."
    )
    if not shown.has_power:
        return f"{text} {_describe_shares(shown)}"
    (_, least), *_, (most, highest) = shown.curve
    return (
        f"{text} Below, a curve of power against patients: from {print_of_hundred(least)} % at {shown.published} to "
        f"{print_of_hundred(highest)} % at {most * shown.published}, shares taken as true, normal approximation. "
        f"Marked: {print_of_hundred(shown.power.power)} % at {shown.patients}. A line at {format_share(shown.target)} "
        f"meets the curve at {shown.needed:.0f} patients. Factor over the effect's patients: "
        f"{print_number(shown.factor.as_observed)} for the interaction as observed, "
        f"{print_number(shown.factor.by_sizes)} for one as large as the effect, by the sizes of the groups alone."
    )


def tabulate_interaction(shown: DifferingEffect) -> pd.DataFrame:
    """Return the numbers of the picture."""
    found, scale = shown.found, shown.scale
    unit = "" if scale.is_ratio else " (points)"
    rows = [
        {
            "measure": f"{scale.name}{unit}, {name}",
            "IVIg": f"{group.responders_treatment} of {group.n_treatment}",
            "placebo": f"{group.responders_control} of {group.n_control}",
        }
        | _list_interval(effect, scale)
        for name, group, effect in zip(found.names, found.groups, found.effects, strict=True)
    ]
    if shown.has_interaction:
        rows.append(
            {"measure": f"{scale.contrast}{unit}, {name_contrast(shown)}"}
            | _list_interval(found.interval, scale)
            | {"p": float(f"{found.p_value:.3g}")}
        )
    if shown.has_power:
        rows += [
            {"measure": measure, "estimate": value}
            for measure, value in (
                (
                    f"power with {shown.patients} patients (%), shares taken as true, normal approximation",
                    round(100 * shown.power.power, 1),
                ),
                (f"patients for a power of {format_share(shown.target)}", shown.needed),
                ("times the patients of the effect, interaction as observed", round(shown.factor.as_observed, 2)),
                ("times the patients of the effect, interaction as large, sizes", round(shown.factor.by_sizes, 2)),
                ("times the patients of the effect, interaction as large, shares", round(shown.factor.as_large, 2)),
            )
        ]
    return pd.DataFrame(rows)


def _list_interval(interval: Interval, scale: Scale) -> dict[str, object]:
    values = {"estimate": interval.estimate, "lower": interval.lower, "upper": interval.upper}
    return {
        name: float(f"{value:.3g}") if scale.is_ratio else round(100 * value, 2) for name, value in values.items()
    } | {"level (%)": 100 * interval.level}


def _describe_shares(shown: DifferingEffect) -> str:
    return f"Below, the shares that responded: {'; '.join(tell_shares(shown))}."


def _tell_origin(shown: DifferingEffect) -> str:
    if shown.size == 1:
        return f"Post hoc: {' v '.join(str(group.n) for group in shown.found.groups)} patients."
    return f"Invented: the same shares in {shown.size} times the patients."


def _unit(scale: Scale) -> str:
    return "" if scale.is_ratio else " points"


def _share(share: float) -> str:
    return f"{print_number(100 * share, 0)} %"


def _count(group: TwoByTwo) -> str:
    return f"{group.responders_treatment} of {group.n_treatment} v {group.responders_control} of {group.n_control}"
