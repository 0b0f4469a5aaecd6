-- One row per person who is a victim: a child is under 18 on the first day a source met her
-- (Palermo Protocol, article 3 d); an age that may be either is unknown, never imputed.
with m as (
    select
        pseudonym,
        min(seen_on) as first_seen_on,
        max(seen_on) as last_seen_on,
        bool_and(is_unnamed) as is_unnamed,
        count(distinct source_id) as sources_count,
        count(*) as mentions_count,
        list_sort(list(distinct source_id)) as source_ids,
        arg_max(facts_prefecture_code, period || record_id) filter (facts_prefecture_code is not null)
            as facts_prefecture_code,
        max(reintegrated_on) as reintegrated_on,
        bool_or(is_consenting) as is_consenting,
        bool_or(record_id in (select record_id from delisted)) as is_delisted
    from mention
    where role = 'victim'
    group by pseudonym
),
form as (
    select pseudonym, code, count(*) as said, count(distinct source_id) as sources
    from (select pseudonym, source_id, unnest(exploitation_codes) as code
          from mention where role = 'victim')
    group by pseudonym, code
),
forms as (
    select
        pseudonym,
        list_sort(list(code)) as exploitation_codes,
        first(code order by said desc, sources desc, code) as principal_exploitation_code
    from form
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
        when date_diff('year', s.birth_date_min, m.first_seen_on)
             - (strftime(m.first_seen_on, '%m%d') < strftime(s.birth_date_min, '%m%d'))::int < 18
            then 'child'
        when date_diff('year', s.birth_date_max, m.first_seen_on)
             - (strftime(m.first_seen_on, '%m%d') < strftime(s.birth_date_max, '%m%d'))::int >= 18
            then 'adult'
        else 'unknown'
    end as age_group_at_detection,
    s.nationality,
    coalesce(s.prefecture_code, m.facts_prefecture_code) as prefecture_code,
    m.first_seen_on,
    m.last_seen_on,
    m.is_unnamed,
    m.sources_count,
    m.mentions_count,
    m.source_ids,
    s.victim_status_code,
    f.principal_exploitation_code,
    f.exploitation_codes,
    n.means_codes,
    s.displacement_code,
    s.reintegration_code,
    m.reintegrated_on,
    m.is_consenting,
    m.is_delisted,
    s.contradictions
from survivor s
join m using (pseudonym)
left join forms f using (pseudonym)
left join means n using (pseudonym)
where s.role = 'victim'
order by victim_id
