"""References, persons and dates -> cases; each join keeps how it was made.

Four ways, from the surest: the same reference; a record that cites two references; what a court
above did with the file of the court below (``appeals``); the same person near the same day, where
the reference is missing. A person alone never joins two files that both
have references of their own kind: some accused return in another case months later. What a court or
a prosecutor did is a case even where its number is missing: a judgment is never lost for want of
one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from warehouse.linkage.cases.appeals import place_appeals
from warehouse.linkage.cases.courts import NO_COURTS, Courts
from warehouse.linkage.cases.references import references

# A prosecutor's register opens weeks after the complaint, a shelter sees the victim within months:
# beyond half a year the same person is as likely to be in another case.
WITHIN_DAYS = 183
CONFIDENCE = {
    "reference": 1.0,
    "cited": 0.99,
    "appeal": 0.97,
    "facts_and_person": 0.95,
    "person_and_date": 0.8,
    "appeal_of_person": 0.8,
    "alone": 1.0,
}
OF_THE_COURTS = ("prosecution", "hearing", "judgment")

JOINS = pa.schema(
    [
        ("record_id", pa.string()),
        ("table", pa.string()),
        ("case_id", pa.string()),
        ("method", pa.string()),
        ("confidence", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Cases:
    """Which case each record belongs to."""

    # a row per record that has a case: ``record_id``, ``table``, ``case_id``, ``method``
    # (``reference``, ``cited``, ``appeal``, ``facts_and_person``, ``person_and_date``,
    # ``appeal_of_person``, ``alone``), ``confidence``
    joins: pa.Table


def join_cases(tables: dict[str, pa.Table], persons: pa.Table, courts: Courts = NO_COURTS) -> Cases:
    """Make cases of the conformed records.

    Args:
        tables: conformed tables by name.
        persons: ``mention_id``, ``person_id``.
        courts: which court is above which.

    Returns:
        The joins; a record without a reference, and whose persons are in no case near its day, has
        none, unless it is a court's: then its row is a case of its own.
    """
    cited = references(tables)
    if cited.empty:
        return Cases(JOINS.empty_table())
    cited = cited.merge(_persons_of(tables, persons), on="row_key", how="left")
    cited["ref"] = cited["pv"].fillna(cited["rp"])
    group = _groups(cited)
    methods = pd.Series("reference", index=cited.index).where(
        cited["pv"].isna() | cited["rp"].isna(), "cited"
    )
    # What only reviews another's judgment opens no file: without that judgment it is alone, however
    # near the accused's other cases are.
    opens = ~cited["court"].isin(courts.reviewing)
    group, methods = _adopt_prosecutions(cited[opens], group, methods)
    group, methods = _adopt_mentions(cited[opens], group, methods)
    group, methods = _stand_alone(cited, group, methods)
    group, methods = place_appeals(cited, group, methods, courts, _appealed(tables))
    # A file is named by the court that had it first, or the case would change its id at an appeal.
    cited.loc[methods.isin(["appeal", "appeal_of_person"]), "rp"] = pd.NA
    cited = cited.assign(group=group, method=methods).dropna(subset=["group"])
    cited["case_id"] = _case_ids(cited)
    # A row may stand several times here, once per person of the source row.
    cited = cited.sort_values(["record_id", "case_id"]).drop_duplicates("record_id")
    joins = pa.table(
        {
            "record_id": pa.array(cited["record_id"], pa.string()),
            "table": pa.array(cited["table"], pa.string()),
            "case_id": pa.array(cited["case_id"], pa.string()),
            "method": pa.array(cited["method"], pa.string()),
            "confidence": pa.array(cited["method"].map(CONFIDENCE), pa.float64()),
        },
        schema=JOINS,
    )
    return Cases(joins)


def _persons_of(tables: dict[str, pa.Table], persons: pa.Table) -> pd.DataFrame:
    mentions = tables["person_mention"].select(["record_id", "row_key", "role"]).to_pandas()
    linked = persons.select(["mention_id", "person_id"]).to_pandas()
    return mentions.merge(linked, left_on="record_id", right_on="mention_id")[
        ["row_key", "role", "person_id"]
    ].drop_duplicates()


def _appealed(tables: dict[str, pa.Table]) -> dict[str, bool]:
    """Row of a judgment -> whether its registry says that an appeal was lodged."""
    if "judgment" not in tables:
        return {}
    rows = tables["judgment"].select(["row_key", "is_appealed"]).to_pydict()
    return {
        key: bool(is_appealed)
        for key, is_appealed in zip(rows["row_key"], rows["is_appealed"], strict=True)
    }


def _groups(references: pd.DataFrame) -> pd.Series:
    """Connected references, as a number per record; missing where it cites none."""
    names = pd.Index(pd.concat([references["pv"], references["rp"]]).dropna().unique())
    if not len(names):
        return pd.Series(np.nan, index=references.index)
    both = references.dropna(subset=["pv", "rp"])
    edges = coo_matrix(
        (np.ones(len(both)), (names.get_indexer(both["pv"]), names.get_indexer(both["rp"]))),
        shape=(len(names), len(names)),
    )
    _, label = connected_components(edges, directed=False)
    position = pd.Series(names.get_indexer(references["ref"]), index=references.index)
    return pd.Series(np.where(position >= 0, label[position], np.nan), index=references.index)


def _adopt_prosecutions(
    references: pd.DataFrame, group: pd.Series, methods: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Court files that cite no report join the complaint of the same accused and the same facts."""
    frame = references.assign(group=group)
    has_pv = frame["group"].isin(frame.loc[frame["pv"].notna(), "group"].unique())
    accused = frame["role"].eq("suspect") & frame["person_id"].notna()
    court = frame[accused & frame["rp"].notna() & ~has_pv]
    police = frame[accused & frame["pv"].notna()]
    nearest = _nearest(court, police, same_facts_first=True)
    if nearest.empty:
        return group, methods
    # One court file goes to one complaint: the one most of its accused point to.
    votes = nearest.groupby(["group", "group_known"]).agg(
        votes=("person_id", "nunique"), exact=("exact", "max"), days=("days", "min")
    )
    best = (
        votes.reset_index()
        .sort_values(["group", "exact", "votes", "days"], ascending=[True, False, False, True])
        .drop_duplicates("group")
        .set_index("group")
    )
    moved = group.isin(best.index)
    how = group.map(best["exact"]).map({True: "facts_and_person", False: "person_and_date"})
    return group.where(~moved, group.map(best["group_known"])), methods.where(~moved, how)


