"""What each row of each export says of a person, nameless, and what of it was retained."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).with_suffix(".sql")

# Whoever reads the persons reads what was said of them.
READERS = """
do $$ declare one record; begin
  for one in
    select rolname from pg_catalog.pg_roles
    where rolname like 'zokwezo\\_%' and has_table_privilege(oid, 'warehouse.victim', 'select')
  loop
    execute format('grant select on warehouse.mention to %I', one.rolname);
  end loop;
end $$
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SCRIPT.read_text("utf-8"))
    op.execute(READERS)
    op.execute("select history.keep('warehouse.mention')")


def downgrade() -> None:
    # Views stand on it; the next upgrade makes them anew.
    op.execute("drop function warehouse.mention_as_known(timestamp with time zone)")
    op.execute("drop table warehouse.mention cascade")
    op.execute("drop table history.warehouse_mention")
    op.execute(
        "do $$ declare gone text; begin"
        " for gone in select p.oid::regprocedure::text from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'identity' loop"
        " execute 'drop function ' || gone || ' cascade'; end loop; end $$"
    )
    op.execute("drop table if exists public.zokwezo_views")
