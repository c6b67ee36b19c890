"""The links to Binder and to a hub are written from one setting, and only between their marks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.site_modules import load

ROOT = Path(__file__).resolve().parents[2]

make_links = load("make_links")


@pytest.fixture
def copy(tmp_path) -> Path:
    """The pages in a folder of their own."""
    (tmp_path / "site").mkdir()
    for name in (*make_links.PAGES, "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def read_pages(root: Path) -> dict[str, str]:
    return {name: (root / name).read_text(encoding="utf-8") for name in make_links.PAGES}


def read_outside(root: Path) -> list[str]:
    """Return what stands around the marks."""
    between = re.compile(re.escape(make_links.BEGIN) + ".*" + re.escape(make_links.END), re.DOTALL)
    return [between.sub("", text) for text in read_pages(root).values()]


def test_one_setting_writes_both_pages_and_a_second_run_changes_nothing(copy, capsys):
    outside = read_outside(copy)
    assert make_links.main(["owner/name", "--release", "v1.2.3"], copy) == 0
    first = read_pages(copy)
    address = "https://mybinder.org/v2/gh/owner/name/v1.2.3?urlpath=lab/tree/notebooks/00_start_here.ipynb"
    assert all(f"]({address})" in text for text in first.values())
    assert make_links.main(["owner/name", "--release", "v1.2.3"], copy) == 0
    assert read_pages(copy) == first
    assert read_outside(copy) == outside
    assert "nothing changed" in capsys.readouterr().out


def test_another_repository_takes_the_place_of_the_first(copy):
    make_links.main(["first-one/course", "--release", "v1.2.3"], copy)
    make_links.main(["other-one/the.course", "--release", "v2.0.0rc1", "--branch", "spring"], copy)
    for text in read_pages(copy).values():
        assert "first-one" not in text and "v1.2.3" not in text
        assert "gh/other-one/the.course/v2.0.0rc1?" in text


def test_none_puts_back_the_words_that_say_what_to_fill_in(copy):
    make_links.main(["owner/name"], copy)
    assert "OWNER/REPOSITORY" not in "".join(read_pages(copy).values())
    make_links.main(["none"], copy)
    for text in read_pages(copy).values():
        assert "/v2/gh/OWNER/REPOSITORY/RELEASE?" in text and "in capitals filled in" in text


def test_a_release_that_is_not_named_is_that_of_the_version(copy):
    make_links.main(["owner/name"], copy)
    assert f"/v{make_links.read_version()}?" in (copy / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "repository",
    [
        *("", "name", "owner/", "/name", "owner/name/more", "owner/na me", "-owner/name", "own--er/name"),
        *(
            "https://github.com/owner/name",
            "owner/name.git",
            "owner/..",
            "owner/name)](x",
            "ow\nner/name",
            "öwner/name",
        ),
        "o" * 40 + "/name",
    ],
)
def test_what_is_no_repository_is_refused_in_a_sentence_and_nothing_is_written(copy, capsys, repository):
    before = read_pages(copy)
    assert make_links.main(["--", repository], copy) == 1
    assert "owner/name" in capsys.readouterr().err
    assert read_pages(copy) == before


@pytest.mark.parametrize("release", ["main", "HEAD", "1.2.3", "v1.2", "v1.2.3-dirty", "v1.2.3 ", "latest"])
def test_binder_is_given_a_release_tag_and_no_branch(copy, capsys, release):
    before = read_pages(copy)
    assert make_links.main(["owner/name", "--release", release], copy) == 1
    assert "RELEASE=v0.1.0" in capsys.readouterr().err
    assert read_pages(copy) == before


def test_the_hubs_link_names_repository_branch_and_first_notebook():
    address = urlsplit(make_links.make_hub_address("owner/name", "spring", "https://hub.example.org"))
    assert address.path == "/hub/user-redirect/git-pull"
    assert parse_qs(address.query) == {
        "repo": ["https://github.com/owner/name"],
        "branch": ["spring"],
        "urlpath": ["lab/tree/name/notebooks/00_start_here.ipynb"],
    }
    assert (ROOT / "notebooks" / "00_start_here.ipynb").is_file()


def test_a_page_that_has_lost_its_marks_is_told_and_no_page_is_written(copy, capsys):
    guide = copy / "site" / "instructors_guide.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace(make_links.END, ""), encoding="utf-8")
    before = read_pages(copy)
    assert make_links.main(["owner/name"], copy) == 1
    assert "instructors_guide.md" in capsys.readouterr().err
    assert read_pages(copy) == before


def test_the_badge_is_the_repositorys_own_and_its_pages_ask_no_other_host_for_pictures(copy):
    make_links.main(["owner/name"], copy)
    for name, text in read_pages(copy).items():
        pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)
        assert pictures and all((ROOT / name).parent.joinpath(picture).is_file() for picture in pictures)


def test_the_committed_pages_stand_as_the_setting_writes_them(copy):
    """Whoever edits between the marks by hand would lose it at the next `make links`."""
    binder = re.search(r"mybinder\.org/v2/gh/([^/]+/[^/]+)/([^?]+)\?", (copy / "README.md").read_text(encoding="utf-8"))
    branch = re.search(r"&branch=([^&]+)&", (copy / "site/instructors_guide.md").read_text(encoding="utf-8"))[1]
    source = None if binder[1] == "OWNER/REPOSITORY" else make_links.Source(binder[1], binder[2], branch)
    assert make_links.write_links(source, copy) == []
