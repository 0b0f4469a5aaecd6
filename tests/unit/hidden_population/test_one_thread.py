"""The estimates do not share their small tables among threads, which wait for each other."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import os
import warehouse.indicators.hidden_population.estimates
import numpy as np
square = np.ones((600, 600))
square @ square
print(len(os.listdir("/proc/self/task")))
"""


def test_an_estimate_runs_in_one_thread_of_the_linear_algebra() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "1"
