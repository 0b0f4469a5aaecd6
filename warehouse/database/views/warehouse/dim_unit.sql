drop view if exists warehouse.dim_unit cascade;

create view warehouse.dim_unit as
select
    code as unit_code,
    label_fr,
    label_en,
    (attributes ->> 'force') as force,
    (attributes ->> 'parent') as parent_code,
    (attributes ->> 'place') as place_code,
    valid_from,
    valid_to
from warehouse.dim_code
where list = 'unit';

comment on view warehouse.dim_unit is
'Unités de police et de gendarmerie. Une ligne par unité.
Police and gendarmerie units. One row per unit.';
comment on column warehouse.dim_unit.unit_code is
'l''unité
the unit';
comment on column warehouse.dim_unit.label_fr is
'libellé en français
label in French';
comment on column warehouse.dim_unit.label_en is
'libellé en anglais
label in English';
comment on column warehouse.dim_unit.force is
'police, gendarmerie ou mixed (mixte)
police, gendarmerie or mixed';
comment on column warehouse.dim_unit.parent_code is
'l''unité dont elle relève
the unit it belongs to';
comment on column warehouse.dim_unit.place_code is
'son lieu (codes: geography)
its place (codes: geography)';
comment on column warehouse.dim_unit.valid_from is
'premier jour de validité ; vide : inconnu
first day it is valid; empty: unknown';
comment on column warehouse.dim_unit.valid_to is
'dernier jour de validité ; vide : encore valable
last day it is valid; empty: still';
