"""Which value survives where mentions of one person differ: one ordered rule per attribute.

Rules are data. ``MOST_SAID``: the value most mentions give, then the one of the source that should
know best, then the newest. ``MOST_PRECISE``: a day before a month before a year before an age.
``EARLIEST`` and ``LATEST``: a day. ``ANY`` and ``EVERY``: one yes is enough, or all must say it.
Where mentions really disagree the attribute is named in ``contradictions``, for a steward; which
statement decided is kept beside the value (``deciding``), for whoever asks why.
"""

from __future__ import annotations

from collections.abc import Mapping

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
# Attribute -> the field of a mention that states it.
EARLIEST = {"first_seen_on": "seen_on"}
LATEST = {"last_seen_on": "seen_on", "reintegrated_on": "reintegrated_on"}
ANY = ("is_consenting",)
EVERY = ("is_unnamed",)
# Where no row says where the victim is, she is where the newest facts were.
NEWEST_FACTS = "facts_prefecture_code"
FORMS = "exploitation_codes"
COMPARED = ("sex", "nationality")
BIRTH = ("birth_year_min", "birth_year_max")

RULES: Mapping[str, str] = {
    **dict.fromkeys(MOST_SAID, "most_said"),
    **dict.fromkeys(BIRTH, "most_precise"),
    **dict.fromkeys(EARLIEST, "earliest"),
    **dict.fromkeys(LATEST, "latest"),
    **dict.fromkeys(ANY, "any"),
    **dict.fromkeys(EVERY, "every"),
    "principal_exploitation_code": "most_said",
}

_TRUST = "list_position([" + ", ".join(f"'{s}'" for s in TRUST) + "], source_id)"
_PRECISE = "list_position([" + ", ".join(f"'{p}'" for p in PRECISION) + "], birth_precision)"
# Of mentions that say the same, the one that is named as having decided.
_BEST = f"{_TRUST} nulls last, period desc, record_id"


