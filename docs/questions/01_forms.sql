-- Combien de victimes, pour quelle exploitation, enfants et adultes ?
-- How many victims, for what exploitation, children and adults?
select principal_exploitation_code as exploitation,
    count(*) filter (where age_group_at_detection = 'child') as children,
    count(*) filter (where age_group_at_detection = 'adult') as adults,
    count(*) filter (where age_group_at_detection = 'unknown') as unknown_age,
    count(*) as victims
from warehouse.victim
where first_seen_on between '2026-01-01' and '2026-12-31'
group by principal_exploitation_code
order by exploitation nulls last
