"""What a linkage remembers, in a DuckDB file: a cache, whose loss costs time and nothing else.

It holds names, as the lake does. Where it was written by another version of the linkage, with other
parameters or other columns, nothing of it counts but the mentions.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.linkage.engine.memory import MEMORY, database
from warehouse.linkage.engine.training import Model
from warehouse.linkage.engine.words import fields

# Tables whose columns do not depend on what is compared. ``round``: 0 a pair that shares a key, 1
# one with a friend in common. ``counted``: the weight that counts, null where a mention is unnamed.
# A pair without a weight is one that persons did not rule out, and its texts did.
_TABLES: Final = """
create table known.keys (rule tinyint, key ubigint, unique_id bigint);
create table known.edges (l bigint, r bigint, weight double, round tinyint, counted double,
    never boolean);
create table known.friendly (l bigint, r bigint);
create table known.person (unique_id bigint, component bigint, cluster bigint, support double);
create table known.doubtful (l bigint, r bigint, support double);
create table known.judged (unique_id bigint);
create table known.total (field varchar, words bigint, said bigint);
create table known.crowd (month date, doublings integer);
"""
_WHOLES: Final = """
create table known.whole_{0} (whole varchar, n bigint, held boolean,
    words struct(token varchar, bones varchar, written varchar)[], value varchar, kin varchar);
create table known.tally_{0} (bones varchar, n bigint);
create table known.value_{0} (value varchar, n bigint);
"""
# Of texts alone: how rare each is, by what it says.
_TOLD: Final = (
    "create table known.told_{0} (value varchar, words varchar[], bits float[], rarity float)"
)


class KnownUnreadableError(CallError):
    """The file is not one that a linkage wrote, is damaged, or another process has it open."""


@dataclass(frozen=True, slots=True)
class CacheOrigin:
    """How what is known was made."""

    version: str  # of the linkage, of its engine, and of what it was asked
    model: Model
    sharing: dict[str, int]  # for each blocking rule, how many mentions may share a key
    strict: bool  # whether all guards hold

    def to_json(self) -> str:
        """As kept in the file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> CacheOrigin:
        """What ``to_json`` gave."""
        kept = json.loads(text)
        model = kept["model"]
        rates = {name: [(m, u) for m, u in levels] for name, levels in model["rates"].items()}
        return cls(
            kept["version"],
            Model(**(model | {"rates": rates})),
            kept["sharing"],
            kept["strict"],
        )


