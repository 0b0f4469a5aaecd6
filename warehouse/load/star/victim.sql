-- One row per person who is a victim: a child is under 18 on the first day a source met her
-- (Palermo Protocol, article 3 d); an age that may be either is unknown, never imputed, unless a list
-- of minors has her.
with m as (
    select
        pseudonym,
        count(distinct source_id) as sources_count,
        count(*) as mentions_count,
        list_sort(list(distinct source_id)) as source_ids,
        bool_or(record_id in (select record_id from delisted)) as is_delisted
    from mention
    where role = 'victim'
    group by pseudonym
),
said as (
    select
        pseudonym,
        list_sort(list_distinct(flatten(
            list(exploitation_codes) filter (exploitation_codes is not null))))
            as exploitation_codes,
        list_sort(list_distinct(flatten(list(means_codes) filter (means_codes is not null))))
            as means_codes,
        list_sort(list_distinct(flatten(list(act_codes) filter (act_codes is not null))))
            as act_codes,
        list_sort(list_distinct(flatten(
            list(recruitment_codes) filter (recruitment_codes is not null))))
            as recruitment_codes,
        list_sort(list(distinct relationship_code) filter (relationship_code is not null))
            as relationship_codes
    from mention
    where role = 'victim'
    group by pseudonym
)
select
    s.pseudonym as victim_id,
    s.sex,
    year(s.birth_date_min) as birth_year_min,
    year(s.birth_date_max) as birth_year_max,
    case
        when date_diff('year', s.birth_date_min, s.first_seen_on)
             - (strftime(s.first_seen_on, '%m%d') < strftime(s.birth_date_min, '%m%d'))::int < 18
            then 'child'
        when date_diff('year', s.birth_date_max, s.first_seen_on)
             - (strftime(s.first_seen_on, '%m%d') < strftime(s.birth_date_max, '%m%d'))::int >= 18
            then 'adult'
        -- A minor on the day a list of minors met her was one before it.
        when s.minor_on >= s.first_seen_on then 'child'
        else 'unknown'
    end as age_group_at_detection,
    s.nationality,
    s.origin_prefecture_code,
    s.exploitation_prefecture_code,
    s.detection_prefecture_code,
    s.first_seen_on,
    s.last_seen_on,
    s.is_unnamed,
    m.sources_count,
    m.mentions_count,
    m.source_ids,
    s.victim_status_code,
    s.principal_exploitation_code,
    f.exploitation_codes,
    f.means_codes,
    f.act_codes,
    f.recruitment_codes,
    f.relationship_codes,
    s.displacement_code,
    s.reintegration_code,
    s.reintegrated_on,
    s.is_consenting,
    s.is_minor,
    m.is_delisted,
    s.contradictions
from survivor s
join m using (pseudonym)
join said f using (pseudonym)
where s.role = 'victim'
order by victim_id
