drop view if exists warehouse.ic_tip_victim cascade;

create view warehouse.ic_tip_victim as
select
    v.victim_id,
    c.case_id as event_id,
    v.sex,
    v.age_group_at_detection,
    v.nationality,
    v.origin_prefecture_code,
    v.exploitation_prefecture_code,
    v.detection_prefecture_code,
    v.victim_status_code,
    v.displacement_code,
    coalesce(c.exploitation_codes, v.exploitation_codes) as exploitation_codes,
    coalesce(c.means_codes, v.means_codes) as means_codes,
    (select min(r.received_on) from warehouse.referral r where r.victim_id = v.victim_id)
        as referred_on,
    (select min(a.provided_on) from warehouse.assistance a where a.victim_id = v.victim_id)
        as assisted_on,
    v.reintegration_code,
    v.is_consenting,
    v.source_ids as reporting_source_ids,
    coalesce(c.act_codes, v.act_codes) as act_codes,
    coalesce(c.recruitment_codes, v.recruitment_codes) as recruitment_codes,
    coalesce(c.relationship_codes, v.relationship_codes) as relationship_codes
from warehouse.victim v
left join warehouse.case_victim c on c.victim_id = v.victim_id;

comment on view warehouse.ic_tip_victim is
'IC-TIP, la victime : une ligne par victime et événement, une seule pour la victime sans dossier. Pour compter des victimes, compter distinct victim_id.
IC-TIP, the victim: one row per victim and event, one for a victim without a case. To count victims, count distinct victim_id.';
comment on column warehouse.ic_tip_victim.victim_id is
'la victime, en pseudonyme
the victim, by pseudonym';
comment on column warehouse.ic_tip_victim.event_id is
'l''événement (warehouse.ic_tip_event) ; vide sans dossier
the event (warehouse.ic_tip_event); empty without a case';
comment on column warehouse.ic_tip_victim.sex is
'M ou F (codes: sex)
M or F (codes: sex)';
comment on column warehouse.ic_tip_victim.age_group_at_detection is
'groupe d''âge le premier jour (codes: age_group)
age group on the first day (codes: age_group)';
comment on column warehouse.ic_tip_victim.nationality is
'nationalité, ISO 3166-1
nationality, ISO 3166-1';
comment on column warehouse.ic_tip_victim.origin_prefecture_code is
'préfecture d''où elle vient (codes: geography)
préfecture she is from (codes: geography)';
comment on column warehouse.ic_tip_victim.exploitation_prefecture_code is
'préfecture des faits (codes: geography)
préfecture of the facts (codes: geography)';
comment on column warehouse.ic_tip_victim.detection_prefecture_code is
'préfecture où une source l''a rencontrée (codes: geography)
préfecture where a source met her (codes: geography)';
comment on column warehouse.ic_tip_victim.victim_status_code is
'présumée ou identifiée (codes: victim_status)
presumed or identified (codes: victim_status)';
comment on column warehouse.ic_tip_victim.displacement_code is
'situation de déplacement (codes: displacement)
displacement status (codes: displacement)';
comment on column warehouse.ic_tip_victim.exploitation_codes is
'formes d''exploitation dans cet événement (codes: exploitation)
forms of exploitation in this event (codes: exploitation)';
comment on column warehouse.ic_tip_victim.means_codes is
'moyens de contrôle dans cet événement (codes: means)
means of control in this event (codes: means)';
comment on column warehouse.ic_tip_victim.referred_on is
'jour de la première orientation
day of the first referral';
comment on column warehouse.ic_tip_victim.assisted_on is
'jour de la première assistance
day of the first assistance';
comment on column warehouse.ic_tip_victim.reintegration_code is
'situation après la libération (codes: reintegration)
situation after release (codes: reintegration)';
comment on column warehouse.ic_tip_victim.is_consenting is
'consentement à l''usage des données
consent to the use of the data';
comment on column warehouse.ic_tip_victim.reporting_source_ids is
'les exports qui la mentionnent
the exports that mention her';
comment on column warehouse.ic_tip_victim.act_codes is
'actes dans cet événement (codes: act)
acts in this event (codes: act)';
comment on column warehouse.ic_tip_victim.recruitment_codes is
'comment elle fut recrutée (codes: recruitment)
how she was recruited (codes: recruitment)';
comment on column warehouse.ic_tip_victim.relationship_codes is
'lien avec le mis en cause, tel qu''elle le dit (codes: relationship)
relation to the accused, as she states it (codes: relationship)';
