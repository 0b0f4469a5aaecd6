"""Which value survives where mentions of one person differ: one ordered rule per attribute.

Rules are data: ``ORDERS`` says of each attribute what counts first, what next where that does not
decide, and so on; the last word is the order of the code list, never the alphabet. ``EARLIEST`` and
``LATEST``: a day. ``ANY`` and ``EVERY``: one yes is enough, or all must say it. Where mentions
really disagree the attribute is named in ``contradictions``, for a steward; which statement
decided, and by which rule of the order, is kept beside the value (``deciding``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

# A court and a prosecutor see papers; the police see the person; the rest hear what they are told.
TRUST = ("greffe", "parquet", "iom", "umirr", "dspj", "gendarmerie", "caafag", "minfemme")
PRECISION = ("day", "month", "year", "estimated", "from_age")

_TRUST = "list_position([" + ", ".join(f"'{s}'" for s in TRUST) + "], source_id)"
_PRECISE = "list_position([" + ", ".join(f"'{p}'" for p in PRECISION) + "], birth_precision)"
# What may count, over all mentions that say the same: where it is less, the value goes first.
_MEASURES: Mapping[str, str] = {
    "most_specific": "min(coalesce(is_generic, false)::integer)",
    "surest": "min(coalesce(is_unsure, false)::integer)",
    "most_said": "-count(*)",
    "surest_source": f"min({_TRUST})",
    "newest": "-max(coalesce(year(strptime(period, '%Y-%m')) * 12"
    " + month(strptime(period, '%Y-%m')), 0) * 100000 + coalesce(date_diff('day',"
    " date '1900-01-01', seen_on), 0))",
    "earliest": "min(date_diff('day', date '1900-01-01', seen_on))",
    "most_precise": f"min({_PRECISE} * 100000 + date_diff('day', birth_date_min, birth_date_max))",
    "earliest_birth": "min(date_diff('day', date '1900-01-01', birth_date_min))",
    "refusal": "min(value::integer)",
    "list_order": "min(nth)",
}
# Which of the mentions that say what survived is named as having decided.
_NAMED: Mapping[str, str] = {
    "newest": "period desc nulls last, seen_on desc nulls last, record_id",
    "earliest": "seen_on nulls last, period, record_id",
}
_BEST = f"{_TRUST} nulls last, period desc nulls last, record_id"

# What a person is: what most say. An unknown never stands before what somebody knows.
_IS = ("surest", "most_said", "surest_source", "newest", "list_order")
# How a person fares: it changes, the newest word stands.
_FARES = ("surest", "newest", "surest_source", "most_said", "list_order")
ORDERS: Mapping[str, Sequence[str]] = {
    "sex": _IS,
    "nationality": _IS,
    "origin_prefecture_code": _IS,
    "exploitation_prefecture_code": _IS,
    # Where a source met her first.
    "detection_prefecture_code": ("earliest", "surest_source", "newest", "list_order"),
    "displacement_code": _FARES,
    "victim_status_code": _FARES,
    "reintegration_code": _FARES,
    "principal_exploitation_code": (
        "most_specific",
        "surest",
        "most_said",
        "newest",
        "list_order",
    ),
    # Whoever gave it may take it back, and nobody's yes undoes what she refused the same day.
    "is_consenting": ("newest", "refusal"),
    "birth": ("most_precise", "most_said", "surest_source", "newest", "earliest_birth"),
}
# The code list in whose order the last word stands; empty where no list has the values.
LISTS: Mapping[str, str] = {
    "sex": "sex",
    "nationality": "nationality",
    "origin_prefecture_code": "geography",
    "exploitation_prefecture_code": "geography",
    "detection_prefecture_code": "geography",
    "displacement_code": "displacement",
    "victim_status_code": "victim_status",
    "reintegration_code": "reintegration",
    "principal_exploitation_code": "exploitation",
    "is_consenting": "",
}
PLACES_OF_VICTIMS = ("exploitation_prefecture_code", "detection_prefecture_code")
CODED = tuple(one for one in LISTS if one != "principal_exploitation_code")
# Attribute -> the field of a mention that states it.
EARLIEST = {"first_seen_on": "seen_on"}
LATEST = {"last_seen_on": "seen_on", "reintegrated_on": "reintegrated_on"}
ANY = ("is_minor",)
EVERY = ("is_unnamed",)
FORMS = "exploitation_codes"
COMPARED = ("sex", "nationality")
BIRTH = ("birth_year_min", "birth_year_max")

# Attribute -> the rules by which it may have been decided; ``only_said``: nobody says otherwise.
RULES: Mapping[str, frozenset[str]] = {
    **{one: frozenset({*ORDERS[one], "only_said"}) for one in LISTS},
    **dict.fromkeys(BIRTH, frozenset({*ORDERS["birth"], "only_said"})),
    **dict.fromkeys(EARLIEST, frozenset({"earliest"})),
    **dict.fromkeys(LATEST, frozenset({"latest"})),
    **dict.fromkeys(ANY, frozenset({"any"})),
    **dict.fromkeys(EVERY, frozenset({"every"})),
}


def survivors(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per person and role.

    Args:
        connection: holds ``mention``: the current mentions with ``pseudonym``, ``role``,
            ``source_id``, ``period``, the three préfectures and the attributes; and ``precedence``
            (of ``dimensions.precedence_of``).

    Returns:
        ``pseudonym``, ``role``, the surviving attributes of ``RULES``, ``birth_date_min``,
        ``birth_date_max``; ``decided_<attribute>``, the record whose statement survived, and
        ``rule_<attribute>``, the rule that decided; and ``contradictions``: attributes on which
        the mentions disagree.
    """
    votes = ",\n".join(f"v_{a} as ({ranked(a, _said(a), LISTS[a], ORDERS[a])})" for a in CODED)
    joins = "\n".join(f"left join v_{a} using (pseudonym)" for a in CODED)
    picked = ", ".join(
        f"v_{a}.value as {a}, v_{a}.decided as decided_{a}, v_{a}.rule as rule_{a}" for a in CODED
    )
    days = ", ".join(
        [f"min({of}) as {a}, {_decided(a, f'{of}')}" for a, of in EARLIEST.items()]
        + [f"max({of}) as {a}, {_decided(a, f'{of} desc', of)}" for a, of in LATEST.items()]
    )
    expressions = ", ".join(
        [f"bool_or({a}) as {a}, {_decided(a, f'{a} desc', a)}" for a in ANY]
        + [f"bool_and({a}) as {a}, {_decided(a, f'{a}')}" for a in EVERY]
    )
    disagree = ", ".join(
        f"case when count(distinct {a}) filter ({_known(a)}) > 1 then '{a}' end" for a in COMPARED
    )
    births = ranked(
        "birth",
        "select *, case when birth_date_min is not null"
        " then row(birth_date_min, birth_date_max) end as value from mention",
        "",
        ORDERS["birth"],
    )
    forms = ranked(
        "form",
        f"select * from (select *, unnest({FORMS}) as value from mention where role = 'victim')",
        LISTS["principal_exploitation_code"],
        ORDERS["principal_exploitation_code"],
    )
    query = f"""
    with {votes},
    birth as ({births}),
    form as ({forms}),
    person as (
        select
            pseudonym,
            role,
            list_filter([{disagree},
                case when max(birth_date_min) > min(birth_date_max) then 'birth' end
            ], lambda x: x is not null) as disagreements,
            max(seen_on) filter (is_minor) as minor_on,
            {days}, {expressions}
        from mention
        group by pseudonym, role
    )
    select person.* exclude (disagreements), {picked},
        birth.value[1] as birth_date_min, birth.value[2] as birth_date_max,
        birth.decided as decided_birth_year_min, birth.decided as decided_birth_year_max,
        birth.rule as rule_birth_year_min, birth.rule as rule_birth_year_max,
        form.value as principal_exploitation_code,
        form.decided as decided_principal_exploitation_code,
        form.rule as rule_principal_exploitation_code,
        case when {_too_old("person.minor_on", "birth.value[2]")}
            then list_append(disagreements, 'is_minor') else disagreements end as contradictions
    from person
    left join birth using (pseudonym)
    left join form using (pseudonym)
    {joins}
    order by pseudonym
    """
    return connection.sql(query).to_arrow_table()


