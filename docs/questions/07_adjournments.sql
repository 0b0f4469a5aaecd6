-- Pourquoi les audiences sont-elles renvoyées ? Un motif vide : nul ne le dit.
-- Why are hearings adjourned? An empty reason: not told.
select court_code as court, adjournment_code as reason, count(*) as accused,
    count(distinct (case_id, held_on)) as hearings
from warehouse.hearing
where held_on between '2026-01-01' and '2026-12-31'
    and (adjournment_code is not null or adjourned_to is not null)
group by court_code, adjournment_code
order by court, reason nulls last
