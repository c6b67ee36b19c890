"""The public helpers, found by looking; a good value for each parameter; and what nobody means by any of them."""

from __future__ import annotations

import dataclasses
import datetime
import inspect
import math
import numbers
import pkgutil
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

import helpers
from helpers.errors import CourseError
from helpers.evidence import synthetic_cohort
from helpers.learning.feedback import Feedback
from helpers.models.applicants import invent_applicants
from helpers.models.attainable import attainable_score
from helpers.models.cohort_antibodies import SubtypeTruth
from helpers.models.cohort_totals import read_totals
from helpers.models.core_set import CoreSetMeasures
from helpers.models.deterioration import Visit, find_deterioration
from helpers.models.event_counts import EventCount
from helpers.models.mixture import mix_subtypes
from helpers.models.patient_flow import read_patient_flow
from helpers.models.patients_at_risk import AsTreated
from helpers.models.safety import contrast
from helpers.models.two_by_two import TwoByTwo

LOOKED_THROUGH = ("helpers.models", "helpers.evidence", "helpers.figures.cohort_plots", "helpers.learning")

TESTED_ELSEWHERE = re.compile(
    r"learning\.(assignment|mark)\.|learning\.download"  # They read files that students wrote; each has hostile tests.
    r"|\.(exercises|predictions|verdicts)\.|\.claim\.Claim$"  # Content: whoever writes it sees its fault at once.
    r"|evidence\.sealing|evidence\.tables\.(check|read)_rows|\.draw_\w+$|\.find_true_means$|\.check_arms$"
    r"|learning\.check\.read_|\.write_\w+$|\.PatientsAtRisk$"  # From one module of ours to the next.
)

LABELS = {("read_typed_number", "name")}
"""Words of ours that are repeated as they are."""

SPOKEN = {
    "item": "The name of the|There is no",
    "folder": "looked for at|could not be read as a notebook",
    "counts_treatment": "on treatment",
    "counts_control": "on control",
    "counts": "subgroup",
    "plain": "answer|entry",
    "text": "The answer",
}
"""Parameter -> what a sentence may call it instead."""

LONGEST_SENTENCE = 1000
"""Characters: room for all predictions or columns by name, told to who asks for none of them."""


class Stranger:
    """An object of a class that the course has never met."""


HOSTILE = (
    *(None, True, "seven", "", math.nan, math.inf, -1, 10**400, [], {}, (7, 7), np.array([7, 7]), Stranger()),
    pd.DataFrame({"a": [1]}),
)
"""One of each sort."""

MORE_HOSTILE = (
    *(False, ..., "7", b"7", "\ud800", "\0", "x" * 10_000, "0_0", "-", "%s{}", 1j, Decimal("7"), Decimal("nan")),
    *(Fraction(1, 3), datetime.date(2022, 10, 6), int, len, lambda: 7, [7], [None], [[]], ["a", "b"], (), (7,)),
    *((0.5, "x"), {7}, {"a": 7}, {7: "a"}, set(), range(3), np.array([]), np.array(7), np.array(["a"])),
    *(np.array([np.nan]), np.array([[1.0]]), pd.Series([7.0, 7.0]), pd.DataFrame(), pd.NA, pd.NaT, -math.inf),
    *(np.float64("nan"), np.float32(0.5), np.int64(-7), np.bool_(True), 0, 1, 2, 3.5, -0.0, 0.5, 1.0, 95, 1e308),
    *(-1e308, 5e-324, 1e-9, 1 - 1e-12, 10**6, 2**63, -(10**400), 10**5000),
)


