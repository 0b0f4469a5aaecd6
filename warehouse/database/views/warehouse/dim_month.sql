drop view if exists warehouse.dim_month cascade;

create view warehouse.dim_month as
with span as (
    select date_trunc('month', min(opened_on)) as first, to_date(max(period), 'YYYY-MM') as last
    from warehouse.case_file
)
select
    to_char(m, 'YYYY-MM') as period,
    m::date as first_on,
    (m + interval '1 month' - interval '1 day')::date as last_on,
    extract(year from m)::integer as year,
    extract(quarter from m)::integer as quarter,
    extract(month from m)::integer as month,
    (array['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre',
        'octobre', 'novembre', 'décembre'])[extract(month from m)] || ' ' || extract(year from m)::text
        as label_fr,
    to_char(m, 'FMMonth YYYY') as label_en
from span, generate_series(first, last, interval '1 month') m;

comment on view warehouse.dim_month is
'Mois, du premier dossier au dernier mois rapporté, sans trou. Une ligne par mois.
Months, from the first case to the last month reported, without a gap. One row per month.';
comment on column warehouse.dim_month.period is
'le mois, AAAA-MM
the month, YYYY-MM';
comment on column warehouse.dim_month.first_on is
'premier jour
first day';
comment on column warehouse.dim_month.last_on is
'dernier jour
last day';
comment on column warehouse.dim_month.year is
'année
year';
comment on column warehouse.dim_month.quarter is
'trimestre
quarter';
comment on column warehouse.dim_month.month is
'numéro du mois
number of the month';
comment on column warehouse.dim_month.label_fr is
'nom en français
name in French';
comment on column warehouse.dim_month.label_en is
'nom en anglais
name in English';
