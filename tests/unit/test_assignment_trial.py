"""A thousand students: no two trials alike, none degenerate, and every number on the page that of the trial."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise

import pytest
from scipy import stats

from helpers.errors import CourseError
from helpers.learning.assignment import draw
from helpers.learning.assignment.check_trial import find_fault
from helpers.learning.assignment.claims import APART, DECOYS, MISREADINGS
from helpers.learning.assignment.draw import Dice, draw_trial
from helpers.learning.assignment.facts import Facts
from helpers.learning.assignment.kinds import KINDS, TAUGHT, UNTAUGHT
from helpers.learning.assignment.trial import VERSION
from helpers.learning.misconceptions import load_misconceptions

STUDENTS = 1000

PINNED = "2026.11", "f7598f5e85c20dc74355ab8d9a338ecbc3feb131fcde5f88d35af396b6fd4ca4"
"""Version and SHA-256 of the first twenty trials. Another drawing needs another version, then another sum here.

Other words around the same numbers and planted sentences change no key: they need the sum alone.
"""

NUMBER = re.compile(r"\d+(?:\.\d+)?")

# Digits that belong to a name.
NAMES = re.compile(
    r"anti-\w+(?:-\d)?|tyrosine kinase 2|complement factor C5|interleukin 6|0 to 100 points|95 %|95 of 100"
)


@cache
def draw_student(number):
    return draw_trial(f"student {number}")


@pytest.fixture(params=[60, pytest.param(STUDENTS, marks=pytest.mark.slow)])
def trials(request):
    """A few trials in a quick run, a thousand in a whole one."""
    return [draw_student(number) for number in range(request.param)]


def read_numbers(text):
    return [float(number) for number in NUMBER.findall(NAMES.sub(" ", text.replace("1 000", "1000")))]


def test_no_two_of_a_thousand_trials_are_alike(trials):
    counts = {(trial.treatment, trial.control, trial.harms, trial.extension, trial.subtypes) for trial in trials}
    assert len(counts) == len(trials)
    assert len({json.dumps([asdict(arm) | {"name": ""} for arm in (t.treatment, t.control)]) for t in trials}) == len(
        trials
    )
    assert len({trial.sentences for trial in trials}) == len(trials)


def test_the_drawing_is_pinned_to_its_version():
    drawn = json.dumps([asdict(draw_student(number)) for number in range(20)], ensure_ascii=False, sort_keys=True)
    assert (VERSION, hashlib.sha256(drawn.encode()).hexdigest()) == PINNED


def test_none_of_a_thousand_is_degenerate_by_counting_anew(trials):
    for trial in trials:
        treatment, control, harms, extension = trial.treatment, trial.control, trial.harms, trial.extension
        for arm in (treatment, control):
            assert 0 < arm.responders_higher < arm.responders < arm.completed < arm.n
            # No mean can lie below what the responders alone give, nor above what all others could add.
            middle = arm.responders - arm.responders_higher
            least = (arm.responders_higher * trial.higher_bar + middle * trial.bar) / arm.n
            most = (
                arm.responders_higher * 100
                + middle * (trial.higher_bar - 2.5)
                + (arm.completed - arm.responders) * (trial.bar - 2.5)
            ) / arm.n
            assert least - 0.05 <= arm.mean <= most + 0.05
            assert 8 <= arm.sd <= 32
        assert 0 < trial.switched < control.n - control.completed
        assert harms.exposed == treatment.n + trial.switched
        assert harms.with_event < harms.events < harms.exposed
        assert extension.entered <= treatment.completed + control.completed + trial.switched
        assert extension.responders / extension.entered > treatment.responders / treatment.n
        assert extension.weeks > trial.weeks
        assert trial.power in (0.8, 0.9) and trial.higher_bar > trial.bar
        difference = treatment.responders / treatment.n - control.responders / control.n
        assert 0.14 <= difference <= 0.40
        table = [[arm.responders, arm.n - arm.responders] for arm in (treatment, control)]
        assert stats.fisher_exact(table).pvalue < 0.045
        # A sceptical plan can be met by a trial: of half the difference, and by the lower end of the interval.
        placebo = control.responders / control.n
        assert 16 * placebo * (1 - placebo) / (difference / 2) ** 2 < 2000
        drug = placebo + find_newcombe(trial, treatment.n, control.n)[0] / 100
        normal, middle = stats.norm.ppf((0.975, trial.power)), (placebo + drug) / 2
        spreads = [(2 * middle * (1 - middle)) ** 0.5, (placebo * (1 - placebo) + drug * (1 - drug)) ** 0.5]
        assert (normal @ spreads / (drug - placebo)) ** 2 <= 2000


def test_subtypes_have_patients_enough_and_fit_into_the_arms(trials):
    by_arm = Counter()
    for trial in trials:
        first, second = trial.subtypes
        assert first.name != second.name
        assert first.n + second.n < trial.treatment.n + trial.control.n
        assert first.responders + second.responders <= trial.treatment.responders + trial.control.responders
        by_arm[trial.prints_subtypes_by_arm] += 1
        for subtype in trial.subtypes:
            assert subtype.n >= 10 and 0 < subtype.responders < subtype.n
            if trial.prints_subtypes_by_arm:
                n, responders = subtype.n_treatment, subtype.responders_treatment
                assert 5 <= n <= subtype.n - 5 and 0 <= responders <= n
                assert 0 <= subtype.responders - responders <= subtype.n - n
        if trial.prints_subtypes_by_arm:
            assert first.n_treatment + second.n_treatment < trial.treatment.n
            assert first.responders_treatment + second.responders_treatment <= trial.treatment.responders
    assert min(by_arm.values()) > len(trials) / 4


def test_each_known_slip_lies_more_than_a_tolerance_off(trials):
    for trial in trials:
        treatment, control, harms = trial.treatment, trial.control, trial.harms

        def subtract(n_treatment, n_control, treatment=treatment, control=control):
            return 100 * (treatment.responders / n_treatment - control.responders / n_control)

        right = subtract(treatment.n, control.n)
        slips = [
            subtract(treatment.completed, control.completed),
            subtract(harms.exposed, control.n - trial.switched),
            subtract(control.n, treatment.n),
            subtract(treatment.n + control.n, treatment.n + control.n),
            treatment.responders - control.responders,
            100 * (treatment.responders_higher / treatment.n - control.responders_higher / control.n),
        ]
        assert min(abs(slip - right) for slip in slips) > 1.1
        needed, more = 100 / right, treatment.responders - control.responders
        odds = [arm.responders / (arm.n - arm.responders) for arm in (treatment, control)]
        assert more != math.ceil(needed) and abs(odds[0] / odds[1] - needed) > 0.09
        assert abs((treatment.n + control.n) / more - needed) > 0.09
        share = 100 * harms.with_event / harms.exposed
        assert abs(100 * (harms.with_event + harms.with_event_placebo) / (treatment.n + control.n) - share) > 1.1
        assert abs(harms.events - share) > 1.1
        others = [(harms.events, harms.exposed), (harms.with_event, treatment.n), (harms.with_event_placebo, control.n)]
        assert min(abs(100 * count / n - share) for count, n in others) > 1.1
        # None of n: one-sided, rule of three, two-sided. Over all exposed, and over those randomised to the drug.
        exposed, randomised = (
            [100 * (1 - 0.05 ** (1 / n)), 300 / n, 100 * (1 - 0.025 ** (1 / n))] for n in (harms.exposed, treatment.n)
        )
        assert min(abs(one - other) for one in exposed for other in randomised) > 0.14


def find_newcombe(trial, n_treatment, n_control):
    """Return the limits by Newcombe's own formula, percentage points."""
    limits = []
    for count, n in ((trial.treatment.responders, n_treatment), (trial.control.responders, n_control)):
        interval = stats.binomtest(count, n).proportion_ci(method="wilson")
        limits.append((count / n, interval.low, interval.high))
    (p1, low1, high1), (p2, low2, high2) = limits
    lower = p1 - p2 - math.hypot(p1 - low1, high2 - p2)
    return 100 * lower, 100 * (p1 - p2 + math.hypot(high1 - p1, p2 - low2))


