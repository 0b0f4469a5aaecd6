-- Par quels moyens les victimes sont-elles tenues ? Vide : nul ne le dit.
-- By what means of control are victims held? Empty: not told.
select means, count(*) as victims
from warehouse.victim
left join unnest(means_codes) as means on true
where first_seen_on between '2026-01-01' and '2026-12-31'
group by means
order by victims desc, means nulls last
