"""A cell of the assignment that Python cannot read: a sentence in place of the red box, Python's own words below it.

Two errors are explained, in cells that ask for `answer` or `my_trial`: a SyntaxError of the cell itself, and a name
that the cell uses and nobody gave. Whatever else goes wrong, and wherever, is shown as it always was.
"""

from __future__ import annotations

import html
import re
import sys
from dataclasses import dataclass
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from traitlets.log import get_logger

from helpers.errors import Boundary, make_printable
from helpers.learning.assignment.registry import list_sources
from helpers.learning.assignment.repeated_parts import RepeatedParts
from helpers.learning.assignment.unread_words import CALLS, describe_name, describe_syntax

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

KEPT = "Nothing is broken, and what you typed is kept: mend it, and run the cell again."

EXPLAINED = (SyntaxError, NameError)

_ASKS = re.compile(rf"\b({'|'.join(CALLS)})\b")


@dataclass(frozen=True, repr=False)
class UnreadCell:
    """What stands below a cell that Python could not read.

    Attributes
    ----------
    sentence : str
        Where to look, and for what.
    own_words : str
        Of Python.
    """

    sentence: str
    own_words: str

    def __str__(self) -> str:
        return f"{self.sentence}\n{KEPT}\nIn Python's own words: {self.own_words}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        # No colour of its own, as in the echo of an answer: it stands on the light and on the dark theme alike.
        return (
            '<div role="alert" style="border-left: 4px solid; padding-left: 12px; max-width: 640px; '
            f'overflow-wrap: anywhere"><p><strong>{html.escape(self.sentence)}</strong><br>{KEPT}<br>'
            f"<small>In Python’s own words: {html.escape(self.own_words)}</small></p></div>"
        )


def explain_unread_cells() -> None:
    """Have this kernel say in a sentence why it could not read a cell with an answer; nothing outside a kernel."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    # Without it answers are noted as ever, so that a kernel that refuses is told in the log alone.
    with Boundary(get_logger().error, get_logger().error):
        # Whoever has set a handler of their own keeps it; ours is set once more when the first cell is run again.
        if shell.custom_exceptions in ((), EXPLAINED):
            shell.set_custom_exc(EXPLAINED, _show)
        if not any(isinstance(reader, RepeatedParts) for reader in shell.ast_transformers):
            shell.ast_transformers.append(RepeatedParts())


def explain(shell: InteractiveShell, raised: BaseException, trace: TracebackType | None) -> UnreadCell | None:
    """Return what to say of an error of the cell that was run last, None where it is shown as always.

    Parameters
    ----------
    shell : InteractiveShell
        Of this kernel.
    raised : BaseException
        One of `EXPLAINED`.
    trace : TracebackType or None
        Where it was raised.
    """
    source = "".join(list_sources()[-1:])
    if not _ASKS.search(source):
        return None
    frames = [_is_of_cell(shell, frame) for frame, _ in walk_tb(trace)]
    # What a cell calls may raise these two as well; that is another's error, and no slip in the cell.
    if isinstance(raised, SyntaxError) and not any(frames) and (raised.text or "").strip() in source:
        message, line = raised.msg or "invalid syntax", raised.lineno or 1
        told, own_words = describe_syntax(source, message, line), f"{type(raised).__name__}, line {line}: {message}"
    elif isinstance(raised, NameError) and frames[-1:] == [True] and raised.name and raised.name in source:
        told, own_words = describe_name(source, raised.name), f"NameError: {raised}"
    else:
        return None
    return UnreadCell(make_printable(told), make_printable(own_words))


def _is_of_cell(shell: InteractiveShell, frame: FrameType) -> bool:
    return frame.f_globals is shell.user_ns and frame.f_code.co_name == "<module>"


def _show(
    shell: InteractiveShell,
    kind: type[BaseException],
    raised: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show an error of `EXPLAINED`; IPython calls every handler with these arguments, `tb_offset` too."""
    explained: list[UnreadCell | None] = []

    def report(fault: Exception) -> None:
        get_logger().error("a cell that could not be read was not explained", exc_info=fault)

    with Boundary(get_logger().error, report):
        explained.append(explain(shell, raised, trace))
    told = next(iter(explained), None)
    if told is not None:
        _display(shell, told, kind, raised, trace)
    elif isinstance(raised, IndentationError) and not _was_run(shell, trace):
        shell.showindentationerror()
    elif isinstance(raised, SyntaxError) and not _was_run(shell, trace):
        shell.showsyntaxerror()
    else:
        shell.showtraceback(running_compiled_code=True)


def _was_run(shell: InteractiveShell, trace: TracebackType | None) -> bool:
    return any(_is_of_cell(shell, frame) for frame, _ in walk_tb(trace))


def _display(
    shell: InteractiveShell,
    told: UnreadCell,
    kind: type[BaseException],
    raised: BaseException,
    trace: TracebackType | None,
) -> None:
    from IPython.display import display

    display(told)
    # The cell has failed all the same: what asks for the error afterwards, as %tb or a run without a browser, gets it.
    sys.last_type, sys.last_value, sys.last_traceback = kind, raised, trace
    shell._last_traceback = str(told).split("\n")
