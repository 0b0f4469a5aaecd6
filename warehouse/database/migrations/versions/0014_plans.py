"""Several plans, the texts that the committee enters, activities and who took part in them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("plan", "action_text", "plan_action", "plan_status", "activity", "attendance")
NEW = ("attendance", "activity", "action_text", "plan")

# All follow-up was put under PAN-2020, whatever its month. The dates are those of the list of
# plans at this revision; the next load says it again from the list of its day.
MOVE = """
create temporary table moved on commit drop as
select s.action_id as old_id, s.period, a.action_number,
    case when s.period <= '2021-12' then 'PAN-2020' when s.period <= '2023-12' then 'PAN-2022'
        else 'PAN-SUIVI' end as plan
from plan.plan_status s join plan.plan_action a on a.action_id = s.action_id
where a.plan = 'PAN-2020';

insert into plan.plan_action
    (action_id, plan, action_number, axis_code, action, ministry_code, due_on)
select distinct m.plan || substr(a.action_id, 9), m.plan, a.action_number, a.axis_code, a.action,
    a.ministry_code, a.due_on
from moved m join plan.plan_action a on a.action_id = m.old_id
where m.plan <> 'PAN-2020';

update plan.plan_status s set action_id = m.plan || substr(m.old_id, 9)
from moved m
where s.action_id = m.old_id and s.period = m.period and m.plan <> 'PAN-2020';

delete from plan.plan_action a
where a.plan = 'PAN-2020' and a.action_id in (select old_id from moved)
    and not exists (select from plan.plan_status s where s.action_id = a.action_id);
"""

# Back under one plan: of a month that two plans have, the newer plan's row is kept.
MOVE_BACK = """
create temporary table moved on commit drop as
select distinct on (a.action_number) a.* from plan.plan_action a
where a.plan <> 'PAN-2020' order by a.action_number, a.action_id desc;

insert into plan.plan_action
    (action_id, plan, action_number, axis_code, action, ministry_code, due_on)
select 'PAN-2020-' || lpad(m.action_number::text, 2, '0'), 'PAN-2020', m.action_number, m.axis_code,
    m.action, m.ministry_code, m.due_on
from moved m
on conflict do nothing;

insert into plan.plan_status (action_id, period, status_code, execution_percent, record_id)
select distinct on (1, 2) 'PAN-2020-' || lpad(a.action_number::text, 2, '0'), s.period,
    s.status_code, s.execution_percent, s.record_id
from plan.plan_status s join plan.plan_action a on a.action_id = s.action_id
where a.plan <> 'PAN-2020'
order by 1, 2, s.action_id desc
on conflict do nothing;

delete from plan.plan_status s using plan.plan_action a
where a.action_id = s.action_id and a.plan <> 'PAN-2020';
delete from plan.plan_action where plan <> 'PAN-2020';
"""


def _keep(*names: str) -> None:
    for name in names:
        op.get_bind().execute(
            sa.text("select history.keep(cast(:table as regclass))"), {"table": f"plan.{name}"}
        )


def _move(which: str, script: str) -> None:
    """Move rows if there are any: a statement that touches none would leave an instant too."""
    connection = op.get_bind()
    if connection.scalar(sa.text(f"select exists (select from plan.plan_action where {which})")):
        connection.exec_driver_sql(script)
        # The moved rows are checked now: a table with checks to come takes no new column.
        op.execute("set constraints all immediate")


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(Path(__file__).with_suffix(".sql").read_text("utf-8"))
    _move("plan = 'PAN-2020'", MOVE)
    op.execute("alter table plan.plan_action add column is_placeholder boolean")
    _keep(*TABLES)


def downgrade() -> None:
    # Views and the functions of each table stand on what goes; the next upgrade makes them anew.
    op.execute(
        "do $$ declare gone text; begin"
        " foreach gone in array array("
        " select format('view if exists %I.%I', n.nspname, v.relname) from pg_class v"
        " join pg_namespace n on n.oid = v.relnamespace where v.relkind = 'v'"
        " and n.nspname = 'plan'"
        " union all select 'function if exists ' || p.oid::regprocedure::text from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'plan'"
        " and p.proname not like '%\\_as\\_known')"
        " loop execute 'drop ' || gone || ' cascade'; end loop; end $$"
    )
    op.execute("drop table if exists public.zokwezo_views")
    for name in NEW:
        op.execute(f"drop table plan.{name} cascade")
        op.execute(f"drop table history.plan_{name} cascade")
    op.execute("alter table plan.plan_action drop column is_placeholder cascade")
    op.execute("alter table history.plan_plan_action drop column is_placeholder cascade")
    _keep("plan_action")
    _move("plan <> 'PAN-2020'", MOVE_BACK)
