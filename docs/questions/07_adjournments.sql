-- Pourquoi les audiences sont-elles renvoyées ?
-- Why are hearings adjourned?
select court_code as court, adjournment_code as reason, count(*) as accused,
    count(distinct (case_id, held_on)) as hearings
from warehouse.hearing
where held_on between '2026-01-01' and '2026-12-31' and adjournment_code is not null
group by court_code, adjournment_code
order by court, reason
