"""`download_my_work()`: the call in the cell that lets a learner take their work home."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.learning.work_box import DownloadBox


def download_my_work() -> DownloadBox:
    """Offer predictions and notebooks as one zip file; Binder forgets them.

    Returns
    -------
    DownloadBox
        Shown by the notebook when the call stands last in its cell.
    """
    # Imported here, so that `begin` can say in a sentence that ipywidgets is missing.
    from helpers.learning.folders import find_record_folder
    from helpers.learning.record import open_record
    from helpers.learning.work_box import DownloadBox

    return DownloadBox(open_record(find_record_folder()))
