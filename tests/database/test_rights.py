"""Each schema is read by whom it is named for, and by nobody else."""

from __future__ import annotations

import csv
import datetime as dt
import fnmatch

import pyarrow as pa
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, ProgrammingError

from warehouse import intake
from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.database.tables import METADATA
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

NOW = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)

MINISTRY_TABLES = {
    "submission",
    "row_issue",
    "quarantined_row",
    "set_aside",
    "receipt",
    "expected_export",
}
OPEN = {"plan", "indicator"}
# Written by hand, beside the page: who reads a schema, whole.
WHOLE_SCHEMAS = {
    "zokwezo_analyst": OPEN | {"warehouse", "case_law"},
    "zokwezo_suspect_analyst": OPEN,
    "zokwezo_magistrate": OPEN | {"case_law"},
    "zokwezo_committee": OPEN,
    "zokwezo_steward": OPEN | {"intake"},
    "zokwezo_reviewer": OPEN,
    "zokwezo_auditor": {"audit"},
    "zokwezo_ministry_justice": OPEN,
}
BEYOND = {
    "zokwezo_magistrate": {
        "warehouse.case_file",
        "warehouse.case_suspect",
        "warehouse.complaint",
        "warehouse.prosecution",
        "warehouse.hearing",
        "warehouse.judgment",
        "warehouse.charge",
        "warehouse.sentence",
        "warehouse.dim_code",
    },
    "zokwezo_suspect_analyst": {
        "warehouse.suspect",
        "warehouse.suspect_state",
        "warehouse.case_suspect",
        "warehouse.mention",
        "warehouse.dim_code",
    },
    "zokwezo_reviewer": {
        "identity.person_mention",
        "identity.link_to_judge",
        "identity.link_stratum",
        "identity.judgement",
    },
    "zokwezo_ministry_justice": {
        *(f"intake.{name}" for name in MINISTRY_TABLES),
        "intake.ministry_source",
    },
}
NEVER = {
    "zokwezo_analyst": {"warehouse.suspect_state"},
    "zokwezo_suspect_analyst": {
        "warehouse.victim",
        "warehouse.victim_state",
        "warehouse.case_file",
    },
    "zokwezo_magistrate": {"warehouse.victim", "warehouse.case_victim", "warehouse.assistance"},
    "zokwezo_committee": {"warehouse.victim", "warehouse.suspect", "warehouse.case_file"},
    "zokwezo_reviewer": {"identity.role_pseudonym", "identity.person", "identity.identity_event"},
}


def _readable(connection: Connection, role: str) -> set[str]:
    connection.execute(text(f"set role {role}"))
    readable = set()
    for table in METADATA.tables.values():
        attempt = connection.begin_nested()
        try:
            connection.execute(text(f"select count(*) from {table.schema}.{table.name}"))
        except ProgrammingError as error:
            assert "permission denied" in str(error)
            attempt.rollback()
        else:
            readable.add(table.fullname)
    connection.execute(text("reset role"))
    return readable


@pytest.mark.parametrize("role", WHOLE_SCHEMAS)
def test_a_role_reads_what_it_needs_and_nothing_else(connection: Connection, role: str) -> None:
    readable = _readable(connection, role)
    schemas, beyond = WHOLE_SCHEMAS[role], BEYOND.get(role, set())
    whole = {name for name, table in METADATA.tables.items() if table.schema in schemas}
    whole -= NEVER.get(role, set())
    assert whole
    assert readable >= whole | beyond
    assert not readable & NEVER.get(role, set())
    elsewhere = {name.partition(".")[0] for name in readable - whole}
    assert elsewhere == {name.partition(".")[0] for name in beyond}


def test_every_role_of_the_page_is_on_the_server_and_tried(connection: Connection) -> None:
    found = set(connection.scalars(text("select rolname::text from pg_roles")))
    assert set(access.access_policy().names) <= found
    tried = {"zokwezo_ministry" if "ministry" in role else role for role in WHOLE_SCHEMAS}
    assert tried == set(access.access_policy().roles)


