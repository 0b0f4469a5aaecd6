"""A month's mentions against all that are known: one step, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import duckdb
import pyarrow as pa
import structlog

from warehouse.linkage.engine.blocking import SMALL, learn_sharing, pairs_to_compare, pinned_sharing
from warehouse.linkage.engine.expected_precision import group_carefully
from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.memory import rows_in
from warehouse.linkage.engine.monthly.blocking_keys import choose_all, choose_pairs, make_fresh_keys
from warehouse.linkage.engine.monthly.edges import asked_of, keep_edges, lay_out, score
from warehouse.linkage.engine.monthly.known import (
    CacheOrigin,
    forget,
    how_made,
    keep_made,
    known_mentions,
    version,
)
from warehouse.linkage.engine.monthly.mentions import come_and_go, keep_mentions, refresh
from warehouse.linkage.engine.monthly.regroup import Regrouped, keep_persons, regroup
from warehouse.linkage.engine.parameters import LEAST_TO_LEARN, Parameters, model_for
from warehouse.linkage.engine.scoring import compare_pairs
from warehouse.linkage.engine.thresholds import thresholds_of
from warehouse.linkage.engine.training import REFUSED
from warehouse.linkage.engine.words import fields

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a month did."""

    arrived: int
    gone: int
    renewed: int  # mentions whose features differ, those that came among them
    retold: int  # other mentions, of which a text is more or less rare
    scored: int  # pairs that were scored and that persons alone did not rule out
    regrouped: int  # mentions that were grouped anew
    is_whole: bool  # nothing that was known could serve


def renew(
    con: duckdb.DuckDBPyConnection,
    come: pa.Table,
    go: pa.Array,
    judgements: pa.Table,
    compare: Sequence[str] = (),
    parameters: Parameters = "pinned",
    *,
    anew: bool = False,
) -> tuple[Renewed, Regrouped]:
    """Link mentions that come, and take back those that go, among all that are known.

    What is known is changed in one transaction, at the end.

    Args:
        con: what ``remembered`` gives.
        come: mentions as ``standardise`` makes them; one whose id is known takes its place.
        go: ids of mentions that count no more.
        judgements: all that humans decided.
        compare: further text columns, the same from month to month.
        parameters: ``pinned`` ones, or ``learnt`` from the first table that is large enough.
        anew: whether all is linked anew, whatever is known.
    """
    current = version(compare, parameters)
    made = how_made(con)
    is_whole = anew or made is None or made.version != current
    numbered = None
    if is_whole and (before := known_mentions(con)) is not None:
        numbered = before.select(["mention_id", "unique_id"])
        come, go = _all_anew(con, before, come, go), pa.array([], pa.string())
    if is_whole:
        forget(con, compare)
    con.execute(macros())
    come_and_go(con, come, go, numbered)
    asked_fields = fields(compare)
    totals = refresh(con, asked_fields, compare)
    lay_out(con, compare)
    asked = asked_of(con, compare)
    if (
        not is_whole
        and made
        and not made.model.rates.keys() >= {c["output_column_name"] for c in asked}
    ):
        # It tells what no month told yet, and nothing was learnt of.
        return renew(con, come, go, judgements, compare, parameters, anew=True)
    make_fresh_keys(con, compare)
    if is_whole or made is None:
        made = _first(con, current, compare, parameters)
        choose_all(con)
    else:
        choose_pairs(con, made.sharing, compare)
    score(con, asked, made.model, strict=made.strict)
    weighed = "pinned" if made.model.version == REFUSED else parameters
    group = partial(regroup, con, judgements)
    if is_whole and weighed == "learnt":
        # Where the bars stand is learnt from the first table, as the parameters are.
        model, grouped = group_carefully(made.model, group, groups_of=lambda new: new.found)
        made = replace(made, model=model)
    else:
        grouped = group(thresholds_of(weighed, made.model))
    renewed = Renewed(
        arrived=rows_in(con, "arrived"),
        gone=rows_in(con, "gone"),
        renewed=rows_in(con, "renewed"),
        retold=rows_in(con, "retold"),
        scored=rows_in(con, "guarded"),
        regrouped=len(grouped.unique_id),
        is_whole=is_whole,
    )
    con.execute("begin")
    keep_mentions(con, asked_fields, totals)
    keep_edges(con)
    keep_persons(con, grouped, judgements)
    keep_made(con, made)
    con.execute("commit")
    log.info("month_linked", **asdict(renewed))
    return renewed, grouped


def _all_anew(
    con: duckdb.DuckDBPyConnection, before: pa.Table, come: pa.Table, go: pa.Array
) -> pa.Table:
    """All mentions that count now, those known ``before`` among them."""
    con.register("come", come)
    con.register("go", pa.table({"mention_id": go.cast(pa.string())}))
    con.register("before", before)
    return con.sql(
        "select * from come union all by name select b.* exclude (unique_id) from before b"
        " where mention_id not in"
        " (select mention_id from come union all select mention_id from go)"
    ).to_arrow_table()


def _first(
    con: duckdb.DuckDBPyConnection, made_by: str, compare: Sequence[str], parameters: Parameters
) -> CacheOrigin:
    """The parameters by which all months are linked from now on; ``blocked``, all their pairs."""
    count = rows_in(con, "now")
    asked = asked_of(con, compare)
    can_learn = parameters == "learnt" and count >= max(LEAST_TO_LEARN, SMALL)
    sharing = learn_sharing(con, count, compare) if can_learn else pinned_sharing(compare)
    pairs_to_compare(con, sharing, compare)
    if can_learn:
        compare_pairs(con, asked)
    model = model_for(con, asked, count if can_learn else 0, parameters)
    strict = not can_learn or model.version == REFUSED
    return CacheOrigin(made_by, model, sharing, strict=strict)
