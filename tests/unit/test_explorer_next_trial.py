"""The next trial under three truths: every row, number and mark against the model, at and away from the defaults."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.errors import Impossible
from helpers.evidence.status import Status
from helpers.explorers import NextTrialExplorer
from helpers.figures import style
from helpers.figures.next_trial import FLOORS, HEIGHTS, TALLEST, TICKS
from helpers.figures.next_trial_words import ENDS, count_bars
from helpers.figures.text import name_tick
from helpers.models.power import actual_size, exact_power
from helpers.models.rendering import print_percent
from helpers.models.simulated_trials import simulate_trials
from tests.unit.explorer_tools import list_clashes

TESTS = {"pooled_z": "chi-squared test", "fisher": "Fisher's exact test"}
STATES = [
    {},
    {"control_rate": 30, "treatment_rate": 47, "n_per_arm": 140, "test": "fisher", "trials": 3000, "seed": 5},
    {"control_rate": 60, "treatment_rate": 65, "n_per_arm": 2000, "test": "pooled_z", "trials": 10_000, "seed": 2},
    {"control_rate": 10, "treatment_rate": 51, "n_per_arm": 12, "test": "fisher", "trials": 1000, "seed": 20},
    {"control_rate": 45, "treatment_rate": 46, "n_per_arm": 10, "test": "fisher", "trials": 10, "seed": 1},
]


def run_model(explorer):
    """Return the model's runs under no effect, half the planned effect and the planned one."""
    state = explorer.state
    p, q, n = state["treatment_rate"] / 100, state["control_rate"] / 100, state["n_per_arm"]
    settings = {name: state[name] for name in ("trials", "seed", "test")}
    half = (state["control_rate"] + 0.5 * (state["treatment_rate"] - state["control_rate"])) / 100
    return [simulate_trials(n, n, rate, q, **settings) for rate in (q, half, p)]


def print_rate(rate: float) -> str:
    return f"{100 * rate:.1f}".removesuffix(".0")


def print_signed(points: float) -> str:
    return f"{points:+.1f}".replace("+0.0", "0.0").replace("-", "−")


def test_it_opens_on_rates_that_nobody_published():
    explorer = NextTrialExplorer()
    state = explorer.state
    assert (state["control_rate"], state["treatment_rate"], state["n_per_arm"]) == (25, 45, 90)
    published = {79, 44, 68, 23, 32, 8, 61}
    assert not {state["control_rate"], state["treatment_rate"]} & published
    assert 0.78 < exact_power(90, 90, 0.45, 0.25).power < 0.84
    assert explorer.picture.parts.title.get_text().startswith("Planned effect: 78 % of trials reject")


@pytest.mark.parametrize("state", STATES)
def test_the_marks_stand_at_the_rates_their_intervals_and_the_exact_powers(state):
    explorer = NextTrialExplorer(**state)
    runs, parts = run_model(explorer), explorer.picture.parts
    dots = np.asarray(parts.dots.get_offsets())
    assert dots[:, 0] == pytest.approx([100 * run.rejection_rate for run in runs])
    assert dots[:, 1].tolist() == HEIGHTS == sorted(HEIGHTS, reverse=True)
    for run, interval, tick, y in zip(
        runs, parts.intervals.get_segments(), parts.exact.get_segments(), HEIGHTS, strict=True
    ):
        assert interval == pytest.approx(np.array([[100 * limit, y] for limit in run.interval]))
        n, q = explorer.state["n_per_arm"], explorer.state["control_rate"] / 100
        exact = (
            actual_size(n, n, q, test=run.test)
            if run.p_treatment == q
            else exact_power(n, n, run.p_treatment, q, test=run.test).power
        )
        assert tick[:, 0] == pytest.approx([100 * exact] * 2) and tick[0, 1] < y < tick[1, 1]
    assert [text.get_text() for text in parts.rates] == [
        f"{print_percent(run.rejection_rate)} ({print_percent(run.exact_rate)})" for run in runs
    ]
    q = print_rate(runs[0].p_control)
    assert [text.get_text() for text in parts.rows] == [
        f"{truth}: {print_rate(run.p_treatment)} v {q} %"
        for truth, run in zip(("no effect", "half", "planned"), runs, strict=True)
    ]


def measure_area(outline: np.ndarray, floor: float) -> float:
    """Return the area between an outline and its floor."""
    x, heights = outline[:, 0], outline[:, 1] - floor
    return float(((x[1:] - x[:-1]) * (heights[1:] + heights[:-1]) / 2).sum())


