"""The star: charges, sentences, referrals, people as they were, courts, articles, months."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
