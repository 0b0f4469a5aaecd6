drop view if exists warehouse.ic_tip_event cascade;

create view warehouse.ic_tip_event as
select
    c.case_id as event_id,
    c.facts_on_min,
    c.facts_on_max,
    c.facts_prefecture_code,
    c.principal_exploitation_code,
    c.exploitation_codes,
    c.means_codes,
    c.act_codes,
    c.victims_count,
    c.suspects_count as perpetrators_count,
    c.unit_code,
    c.court_code,
    c.stage,
    c.source_ids as reporting_source_ids,
    c.recruitment_codes,
    c.facts_prefecture_then_code
from warehouse.case_file c;

comment on view warehouse.ic_tip_event is
'IC-TIP, l''événement : un dossier est un événement de traite, avec ses moyens, ses formes, son lieu et ses jours.
IC-TIP, the event: a case is an event of trafficking, with its means, forms, place and days.';
comment on column warehouse.ic_tip_event.event_id is
'l''événement (warehouse.case_file)
the event (warehouse.case_file)';
comment on column warehouse.ic_tip_event.facts_on_min is
'premier jour des faits
earliest day of the facts';
comment on column warehouse.ic_tip_event.facts_on_max is
'dernier jour des faits
latest day of the facts';
comment on column warehouse.ic_tip_event.facts_prefecture_code is
'préfecture des faits, telle qu''aujourd''hui (codes: geography)
préfecture of the facts, as today (codes: geography)';
comment on column warehouse.ic_tip_event.principal_exploitation_code is
'forme principale (codes: exploitation)
principal form (codes: exploitation)';
comment on column warehouse.ic_tip_event.exploitation_codes is
'toutes les formes (codes: exploitation)
all forms (codes: exploitation)';
comment on column warehouse.ic_tip_event.means_codes is
'moyens de contrôle (codes: means)
means of control (codes: means)';
comment on column warehouse.ic_tip_event.act_codes is
'actes (codes: act) ; vide : nul ne les dit
acts (codes: act); empty: nobody tells them';
comment on column warehouse.ic_tip_event.victims_count is
'victimes connues par une ligne
victims known by row';
comment on column warehouse.ic_tip_event.perpetrators_count is
'auteurs présumés connus par une ligne
alleged perpetrators known by row';
comment on column warehouse.ic_tip_event.unit_code is
'unité (codes: unit)
unit (codes: unit)';
comment on column warehouse.ic_tip_event.court_code is
'juridiction (codes: court)
court (codes: court)';
comment on column warehouse.ic_tip_event.stage is
'jusqu''où la procédure est allée (codes: stage)
how far the procedure came (codes: stage)';
comment on column warehouse.ic_tip_event.reporting_source_ids is
'les exports qui le disent
the exports that say it';
comment on column warehouse.ic_tip_event.recruitment_codes is
'modes de recrutement (codes: recruitment) ; vide : nul ne les dit
methods of recruitment (codes: recruitment); empty: nobody tells them';
comment on column warehouse.ic_tip_event.facts_prefecture_then_code is
'préfecture des faits à leur date ; vide : on ne la sait pas
préfecture of the facts on their day; empty: not known';
