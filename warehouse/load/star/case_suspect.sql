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
    union all
    select case_id, suspect_id, 'JUGEMENT', held_on from shaped_hearing
    union all
    select g.case_id, g.suspect_id, s.stage, g.decided_on
    from shaped_judgment g join stages s on s.list = 'verdict' and s.code = g.verdict
    union all
    -- Where no export says the day of an appeal: it is not before the judgment.
    select case_id, suspect_id, 'APPEL', coalesce(appeal_filed_on, decided_on)
    from shaped_judgment where is_appealed
),
furthest as (
    select p.case_id, p.suspect_id, p.stage, p.stage_on
    from step p join stages s on s.list = 'stage' and s.code = p.stage
    qualify row_number() over (
        partition by p.case_id, p.suspect_id
        order by s.rank desc, p.stage_on desc nulls last, p.stage
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
