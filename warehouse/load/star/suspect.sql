-- One row per person who is accused, prosecuted or convicted.
with m as (
    select
        pseudonym,
        count(distinct source_id) as sources_count,
        count(*) as mentions_count,
        list_sort(list(distinct source_id)) as source_ids,
        count(distinct case_id) as cases_count
    from mention
    where role = 'suspect'
    group by pseudonym
)
select
    s.pseudonym as suspect_id,
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
    s.origin_prefecture_code,
    s.first_seen_on,
    s.last_seen_on,
    s.is_unnamed,
    m.sources_count,
    m.mentions_count,
    m.source_ids,
    m.cases_count,
    s.contradictions
from survivor s
join m using (pseudonym)
where s.role = 'suspect'
order by suspect_id
