"""What a screen reader is given beside a picture, and how its table is named."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import explorers
from helpers.explorers.page import write_table


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        (
            "FlowExplorer",
            "The lot: 47 to IVIg, 48 to placebo. Thick frames: 47 and 48 as randomised. A flow of boxes",
            "everybody once. Stamp: PUBLISHED · randomised · N Engl J Med 2022;387:1264.",
        ),
        (
            "MissingPatientsExplorer",
            "37 v 21 responders as printed: p = 0.0007. How far could the 4 missing move it? Squares",
            "Stamp: DERIVED · randomised · from N Engl J Med 2022;387:1264.",
        ),
        (
            "MaskingExplorer",
            "50 of 100 guesses are right; a coin gets 50. Two columns",
            "Stamp: SYNTHETIC · as treated · signs published, guesses assumed.",
        ),
    ],
)
def test_the_description_begins_with_what_is_seen_and_ends_with_the_stamp(name, begins, ends):
    """What the picture prints above and below itself is told too, above all that something was made up."""
    picture = getattr(explorers, name)().picture
    assert picture.full_alt.startswith(begins) and picture.full_alt.endswith(ends)
    assert picture.alt in picture.full_alt


def test_a_table_has_a_name_and_so_has_each_of_its_rows():
    page = write_table(pd.DataFrame({"arm": ["IVIg", "placebo"], "patients": [47, 48]}), "Arms & patients")
    assert "<caption>Arms &amp; patients</caption>" in page
    assert '<th scope="col">arm</th><th scope="col" class="te-number">patients</th>' in page
    assert '<th scope="row">IVIg</th><td class="te-number">47</td>' in page
