"""The words and the table of the checklist: what stands on the picture, in its sentence and in its description."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.evidence.entry_rules import COMPARISONS
from helpers.figures.text import begin_sentence
from helpers.models.eligibility import READINGS, Eligibility, MeasureResult, RuleResult


def write_title(eligibility: Eligibility) -> str:
    """Return the verdict with up to two reasons, in two lines."""
    failed, whole = [_name_failure(result) for result in eligibility.failed], len(eligibility.results)
    first = f"Not enrolled: {failed[0]}" if failed else f"Enrolled: all {whole} rules shown are met"
    if len(failed) > 2:
        return f"{first},\n{failed[1]} and {len(failed) - 2} more"
    if len(failed) == 2:
        return f"{first}\nand {failed[1]}"
    # With one rule failed at most, a rule on which the readings disagree decides.
    deciding = [result for result in eligibility.disputed if result in eligibility.failed or not failed]
    if deciding:
        second = f"By {_name_other_reading(deciding[0])}: {'enrolled' if failed else 'not enrolled'}"
    else:
        second = f"The other {whole - 1} rules are met" if failed else "in either reading of the sources"
    return f"{first}\n{second}"


def _name_failure(result: RuleResult) -> str:
    """Return why a rule is not met, short enough for the title."""
    return result.name.lower() if result.is_exclusion else result.reason


def _name_other_reading(result: RuleResult) -> str:
    return next(name for reading, name in READINGS.items() if reading != result.reading)


def say_what_is(result: RuleResult) -> str:
    """Return what the patient has; of an exclusion the rule itself, which says what the patient must not have."""
    if result.is_exclusion:
        return begin_sentence(result.limit)
    if result.criterion == "abnormal_measures":
        return result.has
    return f"{result.name}: {result.has.partition(' of ')[0]}"


def say_met(result: RuleResult) -> str:
    """Return the verdict on one rule, as it stands at the end of its line."""
    return "met" if result.met else "not met"


def say_reading(result: RuleResult) -> str:
    """Return whose reading of the rule was taken, without its article."""
    return READINGS[result.reading or "registry"].removeprefix("the ")


def say_span(result: RuleResult) -> str:
    """Return a rule with two ends, as age, in few words."""
    low, high = result.rules
    return f"{low.threshold:g} to {'below ' if high.comparison == '<' else ''}{high.threshold:g}"


def say_short(result: RuleResult) -> str:
    """Return what a rule asks for without its unit: "below 142", "at least 2"."""
    rule = result.rules[0]
    return f"{COMPARISONS[rule.comparison]} {rule.threshold:g}"


def break_therapy_limit(result: RuleResult) -> tuple[str, str]:
    """Return what therapy must be in two lines, one for each way in."""
    now, _, before = result.limit.partition("; ")
    return f"{say_reading(result)}: {now};", before


def shorten_unit(text: str) -> str:
    """Leave out a unit that says no more than the number."""
    return text.removesuffix(" points").removesuffix(" point")


def _list_measures(measures: Sequence[MeasureResult]) -> str:
    return ", ".join(f"{measure.rule.name.lower().replace('haq', 'HAQ')} {measure.has}" for measure in measures)


def describe(eligibility: Eligibility) -> str:
    """Return what the picture shows: the mark of each line, and which dots are filled."""
    rows = "; ".join(
        f"{'tick' if result.met else 'cross'} ({say_met(result)}), {say_what_is(result)}"
        + (f" (rule of {READINGS[result.reading]})" if result.reading else "")
        for result in eligibility.results
    )
    dots = _list_measures([measure for measure in eligibility.measures if measure.is_abnormal])
    rest = _list_measures([measure for measure in eligibility.measures if not measure.is_abnormal])
    return f"Checklist of an invented patient. {rows}. Filled dots: {dots or 'none'}. Hollow dots: {rest or 'none'}."


def read(eligibility: Eligibility) -> str:
    """Return the verdict, where the readings disagree, and what the patient has."""
    results = {result.criterion: result for result in eligibility.results}
    patient = eligibility.applicant
    values = {measure.rule.measure: f"{measure.value:g}" for measure in eligibility.measures}
    exclusions = [result.has for result in eligibility.results if result.is_exclusion and not result.met]
    abnormal = results["abnormal_measures"]
    what = (
        f"Age {patient.age} ({say_reading(results['age'])}: {say_span(results['age'])}), "
        f"MMT-8 {patient.mmt8} (rule: {say_short(results['mmt8'])}), {abnormal.has} (rule: {say_short(abnormal)}): "
        f"physician {values['physician_global']}, patient {values['patient_global']}, "
        f"extramuscular {values['extramuscular']} cm, enzyme {values['enzyme']} × ULN, HAQ {values['haq']}; "
        f"{results['therapy'].has} ({say_reading(results['therapy'])}); "
        f"{exclusions[0] if exclusions else 'no exclusion'}."
    )
    verdict = eligibility.verdict
    if len(eligibility.failed) > 2:
        verdict = f"Not enrolled: {len(eligibility.failed)} of {len(results)} rules are not met"
    return " ".join([f"{verdict}.", *_read_disputes(eligibility), what])


def _read_disputes(eligibility: Eligibility) -> list[str]:
    """Return one sentence on the rules that the two readings judge differently, if there are any."""
    said: dict[str, list[str]] = {}
    for result in eligibility.disputed:
        answers = (f"{READINGS[name]} says {'yes' if met else 'no'}" for name, met in result.verdicts.items())
        subject = f"at {eligibility.applicant.age}" if result.criterion == "age" else "on this therapy"
        said.setdefault(", ".join(answers), []).append(subject)
    text = "; ".join(f"{' and '.join(subjects)} {answers}" for answers, subjects in said.items())
    return [f"{begin_sentence(text)}."] if text else []


def tabulate(eligibility: Eligibility) -> pd.DataFrame:
    """Return one row a rule and one a measure, with the verdict of either reading and the source."""
    rows = []
    for result in eligibility.results:
        rows.append(
            {
                "rule": result.name,
                "patient": result.has,
                "asked for": result.limit,
                "met": "yes" if result.met else "no",
                "read as in": READINGS[result.reading] if result.reading else "both",
                "by the registry": "met" if result.verdicts["registry"] else "not met",
                "by one summary": "met" if result.verdicts["summary"] else "not met",
                "source": result.source,
            }
        )
        if result.criterion == "abnormal_measures":
            rows += [
                {
                    "rule": f"{measure.rule.name}: abnormal?",
                    "patient": measure.has,
                    "asked for": measure.rule.words,
                    "met": "yes" if measure.is_abnormal else "no",
                    "read as in": "both",
                    "source": measure.source,
                }
                for measure in eligibility.measures
            ]
    return pd.DataFrame(rows).fillna("")
