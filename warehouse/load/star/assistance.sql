-- One row per assistance to a victim.
select
    'A' || substr(md5(a.record_id), 1, 16) as assistance_id,
    p.pseudonym as victim_id,
    a.provided_on,
    a.service_codes,
    a.referred_by_code,
    a.is_accompanied,
    a.is_documents_withheld,
    a.is_wage_withheld,
    a.sector_code,
    [a.source_id] as source_ids,
    [a.record_id] as record_ids,
    a.period
from said_assistance a
left join pseudonyms p on p.mention_id = a.victim_record_id
order by assistance_id
