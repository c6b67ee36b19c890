"""The questions of the assignment: what each asks, what its answer looks like, its marks and its rubric.

40 of the 100 marks are given by the marker, for choices and what follows from them; 60 by a person, for judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpers.learning.assignment.forms import Choice, Form, Letters, Number, Numbers, SentenceNumber, Text
from helpers.learning.assignment.kinds import KINDS

PARTS = MappingProxyType(
    {
        "appraise": "Appraise",
        "compute": "Compute and choose",
        "catch": "Catch the misreadings",
        "design": "Design the next trial",
        "write": "Write",
    }
)
"""Part -> its heading."""

RISKS = ("low", "some concerns", "high")
"""Judgements of the risk of bias in one domain, as RoB 2 has them."""

SIGNS = ("yes", "no", "cannot tell")
"""Answers of the checklist."""

METHODS = ("newcombe", "miettinen-nurminen", "agresti-caffo", "wald")
"""Intervals of a difference between two proportions, as `risk_difference_interval` names them."""

TESTS = ("pooled_z", "fisher", "normal")
"""How a number of patients may be found; "normal" is the formula."""

SLOTS = 5
"""Places for misreadings: three are planted, so that naming everything costs marks."""


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    id : str
        As it stands in the cell: `answer("risk_difference", ...)`.
    part : str
        A key of `PARTS`.
    question : str
    form : Form
    automatic, by_hand : int
        Marks by the marker, and by a person.
    rubric : tuple of str
        A line for each mark or two, as both student and marker read it.
    wants : tuple of str
        Which further texts the answer takes, of "because", "where", "kind" and "method".
    """

    id: str
    part: str
    question: str
    form: Form | None
    automatic: int
    by_hand: int
    rubric: tuple[str, ...]
    wants: tuple[str, ...] = ()


def _bias(domain: str, question: str) -> Item:
    return Item(
        f"bias_{domain}",
        "appraise",
        question,
        Choice(RISKS),
        0,
        4,
        (
            "1: the judgement is one that a panel could defend.",
            "2: the reason names a fact of this trial, not of trials in general.",
            "1: the place is given, as a sentence or a line of the table.",
        ),
        ("because", "where"),
    )


def _sign(name: str, question: str) -> Item:
    rubric = ("1: the answer can be defended.", "1: the reason names a fact of this trial, or what is missing.")
    return Item(f"casp_{name}", "appraise", question, Choice(SIGNS), 0, 2, rubric, ("because", "where"))


def _slot(place: int) -> Item:
    return Item(
        f"misreading_{place}",
        "catch",
        "Which sentence says more than the data can carry, and in which way? Leave the places that you do not need.",
        SentenceNumber(),
        0,
        0,
        (),
        ("kind", "because"),
    )


