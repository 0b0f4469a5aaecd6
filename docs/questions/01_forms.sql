-- Combien de victimes, pour quelle exploitation, enfants et adultes ?
-- How many victims, for what exploitation, children and adults?
select principal_exploitation_code as exploitation,
    count(*) filter (where birth_year_min > extract(year from first_seen_on) - 18) as children,
    count(*) filter (where birth_year_max < extract(year from first_seen_on) - 18) as adults,
    count(*) as victims
from warehouse.victim
where first_seen_on between '2026-01-01' and '2026-12-31'
group by principal_exploitation_code
order by exploitation nulls last