def survivors(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per person and role.

    Args:
        connection: holds ``mention``: the current mentions with ``pseudonym``, ``role``,
            ``source_id``, ``period``, ``prefecture_code`` and the attributes.

    Returns:
        ``pseudonym``, ``role``, the surviving attributes of ``RULES``, ``birth_date_min``,
        ``birth_date_max``; ``decided_<attribute>``, the record whose statement survived;
        ``own_prefecture_code``, without the facts'; and ``contradictions``: attributes on which
        the mentions disagree.
    """
    votes = ",\n".join(_vote(attribute) for attribute in MOST_SAID)
    joins = "\n".join(f"left join v_{a} using (pseudonym)" for a in MOST_SAID)
    plain = [a for a in MOST_SAID if a != "prefecture_code"]
    picked = ", ".join(f"v_{a}.{a}, v_{a}.decided_{a}" for a in plain)
    days = ", ".join(
        [f"min({of}) as {a}, {_decided(a, f'{of}')}" for a, of in EARLIEST.items()]
        + [f"max({of}) as {a}, {_decided(a, f'{of} desc', of)}" for a, of in LATEST.items()]
    )
    said = ", ".join(
        [f"bool_or({a}) as {a}, {_decided(a, f'{a} desc', a)}" for a in ANY]
        + [f"bool_and({a}) as {a}, {_decided(a, f'{a}')}" for a in EVERY]
    )
    disagree = ", ".join(f"case when count(distinct {a}) > 1 then '{a}' end" for a in COMPARED)
    query = f"""
    with {votes},
    birth as (
        select pseudonym, birth_date_min, birth_date_max, record_id as decided_birth_year_min
        from mention
        where birth_date_min is not null
        qualify row_number() over (
            partition by pseudonym
            order by {_PRECISE} nulls last, {_TRUST} nulls last, birth_date_min, birth_date_max,
                period desc, record_id
        ) = 1
    ),
    form as (
        select pseudonym, code as principal_exploitation_code,
            first(record_id order by {_BEST}) as decided_principal_exploitation_code
        from (select pseudonym, source_id, period, record_id, unnest({FORMS}) as code
              from mention where role = 'victim')
        group by pseudonym, code
        qualify row_number() over (
            partition by pseudonym order by count(*) desc, count(distinct source_id) desc, code
        ) = 1
    ),
    person as (
        select
            pseudonym,
            role,
            list_filter([{disagree},
                case when max(birth_date_min) > min(birth_date_max) then 'birth' end
            ], lambda x: x is not null) as contradictions,
            {days}, {said},
            arg_max({NEWEST_FACTS}, period || record_id)
                filter ({NEWEST_FACTS} is not null and role = 'victim') as facts_prefecture_code,
            max_by(record_id, period || record_id)
                filter ({NEWEST_FACTS} is not null and role = 'victim') as decided_facts
        from mention
        group by pseudonym, role
    )
    select person.*, {picked}, birth.birth_date_min, birth.birth_date_max,
        birth.decided_birth_year_min, birth.decided_birth_year_min as decided_birth_year_max,
        form.principal_exploitation_code, form.decided_principal_exploitation_code,
        v_prefecture_code.prefecture_code as own_prefecture_code,
        coalesce(v_prefecture_code.prefecture_code, person.facts_prefecture_code)
            as prefecture_code,
        coalesce(v_prefecture_code.decided_prefecture_code, person.decided_facts)
            as decided_prefecture_code
    from person
    left join birth using (pseudonym)
    left join form using (pseudonym)
    {joins}
    order by pseudonym
    """
    return connection.sql(query).to_arrow_table()


def deciding(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Which statements of a mention survived, and which contradict what did.

    Args:
        connection: holds ``mention`` and ``survivor`` (of ``survivors``).

    Returns:
        ``record_id``; ``chosen``, JSON: attribute -> the rule by which this mention decided it;
        ``contradicts``: attributes of which it says what cannot be true beside the survivor.
    """
    # What decided of a person is one of her own mentions: held against each of those, no more.
    chosen = ", ".join(_chosen(a) for a in sorted(RULES))
    differs = ", ".join(f"case when m.{a} <> s.{a} then '{a}' end" for a in COMPARED)
    apart = "m.birth_date_min > s.birth_date_max or m.birth_date_max < s.birth_date_min"
    births = ", ".join(f"case when {apart} then '{a}' end" for a in BIRTH)
    return connection.sql(
        f"""
        select m.record_id, '{{' || concat_ws(', ', {chosen}) || '}}' as chosen,
            list_filter([{differs}, {births}], lambda x: x is not null) as contradicts
        from mention m
        join survivor s using (pseudonym)
        """
    ).to_arrow_table()


def _chosen(attribute: str) -> str:
    stated = "birth_date_min" if attribute in BIRTH else attribute
    return (
        f"case when s.decided_{attribute} = m.record_id and s.{stated} is not null"
        f" then '\"{attribute}\": \"' || {_rule(attribute)} || '\"' end"
    )


def _rule(attribute: str) -> str:
    if attribute == "prefecture_code":
        return "case when s.own_prefecture_code is null then 'newest_facts' else 'most_said' end"
    return f"'{RULES[attribute]}'"


def _decided(attribute: str, order: str, of: str | None = None) -> str:
    stated = of or order
    return (
        f"first(record_id order by {order}, {_BEST}) filter ({stated} is not null)"
        f" as decided_{attribute}"
    )


def _vote(attribute: str) -> str:
    return f"""v_{attribute} as (
        select pseudonym, {attribute},
            first(record_id order by {_BEST}) as decided_{attribute}
        from mention
        where {attribute} is not null
        group by pseudonym, {attribute}
        qualify row_number() over (
            partition by pseudonym
            order by count(*) desc, min({_TRUST}) nulls last, max(period) desc, {attribute}
        ) = 1
    )"""
