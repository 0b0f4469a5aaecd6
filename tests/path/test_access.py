"""As each role, over all that the database shows: a planted person does not come out.

Nothing here knows a table by name: what another adds is tried by itself.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from worlds import World, copied, enter

from warehouse import database, pipeline
from warehouse.database import access
from warehouse.database.access.login import connected_as
from warehouse.database.access.statements import SCHEMAS
from warehouse.settings import settings

pytestmark = pytest.mark.slow

FAMILY, GIVEN, DOCUMENT, PHONE = "ZZCANARIFAMILLE", "Zzcanariprenom", "ZZ9876543", "70987654"
SECRETS = re.compile(
    rf"{FAMILY}|{GIVEN}|{DOCUMENT}|{PHONE}|1985-05-10|10/05/1985|19850510", re.IGNORECASE
)
PSEUDONYM = re.compile(r"\b[VS]-[0-9A-Z]{13}\b")

DSPJ = (
    "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance;Lieu de naissance;Nationalité;"
    "Type de pièce;N° de pièce;Téléphone;Infraction retenue;Articles;Date des faits;Lieu des faits;"
    "Forme d'exploitation;Suite;Date transmission parquet"
)
IOM = (
    "cas_ID,cas_RegistrationDate,prs_FamilyName,prs_GivenNames,prs_Gender,prs_DateOfBirth,"
    "prs_Citizenship,prs_Phone,hte_Location,vic_TraffickingStatus,vic_TypeOfExploitation,"
    "vic_MethodsOfControl,vic_RelationshipToTrafficker,spl_Type,con_Consent"
)
# The canary is an accused in May and a victim in May; others come with her.
ACCUSED = (
    (FAMILY, GIVEN, "10/05/1985", DOCUMENT, PHONE),
    ("FICTIFONGO", "Barthélemy", "02/02/1985", "ZZ1112223", "70111222"),
    ("INVENTÉGAZA", "Mariette", "15/09/1991", "ZZ4445556", "70333444"),
)
VICTIMS = (
    (FAMILY, GIVEN, "1985-05-10", PHONE),
    ("Exempleyassa", "Rosalie", "1985-11-23", "70555666"),
    ("Maquettebida", "Edwige", "2009-03-08", "70777888"),
)


@dataclass(frozen=True)
class Planted:
    """A warehouse with one person in two roles, and what nobody may learn of her."""

    url: str
    person_id: str
    victim_id: str
    suspect_id: str

    @contextmanager
    def login(self, role: str) -> Iterator[Connection]:
        """A connection whose login has this role alone."""
        with connected_as(self.url, role, database.engine) as connection:
            if "audit.announce" in _calls(role):
                tables = list(access.access_policy().noted)
                connection.execute(text("select audit.announce('access', :t)"), {"t": tables})
                connection.commit()
            yield connection

    def leaks(self, role: str, told: str) -> set[str]:
        """What of her stands in a text; her two pseudonyms are two leaks only side by side."""
        found = set(SECRETS.findall(told))
        if self.person_id in told:
            found.add("person_id")
        return found


def _calls(role: str) -> tuple[str, ...]:
    known = access.access_policy().roles.get(role)
    return known.calls if known else ()


def _drop(folder: Path) -> Path:
    for source in ("dspj", "iom"):
        (folder / source).mkdir(parents=True)
    accused = [
        f"{31 + n:03}/DSPJ/2026;OCRB;{5 + n:02}/05/2026;{family};{given};;M;{born};Zémio;RCA;CNI;"
        f"{document};{phone};Traite;151 CP;{20 + n}/04/2026;Bria;Mendicité forcée;Déféré;"
        for n, (family, given, born, document, phone) in enumerate(ACCUSED)
    ]
    victims = [
        f"CAF-2026-9000{n},2026-05-{18 + n},{family},{given},Masculine,{born},CAF,{phone},Carnot,"
        "ActualVictimOfTrafficking,Begging,FalsePromises,Acquainted,Legal,TRUE"
        for n, (family, given, born, phone) in enumerate(VICTIMS)
    ]
    for name, lines in (
        ("dspj/DSPJ_GAV_052026.csv", [DSPJ, *accused]),
        ("iom/iom_caf_htcds_2026-05.csv", [IOM, *victims]),
    ):
        (folder / name).write_text("\r\n".join([*lines, ""]), "utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def planted(
    sample_run: World, tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[Planted]:
    """The samples, a further month, and her name in the vault itself, statistics and all."""
    home = tmp_path_factory.mktemp("access")
    url = named_database("access", "samples")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, copied(sample_run, home, url).var, url)
        pipeline.run(_drop(home / "drop"))
    settings.cache_clear()
    with database.engine(url).connect() as connection:
        person_id, victim_id, suspect_id = connection.execute(
            text(
                "select v.person_id, v.pseudonym, s.pseudonym from identity.role_pseudonym v"
                " join identity.role_pseudonym s on s.person_id = v.person_id"
                " where v.role = 'victim' and s.role = 'suspect'"
            )
        ).one()
        for planting in (
            "create table identity.planted (name text, given text, born date, document text,"
            " person_id text, victim_id text, suspect_id text)",
            f"insert into identity.planted select '{FAMILY}', '{GIVEN}', '1985-05-10',"
            f" '{DOCUMENT}', '{person_id}', '{victim_id}', '{suspect_id}'"
            " from generate_series(1, 50)",
            "create index on identity.planted (lower(name))",
            "create statistics identity.planted_together on name, born from identity.planted",
            "create view warehouse.planted_by_mistake as select * from identity.planted",
            "create materialized view identity.planted_copy as select * from identity.planted",
            f"select lo_from_bytea(4236, '{FAMILY}'::bytea)",
        ):
            connection.exec_driver_sql(planting)
        access.apply(connection)
        connection.commit()
        connection.exec_driver_sql("analyze")
        connection.commit()
    with database.engine(url).connect() as working:
        # What the owner is doing meanwhile: her name is in the text of his query.
        working.exec_driver_sql(f"select count(*) from identity.planted where name = '{FAMILY}'")
        yield Planted(url, person_id, victim_id, suspect_id)


def _told(connection: Connection, query: str) -> tuple[bool, str]:
    """Whether a query was let through, and all that came back: rows, or the error's words."""
    attempt = connection.begin_nested()
    try:
        rows = connection.exec_driver_sql(query.replace("%", "%%")).all()
    except DBAPIError as error:
        attempt.rollback()
        return False, f"{error.orig}{getattr(getattr(error.orig, 'diag', None), 'context', '')}"
    attempt.commit()
    return True, "\n".join(str(tuple(row)) for row in rows)


