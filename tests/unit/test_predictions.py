"""What the predictions ask and find: computed from the evidence, listed where they are looked for."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module

import pytest

from helpers.errors import Impossible
from helpers.evidence import tis_table
from helpers.learning import predict
from helpers.learning.predictions import ITEMS
from helpers.learning.record import FILE_NAME


class TestStartHere:
    """The three predictions of notebook 00."""

    @pytest.fixture(autouse=True)
    def stand_beside_a_notebook(self, tmp_path, monkeypatch):
        (tmp_path / "00_start_here.ipynb").touch()
        monkeypatch.chdir(tmp_path)

    def test_a_call_finds_the_record_beside_the_notebook(self, tmp_path):
        predict("placebo_response")._record.note_shown("placebo_response")
        assert (tmp_path / FILE_NAME).exists()

    @pytest.mark.parametrize(
        ("item", "told"),
        [
            ("placebo", "^There is no prediction called “placebo”. Did you mean “placebo_response”[?]$"),
            ("qqq", "There are: placebo_response, gap_at_higher_bar, two_ratings_alone"),
            (5, "^The name of the prediction goes between the brackets, in quotes.$"),
        ],
    )
    def test_a_mistyped_name_is_answered_with_the_names(self, item, told):
        with pytest.raises(Impossible, match=told):
            predict(item)

    def test_findings_agree_with_the_published_counts(self):
        from helpers.learning.predictions import PREDICTIONS

        found = {item: prediction.find() for item, prediction in PREDICTIONS.items()}
        assert found["placebo_response"].value == 44
        assert found["gap_at_higher_bar"].value is True
        assert "35 percentage points with the bar at 20 and 45 with the bar at 40" in found["gap_at_higher_bar"].said
        assert found["two_ratings_alone"].value is True
        assert "her score is 20" in found["two_ratings_alone"].said

    def test_findings_cite_their_source(self):
        from helpers.learning.predictions import PREDICTIONS

        for prediction in PREDICTIONS.values():
            assert "](https://" in prediction.find().why

    def test_the_bars_are_those_of_the_criteria(self):
        from helpers.learning.predictions.start_here import BAR, HIGHER_BAR

        assert (tis_table().thresholds["minimal"], tis_table().thresholds["moderate"]) == (BAR, HIGHER_BAR)

    def test_no_question_gives_its_answer_away(self):
        from helpers.learning.predictions import PREDICTIONS

        first = [asked for asked in PREDICTIONS.values() if asked.notebook == "00_start_here"]
        asked = " ".join(prediction.question for prediction in first)
        assert not set(re.findall(r"\d+", asked)) & {"21", "37", "47", "48", "43", "44", "79", "35", "45", "15", "5"}


@pytest.mark.parametrize("module", ITEMS)
def test_the_catalogue_lists_what_each_notebook_asks(module):
    asked = import_module(f"helpers.learning.predictions.{module}").PREDICTIONS
    assert tuple(prediction.item for prediction in asked) == ITEMS[module]


def test_a_notebook_reads_its_own_questions_alone():
    """A second process, for this one has read them all."""
    code = (
        "import sys; from helpers.learning.predictions import PREDICTIONS; PREDICTIONS['placebo_response'];"
        "print(*sorted(name for name in sys.modules if name.startswith('helpers.learning.predictions.')))"
    )
    read = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert read == ["helpers.learning.predictions.start_here"]
