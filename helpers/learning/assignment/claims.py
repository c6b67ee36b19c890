"""The sentences that a student has to judge: misreadings, sound ones that look like one, and plain ones.

Each is true to the trial in its numbers. What is wrong with a misreading is what it makes of them, and in one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpers.learning.assignment.facts import Facts
from helpers.models.rendering import format_number, print_p

LEAST_MORE = 0.08
"""Difference at the higher bar from which on a number needed is worth a sentence."""

NOT_SIGNIFICANT = 0.06
"""Smallest p value told as not significant: none that rounds to 0.05."""

Writer = Callable[[Facts], tuple[str, ...]]
"""Gives the wordings of one claim; none where the trial has nothing to claim it from."""


@dataclass(frozen=True)
class Decoy:
    """A sound sentence that looks like a misreading; it is not set beside a misreading of `clashes`."""

    write: Writer
    clashes: frozenset[str]


def _interval_as_patients(facts: Facts) -> tuple[str, ...]:
    drug, (_, lower, upper) = facts.trial.drug, facts.mean_difference
    return (
        f"By the interval of the mean difference, 95 of 100 patients gain between {lower} and {upper} points of TIS "
        f"from {drug}.",
        f"A physician can tell a patient that, with a certainty of 95 %, {drug} will bring that patient between "
        f"{lower} and {upper} points of TIS more than placebo.",
    )


def _p_as_no_effect(facts: Facts) -> tuple[str, ...]:
    drug, thousandths = facts.trial.drug, facts.per_thousand
    if not thousandths:
        return (
            f"With p {facts.printed_p} it is more than 99.9 % certain that {drug} works.",
            f"The p value leaves a chance of less than 1 in 1 000 that {drug} does nothing and luck made the "
            "difference.",
        )
    wrong, right = (f"{share / 10:.1f} %" for share in (thousandths, 1000 - thousandths))
    return (
        f"With p {facts.printed_p} it is {right} certain that {drug} works.",
        f"The p value leaves a chance of {wrong} that {drug} does nothing and luck made the difference.",
    )


def _nnt_as_share(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    number = facts.number_needed_higher
    if facts.difference_higher < LEAST_MORE or not 3 <= float(number) <= 12:
        return ()
    one_in = _SMALL[round(float(number))]
    return (
        f"For a TIS of at least {trial.higher_bar} the number needed to treat is {number}, so that about one patient "
        f"in {one_in} benefits from {trial.drug} and the others take it in vain.",
        f"At {trial.higher_bar} points the number needed to treat is {number}: {trial.drug} makes a difference to "
        f"about one patient in {one_in}, and none to the rest.",
    )


def _none_seen_as_none_possible(facts: Facts) -> tuple[str, ...]:
    harms, drug = facts.trial.harms, facts.trial.drug
    return (
        f"As none of the {harms.exposed} patients exposed had {harms.rare_event}, {drug} is free of this risk.",
        f"With not one among {harms.exposed} patients exposed to {drug}, the worry about {harms.rare_event} can be "
        "laid to rest.",
    )


def _nonsignificant_as_no_effect(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    if facts.p_higher < NOT_SIGNIFICANT:
        return ()
    printed = print_p(facts.p_higher, 2)
    return (
        f"For larger improvements {trial.drug} does nothing: at {trial.higher_bar} points the arms did not differ "
        f"significantly (p {printed}).",
        f"Larger improvements are no more frequent with {trial.drug} than without it, as p {printed} for "
        f"{trial.higher_bar} points shows.",
    )


def _events_for_patients(facts: Facts) -> tuple[str, ...]:
    harms, drug = facts.trial.harms, facts.trial.drug
    return (
        f"{drug} has its price: {harms.events} of the {harms.exposed} patients given it had an adverse event.",
        f"Adverse events spared few: of {harms.exposed} patients exposed to {drug}, {harms.events} were affected.",
    )


def _within_arm_as_effect(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    return (
        f"What {trial.drug} does for muscle and skin is seen in the mean TIS of its arm: an improvement of "
        f"{trial.treatment.mean} points in {trial.weeks} weeks.",
        f"Patients on {trial.drug} improved by a mean of {trial.treatment.mean} points in {trial.weeks} weeks, and "
        "they owe this improvement to the drug.",
    )


def _uncontrolled_as_comparison(facts: Facts) -> tuple[str, ...]:
    trial, extension = facts.trial, facts.trial.extension
    share = f"{format_number(100 * extension.responders / extension.entered, 0)} %"
    return (
        f"With {extension.responders} responders among {extension.entered} ({share}) at week {extension.weeks}, "
        f"{trial.drug} extends its lead over placebo well beyond week {trial.weeks}.",
        f"At week {extension.weeks} the share of responders was {share}, which puts {trial.drug} further ahead of "
        "placebo than ever before.",
    )


def _subgroup_response_as_effect(facts: Facts) -> tuple[str, ...]:
    more, fewer = facts.by_response
    drug = facts.trial.drug
    return (
        f"{drug} works better in patients with {more.name}, of whom {more.responders} of {more.n} responded, than in "
        f"those with {fewer.name} ({fewer.responders} of {fewer.n}).",
        f"Patients with {more.name} have more to gain from {drug}: {more.responders} of {more.n} responded, against "
        f"{fewer.responders} of {fewer.n} with {fewer.name}.",
    )


def _agreement_as_replication(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    bars = f"at {trial.bar} points, at {trial.higher_bar} points and in the mean score"
    return (
        f"{trial.drug} was ahead {bars}, so that its effect has been shown three times over.",
        f"Patients on {trial.drug} did better {bars}: three results that bear each other out as three trials would.",
    )


def _immortal_time(facts: Facts) -> tuple[str, ...]:
    trial, arm = facts.trial, facts.trial.treatment
    return (
        f"Of the {arm.completed} patients who took {trial.drug} up to week {trial.weeks}, {arm.responders} responded, "
        f"and of the {facts.stopped} who stopped earlier none, so that it is the full course that helps.",
        f"Patience is rewarded: {arm.responders} of {arm.completed} responded among those who stayed on {trial.drug} "
        f"for all {trial.weeks} weeks, and nobody among the {facts.stopped} who gave it up too soon.",
    )


def _level_by_response(facts: Facts) -> tuple[str, ...]:
    trial, arm = facts.trial, facts.trial.treatment
    others = arm.n - arm.responders
    return (
        f"The {arm.responders} responders on {trial.drug} had more of it in their blood than the {others} other "
        "patients of its arm, so that a higher dose would help some of those.",
        f"Levels in the blood were higher in the {arm.responders} responders on {trial.drug} than in the {others} "
        "others, which is why the dose should be raised until a level like theirs is reached.",
    )


def _outcome_by_response(facts: Facts) -> tuple[str, ...]:
    trial, arm = facts.trial, facts.trial.treatment
    others = arm.n - arm.responders
    return (
        f"On {trial.drug} the {arm.responders} responders slept better and missed less work than the {others} others, "
        "which shows what the drug does for daily life.",
        f"Quality of life was better in the {arm.responders} responders on {trial.drug} than in the {others} patients "
        "of its arm who did not respond, so that the drug improves it too.",
    )


def _spare_p(facts: Facts) -> tuple[str, ...]:
    drug, thousandths = facts.trial.drug, facts.per_thousand
    share = f"about {thousandths} of" if thousandths else "fewer than 1 of"
    return (
        f"If {drug} did nothing, {share} 1 000 such trials with as many responders in all would still end with arms at "
        "least this far apart, one way or the other.",
    )


def _spare_switched(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    return (
        f"In the primary result the {trial.switched} patients who were switched rightly count as placebo patients, "
        f"though every one of them was given {trial.drug}.",
    )


def _spare_exposed(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    return (
        f"For adverse events it is right to count {trial.harms.exposed} patients given {trial.drug}, although only "
        f"{trial.treatment.n} were ever assigned to it.",
    )


def _spare_of_hundred(facts: Facts) -> tuple[str, ...]:
    trial, more = facts.trial, facts.difference_higher
    if more < LEAST_MORE:
        return ()
    return (
        f"By the trial's own estimate, of 100 patients about {format_number(100 * more, 0)} more would reach "
        f"{trial.higher_bar} points on {trial.drug} than on placebo, and nobody could say which ones.",
    )


def _spare_single_patients(facts: Facts) -> tuple[str, ...]:
    _, lower, upper = facts.mean_difference
    return (
        f"Although the interval of the mean difference runs from {lower} to {upper} points, single patients may have "
        f"gained far more than {upper} from {facts.trial.drug}, and others nothing.",
    )


def _spare_one_in_other(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    return (
        f"Whoever had {trial.higher_bar} points had {trial.bar} as well, so that the second end point does not bear "
        "out the first as another trial would.",
    )


def _spare_stopped(facts: Facts) -> tuple[str, ...]:
    trial = facts.trial
    return (
        f"None of the {facts.stopped} patients who left {trial.drug} early could be a responder, however well their "
        "skin and muscles did.",
    )


MISREADINGS: Mapping[str, Writer] = MappingProxyType(
    {
        "agreement_as_replication": _agreement_as_replication,
        "events_for_patients": _events_for_patients,
        "immortal_time": _immortal_time,
        "interval_as_patients": _interval_as_patients,
        "level_by_response": _level_by_response,
        "nnt_as_share": _nnt_as_share,
        "none_seen_as_none_possible": _none_seen_as_none_possible,
        "nonsignificant_as_no_effect": _nonsignificant_as_no_effect,
        "outcome_by_response": _outcome_by_response,
        "p_as_no_effect": _p_as_no_effect,
        "subgroup_response_as_effect": _subgroup_response_as_effect,
        "uncontrolled_as_comparison": _uncontrolled_as_comparison,
        "within_arm_as_effect": _within_arm_as_effect,
    }
)
"""Id of a misconception -> what writes a sentence with it."""

APART = (
    frozenset({"nonsignificant_as_no_effect", "agreement_as_replication"}),
    frozenset({"nonsignificant_as_no_effect", "nnt_as_share"}),
)
"""Misreadings that contradict each other: one of them would give the other away."""

DECOYS = (
    Decoy(_spare_p, frozenset({"p_as_no_effect"})),
    Decoy(_spare_switched, frozenset()),
    Decoy(_spare_exposed, frozenset({"events_for_patients"})),
    Decoy(_spare_of_hundred, frozenset({"nnt_as_share", "nonsignificant_as_no_effect"})),
    Decoy(_spare_single_patients, frozenset({"interval_as_patients"})),
    Decoy(_spare_one_in_other, frozenset({"agreement_as_replication", "nonsignificant_as_no_effect"})),
    Decoy(_spare_stopped, frozenset({"immortal_time"})),
)

NAMES_INTERVAL = (_interval_as_patients, _spare_single_patients)
"""Writers whose sentence rests on the interval of the mean difference, which the abstract must then print."""

_SMALL = {
    3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven",
    12: "twelve",
}  # fmt: skip
