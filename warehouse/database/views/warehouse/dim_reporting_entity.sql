drop view if exists warehouse.dim_reporting_entity cascade;

create view warehouse.dim_reporting_entity as
select
    code as entity_code,
    label_fr,
    label_en,
    (attributes ->> 'organisation_type') as organisation_type,
    nullif(attributes ->> 'source_id', '') as source_id,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'referral';

comment on view warehouse.dim_reporting_entity is
'Services qui tiennent un registre, ou qui orientent des personnes. Une ligne par service.
Services that keep a register, or refer persons. One row per service.';
comment on column warehouse.dim_reporting_entity.entity_code is
'le service
the service';
comment on column warehouse.dim_reporting_entity.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_reporting_entity.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_reporting_entity.organisation_type is
'type d''organisation (HTCDS 2.0)
type of organisation (HTCDS 2.0)';
comment on column warehouse.dim_reporting_entity.source_id is
'l''export qu''il envoie ; vide s''il n''en envoie pas
the export that it sends; empty where it sends none';
comment on column warehouse.dim_reporting_entity.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_reporting_entity.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
