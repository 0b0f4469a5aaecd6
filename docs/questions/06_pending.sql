-- Combien de prévenus attendent leur jugement, par juridiction ?
-- How many accused wait for their judgment, by court?
select p.court_code as court, count(*) as accused, count(distinct p.case_id) as cases,
    min(p.registered_on) as oldest
from warehouse.prosecution p
where p.registered_on between '2026-01-01' and '2026-12-31'
    and not exists (
        select from warehouse.judgment j
        where j.case_id = p.case_id and j.suspect_id is not distinct from p.suspect_id)
    and not exists (
        select from warehouse.case_file c where c.case_id = p.case_id and c.closed_on is not null)
group by p.court_code
order by court