def test_intervals_of_other_denominators_and_of_wald_are_told_apart(trials):
    for trial in trials:
        treatment, control, exposed = trial.treatment, trial.control, trial.harms.exposed
        right = find_newcombe(trial, treatment.n, control.n)
        assert right[0] > 0
        p1, p2 = treatment.responders / treatment.n, control.responders / control.n
        half = 1.959964 * math.sqrt(p1 * (1 - p1) / treatment.n + p2 * (1 - p2) / control.n)
        others = [
            find_newcombe(trial, treatment.completed, control.completed),
            find_newcombe(trial, exposed, control.n - trial.switched),
            find_newcombe(trial, exposed, control.n),
            (100 * (p1 - p2 - half), 100 * (p1 - p2 + half)),
        ]
        assert min(max(abs(a - b) for a, b in zip(right, other, strict=True)) for other in others) > 0.74


def test_find_fault_sees_what_it_is_there_for():
    trial = draw_trial("pinned")
    treatment, control, harms = trial.treatment, trial.control, trial.harms
    spoilt = {
        "counts of": replace(trial, treatment=replace(treatment, completed=treatment.n)),
        "arms of one size": replace(trial, control=replace(control, n=treatment.n)),
        "exposed": replace(trial, harms=replace(harms, exposed=treatment.n)),
        "adverse events": replace(trial, harms=replace(harms, events=harms.with_event)),
        "extension": replace(trial, extension=replace(trial.extension, entered=10**4)),
        "difference": replace(trial, control=replace(control, responders=control.completed - 1)),
        "subtypes alike": replace(trial, subtypes=(trial.subtypes[0],) * 2),
        "bars": replace(trial, higher_bar=trial.bar),
    }
    assert find_fault(trial) == ""
    for fault, other in spoilt.items():
        assert find_fault(other).startswith(fault)


