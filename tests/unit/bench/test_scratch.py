"""A bench never touches the warehouse that the settings name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warehouse.proof.bench.scratch import scratch


def test_a_bench_knows_no_server_and_no_folder_but_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL_FILE", "/real")
    monkeypatch.setenv("ZOKWEZO_SOURCES", "/real")
    given = scratch(tmp_path, ZOKWEZO_STABLE_SECONDS="0")
    ours = {name: value for name, value in given.items() if name.startswith("ZOKWEZO_")}
    assert ours == {"ZOKWEZO_VAR": str(tmp_path), "ZOKWEZO_STABLE_SECONDS": "0"}
    assert given["PATH"] == os.environ["PATH"]
