"""An appeal goes to the case of the court below: the same accused, the same N° RP.

The registry of a court of appeal writes the number that the tribunal gave. That number alone names
no file there, since two tribunals under one court of appeal may each have a file of that number: so
an appeal is placed accused by accused, not number by number.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from warehouse.linkage.cases.courts import Courts

# An appeal may be heard years later. Where it does not tell its number, the judgment of the same
# accused that it reviews is sought no further back than this.
REVIEWED_WITHIN_DAYS = 3 * 365


def place_appeals(
    references: pd.DataFrame,
    group: pd.Series,
    methods: pd.Series,
    courts: Courts,
    appealed: Mapping[str, bool],
) -> tuple[pd.Series, pd.Series]:
    """Put what a court above did with the file of the court below.

    Args:
        references: of ``references``, with ``role`` and ``person_id``.
        group: the case of each record so far, as a number.
        methods: how each came to it.
        courts: which court is above which.
        appealed: row of a judgment -> whether its registry says that an appeal was lodged.

    Returns:
        ``group`` and ``methods``, changed where a file of the court below was found.
    """
    accused = (
        references["role"].eq("suspect")
        & references["person_id"].notna()
        & references["court"].notna()
    )
    # From the lowest court upwards: what cassation finds is already where the appeal found it.
    for heard in courts.by_level:
        frame = references.assign(group=group)
        above = frame[accused & frame["court"].isin(heard) & frame["pv"].isna()]
        below = frame[accused & frame["group"].notna()]
        pairs = above.reset_index().merge(below, on="person_id", suffixes=("", "_known"))
        if pairs.empty:
            continue
        under = [
            b in courts.below[a] for a, b in zip(pairs["court"], pairs["court_known"], strict=True)
        ]
        pairs = pairs[pd.Series(under, index=pairs.index)]
        placed = pd.concat(
            [_same_number(pairs), _judgment_reviewed(pairs, courts.reviewing, appealed)]
        ).drop_duplicates("row_key")
        placed = pd.concat([placed, _same_file(frame, placed)])
        place = placed.set_index("row_key")
        moved = references["row_key"].isin(place.index)
        group = group.where(~moved, references["row_key"].map(place["group_known"]))
        methods = methods.where(~moved, references["row_key"].map(place["method"]))
    return group, methods


def _same_number(pairs: pd.DataFrame) -> pd.DataFrame:
    same = pairs[pairs["number"].notna() & (pairs["number"] == pairs["number_known"])]
    days = (same["at"] - same["at_known"]).abs().dt.days
    matches = same.assign(days=days, method="appeal")
    return matches.sort_values(["row_key", "days", "ref_known"])[
        ["row_key", "group_known", "method"]
    ]


def _judgment_reviewed(
    pairs: pd.DataFrame, reviewing: frozenset[str], appealed: Mapping[str, bool]
) -> pd.DataFrame:
    """Where one of the two tells no number: the last judgment before it, one appealed first."""
    days = (pairs["at"] - pairs["at_known"]).dt.days
    wanted = (
        pairs["court"].isin(reviewing)
        & (pairs["number"].isna() | pairs["number_known"].isna())
        & pairs["row_key_known"].isin(appealed)
        & days.between(0, REVIEWED_WITHIN_DAYS)
    )
    matches = pairs[wanted].assign(
        days=days[wanted],
        lodged=pairs.loc[wanted, "row_key_known"].map(appealed).astype(bool),
        method="appeal_of_person",
    )
    order = ["row_key", "lodged", "days", "ref_known"]
    matches = matches.sort_values(order, ascending=[True, False, True, True])
    return matches[["row_key", "group_known", "method"]]


def _same_file(frame: pd.DataFrame, placed_rows: pd.DataFrame) -> pd.DataFrame:
    """What the court did with that number on that day goes along, if all of it went one way."""
    placed = frame.drop_duplicates("row_key").merge(placed_rows, on="row_key")
    placed = placed.dropna(subset=["rp", "at"])
    ways = placed.groupby(["rp", "at"])["group_known"].agg(["nunique", "first"]).reset_index()
    ways = ways[ways["nunique"] == 1].rename(columns={"first": "group_known"})
    rest = frame[~frame["row_key"].isin(placed_rows["row_key"]) & frame["pv"].isna()]
    rest = rest.drop_duplicates("row_key").merge(ways, on=["rp", "at"])
    return rest.assign(method="appeal")[["row_key", "group_known", "method"]]