RELATIONS = (
    "select format('%I.%I', n.nspname, c.relname) from pg_class c"
    " join pg_namespace n on n.oid = c.relnamespace"
    " where c.relkind in ('r', 'v', 'm', 'p', 'f', 'S', 't') order by 1"
)


@pytest.mark.parametrize("role", access.access_policy().names)
def test_nothing_of_her_comes_back_from_any_relation_of_the_database(
    planted: Planted, role: str
) -> None:
    """Tables, views, sequences, and what PostgreSQL itself tells: catalogues and statistics."""
    leaks, read, refused = set(), 0, 0
    with planted.login(role) as connection:
        relations = connection.scalars(text(RELATIONS)).all()
        for relation in relations:
            may, told = _told(connection, f"select one::text from {relation} one")
            read, refused = read + may, refused + (not may)
            # The page lets her two roles be seen apart, never in one row.
            leaks |= {(relation, leak) for leak in planted.leaks(role, told)}
            leaks |= {
                (relation, "her two roles")
                for line in told.splitlines()
                if planted.victim_id in line and planted.suspect_id in line
            }
    assert len(relations) > 300
    assert read > 150, "the catalogues of PostgreSQL are open to everybody"
    assert refused > 30, "what holds her was there to be refused"
    assert leaks == set()