def list_public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield each public helper once: a function that a module lists, and whatever documents how it refuses."""
    met = set()
    # The folder of the figures has no __init__, so that walking does not enter it.
    modules = {module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers.")} | set(LOOKED_THROUGH)
    for name in sorted(modules):
        if not name.startswith(LOOKED_THROUGH) or TESTED_ELSEWHERE.search(f"{name}."):
            continue
        module = import_module(name)
        for own in sorted({*vars(module), *getattr(module, "__all__", ())}):
            helper = getattr(module, own)
            home = getattr(helper, "__module__", None)
            if own.startswith("_") or not callable(helper) or TESTED_ELSEWHERE.search(f"{home}.{own}"):
                continue
            listed = inspect.isfunction(helper) and own in getattr(module, "__all__", ())
            if (listed or (home == name and "Raises\n" in (helper.__doc__ or ""))) and helper not in met:
                met.add(helper)
                yield f"{home.removeprefix('helpers.')}.{own}", helper


@cache
def _list_good() -> dict[str, Any]:
    course = [Visit(0, 5, 5, 120, 1, 4), *(Visit(week, 5, 5, 120, 1, 6) for week in (4, 8, 12, 16))]
    at_risk = AsTreated("IVIg", 52, "weeks 0-16", 5, 95)
    had = EventCount("headache", 6, 7, at_risk)
    had_on_placebo = EventCount("headache", 3, 4, AsTreated("placebo", 48, "weeks 0-16", 5, 95))
    core = CoreSetMeasures(5, 5, 120, 1, 4, 4)
    applicant = invent_applicants()[0].applicant
    group = TwoByTwo(20, 24, 15, 25)
    return {
        **vars(applicant),
        **vars(core),
        **vars(read_patient_flow()),
        **{"answer": 7, "applicant": applicant, "arm": "IVIg", "at_risk": at_risk, "bars": (20, 40, 60)},
        **{"baseline": core, "cohort": synthetic_cohort(), "contrast": contrast(had, had_on_placebo)},
        **{"control": "placebo", "control_id": "responders_placebo", "correlation": 0.5, "count": 7},
        **{"counts": {"A": (12, 15, 7, 16), "B": (2, 4, 3, 4)}, "counts_control": [27, 10, 7, 4]},
        **{"counts_treatment": [10, 5, 17, 15], "cycles": 664, "decimals": 1, "draws": 200},
        **{"deterioration": find_deterioration(course), "difference": "45", "difference_rest": 0.3},
        **{
            "difference_subtype": 0.4,
            "effect": {"necrotising": -20},
            "endpoints": 5,
            "enzyme": "CK",
            "event": "headache",
        },
        **{"events": 6, "everybody": 95, "exercise": "placebo_responders_percent", "first": group, "folder": None},
        **{"first_bad_visit_from": 8, "follow_up": CoreSetMeasures(4, 4, 130, 0.5, 2, 3), "forecasts": [(0.7, True)]},
        **{"frame": synthetic_cohort(), "group": group, "held": 5, "id": "responders_ivig", "ids": ["responders_ivig"]},
        **{"in_both": 5, "item": "placebo_response", "ivig_id": "responders_ivig"},
        **{"key": "proderm_2022", "kind": "any", "left": 5, "lower": "16.7", "upper": "53.2", "margin": 20},
        **{"markdown": "", "mean": 40, "mean_control": 21.3, "mean_treatment": 47.7, "measure": "mmt8"},
        **{"missing_control": 2, "missing_treatment": 2, "mixture": mix_subtypes(0.5, 0.4, 0.4, 0.3), "n": 48},
        **{"n_control": 48, "n_treatment": 47, "n_ivig": 47, "n_placebo": 48, "names": ("a", "b")},
        **{"notebook": "00_start_here", "number": 53.2, "other_points": 15, "p_control": 0.44, "p_treatment": 0.79},
        **{"p_values": [0.01, 0.04], "patients": 6, "patients_with": 6, "period": "first period", "rate": 0.4},
        **{"placebo": {"necrotising": 5}, "placebo_id": "responders_placebo", "placebo_rate": 0.4, "probability": 0.5},
        **{"plain": {"percent": 50}, "points": 5, "recoded": 2, "responders": 20, "responders_control": 21},
        **{
            "responders_treatment": 37,
            "right": 48,
            "wrong": 4,
            "risk": 0.1,
            "score": attainable_score(core),
            "sd": 24.2,
        },
        **{"sd_control": 20.8, "sd_treatment": 24.2, "second": TwoByTwo(17, 23, 6, 23), "seed": 1, "share": 0.5},
        **{"shares": np.array([0.2, 0.5]), "signs_ivig": 30, "signs_placebo": 11, "sizes": [(10, 10)] * 2},
        **{"subtypes": 3, "target": 0.35, "tau": 0.1, "text": "7", "time": "weeks 0-16", "times": 2, "trials": 100},
        **{"told_by_sign": 0.8, "told_without": 0.5, "totals": read_totals(), "treatment_id": "responders_ivig"},
        **{"truth": SubtypeTruth(), "unseen": 44, "value": 20, "visits": course, "week": 4, "weights": (50, 90)},
        **{"whole": TwoByTwo(37, 47, 21, 48), "with_trait": 40, "worlds": 2},
        **{("AsTreated", "group"): "IVIg", ("AsTreated", "n"): 52, ("CoreSetMeasures", "enzyme"): 4.0},
        **{("Applicant", "enzyme"): applicant.enzyme, ("Contrast", "treatment"): had, ("contrast", "treatment"): had},
        **{("Contrast", "control"): had_on_placebo, ("contrast", "control"): had_on_placebo},
        **{("count_per_hundred", "count"): had, ("score_enzyme", "baseline"): 3, ("score_enzyme", "follow_up"): 1},
        **{("cite", "text"): "79 %", ("score_patients", "baseline"): "baseline", ("adjust_p_values", "method"): "holm"},
        **{("score_patients", "follow_up"): "week16", ("bound_effect", "lower"): 70, ("bound_effect", "upper"): 72},
        **{("bound_effect", "top"): 100, ("find_subgroup_counts", "responders"): 35, ("find_subgroup_counts", "n"): 49},
        **{("split_evenly", "patients"): 48, ("split_unevenly", "patients"): 48, ("list_splits", "n"): 20},
        **{
            ("list_splits", "responders"): 5,
            ("find_counts_that_fit", "interval"): "27 to 63",
            **{
                ("find_subgroup_counts", f"percent_{arm}"): share
                for arm, share in (("treatment", "83"), ("control", "60"))
            },
            ("Visit", "enzyme"): 1.0,
        },
    }


def fill_in(helper: Callable[..., Any]) -> dict[str, Any]:
    """Return a good value for each parameter: its own, its default unless that is None, or the one for its name."""
    good = _list_good()
    chosen = {}
    for name, parameter in inspect.signature(helper).parameters.items():
        has_default = parameter.default not in (inspect.Parameter.empty, None)
        shared = parameter.default if has_default else good.get(name, parameter.default)
        chosen[name] = good.get((helper.__name__, name), shared)
    return chosen


def call(helper: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Call a helper with a value for each of its parameters."""
    parameters = inspect.signature(helper).parameters.values()
    by_name = {p.name: given[p.name] for p in parameters if p.kind is p.KEYWORD_ONLY}
    return helper(*(given[p.name] for p in parameters if p.kind is not p.KEYWORD_ONLY), **by_name)