@pytest.mark.slow
def test_three_misreadings_and_one_decoy_are_planted_two_taught_and_one_not():
    trials = [draw_student(number) for number in range(STUDENTS)]
    places, kinds, decoys = Counter(), Counter(), Counter()
    for trial in trials:
        planted = [sentence.misreading for sentence in trial.sentences if sentence.misreading]
        assert sum(kind in TAUGHT for kind in planted) == 2 and sum(kind in UNTAUGHT for kind in planted) == 1
        assert not any(pair <= set(planted) for pair in APART)
        (decoy,) = (sentence for sentence in trial.sentences if sentence.decoy)
        assert decoy.misreading is None
        numbers = [sentence.number for sentence in trial.sentences]
        editorial = len(numbers) - 9
        assert numbers == [f"A{n}" for n in range(1, 10)] + [f"E{n}" for n in range(1, editorial + 1)]
        assert editorial in (7, 8)
        kinds.update(planted)
        decoys[NUMBER.sub("", decoy.text)[:12]] += 1
        places.update(sentence.number for sentence in trial.sentences if sentence.misreading)
    assert set(kinds) == set(KINDS.values()) and min(kinds.values()) > len(trials) / 25
    assert len(decoys) >= len(DECOYS)
    # No place tells what stands there: the last of the abstract is plain in some, and each of the editorial but the
    # first holds a misreading in some.
    assert 0.6 * len(trials) < places["A9"] < 0.9 * len(trials)
    assert min(places[f"E{n}"] for n in range(2, 8)) > len(trials) / 4 and places["E1"] == 0


def test_a_decoy_never_stands_beside_a_misreading_of_the_same_thing(trials):
    for trial in trials:
        facts, kinds = Facts(trial), {sentence.misreading for sentence in trial.sentences}
        (text,) = (sentence.text for sentence in trial.sentences if sentence.decoy)
        (found,) = (decoy for decoy in DECOYS if text in [words[0].upper() + words[1:] for words in decoy.write(facts)])
        assert not found.clashes & kinds


@cache
def compute_expected(trial):
    """Return what follows from the counts, by scipy and by hand."""
    treatment, control = trial.treatment, trial.control
    p, p_higher = (
        stats.fisher_exact([[a, treatment.n - a], [b, control.n - b]]).pvalue
        for a, b in (
            (treatment.responders, control.responders),
            (treatment.responders_higher, control.responders_higher),
        )
    )
    variances = [arm.sd**2 / arm.n for arm in (treatment, control)]
    freedom = sum(variances) ** 2 / sum(
        v**2 / (arm.n - 1) for v, arm in zip(variances, (treatment, control), strict=True)
    )
    half = stats.t.ppf(0.975, freedom) * sum(variances) ** 0.5
    difference = treatment.mean - control.mean
    more = treatment.responders_higher / treatment.n - control.responders_higher / control.n
    return p, p_higher, (difference, difference - half, difference + half), more