def test_no_role_writes_to_any_table(connection: Connection) -> None:
    rights = connection.execute(
        text(
            "select grantee::text, table_schema || '.' || table_name, privilege_type::text"
            " from information_schema.role_table_grants"
            " where starts_with(grantee, 'zokwezo_') and privilege_type <> 'SELECT'"
            " and grantee <> 'zokwezo_views'"
        )
    )
    assert [tuple(row) for row in rights] == []


LATER = (
    "create table warehouse.later (one text)",
    "create view warehouse.later_view as select * from warehouse.later",
    "create function warehouse.later_call() returns int language sql return 1",
    "create table intake.later (one text)",
    "create view intake.later_view as select * from intake.submission",
    "create table identity.later (one text)",
    "create function identity.later_call() returns int language sql return 1",
)


def _later(connection: Connection, role: str) -> set[str]:
    asked = text(
        "select relnamespace::regnamespace::text || '.' || relname from pg_class"
        " where relname in ('later', 'later_view') and has_table_privilege(:role, oid, 'select')"
        " union all select pronamespace::regnamespace::text || '.' || proname from pg_proc"
        " where proname = 'later_call' and has_function_privilege(:role, oid, 'execute')"
    )
    return set(connection.scalars(asked, {"role": role}))


def test_what_comes_later_is_read_by_nobody_until_the_page_gives_it(connection: Connection) -> None:
    for made in LATER:
        connection.execute(text(made))
    assert {role: _later(connection, role) for role in access.access_policy().names} == {
        role: set() for role in access.access_policy().names
    }
    access.apply(connection)
    given = {
        role: seen for role in access.access_policy().roles if (seen := _later(connection, role))
    }
    assert given == {
        "zokwezo_analyst": {"warehouse.later", "warehouse.later_view", "warehouse.later_call"},
        "zokwezo_steward": {"intake.later", "intake.later_view"},
    }
    rows_are_shut = text("select relrowsecurity from pg_class where oid = 'intake.later'::regclass")
    assert connection.scalar(rows_are_shut)


def test_a_view_cannot_bring_anything_out_of_the_vault(connection: Connection) -> None:
    # Written by mistake, and given to analysts: its owner cannot enter.
    connection.execute(
        text("create view warehouse.mistake as select * from identity.role_pseudonym")
    )
    access.apply(connection)
    connection.execute(text("set role zokwezo_analyst"))
    with pytest.raises(ProgrammingError, match="permission denied for table role_pseudonym"):
        connection.execute(text("select * from warehouse.mistake"))


def test_every_pattern_of_the_page_means_something_that_stands(connection: Connection) -> None:
    """What was renamed or dropped stays allowed to whoever comes by its name."""
    stands = set(
        connection.scalars(
            text(
                "select nspname || '.' || relname from pg_class c"
                " join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'v', 'm', 'p')"
                " union select nspname || '.' || proname from pg_proc"
                " join pg_namespace n on n.oid = pronamespace"
            )
        )
    )
    page = access.access_policy()
    said = {*page.noted, *page.unannounced, *page.by_reader}
    for role in page.roles.values():
        said |= {*role.reads, *role.reads_views, *role.calls, *role.own, *role.announced}
        said |= {*role.writes, *role.columns, *role.rows}
    assert len(said) > 60
    meant = {one: fnmatch.filter(stands, one.removeprefix("!")) for one in said}
    assert {one for one, found in meant.items() if not found} == set()


def test_the_page_applied_twice_is_applied_once(connection: Connection) -> None:
    asked = text(
        "select c.oid::regclass::text, c.relowner, (select array_agg(a order by a) from"
        " (select unnest(relacl)::text) as one (a)) from pg_class c where relacl is not null"
        " order by 1"
    )
    before = connection.execute(asked).all()
    assert len(before) > 30
    access.apply(connection)
    assert connection.execute(asked).all() == before
    assert access.is_applied(connection)


