"""Does the effect differ between two groups of patients? The answer is an interaction, and it depends on the scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_choice, check_number, shorten
from helpers.models.interaction_scales import SCALES, Scale, check_group
from helpers.models.intervals import Interval, find_critical_value
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.rendering import format_number, format_share, print_p, render_table
from helpers.models.two_by_two import TwoByTwo

CITATION = "Altman DG, Bland JM. BMJ 2003;326:219. doi:10.1136/bmj.326.7382.219"

NAMES = ("first group", "second group")


@dataclass(frozen=True)
class Interaction:
    """The effect in two groups, and how far apart the two lie, on one scale.

    Attributes
    ----------
    groups : tuple of two TwoByTwo
        Responders and patients of the two groups.
    names : tuple of two str
        What a reader calls them.
    scale : Scale
        On which the effect is measured.
    effects : tuple of two Interval
        The effect in each group: a fraction (0.35 is 35 points), or a ratio.
    interval : Interval
        The interaction: first group minus second, or first over second.
    standard_error : float
        Of the interaction; of a ratio of its logarithm.
    p_value : float
        Two-sided, of the same effect in both groups on this scale.
    """

    groups: tuple[TwoByTwo, TwoByTwo]
    names: tuple[str, str]
    scale: Scale
    effects: tuple[Interval, Interval]
    interval: Interval
    standard_error: float
    p_value: float

    @property
    def level(self) -> float:
        """Confidence level of the three intervals, 0 to 1."""
        return self.interval.level

    @property
    def leaves_out_none(self) -> bool:
        """True where the interval leaves out the same effect in both groups."""
        return self.scale.no_interaction not in self.interval

    def __str__(self) -> str:
        return (
            f"{self.scale.contrast} {_write(self.interval.estimate, self.scale)} ({format_share(self.level)} interval "
            f"{_write_limits(self.interval, self.scale)}, {self.scale.label}), p {print_p(self.p_value)}"
        )

    def _repr_html_(self) -> str:
        rows = [
            *(_list_cells(name, effect, self.scale) for name, effect in zip(self.names, self.effects, strict=True)),
            _list_cells(self.scale.contrast, self.interval, self.scale),
        ]
        caption = f"{self.scale.name.capitalize()} in each group, and the interaction: p {print_p(self.p_value)}"
        return render_table(caption, ["group", "estimate", f"{format_share(self.level)} interval, Wald"], rows)


@dataclass(frozen=True)
class SubgroupComparison:
    """Two groups of patients of one trial, compared on every scale.

    Attributes
    ----------
    groups : tuple of two ProportionComparison
        Responders and patients of the two groups.
    names : tuple of two str
        What a reader calls them.
    interactions : mapping of str to Interaction
        Name of the scale -> the interaction on it.
    """

    groups: tuple[ProportionComparison, ProportionComparison]
    names: tuple[str, str]
    interactions: Mapping[str, Interaction]

    def __str__(self) -> str:
        return "\n".join(map(str, self.interactions.values()))

    def _repr_html_(self) -> str:
        rows = [
            [
                scale,
                *(_write(effect.estimate, found.scale) for effect in found.effects),
                _write(found.interval.estimate, found.scale),
                _write_limits(found.interval, found.scale),
                print_p(found.p_value).removeprefix("= "),
            ]
            for scale, found in self.interactions.items()
        ]
        level = next(iter(self.interactions.values())).level
        caption = "; ".join(
            f"{name}: {_write_counts(group)}" for name, group in zip(self.names, self.groups, strict=True)
        )
        header = ["scale", *self.names, "interaction", f"{format_share(level)} interval", "p"]
        return render_table(caption, header, rows)


def interaction(
    first: TwoByTwo,
    second: TwoByTwo,
    *,
    scale: str = "risk difference",
    level: float = 0.95,
    names: tuple[str, str] = NAMES,
) -> Interaction:
    """Compare the effect in two groups of patients with one another.

    Parameters
    ----------
    first, second : TwoByTwo
        Responders and patients on treatment and control, as `compare_proportions` returns them. No patient stands in
        both groups.
    scale : {"risk difference", "odds ratio", "risk ratio"}
        On which the effect is measured.
    level : float
        Confidence level, between 0 and 1.
    names : tuple of two str
        What a reader calls the groups.

    Returns
    -------
    Interaction
        Positive, or above 1, where the effect in the first group is the larger one.

    Raises
    ------
    Impossible
        If a group, a name, the scale or the level cannot be, or if the counts give no standard error: on the scale of
        differences if in each arm of a group all or none responded, on that of odds if any cell is empty, on that of
        risks if nobody responded in an arm, or everybody in both arms of a group.

    Notes
    -----
    Wald, on the logarithm for ratios: two independent estimates, each with its own variance (Altman and Bland 2003).
    An arm in which all or none responded adds nothing to the variance of a difference, so with such an arm the
    interval is too narrow.

    Examples
    --------
    The published percentages by antibody and arm (post hoc, 49 patients against 46) fit these counts alone.

    >>> with_msa, rest = compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23)
    >>> print(interaction(with_msa, rest))
    difference of risk differences -24.5 points (95 % interval -59.6 to 10.7 points, Wald), p = 0.172
    >>> print(interaction(with_msa, rest, scale="risk ratio"))
    ratio of risk ratios 0.490 (95 % interval 0.217 to 1.109, Wald on the log scale), p = 0.087
    """
    chosen = SCALES[check_choice("scale", scale, SCALES)]
    groups = tuple(
        compare_proportions(*check_group(name, group).counts) for name, group in (("first", first), ("second", second))
    )
    names = check_names(names)
    level = check_number("level", level, 0, 1, open_ends=True)
    (effect, variance), (other, other_variance) = map(chosen.measure_table, groups)
    difference, error = effect - other, math.sqrt(variance + other_variance)
    reach = find_critical_value(level) * error
    interval = Interval(
        f"interaction ({chosen.contrast})",
        chosen.read(difference),
        chosen.read(difference - reach),
        chosen.read(difference + reach),
        level,
        "wald",
        chosen.label,
        CITATION,
    )
    effects = tuple(_find_effect(group, chosen, level) for group in groups)
    return Interaction(
        groups, names, chosen, effects, interval, error, math.erfc(abs(difference) / error / math.sqrt(2))
    )


def compare_subgroups(
    first: TwoByTwo, second: TwoByTwo, *, level: float = 0.95, names: tuple[str, str] = NAMES
) -> SubgroupComparison:
    """Compare the effect in two groups of patients on all three scales.

    Parameters
    ----------
    first, second, level, names
        As in `interaction`.

    Returns
    -------
    SubgroupComparison

    Raises
    ------
    Impossible
        As `interaction` does, for any of the scales.

    Examples
    --------
    >>> groups = compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23)
    >>> [round(found.p_value, 3) for found in compare_subgroups(*groups).interactions.values()]
    [0.172, 0.359, 0.087]
    """
    found = {scale: interaction(first, second, scale=scale, level=level, names=names) for scale in SCALES}
    one = found["risk difference"]
    return SubgroupComparison(one.groups, one.names, found)


def check_names(names: Any) -> tuple[str, str]:
    """Return two names of groups that differ, or say what is wrong with them."""
    fits = (
        isinstance(names, (tuple, list)) and len(names) == 2 and all(isinstance(name, str) and name for name in names)
    )
    if not fits or names[0] == names[1]:
        raise Impossible(
            f"names = {shorten(names)} is impossible: choose two names that differ, as ('with', 'without')."
        )
    return tuple(names)


def _find_effect(group: ProportionComparison, scale: Scale, level: float) -> Interval:
    measures = {
        "risk difference": group.risk_difference_interval,
        "odds ratio": group.odds_ratio_interval,
        "risk ratio": group.risk_ratio_interval,
    }
    return measures[scale.name](scale.interval_method, level)


def _list_cells(name: str, interval: Interval, scale: Scale) -> list[str]:
    return [name, _write(interval.estimate, scale), _write_limits(interval, scale)]


def _write(value: float, scale: Scale) -> str:
    return format_number(value) if scale.is_ratio else f"{format_number(100 * value, 1)} points"


def _write_limits(interval: Interval, scale: Scale) -> str:
    return f"{_write(interval.lower, scale).removesuffix(' points')} to {_write(interval.upper, scale)}"


def _write_counts(group: TwoByTwo) -> str:
    return f"{group.responders_treatment} of {group.n_treatment} v {group.responders_control} of {group.n_control}"
