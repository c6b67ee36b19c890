"""How many patients does an interaction need, beside how many the effect itself needs?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.errors import Impossible, check_choice, check_number
from helpers.models.interaction_scales import SCALES, Scale, check_group
from helpers.models.rendering import format_number, render_table
from helpers.models.two_by_two import TwoByTwo

CITATION = "Brookes ST et al. J Clin Epidemiol 2004;57:229-236. doi:10.1016/j.jclinepi.2003.08.009"
"""Four times the patients for an interaction as large as the effect, in two halves of a trial."""


@dataclass(frozen=True)
class InteractionFactor:
    """How many times the patients an interaction needs, beside the main effect of the same trial.

    Attributes
    ----------
    scale : Scale
        On which the effect is measured.
    effect, interaction : float
        As observed: of both groups together, and first group minus second; of a ratio the logarithm.
    by_sizes : float
        For an interaction as large as the effect, if patients vary alike in all four arms: the sizes alone.
    as_large : float
        For an interaction as large as the effect, with the observed shares.
    as_observed : float
        For the observed interaction beside the observed effect: infinite if there is no interaction at all.
    """

    scale: Scale
    effect: float
    interaction: float
    by_sizes: float
    as_large: float
    as_observed: float

    def find_for(self, share: float) -> float:
        """Return the factor for an interaction that is `share` of the effect: 4 times as many for half of it.

        Raises
        ------
        Impossible
            If `share` is not above 0, or above 10.
        """
        share = check_number("share", share, 0.01, 10)
        return self.as_large / share**2

    def __str__(self) -> str:
        return (
            f"An interaction as large as the effect takes {self.by_sizes:.2f} times the patients by the sizes of the "
            f"groups alone, {self.as_large:.2f} with the observed shares; one as large as observed "
            f"{format_number(self.as_observed, 1)} times ({self.scale.name})"
        )

    def _repr_html_(self) -> str:
        rows = [
            ["as large as the effect, by the sizes alone", f"{self.by_sizes:.2f}"],
            ["as large as the effect, with the observed shares", f"{self.as_large:.2f}"],
            ["half as large, with the observed shares", f"{self.find_for(0.5):.1f}"],
            ["as observed beside the effect as observed", format_number(self.as_observed, 1)],
        ]
        caption = f"Patients for an interaction on the scale of the {self.scale.name}, beside those for the effect"
        return render_table(caption, ["interaction", "times the patients"], rows)


def interaction_factor(first: TwoByTwo, second: TwoByTwo, *, scale: str = "risk difference") -> InteractionFactor:
    """Return how many times the patients of the main effect an interaction needs, for the same power and level.

    Patients are in proportion to variance over the square of what is to be found (Brookes 2004); the main effect is
    that of both groups together, not adjusted for the group.

    Parameters
    ----------
    first, second, scale
        As in `interaction_power`.

    Returns
    -------
    InteractionFactor

    Raises
    ------
    Impossible
        If an argument cannot be, if the counts give no standard error, or if both groups together show no effect.

    Examples
    --------
    >>> found = interaction_factor(TwoByTwo(20, 24, 15, 25), TwoByTwo(17, 23, 6, 23))
    >>> round(found.by_sizes, 2), round(found.as_large, 2), round(found.as_observed, 2)
    (4.0, 3.7, 7.54)
    """
    chosen = SCALES[check_choice("scale", scale, SCALES)]
    groups = check_group("first", first), check_group("second", second)
    measured = [chosen.measure_table(group) for group in groups]
    whole = TwoByTwo(*map(sum, zip(*(group.counts for group in groups), strict=True)))
    effect, variance = chosen.measure_table(whole)
    if effect == 0:
        raise Impossible("Both groups together show no effect, so a factor over its patients is impossible.")
    difference = measured[0][0] - measured[1][0]
    as_large = (measured[0][1] + measured[1][1]) / variance
    return InteractionFactor(
        chosen,
        effect,
        difference,
        sum(1 / n for group in groups for n in (group.n_treatment, group.n_control))
        / (1 / whole.n_treatment + 1 / whole.n_control),
        as_large,
        as_large * (effect / difference) ** 2 if difference else math.inf,
    )
