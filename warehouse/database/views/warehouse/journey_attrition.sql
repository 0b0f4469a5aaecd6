drop view if exists warehouse.journey_attrition cascade;

create view warehouse.journey_attrition as
select
    case grouping(court_code, cohort_year, cohort_month)
        when 7 then 'all' when 3 then 'court' when 5 then 'cohort' when 1 then 'court_cohort'
        when 4 then 'month' else 'court_month' end as scope,
    court_code, cohort_year, cohort_month,
    count(*) as journeys_count,
    count(complaint_on) as complaint_count,
    count(*) filter (where is_referred) as referral_count,
    count(referral_on) as referral_dated_count,
    count(*) filter (where is_prosecuted) as prosecution_count,
    count(instruction_on) as instruction_count,
    count(first_hearing_on) as hearing_count,
    count(*) filter (where is_judged) as judgment_count,
    count(*) filter (where is_convicted) as conviction_count,
    count(*) filter (where is_appealed) as appeal_count,
    count(appeal_judged_on) as appeal_judged_count,
    count(*) filter (where is_ended and not is_judged) as ended_without_judgment_count,
    count(*) filter (where not is_ended and not is_judged) as open_count
from warehouse.journey_rows
group by grouping sets (
    (), (court_code), (cohort_year), (court_code, cohort_year), (cohort_year, cohort_month),
    (court_code, cohort_year, cohort_month));

comment on view warehouse.journey_attrition is
'Combien de parcours ont atteint chaque étape, par juridiction et par cohorte (année ou mois) ; ceux qui sont encore ouverts sont comptés à part de ceux qui ont pris fin. Un parcours compte à une étape dès qu''un export la dit, datée ou non : transmission, poursuite, jugement et appel comptent sans jour ; plainte, information et audience sont comptées par leur jour.
How many journeys reached each stage, by court and by cohort (year or month); those still open are told apart from those that ended. A journey counts at a stage as soon as an export says so, with a day or without: referral, prosecution, judgment and appeal count without one; complaint, investigation and hearing are counted by their day.';
comment on column warehouse.journey_attrition.scope is
'ce que la ligne compte : all, court, cohort, court_cohort (année), month, court_month (mois)
what the row counts: all, court, cohort, court_cohort (year), month, court_month';
comment on column warehouse.journey_attrition.court_code is
'la juridiction ; vide aussi pour toutes (voir scope)
the court; empty for all as well (see scope)';
comment on column warehouse.journey_attrition.cohort_year is
'l''année ; vide aussi pour toutes (voir scope)
the year; empty for all as well (see scope)';
comment on column warehouse.journey_attrition.cohort_month is
'le mois, AAAA-MM ; vide aussi pour tous (voir scope)
the month, YYYY-MM; empty for all as well (see scope)';
comment on column warehouse.journey_attrition.journeys_count is
'tous les parcours
all journeys';
comment on column warehouse.journey_attrition.complaint_count is
'avec une plainte
with a complaint';
comment on column warehouse.journey_attrition.referral_count is
'transmis au parquet, par un jour ou par la suite que l''unité a notée ; une poursuite dont la plainte n''en dit rien n''y est pas
sent to the prosecutor, by a day or by the outcome that the unit noted; a prosecution whose complaint says nothing of it is not in it';
comment on column warehouse.journey_attrition.referral_dated_count is
'dont le jour de la transmission est dit : ceux-là seuls ont un délai dans journey_delay
whose day of referral is told: only these have a delay in journey_delay';
comment on column warehouse.journey_attrition.prosecution_count is
'au registre du parquet
in the prosecutor''s register';
comment on column warehouse.journey_attrition.instruction_count is
'avec une information ouverte
with a judicial investigation';
comment on column warehouse.journey_attrition.hearing_count is
'appelés à une audience
heard at least once';
comment on column warehouse.journey_attrition.judgment_count is
'jugés
judged';
comment on column warehouse.journey_attrition.conviction_count is
'condamnés au premier jugement
convicted by the first judgment';
comment on column warehouse.journey_attrition.appeal_count is
'en appel
appealed';
comment on column warehouse.journey_attrition.appeal_judged_count is
'jugés aussi par une juridiction supérieure
judged by a court above as well';
comment on column warehouse.journey_attrition.ended_without_judgment_count is
'terminés sans jugement
ended without a judgment';
comment on column warehouse.journey_attrition.open_count is
'encore ouverts
still open';
