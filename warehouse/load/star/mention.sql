-- One row per mention: what each row of each export states, and what of it was retained.
select
    m.record_id,
    case when m.role = 'victim' then m.pseudonym end as victim_id,
    case when m.role = 'suspect' then m.pseudonym end as suspect_id,
    m.source_id,
    m.period,
    m.submission_id,
    m.seen_on,
    m.sex,
    m.nationality,
    year(m.birth_date_min) as birth_year_min,
    year(m.birth_date_max) as birth_year_max,
    case when m.birth_date_min is not null then m.birth_precision end as birth_precision,
    m.origin_prefecture_code,
    case when m.role = 'victim' then m.exploitation_prefecture_code end
        as exploitation_prefecture_code,
    case when m.role = 'victim' then m.detection_prefecture_code end as detection_prefecture_code,
    m.victim_status_code,
    m.exploitation_codes,
    m.means_codes,
    m.act_codes,
    m.recruitment_codes,
    m.relationship_code,
    m.displacement_code,
    m.reintegration_code,
    m.reintegrated_on,
    m.is_consenting,
    m.is_minor,
    m.is_unnamed,
    d.chosen,
    d.contradicts
from mention m
join deciding d using (record_id)
order by m.record_id
