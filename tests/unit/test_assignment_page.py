"""The page of `my_trial`: the trial and nothing but the trial, stamped as invented, or a sentence on what to do."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import pytest

from helpers.learning.assignment import my_trial as page_module
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.kinds import KINDS
from helpers.learning.assignment.my_trial import my_trial
from helpers.learning.assignment.trial import VERSION
from helpers.learning.misconceptions import load_misconceptions


@cache
def draw_some():
    return [draw_trial(f"student {number}") for number in range(60)]


class _Cells(HTMLParser):
    """Rows of a table, and texts outside of it, with what is open."""

    def __init__(self):
        super().__init__()
        self.rows, self.texts, self._row = [], [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("")

    def handle_endtag(self, tag):
        if tag == "tr":
            self.rows.append(self._row)
            self._row = None

    def handle_data(self, data):
        if self._row:
            self._row[-1] += data
        else:
            self.texts.append(data)


def list_lines(trial):
    """Return the cells of T1 to T12 beside their names."""
    t, c, h, e = trial.treatment, trial.control, trial.harms, trial.extension

    def both(field):
        return [f"{getattr(t, field)}", f"{getattr(c, field)}", f"{getattr(t, field) + getattr(c, field)}"]

    hidden = "not printed"
    subtypes = [
        [
            f"{s.responders_treatment} of {s.n_treatment}" if s.n_treatment else hidden,
            f"{s.responders - s.responders_treatment} of {s.n - s.n_treatment}" if s.n_treatment else hidden,
            f"{s.responders} of {s.n}",
        ]
        for s in trial.subtypes
    ]
    return [
        both("n"),
        both("completed"),
        ["", f"{trial.switched}", f"{trial.switched}"],
        both("responders"),
        both("responders_higher"),
        [f"{t.mean:.1f} ({t.sd:.1f})", f"{c.mean:.1f} ({c.sd:.1f})", hidden],
        *subtypes,
        [f"{h.with_event} of {h.exposed}", f"{h.with_event_placebo} of {c.n}", ""],
        [f"0 of {h.exposed}", hidden, ""],
        ["", "", f"{e.entered}"],
        ["", "", f"{e.responders}"],
    ]


def test_the_table_prints_the_trial_in_both_forms_of_the_page():
    for trial in draw_some():
        page = my_trial(trial.student_id)
        cells = _Cells()
        cells.feed(page._repr_html_().replace("\N{NO-BREAK SPACE}", " "))
        assert [row[1:] for row in cells.rows[1:]] == list_lines(trial)
        assert [row[0].split()[0] for row in cells.rows[1:]] == [f"T{n}" for n in range(1, 13)]
        assert cells.rows[0][1:] == [trial.drug, "placebo", "both arms"]
        assert f"TIS of at least {trial.higher_bar} at week {trial.weeks}" in cells.rows[5][0]
        assert trial.subtypes[1].name in cells.rows[8][0]
        told = " ".join(cells.texts)
        for sentence in trial.sentences:
            assert sentence.text in told and f"{sentence.number}  {sentence.text}" in str(page)
        for line in page.lines:
            assert " | ".join(line) in str(page)


def test_the_page_is_stamped_and_says_power_version_and_letters():
    for trial in draw_some():
        page = my_trial(trial.student_id)
        cells = _Cells()
        cells.feed(page._repr_html_())
        html_text, text = " ".join(cells.texts), str(page)
        for shown in (html_text, text):
            assert "INVENTED" in shown and VERSION in shown and "no advice" in shown
            assert f"{round(100 * trial.power)} % power" in shown
            assert all(known.name in shown for known in map(load_misconceptions().get, KINDS.values()))
        assert text.index("Abstract") < text.index("Editorial") < text.index("% power")


def test_each_part_of_the_page_is_a_heading():
    """Who reads by ear comes back to it for every question, and goes there by headings."""
    shown = my_trial("pinned")._repr_html_()
    heads = re.findall(r'<p role="heading" aria-level="3"[^>]*><strong>(.*?)</strong>', shown)
    assert heads == ["Abstract", "Editorial", "Your task", "Kinds of misreading, by letter"]


def test_the_page_gives_nothing_away():
    page = my_trial("pinned")
    shown = page._repr_html_() + str(page) + repr(page)
    assert "decoy" not in shown and "misreading=" not in shown
    assert not any(kind in shown for kind in KINDS.values())


@pytest.mark.parametrize("typed", ["...", "", ..., None, 5, ["a"], "a" * 200])
def test_what_is_no_id_gets_a_sentence_and_no_trial(typed):
    page = my_trial(typed)
    assert page.trial is None and re.search("between (the )?quotes|impossible", page.notice)
    assert str(page) == page.notice and page.notice.split(":")[0].replace("'", "&#x27;") in page._repr_html_()
    assert my_trial().notice == my_trial("...").notice


def test_a_fault_of_the_course_is_told_without_a_traceback(monkeypatch):
    def fail(_):
        raise RuntimeError("within")

    monkeypatch.setattr(page_module, "draw_trial", fail)
    page = my_trial("Ana Lopez")
    assert page.trial is None and "fault of the course" in page.notice and "within" not in page.notice


def test_markup_in_a_name_stays_text():
    assert "<script>" not in my_trial("<script>alert(1)</script>")._repr_html_()