def list_abstract(trial, means, p):
    """Return the numbers of A1 to A8 in their order."""
    t, c, h, e, w = trial.treatment, trial.control, trial.harms, trial.extension, trial.weeks
    secondary = [trial.higher_bar, t.responders_higher, c.responders_higher, t.mean, c.mean]
    return [
        [[w]],
        [[]],
        [[trial.bar, w, 0]],
        [[t.n + c.n, t.n, c.n, t.completed, c.completed, trial.switched]],
        [[w, t.responders, c.responders, trial.bar, p]],
        [secondary, [*secondary, *means]],
        [[h.exposed, h.with_event, h.events, h.with_event_placebo, h.exposed]],
        [[e.responders, e.entered, trial.bar, e.weeks]],
    ]


def test_every_number_of_the_abstract_is_that_of_the_trial(trials):
    for trial in trials:
        p, _, means, _ = compute_expected(trial)
        printed_p = 0.001 if p < 0.001 else round(p, 3)
        expected = list_abstract(trial, means, printed_p)
        for sentence, allowed in zip(trial.sentences[:8], expected, strict=True):
            found = read_numbers(sentence.text)
            assert any(found == pytest.approx(numbers, abs=0.0501) for numbers in allowed), (sentence, allowed)
        assert ("p < 0.001" in trial.sentences[4].text) == (p < 0.001)
        assert read_numbers(trial.sentences[4].text)[-1] == pytest.approx(printed_p, abs=1e-9)
        assert trial.drug in trial.sentences[0].text and trial.route in trial.sentences[0].text
        ratio = trial.treatment.n / trial.control.n
        assert ("two to one" in trial.sentences[1].text) == (ratio > 1.5)
        assert ("registered" in trial.sentences[2].text) == (trial.design.bar == "registered")
        assert ("who treated" in trial.sentences[1].text) == (trial.design.assessor == "treating")


def list_claims(trial, p, p_higher, means, more):
    """Return the numbers that a planted sentence may print, by its kind."""
    t, h, e = trial.treatment, trial.harms, trial.extension
    others, stopped = t.n - t.responders, t.n - t.completed
    luck = round(p, 3)
    by_share = sorted(trial.subtypes, key=lambda subtype: subtype.responders / subtype.n)
    subtypes = [number for subtype in by_share for number in (subtype.responders, subtype.n)]
    share = round(100 * e.responders / e.entered)
    return {
        "agreement_as_replication": [[trial.bar, trial.higher_bar]],
        "events_for_patients": [[h.events, h.exposed]],
        "immortal_time": [[t.completed, trial.weeks, t.responders, stopped]],
        "interval_as_patients": [list(means[1:])],
        "level_by_response": [[t.responders, others]],
        "nnt_as_share": [[trial.higher_bar, 1 / more if more > 0 else 0]],
        "none_seen_as_none_possible": [[h.exposed]],
        "nonsignificant_as_no_effect": [[trial.higher_bar, round(p_higher, 2)]],
        "outcome_by_response": [[t.responders, others]],
        "p_as_no_effect": [[luck, 100 - 100 * luck], [100 * luck], [0.001, 99.9], [1, 1000]],
        "subgroup_response_as_effect": [subtypes],
        "uncontrolled_as_comparison": [[e.responders, e.entered, share, e.weeks, trial.weeks], [e.weeks, share]],
        "within_arm_as_effect": [[t.mean, trial.weeks]],
    }


def test_every_number_of_a_misreading_is_that_of_the_trial(trials):
    seen = set()
    for trial in trials:
        allowed = list_claims(trial, *compute_expected(trial))
        for sentence in trial.sentences:
            if sentence.misreading:
                found = sorted(read_numbers(sentence.text))
                assert any(
                    found == pytest.approx(sorted(numbers), abs=0.0501) for numbers in allowed[sentence.misreading]
                )
                seen.add(sentence.misreading)
    assert seen == set(MISREADINGS)


