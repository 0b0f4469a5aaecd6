"""Invented people go through the real Airflow: its database, logs, XCom and pages name none.

After ``test_stack``, whose stack it shares: what was killed there and tried again is searched too.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import planted
import pytest
from planted import PEOPLE, found_in
from running_stack import RECEIPT_SECONDS, RELEASE_SECONDS, House, until
from sqlalchemy import text

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# What a database says of a row that it refuses, and SQLAlchemy of what it was given.
REFUSES = f"""
create function intake.refuse_on_purpose() returns trigger language plpgsql as $$
begin
    raise exception 'Key (family_name)=({PEOPLE[0].family}) already exists'
        using errcode = 'unique_violation';
end $$;
create trigger refuses before insert on intake.receipt
    for each row execute function intake.refuse_on_purpose();
"""
ALLOWS = "drop trigger refuses on intake.receipt; drop function intake.refuse_on_purpose()"
# A name as it lies in a page of the server, also where its row was deleted since.
LYING = re.compile(rb"(?i)zzq[fga](?:ra|vo|m.{1,3}|lu|ki|d.{1,3}|po|ba|t.{1,3}|ga){3}|zzq77\d{4}")


@pytest.fixture(scope="module")
def lived(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The stack took every planted file to a release, and failed once at one more."""
    drop = tmp_path_factory.mktemp("planted")
    planted.plant(drop)
    files = [path for path in sorted(drop.rglob("*")) if path.is_file()]
    came = len(house.ask("select from intake.submission where status is not null"))
    for path in files:
        house.put(path.parent.name, path)
    judged = "select from intake.submission where status is not null"
    until(
        lambda: len(house.ask(judged)) >= came + len(files),
        len(files) * RECEIPT_SECONDS,
        f"a verdict for each of {len(files)} files",
    )
    with house.warehouse.begin() as connection:
        connection.execute(text(REFUSES))
        since = connection.scalar(text("select now()"))
    again = drop / "DSPJ_GAV_032026.csv"
    shutil.copyfile(drop / "dspj" / "DSPJ_GAV_042026.csv", again)
    with again.open("a", encoding="utf-8") as lines:
        lines.write("\r\n")
    house.put("dspj", again)
    failed = (
        "select from task_instance where dag_id = 'ingest_dspj' and task_id = 'examine'"
        " and state in ('up_for_retry', 'failed') and start_date > :since"
    )
    until(lambda: house.ask_airflow(failed, since=since), RELEASE_SECONDS, "a task that failed")
    with house.warehouse.begin() as connection:
        connection.execute(text(ALLOWS))
    published = (
        "select from intake.step_done d join intake.submission s"
        " on s.submission_id = any (d.submission_ids)"
        " where d.step = 'publish' and s.source_id = 'jurisprudence'"
    )
    until(lambda: house.ask(published), 2 * RELEASE_SECONDS, "a release of them")
    yield house


def _written(value: Any) -> str:
    is_bytes = isinstance(value, (bytes, memoryview))
    return bytes(value).decode("utf-8", "replace") if is_bytes else str(value)


def leaks_of_database(house: House) -> tuple[set[str], dict[str, int]]:
    """What every table of Airflow's own database says of the people, and how many rows each has."""
    leaks: set[str] = set()
    rows_of: dict[str, int] = {}
    tables = house.ask_airflow(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    for table in tables:
        rows = house.ask_airflow(f"select * from {table.name}")
        rows_of[table.name] = len(rows)
        told = "\n".join(_written(value) for row in rows for value in row)
        leaks |= {f"{table.name}: {hit}" for hit in found_in(told)}
    return leaks, rows_of


def leaks_of_pages(house: House) -> tuple[set[str], int]:
    """Files of the server that hold Airflow's database, dead rows included, and their bytes."""
    with house.airflow.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("checkpoint"))
        oid = connection.scalar(
            text("select oid from pg_database where datname = current_database()")
        )
    leaks, size = set(), 0
    for path in (house.var / "pg").rglob(f"base/{oid}/*"):
        lies = path.read_bytes()
        size += len(lies)
        leaks |= {f"{path.name}: {hit[0].decode('latin-1')}" for hit in LYING.finditer(lies)}
    return leaks, size


def leaks_of_logs(house: House) -> tuple[set[str], int]:
    """What Airflow's home, the launcher and the server's log say, and how many files they are."""
    files = [path for path in (house.var / "airflow").rglob("*") if path.is_file()]
    files += [*house.var.glob("*.log"), *(house.var / "pg").rglob("*.log")]
    leaks = {
        f"{path.relative_to(house.var)}: {hit}"
        for path in files
        for hit in (*found_in(path.read_bytes()), *found_in(path.name))
    }
    return leaks, len(files)


