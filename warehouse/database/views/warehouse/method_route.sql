drop view if exists warehouse.method_route cascade;

create view warehouse.method_route as
select v.origin_prefecture_code as from_prefecture_code, r.to_prefecture_code,
    r.exploitation_code, count(distinct v.victim_id) as victims_count
from warehouse.victim v
left join warehouse.case_victim c on c.victim_id = v.victim_id
left join warehouse.case_file f on f.case_id = c.case_id
-- Who is in no case has a place of exploitation all the same, where a source tells it.
cross join lateral (
    select case when c.case_id is null then v.exploitation_prefecture_code
            else f.facts_prefecture_code end as to_prefecture_code,
        case when c.case_id is null then v.principal_exploitation_code
            else f.principal_exploitation_code end as exploitation_code
) r
group by v.origin_prefecture_code, r.to_prefecture_code, r.exploitation_code;

comment on view warehouse.method_route is
'Routes : de la préfecture de la victime à celle des faits. L''origine est celle que les exports donnent, souvent la résidence ; ce qui n''est pas dit reste vide, et compté.
Routes: from the victim''s préfecture to that of the facts. The origin is what the exports give, often her residence; what is not told stays empty, and is counted.';
comment on column warehouse.method_route.from_prefecture_code is
'd''où ; vide : inconnu (codes: geography)
from where; empty: unknown (codes: geography)';
comment on column warehouse.method_route.to_prefecture_code is
'où eurent lieu les faits ; vide : inconnu (codes: geography)
where the facts were; empty: unknown (codes: geography)';
comment on column warehouse.method_route.exploitation_code is
'la forme principale (codes: exploitation)
the principal form (codes: exploitation)';
comment on column warehouse.method_route.victims_count is
'victimes
victims';