def test_the_canary_is_there_to_be_found(planted: Planted) -> None:
    with database.engine(planted.url).connect() as owner:
        seen = set()
        for relation in owner.scalars(text(RELATIONS)).all():
            _, told = _told(owner, f"select one::text from {relation} one")
            if planted.leaks("owner", told):
                seen.add(relation)
    assert seen >= {
        "identity.planted",
        "identity.role_pseudonym",
        "identity.planted_copy",
        "pg_catalog.pg_stats",
        "pg_catalog.pg_stat_activity",
    }


FUNCTIONS = """
select format('%I.%I', n.nspname, p.proname), p.proargtypes::regtype[]::text[], p.pronargdefaults
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname not in ('pg_catalog', 'information_schema') and p.prokind = 'f'
    and p.prorettype <> 'trigger'::regtype order by 1
"""


def _arguments(kinds: list[str], value: str) -> str:
    told = {"text": value, "text[]": f"{{{value}}}", "date": "2026-05-20", "jsonb": "{}"}
    return ", ".join(
        f"'{told[kind]}'::{kind}" if kind in told
        else f"now()::{kind}" if kind.startswith("timestamp")
        else f"1::{kind}" if kind in ("integer", "bigint", "double precision", "real")
        else f"null::{kind}"
        for kind in kinds
    )  # fmt: skip


@pytest.mark.parametrize("role", access.access_policy().roles)
def test_nothing_of_her_comes_back_from_any_function_of_ours(planted: Planted, role: str) -> None:
    tried, leaks = 0, set()
    asked = (planted.victim_id, planted.suspect_id, "mendicité", "identity.planted")
    with planted.login(role) as connection:
        for name, kinds, defaults in connection.execute(text(FUNCTIONS)).all():
            for value in asked:
                given = _arguments(kinds[: len(kinds) - defaults], value)
                _, told = _told(connection, f"select * from {name}({given}) as one")
                tried += 1
                leaks |= {(name, leak) for leak in planted.leaks(role, told)}
                if planted.victim_id in told and planted.suspect_id in told:
                    leaks |= {
                        (name, "her two roles")
                        for line in told.splitlines()
                        if planted.victim_id in line and planted.suspect_id in line
                    }
        connection.rollback()
    assert tried > 100
    assert leaks == set()


_SELECTABLE = """
select format('%I.%I', n.nspname, c.relname), string_agg(format('%I', a.attname), ', ')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname = any (:schemas)
    and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')
group by 1 order by 1
"""
_CALLABLE = """
select format('%I.%I', n.nspname, p.proname), p.proargtypes::regtype[]::text[], p.pronargdefaults
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = any (:schemas) and p.prokind = 'f' and not p.prosecdef
    and p.prorettype <> 'trigger'::regtype
    and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')
order by 1
"""


def _read_unannounced(planted: Planted, role: str) -> dict[str, str]:
    """All of ours that a role reads without a word to the trail -> what comes back."""
    shown: dict[str, str] = {}
    values = {"schemas": list(SCHEMAS)}
    with connected_as(planted.url, role, database.engine) as connection:
        queries = {
            name: f"select row({columns})::text from {name}"
            for name, columns in connection.execute(text(_SELECTABLE), values).all()
        }
        for name, kinds, defaults in connection.execute(text(_CALLABLE), values).all():
            given = _arguments(kinds[: len(kinds) - defaults], planted.victim_id)
            queries[name] = f"select one::text from {name}({given}) as one"
        for name, query in queries.items():
            may, told = _told(connection, query)
            if may and told:
                shown[name] = told
        connection.rollback()
    return shown


def _is_said(name: str) -> bool:
    return any(_goes_by(name, pattern) for pattern in access.access_policy().unannounced)


