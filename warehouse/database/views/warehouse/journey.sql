drop view if exists warehouse.journey cascade;

create view warehouse.journey as
-- One row per accused and act, with what the act says of the journey: grouped once, instead of a
-- table each and all of them joined. An array stands for "of the first row by …": the least array
-- is that of the least first words, and an unknown word comes last.
with act as (
    select case_id, suspect_id, stage as suspect_stage, stage_on, null::date as prosecution_on,
        null::date as instruction_on, null::text[] as prosecution_court,
        null::text[] as prosecution, null::text[] as unnamed, null::date as held_on,
        null::text[] as hearing_court, null::date as decided_on, null::text[] as judgment,
        null::text[] as standing, null::boolean as is_final, null::boolean as is_appealed,
        null::date as appeal_filed_on, 'suspect' as kind
    from warehouse.case_suspect
    union all
    select case_id, suspect_id, null, null, registered_on,
        case when orientation = 'INFORMATION' then oriented_on end,
        array[to_char(registered_on, 'YYYYMMDD'), prosecution_id, court_code],
        array[lpad((date '9999-12-31' - oriented_on)::text, 7, '0'), prosecution_id, orientation],
        case when suspect_id is null then array[prosecution_id, stage] end,
        null, null, null, null, null, null, null, null, 'prosecution'
    from warehouse.prosecution
    union all
    select case_id, suspect_id, null, null, null, null, null, null, null, held_on,
        array[to_char(held_on, 'YYYYMMDD'), hearing_id, court_code],
        null, null, null, null, null, null, 'hearing'
    from warehouse.hearing
    union all
    -- A judgment reserved or put off is none yet.
    select case_id, suspect_id, null, null, null, null, null, null, null, null,
        case when effect = 'none'
            then array[to_char(decided_on, 'YYYYMMDD'), judgment_id, court_code] end,
        case when effect <> 'none' then decided_on end,
        case when effect <> 'none'
            then array[to_char(decided_on, 'YYYYMMDD'), judgment_id, verdict, court_code] end,
        case when is_standing then array[decided_on::text, verdict] end, is_final,
        is_appealed, appeal_filed_on, case when effect <> 'none' then 'judgment' end
    from warehouse.judgment
),
accused as (
    select case_id, suspect_id, max(suspect_stage) as suspect_stage, max(stage_on) as stage_on,
        min(prosecution_on) as prosecution_on, min(instruction_on) as instruction_on,
        (min(prosecution_court))[3] as prosecution_court, (min(prosecution))[3] as orientation,
        min(unnamed) as unnamed,
        bool_or(kind = 'prosecution') as is_prosecuted,
        min(held_on) as first_hearing_on, max(held_on) as last_hearing_on,
        count(*) filter (where kind = 'hearing')::integer as hearings_count,
        (min(hearing_court))[3] as hearing_court,
        min(decided_on) as judgment_on, min(judgment) as judgment, min(standing) as standing,
        bool_and(is_final) as is_final,
        bool_or(is_appealed) as is_appealed, min(appeal_filed_on) as appeal_on,
        coalesce(bool_or(kind = 'judgment'), false) as is_judged
    from act
    group by case_id, suspect_id
),
-- What a court above judged after the first judgment: its first day, and its last word. Of judgments
-- alone: a second use of `accused` would make PostgreSQL group the acts of the whole country for the
-- journey of one case.
appeal as (
    select g.case_id, coalesce(g.suspect_id, '') as accused,
        min(g.decided_on) as appeal_judged_on,
        (array_agg(g.verdict order by g.decided_on desc, g.instance desc, g.judgment_id))[1]
            as appeal_verdict
    from warehouse.judgment g
    where g.instance > 1 and g.effect <> 'none' and exists (
        select from warehouse.judgment e
        where e.case_id = g.case_id and e.suspect_id is not distinct from g.suspect_id
            and e.effect <> 'none' and e.decided_on < g.decided_on)
    group by g.case_id, coalesce(g.suspect_id, '')
),
complaint as (
    select case_id, min(filed_on) as complaint_on, min(referred_on) as referral_on,
        bool_or(referred_on is not null or outcome_code in ('TRANSMIS_PARQUET', 'DEFERE'))
            as is_referred
    from warehouse.complaint
    group by case_id
),
reached as (
    select c.case_id, a.suspect_id,
        coalesce(a.judgment[4], a.hearing_court, a.prosecution_court, c.court_code) as court_code,
        c.principal_exploitation_code, c.opened_on,
        k.complaint_on, k.referral_on, coalesce(k.is_referred, false) as is_referred,
        a.prosecution_on, a.orientation, a.instruction_on,
        a.first_hearing_on, a.last_hearing_on, coalesce(a.hearings_count, 0) as hearings_count,
        a.judgment_on, a.judgment[3] as first_verdict, a.standing[1]::date as decided_on,
        a.standing[2] as verdict, a.is_final,
        case when u.case_id is not null then true else a.is_appealed end as is_appealed,
        a.appeal_on, u.appeal_judged_on, u.appeal_verdict,
        coalesce(a.is_prosecuted, false) as is_prosecuted,
        coalesce(a.is_judged, false) as is_judged,
        coalesce(a.unnamed[2], a.suspect_stage, case when a.case_id is null then c.stage end)
            as stage,
        coalesce(a.stage_on, case when a.case_id is null then c.stage_on end) as stage_on
    from warehouse.case_file c
    left join accused a on a.case_id = c.case_id
    left join complaint k on k.case_id = c.case_id
    left join appeal u on u.case_id = c.case_id and u.accused = coalesce(a.suspect_id, '')
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
    r.appeal_judged_on - coalesce(r.appeal_on, r.judgment_on) as days_appeal_to_decision,
    r.first_verdict, r.decided_on, r.is_final,
    case when coalesce((g.attributes ->> 'is_terminal')::boolean, false) or r.stage = 'EXECUTION'
        then r.stage_on end as ended_on
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
'l''issue de la décision qui compte : la dernière sur cette personne dans ce dossier ; vide là où elle fut annulée (codes: verdict)
outcome of the decision that counts: the last on this person in this case; empty where it was annulled (codes: verdict)';
comment on column warehouse.journey.is_convicted is
'la décision qui compte condamne
the decision that counts convicts';
comment on column warehouse.journey.is_appealed is
'un appel est signalé, ou une juridiction supérieure a jugé
an appeal was lodged, or a court above judged';
comment on column warehouse.journey.is_prosecuted is
'un registre de parquet le porte
a prosecutor''s register holds it';
comment on column warehouse.journey.is_judged is
'un jugement le porte ; un délibéré n''en est pas un
a judgment holds it; a judgment reserved is none';
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
'le dernier mot des juridictions supérieures (codes: verdict)
the last word of the courts above (codes: verdict)';
comment on column warehouse.journey.days_judgment_to_appeal is
'jours du jugement à l''appel
days from the judgment to the appeal';
comment on column warehouse.journey.days_appeal_to_decision is
'jours de l''appel, ou du jugement si le jour de l''appel n''est pas dit, à la décision de la juridiction supérieure
days from the appeal, or from the judgment where the day of the appeal is not told, to the decision of the court above';
comment on column warehouse.journey.first_verdict is
'l''issue du premier jugement, même si une décision plus récente l''a remplacé (codes: verdict)
the outcome of the first judgment, even where a later decision took its place (codes: verdict)';
comment on column warehouse.journey.decided_on is
'le jour de la décision qui compte, la dernière
the day of the decision that counts, the last one';
comment on column warehouse.journey.is_final is
'plus aucun recours n''est ouvert contre elle ; vide : le greffe ne le dit pas
no appeal against it is open any more; empty: the registry does not tell';
comment on column warehouse.journey.ended_on is
'le jour où il a pris fin ; vide : il dure, ou nul ne dit ce jour
the day it ended; empty: it goes on, or nobody tells the day';
