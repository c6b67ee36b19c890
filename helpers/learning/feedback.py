"""What an exercise answers: right, a named misreading, or what to type instead. Never a bare "wrong"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers.learning.prose import to_html, to_plain

_VERDICTS = {True: "Right.", False: "Not yet.", None: ""}


@dataclass(frozen=True)
class Feedback:
    """The answer to one call of `check`.

    Attributes
    ----------
    exercise : str
        Its id.
    correct : bool or None
        None when the answer could not be judged: nothing typed yet, a word, a list.
    text : str
        What it says, with Markdown links.
    misconception : str or None
        Id of the misreading that leads to this answer, where one is known.
    question : str
        The question again, so that the output can be read alone.
    options : mapping of str to str
        Letters and texts, for a question with choices.
    is_untouched : bool
        Whether the dots still stand where an answer belongs.
    """

    exercise: str
    correct: bool | None
    text: str
    misconception: str | None = None
    question: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    is_untouched: bool = False

    def _repr_html_(self) -> str:
        # No colour of its own: it stands on the light and on the dark theme alike, and the words carry the verdict.
        options = "".join(
            f"<li><strong>{letter}</strong>: {to_html(text)}</li>" for letter, text in self.options.items()
        )
        listed = f'<ul style="list-style: none; padding-left: 0">{options}</ul>' if options else ""
        asked = f"<p>{to_html(self.question)}</p>" if self.question else ""
        verdict = _VERDICTS[self.correct]
        verdict = f"<strong>{verdict}</strong> " if verdict else ""
        # Shift+Enter leaves the cell, so the answer has to be spoken. A status that comes onto the page with its words
        # in it is not read aloud, an alert is; the bare question of a cell that was only run is none.
        role = "status" if self.is_untouched else "alert"
        return (
            '<div style="border-left: 4px solid; padding-left: 12px; max-width: 640px">'
            f'{asked}{listed}<p role="{role}">{verdict}{to_html(self.text)}</p></div>'
        )

    def __str__(self) -> str:
        options = [f"{letter}: {to_plain(text)}" for letter, text in self.options.items()]
        verdict = f"{_VERDICTS[self.correct]} {to_plain(self.text)}".strip()
        return "\n".join(part for part in (to_plain(self.question), *options, verdict) if part)