@contextmanager
def remembered(path: Path | None, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, to which what is known is attached as ``known``.

    Args:
        path: the file, made where there is none, and readable by this account alone; in memory,
            and gone at the end, without.

    Raises:
        KnownUnreadableError: the file cannot be used.
    """
    with _unseen(), database(memory) as con:
        where = ":memory:" if path is None else str(path).replace("'", "''")
        try:
            if path is not None and path.exists():
                _require_duckdb(path)
            con.execute(f"attach '{where}' as known")
            (foreign,) = con.execute(
                "select count(*) > 0 and count(*) filter (table_name = 'made') = 0"
                " from duckdb_tables() where database_name = 'known'"
            ).fetchall()[0]
        except duckdb.Error:
            foreign = True
        if foreign:
            raise KnownUnreadableError(message("linkage_known_unreadable", file=Path(where).name))
        con.execute("create table if not exists known.made (how varchar, numbers bigint)")
        yield con


def _require_duckdb(path: Path) -> None:
    """DuckDB itself would take a short text for an empty database, and write over it."""
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise duckdb.IOException("no database")


@contextmanager
def _unseen() -> Iterator[None]:
    """Whatever file is made meanwhile, also what DuckDB writes ahead, others cannot read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def forget_file(path: Path) -> None:
    """Remove the file, and what was written ahead of it."""
    for one in (path, path.with_name(f"{path.name}.wal")):
        one.unlink(missing_ok=True)


def version(compare: Sequence[str], parameters: str) -> str:
    """A digest of all that decides what is made of the same mentions."""
    digest = hashlib.sha256()
    for name in ("duckdb", "splink"):
        digest.update(metadata.version(name).encode())
    digest.update(json.dumps([parameters, *compare]).encode())
    package = resources.files("warehouse.linkage.engine")
    for part in (package, package.joinpath("monthly")):
        for one in sorted(part.iterdir(), key=lambda file: file.name):
            if one.name.endswith((".py", ".sql", ".json")):
                digest.update(one.read_bytes())
    return digest.hexdigest()


def how_made(con: duckdb.DuckDBPyConnection) -> CacheOrigin | None:
    """How what is known was made; None where nothing is, or where making it did not end."""
    rows = con.execute("select how from known.made where how is not null").fetchall()
    return CacheOrigin.from_json(rows[0][0]) if rows else None


def keep_made(con: duckdb.DuckDBPyConnection, made: CacheOrigin) -> None:
    """Write how what is known was made, and the numbers given so far, which are given but once."""
    con.execute(
        "create or replace table known.made as select ? as how, greatest("
        " (select coalesce(max(numbers), 0) from known.made),"
        " (select coalesce(max(unique_id) + 1, 0) from arrived))::bigint as numbers",
        [made.to_json()],
    )
    con.execute("drop table if exists known.before")


def forget(con: duckdb.DuckDBPyConnection, compare: Sequence[str]) -> None:
    """Make all tables anew and empty, in one transaction.

    The mentions are kept aside until ``keep_made``, so that a run that is killed meanwhile leaves
    them for the next; which numbers were given is never forgotten.
    """
    con.execute("begin")
    if _has(con, "mention") and not _has(con, "before"):
        con.execute("alter table known.mention rename to before")
    for (name,) in con.execute(
        "select table_name from duckdb_tables()"
        " where database_name = 'known' and table_name not in ('made', 'before')"
    ).fetchall():
        con.execute(f'drop table known."{name}"')
    con.execute("update known.made set how = null")
    con.execute(_TABLES)
    for field in fields(compare):
        con.execute(_WHOLES.format(field.name))
        if not field.of_persons:
            con.execute(_TOLD.format(field.name))
        con.execute("insert into known.total values (?, 0, 0)", [field.name])
    con.execute("commit")


def known_mentions(con: duckdb.DuckDBPyConnection) -> pa.Table | None:
    """All mentions that are known, with their ``unique_id``; None where there never were any."""
    table = _mentions(con)
    return con.sql(f"from known.{table}").to_arrow_table() if table else None


def difference(con: duckdb.DuckDBPyConnection, mentions: pa.Table) -> tuple[pa.Table, pa.Array]:
    """What comes, or says something else, and the ids of what goes, so that just these are known.

    Args:
        con: what ``remembered`` gives.
        mentions: all that count now, as ``standardise`` makes them.
    """
    remembered = known_mentions(con)
    if remembered is None:
        return mentions, pa.array([], pa.string())
    con.register("counting", mentions)
    con.register("remembered", remembered)
    columns = ", ".join(f'"{name}"' for name in mentions.column_names)
    come = con.sql(f"from counting except select {columns} from remembered").to_arrow_table()
    go = con.sql("select mention_id from remembered anti join counting using (mention_id)")
    return come, go.to_arrow_table()["mention_id"].combine_chunks()


def whole(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every mention with its person: ``mention_id``, ``person``, ``support``, by ``mention_id``.

    ``person`` is the number of the mention of hers that was known first: it stays when others come,
    and a number is given once. ``support`` is null where a mention is alone.
    """
    return con.sql(
        "with first as"
        " (select cluster, min(unique_id) as person from known.person group by cluster)"
        " select mention_id, person, support from known.mention"
        " join known.person using (unique_id) join first using (cluster) order by mention_id"
    ).to_arrow_table()


def _mentions(con: duckdb.DuckDBPyConnection) -> str | None:
    """The table of all mentions: those put aside, where making all anew did not end."""
    return next((table for table in ("before", "mention") if _has(con, table)), None)


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(
        con.execute(
            "select count(*) from duckdb_tables() where database_name = 'known' and table_name = ?",
            [table],
        ).fetchall()[0][0]
    )
