-- Quelles peines sont prononcées, par la décision qui compte : la dernière ?
-- What sentences are passed, by the decision that counts: the last?
select verdict, count(*) as persons, count(*) filter (where is_life) as life,
    percentile_cont(0.5) within group (order by months_firm) as median_months_firm,
    sum(fine_xaf) as fines_xaf, sum(damages_xaf) as damages_xaf
from warehouse.judgment
where is_standing and decided_on between '2026-01-01' and '2026-12-31'
group by verdict
order by verdict
