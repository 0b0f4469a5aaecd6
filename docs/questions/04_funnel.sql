-- Des affaires ouvertes, combien arrivent au tribunal, au jugement, à la condamnation ?
-- Of the cases opened, how many come to court, to judgment, to a conviction?
with opened as (
    select case_id from warehouse.case_file
    where opened_on between '2026-01-01' and '2026-12-31'
)
select
    count(*) as opened,
    count(*) filter (where exists (
        select from warehouse.prosecution p where p.case_id = opened.case_id)) as prosecuted,
    count(*) filter (where exists (
        select from warehouse.hearing h where h.case_id = opened.case_id)) as heard,
    count(*) filter (where exists (
        select from warehouse.judgment j where j.case_id = opened.case_id)) as judged,
    count(*) filter (where exists (
        select from warehouse.judgment j
        where j.case_id = opened.case_id and j.verdict = 'CONDAMNE')) as convicted
from opened
