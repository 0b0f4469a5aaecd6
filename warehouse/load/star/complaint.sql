-- One row per police report of a case; its lines in the register are one complaint. Where no number
-- is told, those that one unit took on one day are.
select
    'K' || substr(md5(j.case_id || '|' || c.named), 1, 16) as complaint_id,
    j.case_id,
    first(c.unit_code order by c.period, c.record_id) filter (c.unit_code is not null) as unit_code,
    c.pv_number,
    min(c.filed_on) as filed_on,
    arg_max(c.outcome_code, c.period || c.record_id) filter (c.outcome_code is not null)
        as outcome_code,
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
from (
    select *, coalesce(pv_number, concat_ws('|', '', source_id, unit_code, filed_on)) as named
    from said_complaint
) c
join joins j on j.record_id = c.record_id
group by j.case_id, c.pv_number, c.named
order by complaint_id
