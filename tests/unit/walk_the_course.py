"""A walk through the course as a learner and a teacher use it, which says what it met.

Run as a script it walks where it is told to: `python walk_the_course.py MARKS CHECKOUT [HAZARD ...]`. The hazards are
those that one process can bring upon itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import locale
import os
import sys
from pathlib import Path

HAZARDS = ("read-only checkout", "no fonts", "decimal comma")
"""What `bring_upon` knows."""

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/lib/X11/fonts", "/.fonts", "/.local/share/fonts")
WRITES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}


def walk(marks: Path) -> dict[str, object]:
    """Return what a learner and a teacher read on the way; what is marked is written into `marks`."""
    from helpers.evidence import cite, figures_table
    from helpers.explorers import EffectExplorer, PeopleExplorer, PowerExplorer
    from helpers.figures.cohort_plots import plot_before_after, plot_scores
    from helpers.learning import begin, check, predict
    from helpers.learning.mark.__main__ import main as mark
    from helpers.models.power import sample_size
    from helpers.models.proportions import compare_proportions

    opening = str(begin("00_start_here"))
    met: dict[str, object] = {"ready": opening.startswith("Course ready."), "marked": 0}
    met["asked"] = predict("placebo_response").ask()
    for cls in (EffectExplorer, PeopleExplorer, PowerExplorer):
        explorer = cls()
        met[cls.__name__] = [explorer.picture.sentence, explorer.picture.alt, explorer.numbers().to_csv(index=False)]
        met[f"{cls.__name__}, as it looks"] = digest(explorer.static_html().encode())
    for plot in (plot_scores(), plot_before_after("mmt8")):
        met[plot.alt] = [plot.sentence, digest(plot._repr_html_().encode())]
    met["checked"] = [check("difference_in_points", given).text for given in (1.8, "35,0", 35)]
    met["computed"] = [str(compare_proportions(37, 47, 21, 48)), str(sample_size(0.79, 0.44))]
    met["cited"] = [cite("difference_tis20"), figures_table(["mean_tis_ivig"]).to_csv()]
    # The marker tells its progress on the error stream.
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()):
        met["marked"] = mark(["--demo", "--out", str(marks), "--jobs", "1"])
    met["said"] = said.getvalue().replace(str(marks), "MARKS")
    met["marks"] = {path.name: digest(path.read_bytes()) for path in sorted(marks.glob("*.csv"))}
    return met


def digest(content: bytes) -> str:
    """Return a short name of a content, the same wherever it is made."""
    return hashlib.sha256(content).hexdigest()[:16]


def bring_upon(hazards: set[str], checkout: Path) -> None:
    """Make this process meet hazards: an audit hook sees every file that is opened, whoever asks."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        path, writes = arguments[0] if arguments else "", event in WRITES
        if event == "open":
            _, mode, flags = arguments
            writes = bool(set(str(mode or "")) & set("wax+")) or bool(flags & (os.O_WRONLY | os.O_RDWR))
        where = str(path) if isinstance(path, (str, Path)) else ""
        if "read-only checkout" in hazards and writes and where.startswith(str(checkout)):
            raise OSError(30, "Read-only file system", where)
        if "no fonts" in hazards and event in ("os.scandir", "os.listdir") and any(part in where for part in FONTS):
            raise FileNotFoundError(where)
        if "no fonts" in hazards and event == "subprocess.Popen" and "fc-list" in str(arguments[0]):
            raise FileNotFoundError("fc-list")

    sys.addaudithook(watch)
    if "decimal comma" in hazards:
        import matplotlib

        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
        if locale.localeconv()["decimal_point"] != ",":
            # No such locale on this machine: what Python's own tests of locales put in its place.
            locale._override_localeconv = locale.localeconv() | {"decimal_point": ",", "thousands_sep": "."}
        matplotlib.rcParams["axes.formatter.use_locale"] = True


def list_fonts() -> list[str]:
    """Return the fonts that matplotlib knows and did not bring along."""
    import matplotlib
    from matplotlib.font_manager import fontManager

    own = Path(matplotlib.get_data_path())
    return [font.fname for font in fontManager.ttflist if own not in Path(font.fname).parents]


if __name__ == "__main__":
    bring_upon(set(sys.argv[3:]), Path(sys.argv[2]))
    met = walk(Path(sys.argv[1]))
    import helpers
    from helpers.learning.answers import RangeAnswer
    from helpers.learning.folders import find_record_folder
    from helpers.learning.record import open_record

    kept = open_record(find_record_folder()).keep_answer(f"walk {os.getpid()}", RangeAnswer(1, 2), question="?")
    about = {
        "helpers": helpers.__file__,
        "decimal": locale.localeconv()["decimal_point"],
        "fonts": list_fonts(),
        "notice": kept.notice,
    }
    sys.stdout.buffer.write(json.dumps({"met": met, "about": about}).encode())
