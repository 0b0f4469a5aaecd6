"""Where a planted name could come out: the database, files, pages of the desk, mails."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from fastapi.testclient import TestClient
from pdf_words import words_of_pdf
from planted import found_in
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from starlette.requests import Request
from worlds import World

from warehouse import database
from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.desk.app import desk_app
from warehouse.desk.notices import due_notices
from warehouse.desk.surroundings import Surroundings
from warehouse.desk.visitor import Visitor, give_account
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

STATISTICS = ("pg_stats", "pg_stat_activity", "pg_stats_ext", "pg_stats_ext_exprs")


def _relations(world: World) -> list[str]:
    return [
        row[0]
        for row in world.rows(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'v', 'm', 'p')"
            " and n.nspname not in ('identity', 'pg_catalog', 'information_schema', 'pg_toast')"
            " and not starts_with(c.relname, 'identity_')"
        )
    ]


def leaks_of_sql(world: World) -> set[str]:
    """Every table, view and history outside the vault, and what statistics tell each role."""
    found, relations = set(), _relations(world)
    assert len(relations) > 60
    vault = ids(world, "select table_schema || '.' || table_name from information_schema.tables"
                        " where table_schema = 'identity'")  # fmt: skip
    assert len(vault) > 5
    with database.engine(world.url).connect() as connection:
        for name in relations:
            told = connection.scalar(text(f"select string_agg(t::text, chr(10)) from {name} t"))
            found |= {f"{name}: {hit}" for hit in found_in(told or "")}
        for role in access.access_policy().names:
            connection.execute(text(f"set role {role}"))
            for name in (*STATISTICS, *vault):
                attempt = connection.begin_nested()
                try:
                    told = connection.scalar(text(f"select string_agg(t::text, ' ') from {name} t"))
                except ProgrammingError:
                    attempt.rollback()
                else:
                    found |= {f"{role}, {name}: {hit}" for hit in found_in(told or "")}
            connection.execute(text("reset role"))
    return found


def leaks_of_files(folder: Path) -> set[str]:
    """Names and bytes of files as they lie, what a workbook packs, what a release unseals to."""
    found, seen = set(), 0
    for path in folder.rglob("*"):
        where = path.relative_to(folder).as_posix()
        found |= {f"{where}: {hit} (its name)" for hit in found_in(where)}
        if not path.is_file():
            continue
        seen += 1
        parts = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        if path.suffix == ".pdf":
            parts.append(words_of_pdf(parts[0]).encode())
        if path.suffix == ".parquet" and "lake" not in path.parts:
            parts.append(str(read_table(path).to_pylist()).encode())
        found |= {f"{where}: {hit}" for part in parts for hit in found_in(part)}
    assert seen > 10
    return found


def ids(world: World, query: str) -> list[str]:
    return [row[0] for row in world.rows(query)]


# What stands in an address -> all that may stand there together.
_IN_ADDRESSES = {
    "": "select",
    "submission_id": "select submission_id from intake.submission",
    "source_id": "select distinct source_id from intake.submission",
    "record_id": "select record_id from intake.decision_to_anonymise",
    "queue": "select unnest(array['victimes', 'mis-en-cause'])",
    "upload_id": "select repeat('0', 32)",
    "submission_id row_key": "select submission_id, row_key from intake.quarantined_row",
    "source_id submission_id": "select source_id, submission_id from intake.submission",
    # The workbook to correct is its own ministry's.
    "submission_id name": "select submission_id, unnest(array['recu', 'recu.json', 'recu.pdf'])"
    " from intake.submission",
    "queue link_id": "select 'victimes', link_id from identity.link_to_judge",
    "digest name": "select repeat('0', 12), 'desk.css'",
}


def leaks_of_desk(world: World) -> set[str]:
    """Every page that the desk has for who judges no pair, as it is before anything is opened."""
    contracts = load_contracts(settings().sources)
    accounts = {"gestionnaire": Visitor("gestionnaire", frozenset({"steward"}), frozenset())}
    for source_id in ("dspj", "jurisprudence", "minfemme", "pan"):
        accounts[source_id] = Visitor(source_id, frozenset({"focal_point"}), {source_id})
    with database.engine(world.url).begin() as connection:
        for one in accounts.values():
            give_account(connection, one, contracts, by="tests", at=datetime.now(UTC))

    async def by_header(request: Request) -> str | None:
        return request.headers.get("x-account")

    desk = desk_app(Surroundings(by_header, "/auth/login", b"a secret of the tests", print))
    filled = {names: world.rows(query) for names, query in _IN_ADDRESSES.items()}
    paths = [path for path, told in desk.openapi()["paths"].items() if "get" in told]
    assert len(paths) > 20
    found, shown = set(), set()
    for account in accounts:
        client = TestClient(
            desk, base_url="http://guichet.test", headers={"x-account": account},
            raise_server_exceptions=False,
        )  # fmt: skip
        for path in paths:
            for values in filled[" ".join(names := re.findall(r"{(\w+)}", path))]:
                answer = client.get(path.format(**dict(zip(names, values, strict=True))))
                told = f"{answer.headers} {answer.text}"
                if answer.content.startswith(b"%PDF"):
                    told += words_of_pdf(answer.content)
                if answer.status_code == 200:
                    shown.add(path)
                found |= {f"{account}, {path}: {hit}" for hit in found_in(told)}
    assert shown >= {
        "/tableau", "/a-faire", "/depots/{submission_id}", "/depots/{submission_id}/{name}",
        "/depots/{submission_id}/lignes/{row_key}", "/decisions/{record_id}",
    }  # fmt: skip
    return found


def leaks_of_mails() -> set[str]:
    """Reminders and what is stuck, a year on: subject, letter and addressees."""
    sent: list[tuple[Any, ...]] = []
    later = datetime(2027, 11, 30, tzinfo=UTC)
    due_notices.queue_reminders(later)
    due_notices.queue_stuck(later)
    due_notices.send_waiting(lambda *mail: sent.append(mail), "http://guichet.test/")
    assert len(sent) > 5
    return {f"mail: {hit}" for mail in sent for hit in found_in(str(mail))}
