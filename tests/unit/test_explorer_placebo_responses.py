"""Placebo responses elsewhere: shares and intervals that agree with the evidence, and no contrast across trials."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.explorers.placebo_responses import CAVEATS, SHOWN, PlaceboResponsesExplorer
from helpers.figures import style
from helpers.figures.placebo_responses import CIRCLE, DIAMOND, PLACES, SQUARE, STEP, TOP, place_percent
from helpers.models.intervals import proportion_interval
from helpers.models.placebo_responses import BARS, TRIALS, compare_placebo_responses
from helpers.models.printed_counts import find_counts_that_fit
from helpers.models.proportions import compare_proportions
from tests.unit.explorer_tools import measure_words, read_view

COUNTS = {
    20: [(37, 47, 21, 48), (16, 25, 16, 26), (43, 47, 31, 42)],
    40: [(32, 47, 11, 48), None, (37, 47, 20, 42)],
    60: [(15, 47, 4, 48), None, (16, 47, 4, 42)],
}
"""Bar -> responders and patients on the drug and on placebo, trial by trial; None where not public."""
NAMES = ["ProDERM", "Ustekinumab in Japan", "ALKIVIA"]
DRUGS = ["IVIg", "ustekinumab", "efgartigimod"]
STATES = [(20, 95, False), (40, 90.5, False), (60, 99, False), (20, 80, True), (40, 95, True), (60, 99, True)]


def open_at(bar, level, has_drug, **state):
    return PlaceboResponsesExplorer(bar=bar, level=level, show=SHOWN[has_drug], **state)


def list_shares(bar, level, has_drug):
    """Return trial, arm, count, n and the Wilson limits of each arm that is drawn, in the order of the rows."""
    rows = []
    for name, drug, counts in zip(NAMES, DRUGS, COUNTS[bar], strict=True):
        if counts:
            arms = [("placebo", *counts[2:]), (drug, *counts[:2])]
            rows += [
                (name, arm, count, n, *proportion_interval(count, n, "wilson", level / 100))
                for arm, count, n in arms[: 2 if has_drug else 1]
            ]
    return rows


@pytest.mark.parametrize("bar", BARS)
def test_the_model_reads_the_counts_of_the_evidence(bar):
    for response, counts in zip(compare_placebo_responses(bar).trials, COUNTS[bar], strict=True):
        assert response.is_found == (counts is not None)
        if counts:
            c = response.comparison
            assert (c.responders_treatment, c.n_treatment, c.responders_control, c.n_control) == counts
        else:
            assert (response.placebo, response.drug, response.difference) == (None, None, None)


def test_the_intervals_at_the_lowest_bar_are_those_of_the_evidence():
    rows = ("placebo_response_proderm", "placebo_response_ustekinumab", "placebo_response_alkivia")
    for response, row in zip(compare_placebo_responses(20, 0.95).trials, map(figure, rows), strict=True):
        assert (100 * response.placebo.estimate, *(100 * limit for limit in response.placebo)) == pytest.approx(
            (row.value, row.lower, row.upper)
        )
        assert response.trial.timepoint == row.timepoint


@pytest.mark.parametrize(("bar", "percents"), [(20, ("91.5", "73.8")), (40, ("78.7", "47.6")), (60, ("34.0", "9.5"))])
def test_alkivias_counts_are_the_only_ones_that_print_as_its_percentages(bar, percents):
    assert [f"{figure(f'alkivia_tis{bar}_{arm}').value:.1f}" for arm in ("treatment", "placebo")] == list(percents)
    fit = find_counts_that_fit(47, 42, percent_treatment=percents[0], percent_control=percents[1])
    treatment, n_treatment, control, n_control = COUNTS[bar][2]
    assert [(pair.responders_treatment, pair.responders_control) for pair in fit.pairs] == [(treatment, control)]
    assert (fit.n_treatment, fit.n_control) == (n_treatment, n_control)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_differences_are_taken_within_a_trial_alone(level):
    for bar in BARS:
        responses = compare_placebo_responses(bar, level)
        assert (responses.bar, responses.level) == (bar, level)
        for response in responses.found:
            drug, n_drug, placebo, n_placebo = COUNTS[bar][NAMES.index(response.trial.name)]
            expected = compare_proportions(drug, n_drug, placebo, n_placebo).risk_difference_interval("newcombe", level)
            assert response.difference == expected
            drug_row, placebo_row = (figure(row) for row in response.trial.rows[bar])
            assert drug_row.citation == placebo_row.citation == response.trial.citation
            assert str(drug_row.comparison) == str(placebo_row.comparison) == "randomised"


def test_a_result_tells_what_it_holds():
    responses = compare_placebo_responses(40, 0.9)
    assert str(responses).startswith("TIS 40 or more on placebo (90 % Wilson intervals): ProDERM 11 of 48, 22.9 %")
    assert "Ustekinumab in Japan not found" in str(responses)
    html = responses._repr_html_()
    assert "20 of 42, 47.6 %" in html and "RMD Open 2023;9:e003268" in html and "week 16" in html


@pytest.mark.parametrize("wrong", ["20", None, True, 30, [20], float("nan"), np.array([20, 40]), 10**400], ids=repr)
def test_a_bar_that_is_none_is_named(wrong):
    with pytest.raises(Impossible, match=r"^bar = .* choose one of 20, 40, 60"):
        compare_placebo_responses(wrong)


@pytest.mark.parametrize("wrong", ["95", None, True, 95, 0, 1, float("nan"), [0.9], 10**400], ids=repr)
def test_a_level_that_cannot_be_is_named(wrong):
    with pytest.raises(Impossible, match=r"^level = .* between 0 and 1"):
        compare_placebo_responses(20, wrong)


@pytest.mark.parametrize(("bar", "level", "has_drug"), STATES)
def test_points_and_intervals_stand_at_their_shares(bar, level, has_drug):
    parts = open_at(bar, level, has_drug).picture.parts
    rows = list_shares(bar, level, has_drug)
    lines = [np.asarray(segment) for segment in parts.lines.get_segments()]
    assert len(lines) == len(parts.points.get_offsets()) == len(rows)
    for (name, arm, count, n, lower, upper), line, point, colour, shape in zip(
        rows, lines, parts.points.get_offsets(), parts.points.get_facecolor(), parts.points.get_paths(), strict=True
    ):
        assert line[:, 0] == pytest.approx([place_percent(100 * lower), place_percent(100 * upper)])
        assert point[0] == pytest.approx(place_percent(100 * count / n))
        place = PLACES[has_drug]["placebo" if arm == "placebo" else "drug"][1]
        assert point[1] == line[0, 1] == line[1, 1] == TOP + STEP * NAMES.index(name) + place
        looks = {"placebo": (style.PLACEBO, SQUARE), "IVIg": (style.IVIG, CIRCLE)}
        look = looks.get(arm, (style.MUTED, DIAMOND))
        assert to_hex(colour).upper() == look[0]
        assert np.array_equal(shape.vertices, look[1].vertices)
    assert [to_hex(colour) for colour in parts.lines.get_color()] == [
        to_hex(colour) for colour in parts.points.get_facecolor()
    ]


def test_the_axis_runs_from_0_to_100_per_cent():
    explorer = PlaceboResponsesExplorer()
    words = {text.get_text(): text.get_position()[0] for text in explorer.picture.parts.points.axes.texts}
    assert {f"{percent} %": place_percent(percent) for percent in range(0, 101, 20)}.items() <= words.items()


@pytest.mark.parametrize(("bar", "level", "has_drug"), STATES)
def test_the_rows_written_hold_counts_and_limits(bar, level, has_drug):
    parts = open_at(bar, level, has_drug).picture.parts
    written = [(name.get_text(), text.get_text()) for name, text in zip(parts.names, parts.figures, strict=True)]
    expected = []
    for name, drug, counts in zip(NAMES, DRUGS, COUNTS[bar], strict=True):
        if counts is None:
            expected += [(f"{name}, placebo: not found", ""), (f"{drug}: not found", "")][: 1 + has_drug]
            continue
        x1, n1, x0, n0 = counts
        lower, upper = proportion_interval(x0, n0, level=level / 100)
        expected.append(
            (f"{name}, placebo: {x0} of {n0}", f"{100 * x0 / n0:.1f} % ({100 * lower:.0f} to {100 * upper:.0f})")
        )
        if has_drug:
            low, high = compare_proportions(*counts).risk_difference_interval("newcombe", level / 100)
            more = f"{100 * (x1 / n1 - x0 / n0):+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
            expected.append((f"{drug}: {x1} of {n1}", f"{100 * x1 / n1:.1f} %, {more}".replace("-", "−")))
    assert written == expected


@pytest.mark.parametrize(("bar", "level", "has_drug"), STATES)
def test_the_table_holds_the_models_numbers(bar, level, has_drug):
    table = open_at(bar, level, has_drug).picture.table
    rows = list_shares(bar, level, has_drug)
    found = table[table[f"TIS {bar} or more"] != "not found"]
    assert len(table) == len(NAMES) * (1 + has_drug)
    assert found["trial"].tolist() == [row[0] for row in rows]
    assert found["arm"].tolist() == [row[1] for row in rows]
    assert found[f"TIS {bar} or more"].tolist() == [f"{count} of {n}" for _, _, count, n, *_ in rows]
    assert found["share (%)"].tolist() == pytest.approx([100 * row[2] / row[3] for row in rows], abs=0.05)
    for column, place in (("lower", 4), ("upper", 5)):
        shown = found[f"{column} ({level:g} %, Wilson)"].tolist()
        assert shown == pytest.approx([100 * row[place] for row in rows], abs=0.05)
    assert set(table.loc[table["trial"] == "ProDERM", "when"]) == {"week 16"}
    assert set(table.loc[table["trial"] != "ProDERM", "when"]) == {"week 24"}
    assert set(table["source"]) == {trial.source for trial in TRIALS}
    columns = [column for column in table.columns if "difference from" in column or "Newcombe" in column]
    assert len(columns) == (3 if has_drug else 0)
    if has_drug:
        drugs = found[found["arm"] != "placebo"]
        expected = [
            compare_proportions(*counts).risk_difference_interval("newcombe", level / 100)
            for counts in COUNTS[bar]
            if counts
        ]
        assert drugs[columns].to_numpy(float) == pytest.approx(
            np.array([[100 * each.estimate, 100 * each.lower, 100 * each.upper] for each in expected]), abs=0.05
        )
        assert table.loc[table["arm"] == "placebo", columns].isna().all(axis=None)


@pytest.mark.parametrize(("bar", "level", "has_drug"), STATES)
def test_sentence_and_alternative_text_hold_the_numbers(bar, level, has_drug):
    picture = open_at(bar, level, has_drug).picture
    for name, drug, counts in zip(NAMES, DRUGS, COUNTS[bar], strict=True):
        if counts is None:
            assert f"{name} not found" in picture.sentence
            assert f"{name}, placebo: not found" in picture.alt
            continue
        x1, n1, x0, n0 = counts
        lower, upper = proportion_interval(x0, n0, level=level / 100)
        share = f"{100 * x0 / n0:.1f} % ({100 * lower:.0f} to {100 * upper:.0f})"
        assert f"{name} {x0} of {n0}, {share}" in picture.sentence
        assert f"{name}, placebo: {x0} of {n0}, {share}" in picture.alt
        assert (f"{drug}: {x1} of {n1} {100 * x1 / n1:.1f} %" in picture.alt) == has_drug
    assert f"({level:g} % intervals)" in picture.sentence
    assert f"with {level:g} % intervals" in picture.alt
    assert picture.parts.note.get_text().startswith(f"{level:g} %")
    assert "Wilson" in picture.parts.note.get_text()


def test_the_sentence_tells_facts_and_leaves_the_verdict_to_the_reader():
    picture = PlaceboResponsesExplorer().picture
    assert picture.sentence == (
        "TIS 20 on placebo (95 % intervals): ProDERM 21 of 48, 43.8 % (31 to 58). Ustekinumab in Japan 16 of 26, "
        "61.5 % (43 to 78). ALKIVIA 31 of 42, 73.8 % (59 to 85). The score was taken at week 16 in ProDERM, at week 24 "
        "elsewhere."
    )
    for bar in BARS:
        for show in SHOWN:
            told = PlaceboResponsesExplorer(bar=bar, show=show).picture
            assert not re.search("concern|unusual|grows|worr", told.sentence + told.alt)
    assert picture.parts.title.get_text() == "TIS 20 on placebo: 44 % in ProDERM,\n62 % and 74 % in two later trials"
    higher = PlaceboResponsesExplorer(bar=40).picture
    assert "At TIS 20 they were 44 % and 74 %: the higher bar lowers both." in higher.sentence
    assert higher.parts.title.get_text() == "TIS 40 on placebo: 23 % in ProDERM,\n48 % in ALKIVIA, one not found"
    beside = open_at(20, 95, True).picture
    assert "Drug less placebo within each trial: +35, +2 and +18 points." in beside.sentence
    assert "within each trial: +45 and +31 points." in open_at(40, 95, True).picture.sentence


@pytest.mark.parametrize(("bar", "paper"), [(20, "17 to 53"), (40, "27 to 63"), (60, "8 to 39")])
def test_beside_each_drug_the_method_is_named_and_the_papers_own_interval_stands_beside_it(bar, paper):
    printed = figure(f"difference_tis{bar}")
    assert f"{printed.lower:g} to {printed.upper:g}" == paper
    picture = open_at(bar, 95, True).picture
    note = f"95 % Wilson; differences: Newcombe (paper's own: {paper})."
    assert picture.parts.note.get_text() == note and note in picture.alt
    other = f"90 % Wilson; differences: Newcombe (paper, 95 %: {paper})."
    assert open_at(bar, 90, True).picture.parts.note.get_text() == other
    column = picture.table["difference as the paper prints it (95 %)"]
    assert column[1] == f"{printed.value:g} ({paper})" and column.drop(1).isna().all()
    assert paper not in open_at(bar, 95, False).picture.parts.note.get_text()


PHRASES = {
    "time point": ["week 16", "week 24", "week 24"],
    "composite rule": ["and no confirmed deterioration", *["beside the score: not found"] * 2],
    "population": [
        "dermatomyositis, MMT-8 below 142",
        "polymyositis and dermatomyositis, treated before",
        "several subtypes of myositis",
    ],
    "background": ["88 % corticosteroids, 57 % immunosuppressants", "not found", "not found"],
    "how picked": [
        "the trial of this course, a journal article",
        "its figure is public, in a journal article",
        "its figure is public, in a congress report",
    ],
}


@pytest.mark.parametrize("caveat", CAVEATS)
def test_each_caveat_is_told_under_each_trial(caveat):
    picture = PlaceboResponsesExplorer(caveat=caveat).picture
    assert [text.get_text() for text in picture.parts.caveats] == [
        f"{caveat.capitalize()}: {phrase}" for phrase in PHRASES[caveat]
    ]
    assert picture.table[caveat].tolist() == PHRASES[caveat]
    for phrase in PHRASES[caveat]:
        assert f"; {caveat}: {phrase}" in picture.alt


def test_the_caveats_stand_on_the_evidence():
    assert "no confirmed deterioration" in figure("responders_placebo").quantity
    assert "several myositis subtypes" in figure("alkivia_tis20_placebo").quantity
    # At 40 and 60 no source says that the rule held.
    assert "deterioration" not in figure("responders_placebo_tis40").quantity
    for bar in (40, 60):
        first, *others = PlaceboResponsesExplorer(bar=bar, caveat="composite rule").picture.table["composite rule"]
        assert first == "kept at this bar? not found"
        assert others == PHRASES["composite rule"][1:]
    assert "others: not found" in PlaceboResponsesExplorer(caveat="background").picture.sentence


def test_every_sentence_is_short_enough_for_the_page():
    explorer, lengths, words = PlaceboResponsesExplorer(), [], []
    for bar in BARS:
        for caveat in CAVEATS:
            for show in SHOWN:
                explorer.set(bar=bar, caveat=caveat, show=show)
                sentence = read_view(explorer)[2]
                assert explorer.state.items() >= {"bar": bar, "caveat": caveat, "show": show}.items()
                lengths.append(len(sentence))
                words += [len(part.split()) for part in sentence.split(". ")]
    assert max(lengths) < 300 and max(words) <= 25


def test_stamps_and_the_warning_that_trials_were_not_randomised_against_each_other():
    for bar in BARS:
        plain, beside = open_at(bar, 95, False), open_at(bar, 95, True)
        assert str(plain.picture.provenance) == "DERIVED · placebo arms of separate trials"
        assert str(beside.picture.provenance) == "DERIVED · randomised · each within its own trial"
        for explorer in (plain, beside):
            words = [text for text, _ in measure_words(explorer)]
            assert "Trials were not randomised against each other." in words
            assert "Trials were not randomised against each other." in explorer.picture.alt


def test_no_mean_over_trials_and_no_contrast_across_them_is_told():
    """Pooled shares and differences between placebo arms, to one decimal and as whole numbers."""
    for bar in BARS:
        shares = [100 * counts[2] / counts[3] for counts in COUNTS[bar] if counts]
        pooled = 100 * sum(c[2] for c in COUNTS[bar] if c) / sum(c[3] for c in COUNTS[bar] if c)
        forbidden = {f"{pooled:.1f} %", f"{np.mean(shares):.1f} %"}
        forbidden |= {f"{abs(a - b):.{digits}f} points" for a in shares for b in shares if a != b for digits in (0, 1)}
        for show in SHOWN:
            explorer = PlaceboResponsesExplorer(bar=bar, show=show)
            words = [text for text, _ in measure_words(explorer)]
            told = " ".join([*words, explorer.picture.sentence, explorer.picture.alt])
            within = {f"{abs(100 * (c[0] / c[1] - c[2] / c[3])):.0f} points" for c in COUNTS[bar] if c}
            assert not [word for word in forbidden - within if re.search(rf"(?<![\d.]){re.escape(word)}", told)]
