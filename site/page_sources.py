"""What becomes a page and is no notebook, put together in a folder that mirrors the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def gather_pages(sources: Path) -> None:
    """Put the pages that are no notebooks, and the notebooks' pictures, into the folder `sources`."""
    shutil.rmtree(sources, ignore_errors=True)
    notebooks = sources / "notebooks"
    shutil.copytree(REPOSITORY / "notebooks" / "pictures", notebooks / "pictures")
    shutil.copy(REPOSITORY / "notebooks" / "glossary.md", notebooks)
    for folder in ("data", "site"):
        (sources / folder).mkdir()
    shutil.copy(REPOSITORY / "data" / "README.md", sources / "data")
    for path in [*HERE.glob("*.md"), *HERE.glob("*.svg")]:
        shutil.copy(path, sources if path.stem == "index" else sources / "site")
    shutil.copy(REPOSITORY / "README.md", sources / "readme.txt")
