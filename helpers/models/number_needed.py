"""The number needed to treat and its interval, which may pass through infinity."""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.models.intervals import Interval
from helpers.models.rendering import format_number, format_share, render_table

CITATION = "Altman DG. BMJ 1998;317:1309-1312. doi:10.1136/bmj.317.7168.1309"


@dataclass(frozen=True)
class NumberNeededRange:
    """One piece of the interval of a number needed to treat.

    Attributes
    ----------
    kind : {"NNTB", "NNTH"}
        Number needed to treat for one more patient to benefit, or for one more to be harmed.
    lower, upper : float
        Patients, at least 1; `upper` may be infinite.
    """

    kind: str
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.kind} {format_number(self.lower, 1)} to {format_number(self.upper, 1)}"


@dataclass(frozen=True)
class NumberNeededInterval:
    """The interval of a number needed to treat: the risk difference's interval, inverted.

    Where the risk difference may be 0, the number needed may be infinite. Its interval then has two pieces,
    from benefit through infinity to harm, and the values between the two printed limits are the ones that
    it does *not* hold (Altman 1998).

    Attributes
    ----------
    difference : Interval
        The interval of the risk difference that is inverted.

    Examples
    --------
    >>> from helpers.models.proportions import compare_proportions
    >>> print(compare_proportions(37, 47, 21, 48).number_needed_to_treat_interval())
    NNTB 2.9 (95 % interval 1.9 to 6.0, Wald)
    >>> print(compare_proportions(20, 24, 15, 25).number_needed_to_treat_interval())
    NNTB 4.3 (95 % interval NNTB 2.1 to infinity to NNTH 102.2, Wald)
    """

    difference: Interval

    @property
    def estimate(self) -> float:
        """1 / risk difference in patients: negative for harm, infinite without a difference."""
        return invert_difference(self.difference.estimate)

    @property
    def level(self) -> float:
        """Confidence level, between 0 and 1."""
        return self.difference.level

    @property
    def method(self) -> str:
        """The method of the risk difference's interval."""
        return self.difference.method

    @property
    def benefit(self) -> NumberNeededRange | None:
        """The piece in which more patients respond to the treatment; none if the interval holds no benefit."""
        lower, upper = self.difference
        return NumberNeededRange("NNTB", 1 / upper, 1 / lower if lower > 0 else math.inf) if upper > 0 else None

    @property
    def harm(self) -> NumberNeededRange | None:
        """The piece in which fewer patients respond to the treatment; none if the interval holds no harm."""
        lower, upper = self.difference
        return NumberNeededRange("NNTH", -1 / lower, -1 / upper if upper < 0 else math.inf) if lower < 0 else None

    @property
    def pieces(self) -> tuple[NumberNeededRange, ...]:
        """Benefit and harm, as far as the interval holds them: two pieces, one, or none for 0 to 0."""
        return tuple(piece for piece in (self.benefit, self.harm) if piece)

    @property
    def crosses_zero(self) -> bool:
        """True if the risk difference may be 0, so that the number needed may be infinite."""
        return 0 in self.difference

    def describe_limits(self) -> str:
        """Return the interval in words, without its level: `NNTB 2.1 to infinity to NNTH 102.2`."""
        if self.benefit and self.harm:
            return f"{self.benefit} to NNTH {format_number(self.harm.lower, 1)}"
        return str(self.pieces[0]) if self.pieces else "infinity alone"

    def __str__(self) -> str:
        estimate = describe_number_needed(self.estimate)
        limits = self.describe_limits()
        if len(self.pieces) == 1:
            # Say the kind once where estimate and interval share it.
            limits = limits.removeprefix(estimate.split()[0] + " ")
        return f"{estimate} ({format_share(self.level)} interval {limits}, {self.difference.label})"

    def _repr_html_(self) -> str:
        header = ["measure", "estimate", "interval", "method"]
        row = [
            "number needed to treat",
            describe_number_needed(self.estimate),
            self.describe_limits(),
            f"{self.difference.label}, inverted",
        ]
        caption = (
            f"{format_share(self.level)} confidence interval. NNTB: patients to treat for one more responder. "
            f"NNTH: for one fewer. {CITATION}"
        )
        return render_table(caption, header, [row])


def invert_difference(difference: float) -> float:
    """Return 1 / `difference`, infinite for 0.

    >>> invert_difference(0.25), invert_difference(-0.5), invert_difference(0)
    (4.0, -2.0, inf)
    """
    return 1 / difference if difference else math.inf


def describe_number_needed(number: float) -> str:
    """Name the direction of a number needed to treat.

    >>> describe_number_needed(2.859), describe_number_needed(-4), describe_number_needed(float("inf"))
    ('NNTB 2.9', 'NNTH 4.0', 'NNT infinity')
    """
    if math.isinf(number):
        return "NNT infinity"
    return f"{'NNTB' if number > 0 else 'NNTH'} {format_number(abs(number), 1)}"
