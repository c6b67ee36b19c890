"""What a caller gives as a list, where the order says which value belongs to what."""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import islice
from typing import Any


def list_in_order(values: Any, most: int) -> tuple[Any, ...] | None:
    """Return what stands in a list, tuple or array, at most `most` + 1 of it; None for what has no order of its own.

    A set has none, and a table by name says with its names and not with its places which value is which.

    >>> list_in_order([0.2, 0.1, 0.3], 1), list_in_order({0.2, 0.1}, 9), list_in_order("12", 9), list_in_order(5, 9)
    ((0.2, 0.1), None, None, None)
    """
    if isinstance(values, (Set, Mapping, str, bytes, bytearray)):
        return None
    try:
        return tuple(islice(values, most + 1))
    except TypeError:
        return None
