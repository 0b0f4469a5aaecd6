"""Charges, sentences and referrals, one row each, and persons as they were."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).with_suffix(".sql")
TABLES = ("charge", "sentence", "referral", "victim_state", "suspect_state")


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SCRIPT.read_text("utf-8"))
    for name in TABLES:
        op.execute(f"select history.keep('warehouse.{name}')")


def downgrade() -> None:
    # Functions and views stand on them; the next upgrade makes them anew.
    for name in TABLES:
        op.execute(f"drop function if exists warehouse.{name}_as_true(date, timestamptz) cascade")
        op.execute(f"drop function warehouse.{name}_as_known(timestamptz) cascade")
        op.execute(f"drop table warehouse.{name} cascade")
        op.execute(f"drop table history.warehouse_{name}")
    op.execute("drop view if exists intake.unknown_code")
    op.execute("drop table if exists public.zokwezo_views")
