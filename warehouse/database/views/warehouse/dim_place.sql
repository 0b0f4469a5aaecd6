drop view if exists warehouse.dim_place cascade;

create view warehouse.dim_place as
select
    g.place_code,
    g.level,
    g.name,
    g.parent_code,
    g.prefecture_code,
    p.name as prefecture,
    g.region_code,
    r.name as region,
    g.valid_from,
    g.valid_to
from warehouse.dim_geography g
left join warehouse.dim_geography p on p.place_code = g.prefecture_code
left join warehouse.dim_geography r on r.place_code = g.region_code;

comment on view warehouse.dim_place is
'Lieux, avec leur préfecture et leur région par leur nom, et les jours de leur existence (réforme de 2021).
Places, with their préfecture and région by name, and the days of their existence (reform of 2021).';
comment on column warehouse.dim_place.place_code is
'le lieu
the place';
comment on column warehouse.dim_place.level is
'niveau : region, prefecture, subprefecture, arrondissement ou commune
level: region, prefecture, subprefecture, arrondissement or commune';
comment on column warehouse.dim_place.name is
'nom officiel
official name';
comment on column warehouse.dim_place.parent_code is
'le lieu qui le contient
the place that holds it';
comment on column warehouse.dim_place.prefecture_code is
'sa préfecture d''aujourd''hui
its préfecture of today';
comment on column warehouse.dim_place.prefecture is
'nom de cette préfecture
name of that préfecture';
comment on column warehouse.dim_place.region_code is
'sa région
its région';
comment on column warehouse.dim_place.region is
'nom de cette région
name of that région';
comment on column warehouse.dim_place.valid_from is
'premier jour de son existence ; vide : inconnu
first day of its existence; empty: unknown';
comment on column warehouse.dim_place.valid_to is
'dernier jour de son existence ; vide : existe encore
last day of its existence; empty: still exists';
