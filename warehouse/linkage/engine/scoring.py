"""What Splink says of pairs: the features laid out for it, and the pairs that are worth keeping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa
from splink import SettingsCreator
from splink.internals.dialects import SplinkDialect
from splink.internals.predict import predict_from_comparison_vectors_sqls

from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.match_levels import (
    FAMILY,
    Comparison,
    comparisons,
    gamma,
    levels,
    settings,
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

_DIALECT: Final = "duckdb"
_TEXT: Final = "text_"


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


def compare_pairs(con: duckdb.DuckDBPyConnection, asked: Sequence[Comparison]) -> None:
    """Make ``compared``: the pairs of ``blocked``, each asked once what it says of the person.

    Args:
        con: where ``features`` and ``blocked`` stand.
        asked: the comparisons; free texts only where there is nothing else.
    """
    con.execute(
        f"create or replace table compared as {levels(persons_and_texts(asked)[0], 'blocked')}"
    )


def score_compared(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    model: Model,
    read_on: str = "",
) -> None:
    """Score the pairs in the table ``compared`` and add those worth keeping to ``edges``.

    In two passes: what a mention says of the person herself, then, for the pairs which that does
    not rule out, the free texts.

    Args:
        con: where ``features``, ``compared`` and ``edges`` stand.
        read_on: a table to which the pairs are added that persons alone do not rule out.
    """
    if not rows_in(con, "compared"):
        return
    persons, texts = persons_and_texts(asked)
    # Free texts are context: what is ruled out by name, birth and numbers is not read on.
    least = worth_reading_on(model) if texts else WORTH_KEEPING
    weighed = weigh(persons, model, model.share, "compared", least)
    con.execute(f"create or replace table likely as {_likely(weighed, model, least)}")
    if read_on:
        # What a text says hangs on how rare it is, so that by texts alone nothing is ruled out.
        passed = "compared" if persons[0]["output_column_name"].startswith(_TEXT) else "likely"
        con.execute(f"insert into {read_on} select unique_id_l, unique_id_r from {passed}")
    if not texts:
        _keep(con, "select *, odds as said from likely", asked, model)
        con.execute("drop table likely")
        return
    family = "".join(
        f" - greatest(mw_{c}, 0)" for c in FAMILY if c in {p["output_column_name"] for p in persons}
    )
    brothers = siblings(asked, model)
    odds = f"p.odds + case when {brothers} then 0{family} else t.match_weight end"
    home = ", ".join(f"t.{gamma(c)}" for c in texts)
    read = weigh(texts, model, 0.5, f"({levels(texts, 'likely')})")
    _keep(
        con,
        f"select p.*, {home}, {odds} as said from likely p join ({read}) t"
        " on p.unique_id_l = t.unique_id_l and p.unique_id_r = t.unique_id_r",
        asked,
        model,
    )
    con.execute("drop table likely")


def persons_and_texts(asked: Sequence[Comparison]) -> tuple[list[Comparison], list[Comparison]]:
    """What is asked of the person, and the free texts that are read on."""
    persons = [c for c in asked if not c["output_column_name"].startswith(_TEXT)]
    texts = [c for c in asked if c["output_column_name"].startswith(_TEXT)]
    return (persons, texts) if persons else (texts, [])


def _likely(weighed: str, model: Model, least: float) -> str:
    """SQL: pairs that Splink weighed, with ``odds``, those of so many log2 odds or more.

    Splink weighs a pair as in a small table. How large it was when the later of the two was seen is
    taken off here.
    """
    odds = "match_weight"
    if model.halves:
        odds += f" - greatest({DOUBLINGS}_l, {DOUBLINGS}_r)"
    return f"select *, {odds} as odds from ({weighed}) w where {odds} >= {least}"


def _keep(
    con: duckdb.DuckDBPyConnection, scored: str, asked: Sequence[Comparison], model: Model
) -> None:
    # Lookalikes only take off: what stands too low before them is not asked about each.
    standing = f"select * from ({scored}) s where said >= {WORTH_KEEPING}"
    weighed = against_lookalikes(standing, asked, model)
    con.execute(f"insert into edges {worth_keeping(weighed, asked, model)}")


def weigh(
    asked: Sequence[Comparison],
    model: Model,
    share: float,
    compared: str,
    least: float | None = None,
) -> str:
    """SQL, as Splink writes it: pairs with ``match_weight`` and ``mw_…`` of each comparison.

    Args:
        asked: the comparisons.
        model: their parameters.
        share: of one person among the pairs looked at.
        compared: the pairs with their levels, as ``levels`` gives them.
        least: the log2 odds that a pair must reach; all without.
    """
    weights = settings(asked, model.rates, share, [DOUBLINGS])
    chosen = SettingsCreator(**weights).get_settings(_DIALECT)
    steps = predict_from_comparison_vectors_sqls(
        unique_id_input_columns=chosen.column_info_settings.unique_id_input_columns,
        core_model_settings=chosen.core_model_settings,
        sql_dialect=SplinkDialect.from_string(_DIALECT),
        threshold_match_weight=least,
        retain_intermediate_calculation_columns=True,
        # So that the levels stay beside what they weigh.
        training_mode=True,
        additional_columns_to_retain=chosen._additional_columns_to_retain,
    )
    before = (
        f"with __splink__df_comparison_vectors as (select *, '0' as match_key from {compared} c)"
    )
    for step in steps[:-1]:
        before += f", {step['output_table_name']} as ({step['sql']})"
    return f"{before} {steps[-1]['sql']}"
