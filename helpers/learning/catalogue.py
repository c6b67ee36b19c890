"""What a cell may ask for by name: one module a notebook, read when one of its items is asked for.

A notebook pays for its own items only, and a fault in the figures of one does not silence the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Generic, TypeVar

from helpers.errors import Impossible, make_printable, shorten

Item = TypeVar("Item")


class Catalogue(Mapping[str, Item], Generic[Item]):
    """Items by name.

    Parameters
    ----------
    package : str
        Holds the modules.
    items : mapping of str to sequence of str
        Module -> the names of its items.
    listed_in : str
        The name, in each module, of the sequence of what it holds.
    what : str
        What a reader calls an item: "claim".
    """

    def __init__(self, package: str, items: Mapping[str, Sequence[str]], listed_in: str, what: str) -> None:
        self._package = package
        self._listed_in = listed_in
        self._what = what
        self._module_of = {item: module for module, names in items.items() for item in names}

    def __getitem__(self, item: str) -> Item:
        module = import_module(f"{self._package}.{self._module_of[item]}")
        return next(held for held in getattr(module, self._listed_in) if held.item == item)

    def find(self, item: str) -> Item:
        """Return what a cell asks for, or say what it could ask for."""
        if not isinstance(item, str):
            raise Impossible(f"The name of the {self._what} goes between the brackets, in quotes.")
        if item not in self._module_of:
            raise Impossible(describe_unknown(self._what, item, list(self)))
        return self[item]

    def __iter__(self) -> Iterator[str]:
        return iter(self._module_of)

    def __len__(self) -> int:
        return len(self._module_of)


def describe_unknown(what: str, name: object, known: Sequence[str]) -> str:
    """Return a sentence on a name that is not known, with the nearest one or all that there are.

    >>> describe_unknown("claim", "subtype", ["higher_bar", "subtypes"])
    'There is no claim called “subtype”. Did you mean “subtypes”?'
    """
    text = make_printable(name if isinstance(name, str) else shorten(name))[:60]
    near = get_close_matches(text, known, n=1)
    meant = f" Did you mean “{near[0]}”?" if near else f" There are: {', '.join(known)}."
    return f"There is no {what} called “{text}”.{meant}"
