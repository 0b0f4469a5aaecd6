drop view if exists case_law.sherloc_decision cascade;

-- No victim by herself: how many, and how many of them children. No id but the decision's own.
create view case_law.sherloc_decision as
with victims as (
    select case_id, count(*) as known_count,
        count(*) filter (where age_group = 'adult') as adult_count,
        count(*) filter (where age_group = 'child') as child_count
    from warehouse.case_victim
    group by case_id
),
pronounced as (
    select j.decision_id, count(*) as defendants_count,
        array_agg(distinct o.attributes ->> 'sherloc') as offences,
        bool_or(o.attributes ->> 'is_tip' = 'true') as is_tip,
        bool_or(j.offence_code = 'TIP_ATTEMPT') as is_attempt,
        bool_or(j.offence_code = 'TIP_COMPLICITY') as is_complicity
    from case_law.decision_judgment j
    left join warehouse.dim_code o on o.list = 'offence' and o.code = j.offence_code
    group by j.decision_id
)
select
    d.decision_id,
    d.title,
    d.decided_on,
    d.decision_number,
    d.rp_number,
    c.label_fr as court,
    p.name as court_seat,
    concat_ws(', ', c.label_fr, d.decided_on::text, 'n° ' || d.decision_number) as citation,
    d.facts,
    d.reasons,
    d.operative_part,
    case when n.is_tip or exists (
        select from warehouse.dim_article a
        where a.article_code = any (d.article_codes) and a.is_tip
    ) then 'Trafficking in persons' end as crime_type,
    -- SHERLOC parts trafficking by the age of the victims, the court's qualification does not: of
    -- adults is only said where every victim is known to be one.
    nullif(array_remove(case
        when v.adult_count = greatest(v.known_count, f.victims_declared) then n.offences
        else array_remove(n.offences, 'Trafficking in persons (adults)')
    end, null), '{}') as offences,
    (select array_agg(distinct m.sherloc) from warehouse.dim_means m
     where m.means_code = any (d.means_codes) and m.sherloc is not null) as means,
    (select array_agg(distinct e.sherloc) from warehouse.dim_exploitation e
     where e.exploitation_code = any (d.exploitation_codes) and e.sherloc is not null) as purposes,
    (select array_agg(distinct s.sector) from case_law.sherloc_sector s
     where s.exploitation_code = any (d.exploitation_codes)) as sectors,
    d.keywords,
    nullif(array_remove(array[
        case when n.is_attempt then 'attempted offence' end,
        case when n.is_complicity then 'participant, facilitator, accessory' end
    ], null), '{}') as liability,
    case when n.decision_id is not null then 'Criminal' end as proceeding_type,
    case
        when coalesce(l.level, c.level) = 'CASS' then 'Court of cassation'
        when coalesce(l.level, c.level) = 'CA' then 'Court of appeal'
        when coalesce(l.level, c.level) is not null then 'Court of first instance'
    end as latest_ruling,
    coalesce(l.decided_on, d.decided_on) as latest_ruling_on,
    f.victims_declared,
    v.known_count as victims_known,
    v.adult_count as victims_adult,
    v.child_count as victims_child,
    v.known_count - v.adult_count - v.child_count as victims_age_unknown,
    n.defendants_count
from case_law.decision d
left join warehouse.dim_court c on c.court_code = d.court_code
left join warehouse.dim_place p on p.place_code = c.place_code
left join warehouse.case_file f on f.case_id = d.case_id
left join victims v on v.case_id = d.case_id
left join pronounced n on n.decision_id = d.decision_id
left join lateral (
    select k.level, j.decided_on
    from warehouse.judgment j
    join warehouse.dim_court k on k.court_code = j.court_code
    where j.case_id = d.case_id and j.decided_on is not null and j.effect <> 'none'
    order by j.decided_on desc, j.instance desc, k.court_code
    limit 1
) l on true;