@pytest.mark.parametrize("state", STATES)
def test_the_bars_hold_every_trial_and_the_dark_ones_those_that_reject(state):
    explorer = NextTrialExplorer(**state)
    runs, parts = run_model(explorer), explorer.picture.parts
    outlines = [
        [measure_area(path.vertices, floor) for path, floor in zip(polygons.get_paths(), FLOORS, strict=True)]
        for polygons in (parts.every, parts.rejecting)
    ]
    for run, every, rejecting in zip(runs, *outlines, strict=True):
        # Each trial has one area in all rows.
        assert every == pytest.approx(outlines[0][0])
        assert rejecting == pytest.approx(every * run.rejection_rate)
    tops = [path.vertices[:, 1].max() - floor for path, floor in zip(parts.every.get_paths(), FLOORS, strict=True)]
    assert max(tops) == pytest.approx(TALLEST)
    assert np.allclose(parts.rejecting.get_facecolor(), to_rgba(style.STAMP_COLOURS[Status.SYNTHETIC]))
    assert np.allclose(parts.every.get_facecolor(), to_rgba(style.PALE))


@pytest.mark.parametrize("state", STATES)
def test_triangles_and_dashed_lines_stand_at_the_means_and_the_truths(state):
    explorer = NextTrialExplorer(**state)
    runs, parts = run_model(explorer), explorer.picture.parts
    lines = parts.truths.get_segments()
    assert [line[0, 0] for line in lines] == pytest.approx([100 * run.true_difference for run in runs])
    found = [(run, floor) for run, floor in zip(runs, FLOORS, strict=True) if run.favourable]
    triangles = np.asarray(parts.triangles.get_offsets()).reshape(-1, 2)
    assert triangles[:, 0] == pytest.approx([100 * run.mean_favourable for run, _ in found])
    assert all(y < floor < y + 0.3 for y, (_, floor) in zip(triangles[:, 1], found, strict=True))
    assert [text.get_text() for text in parts.means] == [
        f"▲ {print_signed(100 * run.mean_favourable)}" if run.favourable else "none" for run in runs
    ]
    assert [text.get_text() for text in parts.names] == [
        f"{truth}: {print_signed(100 * run.true_difference)}"
        for truth, run in zip(("no effect", "half", "planned"), runs, strict=True)
    ]


@pytest.mark.parametrize("n", [7, 12, 90, 333, 2000])
@pytest.mark.parametrize("reach", [25, 50, 100])
def test_every_bar_holds_as_many_possible_differences_as_any_other(n, reach):
    """One of them is in the middle of the bar around 0, and no trial is lost or counted in another bar."""
    run = simulate_trials(n, n, 0.5, 0.4, trials=2000)
    bars = count_bars(run, reach)
    widths = np.diff(bars.edges)
    assert np.allclose(widths, widths[0]) and float(widths[0] * n) == pytest.approx(round(widths[0] * n))
    assert (bars.edges[:-1] + widths / 2) / widths == pytest.approx(np.rint((bars.edges[:-1] + widths / 2) / widths))
    assert bars.every.sum() == run.trials and bars.rejecting.sum() == run.rejections
    # A difference on an edge belongs to the bar on its right, whatever its last digit.
    counted = np.histogram(np.clip(run.differences + 1e-9, bars.edges[0], bars.edges[-1]), bars.edges)[0]
    assert np.array_equal(bars.every, counted)


@pytest.mark.parametrize("state", STATES)
def test_each_row_of_the_table_is_the_models(state):
    explorer = NextTrialExplorer(**state)
    table, now = explorer.picture.table, explorer.state
    assert table["truth"].tolist() == ["no effect", "half", "planned"]
    for (_, row), run in zip(table.iterrows(), run_model(explorer), strict=True):
        lower, upper = (100 * limit for limit in run.interval)
        thousands = f"{run.trials:,}".replace(",", "\u202f")
        assert row.tolist()[1:] == [
            f"{print_rate(run.p_treatment)} v {print_rate(run.p_control)}",
            now["n_per_arm"],
            TESTS[now["test"]],
            f"{thousands} ({now['seed']})",
            run.rejections,
            pytest.approx(100 * run.rejections / run.trials, abs=0.0051),
            pytest.approx(100 * run.monte_carlo_error, abs=0.00051),
            f"{lower:.1f} to {upper:.1f}",
            pytest.approx(100 * run.exact_rate, abs=0.0051),
            pytest.approx(100 * run.true_difference, abs=0.051),
            run.favourable,
            pytest.approx(100 * run.mean_favourable, abs=0.051) if run.favourable else "none",
        ]


