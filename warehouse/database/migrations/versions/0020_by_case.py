"""What a question reads through its case stands in the case's index: no table is opened for it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Table, its index until now, the index that takes its place.
BY_CASE = (
    ("prosecution", "case_id", "case_id, suspect_id", "include (registered_on)"),
    ("judgment", "case_id", "case_id, suspect_id", "include (verdict)"),
    ("judgment", "suspect_id", "suspect_id", "include (verdict)"),
)


def _name(table: str, columns: str) -> str:
    return f"{table}_{columns.replace(', ', '_')}_idx"


def upgrade() -> None:
    for table, before, columns, more in BY_CASE:
        op.execute(f"drop index warehouse.{_name(table, before)}")
        op.execute(f"create index {_name(table, columns)} on warehouse.{table} ({columns}) {more}")
    op.execute(
        "create index case_file_case_id_idx on warehouse.case_file (case_id)"
        " where closed_on is not null"
    )


def downgrade() -> None:
    op.execute("drop index warehouse.case_file_case_id_idx")
    for table, before, columns, _ in BY_CASE:
        op.execute(f"drop index warehouse.{_name(table, columns)}")
        op.execute(f"create index {_name(table, before)} on warehouse.{table} ({before})")
