-- Combien de mis en cause le sont dans plusieurs affaires, et combien ont été condamnés ?
-- How many suspects are so in several cases, and how many were convicted?
select s.cases_count as cases, count(*) as suspects,
    count(*) filter (where exists (
        select from warehouse.judgment j
        join warehouse.dim_code v on v.list = 'verdict' and v.code = j.verdict
        where j.suspect_id = s.suspect_id and j.is_standing
            and v.attributes ->> 'is_conviction' = 'true')) as convicted
from warehouse.suspect s
where s.cases_count > 1
group by s.cases_count
order by cases
