"""A row that is changed behind the register's back is told, and which, also by a superuser."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from warehouse import database, intake
from warehouse.database import hash_chain
from warehouse.database.hash_chain import ChainEnd, ChainFault, chain_end, verify_chain

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_settings")]
AT = datetime(2026, 5, 9, tzinfo=UTC)


def arrive(engine: Engine, name: str) -> str:
    with engine.begin() as connection:
        return intake.record_arrival(
            connection,
            source_id="umirr",
            file_name=name,
            sha256=name,
            size_bytes=1,
            received_at=AT,
        ).submission_id


@pytest.fixture
def three(database_engine: Engine) -> list[str]:
    """Three submissions that the register wrote, the last of them withdrawn."""
    made = [arrive(database_engine, name) for name in ("mars.csv", "avril.csv", "mai.csv")]
    with database_engine.begin() as connection:
        intake.withdraw(connection, made[2], at=AT)
    return made


@pytest.fixture
def stranger(database_url: str) -> Engine:
    """The superuser at psql: every right in the database, none of the register's keys."""
    return create_engine(database_url, poolclass=NullPool)


def faults(engine: Engine, *ends: ChainEnd) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        found = verify_chain(connection, list(ends))
    return [(one.fault, one.row_id) for one in found]


def end_of(engine: Engine) -> ChainEnd:
    with engine.connect() as connection:
        end = chain_end(connection)
    assert end is not None
    return end


def test_what_the_register_writes_is_chained_and_holds(
    database_engine: Engine, three: list[str]
) -> None:
    assert faults(database_engine) == []
    with database_engine.connect() as connection:
        links = connection.execute(
            text("select number, operation, row_id, by from audit.chain_link order by number")
        ).all()
    assert [(one.number, one.operation, one.row_id) for one in links] == [
        (1, "insert", three[0]),
        (2, "insert", three[1]),
        (3, "insert", three[2]),
        (4, "update", three[2]),
    ]
    assert all(one.by for one in links)


def test_what_is_rolled_back_leaves_no_link(database_engine: Engine, three: list[str]) -> None:
    with database_engine.connect() as connection:
        intake.withdraw(connection, three[0], at=AT)
        connection.rollback()
        with connection.begin_nested() as inner:
            intake.withdraw(connection, three[1], at=AT)
            inner.rollback()
        connection.commit()
    assert faults(database_engine) == []
    assert end_of(database_engine).number == 4