def _goes_by(name: str, pattern: str) -> bool:
    """A history goes by the name of its table."""
    meant = re.sub(r"^history\.(warehouse|case_law|plan|indicator)_", r"\1.", name)
    return fnmatchcase(meant, pattern)


@pytest.mark.parametrize("role", access.access_policy().names)
def test_whatever_a_role_reads_is_announced_or_said_to_be_nobody_s_row(
    planted: Planted, role: str
) -> None:
    shown = _read_unannounced(planted, role)
    assert shown
    assert {name for name in shown if not _is_said(name)} == set()
    with database.engine(planted.url).connect() as owner:
        cases = set(owner.scalars(text("select case_id from warehouse.case_file")))
    # Case law says of what case a published decision is; no other does.
    ours = ("warehouse.", "history.warehouse_")
    rows = {name: told for name, told in shown.items() if name.startswith(ours)}
    words = {name: set(re.findall(r"[\w-]+", told)) for name, told in rows.items()}
    assert {name for name, told in rows.items() if PSEUDONYM.search(told)} == set()
    assert {name for name, found in words.items() if cases & found} == set()


def test_a_view_of_rows_that_a_colleague_adds_is_found(planted: Planted) -> None:
    added = "warehouse.added_since"
    with database.engine(planted.url).begin() as owner:
        owner.exec_driver_sql(f"create view {added} as select case_id from warehouse.prosecution")
        owner.exec_driver_sql(f"alter view {added} owner to zokwezo_views")
        owner.exec_driver_sql(f"grant select on {added} to zokwezo_analyst")
    try:
        shown = _read_unannounced(planted, "zokwezo_analyst")
        assert {name for name in shown if not _is_said(name)} == {added}
    finally:
        with database.engine(planted.url).begin() as owner:
            owner.exec_driver_sql(f"drop view {added}")


WALLS = {
    "a schema as one document": "select schema_to_xml('identity', true, true, '')",
    "a table as a document": "select table_to_xml('identity.planted', true, true, '')",
    "a query in a query": "select query_to_xml('table identity.planted', true, true, '')",
    "a cursor in a query": "declare c cursor for table identity.planted",
    "what a plan says": "explain select from identity.planted where name like 'ZZ%'",
    "a file of the server": "select pg_read_file('postgresql.conf')",
    "the log of the server": "select * from pg_ls_logdir()",
    "the settings' files": "table pg_file_settings",
    "a file as a large object": "select lo_import('/etc/hosts')",
    "a large object of another": "select lo_get(4236)",
    "a program": "copy (select 1) to program 'cat'",
    "a file to write": "copy (select 1) to '/tmp/out'",
    "a table of the vault copied": "copy identity.planted to stdout",
    "another server": "create extension dblink",
    "a library": "load 'dblink'",
    "a block of code": "do $$ begin perform 1; end $$",
    "a function of one's own": "create function pg_temp.peep(text) returns bool language sql"
    " return true",
    "a table of one's own": "create temporary table mine (one text)",
    "an operator of one's own": "create operator public.<<< (leftarg = text, rightarg = text,"
    " function = texteq)",
    "a schema of one's own": "create schema mine",
    "a view upon the vault, made by mistake": "table warehouse.planted_by_mistake",
    "statistics as they are kept": "select * from pg_statistic",
    "statistics on two columns": "select * from pg_statistic_ext_data",
    "how many rows came": "select pg_stat_get_tuples_inserted('identity.planted'::regclass)",
    "a lock by which all writing waits": "select pg_advisory_lock(4236002)",
    "a lock that is merely tried": "select pg_try_advisory_xact_lock_shared(42362028)",
    "what others are doing": "select query from pg_stat_activity",
    "a stranger's rows": "insert into audit.access_log (at, by, action, object)"
    " values (now(), 'x', 'x', 'x')",
    "a right for oneself": "grant select on identity.planted to current_user",
    "another owner": "alter view warehouse.journey owner to current_user",
    "another's session": "set session authorization postgres",
    "rows without policies": "set row_security = off; table intake.submission",
    "the owner of views": "set role zokwezo_views",
}  # fmt: skip


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_stands_for_an_analyst(planted: Planted, wall: str) -> None:
    with planted.login("zokwezo_analyst") as connection:
        may, told = _told(connection, WALLS[wall])
        connection.rollback()
    assert not may
    assert re.search("permission denied|must be|is not available|is not allowed", told)
    assert planted.leaks("analyst", told) == set()


