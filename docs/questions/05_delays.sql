-- Combien de jours de la poursuite au premier jugement, par juridiction ? Qui attend encore compte :
-- jusqu'ici pour la médiane de Kaplan-Meier, pas du tout pour celle des seuls jugés, trop courte.
-- How many days from prosecution to the first judgment, by court? Who still waits counts so far in
-- the median of Kaplan and Meier, and not at all in that of the judged alone, which is too short.
with last as (
    select greatest((select max(registered_on) from warehouse.prosecution),
        (select max(held_on) from warehouse.hearing),
        (select max(decided_on) from warehouse.judgment)) as on_day
),
waited as (
    select p.court_code as court, j.decided_on is not null as is_judged,
        coalesce(j.decided_on, l.on_day) - p.registered_on as days
    from warehouse.prosecution p
    cross join last l
    left join lateral (
        select min(g.decided_on) as decided_on from warehouse.judgment g
        where g.case_id = p.case_id and g.suspect_id is not distinct from p.suspect_id
            and g.effect <> 'none') j on true
    left join warehouse.dim_code s on s.list = 'stage' and s.code = p.stage
    where p.registered_on between '2026-01-01' and '2026-12-31'
        and (j.decided_on is not null or s.attributes ->> 'is_terminal' = 'false')
),
day as (
    select court, days, count(*) filter (where is_judged) as judged,
        sum(count(*)) over (partition by court order by days desc) as at_risk
    from waited where days >= 0 group by court, days
),
curve as (
    select court, days, sum(case when judged = at_risk then -100 else ln(1 - judged / at_risk) end)
        over (partition by court order by days) as log_share
    from day
)
select w.court, count(*) filter (where is_judged) as judged,
    count(*) filter (where not is_judged) as waiting,
    percentile_cont(0.5) within group (order by w.days) filter (where is_judged)
        as median_days_of_the_judged,
    (select min(c.days) from curve c
     where c.court is not distinct from w.court and c.log_share <= ln(0.5) + 1e-9)
        as median_days
from waited w
where w.days >= 0
group by w.court
order by w.court nulls last
