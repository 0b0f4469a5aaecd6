-- Dans quelles préfectures, et de quelles formes, les victimes sont-elles connues ?
-- In which préfectures are victims known, and of which forms?
select g.name as prefecture, v.principal_exploitation_code as exploitation, count(*) as victims
from warehouse.victim v
join warehouse.dim_geography g on g.place_code = v.prefecture_code
where v.first_seen_on between '2026-01-01' and '2026-12-31'
group by g.name, v.principal_exploitation_code
order by prefecture, exploitation nulls last
