drop view if exists warehouse.ic_tip_perpetrator cascade;

create view warehouse.ic_tip_perpetrator as
select
    s.suspect_id as perpetrator_id,
    c.case_id as event_id,
    s.sex,
    s.age_group_at_detection,
    s.nationality,
    s.origin_prefecture_code,
    c.relationship_codes,
    c.stage,
    c.stage_on,
    array(
        select distinct q.article_code from warehouse.charge q
        where q.case_id = c.case_id and q.suspect_id = s.suspect_id and q.article_code is not null
        order by 1
    ) as article_codes,
    exists (
        select from warehouse.judgment g
        join warehouse.dim_code v on v.list = 'verdict' and v.code = g.verdict
        where g.case_id = c.case_id and g.suspect_id = s.suspect_id and g.is_standing
            and (v.attributes ->> 'is_conviction')::boolean
    ) as is_convicted,
    s.source_ids as reporting_source_ids
from warehouse.suspect s
left join warehouse.case_suspect c on c.suspect_id = s.suspect_id;

comment on view warehouse.ic_tip_perpetrator is
'IC-TIP, l''auteur présumé : une ligne par mis en cause et événement ; présumé innocent tant que is_convicted est faux. Pour compter des personnes, compter distinct perpetrator_id.
IC-TIP, the perpetrator: one row per suspect and event; presumed innocent as long as is_convicted is false. To count persons, count distinct perpetrator_id.';
comment on column warehouse.ic_tip_perpetrator.perpetrator_id is
'le mis en cause, en pseudonyme (warehouse.suspect)
the suspect, by pseudonym (warehouse.suspect)';
comment on column warehouse.ic_tip_perpetrator.event_id is
'l''événement (warehouse.ic_tip_event) ; vide sans dossier
the event (warehouse.ic_tip_event); empty without a case';
comment on column warehouse.ic_tip_perpetrator.sex is
'M ou F (codes: sex)
M or F (codes: sex)';
comment on column warehouse.ic_tip_perpetrator.age_group_at_detection is
'groupe d''âge le premier jour (codes: age_group)
age group on the first day (codes: age_group)';
comment on column warehouse.ic_tip_perpetrator.nationality is
'nationalité, ISO 3166-1
nationality, ISO 3166-1';
comment on column warehouse.ic_tip_perpetrator.origin_prefecture_code is
'préfecture d''où vient la personne (codes: geography)
préfecture the person is from (codes: geography)';
comment on column warehouse.ic_tip_perpetrator.relationship_codes is
'lien avec les victimes (codes: relationship)
relation to the victims (codes: relationship)';
comment on column warehouse.ic_tip_perpetrator.stage is
'jusqu''où la procédure est allée (codes: stage)
how far the procedure came (codes: stage)';
comment on column warehouse.ic_tip_perpetrator.stage_on is
'le jour où elle y est arrivée
the day it came there';
comment on column warehouse.ic_tip_perpetrator.article_codes is
'articles reprochés, toutes étapes (codes: article)
articles charged, at all steps (codes: article)';
comment on column warehouse.ic_tip_perpetrator.is_convicted is
'condamné dans cet événement, par la dernière décision
convicted in this event, by the last decision';
comment on column warehouse.ic_tip_perpetrator.reporting_source_ids is
'les exports qui le mentionnent
the exports that mention the person';
