"""What goes back to the ministry, and the verdict in the ledger beside it: written together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from warehouse import intake
from warehouse.checks.examine import Examined
from warehouse.contracts import Contract
from warehouse.intake.submissions import Submission
from warehouse.read.file_type import sniff
from warehouse.receipts.kept_workbook import SEALED
from warehouse.receipts.receipt_chain import receipts_to_withdraw, sealing_for
from warehouse.receipts.receipt_files import Placing, WrittenFile, write_receipt
from warehouse.receipts.verdict_facts import (
    as_verdict,
    duplicate_facts,
    receipt_facts,
    withdrawn_facts,
)
from warehouse.settings import settings
from warehouse.vault import private_folder, seal_file
from warehouse.vault.owners import of_submission


def answer(
    connection: Connection,
    arrival: Submission,
    examined: Examined,
    contract: Contract,
    original: Path,
) -> None:
    """Write the receipt, then the verdict with the receipt's place, in the caller's transaction."""
    judged_at = datetime.now(UTC)
    facts = receipt_facts(arrival, examined, contract, judged_at)
    written = write_receipt(
        facts,
        settings().receipts,
        original,
        sniff(original),
        examined.cells,
        placing_of(arrival.submission_id),
        sealing_for(connection, facts),
    )
    intake.record_verdict(
        connection,
        arrival.submission_id,
        judged_at=judged_at,
        contract_version=contract.version,
        supersedes=None
        if examined.status in ("rejected", "held")
        else intake.to_supersede(
            connection,
            arrival.submission_id,
            period=examined.period,
            is_cumulative=contract.mode == "cumulative",
        ),
        receipts=_places(written),
        **as_verdict(arrival, examined),
    )


def answer_duplicate(
    connection: Connection, arrived: intake.LedgerEntry, contract: Contract
) -> None:
    """Write the receipt of bytes that were received before, under another name."""
    mine = intake.submission(connection, arrived.submission_id)
    first = intake.submission(connection, str(arrived.is_duplicate_of))
    arrival = Submission(
        arrived.submission_id,
        contract.source_id,
        mine["file_name"],
        mine["sha256"],
        mine["received_at"],
    )
    facts = duplicate_facts(arrival, first["file_name"], first["received_at"], contract)
    written = write_receipt(facts, settings().receipts, sealing=sealing_for(connection, facts))
    intake.record_verdict(
        connection,
        arrived.submission_id,
        status="duplicate",
        judged_at=facts.judged_at,
        period=first["period"],
        contract_version=contract.version,
        rows_read=0,
        rows_accepted=0,
        rows_quarantined=0,
        rows_set_aside=0,
        receipts=_places(written),
    )


def answer_beginnings(connection: Connection, contract: Contract) -> None:
    """Write anew the receipts of files of a source that turned out to be the beginning of another.

    The page and the PDF say by which file, and the link that seals them is the withdrawal.
    """
    for submission_id, withdrawn_at in receipts_to_withdraw(connection, contract.source_id):
        mine = intake.submission(connection, submission_id)
        if not mine["beginning_of"]:
            continue
        whole = intake.submission(connection, mine["beginning_of"])
        arrival = Submission(
            submission_id,
            contract.source_id,
            mine["file_name"],
            mine["sha256"],
            mine["received_at"],
        )
        facts = withdrawn_facts(
            arrival,
            withdrawn_at,
            mine["period"],
            (whole["submission_id"], whole["received_at"]),
            contract,
        )
        written = write_receipt(facts, settings().receipts, sealing=sealing_for(connection, facts))
        intake.record_receipts(connection, submission_id, _places(written), written_at=withdrawn_at)


def placing_of(submission_id: str) -> Placing:
    """The workbook as it is where its ministry fetches it itself, else sealed.

    The setting that lets a group read is for the accounts that fetch receipts; without it nobody
    but the register's own account can, and gives it (``kept_workbook``).
    """
    if settings().group_reads:
        return lambda folder, make: make(folder)

    def seal(folder: Path, make: Callable[[Path], Path | None]) -> Path | None:
        with private_folder() as scratch:
            plain = make(scratch)
            if plain is None:
                return None
            sealed = folder / f"{plain.name}{SEALED}"
            seal_file(plain, sealed, of_submission(submission_id))
            return sealed

    return seal


def _places(written: list[WrittenFile]) -> dict[str, str]:
    home = settings().receipts
    return {one.kind: one.path.relative_to(home).as_posix() for one in written}
