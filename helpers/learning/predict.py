"""`predict(...)`: the call in a cell that asks for a prediction before anything is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.learning.prediction_box import PredictionBox


def predict(item: str) -> PredictionBox:
    """Ask for a prediction; what was found is uncovered after it, or on "Show me anyway".

    Running the cell answers nothing and uncovers nothing. The first answer counts: it is kept with its time in
    `my_predictions.json` beside the notebook, and shown again when the cell is run again. It is never graded.

    Parameters
    ----------
    item : str
        Which question, as it stands in the cell.

    Returns
    -------
    PredictionBox
        Shown by the notebook when the call stands last in its cell.

    Raises
    ------
    Impossible
        If there is no prediction of that name.
    """
    # Imported here, so that `begin` can say in a sentence that ipywidgets is missing.
    from helpers.learning.folders import find_record_folder
    from helpers.learning.prediction_box import PredictionBox
    from helpers.learning.predictions import PREDICTIONS
    from helpers.learning.record import open_record

    return PredictionBox(PREDICTIONS.find(item), open_record(find_record_folder()))
