"""The explorers: pictures with controls, one class a file, all in one frame.

A class is imported when it is asked for, so that a notebook pays for the explorers that it shows.
"""

from __future__ import annotations

import gc
from functools import cache
from importlib import import_module
from typing import Any

MODULES = {
    "AttainableExplorer": "attainable",
    "BalanceExplorer": "balance",
    "CourseExplorer": "course",
    "EffectExplorer": "effect",
    "EnrolmentExplorer": "enrolment",
    "EnzymeExplorer": "enzyme",
    "EventsExplorer": "events",
    "FewPatientsExplorer": "few_patients",
    "FlowExplorer": "flow",
    "FragilityExplorer": "fragility",
    "HigherBarExplorer": "higher_bar",
    "ImbalanceExplorer": "imbalance",
    "InteractionExplorer": "interaction",
    "MaskingExplorer": "masking",
    "MethodsExplorer": "methods",
    "MissingPatientsExplorer": "missing_patients",
    "MixtureExplorer": "mixture",
    "MultiplicityExplorer": "multiplicity",
    "NextTrialExplorer": "next_trial",
    "NoiseExplorer": "noise",
    "OptimismExplorer": "optimism",
    "PeopleExplorer": "people",
    "PermutationExplorer": "permutation",
    "PlaceboResponsesExplorer": "placebo_responses",
    "PoolingExplorer": "pooling",
    "PowerExplorer": "power",
    "PriorExplorer": "prior",
    "PrognosticExplorer": "prognostic",
    "SubtypesByChanceExplorer": "subtypes_by_chance",
    "ThresholdsExplorer": "thresholds",
    "TisAnatomyExplorer": "tis_anatomy",
    "WeekFortyExplorer": "week_forty",
    "WorldsExplorer": "worlds",
    "ZeroEventsExplorer": "zero_events",
}
"""Class -> its module in this package."""

__all__ = sorted(MODULES)


def __getattr__(name: str) -> Any:
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: it has {', '.join(MODULES)}")
    module = import_module(f"{__name__}.{MODULES[name]}")
    _spare_the_collector()
    return getattr(module, name)


@cache
def _spare_the_collector() -> None:
    """Have Python look through none of these imports when it clears up: a hundred thousand objects, which all stay.

    Else a key now and then waits for a collection, 50 to 200 ms longer than its neighbours. Once, before the first
    figure: what is held here and goes later is cleared up only if nothing points in a circle.
    """
    gc.freeze()


def __dir__() -> list[str]:
    return [*globals(), *MODULES]
