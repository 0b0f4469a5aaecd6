drop view if exists warehouse.journey_delay cascade;

create view warehouse.journey_delay as
select
    step.name as step,
    case grouping(court_code, cohort_year, cohort_month)
        when 7 then 'all' when 3 then 'court' when 5 then 'cohort' when 1 then 'court_cohort'
        when 4 then 'month' else 'court_month' end as scope,
    court_code, cohort_year, cohort_month,
    percentile_cont(0.5) within group (order by step.days) filter (where step.days >= 0)
        as median_days,
    count(*) filter (where step.days >= 0) as measured_count,
    count(*) filter (where step.days < 0) as contradictory_count
from warehouse.journey,
    lateral (values
        ('complaint_to_referral', days_complaint_to_referral),
        ('referral_to_prosecution', days_referral_to_prosecution),
        ('complaint_to_prosecution', days_complaint_to_prosecution),
        ('prosecution_to_instruction', days_prosecution_to_instruction),
        ('instruction_to_hearing', days_instruction_to_hearing),
        ('prosecution_to_hearing', days_prosecution_to_hearing),
        ('hearing_to_judgment', days_hearing_to_judgment),
        ('prosecution_to_judgment', days_prosecution_to_judgment),
        ('complaint_to_judgment', days_complaint_to_judgment),
        ('judgment_to_appeal', days_judgment_to_appeal),
        ('appeal_to_decision', days_appeal_to_decision)
    ) as step (name, days)
where step.days is not null
group by grouping sets (
    (step.name), (step.name, court_code), (step.name, cohort_year),
    (step.name, court_code, cohort_year), (step.name, cohort_year, cohort_month),
    (step.name, court_code, cohort_year, cohort_month));

comment on view warehouse.journey_delay is
'Délais médians par étape, par juridiction et par cohorte (année ou mois). Un appel dont nul ne dit le jour n''a pas de délai ; sa décision se compte alors du premier jugement. Seuls comptent les parcours qui ont les deux dates : ceux qui attendent encore n''y sont pas, et le vrai délai est plus long que celui qu''on lit.
Median delays by step, by court and by cohort (year or month). An appeal whose day nobody tells has no delay; its decision is then counted from the first judgment. Only journeys with both dates count: those that still wait are not in it, and the true delay is longer than the one shown.';
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
'jours, médiane
days, median';
comment on column warehouse.journey_delay.measured_count is
'parcours mesurés
journeys measured';
comment on column warehouse.journey_delay.contradictory_count is
'parcours dont les dates se contredisent, hors de la médiane
journeys whose dates contradict, left out of the median';
