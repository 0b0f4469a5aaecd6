-- One row per person and hearing; numbered in order within the case. What the newest month says of it
-- stands.
with said as (
    select h.*, j.case_id, p.pseudonym as suspect_id,
        row(coalesce(h.period, ''), h.record_id) as newness
    from said_hearing h
    join joins j on j.record_id = h.record_id
    left join pseudonyms p on p.mention_id = h.suspect_record_id
    where h.held_on is not null
),
one as (
    select
        case_id,
        suspect_id,
        court_code,
        held_on,
        arg_max(rp_number, newness) filter (rp_number is not null) as rp_number,
        arg_max(offence_code, newness) filter (offence_code is not null) as offence_code,
        arg_max(adjourned_to, newness) filter (adjourned_to is not null) as adjourned_to,
        arg_max(adjournment_code, newness) filter (adjournment_code is not null)
            as adjournment_code,
        arg_max(is_detained, newness) filter (is_detained is not null) as is_detained,
        arg_max(witnesses_count, newness) filter (witnesses_count is not null) as witnesses_count,
        list_sort(list(distinct source_id)) as source_ids,
        list_sort(list(record_id)) as record_ids,
        max(period) as period
    from said
    group by case_id, suspect_id, court_code, held_on
)
select
    'H' || substr(md5(list_min(record_ids)), 1, 16) as hearing_id,
    case_id,
    suspect_id,
    court_code,
    rp_number,
    held_on,
    row_number() over (partition by case_id, suspect_id order by held_on, court_code)
        as hearing_number,
    offence_code,
    adjourned_to,
    adjournment_code,
    is_detained,
    witnesses_count,
    source_ids,
    record_ids,
    period
from one
order by hearing_id
