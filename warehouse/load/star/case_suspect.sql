-- Which suspect is of which case, and how far that came: from the police report to the judgment.
with said as (
    select
        m.case_id,
        m.pseudonym as suspect_id,
        min(m.seen_on) as first_seen_on,
        list_sort(list(distinct m.relationship_code) filter (m.relationship_code is not null))
            as relationship_codes,
        list_sort(list(distinct m.source_id)) as source_ids,
        list_sort(list(m.record_id)) as record_ids,
        max(m.period) as period
    from mention m
    where m.role = 'suspect' and m.case_id is not null
    group by m.case_id, m.pseudonym
),
step as (
    select m.case_id, m.pseudonym as suspect_id, 'ENQUETE' as stage, m.seen_on as stage_on
    from mention m
    where m.role = 'suspect' and m.case_id is not null
    union all
    select j.case_id, p.pseudonym, s.stage, coalesce(c.referred_on, c.filed_on)
    from said_complaint c
    join joins j on j.record_id = c.record_id
    join pseudonyms p on p.mention_id = c.suspect_record_id
    join stages s on s.list = 'police_outcome' and s.code = c.outcome_code
    union all
    select case_id, suspect_id, 'DEFERE', registered_on from shaped_prosecution
    union all
    select p.case_id, p.suspect_id, s.stage, p.oriented_on
    from shaped_prosecution p join stages s on s.list = 'orientation' and s.code = p.orientation
),
furthest as (
    select case_id, suspect_id, stage, stage_on
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
    s.case_id,
    s.suspect_id,
    s.first_seen_on,
    f.stage,
    f.stage_on,
    s.relationship_codes,
    s.source_ids,
    s.record_ids,
    s.period
from said s
left join furthest f on f.case_id = s.case_id and f.suspect_id = s.suspect_id
order by s.case_id, s.suspect_id
