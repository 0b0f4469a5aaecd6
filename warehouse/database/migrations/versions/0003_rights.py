"""Who may read what; a ministry sees its own rows; two tables only ever grow."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

READS = {
    "zokwezo_steward": ("intake", "plan", "indicator"),
    "zokwezo_linkage": ("identity", "plan", "indicator"),
    "zokwezo_analyst": ("warehouse", "case_law", "plan", "indicator"),
    "zokwezo_auditor": ("audit", "plan", "indicator"),
    "zokwezo_ministry": ("plan", "indicator"),
}

# A named steward who judges pairs is made a member of zokwezo_linkage, in person.
JUDGES = ("judgement", "link_to_judge")

# The ministry's source is a setting of the session, made by the desk after sign-on.
OWN_SOURCE = "source_id = nullif(pg_catalog.current_setting('zokwezo.source_id', true), '')"
OWN_SUBMISSION = (
    f"submission_id in (select submission_id from intake.submission where {OWN_SOURCE})"
)
OWN_ROWS = {
    "submission": OWN_SOURCE,
    "expected_export": OWN_SOURCE,
    "row_issue": OWN_SUBMISSION,
    "quarantined_row": OWN_SUBMISSION,
    "set_aside": OWN_SUBMISSION,
    "receipt": OWN_SUBMISSION,
}

APPEND_ONLY = ("identity.identity_event", "audit.access_log")

REFUSE_CHANGE = """
create function audit.refuse_change() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception '%.% only ever grows: add a row that corrects', tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$
"""


def upgrade() -> None:
    present = set(op.get_bind().scalars(sa.text("select rolname from pg_catalog.pg_roles")))
    _grant(present)
    _separate_ministries(present)
    op.execute(REFUSE_CHANGE)
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger only_grows before update or delete or truncate on {table}"
            " for each statement execute function audit.refuse_change()"
        )


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"drop trigger only_grows on {table}")
    op.execute("drop function audit.refuse_change()")
    for table in OWN_ROWS:
        op.execute(f"drop policy if exists steward on intake.{table}")
        op.execute(f"drop policy if exists ministry on intake.{table}")
        op.execute(f"alter table intake.{table} disable row level security")
    present = set(op.get_bind().scalars(sa.text("select rolname from pg_catalog.pg_roles")))
    for role in sorted(present & set(READS)):
        for schema in ("intake", "identity", "warehouse", "case_law", "plan", "indicator", "audit"):
            op.execute(f"revoke all on all tables in schema {schema} from {role}")
            op.execute(f"revoke all on schema {schema} from {role}")


def _grant(present: set[str]) -> None:
    for role, schemas in READS.items():
        if role not in present:
            continue
        for schema in schemas:
            op.execute(f"grant usage on schema {schema} to {role}")
            op.execute(f"grant select on all tables in schema {schema} to {role}")
    if "zokwezo_linkage" in present:
        for table in JUDGES:
            op.execute(f"grant insert, update on identity.{table} to zokwezo_linkage")
    if "zokwezo_ministry" in present:
        op.execute("grant usage on schema intake to zokwezo_ministry")
        for table in OWN_ROWS:
            op.execute(f"grant select on intake.{table} to zokwezo_ministry")


def _separate_ministries(present: set[str]) -> None:
    for table, own in OWN_ROWS.items():
        op.execute(f"alter table intake.{table} enable row level security")
        if "zokwezo_steward" in present:
            op.execute(
                f"create policy steward on intake.{table} for select to zokwezo_steward"
                " using (true)"
            )
        if "zokwezo_ministry" in present:
            op.execute(
                f"create policy ministry on intake.{table} for select to zokwezo_ministry"
                f" using ({own})"
            )
