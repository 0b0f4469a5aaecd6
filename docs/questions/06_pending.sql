-- Combien de prévenus attendent leur premier jugement, par juridiction ?
-- How many accused wait for their first judgment, by court?
select p.court_code as court, count(*) as accused, count(distinct p.case_id) as cases,
    min(p.registered_on) as oldest
from warehouse.prosecution p
where p.registered_on between '2026-01-01' and '2026-12-31'
    and not exists (
        select from warehouse.judgment j
        where j.case_id = p.case_id and j.suspect_id is not distinct from p.suspect_id
            and j.effect <> 'none')
    and not exists (
        select from warehouse.dim_code s
        where s.list = 'stage' and s.code = p.stage and s.attributes ->> 'is_terminal' = 'true')
group by p.court_code
order by court nulls last
