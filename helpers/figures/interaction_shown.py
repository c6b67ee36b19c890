"""What is shown of an effect in two groups of patients."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.evidence.status import Provenance
from helpers.models.interaction_scales import Scale
from helpers.models.subgroups import Interaction, InteractionFactor, InteractionPower

EACH_GROUP, INTERACTION, PATIENTS = "each group", "the interaction", "what it takes"
STEPS = (EACH_GROUP, INTERACTION, PATIENTS)
"""How much is shown; each step shows what the one before does, and more."""


@dataclass(frozen=True)
class DifferingEffect:
    """What the picture shows.

    Attributes
    ----------
    found : Interaction
        Both groups, their effects and the interaction, IVIg as treatment and placebo as control.
    show : str
        One of `STEPS`.
    size : int
        Times the patients of the trial, in the same shares.
    published : int
        Patients of the trial itself.
    power : InteractionPower
        Of a trial of that size, the observed shares taken as true.
    curve : tuple of (int, float)
        Times the patients -> power.
    target : float
        The power that is aimed at, 0 to 1.
    needed : float
        Patients for that power.
    factor : InteractionFactor
        Patients of the interaction beside those of the effect.
    provenance : Provenance
    """

    found: Interaction
    show: str
    size: int
    published: int
    power: InteractionPower
    curve: tuple[tuple[int, float], ...]
    target: float
    needed: float
    factor: InteractionFactor
    provenance: Provenance

    @property
    def scale(self) -> Scale:
        """On which the effect is measured."""
        return self.found.scale

    @property
    def has_interaction(self) -> bool:
        """True once the interaction is shown."""
        return self.show != EACH_GROUP

    @property
    def has_power(self) -> bool:
        """True once it is shown what finding an interaction takes."""
        return self.show == PATIENTS

    @property
    def patients(self) -> int:
        """Patients of both groups and arms."""
        return sum(group.n for group in self.found.groups)

    @property
    def none(self) -> str:
        """What the interaction is where both groups have the same effect, in print."""
        return "1" if self.scale.is_ratio else "0"
