-- One row per person and judgment. The registry that writes a judgment again next month does not
-- make a second one: court, day, number and person name it.
with said as (
    select g.*, j.case_id, p.pseudonym as suspect_id
    from said_judgment g
    join joins j on j.record_id = g.record_id
    left join pseudonyms p on p.mention_id = g.suspect_record_id
)
select
    'J' || substr(md5(min(record_id)), 1, 16) as judgment_id,
    case_id,
    suspect_id,
    court_code,
    judgment_number,
    first(rp_number order by period, record_id) filter (rp_number is not null) as rp_number,
    decided_on,
    arg_max(verdict_code, period || record_id) filter (verdict_code is not null) as verdict,
    arg_max(offence_code, period || record_id) filter (offence_code is not null) as offence_code,
    list_sort(list_distinct(flatten(list(article_codes) filter (article_codes is not null))))
        as article_codes,
    arg_max(months_firm, period || record_id) filter (months_firm is not null) as months_firm,
    arg_max(months_suspended, period || record_id) filter (months_suspended is not null)
        as months_suspended,
    bool_or(is_life) as is_life,
    bool_or(is_hard_labour) as is_hard_labour,
    arg_max(fine_xaf, period || record_id) filter (fine_xaf is not null) as fine_xaf,
    arg_max(damages_xaf, period || record_id) filter (damages_xaf is not null) as damages_xaf,
    list_sort(list_distinct(flatten(
        list(further_penalties) filter (further_penalties is not null)))) as further_penalties,
    bool_or(is_appealed or appeal_filed_on is not null) as is_appealed,
    arg_max(appeal_filed_on, period || record_id) filter (appeal_filed_on is not null)
        as appeal_filed_on,
    list_sort(list(distinct source_id)) as source_ids,
    list_sort(list(record_id)) as record_ids,
    max(period) as period
from said
group by case_id, suspect_id, court_code, judgment_number, decided_on
order by judgment_id
