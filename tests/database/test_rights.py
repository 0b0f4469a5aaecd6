"""Each schema is read by whom it is named for, and by nobody else."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from warehouse import intake
from warehouse.tables import METADATA

pytestmark = pytest.mark.slow

MAY_READ = {
    "zokwezo_ministry": {"intake", "plan", "indicator"},
    "zokwezo_steward": {"intake", "plan", "indicator"},
    "zokwezo_linkage": {"identity", "plan", "indicator"},
    "zokwezo_analyst": {"warehouse", "case_law", "plan", "indicator"},
    "zokwezo_auditor": {"audit", "plan", "indicator"},
}
NOW = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("role", MAY_READ)
def test_a_role_reads_its_schemas_and_no_other(connection: Connection, role: str) -> None:
    connection.execute(text(f"set role {role}"))
    readable: set[str] = set()
    for table in METADATA.tables.values():
        attempt = connection.begin_nested()
        try:
            connection.execute(text(f"select count(*) from {table.schema}.{table.name}"))
        except ProgrammingError as error:
            assert "permission denied" in str(error)
            attempt.rollback()
        else:
            readable.add(table.schema or "")
    assert readable == MAY_READ[role]


@pytest.mark.parametrize("role", MAY_READ)
def test_no_role_writes_anything_but_judgements(connection: Connection, role: str) -> None:
    rights = text(
        "select table_schema || '.' || table_name from information_schema.role_table_grants"
        " where grantee = :role and privilege_type <> 'SELECT'"
    )
    written = set(connection.scalars(rights, {"role": role}))
    judged = {"identity.judgement", "identity.link_to_judge"}
    assert written == (judged if role == "zokwezo_linkage" else set())


def _two_ministries(connection: Connection) -> None:
    for source in ("umirr", "dspj"):
        name = intake.record_arrival(
            connection,
            source_id=source,
            file_name="mars.xlsx",
            sha256=source,
            size_bytes=1,
            received_at=NOW,
        ).submission_id
        rows = {"sheet": [""], "row_number": [9]}
        intake.record_verdict(
            connection,
            name,
            status="partly_accepted",
            judged_at=NOW,
            period="2026-03",
            rows_read=2,
            rows_accepted=0,
            rows_quarantined=1,
            rows_set_aside=1,
            issues=pa.table(
                {
                    **rows,
                    "column_name": ["Sexe"],
                    "rule": ["unknown_code"],
                    "severity": ["quarantine"],
                    "message_key": ["x"],
                    "parameters": ["{}"],
                },
                intake.ISSUES,
            ),
            quarantined=pa.table(
                {**rows, "rules": [["unknown_code"]], "row_key": ["k"]}, intake.QUARANTINED
            ),
            set_aside=pa.table({**rows, "reason": ["total"]}, intake.SET_ASIDE),
            receipts={"json": f"{source}/r.json"},
        )
    connection.execute(
        text(
            "insert into intake.expected_export (source_id, period, state)"
            " values ('umirr', '2026-03', 'arrived'), ('dspj', '2026-03', 'arrived')"
        )
    )


@pytest.mark.parametrize(
    ("role", "source", "seen"),
    [
        pytest.param("zokwezo_ministry", "umirr", 1, id="a_ministry_its_own"),
        pytest.param("zokwezo_ministry", "", 0, id="a_ministry_without_source_nothing"),
        pytest.param("zokwezo_ministry", "iom", 0, id="another_ministry_nothing"),
        pytest.param("zokwezo_steward", "umirr", 2, id="a_steward_all"),
    ],
)
def test_a_ministry_sees_its_own_rows_only(
    connection: Connection, role: str, source: str, seen: int
) -> None:
    _two_ministries(connection)
    connection.execute(text(f"set local role {role}"))
    connection.execute(text("select set_config('zokwezo.source_id', :own, true)"), {"own": source})
    tables = (
        "submission",
        "row_issue",
        "quarantined_row",
        "set_aside",
        "receipt",
        "expected_export",
    )
    counts = {
        table: connection.scalar(text(f"select count(*) from intake.{table}")) for table in tables
    }
    assert counts == dict.fromkeys(tables, seen)


def test_a_ministry_that_was_never_told_its_source_sees_nothing(connection: Connection) -> None:
    _two_ministries(connection)
    connection.execute(text("set local role zokwezo_ministry"))
    assert connection.scalar(text("select count(*) from intake.submission")) == 0


@pytest.mark.parametrize("table", ["identity.identity_event", "audit.access_log"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {}", "update {} set by = 'x'"])
def test_history_only_grows(connection: Connection, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="only ever grows"):
        connection.execute(text(change.format(table)))
