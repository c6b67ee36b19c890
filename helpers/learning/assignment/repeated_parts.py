"""A part of an answer that stands twice, as `where="A4", where="T2"`: Python runs no such cell, and this kernel does.

Python finds it after a cell has been read, when IPython asks no handler of errors any more. So it is taken out of what
runs, and `answer` is told. What stands in the cell stays, and the marker, which reads that, says the same.
"""

from __future__ import annotations

import ast
from collections import Counter

TWICE = " twice"
"""After the name of a part: no learner can type that before an equals sign."""


class RepeatedParts(ast.NodeTransformer):
    """Leaves of each part of `answer(...)` the last, as the marker does, and says which stood twice.

    Examples
    --------
    >>> tree = RepeatedParts().visit(ast.parse('answer("interval", where="A4", where="T2")'))
    >>> ast.unparse(tree)
    "answer('interval', where='T2', where twice=True)"
    """

    def visit_Call(self, call: ast.Call) -> ast.Call:
        self.generic_visit(call)
        if isinstance(call.func, ast.Name) and call.func.id == "answer":
            # A keyword without a name is two stars.
            counts = Counter(keyword.arg for keyword in call.keywords if keyword.arg)
            last = {keyword.arg: keyword for keyword in call.keywords}
            call.keywords = [part for part in call.keywords if counts[part.arg] < 2 or last[part.arg] is part]
            repeated = [name for name, times in counts.items() if times > 1]
            call.keywords += [ast.keyword(name + TWICE, ast.Constant(True)) for name in repeated]
            ast.fix_missing_locations(call)
        return call
