"""A file tried before it is sent: what would become of it, with nothing stored."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from warehouse import database, intake, lake
from warehouse.checks.examine import Examined
from warehouse.checks.isolation import examine_isolated, limits_of
from warehouse.checks.replacement import with_history
from warehouse.checks.rulebook import rulebook
from warehouse.contracts import Contract
from warehouse.contracts.plain_labels import label_words
from warehouse.errors import CallError, message
from warehouse.intake.beginnings import beginnings_of
from warehouse.intake.landing_zone import display_name, fingerprint
from warehouse.intake.plain_names import record_key
from warehouse.intake.submissions import Submission, first_of_bytes
from warehouse.read.file_type import sniff
from warehouse.read.period import may_name_one_month
from warehouse.receipts.person_changes import PersonChanges, person_changes
from warehouse.receipts.receipt_files import write_receipt
from warehouse.receipts.refuse_forged_nil import refuse_forged_nil
from warehouse.receipts.verdict_facts import counted, duplicate_facts, receipt_facts
from warehouse.settings import settings
from warehouse.vault import private_folder


@contextmanager
def _ledger() -> Iterator[Connection | None]:
    """A connection to the ledger that only reads; None where nothing was ever received."""
    chosen = settings()
    is_set = chosen.database_url or chosen.database_url_file
    if not is_set and not (chosen.var / "pg").exists():
        yield None
        return
    with database.engine().connect() as connection:
        connection.execute(text("set transaction read only"))
        ledger_table = connection.scalar(text("select to_regclass('intake.submission')"))
        yield connection if ledger_table else None


def _key(connection: Connection | None) -> bytes:
    """That of the register; any where there is none, or none that this login may read."""
    may_read = text("select has_table_privilege('identity.record_key', 'select')")
    if connection is None or not connection.scalar(may_read):
        return secrets.token_bytes(32)
    return record_key(connection)


def try_file(path: Path, source_id: str, out: Path | None = None) -> dict[str, Any]:
    """Say what would become of a file, by the rules that the pipeline goes by; nothing is stored.

    Args:
        source_id: the source it would be dropped for.
        out: where its receipt is written, if anywhere.

    Raises:
        CallError: there is no such file or source.
    """
    rules = rulebook(settings().sources, settings().expectations)
    contracts = rules.contracts
    if source_id not in contracts:
        raise CallError(message("unknown_source", source=source_id, known=", ".join(contracts)))
    if not path.is_file():
        raise CallError(message("unknown_file", file=path.name))
    now = datetime.now(UTC)
    contract = contracts[source_id]
    sha256 = fingerprint(path)
    name = display_name(path.name)
    plain = label_words(contracts, rules.codes).plain(name, secrets.token_bytes(32))
    with _ledger() as connection:
        submission_id = intake.submission_id_of(_key(connection), source_id, name, sha256)
        arrival = Submission(submission_id, source_id, plain, sha256, now)
        first = _first(connection, arrival) if connection else None
        if first is not None and first["submission_id"] != arrival.submission_id:
            return _repeated(arrival, first, contract, out)
        examined = examine_isolated(arrival, path, rules, limits_of(settings()))
        examined = refuse_forged_nil(arrival, examined)
        begun = (
            beginnings_of(connection, source_id, plain, path, now) if connection is not None else []
        )
        examined = with_history(connection, arrival, examined, contract, begun)
        changes = _changes(connection, arrival, examined, contract) if connection else None
    if first is not None:
        received_before = message("file_known", at=f"{first['received_at']:%d/%m/%Y %H:%M}")
        examined = replace(examined, file_messages=(*examined.file_messages, received_before))
    facts = receipt_facts(arrival, examined, contract, now)
    with private_folder() as scratch:
        written = write_receipt(facts, out or scratch, path, sniff(path), examined.cells)
    return {
        "status": examined.status,
        "period": examined.period,
        "is_nil": examined.is_nil,
        "rows_read": examined.rows_read,
        "rows_accepted": examined.rows_accepted,
        "rows_quarantined": len(examined.quarantined),
        "rows_set_aside": len(examined.set_aside),
        "records": counted(examined),
        "looks_like": examined.looks_like,
        "messages": [sentence.text("fr") for sentence in examined.file_messages],
        "faults": [
            {
                "sheet": fault.sheet,
                "row": fault.row_number,
                "column": fault.column,
                "rule": fault.rule,
                "severity": fault.severity,
                "message": fault.message.text("fr"),
            }
            for fault in examined.faults
        ],
        "receipt": [str(one.path) for one in written] if out else [],
        "changes": asdict(changes) if changes else None,
    }


def _changes(
    connection: Connection, arrival: Submission, examined: Examined, contract: Contract
) -> PersonChanges | None:
    """What it would change, held against this register's own files; None where nobody is named."""
    file = examined.records.get("person_mention")
    if file is None or examined.status == "rejected":
        return None
    is_cumulative = contract.mode == "cumulative"
    replaced = intake.taken_before(
        connection, arrival, examined.period, is_cumulative=is_cumulative
    )
    own = [
        (row["source_id"], row["period"], row["submission_id"])
        for row in intake.current_submissions(
            connection, [arrival.source_id] if is_cumulative else []
        ).to_pylist()
        if row["source_id"] == arrival.source_id
    ]
    parts = [
        lake.read_conformed(settings().lake, places, ("person_mention",))["person_mention"]
        for places in (
            [one for one in own if one[2] == replaced],
            [one for one in own if one[2] != replaced],
        )
    ]
    return person_changes(file, *parts)


def _first(connection: Connection, arrival: Submission) -> Mapping[str, Any] | None:
    """The submission in the ledger that brought these bytes, if one did."""
    entries = intake.known(connection, arrival.source_id)
    first = entries.get((arrival.file_name, arrival.sha256)) or first_of_bytes(
        connection,
        arrival.source_id,
        arrival.sha256,
        lambda earlier: may_name_one_month(arrival.file_name, earlier),
    )
    return intake.submission(connection, first) if first else None


def _repeated(
    arrival: Submission, first: Mapping[str, Any], contract: Contract, out: Path | None
) -> dict[str, Any]:
    """What would become of bytes that came before under another name: nothing is read again."""
    facts = duplicate_facts(arrival, first["file_name"], first["received_at"], contract)
    written = write_receipt(facts, out) if out else ()
    return {
        "status": facts.status,
        "period": first["period"],
        "is_nil": False,
        "rows_read": 0,
        "rows_accepted": 0,
        "rows_quarantined": 0,
        "rows_set_aside": 0,
        "records": {},
        "looks_like": None,
        "messages": [],
        "faults": [],
        "receipt": [str(one.path) for one in written],
        "changes": None,
    }
