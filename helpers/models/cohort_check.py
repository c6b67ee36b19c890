"""Does a cohort add up to the totals listed? Counted again from its rows, by other ways than those that made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from helpers.models.cohort_frame import check_frame
from helpers.models.cohort_totals import CATEGORIES, SEVERITIES, ArmTotals, CohortTotals, check_kind, read_totals
from helpers.models.invented_patients import MILD_BELOW, SEVERE_FROM
from helpers.models.printed import count_decimals, round_as_text
from helpers.models.rendering import render_table
from helpers.models.tis_frame import score_patients

NEEDED = (
    *("arm", "responder", "deteriorated", "completed_period_1"),
    *("antibody_trial", "maa_trial", "antibody_reanalysis", "maa_reanalysis"),
)
"""Columns besides the measures, which are scored anew."""


@dataclass(frozen=True)
class TotalLine:
    """One total: what it is of, as it was published, derived or (where it says so) assumed, and as it was found."""

    what: str
    wanted: str
    found: str

    @property
    def is_met(self) -> bool:
        """True if both print alike."""
        return self.wanted == self.found

    def __str__(self) -> str:
        return f"{self.what}: {self.found}, and it should be {self.wanted}"


@dataclass(frozen=True)
class TotalsCheck:
    """Every total of a cohort beside the published, derived or assumed one.

    Attributes
    ----------
    lines : tuple of TotalLine
    """

    lines: tuple[TotalLine, ...]

    @property
    def all_met(self) -> bool:
        """True if every total is met."""
        return all(line.is_met for line in self.lines)

    @property
    def failed(self) -> tuple[TotalLine, ...]:
        """The totals that are not met."""
        return tuple(line for line in self.lines if not line.is_met)

    @property
    def met(self) -> tuple[TotalLine, ...]:
        """The totals that are met."""
        return tuple(line for line in self.lines if line.is_met)

    def __str__(self) -> str:
        return "\n".join([f"SYNTHETIC: {len(self.met)} of {len(self.lines)} totals met.", *map(str, self.failed)])

    def _repr_html_(self) -> str:
        said = f"<p>SYNTHETIC: invented patients beside the totals. {len(self.met)} of {len(self.lines)} met.</p>"
        failed = _tabulate("SYNTHETIC: totals that are not met", self.failed) if self.failed else ""
        # Folded, so that the page goes on below: what is met has only to be there for who wants to see it.
        met = _tabulate("SYNTHETIC: totals that are met", self.met)
        return f"{said}{failed}<details><summary>The {len(self.met)} that are met</summary>{met}</details>"


def check_totals(cohort: pd.DataFrame, totals: CohortTotals | None = None) -> TotalsCheck:
    """Count every total in a cohort again; the scores are computed anew from the six measures.

    Parameters
    ----------
    cohort : DataFrame
        As `reconstruct_cohort` returns it.
    totals : CohortTotals, optional
        Other totals. Those of ProDERM when not given.

    Returns
    -------
    TotalsCheck

    Raises
    ------
    Impossible
        If `cohort` is no such frame, holds a value that cannot be, or `totals` is no CohortTotals.

    Examples
    --------
    >>> from helpers.evidence import synthetic_cohort
    >>> print(check_totals(synthetic_cohort()))
    SYNTHETIC: 42 of 42 totals met.
    """
    totals = read_totals() if totals is None else check_kind("totals", totals, CohortTotals)
    check_frame(cohort, NEEDED)
    score = score_patients(cohort).total
    scored = cohort.assign(total=score)
    lines = [line for arm in totals.arms for line in _check_arm(scored[scored.arm == arm.arm], arm)]
    lines += _check_both(scored, totals)
    return TotalsCheck(tuple(TotalLine(what, str(wanted), str(found)) for what, wanted, found in lines))


def _check_arm(patients: pd.DataFrame, arm: ArmTotals) -> Iterator[tuple[str, object, object]]:
    categories = score_patients(patients).category.value_counts()
    yield f"patients on {arm.arm}", arm.patients, len(patients)
    yield f"responders on {arm.arm}", arm.responders, int(patients.responder.sum())
    for name, count in zip(CATEGORIES, arm.categories, strict=True):
        yield f"{name} improvement on {arm.arm}", count, int(categories[name])
    for what, printed, found in (("mean", arm.mean, patients.total.mean()), ("SD", arm.sd, patients.total.std())):
        # Of too few patients there is none.
        yield f"{what} TIS on {arm.arm}", printed, _print(found, printed)
    worse = patients[patients.deteriorated.astype(bool)]
    yield f"deteriorated on {arm.arm}", arm.deteriorated, len(worse)
    yield f"responders among the deteriorated on {arm.arm}", 0, int(worse.responder.sum())
    yield f"completed period 1 on {arm.arm}", arm.completed, int(patients.completed_period_1.sum())
    msa = patients[patients.antibody_reanalysis == "MSA"]
    yield f"MSA in the re-analysis on {arm.arm}", arm.msa, len(msa)
    yield f"responders with an MSA on {arm.arm}", arm.msa_responders, int(msa.responder.sum())


def _check_both(cohort: pd.DataFrame, totals: CohortTotals) -> Iterator[tuple[str, object, object]]:
    severity = pd.cut(
        cohort.physician_global_baseline, [-1, MILD_BELOW, SEVERE_FROM, 11], right=False, labels=SEVERITIES
    ).value_counts()
    for name, count in zip(SEVERITIES, totals.severity, strict=True):
        yield f"{name} disease at baseline", count, int(severity[name])
    for kind, count in totals.trial_msa.items():
        yield f"{kind} antibody in the trial report", count, int((cohort.antibody_trial == kind).sum())
    yield "MAA in the trial report", totals.trial_maa, int(cohort.maa_trial.sum())
    msa = sum(arm.msa for arm in totals.arms)
    responders = sum(arm.responders for arm in totals.arms)
    with_msa = sum(arm.msa_responders for arm in totals.arms)
    groups = {
        "MSA": (msa, with_msa),
        "MAA only": (totals.maa_only, totals.maa_only_responders),
        "none": (totals.patients - msa - totals.maa_only, responders - with_msa - totals.maa_only_responders),
    }
    for name, (count, answered) in groups.items():
        group = cohort[cohort.antibody_reanalysis == name]
        yield f"antibody in the re-analysis: {name}", count, len(group)
        yield f"responders, antibody in the re-analysis: {name}", answered, int(group.responder.sum())
    both = (cohort.antibody_reanalysis == "MSA") & cohort.maa_reanalysis.astype(bool)
    yield "MSA and MAA in the re-analysis", totals.both_antibodies, int(both.sum())
    outside = (cohort.antibody_trial != "none") & (cohort.antibody_reanalysis != "MSA")
    yield "MSA in the trial report alone (assumed)", 0, int(outside.sum())
    outside = cohort.maa_trial.astype(bool) & ~cohort.maa_reanalysis.astype(bool)
    yield "MAA in the trial report alone (assumed)", 0, int(outside.sum())


def _tabulate(caption: str, lines: tuple[TotalLine, ...]) -> str:
    header = ["total", "published, derived or assumed", "in this cohort"]
    return render_table(caption, header, [[line.what, line.wanted, line.found] for line in lines])


def _print(value: float, printed: str) -> str:
    return "none" if pd.isna(value) else round_as_text(float(value), count_decimals(printed))
