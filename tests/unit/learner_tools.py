"""A question's box as a learner meets it: labels, fields and text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipywidgets import HTML, Button, Text, Widget

from helpers.learning.answer_box import AnswerBox


class Driver:
    """Presses a box's buttons by their labels, and reads what it shows and what is read aloud."""

    def __init__(self, box: AnswerBox) -> None:
        self.box = box

    def find(self, kind: type[Widget]) -> list[Widget]:
        def walk(widget: Widget) -> Iterator[Widget]:
            yield widget
            for child in getattr(widget, "children", ()):
                yield from walk(child)

        return [widget for widget in walk(self.box) if isinstance(widget, kind)]

    @property
    def buttons(self) -> list[str]:
        return [button.description for button in self.find(Button)]

    @property
    def page(self) -> str:
        """What is on the page, as HTML."""
        return "\n".join(widget.value for widget in self.find(HTML))

    @property
    def says(self) -> str:
        """What is read aloud when it changes."""
        spoken = [widget.value for widget in self.find(HTML) if 'class="te-sentence"' in widget.value]
        return re.sub(r"<[^>]+>", " ", spoken[-1]).strip() if spoken else ""

    def press(self, label: str) -> None:
        next(button for button in self.find(Button) if button.description == label).click()

    @property
    def typed(self) -> list[str]:
        return [field.value for field in self.find(Text)]
