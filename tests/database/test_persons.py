"""Persons in a real PostgreSQL, month by month: only what differs is written, and all of it is."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Connection, text

from warehouse import lake
from warehouse.contracts.conformed_schema import TABLES, schema
from warehouse.linkage.engine import replay
from warehouse.linkage.engine.training import pinned
from warehouse.linkage.persons import link_persons, read_events
from warehouse.linkage.review.judged_probability import FEWEST

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FAMILIES = ("FICTIVE", "INVENTÉE", "MODÈLE", "EXEMPLE")


def mentions(*families: str, submission: str = "S-1") -> pa.Table:
    """One victim of each family, said twice."""
    rows = [
        {
            "record_id": f"{family}-{submission}-{twice}",
            "row_key": f"{family}-{submission}-{twice}",
            "submission_id": submission,
            "source_id": "umirr",
            "period": "2026-05",
            "file_name": "mai.xlsx",
            "row_number": 2 * FAMILIES.index(family) + twice,
            "role": "victim",
            "family_name": family,
            "given_names": f"Prénom{FAMILIES.index(family)}",
            "sex": "F",
            "birth_date_min": date(1990 + FAMILIES.index(family), 3, 4),
            "birth_date_max": date(1990 + FAMILIES.index(family), 3, 4),
            "birth_precision": "day",
            "seen_on": date(2026, 5, 3),
            "is_unnamed": False,
        }
        for family in families
        for twice in (1, 2)
    ]
    return pa.Table.from_pylist(rows, schema("person_mention"))


def link(connection: Connection, folder: Path, told: pa.Table, days: int = 0) -> dict[str, int]:
    for submission in told["submission_id"].unique().to_pylist():
        lake.keep_conformed(
            folder,
            {"person_mention": told.filter(pa.compute.equal(told["submission_id"], submission))},
            source_id="umirr",
            period="2026-05",
            submission_id=submission,
        )
    records = {name: schema(name).empty_table() for name in TABLES} | {"person_mention": told}
    return link_persons(connection, records, folder, at=NOON + timedelta(days=days))


def rows(connection: Connection, table: str) -> dict[str, Any]:
    """The rows by key, with where PostgreSQL keeps each: one that is written moves."""
    found = connection.execute(text(f"select *, ctid::text as place from identity.{table}"))
    return {row[0]: row for row in found}


def test_a_month_writes_only_what_it_changes(connection: Connection, tmp_path: Path) -> None:
    link(connection, tmp_path, mentions(*FAMILIES[:3]))
    before = {name: rows(connection, name) for name in ("person", "person_mention")}
    assert (len(before["person"]), len(before["person_mention"])) == (3, 6)
    again = link(connection, tmp_path, mentions(*FAMILIES[:3]), days=1)
    assert again["new_events"] == 0
    assert {name: rows(connection, name) for name in before} == before
    link(connection, tmp_path, mentions(*FAMILIES), days=2)
    after = {name: rows(connection, name) for name in before}
    for name, kept in before.items():
        assert {key: after[name][key] for key in kept} == kept
        assert len(after[name]) > len(kept)


def test_the_audited_links_that_humans_undid_make_all_links_less_sure(
    connection: Connection, tmp_path: Path
) -> None:
    told = mentions(*FAMILIES)
    link(connection, tmp_path, told)
    before = {key: row.probability for key, row in rows(connection, "person_mention").items()}
    audit = {"model": pinned().version, "support": 12.0, "stratum": "linked_6_inf"}
    for count, stays in ((FEWEST - 1, True), (FEWEST, False)):
        connection.execute(text("delete from identity.judgement"))
        connection.execute(text("delete from identity.link_to_judge where link_id like 'L-t%'"))
        connection.execute(
            text(
                "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id,"
                " probability, state, created_at, detail) select 'L-t' || n, 'a' || n, 'b' || n,"
                " 1, 'judged', now(), cast(:detail as jsonb) from generate_series(1, :count) n"
            ),
            {"count": count, "detail": json.dumps(audit)},
        )
        connection.execute(
            text(
                "insert into identity.judgement (judgement_id, left_mention_id, right_mention_id,"
                " decision, by, at, link_id) select 'J-t' || n, 'a' || n, 'b' || n, 'different',"
                " 'steward', now(), 'L-t' || n from generate_series(1, :count) n"
            ),
            {"count": count},
        )
        link(connection, tmp_path, told, days=1)
        after = {key: row.probability for key, row in rows(connection, "person_mention").items()}
        assert after.keys() == before.keys()
        assert (after == before) == stays
    assert all(after[key] < 0.5 < before[key] for key in before)


def test_what_is_taken_back_goes_and_its_person_is_retired(
    connection: Connection, tmp_path: Path
) -> None:
    link(connection, tmp_path, mentions(*FAMILIES[:3]))
    was = rows(connection, "person_mention")["FICTIVE-S-1-1"].person_id
    link(connection, tmp_path, mentions(*FAMILIES[1:3]), days=1)
    assert "FICTIVE-S-1-1" not in rows(connection, "person_mention")
    person = rows(connection, "person")[was]
    assert (person.status, person.fingerprint) == ("retired", None)


def test_a_file_sent_again_says_the_same_persons(connection: Connection, tmp_path: Path) -> None:
    link(connection, tmp_path, mentions(*FAMILIES))
    before = {key: row.person_id for key, row in rows(connection, "person_mention").items()}
    link(connection, tmp_path, mentions(*FAMILIES, submission="S-2"), days=1)
    after = {key: row.person_id for key, row in rows(connection, "person_mention").items()}
    assert after == {key.replace("S-1", "S-2"): person for key, person in before.items()}


def test_persons_are_what_the_events_say_whatever_stood_there(
    connection: Connection, tmp_path: Path
) -> None:
    told = mentions(*FAMILIES)
    link(connection, tmp_path, told)
    before = {name: rows(connection, name) for name in ("person", "person_mention")}
    connection.execute(text("update identity.person set fingerprint = 'x', status = 'retired'"))
    connection.execute(text("update identity.person_mention set probability = 0, sheet = 'x'"))
    link(connection, tmp_path, told, days=1)
    for name, kept in before.items():
        assert _said(rows(connection, name)) == _said(kept)
    register = replay(read_events(connection))
    assert {key: row.person_id for key, row in before["person_mention"].items()} == (
        register.person_of
    )
    for person_id, person in before["person"].items():
        ids = sorted(one for one, who in register.person_of.items() if who == person_id)
        assert person.fingerprint == hashlib.sha256("\n".join(ids).encode()).hexdigest()


def _said(found: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(row[:-1]) for key, row in found.items()}
