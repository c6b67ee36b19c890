"""The explorers: pictures with controls, one class a file, all in one frame."""

from helpers.explorers.course import CourseExplorer
from helpers.explorers.effect import EffectExplorer
from helpers.explorers.enrolment import EnrolmentExplorer
from helpers.explorers.flow import FlowExplorer
from helpers.explorers.fragility import FragilityExplorer
from helpers.explorers.imbalance import ImbalanceExplorer
from helpers.explorers.masking import MaskingExplorer
from helpers.explorers.methods import MethodsExplorer
from helpers.explorers.missing_patients import MissingPatientsExplorer
from helpers.explorers.people import PeopleExplorer
from helpers.explorers.permutation import PermutationExplorer
from helpers.explorers.prior import PriorExplorer
from helpers.explorers.tis_anatomy import TisAnatomyExplorer

__all__ = [
    "CourseExplorer",
    "EffectExplorer",
    "EnrolmentExplorer",
    "FlowExplorer",
    "FragilityExplorer",
    "ImbalanceExplorer",
    "MaskingExplorer",
    "MethodsExplorer",
    "MissingPatientsExplorer",
    "PeopleExplorer",
    "PermutationExplorer",
    "PriorExplorer",
    "TisAnatomyExplorer",
]
