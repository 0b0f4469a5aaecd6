drop view if exists warehouse.journey cascade;

create view warehouse.journey as
with accused as (
    select case_id, suspect_id from warehouse.case_suspect
    union
    select case_id, suspect_id from warehouse.prosecution
    union
    select case_id, suspect_id from warehouse.hearing
    union
    select case_id, suspect_id from warehouse.judgment
),
complaint as (
    select case_id, min(filed_on) as complaint_on, min(referred_on) as referral_on,
        bool_or(referred_on is not null or outcome_code in ('TRANSMIS_PARQUET', 'DEFERE'))
            as is_referred
    from warehouse.complaint
    group by case_id
),
prosecution as (
    select case_id, coalesce(suspect_id, '') as accused,
        min(registered_on) as prosecution_on,
        min(oriented_on) filter (where orientation = 'INFORMATION') as instruction_on,
        min(court_code) as court_code,
        (array_agg(orientation order by oriented_on desc nulls last, prosecution_id))[1]
            as orientation
    from warehouse.prosecution
    group by case_id, coalesce(suspect_id, '')
),
hearing as (
    select case_id, coalesce(suspect_id, '') as accused,
        min(held_on) as first_hearing_on,
        max(held_on) as last_hearing_on,
        count(*)::integer as hearings_count,
        min(court_code) as court_code
    from warehouse.hearing
    group by case_id, coalesce(suspect_id, '')
),
judgment as (
    select case_id, coalesce(suspect_id, '') as accused,
        min(decided_on) as judgment_on,
        (array_agg(verdict order by decided_on nulls last, judgment_id))[1] as verdict,
        (array_agg(court_code order by decided_on nulls last, judgment_id))[1] as court_code,
        bool_or(is_appealed) as is_appealed,
        min(appeal_filed_on) as appeal_on
    from warehouse.judgment
    group by case_id, coalesce(suspect_id, '')
),
-- What a court above judged after the first judgment.
appeal as (
    select a.case_id, coalesce(a.suspect_id, '') as accused,
        min(a.decided_on) as appeal_judged_on,
        (array_agg(a.verdict order by a.decided_on, a.judgment_id))[1] as appeal_verdict
    from warehouse.judgment a
    join warehouse.dim_code t on t.list = 'court' and t.code = a.court_code
        and t.attributes ->> 'level' in ('CA', 'CASS')
    join judgment j on j.case_id = a.case_id and j.accused = coalesce(a.suspect_id, '')
        and j.judgment_on < a.decided_on
    group by a.case_id, coalesce(a.suspect_id, '')
),
reached as (
    select c.case_id, a.suspect_id,
        coalesce(j.court_code, h.court_code, p.court_code, c.court_code) as court_code,
        c.principal_exploitation_code, c.opened_on, c.facts_prefecture_code,
        k.complaint_on, k.referral_on, coalesce(k.is_referred, false) as is_referred,
        p.prosecution_on, p.orientation, p.instruction_on,
        h.first_hearing_on, h.last_hearing_on, coalesce(h.hearings_count, 0) as hearings_count,
        j.judgment_on, j.verdict,
        case when u.case_id is not null then true else j.is_appealed end as is_appealed,
        j.appeal_on, u.appeal_judged_on, u.appeal_verdict,
        p.case_id is not null as is_prosecuted, j.case_id is not null as is_judged,
        coalesce(r.stage, s.stage, case when a.case_id is null then c.stage end) as stage
    from warehouse.case_file c
    left join accused a on a.case_id = c.case_id
    left join complaint k on k.case_id = c.case_id
    left join prosecution p on p.case_id = c.case_id and p.accused = coalesce(a.suspect_id, '')
    left join hearing h on h.case_id = c.case_id and h.accused = coalesce(a.suspect_id, '')
    left join judgment j on j.case_id = c.case_id and j.accused = coalesce(a.suspect_id, '')
    left join appeal u on u.case_id = c.case_id and u.accused = coalesce(a.suspect_id, '')
    left join warehouse.case_suspect s
        on s.case_id = c.case_id and s.suspect_id = a.suspect_id
    left join lateral (
        select q.stage from warehouse.prosecution q
        where q.case_id = c.case_id and q.suspect_id is null and a.suspect_id is null
        order by q.prosecution_id limit 1
    ) r on true
)
select
    r.case_id, r.suspect_id, r.court_code,
    r.principal_exploitation_code as exploitation_code,
    extract(year from least(r.complaint_on, r.prosecution_on, r.opened_on))::integer as cohort_year,
    r.complaint_on, r.referral_on, r.prosecution_on, r.orientation, r.instruction_on,
    r.first_hearing_on, r.last_hearing_on, r.hearings_count, r.judgment_on, r.verdict,
    coalesce((v.attributes ->> 'is_conviction')::boolean, false) as is_convicted,
    r.is_appealed, r.is_prosecuted, r.is_judged, r.stage,
    coalesce((g.attributes ->> 'is_terminal')::boolean, false) or r.stage = 'EXECUTION'
        as is_ended,
    r.referral_on - r.complaint_on as days_complaint_to_referral,
    r.prosecution_on - r.referral_on as days_referral_to_prosecution,
    r.prosecution_on - r.complaint_on as days_complaint_to_prosecution,
    r.first_hearing_on - r.prosecution_on as days_prosecution_to_hearing,
    r.judgment_on - r.first_hearing_on as days_hearing_to_judgment,
    r.judgment_on - r.prosecution_on as days_prosecution_to_judgment,
    r.judgment_on - r.complaint_on as days_complaint_to_judgment,
    to_char(least(r.complaint_on, r.prosecution_on, r.opened_on), 'YYYY-MM') as cohort_month,
    r.is_referred,
    r.instruction_on - r.prosecution_on as days_prosecution_to_instruction,
    r.first_hearing_on - r.instruction_on as days_instruction_to_hearing,
    r.appeal_on, r.appeal_judged_on, r.appeal_verdict,
    r.appeal_on - r.judgment_on as days_judgment_to_appeal,
    r.appeal_judged_on - coalesce(r.appeal_on, r.judgment_on) as days_appeal_to_decision
