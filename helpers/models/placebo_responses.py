"""Placebo responses in three trials that print them at the same bar, each beside its own drug's arm.

Arms of different trials were not randomised against each other, so nothing here sets one trial against another: no
mean over trials, no difference between their placebo arms. The only contrasts are within a trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpers.errors import check_choice, check_number
from helpers.evidence import citation, figure
from helpers.models.intervals import Interval, proportion_interval
from helpers.models.proportions import ProportionComparison
from helpers.models.published_arms import compare_published
from helpers.models.rendering import format_share, render_table

DIFFERENCE_METHOD = "newcombe"
"""How the interval of a difference within a trial is computed: Wald's fails near 0 and 100 % in such small arms."""


@dataclass(frozen=True)
class Trial:
    """A trial whose placebo response is public.

    Attributes
    ----------
    name, drug : str
        For a reader; the drug is what the other arm was given.
    rows : mapping of int to tuple of str
        Bar of the Total Improvement Score, in points -> ids of the figures that hold the counts of drug and placebo.
        A bar whose counts we have not found is left out.
    citation : str
        Key of its source.
    """

    name: str
    drug: str
    rows: Mapping[int, tuple[str, str]]
    citation: str

    @property
    def timepoint(self) -> str:
        """When the score was taken, as "week 16"."""
        return str(figure(self.rows[min(self.rows)][1]).timepoint)

    @property
    def source(self) -> str:
        """Where its figures stand, in short."""
        return citation(self.citation).short


BARS = (20, 40, 60)
"""TIS points."""

TRIALS = (
    Trial(
        "ProDERM",
        "IVIg",
        MappingProxyType(
            {
                20: ("responders_ivig", "responders_placebo"),
                40: ("responders_ivig_tis40", "responders_placebo_tis40"),
                60: ("responders_ivig_tis60", "responders_placebo_tis60"),
            }
        ),
        "proderm_2022",
    ),
    Trial(
        "Ustekinumab in Japan",
        "ustekinumab",
        MappingProxyType({20: ("ustekinumab_responders_treatment", "ustekinumab_responders_placebo")}),
        "ustekinumab_2023",
    ),
    Trial(
        "ALKIVIA",
        "efgartigimod",
        MappingProxyType(
            {
                20: ("alkivia_responders_treatment", "alkivia_responders_placebo"),
                40: ("alkivia_responders_treatment_tis40", "alkivia_responders_placebo_tis40"),
                60: ("alkivia_responders_treatment_tis60", "alkivia_responders_placebo_tis60"),
            }
        ),
        "alkivia_2025",
    ),
)
"""In the order in which they were published. Picked because their figures are public."""


@dataclass(frozen=True)
class TrialResponse:
    """Both arms of one trial at one bar; empty where the counts were not found.

    Attributes
    ----------
    trial : Trial
    comparison : ProportionComparison or None
        The drug as treatment and placebo as control, as randomised; more is better.
    placebo, drug : Interval or None
        Share of each arm with its Wilson interval, fractions.
    difference : Interval or None
        Drug minus placebo within this trial, with its Newcombe interval, fractions.
    """

    trial: Trial
    comparison: ProportionComparison | None
    placebo: Interval | None
    drug: Interval | None
    difference: Interval | None

    @property
    def is_found(self) -> bool:
        """Whether the counts at this bar are public, as far as we have found."""
        return self.comparison is not None


@dataclass(frozen=True)
class PlaceboResponses:
    """Placebo responses at one bar, trial by trial.

    Attributes
    ----------
    bar : int
        The Total Improvement Score, in points, from which a patient counts.
    level : float
        Confidence level, between 0 and 1.
    trials : tuple of TrialResponse
    """

    bar: int
    level: float
    trials: tuple[TrialResponse, ...]

    @property
    def found(self) -> tuple[TrialResponse, ...]:
        """The trials whose counts were found."""
        return tuple(response for response in self.trials if response.is_found)

    def __str__(self) -> str:
        rows = "; ".join(f"{response.trial.name} {_describe_arm(response)}" for response in self.trials)
        return f"TIS {self.bar} or more on placebo ({format_share(self.level)} Wilson intervals): {rows}"

    def _repr_html_(self) -> str:
        rows = [
            [response.trial.name, response.trial.timepoint, _describe_arm(response), response.trial.source]
            for response in self.trials
        ]
        caption = f"TIS {self.bar} or more on placebo, {format_share(self.level)} Wilson intervals; not one trial"
        return render_table(caption, ["trial", "when", "on placebo", "source"], rows)


def compare_placebo_responses(bar: int = 20, level: float = 0.95) -> PlaceboResponses:
    """Return the placebo response of each trial with its interval, and its difference from its own drug's arm.

    Parameters
    ----------
    bar : {20, 40, 60}
        The Total Improvement Score, in points, from which a patient counts as a responder.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    PlaceboResponses

    Raises
    ------
    Impossible
        If there is no such bar, or the level cannot be.

    References
    ----------
    ProDERM: doi:10.1056/NEJMoa2117912. Ustekinumab in Japan: doi:10.1136/rmdopen-2023-003268. ALKIVIA: EULAR 2025,
    abstract OP0002; its counts are the only whole numbers that print as its percentages.

    Examples
    --------
    >>> for response in compare_placebo_responses(20).trials:
    ...     print(response.trial.name, response.trial.timepoint, *(round(100 * x) for x in response.placebo))
    ProDERM week 16 31 58
    Ustekinumab in Japan week 24 43 78
    ALKIVIA week 24 59 85
    >>> [response.is_found for response in compare_placebo_responses(40).trials]
    [True, False, True]
    """
    bar = BARS[BARS.index(check_choice("bar", bar, BARS))]
    level = check_number("level", level, 0, 1, open_ends=True)
    return PlaceboResponses(bar, level, tuple(_read_trial(trial, bar, level) for trial in TRIALS))


def _read_trial(trial: Trial, bar: int, level: float) -> TrialResponse:
    if bar not in trial.rows:
        return TrialResponse(trial, None, None, None, None)
    comparison = compare_published(*trial.rows[bar])
    return TrialResponse(
        trial,
        comparison,
        placebo=proportion_interval(comparison.responders_control, comparison.n_control, level=level),
        drug=proportion_interval(comparison.responders_treatment, comparison.n_treatment, level=level),
        difference=comparison.risk_difference_interval(DIFFERENCE_METHOD, level),
    )


def _describe_arm(response: TrialResponse) -> str:
    if response.comparison is None or response.placebo is None:
        return "not found"
    lower, upper = response.placebo
    arm = response.comparison
    share = 100 * response.placebo.estimate
    return f"{arm.responders_control} of {arm.n_control}, {share:.1f} % ({100 * lower:.1f} to {100 * upper:.1f})"
