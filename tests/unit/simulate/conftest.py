from __future__ import annotations

import pytest
from written_country import Written

from warehouse.proof.simulate import simulate


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Six months, written in full and one way."""
    out = tmp_path_factory.mktemp("plain")
    return Written(out, simulate(out, months=6, start="2025-11", seed=3, noise=0.0))


@pytest.fixture(scope="session")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The same country as `plain`, written by clerks twice as bad as real ones."""
    out = tmp_path_factory.mktemp("noisy")
    return Written(out, simulate(out, months=6, start="2025-11", seed=3, noise=2.0))