from reached r
left join warehouse.dim_code v on v.list = 'verdict' and v.code = r.verdict
left join warehouse.dim_code g on g.list = 'stage' and g.code = r.stage;

comment on view warehouse.journey is
'Le parcours, de la plainte au jugement et à l''appel : une ligne par dossier et par accusé, et par dossier sans accusé.
The journey from complaint to judgment and appeal: one row per case and accused, and per case without one.';
comment on column warehouse.journey.case_id is
'le dossier
the case';
comment on column warehouse.journey.suspect_id is
'l''accusé, en pseudonyme ; vide : aucun n''est nommé
the accused, by pseudonym; empty: nobody is named';
comment on column warehouse.journey.court_code is
'la juridiction (codes: court)
the court (codes: court)';
comment on column warehouse.journey.exploitation_code is
'la forme principale d''exploitation (codes: exploitation)
the principal form of exploitation (codes: exploitation)';
comment on column warehouse.journey.cohort_year is
'l''année de la plainte, du registre ou de la première trace, la plus ancienne
the year of the complaint, the register or the first trace, the earliest';
comment on column warehouse.journey.complaint_on is
'le jour de la première plainte
day of the first complaint';
comment on column warehouse.journey.referral_on is
'le jour de la transmission au parquet ; la plupart des exports ne le disent pas (voir is_referred)
day it was sent to the prosecutor; most exports do not say it (see is_referred)';
comment on column warehouse.journey.prosecution_on is
'le jour d''enregistrement au parquet
day it was registered by the prosecutor';
comment on column warehouse.journey.orientation is
'la dernière orientation (codes: orientation)
the last orientation (codes: orientation)';
comment on column warehouse.journey.instruction_on is
'le jour d''ouverture de l''information
day the judicial investigation was opened';
comment on column warehouse.journey.first_hearing_on is
'le jour de la première audience
day of the first hearing';
comment on column warehouse.journey.last_hearing_on is
'le jour de la dernière audience
day of the last hearing';
comment on column warehouse.journey.hearings_count is
'le nombre d''audiences
how many hearings';
comment on column warehouse.journey.judgment_on is
'le jour du premier jugement
day of the first judgment';
comment on column warehouse.journey.verdict is
'l''issue du premier jugement (codes: verdict)
outcome of the first judgment (codes: verdict)';
comment on column warehouse.journey.is_convicted is
'le premier jugement condamne
the first judgment convicts';
comment on column warehouse.journey.is_appealed is
'un appel est signalé, ou une juridiction supérieure a jugé
an appeal was lodged, or a court above judged';
comment on column warehouse.journey.is_prosecuted is
'un registre de parquet le porte
a prosecutor''s register holds it';
comment on column warehouse.journey.is_judged is
'un jugement le porte
a judgment holds it';
comment on column warehouse.journey.stage is
'l''étape atteinte (codes: stage)
the stage reached (codes: stage)';
comment on column warehouse.journey.is_ended is
'terminé : jugé, classé ou exécuté
ended: judged, closed or enforced';
comment on column warehouse.journey.days_complaint_to_referral is
'jours de la plainte à la transmission ; négatif si les dates se contredisent
days from complaint to referral; negative where the dates contradict';
comment on column warehouse.journey.days_referral_to_prosecution is
'jours de la transmission à l''enregistrement
days from referral to registration';
comment on column warehouse.journey.days_complaint_to_prosecution is
'jours de la plainte à l''enregistrement
days from complaint to registration';
comment on column warehouse.journey.days_prosecution_to_hearing is
'jours de l''enregistrement à la première audience
days from registration to the first hearing';
comment on column warehouse.journey.days_hearing_to_judgment is
'jours de la première audience au jugement
days from the first hearing to the judgment';
comment on column warehouse.journey.days_prosecution_to_judgment is
'jours de l''enregistrement au jugement
days from registration to the judgment';
comment on column warehouse.journey.days_complaint_to_judgment is
'jours de la plainte au jugement
days from complaint to the judgment';
comment on column warehouse.journey.cohort_month is
'le mois de la plainte, du registre ou de la première trace, AAAA-MM
the month of the complaint, the register or the first trace, YYYY-MM';
comment on column warehouse.journey.is_referred is
'une plainte du dossier fut transmise au parquet : par son jour, ou par la suite que l''unité a notée sans jour
a complaint of the case was sent to the prosecutor: by its day, or by the outcome that the unit noted without one';
comment on column warehouse.journey.days_prosecution_to_instruction is
'jours de l''enregistrement à l''ouverture de l''information
days from registration to the opening of the judicial investigation';
comment on column warehouse.journey.days_instruction_to_hearing is
'jours de l''ouverture de l''information à la première audience
days from the opening of the judicial investigation to the first hearing';
comment on column warehouse.journey.appeal_on is
'le jour de l''appel, là où le greffe le dit
the day of the appeal, where the registry tells it';
comment on column warehouse.journey.appeal_judged_on is
'le jour où une cour d''appel ou de cassation a jugé après le premier jugement
the day on which a court of appeal or cassation judged after the first judgment';
comment on column warehouse.journey.appeal_verdict is
'l''issue de ce jugement (codes: verdict)
the outcome of that judgment (codes: verdict)';
comment on column warehouse.journey.days_judgment_to_appeal is
'jours du jugement à l''appel
days from the judgment to the appeal';
comment on column warehouse.journey.days_appeal_to_decision is
'jours de l''appel, ou du jugement si le jour de l''appel n''est pas dit, à la décision de la juridiction supérieure
days from the appeal, or from the judgment where the day of the appeal is not told, to the decision of the court above';
