"""`verdict(...)`: the call in a cell that asks for a verdict on a claim before ours is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.learning.verdict_box import VerdictBox


def verdict(item: str) -> VerdictBox:
    """Ask for a verdict on a claim; ours is uncovered after it, or on "Show me anyway".

    Running the cell answers nothing and uncovers nothing. The first verdict counts: it is kept with its time and
    reason in `my_predictions.json` beside the notebook, and shown again when the cell is run again. It is never
    graded: where it differs from ours, the box says what would have to be known to say it.

    Parameters
    ----------
    item : str
        Which claim, as it stands in the cell.

    Returns
    -------
    VerdictBox
        Shown by the notebook when the call stands last in its cell.

    Raises
    ------
    Impossible
        If there is no claim of that name.
    """
    # Imported here, so that `begin` can say in a sentence that ipywidgets is missing.
    from helpers.learning.folders import find_record_folder
    from helpers.learning.record import open_record
    from helpers.learning.verdict_box import VerdictBox
    from helpers.learning.verdicts import CLAIMS

    return VerdictBox(CLAIMS.find(item), open_record(find_record_folder()))