def _task_logs(house: House) -> str:
    return "".join(
        path.read_text("utf-8", "replace")
        for path in (house.var / "airflow").rglob("*.log")
        if "ingest_dspj" in str(path)
    )


def test_airflows_database_and_its_xcom_name_nobody(lived: House) -> None:
    leaks, rows_of = leaks_of_database(lived)
    assert len(rows_of) > 30
    for table in ("xcom", "asset_event", "log", "serialized_dag", "rendered_task_instance_fields"):
        assert rows_of[f"public.{table}"] > 0, table
    assert leaks == set()


def test_nor_do_the_pages_of_the_server_where_a_row_was_deleted(lived: House) -> None:
    leaks, size = leaks_of_pages(lived)
    assert size > 1_000_000
    assert leaks == set()
    with lived.airflow.begin() as connection:
        connection.execute(
            text("create table seen as select :who as who"), {"who": PEOPLE[0].alias}
        )
    with lived.airflow.begin() as connection:
        connection.execute(text("delete from seen"))
    assert leaks_of_pages(lived)[0], "the search is blind"
    with lived.airflow.begin() as connection:
        connection.execute(text("drop table seen"))


def test_nor_do_its_logs_where_a_step_failed_at_a_name(lived: House) -> None:
    until(lambda: "not examined" in _task_logs(lived), RECEIPT_SECONDS, "the failure is told")
    assert "Error at upsert.py" in _task_logs(lived), "by its place alone"
    leaks, files = leaks_of_logs(lived)
    assert files > 20
    assert leaks == set()


def test_nor_do_its_pages_and_the_desks_whoever_asks_without_a_right(lived: House) -> None:
    address, token = lived.signed_on("admin")
    assert not lived.ask("select from intake.desk_account where account = 'admin'")
    ids = [one[0] for one in lived.ask("select submission_id from intake.submission")]
    files = [one[0] for one in lived.ask("select path from intake.receipt")]
    desk = ["tableau", "a-faire", "a-faire/vu", "a-faire/livraison", "depots", "lignes", "paires"]
    desk += ["decisions", "groupes", "registres/dspj/chaine.jsonl", "destinataires", "attendus"]
    desk += [f"depots/{one}" for one in ids]
    desk += [f"depots/{Path(one).parts[-2]}/{Path(one).name}" for one in files]
    everything = "dags/~/dagRuns/~/taskInstances"
    own = ["dags", "dags/~/dagRuns", everything, "eventLogs", "assets/events", "importErrors"]
    own += [f"{everything}/~/xcomEntries", "assets", "pools", "jobs"]
    asked = {f"{address}/guichet/{path}": ("", token) for path in desk}
    asked |= {f"{address}/api/v2/{path}?limit=1000": (token,) for path in own}
    answers = []
    for page, tokens in asked.items():
        for one in tokens:
            signed = {"Authorization": f"Bearer {one}"} if one else {}
            answers.append((page, httpx.get(page, headers=signed, timeout=60)))
    assert not [
        page for page, said in answers if "/guichet/depots/" in page and said.status_code == 200
    ]
    assert sum(said.status_code == 200 for page, said in answers if "/api/v2/" in page) > 5
    told = {page: f"{said.headers} {said.text}" for page, said in answers}
    assert {page: hits for page, said in told.items() if (hits := found_in(said))} == {}


def test_the_search_sees_whom_a_guard_would_have_let_through(lived: House) -> None:
    """What a step gives on, what an event tells, what a run is noted with, as they are."""
    who = PEOPLE[3]
    said = {
        "xcom": "update xcom set value = to_jsonb(cast(:said as text))"
        " where ctid = (select ctid from xcom limit 1)",
        "asset_event": "update asset_event set extra = json_build_object('file',"
        " cast(:said as text)) where ctid = (select ctid from asset_event limit 1)",
        "dag_run_note": "update dag_run_note set content = :said",
    }
    given = {"said": f"Key ({who.family}) {who.given}"}
    for table, statement in said.items():
        with lived.airflow.connect() as connection:
            assert connection.execute(text(statement), given).rowcount > 0, table
            told = connection.execute(text(f"select * from {table}")).all()
            connection.rollback()
        hits = found_in("\n".join(_written(value) for row in told for value in row))
        assert len(hits) == 2, table
    log = next(iter((lived.var / "airflow").rglob("*.log")))
    with log.open("ab") as lines:
        lines.write(who.family.encode())
    assert leaks_of_logs(lived)[0]
