drop function if exists plan.progress(date, integer) cascade;
drop function if exists plan.progress(date, integer, timestamptz) cascade;

-- The codes stand here, and not in dim_code, because everybody reads the plan and not everybody
-- reads the warehouse.
create function plan.progress(
    as_of date default current_date, months integer default 3,
    known timestamptz default '9999-12-31')
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
    from plan.plan_status_as_known(known) s
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
),
worded as (
    select distinct on (t.action_id) t.*
    from plan.action_text_as_known(known) t
    where (t.valid_from is null or t.valid_from <= as_of)
        and (t.valid_to is null or t.valid_to >= as_of)
    order by t.action_id, t.is_placeholder, t.valid_from desc nulls last, t.text_code
)
select a.action_id, a.plan, coalesce(a.axis_code, t.axis_code),
    coalesce(a.ministry_code, t.ministry_code),
    case
        when not t.is_placeholder then t.text_fr
        when a.is_placeholder or a.action is null
            then '[À SAISIR PAR LE COMITÉ] Action ' || a.action_number
        else a.action
    end,
    case when not t.is_placeholder then false when a.action is null then true
        else a.is_placeholder end,
    a.due_on, n.period, n.status_code, n.execution_percent, c.last_change,
    coalesce(n.status_code = 'ACHEVEE', false),
    coalesce(n.status_code, '') not in ('ACHEVEE', 'ABANDONNEE')
        and coalesce(a.due_on < as_of, false),
    coalesce(n.status_code not in ('ACHEVEE', 'ABANDONNEE')
        and to_date(c.last_change, 'YYYY-MM') + make_interval(months => months) <= as_of, false),
    coalesce(n.execution_percent < n.percent_before, false)
        or coalesce(n.status_before = 'ACHEVEE' and n.status_code <> 'ACHEVEE', false)
from plan.plan_action_as_known(known) a
left join worded t on t.action_id = a.action_id
left join newest n on n.action_id = a.action_id
left join changed c on c.action_id = a.action_id
order by a.action_id
$$;

comment on function plan.progress(date, integer, timestamptz) is
'Où en est chaque action de chaque plan à cette date (as_of), d''après le dernier mois déclaré jusque-là, avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known). En retard : échéance passée, ni achevée ni abandonnée. À l''arrêt : encore ouverte, et rien ne dit que le statut ou le pourcentage a bougé depuis tant de mois (months), que des mois identiques soient arrivés ou aucun. En recul : le dernier mois dit moins que le précédent. action : le texte que le comité a saisi et qui vaut ce jour-là, sinon celui du suivi ; is_placeholder : ni l''un ni l''autre, et la place est marquée ; vide : lu avant que les places ne soient marquées.
Where each action of each plan stands on that date (as_of), by the last month reported by then, with today''s knowledge or that of an instant (known). Late: past due, neither done nor given up. Stalled: still open, and nothing says that status or percentage moved for so many months (months), whether months came that say the same or none came. Regressing: the last month says less than the one before. action: the text that the committee entered and that holds on that day, else that of the follow-up; is_placeholder: neither, and its place is marked; empty: read before places were marked.';