def test_every_number_of_a_decoy_or_a_plain_sentence_is_that_of_the_trial(trials):
    for trial in trials:
        p, _, means, more = compute_expected(trial)
        t, c = trial.treatment, trial.control
        allowed = [
            [],
            [trial.weeks],
            [t.n + c.n],
            [trial.higher_bar, trial.bar],
            [trial.switched],
            [trial.harms.exposed, t.n],
            [t.n - t.completed],
            [1000, 1] if p < 0.001 else [1000, round(1000 * p)],
            [100, round(100 * more), trial.higher_bar],
            [means[1], means[2], means[2]],
        ]
        for sentence in trial.sentences[8:]:
            if sentence.misreading is None:
                found = sorted(read_numbers(sentence.text))
                assert any(found == pytest.approx(sorted(numbers), abs=0.0501) for numbers in allowed), sentence


def test_a_misreading_says_what_its_trial_can_mislead_with(trials):
    for trial in trials:
        _, p_higher, means, more = compute_expected(trial)
        kinds = {sentence.misreading: sentence for sentence in trial.sentences}
        if "nonsignificant_as_no_effect" in kinds:
            assert p_higher >= 0.06
        if "nnt_as_share" in kinds:
            assert 2.9 < 1 / more < 12.1
        if "interval_as_patients" in kinds:
            assert f"{means[1]:.1f} to {means[2]:.1f}, Welch" in trial.sentences[5].text


def test_luck_parts_the_arms_as_often_as_the_decoy_on_p_says(trials):
    seen = 0
    for trial in trials:
        text = next(sentence.text for sentence in trial.sentences if sentence.decoy)
        if "of 1 000 such trials with as many responders in all" not in text:
            continue
        treatment, control = trial.treatment, trial.control
        responders = treatment.responders + control.responders
        on_drug = range(max(0, responders - control.n), min(responders, treatment.n) + 1)
        chances = stats.hypergeom.pmf(on_drug, treatment.n + control.n, responders, treatment.n)
        apart = [abs(count * control.n - (responders - count) * treatment.n) for count in on_drug]
        observed = treatment.responders * control.n - control.responders * treatment.n
        chance = sum(chance for chance, far in zip(chances, apart, strict=True) if far >= observed)
        told = re.search(r"(about|fewer than) (\d+) of 1 000", text)
        # Arms of unequal size may put a rare result of the other side in one count and not in the other.
        assert chance < 0.0011 if told[1] == "fewer than" else abs(1000 * chance - int(told[2])) <= 1.5
        seen += 1
    assert seen


def test_blind_guesses_among_the_sentences_that_vary_earn_little(trials):
    points = []
    for trial in trials:
        varying = [s for s in trial.sentences if s.number == "A9" or (s.number[0] == "E" and s.number != "E1")]
        named = [s for s in varying if s.number != "A9"][-5:]
        caught, spared = sum(s.misreading is not None for s in named), not any(s.decoy for s in named)
        points.append(max(0, 2 * caught + 2 * (spared and caught > 0) - (5 - caught)))
        assert len(varying) >= 7
    assert sum(points) / len(points) < 2.5


def test_sentences_are_sentences(trials):
    for trial in trials:
        for sentence in trial.sentences:
            assert re.fullmatch(r"[A-Z].*[\w)][.?]", sentence.text), sentence
            assert len(sentence.text.split()) <= 50 and "  " not in sentence.text
            assert trial.sentences[0].text.startswith(trial.acronym)


def test_dice_hold_their_bounds_and_are_the_same_again():
    one, other = Dice("a"), Dice("a")
    whole = [one.draw_whole(3, 5) for _ in range(300)]
    assert whole == [other.draw_whole(3, 5) for _ in range(300)] and set(whole) == {3, 4, 5}
    assert sorted(one.shuffle(range(9))) == list(range(9))
    assert {one.pick("abc") for _ in range(60)} == set("abc")
    assert all(2 <= one.draw_between(2, 3) < 3 for _ in range(60))
    assert Dice("a").draw_whole(0, 10**6) != Dice("b").draw_whole(0, 10**6)


def test_a_drawing_that_finds_nothing_ends(monkeypatch):
    monkeypatch.setattr(draw, "find_fault", lambda trial: "never sound")
    with pytest.raises(CourseError, match="Choose another"):
        draw_trial("nobody ever drawn")


def test_the_letters_of_the_kinds_are_the_misconceptions_in_the_order_of_their_ids():
    assert all(one < other for one, other in pairwise(KINDS.values()))
    assert set(KINDS.values()) <= set(load_misconceptions())
    assert {load_misconceptions()[kind].taught_in for kind in UNTAUGHT} == {"06_design_the_next_trial"}
