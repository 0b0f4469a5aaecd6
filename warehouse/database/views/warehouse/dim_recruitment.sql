drop view if exists warehouse.dim_recruitment cascade;

create view warehouse.dim_recruitment as
select
    code as recruitment_code,
    label_fr,
    label_en,
    (attributes ->> 'channel') as channel,
    (attributes ->> 'htcds') as htcds,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'recruitment';

comment on view warehouse.dim_recruitment is
'Modes de recrutement des victimes (HTCDS 2.0). Aujourd''hui aucun des douze exports ne le dit ; une colonne qu''un contrat lit vers recruitment_codes suffit pour qu''il soit compté (warehouse.method_recruitment).
How victims are recruited (HTCDS 2.0). Today no export of the twelve says it; a column that a contract reads into recruitment_codes is all it takes to have it counted (warehouse.method_recruitment).';
comment on column warehouse.dim_recruitment.recruitment_code is
'le mode
the method';
comment on column warehouse.dim_recruitment.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_recruitment.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_recruitment.channel is
'in_person (de vive voix), online (en ligne) ou media (annonce) ; vide : ni l''un ni l''autre
in_person, online or media; empty: none of these';
comment on column warehouse.dim_recruitment.htcds is
'code HTCDS 2.0
code of HTCDS 2.0';
comment on column warehouse.dim_recruitment.valid_from is
'premier jour de validité ; vide : inconnu
first day of validity; empty: unknown';
comment on column warehouse.dim_recruitment.valid_to is
'dernier jour de validité ; vide : encore valable
last day of validity; empty: still valid';
