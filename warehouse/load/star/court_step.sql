-- What hearings, judgments and appeals make of the journey of an accused. The rank tells which step
-- led further: each decision begins another hundred, so that an appeal is behind the judgment that it
-- is of and before the one that ends it, and no later word of a register undoes a judge's.
with decision as (
    select g.case_id, g.suspect_id, g.decided_on, g.instance, g.effect, g.is_appealed,
        g.appeal_filed_on, c.stage as court_stage,
        last_value(case when g.effect = 'decides' then coalesce(v.stage, 'JUGEMENT') end
            ignore nulls) over so_far as decided,
        v.stage as said,
        count(*) filter (g.effect <> 'none') over so_far as nth
    from shaped_judgment g
    left join stages v on v.list = 'verdict' and v.code = g.verdict
    left join stages c on c.list = 'court' and c.code = g.court_code
    window so_far as (
        partition by g.case_id, g.suspect_id
        order by g.decided_on nulls first, g.instance, g.is_standing, g.judgment_id
        rows between unbounded preceding and current row
    )
),
step as (
    select case_id, suspect_id, decided_on as stage_on, nth,
        case effect when 'decides' then decided when 'upholds' then coalesce(decided, court_stage)
            when 'annuls' then said else coalesce(court_stage, said) end as stage
    from decision
    union all
    -- Where no export says the day of an appeal: it is not before the judgment.
    select case_id, suspect_id, coalesce(appeal_filed_on, decided_on), nth,
        case instance when 1 then 'APPEL' else 'CASSATION' end
    from decision
    where is_appealed and instance < 3
    union all
    select h.case_id, h.suspect_id, h.held_on,
        case when c.stage is null then 0 else (
            select count(*) from shaped_judgment g
            where g.case_id = h.case_id and g.suspect_id is not distinct from h.suspect_id
                and g.effect <> 'none' and g.decided_on < h.held_on
        ) end,
        coalesce(c.stage, 'JUGEMENT')
    from shaped_hearing h
    left join stages c on c.list = 'court' and c.code = h.court_code
)
select p.case_id, p.suspect_id, coalesce(p.stage, 'JUGEMENT') as stage, p.stage_on,
    100 * p.nth + s.rank as rank
from step p
join stages s on s.list = 'stage' and s.code = coalesce(p.stage, 'JUGEMENT')
