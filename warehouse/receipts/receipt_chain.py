"""The chain of each source's receipts, in the ledger: a link a receipt, a link a withdrawal.

A source has a chain of its own: whoever holds it can tell that no receipt of hers is missing, and
learns nothing of another's. ``receipts/<source>/chaine.jsonl`` is what goes to her.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text

from warehouse.checks.verdict import ReceiptFacts
from warehouse.database.tables import intake as tables
from warehouse.files.whole_file import write_lasting
from warehouse.receipts.receipt_seal import (
    CHAIN_NAME,
    LINK_VERSION,
    Event,
    Link,
    Sealing,
    canonical,
    link_digest,
    signed,
)
from warehouse.vault.signing_keys import fingerprint_of, signing_key

_LINK = tables.receipt_link.c


def sealing_for(connection: Connection, facts: ReceiptFacts) -> Sealing:
    """How the receipt of these facts is sealed; its link is written in the caller's transaction.

    Until that ends nobody else adds a link for this source.
    """
    number, before = _end(connection, facts.source_id)
    key = signing_key()
    fingerprint = fingerprint_of(key.public_key())
    # The page that says so is sealed by the withdrawal itself: no second link, and none after it.
    event: Event = "withdrawal" if facts.status == "withdrawn" else "receipt"

    def sign(files: Mapping[str, str]) -> Link:
        counts = {
            "status": facts.status,
            "sha256": facts.sha256,
            "files": dict(sorted(files.items())),
        }
        link = signed(
            _link(facts.source_id, number, before, event, facts.submission_id,
                  facts.judged_at, fingerprint, **counts),
            key,
        )  # fmt: skip
        _keep(connection, link)
        return link

    return Sealing(number, fingerprint, sign)


def settle_chain(engine: Engine, source_id: str, folder: Path) -> None:
    """Link what was withdrawn since, and put the whole chain where the source finds it.

    Args:
        folder: of all receipts.
    """
    with engine.begin() as connection:
        number, before = _end(connection, source_id)
        for submission_id, at in receipts_to_withdraw(connection, source_id):
            key = signing_key()
            link = signed(
                _link(source_id, number, before, "withdrawal", submission_id, at,
                      fingerprint_of(key.public_key())),
                key,
            )  # fmt: skip
            _keep(connection, link)
            number, before = number + 1, link_digest(link)
        links = connection.scalars(
            select(_LINK.told).where(_LINK.source_id == source_id).order_by(_LINK.number)
        ).all()
        if links:
            _write(folder / source_id / CHAIN_NAME, "".join(f"{one}\n" for one in links).encode())


def _end(connection: Connection, source_id: str) -> tuple[int, str]:
    """The number of the next link, and the digest of the last; held until the transaction ends."""
    connection.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 1))"), {"key": source_id}
    )
    last = connection.execute(
        select(_LINK.number, _LINK.digest)
        .where(_LINK.source_id == source_id)
        .order_by(_LINK.number.desc())
        .limit(1)
    ).one_or_none()
    return (last.number + 1, last.digest) if last else (1, "")


def _link(
    source_id: str,
    number: int,
    before: str,
    event: Event,
    submission_id: str,
    at: datetime,
    fingerprint: str,
    **content: Any,
) -> Link:
    return {
        "version": LINK_VERSION,
        "source_id": source_id,
        "number": number,
        "before": before,
        "event": event,
        "submission_id": submission_id,
        "at": at.isoformat(),
        "key": fingerprint,
        **content,
    }


def _keep(connection: Connection, link: Link) -> None:
    connection.execute(
        insert(tables.receipt_link).values(
            source_id=link["source_id"],
            number=link["number"],
            submission_id=link["submission_id"],
            event=link["event"],
            told=canonical(link).decode(),
            digest=link_digest(link),
            signed_at=link["at"],
        )
    )


def receipts_to_withdraw(connection: Connection, source_id: str) -> list[tuple[str, datetime]]:
    """What was withdrawn after its last receipt, by whomever, and no link says so yet."""
    rows = connection.execute(
        text(
            "select s.submission_id, s.withdrawn_at from intake.submission s join lateral ("
            "  select l.event from intake.receipt_link l where l.source_id = s.source_id"
            "  and l.submission_id = s.submission_id order by l.number desc limit 1) last on true"
            " where s.source_id = :source_id and s.withdrawn_at is not null"
            " and last.event = 'receipt' order by s.withdrawn_at, s.submission_id"
        ),
        {"source_id": source_id},
    )
    return [(row.submission_id, row.withdrawn_at) for row in rows]


def _write(path: Path, body: bytes) -> None:
    """Put the chain in its place, whole; what stands there already is left as it is."""
    if path.is_file() and path.read_bytes() == body:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_lasting(path, body)
