-- Par quels moyens les victimes sont-elles tenues ?
-- By what means of control are victims held?
select means, count(*) as victims
from warehouse.victim
cross join unnest(means_codes) as means
where first_seen_on between '2026-01-01' and '2026-12-31'
group by means
order by victims desc, means
