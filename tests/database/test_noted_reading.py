"""Rows of persons are read after the trail was told, by any login; and nobody reads both roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from warehouse import database
from warehouse.database import access
from warehouse.database.access.login import connected_as
from warehouse.database.tables import METADATA

pytestmark = pytest.mark.slow

ANALYST, OF_SUSPECTS = "zokwezo_analyst", "zokwezo_suspect_analyst"
MAGISTRATE = "zokwezo_magistrate"
PERSONS = (
    "insert into warehouse.victim (victim_id, sex, birth_year_min, birth_year_max, nationality,"
    " origin_prefecture_code) select 'V-' || n, 'F', 1990, 1990, 'CAF', 'CF71'"
    " from generate_series(1, 3) n",
    "insert into warehouse.suspect (suspect_id, sex, birth_year_min, birth_year_max, nationality,"
    " origin_prefecture_code, cases_count)"
    " select 'S-' || n, 'M', 1980 + n, 1980 + n, 'CAF', 'CF71', 1 from generate_series(1, 6) n",
    "insert into warehouse.suspect (suspect_id, sex, birth_year_min, birth_year_max, nationality,"
    " cases_count) values ('S-alone', 'F', 1961, 1961, 'TCD', 2)",
    "insert into warehouse.mention (record_id, victim_id, source_id, sex)"
    " values ('R1', 'V-1', 'umirr', 'F')",
    "insert into warehouse.mention (record_id, suspect_id, source_id, sex)"
    " values ('R2', 'S-1', 'dspj', 'M')",
    "insert into warehouse.victim_state (victim_id, valid_from, valid_to)"
    " values ('V-1', '2026-01-01', 'infinity')",
    "insert into warehouse.suspect_state (suspect_id, valid_from, valid_to)"
    " values ('S-1', '2026-01-01', 'infinity')",
    "insert into warehouse.case_file (case_id) values ('C-1'), ('C-2')",
    "insert into warehouse.case_victim (case_id, victim_id) values ('C-1', 'V-1')",
    "insert into warehouse.case_suspect (case_id, suspect_id)"
    " values ('C-1', 'S-1'), ('C-1', 'S-2'), ('C-2', 'S-1')",
)


@pytest.fixture
def peopled(database_url: str) -> str:
    """The URL of a database with a few persons in both roles."""
    with database.engine(database_url).begin() as connection:
        for query in PERSONS:
            connection.exec_driver_sql(query)
    return database_url


@contextmanager
def login(url: str, role: str) -> Iterator[Connection]:
    with connected_as(url, role, database.engine) as connection:
        yield connection


def _refused(connection: Connection, query: str) -> str:
    with pytest.raises(DBAPIError) as refusal:
        connection.exec_driver_sql(query).all()
    connection.rollback()
    return str(refusal.value.orig.sqlstate)


def _announce(connection: Connection, *tables: str) -> None:
    connection.execute(
        text("select audit.announce('a question', :tables)"), {"tables": list(tables)}
    )
    connection.commit()


PUBLISHED = [
    f"warehouse.{name}_published"
    for name in (
        *("place_series", "journey_attrition", "journey_delay", "hearing_adjournment"),
        "sentence_policy",
    )
]
READINGS = {
    "the table": ("warehouse.victim", "select * from warehouse.victim"),
    "a count": ("warehouse.victim", "select count(*) from warehouse.victim"),
    "as it was known": (
        "warehouse.victim", "select victim_id from warehouse.victim_as_known(now())"),
    "its history": ("warehouse.victim", "select victim_id from history.warehouse_victim"),
    "a view of rows": ("warehouse.victim", "select * from warehouse.victim_without_case"),
    "a view for exchange": ("warehouse.victim", "select * from warehouse.ic_tip_victim"),
    "a function of rows": (
        "warehouse.victim", "select * from warehouse.care_valid_at('2026-05-01')"),
    "what each row says": ("warehouse.mention", "select * from warehouse.statement"),
    "whose case it is": ("warehouse.case_victim", "select * from warehouse.case_victim"),
    "who is accused in it": ("warehouse.case_suspect", "select * from warehouse.case_suspect"),
    "who is accused twice": ("warehouse.case_suspect", "select * from warehouse.repeat_offender"),
    "who with whom": ("warehouse.case_suspect", "select * from warehouse.accused_together"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "query"), READINGS.values(), ids=READINGS)
def test_a_direct_login_announces_before_it_reads_a_victim(
    peopled: str, table: str, query: str
) -> None:
    with login(peopled, ANALYST) as connection:
        assert _refused(connection, query) == "ZK010"
        # Announced and rolled back, or not yet committed, it shows nothing.
        connection.execute(text("select audit.announce('x', :t)"), {"t": [table]})
        assert _refused(connection, query) == "ZK010"
        _announce(connection, *access.access_policy().noted)
        connection.exec_driver_sql(query).all()
        connection.rollback()
    with database.engine(peopled).connect() as owner:
        lines = owner.scalars(text("select object from audit.access_log where action = 'read'"))
        assert table in lines.all()


def test_every_noted_table_is_refused_by_itself_to_every_role_that_reads_it(peopled: str) -> None:
    tried = set()
    for role in (ANALYST, OF_SUSPECTS, MAGISTRATE):
        may = access.access_policy().roles[role]
        for name in access.access_policy().noted:
            with database.engine(peopled).connect() as owner:
                is_filled = owner.scalar(text(f"select exists (select from {name})"))
            if may.may_read(name, "table") and is_filled:
                with login(peopled, role) as connection:
                    assert _refused(connection, f"select * from {name}") == "ZK010"
                tried.add(name)
    assert tried >= {
        *("warehouse.victim", "warehouse.suspect", "warehouse.mention"),
        *("warehouse.victim_state", "warehouse.suspect_state"),
        *("warehouse.case_victim", "warehouse.case_suspect"),
    }


def test_a_magistrate_sees_who_is_accused_once_she_has_said_so_and_a_committee_sums(
    peopled: str,
) -> None:
    with login(peopled, MAGISTRATE) as connection:
        asked = "select suspect_id from warehouse.case_suspect"
        assert _refused(connection, asked) == "ZK010"
        _announce(connection, "warehouse.case_suspect")
        assert {row[0] for row in connection.exec_driver_sql(asked)} == {"S-1", "S-2"}
        assert _refused(connection, "select * from warehouse.case_victim") == "42501"
    with login(peopled, "zokwezo_committee") as connection:
        for told in PUBLISHED:
            connection.exec_driver_sql(f"select * from {told}").all()
            if told != "warehouse.place_series_published":
                assert _refused(connection, f"select * from {told.removesuffix('_published')}") == (
                    "42501"
                )


def test_the_announcement_of_one_login_opens_nothing_for_another(peopled: str) -> None:
    with login(peopled, ANALYST) as one, login(peopled, ANALYST) as other:
        _announce(one, "warehouse.victim")
        assert len(one.exec_driver_sql("select * from warehouse.victim").all()) == 3
        assert _refused(other, "select * from warehouse.victim") == "ZK010"


def test_nobody_reads_what_likens_an_accused_to_a_victim(peopled: str) -> None:
    with login(peopled, ANALYST) as connection:
        _announce(connection, *access.access_policy().noted)
        for column in (
            "sex",
            "birth_year_min",
            "nationality",
            "origin_prefecture_code",
            "first_seen_on",
        ):
            assert _refused(connection, f"select {column} from warehouse.suspect") == "42501"
        for hidden in ("history.warehouse_suspect", "warehouse.suspect_as_known(now())",
                       "warehouse.suspect_state", "warehouse.ic_tip_perpetrator"):  # fmt: skip
            assert _refused(connection, f"select * from {hidden}") == "42501"
        counted = connection.exec_driver_sql("select sum(cases_count) from warehouse.suspect")
        assert counted.scalar() == 8
        rows = connection.exec_driver_sql("select record_id from warehouse.mention").all()
        assert [tuple(row) for row in rows] == [("R1",)]
    with login(peopled, OF_SUSPECTS) as connection:
        _announce(connection, *access.access_policy().noted)
        rows = connection.exec_driver_sql("select record_id from warehouse.mention").all()
        assert [tuple(row) for row in rows] == [("R2",)]
        assert len(connection.exec_driver_sql("select * from warehouse.suspect").all()) == 7
        assert _refused(connection, "select * from warehouse.victim") == "42501"


def test_an_accused_is_shown_only_as_closely_as_others_are(peopled: str) -> None:
    with login(peopled, ANALYST) as connection:
        assert _refused(connection, "select * from warehouse.suspect_profile") == "ZK010"
        _announce(connection, "warehouse.suspect_profile")
        rows = connection.exec_driver_sql(
            "select sex, birth_year_min, birth_year_max, nationality, count(*)"
            " from warehouse.suspect_profile group by 1, 2, 3, 4 order by 1"
        ).all()
    # Of those born 1981 to 1986 all share ten years; whom nobody is like shows nothing.
    assert [tuple(row) for row in rows] == [
        ("M", 1980, 1989, "CAF", 6),
        (None, None, None, None, 1),
    ]


def test_the_committee_meets_no_row_of_a_person_or_a_case(peopled: str) -> None:
    ids = {
        column.name
        for table in METADATA.tables.values()
        if table.schema == "warehouse" and not table.name.startswith("dim_")
        for column in table.primary_key
        if column.name.endswith("_id")
    } | {"suspect_id", "victim_id", "event_id", "one_suspect_id", "perpetrator_id"}
    with database.engine(peopled).connect() as owner:
        columns = owner.execute(
            text(
                "select table_schema || '.' || table_name, column_name"
                " from information_schema.columns where table_schema = 'warehouse'"
                " and has_table_privilege('zokwezo_committee',"
                " format('%I.%I', table_schema, table_name), 'select')"
            )
        ).all()
    assert len(ids) > 10
    assert {name for name, _ in columns} >= {"warehouse.place_series_published"}
    assert [(name, column) for name, column in columns if column in ids] == []
    assert "warehouse.place_series" not in {name for name, _ in columns}


def test_a_small_cell_is_kept_back_from_the_committee(peopled: str) -> None:
    with database.engine(peopled).begin() as owner:
        for table in ("case_victim", "case_suspect", "case_file"):
            owner.exec_driver_sql(f"delete from warehouse.{table}")
        owner.exec_driver_sql(
            "insert into warehouse.case_file (case_id, facts_on_max, facts_prefecture_code)"
            " select 'C' || n, '2026-02-01', case when n < 7 then 'CF71' else 'CF22' end"
            " from generate_series(1, 8) n"
        )
    with login(peopled, "zokwezo_committee") as connection:
        rows = connection.exec_driver_sql(
            "select prefecture_code, cases_count, is_suppressed from"
            " warehouse.place_series_published where division = 'present' order by 1"
        ).all()
    assert [tuple(row) for row in rows] == [("CF22", None, True), ("CF71", 6, False)]


JUDGED = (
    "insert into warehouse.judgment (judgment_id, case_id, court_code, verdict, instance, effect,"
    " is_standing)"
    " select 'J' || n, 'C' || n, case when n < 7 then 'TGI-A' when n < 9 then 'TGI-B' else 'TGI-C'"
    " end, 'CONDAMNE', 1, 'decides', true from generate_series(1, {count}) n"
)


def _told(connection: Connection, scope: str) -> dict[str | None, int]:
    rows = connection.exec_driver_sql(
        "select court_code, convictions_count from warehouse.sentence_policy_published"
        f" where scope = '{scope}'"
    )
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize(
    ("count", "by_court"),
    [
        # Two of one court: whoever takes six from eight knows them, so the six go too.
        pytest.param(8, {}, id="one small cell, bounded by the rest"),
        pytest.param(11, {"TGI-A": 6}, id="two small cells, of five together"),
        pytest.param(16, {"TGI-C": 8}, id="a small cell, hidden by the next"),
    ],
)
def test_the_committee_is_told_no_small_cell_of_a_sum_nor_what_bounds_it(
    peopled: str, count: int, by_court: dict[str, int]
) -> None:
    with database.engine(peopled).begin() as owner:
        owner.exec_driver_sql(
            "insert into warehouse.dim_code (list, code, attributes)"
            " values ('verdict', 'CONDAMNE', '{\"is_conviction\": \"true\"}')"
        )
        owner.exec_driver_sql(
            f"insert into warehouse.case_file (case_id) select 'C' || n"
            f" from generate_series(1, {count}) n"
        )
        owner.exec_driver_sql(JUDGED.format(count=count))
    with login(peopled, "zokwezo_committee") as connection:
        assert _told(connection, "all") == {None: count}
        assert _told(connection, "court") == by_court
        assert _told(connection, "court_form") == {}


@pytest.mark.parametrize("view", PUBLISHED)
def test_a_plan_counts_nothing_of_what_the_committee_is_not_told(peopled: str, view: str) -> None:
    """``explain analyze`` said how many cases of a préfecture were summed, below five too."""
    with login(peopled, "zokwezo_committee") as connection:
        plan = connection.exec_driver_sql(f"explain (analyze, verbose) select * from {view}").all()
    nodes = [row[0] for row in plan if "actual" in row[0] or "->" in row[0]]
    assert len(nodes) == 1
    assert "Function Scan" in nodes[0]


SOMEBODY = (
    "pour Aline NGBAKOFICTIF",
    "dossier de Mme Ngbakofictif",
    "la victime Fictivette",
    "née le 3 mai 2010",
    "appel au 75 12 34 56",
    "passeport CA123456",
    "NGBAKOFICTIF, Aline",
)


@pytest.mark.parametrize("words", SOMEBODY)
def test_nobody_is_named_on_the_trail_by_who_says_why_she_reads(peopled: str, words: str) -> None:
    ways = (
        ("select audit.announce(:words, array['warehouse.victim'])", "the purpose"),
        ("select audit.note('ask', 'x', null, :words, null)", "the purpose of a note"),
        ("select audit.note(:words, 'x', null, null, null)", "the action of a note"),
    )
    ids = (
        ("select audit.announce('why', array['warehouse.victim', :words])", "an object"),
        ("select audit.note('ask', :words, null, null, null)", "the object of a note"),
        (
            "select audit.note('ask', 'x', null, null, to_jsonb(cast(:words as text)))",
            "a detail",
        ),
    )
    # An id of ours may hold many digits.
    tried = ways if any(map(str.isdigit, words)) and "née" not in words else (*ways, *ids)
    with login(peopled, ANALYST) as connection:
        for statement, where in tried:
            with pytest.raises(DBAPIError) as refusal:
                connection.execute(text(statement), {"words": words})
            connection.rollback()
            assert str(refusal.value.orig.sqlstate) == "ZK009", where
    with database.engine(peopled).connect() as owner:
        assert "fictif" not in repr(owner.execute(text("select * from audit.access_log")).all())


@pytest.mark.parametrize("words", ["rapport annuel", "Réponse au GLOTIP", "ODD 16.2, mai 2026"])
def test_a_purpose_that_names_nobody_is_taken(peopled: str, words: str) -> None:
    with login(peopled, ANALYST) as connection:
        connection.execute(
            text("select audit.announce(:words, array['warehouse.victim'])"), {"words": words}
        )
        connection.commit()
        assert len(connection.exec_driver_sql("select * from warehouse.victim").all()) == 3
