-- Dans quelles préfectures, et de quelles formes : d'où viennent les victimes, où sont-elles
-- exploitées, où sont-elles rencontrées ? Vide : nul ne le dit.
-- In which préfectures, and of which forms: where are victims from, exploited, met? Empty: not told.
select p.place, g.name as prefecture, v.principal_exploitation_code as exploitation,
    count(*) as victims
from warehouse.victim v
cross join lateral (values
    ('detection', v.detection_prefecture_code),
    ('exploitation', v.exploitation_prefecture_code),
    ('origin', v.origin_prefecture_code)) as p (place, code)
left join warehouse.dim_geography g on g.place_code = p.code
where v.first_seen_on between '2026-01-01' and '2026-12-31'
group by p.place, g.name, v.principal_exploitation_code
order by p.place, prefecture nulls last, exploitation nulls last