@pytest.mark.parametrize("state", STATES)
def test_sentence_title_and_alternative_text_hold_the_models_numbers(state):
    explorer = NextTrialExplorer(**state)
    runs, now, picture = run_model(explorer), explorer.state, explorer.picture
    none, half, planned = (print_percent(run.rejection_rate) for run in runs)
    assert picture.parts.title.get_text() == (
        f"Planned effect: {planned} of trials reject;\nhalf of it: {half}; no effect: {none}"
    )
    thousands = f"{now['trials']:,}".replace(",", "\u202f")
    middle = runs[1]
    error = f"Monte Carlo error {100 * middle.monte_carlo_error:.2f} points"
    if not middle.rejections:
        error = "95 % interval 0.0 to 27.8 %"
    shown = "None of them is in the drug's favour;"
    if middle.favourable:
        shown = f"Those in the drug's favour show {print_signed(100 * middle.mean_favourable)} points on average;"
    true = print_signed(100 * middle.true_difference)
    assert picture.sentence == (
        f"Of {thousands} invented trials at half the planned effect ({print_rate(middle.p_treatment)} v "
        f"{print_rate(middle.p_control)} %) {half} reject: {error}, exactly {print_percent(middle.exact_rate)}. "
        f"{shown} {true} {'are true' if middle.favourable else 'points are true'}. No effect: {none}; planned: "
        f"{planned} ({now['n_per_arm']} per arm, {TESTS[now['test']]}, draw {now['seed']})."
    )
    assert len(picture.sentence) <= 300
    assert f"{now['n_per_arm']} per arm, {TESTS[now['test']]}; {thousands} trials for each truth" in picture.alt
    for truth, run in zip(("no effect", "half", "planned"), runs, strict=True):
        lower, upper = (100 * limit for limit in run.interval)
        assert (
            f"{truth}: {print_rate(run.p_treatment)} v {print_rate(run.p_control)} %: "
            f"{print_percent(run.rejection_rate)} ({lower:.1f} to {upper:.1f}), Monte Carlo error "
            f"{100 * run.monte_carlo_error:.2f} points, exactly {print_percent(run.exact_rate)}"
        ) in picture.alt
        mean = f"{print_signed(100 * run.mean_favourable)} points in " if run.favourable else "none"
        assert f"{truth}: {print_signed(100 * run.true_difference)} true, {mean}" in picture.alt
    setting = picture.parts.setting.get_text()
    assert setting == (
        f"Drug v placebo, {now['n_per_arm']} per arm, {TESTS[now['test']]}\n"
        f"{thousands} trials for each truth, draw {now['seed']}"
    )
    assert list_clashes(explorer) == []


@pytest.mark.parametrize("state", STATES)
def test_everything_is_stamped_as_invented(state):
    explorer = NextTrialExplorer(**state)
    assert str(explorer.picture.provenance) == "SYNTHETIC · assumed rates, simulated trials"
    assert "invented trials" in explorer.picture.sentence and explorer.picture.alt.startswith("Invented trials")


