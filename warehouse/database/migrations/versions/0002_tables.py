"""Every table, as the models said it on the day; the statements stand in the file beside this."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "warehouse.prosecution",
    "warehouse.judgment",
    "warehouse.hearing",
    "warehouse.complaint",
    "warehouse.case_victim",
    "warehouse.case_suspect",
    "warehouse.case_join",
    "warehouse.assistance",
    "plan.plan_status",
    "intake.set_aside",
    "intake.row_issue",
    "intake.receipt",
    "intake.quarantined_row",
    "identity.role_pseudonym",
    "identity.person_mention",
    "warehouse.victim",
    "warehouse.suspect",
    "warehouse.dim_geography",
    "warehouse.dim_code",
    "warehouse.case_file",
    "plan.plan_action",
    "intake.submission",
    "intake.step_done",
    "intake.expected_export",
    "indicator.figure",
    "identity.person",
    "identity.link_to_judge",
    "identity.judgement",
    "identity.identity_event",
    "case_law.decision",
    "audit.access_log",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table {table}")
