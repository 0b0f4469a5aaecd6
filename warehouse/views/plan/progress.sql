drop function if exists plan.progress(date, integer) cascade;

-- The codes stand here, and not in dim_code, because everybody reads the plan and not everybody
-- reads the warehouse.
create function plan.progress(as_of date default current_date, months integer default 3)
returns table (
    action_id text, plan text, axis_code text, ministry_code text, action text,
    is_placeholder boolean, due_on date, period text, status_code text,
    execution_percent double precision, last_change text, is_done boolean,
    is_late boolean, is_stalled boolean, is_regressing boolean
)
language sql stable as $$
with said as (
    select s.*, lag(s.status_code) over w as status_before,
        lag(s.execution_percent) over w as percent_before,
        lag(s.period) over w is null as is_first
    from plan.plan_status s
    where s.period <= to_char(as_of, 'YYYY-MM')
    window w as (partition by s.action_id order by s.period)
),
changed as (
    select action_id, max(period) as last_change
    from said
    where is_first or status_code is distinct from status_before
        or execution_percent is distinct from percent_before
    group by action_id
),
newest as (
    select distinct on (action_id) * from said order by action_id, period desc
)
select a.action_id, a.plan, a.axis_code, a.ministry_code, a.action,
    a.action is null or a.action ~* 'à saisir par le comité',
    a.due_on, n.period, n.status_code, n.execution_percent, c.last_change,
    coalesce(n.status_code = 'ACHEVEE', false),
    coalesce(n.status_code, '') not in ('ACHEVEE', 'ABANDONNEE')
        and coalesce(a.due_on < as_of, false),
    coalesce(n.status_code not in ('ACHEVEE', 'ABANDONNEE')
        and to_date(c.last_change, 'YYYY-MM') + make_interval(months => months)
            <= to_date(n.period, 'YYYY-MM'), false),
    coalesce(n.execution_percent < n.percent_before, false)
        or coalesce(n.status_before = 'ACHEVEE' and n.status_code <> 'ACHEVEE', false)
from plan.plan_action a
left join newest n on n.action_id = a.action_id
left join changed c on c.action_id = a.action_id
order by a.action_id
$$;

comment on function plan.progress(date, integer) is
'Où en est chaque action à cette date, d''après le dernier mois reçu. En retard : échéance passée, ni achevée ni abandonnée. À l''arrêt : encore ouverte, et ni statut ni pourcentage n''ont bougé depuis tant de mois. En recul : le dernier mois dit moins que le précédent. is_placeholder : le comité n''a pas encore saisi le texte.
Where each action stands on that date, by the last month received. Late: past due, neither done nor given up. Stalled: still open, and neither status nor percentage moved for so many months. Regressing: the last month says less than the one before. is_placeholder: the committee has not yet entered the text.';
