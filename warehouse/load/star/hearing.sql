-- One row per person and hearing; numbered in order within the case.
with said as (
    select h.*, j.case_id, p.pseudonym as suspect_id
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
        first(rp_number order by record_id) filter (rp_number is not null) as rp_number,
        first(offence_code order by record_id) filter (offence_code is not null) as offence_code,
        max(adjourned_to) as adjourned_to,
        first(adjournment_code order by record_id) filter (adjournment_code is not null)
            as adjournment_code,
        bool_or(is_detained) as is_detained,
        max(witnesses_count) as witnesses_count,
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
