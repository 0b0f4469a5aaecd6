-- Combien de jours de la poursuite au jugement, par juridiction ?
-- How many days from prosecution to judgment, by court?
select j.court_code as court, count(*) as judged,
    percentile_cont(0.5) within group (order by j.decided_on - p.registered_on) as median_days
from warehouse.judgment j
join warehouse.prosecution p on p.case_id = j.case_id and p.suspect_id = j.suspect_id
where j.decided_on between '2026-01-01' and '2026-12-31'
group by j.court_code
order by court
