"""No row is lost, whatever is done to a file: read = accepted + quarantined + set aside."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from mutations import mutated

from warehouse.checks.examine import Examined, Rulebook, examine
from warehouse.checks.rulebook import rulebook
from warehouse.intake.landing_zone import fingerprint
from warehouse.intake.submissions import Submission
from warehouse.read.file_type import sniff
from warehouse.receipts.receipt_files import write_receipt
from warehouse.receipts.verdict_facts import receipt_facts
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

AT = datetime(2026, 6, 9, 8, 0, tzinfo=UTC)
GOLDEN = {
    path.parent.name: next(p for p in path.parent.iterdir() if p.is_file())
    for path in (PROJECT / "tests" / "sources").glob("*/expected")
}
# ``zokwezo proof`` takes ten thousand; here as many as a coffee allows.
SEEDS_EACH = 5


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return rulebook(PROJECT / "sources", PROJECT / "expectations")


def _hold(examined: Examined) -> None:
    """Every physical row is accounted for once, and records come from accepted rows alone."""
    quarantined = set(examined.quarantined)
    aside = [(one.sheet, one.row_number) for one in examined.set_aside]
    assert len(aside) == len(set(aside))
    assert not quarantined & set(aside)
    if examined.status == "rejected":
        assert examined.records == {}
        assert examined.rows_accepted == 0
        assert examined.file_messages
        return
    told = examined.rows_accepted + len(quarantined) + len(aside)
    assert examined.rows_read == told
    sheets = {line.name: line for line in examined.sheets}
    assert sum(line.taken for line in sheets.values()) == examined.rows_accepted
    for records in examined.records.values():
        places = set(
            zip(records["sheet"].to_pylist(), records["row_number"].to_pylist(), strict=True)
        )
        assert not places & (quarantined | set(aside))
        assert len(records["record_id"].unique()) == records.num_rows


@pytest.mark.parametrize("source_id", sorted(GOLDEN))
def test_no_row_is_lost_whatever_is_done_to_a_file(
    source_id: str, rules: Rulebook, tmp_path: Path
) -> None:
    taken = 0
    for seed in range(SEEDS_EACH):
        path = mutated(GOLDEN[source_id], tmp_path, seed * 100 + len(source_id))
        arrival = Submission(f"S-{seed}", source_id, path.name, fingerprint(path), AT)
        try:
            examined = examine(arrival, path, rules)
            _hold(examined)
            facts = receipt_facts(arrival, examined, rules.contracts[source_id], AT)
            write_receipt(facts, tmp_path / "receipts", path, sniff(path), examined.cells)
        except Exception as fault:
            raise AssertionError(f"{source_id}, seed {seed}") from fault
        taken += examined.status != "rejected"
    assert taken > 0


def test_there_is_a_golden_drop_to_spoil_for_every_source(rules: Rulebook) -> None:
    assert set(GOLDEN) == set(rules.contracts)
