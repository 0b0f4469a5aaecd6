-- One row per police report of a case; its lines in the register are one complaint. Where no number
-- is told, those that one unit took on one day are.
with c as (
    select *, coalesce(pv_number, concat_ws('|', '', source_id, unit_code, filed_on)) as named
    from said_complaint
),
-- What became of it is what became of the accused of whom it went furthest: each by the newest word
-- that knows, and closed for one is not closed while it goes on for another. What was sent to the
-- prosecutor was sent, whatever the unit did afterwards.
newest as (
    select j.case_id, c.named, c.outcome_code, s.is_sent, s.is_terminal, s.rank, c.period, c.record_id
    from c
    join joins j on j.record_id = c.record_id
    left join pseudonyms p on p.mention_id = c.suspect_record_id
    left join (
        select o.code, o.rank, o.stage = 'DEFERE' as is_sent, g.is_terminal
        from stages o join stages g on g.list = 'stage' and g.code = o.stage
        where o.list = 'police_outcome'
    ) s on s.code = c.outcome_code
    where c.outcome_code is not null
    qualify row_number() over (
        partition by j.case_id, c.named, p.pseudonym
        order by s.rank is null, s.is_sent desc, c.period desc nulls last, s.is_terminal, s.rank desc,
            c.outcome_code, c.record_id
    ) = 1
),
outcome as (
    select case_id, named,
        first(outcome_code order by rank is null, is_sent desc, is_terminal, rank desc,
            period desc nulls last, outcome_code) as outcome_code
    from newest
    group by case_id, named
)
select
    'K' || substr(md5(j.case_id || '|' || c.named), 1, 16) as complaint_id,
    j.case_id,
    first(c.unit_code order by c.period, c.record_id) filter (c.unit_code is not null) as unit_code,
    c.pv_number,
    min(c.filed_on) as filed_on,
    first(o.outcome_code) as outcome_code,
    min(c.referred_on) as referred_on,
    arg_max(c.offence_code, c.period || c.record_id) filter (c.offence_code is not null)
        as offence_code,
    list_sort(list_distinct(flatten(list(c.article_codes) filter (c.article_codes is not null))))
        as article_codes,
    bool_or(c.is_suspect_unnamed) as has_unknown_suspect,
    count(*) filter (c.heard_role = 'witness') as witnesses_count,
    count(*) filter (c.heard_role = 'complainant') as complainants_count,
    list_sort(list(distinct c.source_id)) as source_ids,
    list_sort(list(c.record_id)) as record_ids,
    max(c.period) as period
from c
join joins j on j.record_id = c.record_id
left join outcome o on o.case_id = j.case_id and o.named = c.named
group by j.case_id, c.pv_number, c.named
order by complaint_id
