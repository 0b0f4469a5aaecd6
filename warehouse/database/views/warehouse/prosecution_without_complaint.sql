drop view if exists warehouse.prosecution_without_complaint cascade;

create view warehouse.prosecution_without_complaint as
select p.prosecution_id, p.case_id, p.suspect_id, p.court_code, p.rp_number, p.registered_on, p.stage
from warehouse.prosecution p
where not exists (select from warehouse.complaint k where k.case_id = p.case_id);

comment on view warehouse.prosecution_without_complaint is
'Poursuites auxquelles ne répond aucune plainte connue.
Prosecutions that no known complaint answers to.';
comment on column warehouse.prosecution_without_complaint.prosecution_id is
'la poursuite
the prosecution';
comment on column warehouse.prosecution_without_complaint.case_id is
'le dossier
the case';
comment on column warehouse.prosecution_without_complaint.suspect_id is
'l''accusé, en pseudonyme ; vide : aucun n''est nommé
the accused, by pseudonym; empty: nobody is named';
comment on column warehouse.prosecution_without_complaint.court_code is
'la juridiction (codes: court)
the court (codes: court)';
comment on column warehouse.prosecution_without_complaint.rp_number is
'le numéro au registre du parquet
number in the prosecutor''s register';
comment on column warehouse.prosecution_without_complaint.registered_on is
'le jour d''enregistrement
day it was registered';
comment on column warehouse.prosecution_without_complaint.stage is
'l''étape atteinte (codes: stage)
the stage reached (codes: stage)';
