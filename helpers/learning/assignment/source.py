"""`read_answers`: the calls `answer("item", ...)` and `my_trial("id")` in the source of a cell. Nothing is executed.

Only literals are read: what a calculation gives is not known without running it.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from helpers.errors import LONGEST_VALUE
from helpers.learning.assignment.form_check import is_blank
from helpers.learning.assignment.forms import is_empty
from helpers.learning.assignment.given import Calculation, Cells, GivenAnswer, Problem
from helpers.learning.assignment.items import ASKED
from helpers.learning.assignment.literals import clean_text, describe_number, evaluate
from helpers.learning.assignment.python_cells import LONGEST_CELL, CannotParse, parse_cell
from helpers.learning.catalogue import describe_unknown

TEXTS = ("because", "where", "kind", "method")
"""What an answer may say beside its value."""

FIRST_PART = "only its first part was read"
"""In the problem of an answer that has another value than was meant."""

_READ = {"answer", "my_trial"}
_CALL = re.compile(r"\b(answer|my_trial)\s*\(")
_SHOWING = {"print", "display"}

_NAMED = re.compile(r"""\banswer\s*[(（]\s*["'“”„‘’«»＂](\w{1,40})""")
"""Brackets and quotes that Python does not take are what a cell is often unreadable for."""


def read_answers(source: str, where: str = "") -> Cells:
    """Return the answers and ids in the source of one cell.

    A call counts where it stands at the left margin, alone, assigned to a name, or shown by `print` or `display`.

    Parameters
    ----------
    source : str
        Python as typed; magics are left out.
    where : str
        What the cell is called in a problem.

    Examples
    --------
    >>> cells = read_answers('answer("risk_difference", 12.5, because="as randomised")')
    >>> cells.answers[0].value, cells.answers[0].because
    (12.5, 'as randomised')
    >>> print(read_answers('answer("risk_difference", 30/50 - 20/50)').problems[0])
    risk_difference: 30/50 - 20/50 is a calculation, and only its result is read: write that there.
    """
    if not may_hold_calls(source):
        return Cells()
    try:
        parsed = parse_cell(source)
    except CannotParse as fault:
        return Cells(problems=(Problem(where, f"{fault}{_describe_lost(source)}"),))
    reader = _Reader(parsed.text, where)
    for line in parsed.left_out:
        if _CALL.search(line):
            reader.tell(f"{_cut(line)} is a command of Jupyter and was not read.")
    found = list(_find_calls(parsed.tree))
    for call in found:
        reader.read(call)
    reader.tell_hidden(parsed.tree, found)
    return Cells(tuple(reader.ids), tuple(reader.answers), tuple(reader.problems), tuple(reader.calculations))


def may_hold_calls(source: str) -> bool:
    """Say whether a cell may hold a call that counts, before anything is parsed.

    Python takes letters of full width for the plain ones, and so must we.

    >>> may_hold_calls("ａｎｓｗｅｒ(1)"), may_hold_calls("x = 1")
    (True, False)
    """
    # What is longer than a parser is given is told, and not normalised: some signs become eighteen.
    plain = unicodedata.normalize("NFKC", source) if len(source) <= LONGEST_CELL else source
    return any(name in plain for name in _READ)


class _Reader:
    """Collects what the calls of one cell say."""

    def __init__(self, source: str, where: str) -> None:
        # Positions in a tree count bytes.
        self._lines = [line.encode() for line in source.split("\n")]
        self._where = where
        self.ids: list[str] = []
        self.answers: list[GivenAnswer] = []
        self.problems: list[Problem] = []
        self.calculations: list[Calculation] = []

    def tell(self, text: str) -> None:
        """Note what could not be read."""
        self.problems.append(Problem(self._where, text))

    def read(self, call: ast.Call) -> None:
        """Read one call."""
        if _find_name(call) == "answer":
            self._read_answer(call)
        else:
            self._read_id(call)

    def tell_hidden(self, tree: ast.Module, found: Iterable[ast.Call]) -> None:
        """Note the calls that stand where they do not count."""
        known = {id(call) for call in found}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _find_name(node) in _READ and id(node) not in known:
                self.tell(
                    f"{self._show(node)} stands inside something else and was not read: write it at the left margin."
                )

    def _read_answer(self, call: ast.Call) -> None:
        given: dict[str, ast.expr] = dict(zip(("item", "value"), call.args, strict=False))
        starred = any(isinstance(argument, ast.Starred) for argument in call.args)
        if starred or any(keyword.arg is None for keyword in call.keywords):
            self.tell(f"{self._show(call)} holds a * and was not read: write each argument out.")
            return
        counts = Counter([*given, *(str(keyword.arg) for keyword in call.keywords)])
        doubled = [name for name, times in counts.items() if times > 1]
        given |= {str(keyword.arg): keyword.value for keyword in call.keywords}
        item = given.pop("item", None)
        if not isinstance(item, ast.Constant) or not isinstance(item.value, str):
            self.tell(f"{self._show(call)} does not begin with the name of a question in quotes, and was not read.")
            return
        if item.value not in ASKED:
            self.tell(clean_text(describe_unknown("question", item.value, ASKED)))
            return
        if len(call.args) > 2:
            self.tell(
                f"{item.value}: the answer holds a comma outside brackets, so that {FIRST_PART}. Write a decimal "
                "point, or square brackets around several numbers."
            )
        for name in doubled:
            self.tell(f"{item.value}: {_cut(name)} is given twice, which Python does not run: the last one was read.")
        answer = GivenAnswer(item.value)
        for name, node in given.items():
            answer = self._read_argument(answer, name, node)
        self.answers.append(answer)

    def _read_argument(self, answer: GivenAnswer, name: str, node: ast.expr) -> GivenAnswer:
        if name != "value" and name not in TEXTS:
            self.tell(f"{answer.item}: {describe_unknown('argument', name, ('value', *TEXTS))}")
            return answer
        try:
            value = evaluate(node)
        except ValueError as fault:
            self._tell_calculation(answer.item, name, node, str(fault))
            return answer
        if is_blank(value):
            return answer
        if name == "value":
            fault = describe_number(value)
            if fault:
                self.tell(f"{answer.item}: {fault}")
            return replace(answer, value=value)
        if not isinstance(value, str):
            self.tell(f"{answer.item}: {name} is no text between quotes, and was not read.")
            return answer
        return replace(answer, **{name: value.strip()})

    def _tell_calculation(self, item: str, name: str, node: ast.expr, fault: str) -> None:
        source = self._show(node)
        self.calculations.append(Calculation(item, name, source))
        written = source if name == "value" else f"{name}={source}"
        self.tell(f"{item}: {written} {fault}")

    def _read_id(self, call: ast.Call) -> None:
        nodes = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "student_id")]
        if len(nodes) != 1:
            if nodes:
                self.tell(f"{self._show(call)} takes one id, and was not read.")
            return
        try:
            value = evaluate(nodes[0])
        except ValueError:
            self.tell(f"{self._show(call)} was not read: write your id between the quotes.")
            return
        if is_empty(value):
            return
        if isinstance(value, int) and not isinstance(value, bool):
            self.tell(f"The id {value} stands without quotes, and is read as if it had them.")
            value = str(value)
        if not isinstance(value, str):
            self.tell(f"{self._show(call)} was not read: write your id between the quotes.")
            return
        self.ids.append(value.strip())

    def _show(self, node: ast.expr) -> str:
        """Return the source of a node, or its first line; ast.get_source_segment reads the whole cell each time."""
        line = self._lines[node.lineno - 1]
        shown = line[node.col_offset : node.end_col_offset if node.end_lineno == node.lineno else None]
        more = "" if node.end_lineno == node.lineno else "…"
        return _cut(clean_text(shown.decode(errors="replace"))) + more


def _find_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls that count, in the order of the source."""
    for statement in tree.body:
        if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign)) and statement.value is not None:
            yield from _unwrap(statement.value)


def _unwrap(outermost: ast.expr) -> Iterator[ast.Call]:
    waiting = [outermost]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            waiting.append(node.value)
        elif isinstance(node, (ast.Tuple, ast.List)):
            waiting += reversed(node.elts)
        elif isinstance(node, ast.Call):
            if _find_name(node) in _READ:
                yield node
            elif _find_name(node) in _SHOWING:
                waiting += reversed(node.args)
            elif isinstance(node.func, ast.Attribute):
                # A method of what is shown: my_trial("anna").show().
                waiting.append(node.func.value)


def _find_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _describe_lost(source: str) -> str:
    named = _NAMED.findall(source)
    lost = [item for item in ASKED if item in named]
    return f" So this was not read: {', '.join(lost)}." if lost else ""


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
