drop function if exists warehouse.journey_steps(timestamptz) cascade;

create function warehouse.journey_steps(known timestamptz default '9999-12-31')
returns table (case_id text, suspect_id text, stage text, reached_on date, "rank" integer,
    is_ended boolean, stage_order integer)
language sql stable as $$
with code as (
    select list, code, attributes from warehouse.dim_code_as_known(known)
    where list in ('stage', 'police_outcome', 'orientation', 'verdict', 'court')
),
suspect as (select * from warehouse.case_suspect_as_known(known)),
prosecution as (select * from warehouse.prosecution_as_known(known)),
hearing as (select * from warehouse.hearing_as_known(known)),
judgment as (select * from warehouse.judgment_as_known(known)),
accused as (
    select case_id, suspect_id from suspect
    union
    select case_id, suspect_id from prosecution
    union
    select case_id, suspect_id from hearing
    union
    select case_id, suspect_id from judgment
),
-- Where each accused of a case stands now: no step leads further.
present as (
    select c.case_id, a.suspect_id, c.opened_on,
        coalesce(s.stage, p.stage, case when a.case_id is null then c.stage end) as stage,
        coalesce(s.stage_on, case when a.case_id is null then c.stage_on end) as stage_on
    from warehouse.case_file_as_known(known) c
    left join accused a on a.case_id = c.case_id
    left join suspect s on s.case_id = a.case_id and s.suspect_id = a.suspect_id
    left join lateral (
        select q.stage from prosecution q
        where q.case_id = a.case_id and q.suspect_id is not distinct from a.suspect_id
        order by q.prosecution_id limit 1
    ) p on true
),
dated as (
    select case_id, suspect_id, 'ENQUETE' as stage, first_seen_on as reached_on from suspect
    union all
    -- What the unit did with a report, it did with all who are accused in it, until a later act
    -- says more of one; that it closed it for one closes it for nobody else.
    select k.case_id, p.suspect_id, o.attributes ->> 'stage', coalesce(k.referred_on, k.filed_on)
    from warehouse.complaint_as_known(known) k
    join present p on p.case_id = k.case_id
    join code o on o.list = 'police_outcome' and o.code = k.outcome_code
    join code g on g.list = 'stage' and g.code = o.attributes ->> 'stage'
        and g.attributes ->> 'is_terminal' = 'false'
    union all
    select case_id, suspect_id, 'DEFERE', registered_on from prosecution
    union all
    select p.case_id, p.suspect_id, o.attributes ->> 'stage', p.oriented_on
    from prosecution p join code o on o.list = 'orientation' and o.code = p.orientation
),
-- As court_step.sql of the load has it: each decision begins another hundred, so that an appeal is
-- behind the judgment that it is of and before the one that ends it.
above as (
    select code as court_code, case attributes ->> 'level' when 'CA' then 'APPEL' else 'CASSATION' end
        as stage
    from code where list = 'court' and attributes ->> 'level' in ('CA', 'CASS')
),
decision as (
    select g.*, c.stage as court_stage, v.attributes ->> 'stage' as said,
        count(*) filter (where g.effect <> 'none') over so_far as nth
    from judgment g
    left join code v on v.list = 'verdict' and v.code = g.verdict
    left join above c on c.court_code = g.court_code
    window so_far as (
        partition by g.case_id, g.suspect_id
        order by g.decided_on nulls first, g.instance, g.is_standing, g.judgment_id
        rows between unbounded preceding and current row
    )
),
judged as (
    select d.case_id, d.suspect_id, d.decided_on as reached_on, d.nth,
        case d.effect
            when 'upholds' then coalesce((
                select coalesce(e.said, 'JUGEMENT') from decision e
                where e.case_id = d.case_id and e.suspect_id is not distinct from d.suspect_id
                    and e.effect = 'decides' and e.nth < d.nth
                order by e.nth desc limit 1), d.court_stage)
            when 'none' then coalesce(d.court_stage, d.said)
            else d.said end as stage
    from decision d
    union all
    select case_id, suspect_id, coalesce(appeal_filed_on, decided_on), nth,
        case instance when 1 then 'APPEL' else 'CASSATION' end
    from decision where is_appealed and instance < 3
    union all
    select h.case_id, h.suspect_id, h.held_on,
        case when c.stage is null then 0 else (
            select count(*) from judgment g
            where g.case_id = h.case_id and g.suspect_id is not distinct from h.suspect_id
                and g.effect <> 'none' and g.decided_on < h.held_on) end,
        coalesce(c.stage, 'JUGEMENT')
    from hearing h
    left join above c on c.court_code = h.court_code
),
step as (
    select case_id, suspect_id, stage, reached_on, 0::bigint as nth, false as is_own from dated
    union all
    select case_id, suspect_id, coalesce(stage, 'JUGEMENT'), reached_on, nth, true from judged
    union all
    select case_id, suspect_id, 'SIGNALE', opened_on, 0, false from present
    union all
    -- A stage that no act dates was reached by the last act that is dated.
    select p.case_id, p.suspect_id, p.stage, coalesce(p.stage_on,
        (select max(d.reached_on)
         from (select * from dated union all select case_id, suspect_id, stage, reached_on
               from judged) d
         where d.case_id = p.case_id and d.suspect_id is not distinct from p.suspect_id),
        p.opened_on), 0, false
    from present p
    where not exists (
        select from judged j where j.case_id = p.case_id
            and j.suspect_id is not distinct from p.suspect_id and j.nth > 0)
)
select s.case_id, s.suspect_id, s.stage, s.reached_on,
    (100 * max(s.nth) + (g.attributes ->> 'order')::integer)::integer,
    coalesce((g.attributes ->> 'is_terminal')::boolean, false) or s.stage = 'EXECUTION',
    (g.attributes ->> 'order')::integer
from step s
join code g on g.list = 'stage' and g.code = s.stage
join present p on p.case_id = s.case_id and p.suspect_id is not distinct from s.suspect_id
left join code f on f.list = 'stage' and f.code = p.stage
where s.reached_on is not null
    and (s.is_own or f.code is null
        or (g.attributes ->> 'order')::integer <= (f.attributes ->> 'order')::integer)
group by s.case_id, s.suspect_id, s.stage, s.reached_on, g.attributes
$$;

comment on function warehouse.journey_steps(timestamptz) is
'Les étapes que chaque accusé de chaque dossier a atteintes, avec le jour de chaque acte et le rang de l''étape, telles que connues à un instant (known). Un appel dont nul ne dit le jour a celui du jugement.
The stages that each accused of each case came to, with the day of each act and the rank of the stage, as known at an instant (known). An appeal whose day nobody tells has that of the judgment.';
