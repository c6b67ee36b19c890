"""How many people were where in ProDERM, and which of them a published figure is counted over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from helpers.errors import Impossible, check_count
from helpers.evidence import Comparison, figure
from helpers.models.rendering import render_table


@dataclass(frozen=True)
class Denominator:
    """The people that a figure is counted over.

    Attributes
    ----------
    name : str
    groups : tuple of (str, int)
        What a group is called, and how many it has.
    comparison : Comparison or None
        What stands beside what; None where the groups are neither the lot's, nor all who were given the same, nor
        without any beside them.
    citation : str
        Key of the source that prints the numbers.
    """

    name: str
    groups: tuple[tuple[str, int], ...]
    comparison: Comparison | None
    citation: str

    @property
    def total(self) -> int:
        """The groups added up; more than there were people where somebody stands in two."""
        return sum(n for _, n in self.groups)

    @property
    def label(self) -> str:
        """Its name with its numbers: "as treated: 52 and 48"."""
        return f"{self.name}: {' and '.join(str(n) for _, n in self.groups)}"


@dataclass(frozen=True)
class PatientFlow:
    """The counts of the flow of patients, refused unless they fit together.

    Attributes
    ----------
    randomised, randomised_ivig, randomised_placebo : int
        Patients, all and by arm.
    switched_to_ivig, switched_to_placebo : int
        Patients who changed over in the first period, after confirmed deterioration.
    completed_ivig, completed_placebo : int
        Patients of each arm who completed the first period (week 16).
    entered, completed : int
        Patients who entered the open-label extension, and who completed it (week 40).
    treated_ivig, treated_placebo : int
        Patients of each column of the first-period safety table; who switched stands in both.
    ever_ivig : int
        Patients ever given IVIg, over 40 weeks.

    Raises
    ------
    Impossible
        Naming the counts that do not fit.
    """

    randomised: int
    randomised_ivig: int
    randomised_placebo: int
    switched_to_ivig: int
    switched_to_placebo: int
    completed_ivig: int
    completed_placebo: int
    entered: int
    completed: int
    treated_ivig: int
    treated_placebo: int
    ever_ivig: int

    def __post_init__(self) -> None:
        for name, count in tuple(vars(self).items()):
            object.__setattr__(self, name, check_count(name, count))
        self._check_sum("randomised", self.randomised, self.randomised_ivig, self.randomised_placebo)
        self._check_sum("treated_ivig", self.treated_ivig, self.randomised_ivig, self.switched_to_ivig)
        self._check_sum("treated_placebo", self.treated_placebo, self.randomised_placebo, self.switched_to_placebo)
        self._check_sum("entered", self.entered, self.completed_ivig, self.completed_placebo)
        limits = {
            "completed_ivig": ("randomised_ivig", self.randomised_ivig),
            "completed_placebo": ("randomised_placebo", self.randomised_placebo),
            "switched_to_ivig": ("randomised_placebo", self.randomised_placebo),
            "switched_to_placebo": ("randomised_ivig", self.randomised_ivig),
            "completed": ("entered", self.entered),
            "ever_ivig": ("randomised", self.randomised),
        }
        for name, (whole, most) in limits.items():
            check_count(name, getattr(self, name), high=most, of=whole)
        check_count("ever_ivig", self.ever_ivig, low=self.certain_ivig, high=self.randomised, of="randomised")
        check_count(
            "ever_ivig", self.ever_ivig, high=self.certain_ivig + self.switched_to_ivig, of="with all who switched"
        )

    @staticmethod
    def _check_sum(name: str, total: int, *parts: int) -> None:
        if total != sum(parts):
            words = " + ".join(str(part) for part in parts)
            raise Impossible(f"{name} = {total} is impossible: {words} must give it, and gives {sum(parts)}.")

    @property
    def not_completed(self) -> tuple[int, int]:
        """Patients of the IVIg and of the placebo arm who did not complete the first period."""
        return self.randomised_ivig - self.completed_ivig, self.randomised_placebo - self.completed_placebo

    @property
    def not_entered(self) -> int:
        """Randomised patients who did not enter the extension."""
        return self.randomised - self.entered

    @property
    def not_completed_extension(self) -> int:
        """Patients who entered the extension and did not complete it."""
        return self.entered - self.completed

    @property
    def certain_ivig(self) -> int:
        """Patients given IVIg even if nobody had switched: its arm, and the placebo arm's who entered the extension.

        That all who entered were infused there is assumed.
        """
        return self.randomised_ivig + self.completed_placebo

    @property
    def switched_and_left(self) -> int:
        """Patients who must have switched to IVIg and then left, if `ever_ivig` were given it.

        It follows from the counts; no source says it.
        """
        return self.ever_ivig - self.certain_ivig

    @property
    def denominators(self) -> dict[str, Denominator]:
        """Name -> who is counted, in the order of the flow."""
        rows = (
            Denominator(
                "as randomised",
                (("randomised to IVIg", self.randomised_ivig), ("randomised to placebo", self.randomised_placebo)),
                Comparison.RANDOMISED,
                figure("randomised_ivig").citation,
            ),
            Denominator(
                "as treated",
                (("given IVIg", self.treated_ivig), ("given placebo", self.treated_placebo)),
                Comparison.AS_TREATED,
                figure("safety_first_period_ivig").citation,
            ),
            # Chosen by what came after the lot, and still apart by it: none of the three kinds.
            Denominator(
                "completers",
                (("IVIg arm, week 16", self.completed_ivig), ("placebo arm, week 16", self.completed_placebo)),
                None,
                figure("completed_first_period_ivig").citation,
            ),
            Denominator(
                "ever given IVIg",
                (("ever given IVIg", self.ever_ivig),),
                Comparison.UNCONTROLLED,
                figure("safety_all_ivig").citation,
            ),
            Denominator(
                "finished week 40",
                (("finished week 40", self.completed),),
                Comparison.UNCONTROLLED,
                figure("completed_extension").citation,
            ),
        )
        return {row.name: row for row in rows}

    def __str__(self) -> str:
        return (
            f"{self.randomised} randomised: {self.randomised_ivig} to IVIg, {self.randomised_placebo} to placebo; "
            f"{self.switched_to_placebo} and {self.switched_to_ivig} switched; {self.completed_ivig} and "
            f"{self.completed_placebo} completed week 16; {self.entered} entered the extension and {self.completed} "
            "completed it."
        )

    def _repr_html_(self) -> str:
        rows = [
            [
                denominator.name,
                ", ".join(f"{n} {group}" for group, n in denominator.groups),
                str(denominator.comparison or "neither as randomised nor as treated"),
            ]
            for denominator in self.denominators.values()
        ]
        return render_table(f"Denominators. {self}", ["denominator", "people", "comparison"], rows)


@lru_cache(maxsize=1)
def read_patient_flow() -> PatientFlow:
    """Return the flow of patients through ProDERM, from the published figures.

    Raises
    ------
    Impossible
        If the published counts did not fit together.

    Examples
    --------
    >>> flow = read_patient_flow()
    >>> print(flow)
    95 randomised: 47 to IVIg, 48 to placebo; 0 and 5 switched; 45 and 46 completed week 16; 91 entered the extension
    and 69 completed it.
    >>> flow.denominators["as treated"].total - flow.randomised, flow.switched_to_ivig
    (5, 5)
    """
    counted = {
        "randomised_ivig": "randomised_ivig",
        "randomised_placebo": "randomised_placebo",
        "switched_to_ivig": "switched_placebo_to_ivig",
        "switched_to_placebo": "switched_ivig_to_placebo",
        "completed_ivig": "completed_first_period_ivig",
        "completed_placebo": "completed_first_period_placebo",
        "entered": "entered_extension",
        "completed": "completed_extension",
    }
    valued = {
        "randomised": "randomised",
        "treated_ivig": "safety_first_period_ivig",
        "treated_placebo": "safety_first_period_placebo",
        "ever_ivig": "safety_all_ivig",
    }
    return PatientFlow(
        **{name: figure(row).count for name, row in counted.items()},
        **{name: int(figure(row).value) for name, row in valued.items()},
    )