CHANGE = "update intake.submission set file_name = 'juin.csv' where submission_id = '{0}'"
PAST_TRIGGERS = "set session_replication_role = replica; "
# What a superuser does, and what is told: the fault and of which row or link.
ATTACKS = {
    "a row changed": (CHANGE, ("unsigned", "{0}")),
    "a row changed past the triggers": (PAST_TRIGGERS + CHANGE, ("changed", "{0}")),
    "a row deleted": (
        "delete from intake.submission where submission_id = '{0}'",
        ("unsigned", "{0}"),
    ),
    "a row deleted past the triggers": (
        PAST_TRIGGERS + "delete from intake.submission where submission_id = '{0}'",
        ("gone", "{0}"),
    ),
    "a row added": (
        "insert into intake.submission (submission_id, source_id, file_name, sha256, received_at)"
        " values ('S-x', 'umirr', 'x', 'x', now())",
        ("unsigned", "S-x"),
    ),
    "a row added past the triggers": (
        PAST_TRIGGERS
        + "insert into intake.submission (submission_id, source_id, file_name, sha256, received_at)"
        " values ('S-x', 'umirr', 'x', 'x', now())",
        ("unknown", "S-x"),
    ),
    "all emptied": (
        PAST_TRIGGERS + "truncate intake.submission cascade",
        ("gone", "{0}"),
    ),
    "who did it changed": (
        PAST_TRIGGERS + "update audit.chain_link set by = 'nobody' where row_id = '{0}'",
        ("forged", "{0}"),
    ),
    "when changed": (
        PAST_TRIGGERS + "update audit.chain_link set at = at + interval '1 day'"
        " where row_id = '{0}'",
        ("forged", "{0}"),
    ),
    "a link taken out": (
        PAST_TRIGGERS + "delete from audit.chain_link where number = 2",
        ("missing", "2"),
    ),
    "a signature made up": (
        CHANGE + "; update audit.chain_link set number = 5, mac = repeat('0', 64)"
        " where mac is null",
        ("forged", "{0}"),
    ),
    "a row changed and its link made to fit": (
        PAST_TRIGGERS + CHANGE + "; update audit.chain_link l set row_digest ="
        " audit.row_digest(to_jsonb(s)) from intake.submission s"
        " where s.submission_id = '{0}' and l.row_id = '{0}'",
        ("forged", "{0}"),
    ),
    "all made to fit, the end too": (
        PAST_TRIGGERS + "delete from audit.chain_link where number = 4; "
        "update intake.submission set withdrawn_at = null where submission_id = '{2}'",
        ("cut", "4"),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_superuser_changes_is_told(
    database_engine: Engine, stranger: Engine, three: list[str], attack: str
) -> None:
    kept = end_of(database_engine)
    statements, (fault, place) = ATTACKS[attack]
    with stranger.begin() as connection:
        connection.exec_driver_sql("set timezone = 'Africa/Bangui'")
        for one in statements.format(*three).split("; "):
            connection.exec_driver_sql(one)
    found = faults(database_engine, kept)
    assert (fault, place.format(*three)) in found
    assert not {one for _, one in found} & {three[1]} or attack in (
        "all emptied",
        "a link taken out",
    ), "the others hold"


@pytest.mark.parametrize("change", ["update {0} set by = 'x'", "delete from {0}", "truncate {0}"])
@pytest.mark.parametrize("table", ["audit.chain_link", "audit.release_event"])
def test_the_chain_only_grows(
    stranger: Engine, database_engine: Engine, three: list[str], change: str, table: str
) -> None:
    with stranger.connect() as connection, pytest.raises(Exception, match="only ever grows"):
        if table == "audit.release_event" and "truncate" not in change:
            connection.execute(
                text(
                    "insert into audit.release_event"
                    " (release_number, event, manifest_sha256, at, by)"
                    " values (1, 'published', 'x', now(), 'x')"
                )
            )
        connection.execute(text(change.format(table)))


def test_writings_at_once_make_one_chain(database_engine: Engine, database_url: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: arrive(database_engine, f"{n}.csv"), range(12)))
    assert faults(database_engine) == []
    assert end_of(database_engine).number == 12


def test_without_the_key_nothing_is_signed_and_nothing_committed(
    database_engine: Engine, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> bytes:
        raise RuntimeError("no key")

    monkeypatch.setattr(hash_chain, "chain_key", gone)
    with pytest.raises(RuntimeError, match="no key"):
        arrive(database_engine, "juin.csv")
    monkeypatch.undo()
    assert faults(database_engine) == []


def test_a_column_that_a_later_version_adds_changes_no_digest(
    database_engine: Engine, stranger: Engine, three: list[str]
) -> None:
    with stranger.begin() as connection:
        connection.execute(text("alter table intake.submission add column later text"))
    assert faults(database_engine) == []


def test_another_key_finds_every_link_forged(
    database_engine: Engine, three: list[str], fresh_settings: Path
) -> None:
    (fresh_settings / "keyring" / "chain" / "ledger.age").unlink()
    assert {fault for fault, _ in faults(database_engine)} == {"forged"}


def test_a_fault_names_ids_and_never_a_value(connection: Connection) -> None:
    fields = set(ChainFault.__dataclass_fields__)
    assert fields == {"fault", "table", "row_id", "by", "at"}
    assert database.engine is not None
