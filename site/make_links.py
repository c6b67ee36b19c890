"""Write the links by which the course is opened elsewhere, from one setting: the repository's name.

    python site/make_links.py owner/name --release v0.1.0
    python site/make_links.py none

Between two marks in README.md and in the instructor's guide stand the badge and link for Binder, and in the guide the
form of a link for nbgitpuller. Running it again with another repository changes them; `none` puts back the words that
say what to fill in. The badge is a picture of this repository, so that no page asks another host for it.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- links: begin; `make links` writes what stands here -->", "<!-- links: end -->"
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
NONE = "none"

OWNER = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
NAME = r"[A-Za-z0-9._-]{1,100}"
RELEASE = re.compile(r"v\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")

BINDER_IS_READY = "The repository is ready for it: `environment.yml` installs the very versions that the tests ran on."
BINDER_FORGETS = "Binder forgets your work; the notebook has a button that takes it home."


class WrongName(ValueError):
    """What was given names no repository, release or branch; the text says what would."""


@dataclass(frozen=True)
class Source:
    """Where the course is published.

    Attributes
    ----------
    repository : str
        As "owner/name" on GitHub.
    release : str
        The tag that Binder builds. A branch would be built anew, for minutes, after every commit.
    branch : str
        What nbgitpuller follows: it merges the branch of this name, and a tag has none.

    Raises
    ------
    WrongName
        If one of them cannot be the name of such a thing.
    """

    repository: str
    release: str
    branch: str = "main"

    def __post_init__(self) -> None:
        name = self.repository.partition("/")[2]
        if not re.fullmatch(f"{OWNER}/{NAME}", self.repository) or name in (".", "..") or name.endswith(".git"):
            raise WrongName(
                f"{self.repository!r} names no repository on GitHub: write owner/name, without an address before it "
                "or .git after it, as in REPOSITORY=rheumatology/reading-a-trial."
            )
        if not RELEASE.fullmatch(self.release):
            raise WrongName(
                f"{self.release!r} is no release tag: write v and three numbers, as in RELEASE=v0.1.0. "
                "(A branch would be built anew after every commit.)"
            )
        if not BRANCH.fullmatch(self.branch) or ".." in self.branch or self.branch.endswith(("/", ".lock", ".")):
            raise WrongName(f"{self.branch!r} is no branch: write its name, as in BRANCH=main.")


def make_binder_address(repository: str, release: str) -> str:
    """Return the address at which Binder opens the first notebook in JupyterLab.

    >>> make_binder_address("owner/name", "v0.1.0")
    'https://mybinder.org/v2/gh/owner/name/v0.1.0?urlpath=lab/tree/notebooks/00_start_here.ipynb'
    """
    return f"https://mybinder.org/v2/gh/{repository}/{quote(release)}?urlpath=lab/tree/{FIRST_NOTEBOOK}"


def make_hub_address(repository: str, branch: str, hub: str = "https://YOUR-HUB") -> str:
    """Return the address at which a hub with nbgitpuller copies the course to a learner and opens the first notebook.

    >>> make_hub_address("owner/name", "main").partition("&")[0]
    'https://YOUR-HUB/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fowner%2Fname'
    """
    folder = repository.partition("/")[2]
    asked = {
        "repo": f"https://github.com/{repository}",
        "branch": branch,
        "urlpath": f"lab/tree/{folder}/{FIRST_NOTEBOOK}",
    }
    return f"{hub}/hub/user-redirect/git-pull?{urlencode(asked)}"


def describe_for_readme(source: Source | None) -> str:
    """Return what the README says of Binder; without a source, what to fill in."""
    if source is None:
        address = make_binder_address("OWNER/REPOSITORY", "RELEASE")
        how = f"Open `{address}` with the three words in capitals filled in"
        return f"**Binder.** {BINDER_IS_READY} {how}; `make links` fills them in here. {BINDER_FORGETS}"
    address = make_binder_address(source.repository, source.release)
    badge = f"[![Open on Binder](site/binder_badge.svg)]({address})"
    return (
        f"{badge}\n\n**Binder.** [Open release {source.release} in your browser]({address}); nothing is installed. "
        f"{BINDER_FORGETS}"
    )


def describe_for_guide(source: Source | None) -> str:
    """Return what the instructor's guide says of Binder and of nbgitpuller."""
    repository, release, branch = (
        (source.repository, source.release, source.branch) if source else ("OWNER/REPOSITORY", "RELEASE", "BRANCH")
    )
    binder, hub = make_binder_address(repository, release), make_hub_address(repository, branch)
    if source:
        badge = f"[![Open on Binder](binder_badge.svg)]({binder})"
        opened = f"{badge} opens release {release} in a browser; the address to hand out is `{binder}`."
        filled = "with your hub's address filled in"
    else:
        opened = f"`{binder}` opens the course in a browser, with the words in capitals filled in."
        filled = "with the words in capitals filled in"
    return (
        f"- **Binder.** {opened} Binder forgets: a student must press *Download my work* before closing.\n"
        f"- **JupyterHub with nbgitpuller.** Hand out `{hub}`, {filled}. It copies the course to the student and opens "
        "the first notebook; a later click brings what you have changed since, and keeps what the student has changed. "
        "What the hub needs is on [a page of its own](jupyterhub.md)."
    )


PAGES = {"README.md": describe_for_readme, "site/instructors_guide.md": describe_for_guide}
"""File -> what stands between its marks."""


def write_links(source: Source | None, root: Path = ROOT) -> list[str]:
    """Write what stands between the marks of every page, and return the files that were changed.

    Raises
    ------
    WrongName
        If a page has not one pair of marks; nothing is written then.
    """
    written = {}
    for name, describe in PAGES.items():
        text = (root / name).read_text(encoding="utf-8")
        if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
            raise WrongName(f"{name} needs the lines {BEGIN!r} and {END!r}, once each and in this order.")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        new = f"{before}{BEGIN}\n\n{describe(source)}\n\n{END}{after}"
        if new != text:
            written[name] = new
    for name, new in written.items():
        (root / name).write_text(new, encoding="utf-8", newline="\n")
    return list(written)


def read_version(root: Path = ROOT) -> str:
    """Return the course's version, after which its release is named."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def main(words: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the links, or say in a sentence what is wrong with a name and return 1."""
    parser = argparse.ArgumentParser(prog="python site/make_links.py", description=__doc__.splitlines()[0])
    parser.add_argument("repository", help=f"owner/name on GitHub, or {NONE}")
    parser.add_argument("--release", help="the tag that Binder builds; if not given, that of the version")
    parser.add_argument("--branch", default="main", help="what nbgitpuller follows (main)")
    asked = parser.parse_args(words)
    try:
        source = None
        if asked.repository != NONE:
            source = Source(asked.repository, asked.release or f"v{read_version(root)}", asked.branch)
        changed = write_links(source, root)
    except WrongName as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"Written: {', '.join(changed)}\n" if changed else "The links stand as asked; nothing changed.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
