"""What a masked infusion would have to look like: grams, volume and hours, for judging blinding and burden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from helpers.errors import Impossible, check_list, check_number, shorten
from helpers.evidence import citation, figure
from helpers.models.rendering import render_table

MILLIGRAMS_PER_MILLILITRE = 100
"""The product is called Octagam 10%, so in the title of the registry record (`proderm_registry`): 10 g in 100 mL. The
label agrees where it gives its highest rate in dermatomyositis twice, as 4.0 mg/kg/min and as 0.04 mL/kg/min."""

HEAVIEST = 300
"""Kilograms: above any weight that an entry limit on body mass index lets in."""

WEIGHTS = "weights in kg, such as (50, 90)"

MINUTES_PER_HOUR = 60
MILLIGRAMS_PER_GRAM = 1000


@dataclass(frozen=True)
class InfusionRow:
    """What one cycle comes to for one body weight.

    Attributes
    ----------
    weight : float
        Kilograms.
    grams : float
        Immunoglobulin.
    millilitres : float
        Volume: of saline too, or the bags would have told.
    hours, hours_at_risk : float
        At the highest rates of today's label from the first minute to the last, without and with renal or thrombotic
        risk. The infusion starts slower, so at these rates it takes longer than this. In the trial the rate was lowered
        on the way, so earlier cycles can have been shorter.
    """

    weight: float
    grams: float
    millilitres: float
    hours: float
    hours_at_risk: float


@dataclass(frozen=True)
class MaskedInfusion:
    """What would have to look alike in both arms, for judging blinding and burden; not dosing advice.

    Attributes
    ----------
    rows : tuple of InfusionRow
        One for each weight.
    dose : float
        g/kg in each cycle.
    rate, rate_at_risk : float
        The label's highest rates, mL/kg/min.
    fewest_days, most_days : int
        Over how many days a cycle was spread.
    """

    rows: tuple[InfusionRow, ...]
    dose: float
    rate: float
    rate_at_risk: float
    fewest_days: int
    most_days: int

    @property
    def caption(self) -> str:
        """What the table is, and what it is not."""
        return (
            f"A masked infusion: {self.dose:g} g/kg of a solution of {MILLIGRAMS_PER_MILLILITRE} mg/mL, and as much "
            "saline in the other arm, at today's highest rates (earlier cycles of the trial can have run faster). For "
            "judging blinding and burden; not dosing advice. Derived from "
            f"{citation(figure('dose').citation).short} (dose), {citation(figure('label_rate_dm').citation).short} "
            f"(rates) and {citation('proderm_registry').short} (the product's name: 10 %)."
        )

    def __str__(self) -> str:
        rows = "; ".join(
            f"{row.weight:g} kg: {row.grams:g} g in {row.millilitres:g} mL, at least {row.hours:.1f} h "
            f"({row.hours_at_risk:.1f} h at the rate for patients at risk)"
            for row in self.rows
        )
        return (
            f"{rows}. In each cycle, spread over {self.fewest_days} to {self.most_days} days. "
            "For judging blinding and burden; not dosing advice."
        )

    def _repr_html_(self) -> str:
        days = f"{self.fewest_days} to {self.most_days} days"
        header = [
            "body weight (kg)",
            "IVIg a cycle (g)",
            "volume a cycle (mL)",
            f"volume a day over {days} (mL)",
            f"shortest infusion, {self.rate:g} mL/kg/min (h)",
            f"the same a day over {days} (h)",
            f"shortest with renal or thrombotic risk, {self.rate_at_risk:g} mL/kg/min (h)",
        ]
        rows = [
            [
                f"{row.weight:g}",
                f"{row.grams:g}",
                f"{row.millilitres:g}",
                f"{row.millilitres / self.fewest_days:.0f} to {row.millilitres / self.most_days:.0f}",
                f"{row.hours:.1f}",
                f"{row.hours / self.fewest_days:.1f} to {row.hours / self.most_days:.1f}",
                f"{row.hours_at_risk:.1f}",
            ]
            for row in self.rows
        ]
        return render_table(self.caption, header, rows)


def describe_masked_infusion(weights: Iterable[float] = (50, 90)) -> MaskedInfusion:
    """Return grams, volume and hours of one infusion cycle for some body weights.

    For judging blinding and burden: a bag of saline has to last as long and hold as much. Not dosing advice.
    The hours are the same for every weight, because dose and rate both go by the kilogram.

    Parameters
    ----------
    weights : iterable of float
        Kilograms, above 0 and at most 300.

    Returns
    -------
    MaskedInfusion
        Dose, rates and days come from the published figures, the concentration from the product's name.

    Raises
    ------
    Impossible
        If there is no weight, or one that no patient has.

    Examples
    --------
    >>> print(describe_masked_infusion([50]))
    50 kg: 100 g in 1000 mL, at least 8.3 h (11.1 h at the rate for patients at risk). In each cycle, spread over 2 to
    5 days. For judging blinding and burden; not dosing advice.
    """
    listed = [] if isinstance(weights, (Mapping, Set)) else check_list("weights", weights, of=WEIGHTS)
    if not listed:
        raise Impossible(f"weights = {shorten(weights)} is impossible: it must be a list of {WEIGHTS}.")
    dose, days = figure("dose").value, figure("infusion_days")
    rates = [figure(row).value for row in ("label_rate_dm", "label_rate_dm_at_risk")]
    # Of a kilogram, so that the weight cancels exactly.
    volume_per_kg = dose * MILLIGRAMS_PER_GRAM / MILLIGRAMS_PER_MILLILITRE
    hours = [volume_per_kg / rate / MINUTES_PER_HOUR for rate in rates]
    rows = tuple(
        InfusionRow(weight, dose * weight, volume_per_kg * weight, *hours) for weight in map(_check_weight, listed)
    )
    return MaskedInfusion(rows, dose, *rates, int(days.lower), int(days.upper))


def _check_weight(value: float) -> float:
    weight = check_number("weight", value, 0, HEAVIEST, unit="kg")
    if weight == 0:
        raise Impossible(f"weight = 0 is impossible: it must be a number above 0 and at most {HEAVIEST} kg.")
    return weight
