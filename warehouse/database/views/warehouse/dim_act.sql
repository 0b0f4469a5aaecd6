drop view if exists warehouse.dim_act cascade;

create view warehouse.dim_act as
select
    code as act_code,
    label_fr,
    label_en,
    (attributes ->> 'palermo')::boolean as is_palermo,
    (attributes ->> 'sherloc') as sherloc,
    (attributes ->> 'htcds') as htcds,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'act';

comment on view warehouse.dim_act is
'Actes de traite (recrutement, transport …). Aujourd''hui aucun des douze exports ne dit l''acte ; une colonne qu''un contrat lit vers act_codes suffit pour qu''il soit compté (warehouse.method_act).
Acts of trafficking (recruitment, transport …). Today no export of the twelve says the act; a column that a contract reads into act_codes is all it takes to have it counted (warehouse.method_act).';
comment on column warehouse.dim_act.act_code is
'l''acte
the act';
comment on column warehouse.dim_act.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_act.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_act.is_palermo is
'acte de l''article 3 a) du Protocole de Palerme
an act of article 3(a) of the Palermo Protocol';
comment on column warehouse.dim_act.sherloc is
'terme de SHERLOC
SHERLOC''s term';
comment on column warehouse.dim_act.htcds is
'codes HTCDS 2.0
HTCDS 2.0 codes';
comment on column warehouse.dim_act.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_act.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
