drop function if exists plan.silent_ministry(date, integer, timestamptz) cascade;

create function plan.silent_ministry(
    as_of date default current_date, months integer default 3,
    known timestamptz default '9999-12-31')
returns table (
    plan text, ministry_code text, actions_count bigint, open_actions_count bigint,
    never_reported_count bigint, last_period text, months_silent integer
)
language sql stable as $$
with action as (
    select p.plan, p.ministry_code, p.action_id, p.period,
        coalesce(p.status_code, '') not in ('ACHEVEE', 'ABANDONNEE') as is_open
    from plan.progress(as_of, months, known) p
),
told as (
    select a.plan, a.ministry_code, count(*) as actions,
        count(*) filter (where a.is_open) as open_actions,
        count(*) filter (where a.period is null) as never, max(a.period) as last_period
    from action a
    group by a.plan, a.ministry_code
),
-- Months after the last one reported that are over on that day.
aged as (
    select t.*, (
            (extract(year from as_of) * 12 + extract(month from as_of))
            - (substr(t.last_period, 1, 4)::integer * 12 + substr(t.last_period, 6)::integer) - 1
        )::integer as silent
    from told t
)
select a.plan, a.ministry_code, a.actions, a.open_actions, a.never, a.last_period, a.silent
from aged a
where a.open_actions > 0 and (a.last_period is null or a.silent >= months)
order by a.last_period nulls first, a.plan, a.ministry_code
$$;

comment on function plan.silent_ministry(date, integer, timestamptz) is
'Les ministères chefs de file dont aucune action d''un plan n''a été rapportée depuis tant de mois révolus (months) à cette date (as_of), et qui en ont encore d''ouvertes : leur dernier mois rapporté, vide s''il n''y en eut jamais, et leurs actions. Leurs actions peuvent être à l''arrêt (plan.progress) parce que le ministère se tait : ici on voit qu''il se tait. ministry_code vide : l''action n''a pas de ministère connu. known : ce que l''on savait à cet instant.
Lead ministries of whom no action of a plan was reported for so many full months (months) on that date (as_of), and who still have open ones: the last month that they reported, empty where there never was one, and their actions. Their actions may be stalled (plan.progress) because the ministry is silent: here it is seen that it is. ministry_code empty: the action has no known ministry. known: what was known at that instant.';
