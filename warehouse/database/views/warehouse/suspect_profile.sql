drop view if exists warehouse.suspect_profile cascade;

-- Each accused is shown as closely as {smallest_group} of those left are shown alike; whom no level
-- shows among so many is shown as nothing but an accused. Its rows are of persons: who reads it says so.
create view warehouse.suspect_profile as
with fine as (
    select s.suspect_id, s.sex, s.nationality, g.region_code,
        s.birth_year_min / 10 * 10 as decade_min,
        s.birth_year_max / 10 * 10 + 9 as decade_max,
        s.birth_year_max - s.birth_year_min as years
    from warehouse.suspect s
    left join warehouse.dim_geography g on g.place_code = s.origin_prefecture_code
    where (select audit.require_announced('warehouse.suspect_profile'))
),
banded as (
    select suspect_id, sex, nationality, region_code,
        case when years < 20 then decade_min end as birth_year_min,
        case when years < 20 then decade_max end as birth_year_max
    from fine
),
first as (
    select *, count(*) over (partition by sex, nationality, region_code, birth_year_min,
        birth_year_max) >= {smallest_group} as holds
    from banded
),
second as (
    select *, count(*) over (partition by sex, nationality, birth_year_min, birth_year_max)
        >= {smallest_group} as holds_two
    from first where not holds
),
third as (
    select *, count(*) over (partition by sex, birth_year_min, birth_year_max)
        >= {smallest_group} as holds_three
    from second where not holds_two
),
fourth as (
    select *, count(*) over (partition by sex) >= {smallest_group} as holds_four
    from third where not holds_three
)
select suspect_id, sex, birth_year_min, birth_year_max, nationality, region_code
from first where holds
union all
select suspect_id, sex, birth_year_min, birth_year_max, nationality, null
from second where holds_two
union all
select suspect_id, sex, birth_year_min, birth_year_max, null, null
from third where holds_three
union all
select suspect_id, case when holds_four then sex end, null, null, null, null
from fourth where not holds_three;

comment on view warehouse.suspect_profile is
'Les mis en cause pour qui compte et ne rapproche pas : naissance par dizaines d''années, région et non préfecture, et chaque trait seulement où {smallest_group} personnes au moins sont dites pareilles. Le détail (warehouse.suspect) est lu par le rôle suspect_analyst, qui ne lit aucune victime.
The accused, for who counts and does not liken: birth by tens of years, région and not préfecture, and each trait only where at least {smallest_group} persons are told alike. The detail (warehouse.suspect) is read by the role suspect_analyst, who reads no victim.';
comment on column warehouse.suspect_profile.suspect_id is
'le mis en cause, par pseudonyme
the accused, by pseudonym';
comment on column warehouse.suspect_profile.sex is
'sexe (codes: sex) ; vide : inconnu ou tu
sex (codes: sex); empty: unknown or kept back';
comment on column warehouse.suspect_profile.birth_year_min is
'première année de la dizaine de naissance
first year of the ten years of the birth';
comment on column warehouse.suspect_profile.birth_year_max is
'dernière année de la dizaine de naissance
last year of the ten years of the birth';
comment on column warehouse.suspect_profile.nationality is
'ISO 3166-1 alpha-3 (codes: nationality) ; vide : inconnue ou tue
ISO 3166-1 alpha-3 (codes: nationality); empty: unknown or kept back';
comment on column warehouse.suspect_profile.region_code is
'région (codes: geography) ; vide : inconnue ou tue
région (codes: geography); empty: unknown or kept back';