def ranked(
    name: str,
    statements: str,
    of_list: str,
    order: Sequence[str],
    by: Sequence[str] = ("pseudonym",),
) -> str:
    """The SQL of what survives of what is said, and by which rule.

    Args:
        name: what is decided, to tell one query from another.
        statements: a query of mentions with ``value``; an empty value says nothing.
        of_list: the code list of the values; empty where they are no codes.
        order: names of ``_MEASURES``, what counts first first.
        by: of whom one value survives.

    Returns:
        A query of ``by``, ``value``, ``decided`` (a record) and ``rule``.
    """
    who = ", ".join(by)
    measured = ", ".join(f"{_MEASURES[one]} as {one}" for one in order)
    first = ", ".join(f"{one} nulls last" for one in order)
    beaten = ", ".join(f"lead({one}) over rivals as {one}_of_next" for one in order)
    branches = " ".join(f"when {one} is distinct from {one}_of_next then '{one}'" for one in order)
    named = next((_NAMED[one] for one in order[:2] if one in _NAMED), _BEST)
    return f"""
        select {who}, value, decided,
            case when not is_contested then 'only_said' {branches} else '{order[-1]}' end as rule
        from (
            select *, {beaten}, lead(value) over rivals is not null as is_contested,
                row_number() over rivals as place
            from (
                select {who}, value, first(record_id order by {named}) as decided, {measured}
                from ({statements}) as said_{name}
                left join precedence on list = '{of_list}' and code = value::text
                where value is not null
                group by {who}, value
            )
            window rivals as (partition by {who} order by {first}, value)
        )
        where place = 1
    """


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
    differs = ", ".join(
        f"case when m.{a} <> s.{a} and {_known(f'm.{a}')} then '{a}' end" for a in COMPARED
    )
    apart = "m.birth_date_min > s.birth_date_max or m.birth_date_max < s.birth_date_min"
    births = ", ".join(f"case when {apart} then '{a}' end" for a in BIRTH)
    too_old = _too_old("m.seen_on", "s.birth_date_max")
    minor = f"case when m.is_minor and {too_old} then 'is_minor' end"
    return connection.sql(
        f"""
        select m.record_id, '{{' || concat_ws(', ', {chosen}) || '}}' as chosen,
            list_filter([{differs}, {births}, {minor}], lambda x: x is not null) as contradicts
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


def _said(attribute: str) -> str:
    # Where an accused exploited or was met is a fact of the case, not of the person.
    of = " where role = 'victim'" if attribute in PLACES_OF_VICTIMS else ""
    return f"select *, {attribute} as value from mention{of}"


def _known(code: str) -> str:
    return f"{code} not like 'UNKNOWN%'"


def _too_old(day: str, born: str) -> str:
    """Whoever was born by then was 18 on that day."""
    return f"{born} <= {day} - interval 18 year"


def _rule(attribute: str) -> str:
    if attribute in LISTS or attribute in BIRTH:
        return f"s.rule_{attribute}"
    return f"'{next(iter(RULES[attribute]))}'"


def _decided(attribute: str, order: str, of: str | None = None) -> str:
    stated = of or order
    return (
        f"first(record_id order by {order}, {_BEST}) filter ({stated} is not null)"
        f" as decided_{attribute}"
    )