def find_fault(helper: Callable[..., Any], given: dict[str, Any], name: str) -> str:
    """Return what is wrong with how a helper takes what it is given for `name`; nothing where all is well."""
    parameter = inspect.signature(helper).parameters[name]
    try:
        result = call(helper, given)
        written = f"{result} {getattr(result, '_repr_html_', str)() if _is_ours(result) else ''}"
    except CourseError as told:
        return _judge_sentence(str(told), helper, name, is_strange=not _has_right_type(given[name], parameter))
    except Exception as raised:
        return f"{type(raised).__name__}: {raised}"
    if not _has_right_type(given[name], parameter) and not isinstance(result, Feedback):
        return f"taken, and gave {written[:80]}"
    if _is_ours(result) and re.search(r"\bnan\b", written, re.IGNORECASE) and not isinstance(result, Feedback):
        return f"told as a number: {written[:80]}"
    return "; ".join(_list_unexplained(result))


def _judge_sentence(text: str, helper: Callable[..., Any], name: str, *, is_strange: bool) -> str:
    if "\n" in text or len(text) > LONGEST_SENTENCE or text != text.encode(errors="replace").decode():
        return f"not one sentence that a page can show: {text[:80]!r}"
    # What fits by itself may clash with another argument, and the sentence may name that one.
    blamed = [name] if is_strange else list(inspect.signature(helper).parameters)
    spoken = [SPOKEN.get(blame, blame) for blame in blamed]
    words = "|".join({*blamed, *spoken, *(blame.removesuffix("s") for blame in blamed), name.rpartition("_")[2]})
    return "" if re.search(rf"\b({words})", text) else f"names no argument: {text}"


def _has_right_type(value: Any, parameter: inspect.Parameter) -> bool:
    """Say whether a value is of the type that stands beside a parameter, as far as that is a number or a text."""
    allowed = {part.strip() for part in str(parameter.annotation).split("|")}
    if not allowed <= {"int", "float", "str", "None", "bool"}:
        return True
    if isinstance(value, (bool, np.bool_)):
        return "bool" in allowed
    return (
        (isinstance(value, numbers.Real) and bool(allowed & {"int", "float"}))
        or (isinstance(value, str) and "str" in allowed)
        or (value is None and "None" in allowed)
    )


def _is_ours(result: Any) -> bool:
    return type(result).__module__.startswith("helpers.")


def _list_unexplained(result: Any, depth: int = 0) -> Iterator[str]:
    """Yield where a result holds NaN without saying in its class's words that it can."""
    if isinstance(result, float) and math.isnan(result):
        yield "NaN"
    elif isinstance(result, tuple) and depth < 4:
        for part in result[:50]:
            yield from _list_unexplained(part, depth + 1)
    elif dataclasses.is_dataclass(result) and not isinstance(result, type) and depth < 4:
        for field, value in vars(result).items():
            if "NaN" not in (type(result).__doc__ or ""):
                yield from (f"{field}: {fault}" for fault in _list_unexplained(value, depth + 1))
