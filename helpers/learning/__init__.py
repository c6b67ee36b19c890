"""What a learner says, and what is said back: predictions, exercises, verdicts and their record.

A notebook uses six calls: `begin`, `predict`, `check`, `verdict`, `calibration` and `download_my_work`. None of them
imports a widget before it is called, so that `begin` can say what is missing.
"""

from helpers.learning.calibration import calibration
from helpers.learning.check import check
from helpers.learning.download import download_my_work
from helpers.learning.predict import predict
from helpers.learning.start import begin
from helpers.learning.verdict import verdict

__all__ = ["begin", "calibration", "check", "download_my_work", "predict", "verdict"]
