drop view if exists warehouse.journey_delay cascade;

-- Who still waits has waited at least so long: the median of Kaplan and Meier counts her among those
-- at risk until the last day that any export tells of, or the day on which the journey ended without
-- that step. The median of those alone who came to the end of a step is beside it, and too short.
create view warehouse.journey_delay as
with until as (
    select greatest((select max(filed_on) from warehouse.complaint),
        (select max(registered_on) from warehouse.prosecution),
        (select max(held_on) from warehouse.hearing),
        (select max(decided_on) from warehouse.judgment)) as on_day
),
spell as (
    select step.name as step, j.court_code, j.cohort_year, j.cohort_month,
        step.to_on is not null as is_over,
        coalesce(step.to_on, j.ended_on, u.on_day) - step.from_on as days
    from warehouse.journey_rows j
    cross join until u
    cross join lateral (
        select j.is_judged as judged, j.is_judged or j.first_hearing_on is not null as heard,
            j.is_judged or j.first_hearing_on is not null or j.is_prosecuted as prosecuted
    ) past
    cross join lateral (values
        ('complaint_to_referral', j.complaint_on, j.referral_on, past.prosecuted or j.is_referred),
        ('referral_to_prosecution', j.referral_on, j.prosecution_on, past.prosecuted),
        ('complaint_to_prosecution', j.complaint_on, j.prosecution_on, past.prosecuted),
        -- Not every journey comes to a judicial investigation, nor to an appeal.
        ('prosecution_to_instruction', j.prosecution_on, j.instruction_on, true),
        ('instruction_to_hearing', j.instruction_on, j.first_hearing_on, past.heard),
        ('prosecution_to_hearing', j.prosecution_on, j.first_hearing_on, past.heard),
        ('hearing_to_judgment', j.first_hearing_on, j.judgment_on, past.judged),
        ('prosecution_to_judgment', j.prosecution_on, j.judgment_on, past.judged),
        ('complaint_to_judgment', j.complaint_on, j.judgment_on, past.judged),
        ('judgment_to_appeal', j.judgment_on, j.appeal_on, true),
        ('appeal_to_decision', coalesce(j.appeal_on, case when j.is_appealed then j.judgment_on end),
            j.appeal_judged_on, j.appeal_judged_on is not null)
    ) as step (name, from_on, to_on, is_past)
    where step.from_on is not null and (step.to_on is not null or not step.is_past)
),
told as (
    select step, grouping(court_code, cohort_year, cohort_month) as cut, court_code, cohort_year,
        cohort_month,
        percentile_cont(0.5) within group (order by days) filter (where is_over and days >= 0)
            as median_days_of_the_ended,
        count(*) filter (where is_over and days >= 0) as measured_count,
        count(*) filter (where not is_over and days >= 0) as waiting_count,
        count(*) filter (where days < 0) as contradictory_count
    from spell
    group by grouping sets (
        (step), (step, court_code), (step, cohort_year), (step, court_code, cohort_year),
        (step, cohort_year, cohort_month), (step, court_code, cohort_year, cohort_month))
),
day as (
    select step, grouping(court_code, cohort_year, cohort_month) as cut, court_code, cohort_year,
        cohort_month, days, count(*) filter (where is_over) as over, count(*) as n
    from spell
    where days >= 0
    group by grouping sets (
        (step, days), (step, court_code, days), (step, cohort_year, days),
        (step, court_code, cohort_year, days), (step, cohort_year, cohort_month, days),
        (step, court_code, cohort_year, cohort_month, days))
),
risk as (
    select *, sum(n) over (
        partition by step, cut, court_code, cohort_year, cohort_month order by days desc
    ) as at_risk
    from day
),
curve as (
    select *, sum(case when over = at_risk then -100 else ln(1 - over / at_risk) end) over (
        partition by step, cut, court_code, cohort_year, cohort_month order by days
    ) as log_share
    from risk
),
half as (
    select step, cut, court_code, cohort_year, cohort_month, min(days) as median_days
    from curve
    where log_share <= ln(0.5) + 1e-9
    group by step, cut, court_code, cohort_year, cohort_month
)
select
    t.step,
    case t.cut when 7 then 'all' when 3 then 'court' when 5 then 'cohort' when 1 then 'court_cohort'
        when 4 then 'month' else 'court_month' end as scope,
    t.court_code, t.cohort_year, t.cohort_month,
    h.median_days, t.median_days_of_the_ended, t.measured_count, t.waiting_count,
    t.contradictory_count
from told t
left join half h on h.step = t.step and h.cut = t.cut
    and h.court_code is not distinct from t.court_code
    and h.cohort_year is not distinct from t.cohort_year
    and h.cohort_month is not distinct from t.cohort_month;

comment on view warehouse.journey_delay is
'Délais médians par étape, par juridiction et par cohorte (année ou mois). Qui attend encore a attendu au moins jusqu''au dernier jour dont un export parle : la médiane de Kaplan-Meier le compte, celle des seuls parcours achevés (trop courte) est à côté. Un appel dont nul ne dit le jour n''a pas de délai ; sa décision se compte alors du premier jugement.
Median delays by step, by court and by cohort (year or month). Who still waits has waited at least until the last day that any export tells of: the median of Kaplan and Meier counts it, that of the ended alone (too short) is beside it. An appeal whose day nobody tells has no delay; its decision is then counted from the first judgment.';
comment on column warehouse.journey_delay.step is
'de quelle étape à quelle étape
from which step to which';
comment on column warehouse.journey_delay.scope is
'ce que la ligne compte : all, court, cohort, court_cohort (année), month, court_month (mois)
what the row counts: all, court, cohort, court_cohort (year), month, court_month';
comment on column warehouse.journey_delay.court_code is
'la juridiction ; vide aussi pour toutes (voir scope)
the court; empty for all as well (see scope)';
comment on column warehouse.journey_delay.cohort_year is
'l''année ; vide aussi pour toutes (voir scope)
the year; empty for all as well (see scope)';
comment on column warehouse.journey_delay.cohort_month is
'le mois, AAAA-MM ; vide aussi pour tous (voir scope)
the month, YYYY-MM; empty for all as well (see scope)';
comment on column warehouse.journey_delay.median_days is
'jours, médiane de Kaplan-Meier ; vide : moins de la moitié y est arrivée
days, median of Kaplan and Meier; empty: fewer than half came to it';
comment on column warehouse.journey_delay.median_days_of_the_ended is
'jours, médiane des seuls parcours achevés : trop courte
days, median of those alone that came to it: too short';
comment on column warehouse.journey_delay.measured_count is
'parcours mesurés
journeys measured';
comment on column warehouse.journey_delay.contradictory_count is
'parcours dont les dates se contredisent, hors de la médiane
journeys whose dates contradict, left out of the median';
comment on column warehouse.journey_delay.waiting_count is
'parcours qui attendent encore, ou ont pris fin sans cette étape
journeys that still wait, or ended without that step';