_ALL = (
    _bias("randomisation", "Risk of bias from the randomisation: was the lot hidden, and are the arms alike?"),
    _bias(
        "deviations", "Risk of bias from departures from the treatment as assigned: switching, other drugs, masking."
    ),
    _bias("missing", "Risk of bias from missing results: who is not in the figures, and could it matter?"),
    _bias("measurement", "Risk of bias from how the endpoint is measured: by whom, and could they know the arm?"),
    _bias("reporting", "Risk of bias from what was chosen for the report: endpoints, bars, time points, subgroups."),
    _sign("question", "Does the trial ask a clear question (patients, treatment, comparison, outcome)?"),
    _sign("alike", "Apart from the treatment, were the two arms treated and followed alike?"),
    _sign("applies", "Do the results apply to a patient with dermatomyositis whom you might see?"),
    _sign("worth", "On what is printed, can you weigh benefit against harm over the same patients and time?"),
    Item(
        "denominator",
        "compute",
        "Which patients does the primary result count? a: all randomised, by their arm. b: those who completed. "
        "c: everybody ever given the drug, against placebo. d: both arms together.",
        Choice(("a", "b", "c", "d")),
        2,
        2,
        ("2, automatic: the choice.", "2, by hand: why, by what the others would lose."),
        ("because",),
    ),
    Item(
        "risk_difference",
        "compute",
        "The difference between the two arms in the share of responders at the primary bar, drug minus placebo.",
        Number("percentage points", -100, 100),
        3,
        0,
        ("3, automatic: within 0.5 points, by the denominator that you chose.",),
    ),
    Item(
        "interval",
        "compute",
        "Its 95 % interval, and the method by which you found it.",
        Numbers(("lower", "upper"), "percentage points", -100, 100, rising=True),
        5,
        2,
        (
            "1, automatic: a method that keeps its level with arms of this size.",
            "4, automatic: both limits within 0.5 points, by your own method, patients and difference.",
            "2, by hand: why this method.",
        ),
        ("method", "because"),
    ),
    Item(
        "number_needed",
        "compute",
        "The number needed to treat for one more responder.",
        Number("patients", 1, 1000),
        2,
        0,
        ("2, automatic: 100 over your own difference; rounded up or to one decimal.",),
    ),
    Item(
        "harm_percent",
        "compute",
        "The share of patients with at least one adverse event, as your page counts them, among everybody exposed to "
        "the drug.",
        Number("per cent", 0, 100),
        3,
        0,
        ("3, automatic: within 0.5 points. 1 of them for the right patients over another denominator.",),
    ),
    Item(
        "zero_upper",
        "compute",
        "Nobody exposed to the drug had the rare event. Up to which share do these patients leave room for it "
        "(95 %, exact or by the rule of three)?",
        Number("per cent", 0, 100),
        3,
        0,
        (
            "3, automatic: one-sided, two-sided or rule of three, to one decimal, over the patients who could have had "
            "it.",
        ),
    ),
    Item(
        "not_computable",
        "compute",
        "Which of these cannot be computed from what is printed? a: the effect in each antibody subtype. "
        "b: the risk ratio of the primary result. c: the drug's effect at the end of the extension. "
        "d: the interval of the difference at the higher bar. "
        "e: how closely the scores at the end of the period and of the extension go together. "
        "f: the difference in mean score, with its interval.",
        Letters(("a", "b", "c", "d", "e", "f")),
        4,
        4,
        (
            "4, automatic: 4 less 1 for each letter missing or too many, not below 0; none without a right letter.",
            "4, by hand: what one would need for each.",
        ),
        ("because",),
    ),
    *(_slot(place) for place in range(1, SLOTS + 1)),
    Item(
        "misreadings",
        "catch",
        "All places together: marked as a whole.",
        None,
        11,
        6,
        (
            "2, automatic, for each planted sentence caught; 1 more for its kind.",
            "2, automatic: the sound sentence that looks like a misreading is spared, once one is caught.",
            "Each sentence named without need, the sound one too, costs 1; not below 0.",
            "2, by hand, for each of three reasons: what the data can carry instead.",
        ),
    ),
    Item(
        "plan_rates",
        "design",
        "The shares of responders for which you plan the next trial: sceptical, so a smaller difference than observed.",
        Numbers(("placebo", "drug"), "per cent", 0, 100, rising=True),
        1,
        2,
        (
            "1, automatic: above 0, and smaller than observed by more than 0.5 points.",
            "2, by hand: where they come from.",
        ),
        ("because",),
    ),
    Item(
        "sample_size",
        "design",
        "The patients per arm for these rates at the power that your page asks for, and the test.",
        Number("patients per arm", 2, 100_000, whole=True),
        3,
        0,
        ("3, automatic: by the test that you name, for your own rates; 1 for the number of both arms together.",),
        ("method",),
    ),
    Item(
        "rejection_rates",
        "design",
        "How often the planned trial rejects, under three truths: no effect, half of the planned, the planned.",
        Numbers(("no effect", "half", "planned"), "per cent of trials", 0, 100),
        2,
        0,
        ("2, automatic: each within simulation error of your own plan, from at least 1 000 trials.",),
    ),
    Item(
        "monte_carlo_error",
        "design",
        "The Monte Carlo standard error of the middle one, and the number of simulated trials.",
        Numbers(("error in points", "trials"), "", 0, 10_000_000),
        1,
        0,
        ("1, automatic: it follows from your rate and your number of trials.",),
    ),
    Item(
        "no_n_cures",
        "design",
        "One bias of this trial that no number of patients cures: what it is, which way it pushes, what would cure it.",
        Text(15, 120),
        0,
        6,
        ("2: the bias is one of this trial.", "2: its direction, with a reason.", "2: a remedy in the design."),
    ),
    Item(
        "verdict",
        "write",
        "About 200 words for a colleague: how much of the abstract you believe, and what you would do next.",
        Text(150, 250),
        0,
        10,
        (
            "4: the size of the effect with its uncertainty, in whole patients.",
            "3: what limits belief, by name and with its direction.",
            "3: the next step follows from it.",
        ),
    ),
)

ITEMS: Mapping[str, Item] = MappingProxyType({item.id: item for item in _ALL})
"""Id -> item, in the order of the notebook."""

ASKED = tuple(name for name in ITEMS if name != "misreadings")
"""Ids that stand in a cell; the misreadings are marked as a whole but answered in their places."""

AUTOMATIC = sum(item.automatic for item in _ALL)
BY_HAND = sum(item.by_hand for item in _ALL)

LETTERS = tuple(KINDS)
"""Of the kinds of misreading, for `kind=`."""