def _adopt_mentions(
    references: pd.DataFrame, group: pd.Series, methods: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """A record without a reference joins a case of the same person and role near its day."""
    frame = references.assign(group=group)
    lone = frame[frame["group"].isna() & frame["person_id"].notna()]
    settled = frame[frame["group"].notna() & frame["person_id"].notna()]
    nearest = _nearest(lone, settled, same_facts_first=False)
    if nearest.empty:
        return group, methods
    best = nearest.drop_duplicates("index").set_index("index")["group_known"]
    moved = group.index.isin(best.index)
    return (
        group.where(~moved, pd.Series(group.index, index=group.index).map(best)),
        methods.where(~moved, "person_and_date"),
    )


def _stand_alone(
    references: pd.DataFrame, group: pd.Series, methods: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """A row of a court that names no case, and whose accused is in none, is a case of its own."""
    open_rows = references.loc[
        group.isna() & references["table"].isin(OF_THE_COURTS), "row_key"
    ].unique()
    alone = group.isna() & references["row_key"].isin(open_rows)
    first = 0 if group.isna().all() else int(group.max()) + 1
    numbers = pd.Series(range(first, first + len(open_rows)), index=open_rows, dtype="float64")
    return group.where(~alone, references["row_key"].map(numbers)), methods.where(~alone, "alone")


def _nearest(left: pd.DataFrame, right: pd.DataFrame, *, same_facts_first: bool) -> pd.DataFrame:
    """Pairs of records of one person in one role within ``WITHIN_DAYS``, the nearest first."""
    pairs = left.reset_index().merge(
        right[["person_id", "role", "group", "at", "on_min", "on_max"]],
        on=["person_id", "role"],
        suffixes=("", "_known"),
    )
    exact = (pairs["on_min"] == pairs["on_min_known"]) & pairs["on_min"].notna()
    day = pairs["at"].fillna(pairs["on_max"])
    other = pairs["at_known"].fillna(pairs["on_max_known"])
    pairs = pairs.assign(exact=exact & same_facts_first, days=(day - other).abs().dt.days)
    pairs = pairs[pairs["exact"] | (pairs["days"] <= WITHIN_DAYS)]
    return pairs.sort_values(
        ["index", "exact", "days", "group_known"], ascending=[True, False, True, True]
    )


def _case_ids(references: pd.DataFrame) -> pd.Series:
    """An id per group: a digest of its first reference, a police report before a court file."""
    named = [references.assign(r=references["pv"]), references.assign(r=references["rp"])]
    rows = references[references["method"] == "alone"]
    first = pd.concat([*named, rows.assign(r="row " + rows["row_key"])])
    # pandas takes the smallest text of each group one group at a time; sorting is much quicker.
    first = first.dropna(subset=["r"]).sort_values("r").drop_duplicates("group")
    first = first.set_index("group")["r"]
    ids = {
        group: "C" + hashlib.blake2b(reference.encode(), digest_size=8).hexdigest()
        for group, reference in first.items()
    }
    return references["group"].map(ids)
