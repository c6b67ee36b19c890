"""What was believed before, and what the counts make of it: two response rates, each with a beta prior.

The posterior of each rate is a beta again; that of their difference is integrated in `beta_difference`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from helpers.errors import Impossible, check_number, shorten
from helpers.models.beta_difference import (
    Beta,
    check_places,
    compute_density,
    compute_share_above,
    compute_share_and_density,
)
from helpers.models.intervals import Interval
from helpers.models.rendering import format_number, format_share, render_table
from helpers.models.two_by_two import TwoByTwo

__all__ = ["Beta", "TwoBeta", "describe_probability", "two_beta"]

CITATION = "Altham PME. J R Stat Soc B 1969;31:261-269"

SMALLEST, LARGEST = 0.05, 1e6
"""Bounds of a posterior's two parameters, patients. Below, so much of the curve lies closer to 0 than the smallest
number a computer holds that the sums lose digits; above, nobody has that many patients."""

_LARGEST_LEVEL = 0.999999
"""Beyond it, what an interval leaves out comes near the rounding of the sums."""
_SHOWN = 1e-4
"""A probability nearer than this to 0 or 1 is not told more closely."""
_TOLERANCE = 1e-12
"""How closely a limit of an interval is found, as a fraction."""


@dataclass(frozen=True)
class CredibleInterval(Interval):
    """An interval that holds `level` of the posterior, as much left out below as above: not a confidence interval."""

    def _repr_html_(self) -> str:
        header = ["measure", "posterior mean", "lower", "upper"]
        row = [self.measure, *map(format_number, (self.estimate, self.lower, self.upper))]
        return render_table(
            f"{format_share(self.level)} credible interval, given the priors. {CITATION}", header, [row]
        )


@dataclass(frozen=True)
class TwoBeta:
    """Two response rates with their priors and posteriors, and the posterior of treatment - control.

    Every probability is conditional on these two priors and these counts; with other priors it is another.

    Attributes
    ----------
    counts : TwoByTwo
    prior_treatment, prior_control : Beta
        What was believed of each arm before its counts, independently of the other.
    """

    counts: TwoByTwo
    prior_treatment: Beta
    prior_control: Beta

    @cached_property
    def posterior_treatment(self) -> Beta:
        """What is believed of the treatment arm's response rate after its counts."""
        return self.prior_treatment.add(self.counts.responders_treatment, self.counts.n_treatment)

    @cached_property
    def posterior_control(self) -> Beta:
        """What is believed of the control arm's response rate after its counts."""
        return self.prior_control.add(self.counts.responders_control, self.counts.n_control)

    @property
    def mean_difference(self) -> float:
        """Posterior mean of the difference, -1 to 1; positive favours the treatment."""
        return self.posterior_treatment.mean - self.posterior_control.mean

    def probability_above(self, margin: float = 0.0) -> float:
        """Return the posterior probability that treatment - control is larger than `margin`, a fraction.

        Raises
        ------
        Impossible
            If the margin is not a number from -1 to 1.

        Examples
        --------
        >>> round(two_beta(37, 47, 21, 48).probability_above(0.2), 4)
        0.9279
        """
        margin = check_number("margin", margin, -1, 1)
        if margin >= 0:
            return compute_share_above(self.posterior_treatment, self.posterior_control, margin)
        return 1 - compute_share_above(self.posterior_control, self.posterior_treatment, -margin)

    def difference_interval(self, level: float = 0.95) -> CredibleInterval:
        """Return the equal-tailed credible interval of the difference, as fractions; its estimate is the mean.

        Raises
        ------
        Impossible
            If the level does not lie between 0 and 0.999999.
        """
        level = check_number("level", level, 0, _LARGEST_LEVEL, open_ends=True)
        lower, upper = (self._find_quantile(share) for share in ((1 - level) / 2, (1 + level) / 2))
        measure, label = "risk difference", "credible, equal tails"
        return CredibleInterval(measure, self.mean_difference, lower, upper, level, "two-beta", label, CITATION)

    def density(self, differences: np.ndarray) -> np.ndarray:
        """Return the height of the posterior at each difference from -1 to 1; the area under it is 1.

        At 0 it is infinite where both rates crowd so much at one end that their curves multiplied have no area.

        Raises
        ------
        Impossible
            If a difference is not a number from -1 to 1.
        """
        differences = check_places("differences", differences, low=-1)
        heights = np.zeros(differences.shape)
        treatment, control = self.posterior_treatment, self.posterior_control
        above, below = (differences >= 0) & (differences < 1), (differences < 0) & (differences > -1)
        heights[above] = compute_density(treatment, control, differences[above])
        heights[below] = compute_density(control, treatment, -differences[below])
        return heights

    def _find_quantile(self, share: float) -> float:
        """Return the difference with `share` of the posterior below it: Newton's steps, kept between two bounds."""
        variance = self.posterior_treatment.variance + self.posterior_control.variance
        guess = self.mean_difference + NormalDist().inv_cdf(share) * math.sqrt(variance)
        low, high = -1.0, 1.0
        guess = min(max(guess, -0.99), 0.99)
        # Halving alone would take 41 steps.
        for _ in range(100):
            above, height = self._look_at(guess)
            excess = 1 - above - share
            low, high = (low, guess) if excess > 0 else (guess, high)
            step = guess - excess / height if 0 < height < math.inf else math.nan
            # Asked first: a step of nothing lands on a bound, and halving from there would take another forty.
            if abs(step - guess) < _TOLERANCE:
                return step
            guess, last = (step if low < step < high else (low + high) / 2), guess
            if abs(guess - last) < _TOLERANCE:
                return guess
        return guess

    def _look_at(self, difference: float) -> tuple[float, float]:
        """Return the posterior probability above a difference, and its density there."""
        if difference >= 0:
            return compute_share_and_density(self.posterior_treatment, self.posterior_control, difference)
        above, height = compute_share_and_density(self.posterior_control, self.posterior_treatment, -difference)
        return 1 - above, height

    def __str__(self) -> str:
        interval = self.difference_interval()
        return (
            f"P(difference > 0) is {describe_probability(self.probability_above())}, difference "
            f"{format_number(interval.estimate)} ({format_share(interval.level)} credible "
            f"{format_number(interval.lower)} to {format_number(interval.upper)}), given "
            f"{self.counts.responders_treatment} of {self.counts.n_treatment} v {self.counts.responders_control} of "
            f"{self.counts.n_control} and priors worth {self.prior_treatment.weight:g} and "
            f"{self.prior_control.weight:g} patients"
        )

    def _repr_html_(self) -> str:
        rows = []
        for name, prior, posterior in (
            ("treatment", self.prior_treatment, self.posterior_treatment),
            ("control", self.prior_control, self.posterior_control),
        ):
            limits = " to ".join(map(format_number, posterior.interval()))
            before = f"{format_number(prior.mean)} (worth {prior.weight:g} patients)"
            rows.append([name, before, format_number(posterior.mean), limits])
        difference = self.difference_interval()
        before = format_number(self.prior_treatment.mean - self.prior_control.mean)
        limits = " to ".join(map(format_number, difference))
        rows.append(["difference", before, format_number(difference.estimate), limits])
        probability = describe_probability(self.probability_above())
        caption = f"P(difference > 0) is {probability}, given these priors and these counts. {CITATION}"
        return render_table(caption, ["response rate", "prior mean", "posterior mean", "95 % credible interval"], rows)


