"""Two arms, one score: the difference in means from the summary that a report prints.

Means, standard deviations and numbers of patients are enough for the t intervals. What they hide is the shape of the
score: `share_below` says where a normal curve with that mean and that standard deviation would put people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

from helpers.errors import Impossible, check_choice, check_count, check_number
from helpers.models.intervals import Interval, Method, build_interval
from helpers.models.rendering import format_number, format_share, render_table

LARGEST_VALUE = 1e12
"""Of a mean or a standard deviation. No score comes near it; beyond it the digits of a difference are lost."""
SMALLEST_SPREAD = 1e-100
"""Of a standard deviation that is not 0: below it a standard error can vanish."""
MOST_PATIENTS = 10**12
"""Of an arm: more than there are people."""


@dataclass(frozen=True)
class MeanDifference:
    """Two means and their difference, treatment minus control.

    Attributes
    ----------
    mean_treatment, mean_control : float
        In the unit of the score. Whether more is better is for the score to say.
    sd_treatment, sd_control : float
        Standard deviations with n - 1, same unit; not standard errors.
    n_treatment, n_control : int
        Patients behind each mean, at least 2.
    level : float
        Confidence level used where none is named, between 0 and 1.

    Notes
    -----
    One arm may be without spread (SD 0). Two such arms are refused: there is nothing to say how sure one can be.
    """

    mean_treatment: float
    sd_treatment: float
    n_treatment: int
    mean_control: float
    sd_control: float
    n_control: int
    level: float = 0.95

    def __post_init__(self) -> None:
        for arm in ("treatment", "control"):
            mean = check_number(f"mean_{arm}", getattr(self, f"mean_{arm}"), -LARGEST_VALUE, LARGEST_VALUE)
            sd = _check_spread(f"sd_{arm}", getattr(self, f"sd_{arm}"))
            object.__setattr__(self, f"mean_{arm}", mean)
            object.__setattr__(self, f"sd_{arm}", sd)
            n = check_count(f"n_{arm}", getattr(self, f"n_{arm}"), low=2, high=MOST_PATIENTS)
            object.__setattr__(self, f"n_{arm}", n)
        object.__setattr__(self, "level", check_number("level", self.level, 0, 1, open_ends=True))
        if self.sd_treatment == self.sd_control == 0:
            raise Impossible(
                "sd_treatment = sd_control = 0: an interval is impossible where nobody differs from anybody. "
                "Choose an SD above 0 in one arm at least."
            )

    @property
    def difference(self) -> float:
        """Mean of the treatment arm minus mean of the control arm, in the unit of the score."""
        return self.mean_treatment - self.mean_control

    @property
    def standard_error(self) -> float:
        """Welch's standard error: each arm with its own standard deviation."""
        return math.hypot(self.sd_treatment / math.sqrt(self.n_treatment), self.sd_control / math.sqrt(self.n_control))

    @property
    def degrees_of_freedom(self) -> float:
        """Welch and Satterthwaite's degrees of freedom: between the smaller n - 1 and both n together minus 2."""
        # As a share of the larger error, so that neither a tiny nor a huge unit loses its square.
        errors = (self.sd_treatment / math.sqrt(self.n_treatment), self.sd_control / math.sqrt(self.n_control))
        one, other = ((error / max(errors)) ** 2 for error in errors)
        return (one + other) ** 2 / (one**2 / (self.n_treatment - 1) + other**2 / (self.n_control - 1))

    @property
    def pooled_sd(self) -> float:
        """One standard deviation for both arms, weighted by n - 1."""
        freedom = self.n_treatment + self.n_control - 2
        return math.hypot(
            self.sd_treatment * math.sqrt((self.n_treatment - 1) / freedom),
            self.sd_control * math.sqrt((self.n_control - 1) / freedom),
        )

    @property
    def standardised_difference(self) -> float:
        """Cohen's d: the difference in pooled standard deviations.

        For a bounded, skewed score it describes little: see `share_below`.
        """
        return self.difference / self.pooled_sd

    def interval(self, method: str = "welch", level: float | None = None) -> Interval:
        """Return the confidence interval of the difference, in the unit of the score.

        Parameters
        ----------
        method : {"welch", "pooled"}
            Each arm with its own SD and Welch's degrees of freedom, or one SD for both (Student).
        level : float, optional
            Confidence level, between 0 and 1; that of the comparison when not given.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.

        Examples
        --------
        The printed interval of mean TIS, 17.2 to 35.6, needs all 47 and 48 patients.

        >>> print(welch_from_summary(47.7, 24.2, 47, 21.3, 20.8, 48).interval())
        difference in means 26.400 (95 % interval 17.194 to 35.606, Welch)
        >>> print(welch_from_summary(47.7, 24.2, 45, 21.3, 20.8, 46).interval())
        difference in means 26.400 (95 % interval 16.988 to 35.812, Welch)
        """
        level = self.level if level is None else level
        return build_interval("difference in means", self.difference, method, MEAN_METHODS, level, self)

    def p_value(self, method: str = "welch") -> float:
        """Return the two-sided p value of no difference in means, by the test that the interval inverts.

        Raises
        ------
        Impossible
            If the method is not known.
        """
        from scipy.special import stdtr

        error, freedom = _measure_error(self, check_choice("method", method, MEAN_METHODS))
        return 2 * float(stdtr(freedom, -abs(self.difference) / error))

    def __str__(self) -> str:
        return (
            f"{self.mean_treatment:g} (SD {self.sd_treatment:g}, n = {self.n_treatment}) v {self.mean_control:g} "
            f"(SD {self.sd_control:g}, n = {self.n_control}): {self.interval()}, "
            f"d = {format_number(self.standardised_difference, 2)}"
        )

    def _repr_html_(self) -> str:
        intervals = [self.interval(method) for method in MEAN_METHODS]
        freedoms = [_measure_error(self, method)[1] for method in MEAN_METHODS]

        def print_limits(digits: int) -> list[str]:
            return [" to ".join(format_number(limit, digits) for limit in interval) for interval in intervals]

        # One decimal, as reports print them; what a reader seldom needs stands last.
        rows = [
            ["difference in means", *(format_number(interval.estimate, 1) for interval in intervals)],
            [f"{format_share(self.level)} interval", *print_limits(1)],
            ["the same, three decimals", *print_limits(3)],
            ["degrees of freedom (of the t curve)", *(format_number(freedom, 1) for freedom in freedoms)],
            [
                "Cohen's d (difference in pooled SDs)",
                *[format_number(self.standardised_difference, 2)] * len(intervals),
            ],
        ]
        caption = (
            f"Mean {self.mean_treatment:g} (SD {self.sd_treatment:g}, {self.n_treatment} patients) against "
            f"{self.mean_control:g} (SD {self.sd_control:g}, {self.n_control} patients)"
        )
        return render_table(caption, ["by the method of", *(interval.label for interval in intervals)], rows)


