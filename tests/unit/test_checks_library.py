"""Great Expectations is loaded without Spark, which would end a bare process without a word."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_bare_process_outlives_great_expectations_and_can_still_use_spark() -> None:
    pytest.importorskip("pyspark")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; import warehouse.checks.gx.preload;"
            "print('great_expectations' in sys.modules, 'pyspark' in sys.modules);"
            "import pyspark; print(pyspark.__name__)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False", "pyspark"]
