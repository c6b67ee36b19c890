"""The pictures: a result in; a picture, its alternative text, a sentence and a table out.

Matplotlib keeps a cache in the learner's home, which a hub may have made read-only. It then takes a temporary folder,
and logs that below the cell that draws first, on the lab's red ground: words for whoever set up the machine.
"""

from __future__ import annotations

import logging

OF_THE_CACHE = ("mkdir -p failed", "is not a writable directory", "cache directory", "font cache", "font_manager cache")
"""In what matplotlib logs about its cache. What else it has to say, of a wrong setting for one, is said as ever."""


def _is_of_use(record: logging.LogRecord) -> bool:
    return not any(words in record.getMessage() for words in OF_THE_CACHE)


# Before matplotlib is imported, which is when it looks for its cache.
for _name in ("matplotlib", "matplotlib.font_manager"):
    logging.getLogger(_name).addFilter(_is_of_use)
