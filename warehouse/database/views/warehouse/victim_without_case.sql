drop view if exists warehouse.victim_without_case cascade;

create view warehouse.victim_without_case as
select v.victim_id, v.sex, v.age_group_at_detection, v.origin_prefecture_code,
    v.exploitation_prefecture_code, v.detection_prefecture_code, v.first_seen_on,
    v.principal_exploitation_code, v.source_ids
from warehouse.victim v
where not exists (select from warehouse.case_victim c where c.victim_id = v.victim_id);

comment on view warehouse.victim_without_case is
'Victimes qu''aucun dossier ne porte.
Victims whom no case file holds.';
comment on column warehouse.victim_without_case.victim_id is
'la victime, en pseudonyme
the victim, by pseudonym';
comment on column warehouse.victim_without_case.sex is
'sexe (codes: sex)
sex (codes: sex)';
comment on column warehouse.victim_without_case.age_group_at_detection is
'groupe d''âge à la détection (codes: age_group)
age group on detection (codes: age_group)';
comment on column warehouse.victim_without_case.origin_prefecture_code is
'préfecture d''où elle vient (codes: geography)
préfecture she is from (codes: geography)';
comment on column warehouse.victim_without_case.exploitation_prefecture_code is
'préfecture des faits (codes: geography)
préfecture of the facts (codes: geography)';
comment on column warehouse.victim_without_case.detection_prefecture_code is
'préfecture où une source l''a rencontrée (codes: geography)
préfecture where a source met her (codes: geography)';
comment on column warehouse.victim_without_case.first_seen_on is
'le jour où une source l''a vue
the first day a source met her';
comment on column warehouse.victim_without_case.principal_exploitation_code is
'la forme principale (codes: exploitation)
the principal form (codes: exploitation)';
comment on column warehouse.victim_without_case.source_ids is
'les exports qui la nomment
the exports that mention her';
