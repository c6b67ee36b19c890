"""The next trial under three truths: no effect, half the planned effect, and the planned effect."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible, check_choice
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import check_value, make_draws_slider, make_seed_slider
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.next_trial import start_next_trial, update_next_trial
from helpers.figures.next_trial_words import NextTrial
from helpers.figures.picture import Picture
from helpers.models.simulated_trials import SimulatedTrials, simulate_trials

TRIALS = (10, 30, 100, 300, 1000, 3000, 10_000)
"""How many trials are drawn for each truth: from one to the next a standard error shrinks by some four tenths."""
OPENING_TRIALS = 100
OPENING = {"control_rate": 25, "treatment_rate": 45, "n_per_arm": 90}
"""Made up, and no published rates: a plan with about four chances in five."""
PARTS = (0.0, 0.5, 1.0)
"""Of the planned effect, as `TRUTHS` names them."""


class NextTrialExplorer(Explorer):
    """Run the next trial under three truths: how often does it reject, and what do the rejecting trials show?

    A plan is kept to, and three things may be true: the drug does nothing, half of what was planned, or what was
    planned. Each truth is drawn many times, beside the exact chance. Everything is invented: no bias, no drop-out, one
    rate in each arm.

    Parameters
    ----------
    control_rate, treatment_rate : int
        Responders on placebo and on the drug for which the trial is planned, 1 to 98 % and 2 to 99 %.
    n_per_arm : int
        10 to 2000 patients.
    test : {"pooled_z", "fisher"}
        Two-sided at 5 %: pooled z (chi-squared without correction), or Fisher's exact test.
    trials : {10, 30, 100, 300, 1000, 3000, 10000}
        Drawn for each truth; fewer are the first of more.
    seed : int
        Which trials are drawn, 1 to 20.

    Examples
    --------
    >>> print(NextTrialExplorer(trials=10_000).picture.parts.title.get_text())
    Planned effect: 80.7 % of trials reject;
    half of it: 30.4 %; no effect: 4.9 %
    """

    title = "The next trial under three truths"
    player = "trials"
    pause_ms = 600
    kept = ("control_rate", "treatment_rate", "n_per_arm", "test", "seed")

    def __init__(self, **state: Any) -> None:
        # Before the controls are made, which are watched for what is planned with them.
        self._plan: dict[str, Any] = {}
        self._is_preset = False
        super().__init__(**state)

    def controls(self) -> dict[str, Widget]:
        trials = make_draws_slider(
            TRIALS, "Trials drawn for each truth", "More of them make the simulation surer, not the trial"
        )
        trials.value = OPENING_TRIALS
        controls = {
            "control_rate": IntSlider(
                value=OPENING["control_rate"],
                min=1,
                max=98,
                description="Response on placebo, as planned (%)",
                tooltip="How many of 100 patients on placebo reach the bar, under all three truths",
            ),
            "treatment_rate": IntSlider(
                value=OPENING["treatment_rate"],
                min=2,
                max=99,
                description="Response on the drug, as planned (%)",
                tooltip="How many of 100 patients on the drug reach the bar, if the planned effect is true",
            ),
            "n_per_arm": IntSlider(
                value=OPENING["n_per_arm"],
                min=10,
                max=2000,
                description="Patients per arm",
                tooltip="How many patients each arm of the next trial has",
            ),
            "test": Dropdown(
                options=[("Chi-squared (pooled z)", "pooled_z"), ("Fisher's exact test", "fisher")],
                description="Test, two-sided at 5 %",
                tooltip="A trial rejects where the p of this test is below 0.05",
            ),
            "trials": trials,
            "seed": make_seed_slider("Draw (which series of trials)"),
        }
        for name in self.kept:
            self._plan[name] = controls[name].value
            controls[name].observe(partial(self._on_plan, name), "value")
        return controls

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        n, most = self._plan["n_per_arm"], self._plan | {"trials": TRIALS[-1]}
        return {
            "100 trials": self._plan | {"trials": OPENING_TRIALS},
            "10 000 trials": most,
            "Half the patients": most | {"n_per_arm": n // 2},
            "Four times the patients": most | {"n_per_arm": 4 * n},
            "Fisher's exact test": most | {"test": "fisher"},
        }

    def show_preset(self, name: str) -> None:
        """Show a preset of the reader's own plan: that of the sliders, before any preset changed it.

        Raises
        ------
        Impossible
            If the plan has so few or so many patients that half or four times of them are beyond the slider.
        """
        for control, value in self.presets[check_choice("name", name, self.presets)].items():
            check_value(control, self._controls[control], value)
        with self._lock:
            self._is_preset = True
            try:
                super().show_preset(name)
            finally:
                self._is_preset = False

    def _on_plan(self, name: str, change: Any) -> None:
        with self._lock:
            if not self._is_preset:
                self._plan[name] = change["new"]

    def compute(
        self, *, control_rate: int, treatment_rate: int, n_per_arm: int, test: str, trials: int, seed: int
    ) -> NextTrial:
        if treatment_rate <= control_rate:
            raise Impossible(
                f"{treatment_rate} % on the drug is not more than {control_rate} % on placebo: to plan for a benefit "
                f"is impossible then. Choose at least {control_rate + 1} % on the drug, or at most "
                f"{treatment_rate - 1} % on placebo."
            )
        planned = treatment_rate - control_rate
        return NextTrial(
            tuple(
                _run(n_per_arm, (control_rate + part * planned) / 100, control_rate / 100, test, trials, seed)
                for part in PARTS
            ),
            Provenance(Status.SYNTHETIC, None, "assumed rates, simulated trials"),
        )

    def layout_key(self, result: NextTrial) -> tuple[Provenance, int]:
        return result.provenance, result.reach

    def start(self, result: NextTrial) -> Picture:
        return start_next_trial(result)

    def update(self, picture: Picture, result: NextTrial) -> Picture:
        return update_next_trial(picture, result)


@lru_cache(maxsize=16)
def _run(n_per_arm: int, p_treatment: float, p_control: float, test: str, trials: int, seed: int) -> SimulatedTrials:
    # Kept, since one control seldom changes all three truths.
    return simulate_trials(n_per_arm, n_per_arm, p_treatment, p_control, trials=trials, seed=seed, test=test)
