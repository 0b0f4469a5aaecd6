drop view if exists warehouse.complaint_never_referred cascade;

create view warehouse.complaint_never_referred as
select k.complaint_id, k.case_id, k.unit_code, k.pv_number, k.filed_on, k.outcome_code
from warehouse.complaint k
where k.referred_on is null
    and coalesce(k.outcome_code, '') not in ('TRANSMIS_PARQUET', 'DEFERE')
    and not exists (select from warehouse.prosecution p where p.case_id = k.case_id);

comment on view warehouse.complaint_never_referred is
'Plaintes que rien ne montre au parquet : ni transmission, ni suite, ni poursuite.
Complaints that nothing shows at the prosecutor''s: no referral, no outcome that says so, no prosecution.';
comment on column warehouse.complaint_never_referred.complaint_id is
'la plainte
the complaint';
comment on column warehouse.complaint_never_referred.case_id is
'le dossier
the case';
comment on column warehouse.complaint_never_referred.unit_code is
'l''unité (codes: unit)
the unit (codes: unit)';
comment on column warehouse.complaint_never_referred.pv_number is
'le procès-verbal
the police report';
comment on column warehouse.complaint_never_referred.filed_on is
'le jour de la plainte
day it was taken';
comment on column warehouse.complaint_never_referred.outcome_code is
'la suite donnée par l''unité (codes: police_outcome)
what the unit did with it (codes: police_outcome)';
