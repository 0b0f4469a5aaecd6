-- One row per person and case prosecuted. A judge's judgment outranks the register's orientation.
with said as (
    select r.*, j.case_id, p.pseudonym as suspect_id,
        arg_max(r.orientation_code, r.period || r.record_id)
            filter (r.orientation_code is not null)
            over (partition by j.case_id, p.pseudonym) as orientation
    from said_prosecution r
    join joins j on j.record_id = r.record_id
    left join pseudonyms p on p.mention_id = r.suspect_record_id
),
one as (
    select
        case_id,
        suspect_id,
        first(court_code order by registered_on nulls last, record_id) as court_code,
        first(rp_number order by registered_on nulls last, record_id) as rp_number,
        arg_max(ri_number, period || record_id) filter (ri_number is not null) as ri_number,
        min(registered_on) as registered_on,
        first(orientation) as orientation,
        -- The day of an instruction is not the day of the committal that followed it.
        arg_max(oriented_on, row(orientation_code is not null, period, record_id))
            filter (oriented_on is not null and coalesce(orientation_code, orientation)
                is not distinct from orientation) as oriented_on,
        arg_max(offence_code, period || record_id) filter (offence_code is not null)
            as offence_code,
        list_sort(list_distinct(flatten(list(article_codes) filter (article_codes is not null))))
            as article_codes,
        arg_max(victims_declared, period || record_id) filter (victims_declared is not null)
            as victims_declared,
        arg_max(detained_since, period || record_id) filter (detained_since is not null)
            as detained_since,
        arg_max(released_on, period || record_id) filter (released_on is not null) as released_on,
        list_sort(list(distinct source_id)) as source_ids,
        list_sort(list(record_id)) as record_ids,
        max(period) as period
    from said
    group by case_id, suspect_id
),
step as (
    select case_id, suspect_id, 'DEFERE' as stage, registered_on as stage_on from one
    union all
    select o.case_id, o.suspect_id, s.stage, o.oriented_on
    from one o join stages s on s.list = 'orientation' and s.code = o.orientation
),
furthest as (
    select case_id, suspect_id, stage
    from (
        select p.*, s.rank from step p join stages s on s.list = 'stage' and s.code = p.stage
        union all
        select case_id, suspect_id, stage, stage_on, rank from court_step
    )
    qualify row_number() over (
        partition by case_id, suspect_id order by rank desc, stage_on desc nulls last, stage
    ) = 1
)
select
    'P' || substr(md5(list_min(o.record_ids)), 1, 16) as prosecution_id,
    o.case_id,
    o.suspect_id,
    o.court_code,
    o.rp_number,
    o.ri_number,
    o.registered_on,
    o.orientation,
    o.oriented_on,
    f.stage,
    o.offence_code,
    o.article_codes,
    o.victims_declared,
    o.detained_since,
    o.released_on,
    o.source_ids,
    o.record_ids,
    o.period
from one o
left join furthest f on f.case_id = o.case_id and f.suspect_id is not distinct from o.suspect_id
order by prosecution_id
