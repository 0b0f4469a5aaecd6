-- One row per person who is a victim: a child is under 18 on the first day a source met her
-- (Palermo Protocol, article 3 d); an age that may be either is unknown, never imputed.
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
forms as (
    select pseudonym, list_sort(list(distinct code)) as exploitation_codes
    from (select pseudonym, unnest(exploitation_codes) as code from mention where role = 'victim')
    group by pseudonym
),
means as (
    select pseudonym, list_sort(list(distinct code)) as means_codes
    from (select pseudonym, unnest(means_codes) as code from mention where role = 'victim')
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
        else 'unknown'
    end as age_group_at_detection,
    s.nationality,
    s.prefecture_code,
    s.first_seen_on,
    s.last_seen_on,
    s.is_unnamed,
    m.sources_count,
    m.mentions_count,
    m.source_ids,
    s.victim_status_code,
    s.principal_exploitation_code,
    f.exploitation_codes,
    n.means_codes,
    s.displacement_code,
    s.reintegration_code,
    s.reintegrated_on,
    s.is_consenting,
    m.is_delisted,
    s.contradictions
from survivor s
join m using (pseudonym)
left join forms f using (pseudonym)
left join means n using (pseudonym)
where s.role = 'victim'
order by victim_id
