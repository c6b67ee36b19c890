"""What a synthetic cohort must add up to: published and derived totals, as whole numbers and as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.evidence import figure, tis_table
from helpers.models.printed import count_decimals, round_as_text

_Kind = TypeVar("_Kind")

ARMS = ("IVIg", "placebo")

SEVERITIES = ("mild", "moderate", "severe")

CATEGORIES = ("none", "minimal", "moderate", "major")

TRIAL_ANTIBODIES = ("dermatomyositis-specific", "antisynthetase", "necrotising")
"""The kinds of myositis-specific antibody that the trial report counts."""

FEWEST, MOST = 2, 200
"""Patients of an arm: an SD needs two, and no more than so many are invented."""

MOST_DECIMALS = 6
"""Of a printed mean or SD."""

LOWEST_MEAN, HIGHEST_MEAN = 0, 100
"""TIS points: the ends of the score, for what a mean can be at all."""


@dataclass(frozen=True)
class ArmTotals:
    """What the patients of one arm add up to.

    Attributes
    ----------
    arm : str
        "IVIg" or "placebo".
    categories : tuple of int
        Patients with no, minimal, moderate and major improvement at week 16.
    mean, sd : str
        Of the Total Improvement Score, as printed; the SD with n - 1.
    deteriorated : int
        Patients with a confirmed deterioration; all of them below the lowest bar.
    completed : int
        Patients who completed the first period.
    msa, msa_responders : int
        Patients with a myositis-specific antibody in the re-analysis, and the responders among them.
    """

    arm: str
    categories: tuple[int, int, int, int]
    mean: str
    sd: str
    deteriorated: int
    completed: int
    msa: int
    msa_responders: int

    def __post_init__(self) -> None:
        arm = check_choice("arm", self.arm, ARMS)
        _check_tuple(f"{arm}: categories", self.categories, CATEGORIES)
        for name, count in zip(CATEGORIES, self.categories, strict=True):
            check_count(f"{arm}: patients with {name} improvement", count, 0, MOST)
        check_count(f"{arm}: patients", self.patients, FEWEST, MOST)
        for name in ("mean", "sd"):
            _check_printed(f"{arm}: {name}", getattr(self, name))
        check_count(f"{arm}: patients who deteriorated", self.deteriorated, 0, self.categories[0], of="non-responders")
        check_count(f"{arm}: patients who completed", self.completed, 0, self.patients, of="patients")
        check_count(f"{arm}: patients with an MSA", self.msa, 0, self.patients, of="patients")
        check_count(
            f"{arm}: responders with an MSA",
            self.msa_responders,
            max(0, self.msa - self.categories[0]),
            min(self.msa, self.responders),
            of=f"of {self.msa}, where the arm has {self.responders} responders and {self.categories[0]} others",
        )

    @property
    def patients(self) -> int:
        """Patients randomised to the arm."""
        return sum(self.categories)

    @property
    def responders(self) -> int:
        """Patients at the lowest bar or above."""
        return self.patients - self.categories[0]


@dataclass(frozen=True)
class CohortTotals:
    """What a cohort adds up to.

    Attributes
    ----------
    arms : tuple of ArmTotals
        IVIg first.
    severity : tuple of int
        Patients with mild, moderate and severe disease before treatment, by the physician global.
    trial_msa : mapping of str to int
        Patients by the kind of their myositis-specific antibody, in the trial report.
    trial_maa : int
        Patients with a myositis-associated antibody, in the trial report.
    both_antibodies : int
        Patients with both, in the re-analysis.
    maa_only, maa_only_responders : int
        Patients with a myositis-associated antibody alone, in the re-analysis, and the responders among them.
    """

    arms: tuple[ArmTotals, ArmTotals]
    severity: tuple[int, int, int]
    trial_msa: Mapping[str, int]
    trial_maa: int
    both_antibodies: int
    maa_only: int
    maa_only_responders: int

    def __post_init__(self) -> None:
        _check_tuple("arms", self.arms, ARMS)
        if any(not isinstance(arm, ArmTotals) or arm.arm != name for arm, name in zip(self.arms, ARMS, strict=True)):
            raise Impossible(
                f"arms = {shorten(self.arms)} is impossible: it must be the ArmTotals of IVIg, then placebo."
            )
        _check_tuple("severity", self.severity, SEVERITIES)
        for name, count in zip(SEVERITIES, self.severity, strict=True):
            check_count(f"patients with {name} disease", count, 1, self.patients)
        if sum(self.severity) != self.patients:
            raise Impossible(
                f"severity = {self.severity} is impossible: its parts must add up to the {self.patients} patients."
            )
        self._check_antibodies()

    def _check_antibodies(self) -> None:
        if not isinstance(self.trial_msa, Mapping) or set(self.trial_msa) != set(TRIAL_ANTIBODIES):
            raise Impossible(
                f"trial_msa = {shorten(self.trial_msa)} is impossible: it must be a mapping with the patients of "
                f"{', '.join(TRIAL_ANTIBODIES)}."
            )
        msa = sum(arm.msa for arm in self.arms)
        left = msa
        for kind in TRIAL_ANTIBODIES:
            left -= check_count(f"trial_msa, {kind}", self.trial_msa[kind], 0, left, of="left of those with an MSA")
        object.__setattr__(
            self, "trial_msa", MappingProxyType({kind: self.trial_msa[kind] for kind in TRIAL_ANTIBODIES})
        )
        rest = self.patients - msa
        responders = sum(arm.responders - arm.msa_responders for arm in self.arms)
        check_count("both_antibodies", self.both_antibodies, 0, msa, of="patients with an MSA")
        check_count("maa_only", self.maa_only, 0, rest, of="patients without an MSA")
        check_count(
            "maa_only_responders",
            self.maa_only_responders,
            max(0, self.maa_only - (rest - responders)),
            min(self.maa_only, responders),
            of=f"of {self.maa_only}, where {responders} responders and {rest - responders} others have no MSA",
        )
        check_count(
            "trial_maa", self.trial_maa, 0, self.maa_only + self.both_antibodies, of="with an MAA in the re-analysis"
        )

    @property
    def patients(self) -> int:
        """Patients in both arms."""
        return sum(arm.patients for arm in self.arms)


@lru_cache(maxsize=1)
def read_totals() -> CohortTotals:
    """Return the totals of ProDERM, each from the row of its figure.

    Examples
    --------
    >>> totals = read_totals()
    >>> [arm.categories for arm in totals.arms], totals.severity
    ([(10, 5, 17, 15), (27, 10, 7, 4)], (26, 56, 13))
    """
    arms = tuple(
        ArmTotals(
            arm=arm,
            categories=tuple(_count(f"category_{name}_{arm.lower()}") for name in CATEGORIES),
            mean=_print(figure(f"mean_tis_{arm.lower()}").value),
            sd=_print(figure(f"mean_tis_{arm.lower()}").sd),
            deteriorated=_count(switched),
            completed=_count(f"completed_first_period_{arm.lower()}"),
            msa=figure(f"responders_msa_{arm.lower()}").n,
            msa_responders=_count(f"responders_msa_{arm.lower()}"),
        )
        for arm, switched in zip(ARMS, ("switched_ivig_to_placebo", "switched_placebo_to_ivig"), strict=True)
    )
    return CohortTotals(
        arms=arms,
        severity=_count_severity(sum(arm.patients for arm in arms)),
        trial_msa=dict(
            zip(
                TRIAL_ANTIBODIES,
                map(_count, ("msa_dm_specific_trial", "msa_antisynthetase_trial", "msa_necrotising_trial")),
                strict=True,
            )
        ),
        trial_maa=_count("maa_trial"),
        both_antibodies=_count("msa_and_maa_reanalysis"),
        maa_only=_count("maa_only_reanalysis"),
        maa_only_responders=_count("responders_maa_only"),
    )


def list_bars() -> tuple[float, float, float]:
    """Return the three thresholds of the score, lowest first."""
    thresholds = tis_table().thresholds
    return tuple(thresholds[name] for name in CATEGORIES[1:])


def check_kind(name: str, value: _Kind, kind: type[_Kind], *, or_none: bool = True) -> _Kind:
    """Return an argument if it is of its kind; `or_none` says that it may be left out."""
    if not isinstance(value, kind):
        raise Impossible(
            f"{name} = {shorten(value)} is impossible: it must be a {kind.__name__}{', or none' if or_none else ''}."
        )
    return value


def _check_tuple(name: str, value: Any, parts: tuple[str, ...]) -> None:
    if not isinstance(value, tuple) or len(value) != len(parts):
        raise Impossible(f"{name} = {shorten(value)} is impossible: it must be a tuple of {', '.join(parts)}.")


def _check_printed(name: str, text: Any) -> None:
    try:
        decimals = count_decimals(text)
    except Impossible:
        raise Impossible(
            f"{name} = {shorten(text)} is impossible: it must be text in digits, as it is printed: '47.7'."
        ) from None
    check_count(f"{name}: decimals", decimals, 0, MOST_DECIMALS)
    check_number(name, float(text), LOWEST_MEAN, HIGHEST_MEAN, unit="TIS points")


def _count(name: str) -> int:
    return figure(name).count


def _print(value: float) -> str:
    return round_as_text(value, 1)


def _count_severity(patients: int) -> tuple[int, int, int]:
    """Return the only whole numbers of patients that print as the published shares of mild, moderate and severe."""
    printed = [round_as_text(figure(f"baseline_{name}").value, 0) for name in SEVERITIES]
    fits = [
        [count for count in range(patients + 1) if round_as_text(100 * count / patients, 0) == share]
        for share in printed
    ]
    triples = [
        (mild, moderate, patients - mild - moderate)
        for mild in fits[0]
        for moderate in fits[1]
        if patients - mild - moderate in fits[2]
    ]
    if len(triples) != 1:
        raise Impossible(
            f"The shares {', '.join(printed)} % of {patients} patients are impossible or open: {len(triples)} sets of "
            "whole numbers print so, and one must."
        )
    return triples[0]
