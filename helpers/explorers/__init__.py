"""The explorers: pictures with controls, one class a file, all in one frame."""

from helpers.explorers.effect import EffectExplorer
from helpers.explorers.people import PeopleExplorer
from helpers.explorers.tis_anatomy import TisAnatomyExplorer

__all__ = ["EffectExplorer", "PeopleExplorer", "TisAnatomyExplorer"]