@pytest.mark.parametrize("role", access.access_policy().roles)
def test_no_role_becomes_another(planted: Planted, role: str) -> None:
    others = {*access.access_policy().names, "zokwezo_views", "postgres"} - {role}
    with planted.login(role) as connection:
        became = {other for other in others if _told(connection, f"set role {other}")[0]}
    assert len(others) > 15
    assert became == set()


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def test_no_value_is_shared_by_her_two_roles_alone(planted: Planted) -> None:
    """An analyst who puts all rows of all tables side by side finds nothing that ties the two.

    A value that others have too (a sex, a year, a month) ties nobody; one that her victim's rows
    and her suspect's rows have, and nobody else's, would.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    rows = 0
    with planted.login("zokwezo_analyst") as connection:
        for relation in connection.scalars(text(RELATIONS)).all():
            if relation.startswith(("pg_", "information_schema")):
                continue
            query = f"select to_jsonb(one)::text from {relation} one"
            attempt = connection.begin_nested()
            try:
                found = connection.scalars(text(query)).all()
            except DBAPIError:
                attempt.rollback()
                continue
            for told in found:
                rows += 1
                persons = set(PSEUDONYM.findall(told))
                for value in _leaves(json.loads(told)):
                    holders[value] |= persons
    both = {planted.victim_id, planted.suspect_id}
    assert rows > 1000
    assert both <= set(holders)
    assert {value for value, persons in holders.items() if persons == both} == set()


def test_every_guard_is_on_by_itself(planted: Planted) -> None:
    """What holds for each table, view and function there is, and for the next one."""
    with database.engine(planted.url).connect() as owner:
        shut = owner.execute(
            text(
                "select count(*), count(*) filter (where not relrowsecurity) from pg_class"
                " where relkind = 'r' and relnamespace::regnamespace::text in"
                " ('identity', 'intake', 'audit')"
            )
        ).one()
        views = owner.execute(
            text(
                "select count(*), count(*) filter (where relowner <> 'zokwezo_views'::regrole)"
                " from pg_class where relkind = 'v' and relnamespace::regnamespace::text in"
                " ('warehouse', 'case_law', 'plan', 'indicator')"
            )
        ).one()
        definers = owner.execute(
            text(
                "select count(*), count(*) filter (where not exists (select from"
                " unnest(proconfig) c where c like 'search_path=%'))"
                " from pg_proc where prosecdef"
            )
        ).one()
        open_to_all = owner.scalars(
            text(
                "select p.oid::regprocedure::text from pg_proc p, aclexplode("
                " coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0"
                " and p.pronamespace::regnamespace::text in ('warehouse', 'case_law', 'plan',"
                " 'indicator', 'identity', 'intake', 'audit', 'history')"
            )
        ).all()
        reach = owner.scalars(
            text(
                "select c.oid::regclass::text from pg_class c"
                " where c.relnamespace::regnamespace::text in ('identity', 'intake', 'audit')"
                " and c.relkind in ('r', 'v', 'm')"
                " and has_table_privilege('zokwezo_views', c.oid, 'select')"
            )
        ).all()
    assert shut[0] > 15
    assert views[0] > 10
    assert definers[0] >= 3
    assert [shut[1], views[1], definers[1]] == [0, 0, 0]
    assert (open_to_all, reach) == ([], [])
