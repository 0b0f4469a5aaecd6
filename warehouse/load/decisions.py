"""Decisions as they may be read: what names a known person is kept out, and told to the stewards.

The court sends decisions without names, and people make mistakes: each text is held against every
name, telephone and paper of the vault, and against the signs of a person whom nobody registered,
so that a decision also goes when the person whom it names becomes known only later. A new text is
held against all names, every other against the names that came: no pair of text and name goes
unseen, and none is looked at twice. What a decision said before goes from the history too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from warehouse.load.cleared_decisions import WRITTEN, Clearings, clearings, without_cleared
from warehouse.load.name_search import naming
from warehouse.text.person_signs import find_signs
from warehouse.vault.working_tables import working_tables

_TO_ANONYMISE = """
select s.record_id, n.decision_id, n.court_code, n.decided_on, s.source_id, s.period,
    s.submission_id, s.file_name, s.sheet, s.row_number,
    list_sort(list(distinct f."column")) as text_columns
from told f
join named n on n.record_id = f.key
join said s on s.record_id = f.key
group by all
order by s.record_id
"""
_WHOM = """
select key as record_id, mention_id, list_sort(list("column")) as text_columns
from found group by all order by all
"""


# A decision that cites no number is of the one case that its court judged on its day, under its
# articles where both tell them; never of one that another decision speaks of already.
_BY_DAY = """
with apart as (
    select d.record_id, d.court_code, d.decided_on, d.article_codes,
        count(*) over (partition by d.court_code, d.decided_on) as rivals
    from said d
    where d.court_code is not null and d.decided_on is not null
        and d.record_id not in (select record_id from joins)
),
judged as (
    select distinct j.case_id, g.court_code, g.decided_on, g.article_codes
    from judgment g join joins j using (record_id)
    where j.case_id not in (select case_id from joins where "table" = 'decision')
),
fitting as (
    select a.record_id, min(j.case_id) as case_id
    from apart a
    join judged j on j.court_code = a.court_code and j.decided_on = a.decided_on
        and (a.article_codes is null or j.article_codes is null
            or list_has_any(a.article_codes, j.article_codes))
    where a.rivals = 1
    group by a.record_id having count(distinct j.case_id) = 1
)
select record_id, 'decision' as "table", case_id, 'court_and_day' as method,
    0.9::double as confidence
from fitting order by record_id
"""


def join_to_cases(
    decisions: pa.Table, conformed: Mapping[str, pa.Table], joins: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """Give each decision its case; where that is in doubt it has none.

    Args:
        decisions: one row per decision, as ``dimensions.decisions`` gives them.
        joins: ``cases.join.JOINS``: the records that references and persons join to a case.

    Returns:
        The decisions with ``case_id``, and the joins with those that court and day add.
    """
    with working_tables() as connection:
        connection.register("said", decisions)
        connection.register("judgment", conformed["judgment"])
        connection.register("joins", joins)
        all_joins = pa.concat_tables(
            [joins, connection.sql(_BY_DAY).to_arrow_table().cast(joins.schema)]
        )
        connection.register("all_joins", all_joins)
        joined = connection.sql(
            "select s.*, j.case_id from said s left join all_joins j using (record_id)"
            " order by s.decision_id"
        ).to_arrow_table()
    return joined, all_joins


@dataclass(frozen=True, slots=True)
class Sorted:
    """Decisions that may be published and those that may not; together they are all there were."""

    published: pa.Table  # rows of ``case_law.decision``
    to_anonymise: pa.Table  # rows of ``intake.decision_to_anonymise``: where they stand, no person
    named: pa.Table  # rows of ``identity.named_decision``: whom each names


def split_named(
    decisions: pa.Table,
    conformed: Mapping[str, pa.Table],
    known_words: Collection[str],
    names: pa.Table | None = None,
    cleared: Clearings = MappingProxyType({}),
) -> Sorted:
    """Part the decisions that name a person, known or not, from those that do not.

    Args:
        decisions: one row per decision, its newest text, as ``dimensions.decisions`` gives them.
        conformed: the records that count; their ``person_mention`` are the known persons.
        known_words: folded words of places, courts and the law, as ``words_of`` gives them.
        names: the names in these decisions, as ``naming`` gives them, where they are known.
        cleared: what a human let be published, as ``clearings`` gives it.
    """
    texts = keyed(decisions)
    if names is None:
        names = naming(texts, conformed["person_mention"], WRITTEN)
    names = without_cleared(texts, names, cleared)
    signs = without_cleared(texts, find_signs(texts, WRITTEN, known_words), cleared)
    told_of = pa.concat_tables([names.select(["key", "column"]), signs.select(["key", "column"])])
    is_named = pc.is_in(decisions["record_id"], pc.unique(told_of["key"]))
    with working_tables() as connection:
        connection.register("named", decisions.filter(is_named))
        connection.register("said", conformed["decision"])
        connection.register("found", names)
        connection.register("told", told_of)
        return Sorted(
            decisions.filter(pc.invert(is_named)),
            connection.sql(_TO_ANONYMISE).to_arrow_table(),
            connection.sql(_WHOM).to_arrow_table(),
        )


def keyed(decisions: pa.Table) -> pa.Table:
    """The texts of decisions, by their record, as ``naming`` takes them."""
    return decisions.select(WRITTEN).append_column("key", decisions["record_id"])


@dataclass(frozen=True, slots=True)
class Remembered:
    """What of the history names a person."""

    keys: tuple[str, ...]  # decision and instant, the rows of ``history.case_law_decision``
    # ids of the decisions, by record, of which one stands published today
    published: frozenset[str]


def remembered(
    connection: Connection, mentions: pa.Table, known_words: Collection[str] | None = None
) -> Remembered:
    """What the history says of decisions that names one of these mentions.

    Args:
        known_words: with them, also what looks like a person; without, the texts were held against
            these signs before they were published.
    """
    listed = ", ".join(WRITTEN)
    rows = connection.execute(
        text(
            "select decision_id || ' ' || known_from::text,"
            f" case when known_to = 'infinity' then record_id end, {listed}"
            " from history.case_law_decision"
        )
    ).all()
    columns = list(zip(*rows, strict=True)) or [()] * (2 + len(WRITTEN))
    kinds = {"keywords": pa.list_(pa.string())}
    texts = pa.table(
        {
            "key": pa.array(columns[0], pa.string()),
            **{
                name: pa.array(columns[place], kinds.get(name, pa.string()))
                for place, name in enumerate(WRITTEN, start=2)
            },
        }
    )
    names, cleared = [naming(texts, mentions, WRITTEN)], clearings(connection)
    if known_words is not None:
        names.append(find_signs(texts, WRITTEN, known_words))
    keys = {key for one in names for key in without_cleared(texts, one, cleared)["key"].to_pylist()}
    return Remembered(
        tuple(sorted(keys)), frozenset(row[1] for row in rows if row[0] in keys and row[1])
    )


def delete_history(connection: Connection, named: Remembered) -> int:
    """Take out of the history what names a known person, in the caller's transaction.

    A release of before is then no longer rebuilt to the byte where it held such a decision: a name
    is not published a second time for the sake of the past.

    Returns:
        How many rows of history went.
    """
    return connection.execute(
        text(
            "delete from history.case_law_decision"
            " where decision_id || ' ' || known_from::text = any(:keys)"
        ),
        {"keys": list(named.keys)},
    ).rowcount
