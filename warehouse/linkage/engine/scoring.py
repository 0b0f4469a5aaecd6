"""What Splink says of pairs: the features laid out for it, and the pairs that are worth keeping."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.match_levels import (
    FAMILY,
    Comparison,
    columns_of,
    comparisons,
    settings,
    with_rates,
)
from warehouse.linkage.engine.memory import rows_in
from warehouse.linkage.engine.odds import (
    WORTH_KEEPING,
    against_lookalikes,
    siblings,
    worth_keeping,
    worth_reading_on,
)
from warehouse.linkage.engine.size_correction import DOUBLINGS
from warehouse.linkage.engine.training import Model

_EACH_LEVEL: Final = re.compile(
    r"CASE\s+WHEN (?P<asked>.+) = -1 THEN -1"
    r"(?P<levels>(?:\s+WHEN (?P=asked) = (?P<level>\d+) THEN (?P=level))+)\s+ELSE 0\s+END"
)


class _AskedOnce(DuckDBAPI):  # type: ignore[misc]  # Splink tells no types
    """DuckDB for Splink, which asks the level of a pair once and not for each level."""

    def _execute_sql_against_backend(self, final_sql: str) -> Any:
        return super()._execute_sql_against_backend(asked_once(final_sql))


def asked_once(sql: str) -> str:
    """Splink's SQL, with the level of each comparison where it asks ``level = 35``, ``= 34``, ….

    DuckDB plans the macro behind each of the 36 levels of a name before it sees that they are one:
    0.7 s of processor, however few the pairs. A question that skips a level stays as it is.
    """

    def level(match: re.Match[str]) -> str:
        asked = re.findall(r"THEN (\d+)", match["levels"])
        if asked != [str(one) for one in range(len(asked), 0, -1)]:
            return match[0]
        return f"coalesce({match['asked']}, 0)::int"

    return _EACH_LEVEL.sub(level, sql)


def lay_out(con: duckdb.DuckDBPyConnection, features: pa.Table) -> None:
    """Make the macros and the table ``features``."""
    con.execute("set enable_progress_bar = false")
    con.execute(macros())
    con.register("prepared", features)
    con.execute("create table features as select * from prepared order by unique_id")


def set_out(
    con: duckdb.DuckDBPyConnection, features: pa.Table, compare: Sequence[str]
) -> list[Comparison]:
    """Make the table ``features``; the comparisons that can be asked of it."""
    lay_out(con, features)
    return comparisons(features, compare)


def score_blocked(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    model: Model,
    read_on: str = "",
) -> None:
    """Score the pairs in the table ``blocked`` and add those worth keeping to ``edges``.

    In two passes: what a mention says of the person herself, then, for the pairs which that does
    not rule out, the free texts.

    Args:
        con: where ``features``, ``blocked`` and ``edges`` stand.
        read_on: a table to which the pairs are added that persons alone do not rule out.
    """
    if not rows_in(con, "blocked"):
        # Splink takes seconds to say nothing.
        return
    persons = [c for c in asked if not c["output_column_name"].startswith("text_")]
    texts = [c for c in asked if c["output_column_name"].startswith("text_")]
    # Free texts are context: what is ruled out by name, birth and numbers is not read on.
    reads_on = bool(persons and texts)
    least = worth_reading_on(model) if reads_on else WORTH_KEEPING
    ready = with_rates(persons or texts, model.rates)
    retain = [DOUBLINGS] if model.halves else []
    first = predict(con, ready, model.share, "blocked", least, retain)
    likely = _likely(first, model, least)
    if read_on:
        passed = f"unique_id_l, unique_id_r from {likely} p"
        every = "join_key_l, join_key_r from blocked"
        con.execute(f"insert into {read_on} select {passed if persons else every}")
    if not reads_on:
        _keep(con, f"select p.*, odds as said from {likely} p", asked, model)
        con.execute(f"drop table {first}")
        return
    con.execute(
        "create or replace table read_on as select unique_id_l as join_key_l,"
        f" unique_id_r as join_key_r, '0' as match_key from {likely} p"
    )
    second = predict(con, with_rates(texts, model.rates), 0.5, "read_on")
    family = "".join(
        f" - greatest(mw_{c}, 0)" for c in FAMILY if c in {p["output_column_name"] for p in persons}
    )
    brothers = siblings(asked, model)
    odds = f"p.odds + case when {brothers} then 0{family} else t.match_weight end"
    home = ", ".join(f't."mw_{c["output_column_name"]}"' for c in texts)
    _keep(
        con,
        f"select p.*, {home}, {odds} as said from {likely} p join {second} t"
        " on p.unique_id_l = t.unique_id_l and p.unique_id_r = t.unique_id_r",
        asked,
        model,
    )
    for table in (first, second, "read_on"):
        con.execute(f"drop table {table}")


def _likely(scored: str, model: Model, least: float) -> str:
    """SQL: pairs that Splink scored, with ``odds``, those of so many log2 odds or more.

    Splink weighs a pair as in a small table. How large it was when the later of the two was seen is
    taken off here.
    """
    odds = "match_weight"
    if model.halves:
        odds += f" - greatest({DOUBLINGS}_l, {DOUBLINGS}_r)"
    return f"(select *, {odds} as odds from {scored} where {odds} >= {least})"


def _keep(
    con: duckdb.DuckDBPyConnection, scored: str, asked: Sequence[Comparison], model: Model
) -> None:
    weighed = against_lookalikes(scored, asked, model)
    con.execute(f"insert into edges {worth_keeping(weighed, asked, model)}")


def predict(
    con: duckdb.DuckDBPyConnection,
    ready: Sequence[Comparison],
    share: float,
    pairs: str,
    least: float | None = None,
    retain: Sequence[str] = (),
) -> str:
    """Let Splink score the table ``pairs``; the name of its table of predictions.

    Args:
        con: where ``features`` and the pairs stand.
        ready: the comparisons, with their rates.
        share: of one person among the pairs looked at.
        pairs: the table: ``join_key_l``, ``join_key_r``, ``match_key``.
        least: the log2 odds that a prediction must reach; all without.
        retain: features that the predictions hold, too, of either mention (``_l``, ``_r``).
    """
    api = _AskedOnce(con) if isinstance(con, duckdb.DuckDBPyConnection) else con.splink()
    chosen: dict[str, Any] = settings(ready, share, retain)
    # Splink copies every column of a table, and by its name alone: one of another database, of the
    # same name, would be copied beside it.
    columns = ", ".join(map(quoted, ["unique_id", *columns_of(ready), *retain]))
    con.execute(f"create or replace temp view compared as select {columns} from features")
    # It tells how long each step took, on whatever the caller reads; and the settings are ours, so
    # that it need not look for columns that are none.
    linker = Linker(
        api.register("compared"), chosen, validate_settings=False, log_level=logging.ERROR
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    scored = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    return str(scored.physical_name)


def quoted(name: str) -> str:
    """A column's name as SQL takes it."""
    return f'"{name}"'
