-- One row per case: from the first complaint to the last judgment.
with cases as (select distinct case_id from joins),
complaint as (
    select
        case_id,
        min(filed_on) as filed_on,
        list_sort(list(distinct pv_number) filter (pv_number is not null)) as pv_numbers,
        first(unit_code order by filed_on nulls last, complaint_id)
            filter (unit_code is not null) as unit_code
    from shaped_complaint
    group by case_id
),
court as (
    select
        case_id,
        min(on_day) as first_on,
        first(court_code order by on_day nulls last, court_code) as court_code,
        list_sort(list(distinct rp_number) filter (rp_number is not null)) as rp_numbers,
        list_sort(list(distinct ri_number) filter (ri_number is not null)) as ri_numbers,
        arg_max(victims_declared, on_day) filter (victims_declared is not null) as victims_declared
    from (
        select case_id, registered_on as on_day, court_code, rp_number, ri_number, victims_declared
        from shaped_prosecution
        union all
        select case_id, held_on, court_code, rp_number, null, null from shaped_hearing
        union all
        select case_id, decided_on, court_code, rp_number, null, null from shaped_judgment
    )
    group by case_id
),
-- A row that names nobody (an unknown author, no victim yet) still tells the facts of its case.
of_nobody as (
    select record_id, source_id, period, coalesce(filed_on, referred_on) as seen_on, facts_on_min,
        facts_on_max, facts_place_code, exploitation_codes, means_codes, act_codes,
        recruitment_codes
    from said_complaint
    where suspect_record_id is null and victim_record_id is null
    union all
    select record_id, source_id, period, registered_on, facts_on_min, facts_on_max,
        facts_place_code, exploitation_codes, means_codes, act_codes, recruitment_codes
    from said_prosecution
    where suspect_record_id is null
),
told as (
    select case_id, record_id, source_id, period, seen_on, facts_on_min, facts_on_max,
        facts_place_code, exploitation_prefecture_code as facts_prefecture_code,
        exploitation_codes, means_codes, act_codes, recruitment_codes
    from mention
    where case_id is not null
    union all
    select j.case_id, o.record_id, o.source_id, o.period, o.seen_on, o.facts_on_min,
        o.facts_on_max, o.facts_place_code, p.prefecture_code, o.exploitation_codes, o.means_codes,
        o.act_codes, o.recruitment_codes
    from of_nobody o
    join joins j on j.record_id = o.record_id
    left join places p on p.place_code = o.facts_place_code and p.is_present
),
facts as (
    select
        case_id,
        min(seen_on) as seen_on,
        min(facts_on_min) as facts_on_min,
        max(facts_on_max) as facts_on_max,
        list_sort(list(distinct source_id)) as source_ids,
        list_sort(list(record_id)) as record_ids,
        max(period) as period
    from told
    group by case_id
),
-- Said most, then said last; then as the code list has it.
prefecture as (
    select case_id, facts_prefecture_code
    from told
    left join precedence on list = 'geography' and code = facts_prefecture_code
    where facts_prefecture_code is not null
    group by case_id, facts_prefecture_code
    qualify row_number() over (
        partition by case_id order by count(*) desc, max(period) desc nulls last, min(nth)
    ) = 1
),
-- The préfecture of the day of the facts. Where it has changed and the day is not known, or the
-- facts lasted over the change, nobody can say which: it stays empty.
place as (
    select case_id, facts_place_code as place_code
    from told
    join prefecture using (case_id, facts_prefecture_code)
    left join precedence on list = 'geography' and code = facts_place_code
    group by case_id, facts_place_code
    qualify row_number() over (
        partition by case_id order by count(*) desc, max(period) desc nulls last, min(nth)
    ) = 1
),
past as (
    select f.case_id, p.prefecture_code
    from facts f
    join place l on l.case_id = f.case_id
    join places p on p.place_code = l.place_code
        and (p.is_present and p.span = 1
            or f.facts_on_min >= coalesce(p.valid_from, date '0001-01-01')
            and f.facts_on_max <= coalesce(p.valid_to, date '9999-12-31'))
),
-- A form is chosen as for a person: see survivorship.
form as (
    select case_id, code, count(*) as said, max(period) as period, min(nth) as nth,
        bool_and(coalesce(is_generic, false)) as is_generic,
        bool_and(coalesce(is_unsure, false)) as is_unsure
    from (select case_id, period, unnest(exploitation_codes) as code from told)
    left join (select * from precedence where list = 'exploitation') using (code)
    group by case_id, code
),
forms as (
    select
        case_id,
        list_sort(list(code)) as exploitation_codes,
        first(code order by is_generic, is_unsure, said desc, period desc nulls last, nth, code)
            as principal_exploitation_code
    from form
    group by case_id
),
methods as (
    select
        case_id,
        list_sort(list_distinct(flatten(list(means_codes) filter (means_codes is not null))))
            as means_codes,
        list_sort(list_distinct(flatten(list(act_codes) filter (act_codes is not null))))
            as act_codes,
        list_sort(list_distinct(flatten(
            list(recruitment_codes) filter (recruitment_codes is not null))))
            as recruitment_codes
    from told
    group by case_id
),
victims as (select case_id, count(*) as n from shaped_case_victim group by case_id),
suspects as (select case_id, count(*) as n from shaped_case_suspect group by case_id),
stage as (
    select c.case_id, c.stage, c.stage_on
    from shaped_case_suspect c join stages s on s.list = 'stage' and s.code = c.stage
    qualify row_number() over (
        partition by c.case_id order by s.rank desc, c.stage_on desc nulls last, c.stage
    ) = 1
),
-- A case ends with the last of its accused, and not while an appeal waits.
ended as (
    select c.case_id, max(c.stage_on) as closed_on
    from (
        select case_id, stage, stage_on from shaped_case_suspect
        union all
        select case_id, stage, oriented_on from shaped_prosecution where suspect_id is null
    ) c
    left join stages s on s.list = 'stage' and s.code = c.stage
    group by c.case_id
    having bool_and(coalesce(s.is_terminal, false))
)
select
    c.case_id,
    least(k.filed_on, t.first_on, f.seen_on) as opened_on,
    e.closed_on,
    coalesce(g.stage, 'SIGNALE') as stage,
    case when g.stage is null then least(k.filed_on, t.first_on, f.seen_on) else g.stage_on end
        as stage_on,
    k.unit_code,
    t.court_code,
    k.pv_numbers,
    t.rp_numbers,
    t.ri_numbers,
    f.facts_on_min,
    f.facts_on_max,
    r.facts_prefecture_code,
    q.prefecture_code as facts_prefecture_then_code,
    o.principal_exploitation_code,
    o.exploitation_codes,
    n.means_codes,
    n.act_codes,
    n.recruitment_codes,
    coalesce(v.n, 0) as victims_count,
    t.victims_declared,
    coalesce(s.n, 0) as suspects_count,
    f.source_ids,
    f.record_ids,
    f.period
from cases c
left join complaint k using (case_id)
left join court t using (case_id)
left join facts f using (case_id)
left join prefecture r using (case_id)
left join past q using (case_id)
left join forms o using (case_id)
left join methods n using (case_id)
left join victims v using (case_id)
left join suspects s using (case_id)
left join stage g using (case_id)
left join ended e using (case_id)
order by c.case_id
