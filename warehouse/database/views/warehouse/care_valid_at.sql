drop function if exists warehouse.care_valid_at(date, timestamptz) cascade;

create function warehouse.care_valid_at(day date, known timestamptz default '9999-12-31')
returns table (victim_id text, sex text, first_seen_on date, age_group text,
    principal_exploitation_code text, origin_prefecture_code text,
    exploitation_prefecture_code text, detection_prefecture_code text, assistances_count integer,
    first_assisted_on date, last_assisted_on date, days_since_assistance integer,
    service_codes text[], reintegrated_on date, reintegration_code text,
    is_in_assistance boolean, cases_count integer)
language sql stable as $$
with helped as (
    select a.victim_id, count(*)::integer as times, min(a.provided_on) as first_on,
        max(a.provided_on) as last_on,
        array(select distinct c from unnest(string_to_array(
            string_agg(array_to_string(a.service_codes, ','), ','), ',')) c
            where c <> '' order by c) as services
    from warehouse.assistance_as_known(known) a
    where a.provided_on <= day
    group by a.victim_id
),
involved as (
    select v.victim_id, count(*)::integer as cases
    from warehouse.case_victim_as_known(known) v
    join warehouse.case_file_as_known(known) c on c.case_id = v.case_id
    where c.opened_on <= day
    group by v.victim_id
)
select v.victim_id, v.sex, v.first_seen_on,
    case when extract(year from day) - v.birth_year_min < 18 then 'child'
        when extract(year from day) - v.birth_year_max > 18 then 'adult' else 'unknown' end,
    v.principal_exploitation_code, v.origin_prefecture_code, v.exploitation_prefecture_code,
    v.detection_prefecture_code, coalesce(h.times, 0), h.first_on, h.last_on,
    day - h.last_on, h.services,
    case when v.reintegrated_on <= day then v.reintegrated_on end,
    case when v.reintegrated_on <= day then v.reintegration_code end,
    coalesce(h.times > 0, false) and (v.reintegrated_on is null or v.reintegrated_on > day),
    coalesce(i.cases, 0)
from warehouse.victim_as_known(known) v
left join helped h on h.victim_id = v.victim_id
left join involved i on i.victim_id = v.victim_id
where v.first_seen_on <= day
$$;

comment on function warehouse.care_valid_at(date, timestamptz) is
'Les victimes qu''une source avait rencontrées au plus tard un jour donné (day), comme elles étaient ce jour-là : âge, assistances reçues jusque-là, réinsertion, dossiers ouverts ; avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known). is_in_assistance : assistée déjà et pas encore réinsérée ; nul export ne dit la fin d''une assistance (voir days_since_assistance).
The victims whom a source had met by a given day (day), as they were on it: age, assistance received until then, reintegration, cases open; with today''s knowledge or that of an instant (known). is_in_assistance: assisted by then and not yet reintegrated; no export says when an assistance ends (see days_since_assistance).';
