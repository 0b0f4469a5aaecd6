-- Des affaires ouvertes, combien arrivent au tribunal, au jugement, à la condamnation ?
-- Of the cases opened, how many come to court, to judgment, to a conviction?
with opened as (
    select case_id from warehouse.case_file
    where opened_on between '2026-01-01' and '2026-12-31'
)
select
    count(*) as opened,
    count(p.case_id) as prosecuted,
    count(h.case_id) as heard,
    count(j.case_id) as judged,
    count(*) filter (where j.is_convicted) as convicted
from opened o
left join (select distinct case_id from warehouse.prosecution) p on p.case_id = o.case_id
left join (select distinct case_id from warehouse.hearing) h on h.case_id = o.case_id
left join (
    select g.case_id, bool_or(g.is_standing and v.attributes ->> 'is_conviction' = 'true')
        as is_convicted
    from warehouse.judgment g
    left join warehouse.dim_code v on v.list = 'verdict' and v.code = g.verdict
    where g.effect <> 'none'
    group by g.case_id) j on j.case_id = o.case_id