comment on view case_law.sherloc_decision is
'Ce que l''entrepôt sait d''une fiche SHERLOC, une ligne par décision ; ce qu''il ne sait pas est vide (sherloc.yml dit chaque champ).
What the warehouse knows of a SHERLOC record, a row per decision; what it does not know is empty (sherloc.yml says each field).';
comment on column case_law.sherloc_decision.decision_id is
'La décision.
The decision.';
comment on column case_law.sherloc_decision.title is
'L''intitulé, les parties par leurs initiales.
The title, parties by initials.';
comment on column case_law.sherloc_decision.decided_on is
'Le jour de la décision.
The day of the decision.';
comment on column case_law.sherloc_decision.decision_number is
'Le numéro de la décision.
The number of the decision.';
comment on column case_law.sherloc_decision.rp_number is
'Le numéro du registre du parquet.
The number in the prosecutor''s register.';
comment on column case_law.sherloc_decision.court is
'La juridiction.
The court.';
comment on column case_law.sherloc_decision.court_seat is
'Le siège de la juridiction.
The seat of the court.';
comment on column case_law.sherloc_decision.citation is
'Juridiction, jour et numéro.
Court, day and number.';
comment on column case_law.sherloc_decision.facts is
'Les faits, tels qu''écrits.
The facts, as written.';
comment on column case_law.sherloc_decision.reasons is
'Les motifs, tels qu''écrits.
The grounds, as written.';
comment on column case_law.sherloc_decision.operative_part is
'Le dispositif, tel qu''écrit.
The operative part, as written.';
comment on column case_law.sherloc_decision.crime_type is
'Traite des personnes, si un article visé ou une qualification l''est.
Trafficking in persons, if an article or a qualification is.';
comment on column case_law.sherloc_decision.offences is
'Les infractions, dans les mots de SHERLOC.
The offences, in SHERLOC''s words.';
comment on column case_law.sherloc_decision.means is
'Les moyens, dans les mots de SHERLOC ; ceux qu''il n''a pas restent dans les mots-clés.
The means, in SHERLOC''s words; those it lacks stay in the keywords.';
comment on column case_law.sherloc_decision.purposes is
'Les fins d''exploitation, dans les mots de SHERLOC.
The purposes of exploitation, in SHERLOC''s words.';
comment on column case_law.sherloc_decision.sectors is
'Les secteurs, là où la forme le dit (sherloc_sector).
The sectors, where the form says it (sherloc_sector).';
comment on column case_law.sherloc_decision.keywords is
'Les mots-clés, tels qu''écrits.
The keywords, as written.';
comment on column case_law.sherloc_decision.liability is
'Tentative ou complicité, si une qualification le dit.
Attempt or complicity, if a qualification says it.';
comment on column case_law.sherloc_decision.proceeding_type is
'Pénale, si un jugement pénal y répond.
Criminal, if a criminal judgment answers it.';
comment on column case_law.sherloc_decision.latest_ruling is
'Le degré de la dernière juridiction qui ait jugé le dossier.
The level of the last court that judged the case.';
comment on column case_law.sherloc_decision.latest_ruling_on is
'Le jour de ce dernier jugement.
The day of that last judgment.';
comment on column case_law.sherloc_decision.victims_declared is
'Combien de victimes disent les registres, dans ce dossier.
How many victims the registers state, in this case.';
comment on column case_law.sherloc_decision.victims_known is
'Combien de victimes sont connues par une ligne, dans ce dossier.
How many victims are known by a row, in this case.';
comment on column case_law.sherloc_decision.victims_adult is
'Combien d''entre elles étaient adultes.
How many of them were adults.';
comment on column case_law.sherloc_decision.victims_child is
'Combien d''entre elles avaient moins de dix-huit ans.
How many of them were under eighteen.';
comment on column case_law.sherloc_decision.victims_age_unknown is
'Combien d''entre elles sont d''âge inconnu.
How many of them are of unknown age.';
comment on column case_law.sherloc_decision.defendants_count is
'Combien de personnes la décision juge.
How many persons the decision judges.';
