"""Which value survives where mentions of one person differ: one ordered rule per attribute.

Rules are data. ``MOST_SAID``: the value most mentions give, then the one of the source that should
know best, then the newest. ``MOST_PRECISE``: a day before a month before a year before an age.
Where mentions really disagree the attribute is named in ``contradictions``, for a steward.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

# A court and a prosecutor see papers; the police see the person; the rest hear what they are told.
TRUST = ("greffe", "parquet", "iom", "umirr", "dspj", "gendarmerie", "caafag", "minfemme")
PRECISION = ("day", "month", "year", "estimated", "from_age")

MOST_SAID = (
    "sex",
    "nationality",
    "prefecture_code",
    "displacement_code",
    "victim_status_code",
    "reintegration_code",
)
COMPARED = ("sex", "nationality")

_TRUST = "list_position([" + ", ".join(f"'{s}'" for s in TRUST) + "], source_id)"
_PRECISE = "list_position([" + ", ".join(f"'{p}'" for p in PRECISION) + "], birth_precision)"


def survivors(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per person and role.

    Args:
        connection: holds ``mention``: the current mentions with ``pseudonym``, ``role``,
            ``source_id``, ``period``, ``prefecture_code`` and the attributes.

    Returns:
        ``pseudonym``, ``role``, the surviving attributes, ``birth_date_min``, ``birth_date_max``,
        and ``contradictions``: attributes on which the mentions disagree.
    """
    votes = ",\n".join(_vote(attribute) for attribute in MOST_SAID)
    joins = "\n".join(f"left join v_{a} using (pseudonym)" for a in MOST_SAID)
    picked = ", ".join(f"v_{a}.{a}" for a in MOST_SAID)
    disagree = ", ".join(f"case when count(distinct {a}) > 1 then '{a}' end" for a in COMPARED)
    query = f"""
    with {votes},
    birth as (
        select pseudonym, birth_date_min, birth_date_max
        from mention
        where birth_date_min is not null
        qualify row_number() over (
            partition by pseudonym
            order by {_PRECISE} nulls last, {_TRUST} nulls last, birth_date_min, birth_date_max
        ) = 1
    ),
    person as (
        select
            pseudonym,
            role,
            list_filter([{disagree},
                case when max(birth_date_min) > min(birth_date_max) then 'birth' end
            ], lambda x: x is not null) as contradictions
        from mention
        group by pseudonym, role
    )
    select person.*, {picked}, birth.birth_date_min, birth.birth_date_max
    from person
    left join birth using (pseudonym)
    {joins}
    order by pseudonym
    """
    return connection.sql(query).to_arrow_table()


def _vote(attribute: str) -> str:
    return f"""v_{attribute} as (
        select pseudonym, {attribute}
        from mention
        where {attribute} is not null
        group by pseudonym, {attribute}
        qualify row_number() over (
            partition by pseudonym
            order by count(*) desc, min({_TRUST}) nulls last, max(period) desc, {attribute}
        ) = 1
    )"""
