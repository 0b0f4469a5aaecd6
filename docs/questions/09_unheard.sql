-- Combien de victimes aidées n'ont aucune affaire, par service qui les a orientées ?
-- How many assisted victims have no case, by the service that referred them?
select a.referred_by_code as referred_by, count(distinct a.victim_id) as victims
from warehouse.assistance a
where a.provided_on between '2026-01-01' and '2026-12-31' and a.victim_id is not null
    and not exists (select from warehouse.case_victim c where c.victim_id = a.victim_id)
group by a.referred_by_code
order by referred_by nulls last
