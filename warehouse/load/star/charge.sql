-- One row per accused, case, step, qualification and article. A row that cites several articles
-- says its one qualification of each; one that cites none still says its qualification.
with said as (
    select 'complaint' as step, record_id, source_id, period, unit_code, null as court_code,
        offence_code, article_codes, filed_on as said_on, suspect_record_id
    from said_complaint
    union all
    select 'prosecution', record_id, source_id, period, null, court_code, offence_code,
        article_codes, registered_on, suspect_record_id
    from said_prosecution
    union all
    select 'hearing', record_id, source_id, period, null, court_code, offence_code, null, held_on,
        suspect_record_id
    from said_hearing
    union all
    select 'judgment', record_id, source_id, period, null, court_code, offence_code, article_codes,
        decided_on, suspect_record_id
    from said_judgment
),
each as (
    select * exclude (article_codes), unnest(list_distinct(article_codes)) as article_code
    from said
    where len(article_codes) > 0
    union all
    select * exclude (article_codes), null
    from said
    where coalesce(len(article_codes), 0) = 0 and offence_code is not null
)
select
    'Q' || substr(
        md5(concat_ws('|', min(e.record_id), e.step, coalesce(e.offence_code, ''),
            coalesce(e.article_code, ''))), 1, 16) as charge_id,
    j.case_id,
    p.pseudonym as suspect_id,
    e.step,
    e.unit_code,
    e.court_code,
    e.offence_code,
    e.article_code,
    min(e.said_on) as first_said_on,
    max(e.said_on) as last_said_on,
    list_sort(list(distinct e.source_id)) as source_ids,
    list_sort(list(distinct e.record_id)) as record_ids,
    max(e.period) as period
from each e
join joins j on j.record_id = e.record_id
left join pseudonyms p on p.mention_id = e.suspect_record_id
group by j.case_id, p.pseudonym, e.step, e.unit_code, e.court_code, e.offence_code, e.article_code
order by charge_id
