"""The chain over submissions, judgements and releases: signed as it grows, held against the rows.

A trigger leaves a link for each writing: who, when, and a digest of the row as it was left. Before
one of our transactions commits, its links are numbered and signed by a key that is not in the
database (``vault``), each over the one before. So who changes a row, or the chain, with the
database alone is found: a row without its link, a link without a signature, or with a false one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, Engine, event, text

from warehouse.vault.data_keys import data_key
from warehouse.vault.owners import CHAIN

CHAINED: Final = {
    "intake.submission": "submission_id",
    "intake.row_decision": "decision_id",
    "identity.decision_clearing": "clearing_id",
    "identity.judgement": "judgement_id",
    "audit.release_event": "event_id",
}
Fault = Literal["changed", "unsigned", "unknown", "gone", "forged", "missing", "cut"]


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What does not hold, and where."""

    # ``changed``, ``unknown`` or ``gone``: a row is not as its last link says, has none, or is no
    # more; ``unsigned``: it was written outside the register, by whom the link says; ``forged`` or
    # ``missing``: a link of the chain; ``cut``: the chain ends too early
    fault: Fault
    table: str  # of the row; empty where the fault is the chain's own
    row_id: str  # the row, or the number of the link
    by: str = ""  # who wrote the link, if one tells
    at: str = ""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last link: kept elsewhere, it tells a chain that was cut."""

    number: int
    mac: str


def sign_on_commit(engine: Engine) -> None:
    """Have every transaction of an engine sign the links that it leaves."""
    event.listen(engine, "commit", _sign)


def _sign(connection: Connection) -> None:
    # By the driver: SQLAlchemy begins nothing more in a transaction that is being committed.
    raw = connection.connection.dbapi_connection
    assert raw is not None
    with closing(raw.cursor()) as cursor:
        cursor.execute("select current_setting('zokwezo.chained', true)")
        if cursor.fetchone() != ("1",):
            return
        cursor.execute("select link_id, told, before from audit.links_to_sign()")
        links = cursor.fetchall()
        key, before = chain_key(), links[0][2] if links else ""
        for link_id, row_text, _ in links:
            before = _mac(key, before, row_text)
            place = json.loads(row_text)[0]
            cursor.execute("select audit.sign_link(%s, %s, %s)", (link_id, place, before))


def chain_end(connection: Connection) -> ChainEnd | None:
    """The last link that is signed and committed, or this transaction's own before it."""
    last = connection.execute(
        text(
            "select number, mac from audit.chain_link where number is not null"
            " order by number desc limit 1"
        )
    ).one_or_none()
    return ChainEnd(*last) if last else None


def verify_chain(connection: Connection, ends: list[ChainEnd]) -> list[ChainFault]:
    """Hold the chain against its signatures, and every row against its last link.

    Args:
        connection: of the owner, which sees every row.
        ends: links that were kept elsewhere, as in the manifests of releases.
    """
    return [*_broken_links(connection, ends), *_unsigned(connection), *_rows(connection)]


def _broken_links(connection: Connection, ends: list[ChainEnd]) -> Iterator[ChainFault]:
    key, before, expected = chain_key(), "", 1
    macs: dict[int, str] = {}
    links = connection.execute(
        text(
            "select l.number, audit.link_text(l), l.mac, l.table_name, l.row_id, l.by, l.at::text"
            " from audit.chain_link l where l.number is not null order by l.number"
        ).execution_options(yield_per=10_000)
    )
    for number, row_text, mac, table, row_id, by, at in links:
        for missing in range(expected, min(number, expected + 100)):
            yield ChainFault("missing", "", str(missing))
        if number != expected or not hmac.compare_digest(mac, _mac(key, before, row_text)):
            yield ChainFault("forged", table, row_id, by, at)
        macs[number], before, expected = mac, mac, number + 1
    for end in ends:
        if macs.get(end.number) != end.mac:
            yield ChainFault("cut", "", str(end.number))


def _unsigned(connection: Connection) -> Iterator[ChainFault]:
    for row in connection.execute(
        text(
            "select table_name, row_id, by, at::text from audit.chain_link where mac is null"
            " order by link_id"
        )
    ):
        yield ChainFault("unsigned", *row)


def _rows(connection: Connection) -> Iterator[ChainFault]:
    connection.execute(text("set local timezone = 'UTC'"))
    for table, key in CHAINED.items():
        for row_id, by, at, is_there, digest in connection.execute(
            text(
                f"select coalesce(r.{key}::text, l.row_id), l.by, l.at::text,"
                f" r.{key} is not null, l.row_digest"
                f" from {table} r full join (select distinct on (row_id) * from audit.chain_link"
                "  where table_name = :table order by row_id, link_id desc) l"
                f" on l.row_id = r.{key}::text"
                f" where r.{key} is null or l.row_id is null"
                "  or l.row_digest is distinct from audit.row_digest(to_jsonb(r)) order by 1"
            ),
            {"table": table},
        ):
            if at is None:
                yield ChainFault("unknown", table, row_id)
            elif is_there:
                yield ChainFault("changed", table, row_id, by, at)
            elif digest is not None:
                yield ChainFault("gone", table, row_id, by, at)


def chain_key() -> bytes:
    """The key of the vault under which links are hashed."""
    return hashlib.sha256(str(data_key(CHAIN)).encode()).digest()


def _mac(key: bytes, before: str, content: str) -> str:
    return hmac.new(key, f"{before}\n{content}".encode(), hashlib.sha256).hexdigest()
