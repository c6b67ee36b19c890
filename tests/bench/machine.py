"""How busy the machine is with other things: on few processors these cost an explorer more than the echo."""

from __future__ import annotations

import time

import psutil


class Neighbours:
    """Watches what processes other than this one and its descendants take, from its making on."""

    def __init__(self) -> None:
        self._start = time.monotonic(), *self._read()

    def find_share(self) -> float:
        """Return how many processors the others took on average, 0 to the number of processors."""
        start, all_before, own_before = self._start
        all_now, own_now = self._read()
        return max(0.0, (all_now - all_before) - (own_now - own_before)) / (time.monotonic() - start)

    @staticmethod
    def _read() -> tuple[float, float]:
        """Return the seconds of work of all processes, and of our own."""
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        # Linux counts a guest's time among the user's.
        busy = sum(times) - idle - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
        own = 0.0
        me = psutil.Process()
        for process in (me, *me.children(recursive=True)):
            try:
                spent = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            own += spent.user + spent.system
            # Of a descendant that has ended, too: its parent holds it.
            own += getattr(spent, "children_user", 0.0) + getattr(spent, "children_system", 0.0)
        return busy, own
