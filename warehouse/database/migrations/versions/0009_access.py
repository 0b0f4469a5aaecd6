"""Rights come from one page: whose exports are whose, and readings that are announced first."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SOURCES = """
create table intake.ministry_source (
    role_name text not null,
    source_id text not null,
    constraint ministry_source_pkey primary key (role_name, source_id)
);
comment on table intake.ministry_source is 'Which export is whose: row policies read it.';
comment on column intake.ministry_source.role_name is 'the ministry''s role in the database';
comment on column intake.ministry_source.source_id is 'an export that is its own';
"""

NOTE = """
create function audit.note(
    by text, action text, what text, rows bigint, purpose text, detail jsonb)
returns void language sql security definer set search_path = ''
as $$
    insert into audit.access_log (at, by, role, action, object, rows_count, purpose, detail)
    values (pg_catalog.clock_timestamp(), by, session_user, action, what, rows, purpose,
        detail - 'transaction')
$$
"""

# The transaction stands in the line: a savepoint has a number of its own, and would pass for
# another transaction.
ANNOUNCE = """
create function audit.announce(reader text, purpose text, objects text[])
returns void language sql security definer set search_path = ''
as $$
    insert into audit.access_log (at, by, role, action, object, rows_count, purpose, detail)
    select pg_catalog.clock_timestamp(), reader, session_user, 'read', one,
        pg_catalog.cardinality(objects), purpose,
        pg_catalog.jsonb_build_object('transaction', pg_catalog.pg_current_xact_id()::text)
    from (select distinct o as one from pg_catalog.unnest(objects) o) asked
    where one is not null
$$
"""

# What the reader announced in a transaction that is over: a line that no rollback takes away.
ANNOUNCED = """
create function audit.announced()
returns text[] language sql stable security definer set search_path = ''
as $$
    select coalesce(pg_catalog.array_agg(l.object), '{}')
    from audit.access_log l
    where l.role = session_user and l.detail ? 'transaction'
        and l.at > pg_catalog.clock_timestamp() - interval '15 minutes'
        and l.detail ->> 'transaction'
            is distinct from pg_catalog.pg_current_xact_id_if_assigned()::text
$$
"""


def upgrade() -> None:
    connection = op.get_bind()
    for sql in (SOURCES, NOTE, ANNOUNCE, ANNOUNCED):
        connection.exec_driver_sql(sql)
    op.execute("drop function audit.note_reading")


def downgrade() -> None:
    connection = op.get_bind()
    op.execute(
        "do $$ declare one record; begin"
        " for one in select policyname, schemaname, tablename from pg_policies"
        " where schemaname in ('intake', 'identity', 'audit') loop"
        " execute format('drop policy %I on %I.%I',"
        " one.policyname, one.schemaname, one.tablename); end loop; end $$"
    )
    for name in ("announced", "announce", "note"):
        op.execute(f"drop function audit.{name}")
    op.execute("drop table intake.ministry_source")
    # Made again for 0005 to take back.
    connection.exec_driver_sql(
        "create function audit.note_reading(reader text, object_id text, mentions bigint)"
        " returns void language sql as ''"
    )
    op.execute("drop table if exists public.zokwezo_access")
