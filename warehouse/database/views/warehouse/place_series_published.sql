drop view if exists warehouse.place_series_published cascade;

-- Both cells of a row go together: the one would bound the other.
create view warehouse.place_series_published as
with told as (
    select s.*, s.cases_count < k.least or s.victims_count between 1 and k.least - 1 as is_small
    from warehouse.place_series s
    cross join (select {smallest_group} as least) k
)
select t.division, t.year, t.prefecture_code,
    case when not t.is_small then t.cases_count end as cases_count,
    case when not t.is_small then t.victims_count end as victims_count,
    t.is_small as is_suppressed
from told t;

comment on view warehouse.place_series_published is
'Ce que dit warehouse.place_series, sans ses petites cases : sous {smallest_group} dossiers ou victimes, rien n''est dit (is_suppressed). Les deux découpages côte à côte peuvent borner une case tue.
What warehouse.place_series says, without its small cells: below {smallest_group} cases or victims nothing is said (is_suppressed). Both divisions side by side may bound a cell that is kept back.';
comment on column warehouse.place_series_published.division is
'present ou then
present or then';
comment on column warehouse.place_series_published.year is
'année des faits (leur dernier jour) ; vide : inconnue
year of the facts (their last day); empty: unknown';
comment on column warehouse.place_series_published.prefecture_code is
'la préfecture (codes: geography) ; vide : inconnue
the préfecture (codes: geography); empty: unknown';
comment on column warehouse.place_series_published.cases_count is
'dossiers ; vide : trop peu
cases; empty: too few';
comment on column warehouse.place_series_published.victims_count is
'victimes ; vide : trop peu
victims; empty: too few';
comment on column warehouse.place_series_published.is_suppressed is
'la ligne compte trop peu de dossiers ou de victimes pour être dite
the row counts too few cases or victims to be told';