@pytest.mark.parametrize(
    ("state", "reach"),
    [
        ({}, 50),
        ({"n_per_arm": 20}, 100),
        ({"n_per_arm": 2000, "treatment_rate": 30}, 25),
        ({"n_per_arm": 2000, "treatment_rate": 95}, 100),
    ],
)
def test_the_lower_axis_fits_the_plan_and_stays_while_trials_are_added(state, reach):
    explorer = NextTrialExplorer(**state)
    for trials in (10, 1000, 10_000):
        explorer.set(trials=trials)
        axes = explorer.picture.parts.every.axes
        assert axes.get_xlim() == pytest.approx((ENDS[0] * reach, ENDS[1] * reach))
        assert [text.get_text() for text in axes.get_xticklabels()] == [name_tick(tick) for tick in TICKS[reach]]
        ends = [
            (path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in explorer.picture.parts.every.get_paths()
        ]
        assert min(low for low, _ in ends) >= ENDS[0] * reach and max(high for _, high in ends) <= ENDS[1] * reach


def test_a_run_adds_trials_to_the_first_until_the_rate_settles_at_the_exact_one():
    explorer = NextTrialExplorer(seed=3)
    errors = []
    for trials in (10, 30, 100, 300, 1000, 3000, 10_000):
        explorer.set(trials=trials)
        errors.append(explorer.picture.table["Monte Carlo error (points)"][1])
        counts = explorer.picture.table["trials that reject"].tolist()
        assert counts == [run.rejections for run in run_model(explorer)]
    assert errors == sorted(errors, reverse=True) and errors[-1] < 0.5
    assert explorer.player == "trials"


def test_a_plan_without_a_benefit_is_impossible_and_the_picture_stays():
    explorer = NextTrialExplorer()
    opening = explorer.picture.sentence
    for rate in (45, 60, 98):
        explorer.set(control_rate=rate)
        assert explorer.picture.sentence == opening
        assert f"45 % on the drug is not more than {rate} % on placebo" in explorer._problem
        assert f"Choose at least {rate + 1} % on the drug, or at most 44 % on placebo." in explorer._problem
    explorer.set(control_rate=44)
    assert explorer._problem == "" and "(44.5 v 44 %)" in explorer.picture.sentence


def test_the_presets_show_what_more_patients_and_another_test_do():
    explorer = NextTrialExplorer()
    rates, means = {}, {}
    for name in explorer.presets:
        explorer.show_preset(name)
        table = explorer.picture.table
        rates[name] = table["exactly (%)"].tolist()
        means[name] = table["their mean difference (points)"][1]
    assert rates["100 trials"] == rates["10 000 trials"]
    assert rates["Half the patients"][1] < rates["10 000 trials"][1] < rates["Four times the patients"][1]
    assert rates["Fisher's exact test"][0] < 5 and rates["Fisher's exact test"][2] < rates["10 000 trials"][2]
    # The fewer the patients, the farther beyond the true 10 points is what a rejecting trial shows.
    assert means["Half the patients"] > means["10 000 trials"] > means["Four times the patients"] > 10


def test_a_preset_keeps_the_plan_of_the_sliders_and_reset_brings_the_opening_one():
    explorer = NextTrialExplorer(control_rate=30, treatment_rate=47, n_per_arm=140)
    explorer._controls["control_rate"].value = 31
    seen = {}
    for name in explorer.presets:
        explorer.show_preset(name)
        seen[name] = explorer.state
    assert {(state["control_rate"], state["treatment_rate"]) for state in seen.values()} == {(31, 47)}
    # Of the reader's own patients, however many presets were pressed before.
    assert [state["n_per_arm"] for state in seen.values()] == [140, 140, 70, 560, 140]
    assert [state["test"] for state in seen.values()] == ["pooled_z"] * 4 + ["fisher"]
    chosen = [name for name, button in explorer._preset_buttons.items() if "te-chosen" in button._dom_classes]
    assert chosen == ["Fisher's exact test"]
    explorer.reset()
    explorer.show_preset("Half the patients")
    assert (explorer.state["control_rate"], explorer.state["n_per_arm"]) == (25, 45)


def test_a_preset_beyond_the_slider_is_told_and_changes_nothing():
    explorer = NextTrialExplorer(n_per_arm=600)
    before = explorer.state
    explorer._preset_buttons["Four times the patients"].click()
    assert explorer.state == before and "n_per_arm = 2400 is impossible" in explorer._problem
    explorer.set(n_per_arm=90)
    assert explorer._problem == ""


@pytest.mark.parametrize("name", ["Twice the patients", ["100 trials"]])
def test_a_preset_that_there_is_not_is_told(name):
    with pytest.raises(Impossible, match=r"^name = .{1,30} is not known: choose one of 100 trials, "):
        NextTrialExplorer().show_preset(name)


def test_no_word_promises_more_than_a_simulation_can():
    explorer = NextTrialExplorer()
    told = " ".join([explorer.picture.sentence, explorer.picture.alt, explorer.picture.parts.title.get_text()])
    assert not re.search(r"prove|confirm|significant|chance that", told)


@pytest.mark.slow
@pytest.mark.parametrize("test", TESTS)
def test_words_keep_clear_of_each_other_in_any_state(test):
    explorer = NextTrialExplorer(test=test, seed=20)
    for n_per_arm in (10, 2000):
        for control_rate, treatment_rate in ((1, 2), (1, 99), (48, 99), (97, 98), (25, 26)):
            for trials in (10, 10_000):
                explorer.set(
                    control_rate=control_rate, treatment_rate=treatment_rate, n_per_arm=n_per_arm, trials=trials
                )
                assert explorer._problem == "" and list_clashes(explorer) == []
                assert len(explorer.picture.sentence) <= 300
