"""Who could enter the trial: one rule a row of `data/entry_rules.csv`, its threshold from a published figure."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpers.errors import DataProblem
from helpers.evidence.figures import check_figures, figures
from helpers.evidence.published_figure import PublishedFigure
from helpers.evidence.sealing import check_seal
from helpers.evidence.tables import (
    Row,
    Table,
    check_rows,
    describe_cell,
    describe_restoring,
    find_data_folder,
    refuse_cell,
)

_Criterion = Literal["age", "mmt8", "abnormal_measures", "therapy", "cancer", "dvt", "bmi"]
_Counted = Literal["physician_global", "patient_global", "extramuscular", "enzyme", "haq"]
_TherapyMeasure = Literal["drugs_now", "weeks_unchanged", "failed_beside_steroid", "failed_any"]
_ExclusionMeasure = Literal["years_to_cancer", "years_since_dvt", "body_mass_index"]
_Part = Literal["counted", "background route", "failed route"]

CRITERIA: tuple[str, ...] = get_args(_Criterion)
COUNTED: tuple[str, ...] = get_args(_Counted)
"""The five core set measures besides MMT-8, of which some must be abnormal."""
THERAPY_ROUTES = ("background route", "failed route")
"""Two ways in by therapy; one of them is enough."""

READINGS: Mapping[str, str] = MappingProxyType({"registry": "the registry", "summary": "one summary"})
"""Where sources disagree on a rule: which one is followed, and what a reader calls it.

The registry's reading is filled up from the sponsor's page where the registry is short; each rule cites its own."""

COMPARISONS = {">=": "at least", ">": "more than", "<": "below", "<=": "at most"}
SHORT_UNITS = {"times the upper limit of normal": "× ULN", "measures of five": "of five", "HAQ points": "points"}
"""Units that are too long for a picture, or say their measure twice."""


class EntryRuleRow(BaseModel):
    """A row of `data/entry_rules.csv`, as it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    criterion: _Criterion
    name: str
    words: str
    kind: Literal["inclusion", "exclusion"]
    part: _Part | None
    measure: Literal["age", "mmt8", "abnormal_measures", _Counted, _TherapyMeasure, _ExclusionMeasure]
    comparison: Literal[">=", ">", "<", "<="]
    figure: str
    bound: Literal["value", "lower", "upper"]
    reading: Literal["registry", "summary", "both"]

    @model_validator(mode="after")
    def _check_part(self) -> EntryRuleRow:
        if (self.criterion == "therapy") != (self.part in THERAPY_ROUTES):
            raise refuse_cell("part", "does not fit the criterion: therapy, and it alone, has routes")
        if (self.measure in COUNTED) != (self.part == "counted"):
            raise refuse_cell("part", "does not fit the measure: the five core set measures, and they alone, count")
        if (self.measure in get_args(_ExclusionMeasure)) != (self.kind == "exclusion"):
            raise refuse_cell("kind", "does not fit the measure")
        if "{limit}" not in self.words and "{threshold}" not in self.words:
            raise refuse_cell("words", "has no {limit} and no {threshold}, so a reader would not see the number")
        return self


@dataclass(frozen=True)
class EntryRule:
    """One rule of entry, with its number and its source.

    Attributes
    ----------
    id : str
        Such as `age_from`.
    criterion : str
        The line of the checklist that it belongs to: age, mmt8, abnormal_measures, therapy, cancer, dvt or bmi.
    name : str
        What a reader calls it.
    kind : {"inclusion", "exclusion"}
        Whether a patient for whom it holds may come in, or must stay out.
    part : str or None
        "counted": one of the five measures of which some must be abnormal. "background route", "failed route": a
        condition of one of the two ways in by therapy. None: a condition that must hold by itself.
    measure : str
        What of the patient is compared.
    comparison : {">=", ">", "<", "<="}
    threshold : float
        In `unit`.
    unit : str
    reading : {"registry", "summary", "both"}
        Whose reading of the rule it is, where sources disagree.
    published : PublishedFigure
        The row of `published_figures.csv` that holds the threshold; it names the source.
    words : str
        The rule in words, its number filled in.
    """

    id: str
    criterion: str
    name: str
    kind: str
    part: str | None
    measure: str
    comparison: str
    threshold: float
    unit: str
    reading: str
    published: PublishedFigure
    words: str

    def belongs_to(self, reading: str) -> bool:
        """Return whether the rule stands in a reading, "registry" or "summary"."""
        return self.reading in (reading, "both")

    def __str__(self) -> str:
        return f"{self.name}: {self.words} ({self.kind})"


