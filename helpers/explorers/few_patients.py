"""What five patients can tell: the interval of a response rate, and of a difference, in groups of a few patients."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_level_slider
from helpers.explorers.widgets import Dropdown, IntSlider, RadioButtons
from helpers.figures.few_patients import start_few_patients, update_few_patients
from helpers.figures.few_patients_words import SPLITS, FewPatients
from helpers.figures.picture import Picture
from helpers.figures.text import begin_sentence
from helpers.models.proportions import PROPORTION_METHODS, ProportionComparison, proportion_interval
from helpers.models.subgroups import list_intervals, list_splits

FEWEST, MOST = 2, 100
"""Patients: two make two arms."""

GROUPS = {
    "msa_dm_specific_trial": "a dermatomyositis-specific antibody",
    "msa_antisynthetase_trial": "an antisynthetase antibody",
    "msa_necrotising_trial": "a necrotising-myopathy antibody",
    "msa_trial": "any myositis-specific antibody",
}
"""Row of the published figures that holds how many patients of the trial report had it -> its name."""

INVENTED = {
    "msa_dm_specific_trial": 12,
    "msa_antisynthetase_trial": 10,
    "msa_necrotising_trial": 3,
    "msa_trial": 25,
}
"""Responders, ours, about 60 % each: of no group of the trial report have we found a count of responders."""


class FewPatientsExplorer(Explorer):
    """What can five patients tell about a response rate, and about an effect?

    The group sizes of the trial report (20, 16 and 5 of 41) are published. Every count of responders, and how they fall
    on two arms, is invented: we have found no such count by single antibody.

    Parameters
    ----------
    patients : int
        Patients of the group, 2 to 100.
    responders : int
        Responders among them, invented.
    method : {"wilson", "clopper-pearson"}
        The interval of the rate in front; the difference has Newcombe's.
    level : float
        Confidence level in percent, 80 to 99.
    split : {"evenly", "most on IVIg", "most on placebo"}
        How the responders fall on two arms that are as equal as can be.

    Examples
    --------
    >>> FewPatientsExplorer(patients=16, responders=10).picture.table.loc[0, ["lower", "upper"]].tolist()
    [38.64, 81.52]
    """

    title = "What five patients can tell"

    def controls(self) -> dict[str, Widget]:
        start = _read_presets()["msa_dm_specific_trial"]
        return {
            "patients": IntSlider(
                value=start["patients"],
                min=FEWEST,
                max=MOST,
                description="Patients of the group",
                tooltip="How many patients have the antibody, both arms together",
            ),
            "responders": IntSlider(
                value=start["responders"],
                min=0,
                max=MOST,
                description="Responders among them (invented)",
                tooltip="How many of them reach the bar: we have found no such count for a single antibody",
            ),
            "split": RadioButtons(
                options=[(begin_sentence(words), split) for split, words in SPLITS.items()],
                description="How they fall on two arms (invented)",
                tooltip="A rate is no effect: for a difference the same responders are parted between IVIg and placebo",
            ),
            "method": Dropdown(
                options=[(method.label, name) for name, method in PROPORTION_METHODS.items()],
                description="Method (the interval of the rate in front)",
                tooltip="Wilson covers the level on average, Clopper-Pearson at least, so it is wider",
            ),
            "level": make_level_slider("How often intervals made this way should hold the true rate or difference"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        known = _read_presets()
        five = known["msa_necrotising_trial"]
        return {f"{state['responders']} of {state['patients']}": state for state in known.values()} | {
            f"None of {five['patients']}": five | {"responders": 0}
        }

    def compute(self, *, patients: int, responders: int, split: str, method: str, level: float) -> FewPatients:
        if responders > patients:
            raise Impossible(
                f"{responders} responders of {patients} patients are impossible. Choose 0 to {patients} responders, or "
                "more patients."
            )
        share = level / 100
        splits = list_splits(responders, patients)
        names = (method, *(name for name in PROPORTION_METHODS if name != method))
        return FewPatients(
            group=_name_group(patients),
            rates=list_intervals(patients, method=method, level=share),
            responders=responders,
            rivals={name: proportion_interval(responders, patients, name, share) for name in names},
            splits=splits,
            differences=tuple(arms.risk_difference_interval("newcombe", share) for arms in splits),
            chosen=_find_split(splits, split),
            split=split,
            provenance=Provenance(Status.SYNTHETIC, None, "responders are invented"),
        )

    def start(self, result: FewPatients) -> Picture:
        return start_few_patients(result)

    def update(self, picture: Picture, result: FewPatients) -> Picture:
        return update_few_patients(picture, result)


@lru_cache(maxsize=1)
def _read_presets() -> dict[str, dict[str, int]]:
    return {row: {"patients": figure(row).count, "responders": INVENTED[row]} for row in GROUPS}


def _name_group(patients: int) -> str:
    """Name the group of the trial report that has so many patients, with those among whom it was counted."""
    for row, name in GROUPS.items():
        published = figure(row)
        if published.count == patients:
            return f"{name} ({published.count} of {published.n})"
    return ""


def _find_split(splits: tuple[ProportionComparison, ...], split: str) -> int:
    """Return the place of the way to fall that is asked for; of two as even, that with more on IVIg."""
    if split == "most on placebo":
        return 0
    places = range(len(splits) - 1, -1, -1)
    return places[0] if split == "most on IVIg" else min(places, key=lambda place: abs(splits[place].risk_difference))
