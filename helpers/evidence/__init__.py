"""The published figures and their sources, read from `data/`, checked and typed.

>>> figure("responders_placebo").count
21
>>> cite("responders_placebo")
'[44 %](https://doi.org/10.1056/NEJMoa2117912 "responders_placebo: 21 of 48")'
"""

from helpers.evidence.citations import Citation, citation, citations
from helpers.evidence.cite import SourcesTable, cite, cited_ids, sources_of, sources_table
from helpers.evidence.cohort_rows import synthetic_cohort
from helpers.evidence.entry_rules import EntryRule, entry_rules
from helpers.evidence.figures import figure, figures, figures_table
from helpers.evidence.printed_numbers import numbers_in
from helpers.evidence.published_figure import PublishedFigure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.evidence.tis_rows import Enzyme, Measure
from helpers.evidence.tis_table import Band, TisTable, tis_table

__all__ = [
    "Band",
    "Citation",
    "Comparison",
    "EntryRule",
    "Enzyme",
    "Measure",
    "Provenance",
    "PublishedFigure",
    "SourcesTable",
    "Status",
    "TisTable",
    "citation",
    "citations",
    "cite",
    "cited_ids",
    "entry_rules",
    "figure",
    "figures",
    "figures_table",
    "numbers_in",
    "sources_of",
    "sources_table",
    "synthetic_cohort",
    "tis_table",
]
