"""Persons as they were: one row per person, role and time during which the exports say the same."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.load.star.survivorship import LISTS, ORDERS, ranked

# What may change of a person, as an analyst may see it.
STATES: Mapping[str, tuple[str, ...]] = {
    "victim_state": (
        "nationality",
        "origin_prefecture_code",
        "exploitation_prefecture_code",
        "detection_prefecture_code",
        "victim_status_code",
        "displacement_code",
        "reintegration_code",
    ),
    "suspect_state": ("nationality", "origin_prefecture_code"),
}


def query(name: str) -> str:
    """The SQL that shapes ``victim_state`` or ``suspect_state``, over ``mention``.

    What a month does not say holds on from before. Of a month that says two things, the one that
    survives by the order of its attribute stands (``survivorship``). The age group is told by years
    of birth alone, as an analyst has them: a day on which it turned would be a day of birth. In the
    year in which a person turns 18 it is that of the first day on which a source met the person, if
    that was in the same year. Whom an export of minors alone has was one until that day.
    """
    role = name.removesuffix("_state")
    attributes = STATES[name]
    stated = ", ".join(attributes)
    months = ("pseudonym", "month_said")
    voted = ", ".join(
        f"v_{one} as ("
        + ranked(one, f"select *, {one} as value from said", LISTS[one], ORDERS[one], months)
        + ")"
        for one in attributes
    )
    joined = " ".join(f"left join v_{one} using (pseudonym, month_said)" for one in attributes)
    most = ", ".join(f"v_{one}.value as {one}" for one in attributes)
    held = ", ".join(f"last_value(m.{one} ignore nulls) over past as {one}" for one in attributes)
    return f"""
    with said as (
        select *, coalesce(period, strftime(seen_on, '%Y-%m')) as month_said
        from mention
        where role = '{role}'
    ),
    {voted},
    gathered as (
        select pseudonym, month_said,
            list(distinct source_id) as source_ids, list(record_id) as record_ids
        from said
        where month_said is not null
        group by pseudonym, month_said
    ),
    monthly as (
        select pseudonym, strptime(month_said || '-01', '%Y-%m-%d')::date as month, {most},
            source_ids, record_ids
        from gathered {joined}
    ),
    held as (
        select m.pseudonym, m.month, {held}, m.source_ids, m.record_ids,
            case
                when year(m.month) - p.birth_year_min < 18 then 'child'
                when year(m.month) - p.birth_year_max > 18 then 'adult'
                when year(m.month) = year(p.first_seen_on) then p.age_group_at_detection
                when p.minor_on >= m.month then 'child'
                else 'unknown'
            end as age_group
        from monthly m
        join (
            select t.*, s.minor_on from shaped_{role} t
            join survivor s on s.pseudonym = t.{role}_id
        ) p on p.{role}_id = m.pseudonym
        window past as (
            partition by m.pseudonym order by m.month
            rows between unbounded preceding and current row
        )
    ),
    turned as (
        select *,
            row(age_group, {stated}) is distinct from
                lag(row(age_group, {stated})) over (partition by pseudonym order by month)
                as is_new
        from held
    ),
    counted as (
        select *, sum(is_new::integer) over (
            partition by pseudonym order by month rows between unbounded preceding and current row
        ) as nth
        from turned
    ),
    one as (
        select pseudonym as {role}_id, min(month) as valid_from, age_group, {stated},
            list_sort(list_distinct(flatten(list(source_ids)))) as source_ids,
            list_sort(flatten(list(record_ids))) as record_ids
        from counted
        group by pseudonym, nth, age_group, {stated}
    )
    select {role}_id, valid_from,
        (lead(valid_from) over (partition by {role}_id order by valid_from) - interval 1 day)::date
            as valid_to,
        * exclude ({role}_id, valid_from)
    from one
    order by {role}_id, valid_from
    """
