drop view if exists warehouse.method_sector cascade;

create view warehouse.method_sector as
select a.sector_code, v.principal_exploitation_code as exploitation_code,
    count(distinct a.victim_id) as victims_count
from warehouse.assistance a
join warehouse.victim v on v.victim_id = a.victim_id
where a.sector_code is not null
group by a.sector_code, v.principal_exploitation_code;

comment on view warehouse.method_sector is
'Secteurs d''activité où les victimes furent trouvées.
Sectors of activity in which victims were found.';
comment on column warehouse.method_sector.sector_code is
'le secteur (codes: sector)
the sector (codes: sector)';
comment on column warehouse.method_sector.exploitation_code is
'la forme principale (codes: exploitation)
the principal form (codes: exploitation)';
comment on column warehouse.method_sector.victims_count is
'victimes
victims';
