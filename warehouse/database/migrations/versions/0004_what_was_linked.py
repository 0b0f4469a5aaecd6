"""Load and publish work on just what was linked, whatever is judged in the meantime."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the submissions that a step worked on, by id."""
    op.execute("alter table intake.step_done add column submission_ids text[]")
    op.execute("comment on column intake.step_done.submission_ids is 'which they were'")


def downgrade() -> None:
    """Keep only how many they were."""
    op.execute("alter table intake.step_done drop column submission_ids")
