"""Every contract has a golden pair, and gives just these records and this verdict.

``ZOKWEZO_GOLDEN=write pytest tests/sources`` writes what is expected anew; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import golden
import pytest

from warehouse.checks.examine import Rulebook
from warehouse.checks.rulebook import rulebook
from warehouse.contracts import load_contracts
from warehouse.settings import PROJECT

HERE = Path(__file__).parent
SOURCES = sorted(load_contracts(PROJECT / "sources"))
WRITES = os.environ.get("ZOKWEZO_GOLDEN") == "write"


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return rulebook(PROJECT / "sources", PROJECT / "expectations")


def _hold(path: Path, told: str) -> None:
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8"), f"{path.parent.parent.name}/{path.name}"


def test_every_contract_has_a_golden_pair() -> None:
    folders = sorted(path.parent.name for path in HERE.glob("*/expected"))
    assert len(SOURCES) == 12
    assert folders == SOURCES


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_drop_becomes_just_the_records_expected(source_id: str, rules: Rulebook) -> None:
    records = golden.conformed_of(golden.drop_of(HERE / source_id), source_id, rules)
    expected = HERE / source_id / "expected"
    if not WRITES:
        assert {path.stem for path in expected.glob("*.csv")} == set(records)
    assert sum(table.num_rows for table in records.values()) > 0
    for name, table in records.items():
        _hold(expected / f"{name}.csv", golden.as_csv(table))


@pytest.mark.slow
@pytest.mark.parametrize("source_id", SOURCES)
def test_a_drop_gets_just_the_verdict_expected(source_id: str, rules: Rulebook) -> None:
    examined = golden.verdict_of(golden.drop_of(HERE / source_id), source_id, rules)
    _hold(HERE / source_id / "expected" / "verdict.json", golden.verdict_as_json(examined))
