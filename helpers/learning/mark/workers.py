"""Marking many files side by side. The same files give the same copies in the same order, for any number of workers."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from helpers.learning.mark.copies import Copy, mark_copy
from helpers.learning.mark.submissions import Source, open_reader

BATCH = 8
"""Files that a worker takes at once: they often lie in one archive, which is then opened once."""

MOST_WORKERS = 61
"""Windows waits for no more processes at once, and Python refuses to start them there."""

Progress = Callable[[int], None]
"""Told how many more files have been marked."""


def mark_all(sources: Sequence[Source], jobs: int, progress: Progress = lambda _: None) -> list[Copy]:
    """Return a copy for each source, in the order of `sources`.

    Parameters
    ----------
    sources : sequence of Source
        What is to be marked.
    jobs : int
        Processes; 1 marks in this one.
    progress : callable
        Called with the number of files after each batch.
    """
    batches = [tuple(sources[start : start + BATCH]) for start in range(0, len(sources), BATCH)]
    copies: list[Copy] = []
    marked = map(mark_batch, batches) if jobs <= 1 or len(batches) <= 1 else _mark_side_by_side(batches, jobs)
    for batch in marked:
        copies += batch
        progress(len(batch))
    return copies


def mark_batch(sources: Sequence[Source]) -> list[Copy]:
    """Return a copy for each source."""
    with open_reader() as reader:
        return [mark_copy(reader, source) for source in sources]


def _mark_side_by_side(batches: Sequence[Sequence[Source]], jobs: int) -> Iterator[list[Copy]]:
    with _start_pool(min(jobs, len(batches))) as pool:
        waiting = [pool.submit(mark_batch, batch) for batch in batches]
        for batch, future in zip(batches, waiting, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:
                # A worker died, and took the waiting batches with it: these go on one file at a time.
                yield [_mark_alone(source) for source in batch]


def _mark_alone(source: Source) -> Copy:
    with _start_pool(1) as pool:
        try:
            return pool.submit(mark_batch, [source]).result()[0]
        except BrokenProcessPool:
            return Copy(source, fault="ended the process that was to mark it, and was not marked: look at it by hand.")


def _start_pool(jobs: int) -> ProcessPoolExecutor:
    # Forked from a process of its own, a worker shares what was imported there, and none of our open files or threads.
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
    else:
        context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(min(jobs, MOST_WORKERS), mp_context=context)