TABLE = Table(
    file="entry_rules.csv",
    columns=tuple(EntryRuleRow.model_fields),
    sealed=("criterion", "words", "kind", "part", "measure", "comparison", "figure", "bound", "reading"),
    key=("id",),
)


def entry_rules(folder: str | os.PathLike[str] | None = None) -> Mapping[str, EntryRule]:
    """Return every rule of entry by id, read and checked once.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Returns
    -------
    mapping of str to EntryRule
        In the order of the file; cannot be changed.

    Raises
    ------
    DataProblem
        When a data file is missing, incomplete, impossible or altered; names file, row, column and the way back.

    Examples
    --------
    >>> print(entry_rules()["mmt8"])
    MMT-8: below 142 points of 150 (inclusion)
    >>> entry_rules()["mmt8"].published.citation
    'proderm_registry'
    """
    return _load_entry_rules(str(find_data_folder(folder)))


@lru_cache(maxsize=8)
def _load_entry_rules(folder: str) -> Mapping[str, EntryRule]:
    checked = check_entry_rules(folder)
    check_seal(TABLE, [row for row, _ in checked], folder)
    # Sealed too: a threshold that was altered in the other file must not pass through this one.
    published = figures(folder)
    return MappingProxyType({rule.id: _make_rule(rule, published[rule.figure]) for _, rule in checked})


def check_entry_rules(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, EntryRuleRow]]:
    """Return every rule with its row in the file, after all checks but the seal's.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete or impossible, a rule names a figure that is not there or a bound that
        the figure does not have, or a criterion is without a rule.
    """
    checked = check_rows(TABLE, EntryRuleRow, folder)
    known = {published.id: published for _, published in check_figures(folder)}
    for row, rule in checked:
        if rule.figure not in known:
            raise describe_cell(TABLE.file, row, "figure", "is the id of no row in data/published_figures.csv")
        if getattr(known[rule.figure], rule.bound) is None:
            raise describe_cell(TABLE.file, row, "bound", f"is empty in the figure {rule.figure}")
    for reading in READINGS:
        there = [rule for _, rule in checked if rule.reading in (reading, "both")]
        _check_complete("criterion", reading, CRITERIA, {rule.criterion for rule in there})
        _check_complete("measure", reading, COUNTED, {rule.measure for rule in there})
        _check_complete("part", reading, THERAPY_ROUTES, {rule.part for rule in there})
    return checked


def _check_complete(column: str, reading: str, wanted: tuple[str, ...], there: set[str | None]) -> None:
    for cell in wanted:
        if cell not in there:
            raise DataProblem(
                f"data/{TABLE.file}: no rule has {cell} as its {column} in {READINGS[reading]}'s reading; "
                f"{describe_restoring(TABLE.file)}"
            )


def _make_rule(row: EntryRuleRow, published: PublishedFigure) -> EntryRule:
    number = getattr(published, row.bound)
    unit = SHORT_UNITS.get(published.unit, published.unit)
    threshold = f"{number:g} {unit.removesuffix('s') if number == 1 else unit}"
    # One says "the last year", not "the last 1 year".
    words = row.words.replace("{limit}", f"{COMPARISONS[row.comparison]} {threshold}").replace("{threshold}", threshold)
    return EntryRule(
        **row.model_dump(include={"id", "criterion", "name", "kind", "part", "measure", "comparison", "reading"}),
        threshold=number,
        unit=unit,
        published=published,
        words=words.replace("the last 1 ", "the last "),
    )
