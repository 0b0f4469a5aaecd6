drop view if exists warehouse.dim_court cascade;

create view warehouse.dim_court as
select
    code as court_code,
    label_fr,
    label_en,
    (attributes ->> 'level') as level,
    (attributes ->> 'seat') as place_code,
    (attributes ->> 'parent') as appeal_court_code,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'court';

comment on view warehouse.dim_court is
'Juridictions, avec leur siège et la juridiction au-dessus. Une ligne par juridiction.
Courts, with their seat and the court above. One row per court.';
comment on column warehouse.dim_court.court_code is
'la juridiction
the court';
comment on column warehouse.dim_court.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_court.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_court.level is
'degré : CASS, CA, COUR_CRIM, TGI …
level: CASS, CA, COUR_CRIM, TGI …';
comment on column warehouse.dim_court.place_code is
'son siège (codes: geography)
its seat (codes: geography)';
comment on column warehouse.dim_court.appeal_court_code is
'la juridiction au-dessus ; vide : inconnue
the court above; empty: unknown';
comment on column warehouse.dim_court.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_court.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
