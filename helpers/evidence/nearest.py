"""What to say when somebody asks for a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from helpers.errors import shorten


def describe_unknown(what: str, name: str, asked: object, known: Iterable[str], file: str) -> str:
    """Return a sentence that names what was asked for and the nearest names that exist, or the file that lists them.

    >>> describe_unknown("figure", "id", "responders_plcebo", ["responders_placebo"], "published_figures.csv")
    "There is no figure with id = 'responders_plcebo': the nearest is responders_placebo."
    """
    names = list(known)
    sentence = f"There is no {what} with {name} = {shorten(asked)}"
    if not isinstance(asked, str):
        return f"{sentence}: it must be a text, in quotes, such as {names[0]!r}."
    near = difflib.get_close_matches(str(asked), names, n=3, cutoff=0.5)
    if not near:
        words = {word for word in str(asked).split("_") if len(word) > 2}
        near = [known_name for known_name in names if words & set(known_name.split("_"))][:3]
    if not near:
        return f"{sentence}: all that there are stand in data/{file}."
    return f"{sentence}: the nearest {'is' if len(near) == 1 else 'are'} {', '.join(near)}."
