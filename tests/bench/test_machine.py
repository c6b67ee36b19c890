"""What the benchmarks count as the work of others."""

import os
import subprocess
import sys

import pytest

from tests.bench.machine import Neighbours

BUSY = "import time; end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what an ended child took")
def test_work_of_a_child_that_has_ended_is_our_own():
    _, before = Neighbours._read()
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    _, after = Neighbours._read()
    assert after - before >= 0.4


def test_share_of_others_lies_between_none_and_all_processors():
    assert 0 <= Neighbours().find_share() <= os.cpu_count()
