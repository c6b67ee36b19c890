"""Two arms as their counts were published."""

from __future__ import annotations

from helpers.evidence import figure
from helpers.models.proportions import ProportionComparison, compare_proportions


def compare_published(treatment_id: str, control_id: str) -> ProportionComparison:
    """Compare two arms whose responders and patients are rows of the table of figures.

    Parameters
    ----------
    treatment_id, control_id : str
        Ids of the two rows.

    Raises
    ------
    Impossible
        If there is no such row, or one without a count.

    Examples
    --------
    >>> arms = compare_published("responders_ivig", "responders_placebo")
    >>> arms.n, round(100 * arms.risk_difference, 2)
    (95, 34.97)
    """
    treatment, control = figure(treatment_id), figure(control_id)
    return compare_proportions(treatment.count, treatment.n, control.count, control.n)