def two_beta(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    prior_treatment: tuple[float, float] | Beta = (1, 1),
    prior_control: tuple[float, float] | Beta = (1, 1),
) -> TwoBeta:
    """Combine a beta prior for each arm's response rate with the counts.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control : int
        As in `compare_proportions`; the outcome is a good one.
    prior_treatment, prior_control : Beta, or tuple of two float
        Responders and non-responders that the belief is worth; (1, 1) is flat. `Beta.from_mean` makes one from a
        mean and a weight.

    Returns
    -------
    TwoBeta
        With `.probability_above(margin)`, `.difference_interval(level)` and `.density(differences)`.

    Raises
    ------
    Impossible
        If a count cannot be, a prior is worth nothing or infinitely much, or a posterior has less than 0.05 or more
        than a million patients' worth of responders or of non-responders: too sharp to be integrated.

    Examples
    --------
    ProDERM at week 16 with flat priors (counts from doi:10.1056/NEJMoa2117912).

    >>> proderm = two_beta(37, 47, 21, 48)
    >>> print(proderm)
    P(difference > 0) is 0.9998, difference 0.336 (95 % credible 0.152 to 0.508), given 37 of 47 v 21 of 48 and priors
    worth 2 and 2 patients
    """
    counts = TwoByTwo(responders_treatment, n_treatment, responders_control, n_control)
    priors = _read_prior("prior_treatment", prior_treatment), _read_prior("prior_control", prior_control)
    result = TwoBeta(counts, *priors)
    for arm, posterior in (("treatment", result.posterior_treatment), ("control", result.posterior_control)):
        if not all(SMALLEST <= parameter <= LARGEST for parameter in (posterior.a, posterior.b)):
            raise Impossible(
                f"Prior and counts of the {arm} arm come to {posterior.a:g} responders and {posterior.b:g} "
                f"non-responders: impossible to integrate. Choose a prior that brings both to {SMALLEST:g} to "
                f"{LARGEST:.0f}."
            )
    return result


def describe_probability(probability: float) -> str:
    """Write a probability with four decimals, and none of them as if it were certain.

    Raises
    ------
    Impossible
        If it is not a number from 0 to 1.

    Examples
    --------
    >>> describe_probability(0.99976), describe_probability(0.999999), describe_probability(1e-9)
    ('0.9998', 'more than 0.9999', 'less than 0.0001')
    """
    probability = check_number("probability", probability, 0, 1)
    if probability > 1 - _SHOWN:
        return f"more than {1 - _SHOWN:.4f}"
    return f"less than {_SHOWN:.4f}" if probability < _SHOWN else f"{probability:.4f}"


def _read_prior(name: str, prior: tuple[float, float] | Beta) -> Beta:
    if isinstance(prior, Beta):
        return prior
    try:
        a, b = prior
    except (TypeError, ValueError):
        raise Impossible(
            f"{name} = {shorten(prior)} is impossible: it must be two numbers, (responders, others)."
        ) from None
    return Beta(
        *(
            check_number(f"{name}, {part}", value, 0, math.inf, open_ends=True)
            for part, value in zip("ab", (a, b), strict=True)
        )
    )