def test_whose_exports_are_whose_is_what_the_code_list_says() -> None:
    with (PROJECT / "sources" / "codes" / "ministry.csv").open(encoding="utf-8") as lines:
        said = {
            f"zokwezo_ministry_{row['code'].lower()}": set(row["source_id"].split(";")) - {""}
            for row in csv.DictReader(lines)
        }
    ministries = {role: set(own) for role, own in access.access_policy().ministries.items()}
    both = set(said) & set(ministries)
    assert len(both) >= 12
    assert {role: said[role] for role in both} == {role: ministries[role] for role in both}
    owned = [one for own in ministries.values() for one in own]
    assert sorted(owned) == sorted(load_contracts(PROJECT / "sources"))


def _ministries(connection: Connection) -> None:
    for source in ("umirr", "dspj", "gendarmerie"):
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
            " values ('umirr', '2026-03', 'arrived'), ('dspj', '2026-03', 'arrived'),"
            " ('gendarmerie', '2026-03', 'arrived')"
        )
    )


@pytest.mark.parametrize(
    ("role", "own"),
    [
        pytest.param("zokwezo_ministry_securite", {"dspj", "umirr"}, id="its_own"),
        pytest.param("zokwezo_ministry_justice", set(), id="another_ministry_nothing"),
        pytest.param("zokwezo_ministry", set(), id="a_ministry_of_no_name_nothing"),
        pytest.param("zokwezo_steward", {"dspj", "umirr", "gendarmerie"}, id="a_steward_all"),
    ],
)
def test_a_ministry_sees_its_own_rows_only(
    connection: Connection, role: str, own: set[str]
) -> None:
    _ministries(connection)
    connection.execute(text(f"set local role {role}"))
    # A setting of the session is nobody's word.
    connection.execute(text("select set_config('zokwezo.source_id', 'gendarmerie', true)"))
    counts = {
        table: connection.scalar(text(f"select count(*) from intake.{table}"))
        for table in MINISTRY_TABLES
    }
    assert counts == dict.fromkeys(MINISTRY_TABLES, len(own))
    assert set(connection.scalars(text("select source_id from intake.submission"))) == own


def test_a_login_has_the_rows_of_the_ministries_whose_roles_it_has(connection: Connection) -> None:
    _ministries(connection)
    connection.execute(text("create role kaba login in role zokwezo_ministry_defense"))
    connection.execute(text("set local session authorization kaba"))
    asked = text("select source_id from intake.submission")
    assert connection.scalars(asked).all() == ["gendarmerie"]
    # A cast that fails tells its value: the rows of others are hidden before it is tried.
    with pytest.raises(DataError) as refused:
        connection.execute(text("select from intake.submission where source_id::int = 1"))
    assert "gendarmerie" in str(refused.value)
    assert "umirr" not in str(refused.value)


@pytest.mark.parametrize("table", ["identity.identity_event", "audit.access_log"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {}", "update {} set by = 'x'"])
def test_history_only_grows(connection: Connection, table: str, change: str) -> None:
    connection.execute(text("select audit.note('read', 'identity', null, null, '{}')"))
    with pytest.raises(ProgrammingError, match="only ever grows"):
        connection.execute(text(change.format(table)))


@pytest.mark.parametrize(
    ("action", "days", "goes"),
    [("read", 370, True), ("read", 360, False), ("export", 3700, False), ("erase", 3700, False)],
)
def test_of_the_trail_an_old_reading_alone_may_go(
    connection: Connection, action: str, days: int, goes: bool
) -> None:
    connection.execute(
        text(
            "insert into audit.access_log (at, by, action, object)"
            " values (now() - make_interval(days => :days), 'a.nom', :action, 'identity')"
        ),
        {"days": days, "action": action},
    )
    forget = text("delete from audit.access_log where by = 'a.nom'")
    if goes:
        assert connection.execute(forget).rowcount == 1
        return
    with pytest.raises(ProgrammingError, match="only ever grows"):
        connection.execute(forget)
