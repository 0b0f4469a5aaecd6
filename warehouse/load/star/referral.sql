-- One row per victim referred: the register of the service that received her says who sent her.
select
    'R' || substr(md5(a.record_id), 1, 16) as referral_id,
    p.pseudonym as victim_id,
    j.case_id,
    a.referred_by_code as from_code,
    s.code as to_code,
    a.provided_on as received_on,
    a.service_codes,
    'A' || substr(md5(a.record_id), 1, 16) as assistance_id,
    [a.source_id] as source_ids,
    [a.record_id] as record_ids,
    a.period
from said_assistance a
left join pseudonyms p on p.mention_id = a.victim_record_id
left join joins j on j.record_id = a.victim_record_id
left join services s on s.source_id = a.source_id
where a.referred_by_code is not null
order by referral_id
