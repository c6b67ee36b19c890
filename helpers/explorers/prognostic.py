"""Prognostic or predictive: two groups of patients, pooled over the arms or arm by arm."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_level_slider
from helpers.explorers.widgets import Dropdown, RadioButtons
from helpers.figures.picture import Picture
from helpers.figures.prognostic import start_prognostic, update_prognostic
from helpers.figures.prognostic_words import Prognostic, Rate
from helpers.models.proportions import compare_proportions, proportion_interval

SPLITS = ("pooled", "by arm")
COMPARED = ("rates", "differences")
PUBLISHED = "as published"

INVENTED = {
    "purely prognostic": (((16, 23), (22, 24)), ((7, 23), (13, 25))),
    "purely predictive": (((12, 23), (23, 24)), ((11, 23), (12, 25))),
    "neither": (((18, 23), (19, 24)), ((10, 23), (11, 25))),
}
"""Made up, in arms of the same sizes: IVIg, then placebo; without the marker, then with it. The first two have the
published pooled counts, so that pooled they cannot be told apart; each is as pure in points as whole patients allow."""


class PrognosticExplorer(Explorer):
    """Do two groups of patients differ in how they fare, or in what IVIg adds to placebo?

    Prognostic: they differ on placebo too. Predictive: the difference between IVIg and placebo differs. Counts pooled
    over the arms cannot tell one from the other. The counts by arm are derived: the only whole numbers that print as
    the published percentages. Post hoc, 49 v 46 patients: nothing here says whom to treat. The invented worlds are of
    an invented marker, and of no antibody.

    Parameters
    ----------
    split : {"pooled", "by arm"}
        Whether the two arms are thrown together.
    compared : {"rates", "differences"}
        Who responded, or the difference: between the arms in each group; pooled, between the groups.
    world : {"as published", "purely prognostic", "purely predictive", "neither"}
        The trial's counts, or an invented trial.
    level : float
        Confidence level in percent, 80 to 99.

    Examples
    --------
    >>> explorer = PrognosticExplorer()
    >>> explorer.picture.table["responders (patients)"].tolist()[:2]
    ['23 of 46', '35 of 49']
    """

    title = "Prognostic or predictive?"

    def controls(self) -> dict[str, Widget]:
        return {
            "split": RadioButtons(
                options=[("Both arms pooled", SPLITS[0]), ("By arm", SPLITS[1])],
                description="Arms",
                tooltip="Whether patients on IVIg and on placebo are thrown together",
            ),
            "compared": RadioButtons(
                options=[("Who responded (%)", COMPARED[0]), ("Differences (percentage points)", COMPARED[1])],
                description="What is compared",
                tooltip="Shares of responders, or the difference between the arms in each group",
            ),
            "world": Dropdown(
                options=[("as published", PUBLISHED), *((f"invented: {name}", name) for name in INVENTED)],
                description="Counts (the trial's, or invented)",
                tooltip="What the picture would look like if the truth were known",
            ),
            "level": make_level_slider("How often intervals made this way should hold the true value"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Both arms pooled": {},
            "By arm: rates": {"split": "by arm"},
            "By arm: differences": {"split": "by arm", "compared": "differences"},
            "Invented: prognostic": {"split": "by arm", "world": "purely prognostic"},
            "Invented: predictive": {"split": "by arm", "world": "purely predictive"},
            "Invented: neither": {"split": "by arm", "world": "neither"},
        }

    def compute(self, *, split: str, compared: str, world: str, level: float) -> Prognostic:
        is_pooled, is_invented = split == SPLITS[0], world != PUBLISHED
        groups = ("no marker", "marker") if is_invented else ("no MSA", "MSA")
        arms, names = _read_counts(world, is_pooled)
        share = level / 100
        rates = tuple(
            tuple(
                Rate(group, name, count, n, proportion_interval(count, n, level=share))
                for group, (count, n) in zip(groups, arm, strict=True)
            )
            for name, arm in zip(names, arms, strict=True)
        )
        # The group with the antibody or marker is the first of a contrast between groups.
        between_groups = compare_proportions(*arms[-1][1], *arms[-1][0])
        comparisons = (
            [between_groups] if is_pooled else [compare_proportions(*arms[0][k], *arms[1][k]) for k in range(2)]
        )
        return Prognostic(
            rates,
            tuple(comparison.risk_difference_interval("wald", share) for comparison in comparisons),
            between_groups.p_value("fisher"),
            compared == COMPARED[1],
            world,
            is_invented,
            _trace(is_invented, is_pooled),
        )

    def layout_key(self, result: Prognostic) -> tuple[Provenance, bool]:
        return result.provenance, result.is_pooled

    def start(self, result: Prognostic) -> Picture:
        return start_prognostic(result)

    def update(self, picture: Picture, result: Prognostic) -> Picture:
        return update_prognostic(picture, result)


def _read_counts(world: str, is_pooled: bool) -> tuple[tuple[tuple[tuple[int, int], ...], ...], tuple[str, ...]]:
    """Return responders and patients, by arm and then by group, and the arms' names."""
    if is_pooled and world == PUBLISHED:
        msa, *others = (figure(f"responders_{row}") for row in ("msa", "maa_only", "no_antibody"))
        rest = sum(other.count for other in others), sum(other.n for other in others)
        return ((rest, (msa.count, msa.n)),), ("both arms",)
    if world == PUBLISHED:
        rows = [[figure(f"responders_{group}_{arm}") for group in ("rest", "msa")] for arm in ("ivig", "placebo")]
        arms = tuple(tuple((row.count, row.n) for row in arm) for arm in rows)
    else:
        arms = INVENTED[world]
    if is_pooled:
        pooled = tuple(tuple(map(sum, zip(*group, strict=True))) for group in zip(*arms, strict=True))
        return (pooled,), ("both arms",)
    return arms, ("IVIg", "placebo")


def _trace(is_invented: bool, is_pooled: bool) -> Provenance:
    """Say where the counts come from, and that pooled groups were not drawn by lot."""
    if is_invented:
        return Provenance(Status.SYNTHETIC, None, "invented marker and counts")
    source = f"from {citation('proderm_antibodies_2024').short}"
    return Provenance(Status.DERIVED, None if is_pooled else Comparison.RANDOMISED, source)
