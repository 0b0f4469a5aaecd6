"""Which words are more or less rare than known, and whose names or texts say them.

Names weigh by the mention, as they are asked of each. A text weighs by its value, which many
mentions share: a place that became less rare is told once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import duckdb

from warehouse.linkage.engine.words import NameField, rank, rarity, size_bits, value_rarity

_TOLD: Final = ("words", "bits", "rarity")


@dataclass(frozen=True, slots=True)
class Totals:
    """Of how many names or mentions a field's words are counted, and how many say anything."""

    words: int  # what ``words.count_all`` gives
    said: int  # mentions that say anything


def told_columns(text: str) -> list[str]:
    """The features that say how rare a text is: its words, the rarest first, their bits, its own.

    Args:
        text: the stem of the features.
    """
    return [f"{text}_{part}" for part in _TOLD]


def stale(con: duckdb.DuckDBPyConnection, field: NameField, now: Totals) -> str:
    """SQL: whether the names of a known mention may weigh otherwise now; empty where none do.

    Args:
        con: with ``now_``, ``tally_`` and ``spoken_`` of the field.
    """
    if not field.is_weighed or not field.of_persons:
        return ""
    stale = f"select whole from ({_otherwise(con, field, now)})"
    con.execute(f"create or replace temp table stale_{field.name} as {stale}")
    return f"{field.said} in (from stale_{field.name})"


def tell(con: duckdb.DuckDBPyConnection, field: NameField, now: Totals) -> str:
    """Make ``told_<field>``: how rare a text is, where that is other than known.

    Beside it ``told_now_<field>``, of all texts that count now.

    Args:
        con: as for ``stale``.

    Returns:
        SQL: whether a known mention says a text that is now more or less rare.
    """
    f = field.name
    said_otherwise = f"select value from ({_otherwise(con, field, now)})"
    con.execute(
        f"""
        create or replace temp table telling_{f} as
        select min(whole) as whole, any_value(words) as words, value, any_value(kin) as kin,
            false as held
        from now_{f} where value in (
            select value from spoken_{f} union all {said_otherwise})
        group by value
        """
    )
    words = (
        f"(select bones, n from known.tally_{f} anti join tally_{f} using (bones)"
        f" union all select bones, n from tally_{f} where n > 0)"
    )
    values = (
        f"(select value, n from known.value_{f} anti join spoken_{f} using (value)"
        f" union all select value, n from spoken_{f} where n > 0)"
    )
    con.execute(
        f"""
        create or replace temp table told_{f} as
        select value, words, word_bits as bits, v.bits::float as rarity
        from ({rank(field, f"telling_{f}", rarity(words, now.words))})
        join ({value_rarity(values, now.said)}) v using (value)
        """
    )
    con.execute(f"delete from told_{f} where (value, words, bits, rarity) in (from known.told_{f})")
    con.execute(
        f"create or replace temp view told_now_{f} as select * from known.told_{f}"
        f" anti join told_{f} using (value) union all from told_{f}"
    )
    return f"{f}_value in (select value from told_{f})"


def with_rarity(mentions: str, texts: Iterable[str]) -> str:
    """SQL: features with how rare their texts are now.

    Args:
        mentions: a relation of features but for ``told_columns``.
    """
    columns, joins = "", ""
    for text in texts:
        columns += "".join(f", {text}.{part} as {text}_{part}" for part in _TOLD)
        joins += f" left join told_now_{text} {text} on {text}.value = mentions.{text}_value"
    return f"select mentions.*{columns} from {mentions} mentions{joins}"


def keep_told(con: duckdb.DuckDBPyConnection, field: NameField) -> None:
    """Write to what is known what ``tell`` has found."""
    f = field.name
    con.execute(
        f"delete from known.told_{f} where value in (select value from told_{f}"
        f" union all select value from spoken_{f} where n <= 0)"
    )
    con.execute(f"insert into known.told_{f} from told_{f}")


def _otherwise(con: duckdb.DuckDBPyConnection, field: NameField, now: Totals) -> str:
    """SQL: each ``whole``, and its ``value``, whose words or itself may have other bits than known.

    A value that is said more or less often than it was is not among them.
    """
    f = field.name
    before = Totals(
        *con.execute("select words, said from known.total where field = ?", [f]).fetchall()[0]
    )
    if _size(con, now.words) != _size(con, before.words) or (
        not field.of_persons and _size(con, now.said) != _size(con, before.said)
    ):
        return f"select whole, value from now_{f}"
    then = rarity(f"(select bones, before as n from tally_{f} where before > 0)", before.words)
    today = rarity(f"(select bones, n from tally_{f} where n > 0)", now.words)
    return f"""
        select distinct whole, value from (
            select whole, value, unnest(string_split(kin, ' ')) as bones from now_{f}
            where kin is not null)
        semi join (select bones from ({then}) a join ({today}) b using (bones)
            where a.bits <> b.bits) using (bones)
    """


def _size(con: duckdb.DuckDBPyConnection, total: int) -> float:
    return float(con.execute(f"select {size_bits(total)}").fetchall()[0][0])
