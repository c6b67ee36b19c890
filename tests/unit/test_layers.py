"""The layers of `helpers/` are kept, and nothing in a widget's callback changes the whole process."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

LAYERS = ("errors", "evidence", "models", "figures", "explorers", "learning")
"""A module imports from its own layer and from those before it."""

WIDGETS = {"ipywidgets", "IPython", "anywidget"}
KNOW_NO_WIDGETS = {"errors", "evidence", "models", "figures"}

DRAWING = {"matplotlib", "seaborn"}

PROCESS_WIDE = {
    *("pyplot", "pylab", "rc_context", "set_theme", "set_style", "set_context", "set_palette"),
    *("catch_warnings", "simplefilter", "filterwarnings", "redirect_stdout", "redirect_stderr"),
}
"""What changes or reads state of the whole process. Widget callbacks run in a thread beside running cells, and call
every layer, so that two of these at work at once would mix their pictures or lose each other's settings."""

LEFT_OUT = {".git", ".venv", "build", "node_modules", "__pycache__", ".ipynb_checkpoints"}


def find_imports(module: str, tree: ast.AST, *, is_package: bool = False) -> set[str]:
    """Return the full name of everything that a module imports anywhere, by statement or by `import_module`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")
            kept = len(parents) - node.level + (1 if is_package else 0)
            start = [*parents[:kept], *([node.module] if node.module else [])] if node.level else [str(node.module)]
            found |= {".".join([*start, alias.name]) for alias in node.names}
        elif isinstance(node, ast.Call) and _is_import_call(node):
            found |= {word.value for word in node.args[:1] if isinstance(word, ast.Constant)}
    return found


def _is_import_call(node: ast.Call) -> bool:
    return ast.unparse(node.func).rpartition(".")[2] in {"import_module", "__import__"}


def find_names(tree: ast.AST) -> set[str]:
    """Return every name and attribute that the code uses; what only a docstring or a comment says is not code."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def find_layer(module: str) -> str:
    """Return the layer of a module; the package itself is imported before all of them, so it counts as the first.

    >>> find_layer("helpers.models.tis"), find_layer("helpers")
    ('models', 'errors')
    """
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else LAYERS[0]


def find_faults(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return one sentence for each rule that the module's source breaks."""
    layer = find_layer(module)
    if layer not in LAYERS:
        return [f"{module} belongs to none of the layers"]
    tree = ast.parse(source)
    imports = find_imports(module, tree, is_package=is_package)
    faults = []
    for name in sorted(imports):
        top, *rest = name.split(".")
        if top == "helpers" and rest and rest[0] in LAYERS and LAYERS.index(rest[0]) > LAYERS.index(layer):
            faults.append(f"{module} imports {name}, a later layer")
        if top in WIDGETS and layer in KNOW_NO_WIDGETS:
            faults.append(f"{module} imports {name}, and {layer} knows no widgets")
        if top in DRAWING and layer != "figures":
            faults.append(f"{module} imports {name}, and only figures draws")
    used = {part for name in imports for part in name.split(".")} | find_names(tree)
    faults += [f"{module} uses {name}, which is process-wide" for name in sorted(used & PROCESS_WIDE)]
    return faults


def list_files(*suffixes: str) -> Iterator[Path]:
    """Yield the repository's own files with these suffixes."""
    for folder, folders, names in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in LEFT_OUT and not name.endswith((".egg-info", "_cache"))]
        yield from (Path(folder, name) for name in names if name.endswith(suffixes))


def test_every_module_keeps_to_its_layer():
    faults = []
    modules = sorted((REPOSITORY / "helpers").rglob("*.py"))
    for file in modules:
        parts = file.relative_to(REPOSITORY).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        faults += find_faults(name, file.read_text(encoding="utf-8"), is_package=is_package)
    assert {find_layer(".".join(file.relative_to(REPOSITORY).parts)) for file in modules} >= set(LAYERS[1:])
    assert faults == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("helpers.models.tis", "from helpers.figures import style", "a later layer"),
        ("helpers.models.tis", "from helpers import explorers", "a later layer"),
        ("helpers.models.tis", "from ..learning.predict import ask", "a later layer"),
        ("helpers.models.tis", "def draw():\n    import helpers.figures.style", "a later layer"),
        ("helpers.models.tis", "import importlib\nimportlib.import_module('helpers.learning')", "a later layer"),
        ("helpers", "from helpers.evidence import cite", "a later layer"),
        ("helpers.explorers.base", "from helpers.learning import predict", "a later layer"),
        ("helpers.figures.people", "def show():\n    from IPython.display import display", "knows no widgets"),
        ("helpers.evidence.cite", "import ipywidgets as w", "knows no widgets"),
        ("helpers.models.power", "import anywidget", "knows no widgets"),
        ("helpers.models.power", "import seaborn as sns", "only figures draws"),
        ("helpers.explorers.people", "from matplotlib.figure import Figure", "only figures draws"),
        ("helpers.figures.people", "import matplotlib.pyplot as plt", "uses pyplot, which is process-wide"),
        ("helpers.figures.people", "from matplotlib import pyplot", "uses pyplot, which is process-wide"),
        ("helpers.figures.style", "import seaborn\nseaborn.set_theme()", "uses set_theme, which is process-wide"),
        ("helpers.figures.style", "from matplotlib import rc_context", "uses rc_context, which is process-wide"),
        ("helpers.explorers.base", "import warnings\nwith warnings.catch_warnings(): pass", "uses catch_warnings"),
        ("helpers.explorers.base", "from contextlib import redirect_stdout as quiet", "uses redirect_stdout"),
        ("helpers.plots.people", "", "none of the layers"),
    ],
)
def test_a_broken_rule_is_caught(module, source, fault):
    faults = find_faults(module, source)
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("helpers.figures.people", "from matplotlib.figure import Figure\nfrom ..models.tis import MAXIMUM"),
        ("helpers.explorers.people", "import ipywidgets\nfrom . import frame\nfrom helpers.figures import people"),
        (
            "helpers.learning.predict",
            "from helpers.explorers.frame import Frame\nfrom helpers.errors import Impossible",
        ),
        ("helpers.models.tis", '"""Never pyplot, rc_context or set_theme."""\nimport scipy.stats'),
    ],
)
def test_a_kept_rule_is_left_alone(module, source):
    assert find_faults(module, source) == []


def test_relative_imports_of_a_package_start_at_the_package():
    assert find_imports("helpers.models", ast.parse("from .tis import score"), is_package=True) == {
        "helpers.models.tis.score"
    }
    assert find_imports("helpers.models.power", ast.parse("from . import tis")) == {"helpers.models.tis"}


def test_the_project_stands_alone():
    """Nothing reads the folder in which the course was designed, which a learner does not have."""
    shared = "/".join(["..", "shared"])
    texts = (".py", ".ipynb", ".md", ".toml", ".yml", ".csv", ".json", ".txt", ".cff", ".js", ".css", "Makefile", "run")
    readers = [file for file in list_files(*texts) if shared in file.read_text(encoding="utf-8")]
    assert readers == []


def test_nothing_in_the_tests_hides_the_package():
    """A folder or module called helpers beside a test would be imported in its place."""
    assert [path for path in (REPOSITORY / "tests").rglob("helpers*")] == []
