"""When a suspect first appeared in a case, so that the stage of a past day can be told."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table warehouse.case_suspect add column first_seen_on date")
    op.execute(
        "comment on column warehouse.case_suspect.first_seen_on is"
        " 'the first day a source met the suspect in this case'"
    )
    op.execute("select history.keep('warehouse.case_suspect')")


def downgrade() -> None:
    # They return the rows of a table that earlier revisions take back.
    op.execute(
        "do $$ declare gone text; begin"
        " for gone in select p.oid::regprocedure::text from pg_proc p"
        " where p.proname like '%\\_as\\_true' loop"
        " execute 'drop function ' || gone || ' cascade'; end loop; end $$"
    )
    op.execute("drop table if exists public.zokwezo_views")
    op.execute("alter table warehouse.case_suspect drop column first_seen_on cascade")
    op.execute("alter table history.warehouse_case_suspect drop column first_seen_on cascade")
    op.execute("select history.keep('warehouse.case_suspect')")