def welch_from_summary(
    mean_treatment: float,
    sd_treatment: float,
    n_treatment: int,
    mean_control: float,
    sd_control: float,
    n_control: int,
    *,
    level: float = 0.95,
) -> MeanDifference:
    """Compare two means from what a report prints of them.

    Parameters
    ----------
    mean_treatment, sd_treatment, n_treatment : float, float, int
        Mean, standard deviation (n - 1) and number of patients of the treatment arm.
    mean_control, sd_control, n_control : float, float, int
        The same of the control arm.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    MeanDifference
        Keeps its inputs; `.difference`, `.degrees_of_freedom`, `.standardised_difference` are attributes,
        `.interval(method, level)` and `.p_value(method)` methods.

    Raises
    ------
    Impossible
        If a number cannot be: an SD below 0, fewer than 2 patients, no spread in either arm.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35, doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> result = welch_from_summary(47.7, 24.2, 47, 21.3, 20.8, 48)
    >>> round(result.degrees_of_freedom, 1), round(result.standardised_difference, 2)
    (90.3, 1.17)
    """
    return MeanDifference(mean_treatment, sd_treatment, n_treatment, mean_control, sd_control, n_control, level)


def share_below(value: float, mean: float, sd: float) -> float:
    """Return the share of people that a normal curve with this mean and SD would put below `value`, 0 to 1.

    A score that cannot be below 0 has nobody there. What the curve puts there says how badly mean and SD describe it.

    Raises
    ------
    Impossible
        If the SD is not above 0, or a number cannot be.

    Examples
    --------
    Mean TIS 21.3, SD 20.8: the curve puts 15 % below 0, where no score is.

    >>> round(share_below(0, 21.3, 20.8), 3)
    0.153
    """
    value, mean = (
        check_number(name, number, -LARGEST_VALUE, LARGEST_VALUE) for name, number in (("value", value), ("mean", mean))
    )
    sd = _check_spread("sd", sd)
    if sd == 0:
        raise Impossible("sd = 0 is impossible here: a curve without spread is none. Choose an SD above 0.")
    return NormalDist().cdf((value - mean) / sd)


def _check_spread(name: str, value: float) -> float:
    """Return a standard deviation that is 0, or large enough to be divided by."""
    spread = check_number(name, value, 0, LARGEST_VALUE)
    if 0 < spread < SMALLEST_SPREAD:
        raise Impossible(
            f"{name} = {spread:g} is impossible here: choose 0, or a number from {SMALLEST_SPREAD:g} to "
            f"{LARGEST_VALUE:g}."
        )
    return spread


def _measure_error(means: MeanDifference, method: str) -> tuple[float, float]:
    """Return standard error and degrees of freedom."""
    if method == "welch":
        return means.standard_error, means.degrees_of_freedom
    per_patient = 1 / means.n_treatment + 1 / means.n_control
    return means.pooled_sd * math.sqrt(per_patient), means.n_treatment + means.n_control - 2


def _compute_t_limits(means: MeanDifference, level: float, *, method: str) -> tuple[float, float]:
    from scipy.special import stdtrit

    error, freedom = _measure_error(means, method)
    half_width = -float(stdtrit(freedom, (1 - level) / 2)) * error
    return means.difference - half_width, means.difference + half_width


MEAN_METHODS: Mapping[str, Method] = {
    "welch": Method(
        "Welch",
        "Welch BL. Biometrika 1947;34:28-35. doi:10.1093/biomet/34.1-2.28",
        partial(_compute_t_limits, method="welch"),
    ),
    "pooled": Method(
        "Student, pooled SD",
        "Student. Biometrika 1908;6:1-25. doi:10.1093/biomet/6.1.1",
        partial(_compute_t_limits, method="pooled"),
    ),
}
"""The methods of `MeanDifference.interval`."""
