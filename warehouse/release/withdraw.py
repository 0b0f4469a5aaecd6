"""Releases that must not be read any more: found, told to the stewards, and withdrawn.

A release is immutable, and what was rightly published may name a person who became known since.
Each load holds the decisions of every standing release against every name; ``zokwezo release
withdraw`` destroys the bytes of one and leaves its manifest as a tombstone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import structlog
from sqlalchemy import Connection, delete, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from warehouse import release
from warehouse.database.tables import case_law, kept_out
from warehouse.errors import CallError, message
from warehouse.files.whole_file import written_whole
from warehouse.load.anonymised_again import looks_anonymised
from warehouse.load.cleared_decisions import WRITTEN, Clearings, without_cleared
from warehouse.load.name_search import naming
from warehouse.vault import VaultError, destroy_key
from warehouse.vault.owners import of_release
from warehouse.vault.sealed_parquet import read_table
from warehouse.vault.working_tables import working_tables

DECISIONS = "case_law.decision.parquet"

log = structlog.get_logger(__name__)

_PLACE = ("decision_id", "court_code", "decided_on")
_TOLD = kept_out.release_to_withdraw


def withdraw(
    releases: Path, number: int, reason: str, *, at: datetime, avoid: Collection[int] = ()
) -> release.Release:
    """Take a release out of readers' reach: its bytes are destroyed, its number stays.

    First ``current`` moves, then the tombstone stands, then the files go: readers of ``current``
    see this release or another whole one, and killed in between it is finished when run again, or
    by the next ``publish``. Withdrawn twice, the first reason stands.

    Args:
        reason: one of ``release.REASONS``.
        avoid: releases that ``current`` must not move to, as they are to be withdrawn themselves.

    Returns:
        The release that readers see now.

    Raises:
        CallError: there is no such release or reason, or readers would be left without any.
    """
    check(releases, number, reason)
    manifest = release.read_manifest(releases, number)
    current = release.current(releases)
    if current is None or current.number == number:
        _point_elsewhere(releases, number, avoid)
    if "withdrawn" not in manifest:
        _set_tombstone(releases / str(number), manifest, reason, at)
    finish(releases)
    left = release.current(releases)
    assert left is not None
    return left


def check(releases: Path, number: int, reason: str) -> None:
    """Hold a call against what there is.

    Raises:
        CallError: there is no such release or reason.
    """
    release.read_manifest(releases, number)
    if reason not in release.REASONS:
        listed_reasons = ", ".join(release.REASONS)
        raise CallError(message("release_withdraw_reason", known=listed_reasons))


def finish(releases: Path) -> None:
    """Destroy what a killed withdrawal left behind its tombstones."""
    for one in release.listed(releases):
        folder = releases / str(one.number)
        if one.withdrawn:
            # First the key: what a disk keeps of the files is then of no use.
            destroy_key(of_release(one.number))
            for name in release.leftovers(folder):
                (folder / name).unlink()


def _point_elsewhere(releases: Path, number: int, avoid: Collection[int]) -> None:
    """Move the pointer to the newest release that stands, is whole and is not to be withdrawn."""
    for one in reversed(release.listed(releases)):
        if one.number == number or one.number in avoid or one.withdrawn:
            continue
        if not release.verify(releases, one.number):
            release.point(releases, one.number)
            return
    raise CallError(message("release_withdraw_last", number=number))


def _set_tombstone(folder: Path, manifest: dict[str, Any], reason: str, at: datetime) -> None:
    """Replace the manifest at once: it says what there was, by digest, and why it is gone."""
    stone = {name: value for name, value in manifest.items() if name != "files"}
    stone["withdrawn"] = {
        "at": at.isoformat(),
        "reason": reason,
        "manifest_sha256": hashlib.sha256((folder / release.MANIFEST).read_bytes()).hexdigest(),
        # By these a copy that somebody kept is known for what it is.
        "files": {name: release.plain_checksum(one) for name, one in manifest["files"].items()},
    }
    written = json.dumps(stone, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    with written_whole(folder / release.MANIFEST) as part:
        part.write_text(written, "utf-8")


def named_in(
    releases: Path, mentions: pa.Table, cleared: Clearings = MappingProxyType({})
) -> list[dict[str, Any]]:
    """The decisions of standing releases in which the full name of a known person stands.

    Args:
        mentions: conformed mentions, those by whose names they are sought.
        cleared: what a human let be published, as ``clearings`` gives it.

    Returns:
        ``release_number``, ``decision_id``, ``court_code``, ``decided_on``, ``text_columns``: where
        it stands; no person.
    """
    parts = []
    for one in _standing(releases):
        try:
            parts.append(_decisions(releases, one.number))
        except (OSError, pa.ArrowException, VaultError):
            # What is damaged is not read by others either, and must not stop a load.
            log.warning("release cannot be read", release=one.number)
    if not parts:
        return []
    with working_tables() as connection:
        connection.register("said", pa.concat_tables(parts))
        # Most releases hold the same texts: each is searched once.
        connection.execute(
            f"create temp table text as select *, row_number() over ()::varchar as key"
            f" from (select distinct {', '.join(WRITTEN)} from said)"
        )
        texts = connection.sql("select * from text").to_arrow_table()
        names_found = without_cleared(texts, naming(texts, mentions, WRITTEN), cleared)
        connection.register("found", names_found)
        same = " and ".join(f"s.{name} is not distinct from t.{name}" for name in WRITTEN)
        rows: list[dict[str, Any]] = (
            connection.sql(
                f"select s.release_number, {', '.join(f's.{name}' for name in _PLACE)},"
                ' list_sort(list(distinct f."column")) as text_columns'
                f" from found f join text t using (key) join said s on {same}"
                " group by all order by all"
            )
            .to_arrow_table()
            .to_pylist()
        )
        return rows


def anonymised_in(
    connection: Connection, releases: Path, known_words: Collection[str]
) -> list[dict[str, Any]]:
    """The decisions of standing releases that were sent again since without somebody in them.

    Args:
        known_words: folded words that are no part of a name by themselves.

    Returns:
        As ``named_in`` does.
    """
    ids = list(connection.scalars(select(kept_out.decision_anonymised.c.decision_id)))
    columns = [case_law.decision.c[name] for name in ("decision_id", *WRITTEN)]
    asked = select(*columns).where(case_law.decision.c.decision_id.in_(ids))
    now = {row["decision_id"]: dict(row) for row in connection.execute(asked).mappings()}
    flags = []
    for one in _standing(releases) if now else ():
        try:
            rows = _decisions(releases, one.number).to_pylist()
        except (OSError, pa.ArrowException, VaultError):
            log.warning("release cannot be read", release=one.number)
            continue
        for row in rows:
            text_now = now.get(row["decision_id"])
            texts = looks_anonymised(row, text_now, known_words) if text_now else []
            if texts:
                place = {name: row[name] for name in ("release_number", *_PLACE)}
                flags.append({**place, "text_columns": sorted(texts)})
    return flags


def forget_earlier_texts(connection: Connection, releases: Path, number: int) -> int:
    """Take the earlier texts of a release's decisions out of the history; how many rows went.

    What was published is withdrawn for a person's sake, and no other text of before tells her.
    """
    if not (releases / str(number) / DECISIONS).exists():
        return 0
    ids = _decisions(releases, number)["decision_id"].to_pylist()
    return connection.execute(
        text(
            "delete from history.case_law_decision"
            " where known_to <> 'infinity' and decision_id = any(:ids)"
        ),
        {"ids": ids},
    ).rowcount


def record_flags(
    connection: Connection, flags: Collection[dict[str, Any]], at: datetime, *, is_all: bool
) -> None:
    """Make ``intake.release_to_withdraw`` hold these decisions, in the caller's transaction.

    Args:
        flags: what ``named_in`` gives.
        at: now. What was told already keeps the day on which it was.
        is_all: they were sought by every name: what was told before and is not found goes. By the
            names that came alone, it stays.
    """
    if is_all:
        keys = [(one["release_number"], one["decision_id"]) for one in flags]
        key = tuple_(_TOLD.c.release_number, _TOLD.c.decision_id)
        gone = delete(_TOLD)
        connection.execute(gone.where(key.not_in(keys)) if keys else gone)
    if flags:
        connection.execute(
            insert(_TOLD).on_conflict_do_nothing(), [{**one, "found_at": at} for one in flags]
        )


def to_withdraw(connection: Connection) -> set[int]:
    """The releases that the stewards were told to withdraw."""
    return set(connection.scalars(select(_TOLD.c.release_number)))


def forget(connection: Connection, number: int) -> None:
    """Take a release that is withdrawn off the list, in the caller's transaction."""
    connection.execute(delete(_TOLD).where(_TOLD.c.release_number == number))


def _standing(releases: Path) -> Iterator[release.Release]:
    for one in release.listed(releases):
        if not one.withdrawn and (releases / str(one.number) / DECISIONS).exists():
            yield one


def _decisions(releases: Path, number: int) -> pa.Table:
    """The texts of a release; a column that it did not have yet is empty."""
    table = read_table(releases / str(number) / DECISIONS)
    kinds = {"decided_on": pa.date32(), "keywords": pa.list_(pa.string())}
    columns = {}
    for name in (*_PLACE, *WRITTEN):
        kind = kinds.get(name, pa.string())
        columns[name] = (
            table[name].cast(kind) if name in table.column_names else pa.nulls(table.num_rows, kind)
        )
    columns["release_number"] = pc.cast(pa.repeat(number, table.num_rows), pa.int64())
    return pa.table(columns)
