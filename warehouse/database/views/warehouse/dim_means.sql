drop view if exists warehouse.dim_means cascade;

create view warehouse.dim_means as
select
    code as means_code,
    label_fr,
    label_en,
    (attributes ->> 'ctdc') as ctdc,
    (attributes ->> 'htcds') as htcds,
    (attributes ->> 'sherloc') as sherloc,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'means';

comment on view warehouse.dim_means is
'Moyens de contrôle et leurs correspondances internationales. Une ligne par moyen.
Means of control and their international cross-walks. One row per means.';
comment on column warehouse.dim_means.means_code is
'le moyen
the means';
comment on column warehouse.dim_means.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_means.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_means.ctdc is
'colonne CTDC
CTDC column';
comment on column warehouse.dim_means.htcds is
'code HTCDS 2.0
HTCDS 2.0 code';
comment on column warehouse.dim_means.sherloc is
'terme de SHERLOC
SHERLOC''s term';
comment on column warehouse.dim_means.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_means.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
