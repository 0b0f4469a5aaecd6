"""Decisions as they may be read: what names a known person is kept out, and told to the stewards.

The court sends decisions without names, and people make mistakes: each text is held against every
name of the vault at every load, so that a decision also goes when the person whom it names becomes
known only later. What it said before goes from the history too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from warehouse.anonymity import naming

# Every column of a decision whose words a clerk chose; the others are codes, dates and ids.
WRITTEN = ("decision_number", "title", "facts", "reasons", "operative_part", "keywords")

_TO_ANONYMISE = """
select s.record_id, n.decision_id, n.court_code, n.decided_on, s.source_id, s.period,
    s.submission_id, s.file_name, s.sheet, s.row_number,
    list_sort(list(distinct f."column")) as text_columns
from found f
join named n on n.record_id = f.key
join said s on s.record_id = f.key
group by all
order by s.record_id
"""
_WHOM = """
select key as record_id, mention_id, list_sort(list("column")) as text_columns
from found group by all order by all
"""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Decisions that may be published and those that may not; together they are all there were.

    Attributes:
        published: rows of ``case_law.decision``.
        to_anonymise: rows of ``intake.decision_to_anonymise``: where they stand, no person.
        named: rows of ``identity.named_decision``: whom each names.
    """

    published: pa.Table
    to_anonymise: pa.Table
    named: pa.Table


def keep_out(decisions: pa.Table, conformed: Mapping[str, pa.Table]) -> Sorted:
    """Part the decisions that name a known person from those that do not.

    Args:
        decisions: one row per decision, its newest text, as ``dimensions.decisions`` gives them.
        conformed: the records that count; their ``person_mention`` are the known persons.
    """
    texts = decisions.append_column("key", decisions["record_id"])
    found = naming(texts, conformed["person_mention"], WRITTEN)
    is_named = pc.is_in(decisions["record_id"], pc.unique(found["key"]))
    with duckdb.connect() as connection:
        connection.register("named", decisions.filter(is_named))
        connection.register("said", conformed["decision"])
        connection.register("found", found)
        return Sorted(
            decisions.filter(pc.invert(is_named)),
            connection.sql(_TO_ANONYMISE).to_arrow_table(),
            connection.sql(_WHOM).to_arrow_table(),
        )


def forget_named(connection: Connection, mentions: pa.Table) -> int:
    """Take out of the history what names a known person, in the caller's transaction.

    A release of before is then no longer rebuilt to the byte where it held such a decision: a name
    is not published a second time for the sake of the past.

    Returns:
        How many rows of history went.
    """
    listed = ", ".join(WRITTEN)
    rows = connection.execute(
        text(f"select decision_id, known_from::text, {listed} from history.case_law_decision")
    ).all()
    columns = list(zip(*rows, strict=True)) or [()] * (2 + len(WRITTEN))
    kinds = {"keywords": pa.list_(pa.string())}
    texts = pa.table(
        {
            "key": pa.array([f"{one[0]} {one[1]}" for one in rows], pa.string()),
            **{
                name: pa.array(columns[place], kinds.get(name, pa.string()))
                for place, name in enumerate(WRITTEN, start=2)
            },
        }
    )
    keys = pc.unique(naming(texts, mentions, WRITTEN)["key"]).to_pylist()
    return connection.execute(
        text(
            "delete from history.case_law_decision"
            " where decision_id || ' ' || known_from::text = any(:keys)"
        ),
        {"keys": keys},
    ).rowcount
