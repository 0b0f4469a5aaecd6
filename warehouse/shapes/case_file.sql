-- One row per case: from the first complaint to the last judgment.
with cases as (select distinct case_id from joins),
complaint as (
    select
        case_id,
        min(filed_on) as filed_on,
        list_sort(list(distinct pv_number)) as pv_numbers,
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
        max(victims_declared) as victims_declared
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
facts as (
    select
        case_id,
        min(seen_on) as seen_on,
        min(facts_on_min) as facts_on_min,
        max(facts_on_max) as facts_on_max,
        mode(facts_prefecture_code order by record_id) as facts_prefecture_code,
        list_sort(list(distinct source_id)) as source_ids,
        list_sort(list(record_id)) as record_ids,
        max(period) as period
    from mention
    where case_id is not null
    group by case_id
),
form as (
    select case_id, code, count(*) as said
    from (select case_id, unnest(exploitation_codes) as code from mention where case_id is not null)
    group by case_id, code
),
forms as (
    select
        case_id,
        list_sort(list(code)) as exploitation_codes,
        first(code order by said desc, code) as principal_exploitation_code
    from form
    group by case_id
),
means as (
    select case_id, list_sort(list(distinct code)) as means_codes
    from (select case_id, unnest(means_codes) as code from mention where case_id is not null)
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
)
select
    c.case_id,
    least(k.filed_on, t.first_on, f.seen_on) as opened_on,
    null::date as closed_on,
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
    f.facts_prefecture_code,
    o.principal_exploitation_code,
    o.exploitation_codes,
    n.means_codes,
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
left join forms o using (case_id)
left join means n using (case_id)
left join victims v using (case_id)
left join suspects s using (case_id)
left join stage g using (case_id)
order by c.case_id
