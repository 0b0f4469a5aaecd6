drop function if exists plan.progress_valid_at(date, timestamptz) cascade;

create function plan.progress_valid_at(day date, known timestamptz default '9999-12-31')
returns table (action_id text, plan text, ministry_code text, due_on date, period text,
    status_code text, execution_percent double precision, is_overdue boolean)
language sql stable as $$
select a.action_id, a.plan, a.ministry_code, a.due_on, s.period, s.status_code,
    s.execution_percent,
    coalesce(s.status_code, '') not in ('ACHEVEE', 'ABANDONNEE') and coalesce(a.due_on < day, false)
from plan.plan_action_as_known(known) a
left join lateral (
    select p.period, p.status_code, p.execution_percent
    from plan.plan_status_as_known(known) p
    where p.action_id = a.action_id and p.period <= to_char(day, 'YYYY-MM')
    order by p.period desc limit 1
) s on true
$$;

comment on function plan.progress_valid_at(date, timestamptz) is
'Où en était chaque action du plan un jour donné (day) : le dernier mois déclaré jusque-là, avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known).
Where each action of the plan stood on a given day (day): the last month reported by then, with today''s knowledge or that of an instant (known).';
