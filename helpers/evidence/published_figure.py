"""One published or derived figure: what it is, its numbers as numbers, and what a text about it may print."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpers.evidence.citations import citations
from helpers.evidence.printed_numbers import numbers_in, round_as_printed
from helpers.evidence.status import Comparison, Status
from helpers.evidence.tables import refuse_cell

_Number = Annotated[float, Field(allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0)]


class PublishedFigure(BaseModel):
    """A figure and where it comes from: a row of `data/published_figures.csv`.

    Attributes
    ----------
    id : str
        Stable and readable, such as `responders_placebo`; link titles quote it.
    quantity : str
        What was counted or measured, in words, with the direction of benefit where it is not plain.
    arm, timepoint : str or None
    comparison : Comparison or None
        What stands beside the figure; None where nothing is compared.
    status : Status
        Published or derived.
    count : int or None
        Patients with it.
    n : int or None
        Patients looked at: the denominator.
    events : int or None
        Adverse events, of which one patient may have several.
    value : float or None
        In `unit`.
    unit : str
    sd : float or None
        Standard deviation, in `unit`.
    lower, upper : float or None
        Bounds, in `unit`; of an interval where `level` is given, else of a range.
    level : float or None
        Confidence level of the interval, as a fraction.
    p_relation : {"=", "<"} or None
    p_value : float or None
    printed : str
        How the source prints it, or how the course prints a derived figure.
    citation : str
        Key of the source; of a derived figure, the source of what it is derived from.
    derivation : str or None
        How a derived figure was computed.
    note : str or None
        What to bear in mind: with which figure it disagrees, and which of the two we follow.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    quantity: str
    arm: str | None
    timepoint: str | None
    comparison: Comparison | None
    status: Literal[Status.PUBLISHED, Status.DERIVED]
    count: _Count | None
    n: Annotated[int, Field(ge=1)] | None
    events: _Count | None
    value: _Number | None
    unit: str
    sd: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
    lower: _Number | None
    upper: _Number | None
    level: Annotated[float, Field(gt=0, lt=1)] | None
    p_relation: Literal["=", "<"] | None
    p_value: Annotated[float, Field(ge=0, le=1)] | None
    printed: str
    citation: str
    derivation: str | None
    note: str | None

    @model_validator(mode="after")
    def _check_counts(self) -> PublishedFigure:
        if self.count is not None:
            if self.n is None:
                raise refuse_cell("n", "leaves count = {count} without its denominator", count=self.count)
            if self.count > self.n:
                raise refuse_cell("count", "is impossible, because there are only n = {n} patients", n=self.n)
            if self.unit not in {"patients", "percent"}:
                raise refuse_cell("unit", "does not fit a count of patients: it must be patients or percent")
            if self.events is not None and (self.events < self.count or (self.count == 0 and self.events > 0)):
                raise refuse_cell("events", "does not fit count = {count} patients with an event", count=self.count)
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise refuse_cell("value", "is impossible, because a percentage runs from 0 to 100")
        if self.value is not None and self.count is not None and self.n and self.unit == "percent":
            percent = 100 * self.count / self.n
            if abs(self.value - percent) > 0.5:
                raise refuse_cell("value", "is impossible, because the counts give {percent}", percent=f"{percent:.1f}")
        return self

    @model_validator(mode="after")
    def _check_bounds(self) -> PublishedFigure:
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise refuse_cell("lower", "is impossible, because it is above upper = {upper}", upper=self.upper)
        if self.value is not None:
            if self.lower is not None and self.value < self.lower:
                raise refuse_cell("value", "is impossible, because it is below lower = {lower}", lower=self.lower)
            if self.upper is not None and self.value > self.upper:
                raise refuse_cell("value", "is impossible, because it is above upper = {upper}", upper=self.upper)
        if self.level is not None and self.lower is None and self.upper is None:
            raise refuse_cell("level", "has neither lower nor upper beside it")
        if (self.p_relation is None) != (self.p_value is None):
            column = "p_relation" if self.p_relation is None else "p_value"
            raise refuse_cell(column, "must stand together with the other of p_relation and p_value")
        return self

    @model_validator(mode="after")
    def _check_status(self) -> PublishedFigure:
        if self.status is Status.DERIVED and self.derivation is None:
            raise refuse_cell("derivation", "does not say how a derived figure was computed")
        if self.status is Status.PUBLISHED and self.derivation is not None:
            raise refuse_cell("derivation", "must be empty, because the figure is published and not derived")
        if all(cell is None for cell in (self.count, self.events, self.value, self.lower, self.upper, self.p_value)):
            raise refuse_cell("value", "leaves the row without any number")
        if '"' in self.summary or "\n" in self.summary:
            raise refuse_cell("unit", "has a quotation mark or a line break, which a link title cannot carry")
        return self

    @property
    def proportion(self) -> float | None:
        """Patients with it over patients looked at, as a fraction; from the percentage where no count is public.

        >>> from helpers.evidence import figure
        >>> figure("responders_placebo").proportion
        0.4375
        """
        if self.count is not None and self.n is not None:
            return self.count / self.n
        if self.unit == "percent" and self.value is not None:
            return self.value / 100
        return None

    @property
    def percent(self) -> float | None:
        """The same as a percentage.

        >>> from helpers.evidence import figure
        >>> figure("responders_placebo").percent
        43.75
        """
        if self.count is not None and self.n is not None:
            return 100 * self.count / self.n
        return self.value if self.unit == "percent" else None

    @property
    def summary(self) -> str:
        """The figure in a few words, for the title of a link.

        >>> from helpers.evidence import figure
        >>> print(figure("responders_placebo").summary)
        21 of 48
        >>> print(figure("difference_tis20_sponsor").summary)
        34.97 percentage points (95 % interval 16.7 to 53.24), p = 0.0008
        """
        parts = []
        if self.count is not None:
            parts.append(f"{self.count} of {self.n}")
        elif self.value is not None:
            parts.append(f"{self.value:.6g} {'%' if self.unit == 'percent' else self.unit}")
        if self.events is not None:
            parts.append(f"{self.events} {'event' if self.events == 1 else 'events'}")
        bounds = self._describe_bounds()
        if bounds:
            parts = [f"{', '.join(parts)} ({bounds})"] if parts else [f"{bounds} {self.unit}"]
        if self.sd is not None:
            parts.append(f"SD {self.sd:g}")
        if self.p_value is not None:
            parts.append(f"p {self.p_relation} {self.p_value:.4g}")
        return ", ".join(parts)

    def _describe_bounds(self) -> str:
        kind = "" if self.level is None else f"{100 * self.level:g} % interval "
        if self.lower is not None and self.upper is not None:
            return f"{kind}{self.lower:.6g} to {self.upper:.6g}"
        if self.upper is not None:
            return f"{kind}up to {self.upper:.6g}"
        return "" if self.lower is None else f"{kind}from {self.lower:.6g}"

    def __str__(self) -> str:
        """What it is, of whom and when, and the figure."""
        where = ", ".join(part for part in (self.arm, self.timepoint) if part)
        return f"{self.quantity}{f' ({where})' if where else ''}: {self.summary}"

    def _repr_html_(self) -> str:
        source = citations().get(self.citation)
        cited = f'<a href="{html.escape(source.address)}">{html.escape(source.short)}</a>' if source else self.citation
        return f"<p>{html.escape(str(self))}<br><small>{self.status.upper()} · {cited}</small></p>"

    def numbers(self) -> frozenset[float]:
        """Return every number that a text about this figure may print, each with its possible roundings.

        Counts, percentage, fraction, events, value, bounds, level in per cent, p value, and what `printed` prints.
        A negative number is there with and without its sign.

        >>> from helpers.evidence import figure
        >>> {21, 48, 44, 43.8, 43.75, 0.44} <= figure("responders_placebo").numbers()
        True
        >>> 43 in figure("responders_placebo").numbers()
        False
        """
        return self._numbers_of_cells() | _unsigned_too(numbers_in(self.printed))

    def _numbers_of_cells(self) -> frozenset[float]:
        whole = [self.count, self.n, self.events]
        plain = [self.value, self.sd, self.lower, self.upper, None if self.level is None else 100 * self.level]
        allowed = {float(number) for number in whole if number is not None}
        for number in (*plain, self.percent, self.proportion):
            if number is not None:
                allowed |= round_as_printed(round(number, 8))
        if self.p_value is not None:
            allowed |= round_as_printed(self.p_value, digits_below_one=1)
        return _unsigned_too(allowed)

    @property
    def is_as_printed(self) -> bool:
        """Whether the row's other cells account for every number in `printed`.

        >>> from helpers.evidence import figure
        >>> whole = figure("responders_placebo")
        >>> whole.is_as_printed, whole.model_copy(update={"count": 20}).is_as_printed
        (True, False)
        """
        return set(numbers_in(self.printed)) <= self._numbers_of_cells()

    def prints(self, text: str) -> bool:
        """Return whether every number in `text` is one of this figure's; signs are not compared.

        >>> from helpers.evidence import figure
        >>> figure("responders_placebo").prints("44 %, 21 of 48")
        True
        >>> figure("responders_placebo").prints("79 %")
        False
        """
        return set(numbers_in(text)) <= self.numbers()


def _unsigned_too(numbers: Iterable[float]) -> frozenset[float]:
    numbers = frozenset(numbers)
    return numbers | {abs(number) for number in numbers}
