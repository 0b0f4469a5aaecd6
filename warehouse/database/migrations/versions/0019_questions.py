"""The questions of an analyst, answered from indexes: by day, by person, by load."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).with_suffix(".sql")

# Table, columns, and what else the questions read of a row: they then need the index alone.
BY_DAY = (
    (
        "victim",
        "first_seen_on",
        "principal_exploitation_code, prefecture_code, birth_year_min, birth_year_max, means_codes",
    ),
    ("case_file", "opened_on", "case_id"),
    ("prosecution", "registered_on", "case_id, suspect_id, court_code"),
    ("hearing", "held_on", "case_id, court_code, adjournment_code"),
    (
        "judgment",
        "decided_on",
        "case_id, suspect_id, court_code, verdict, is_life, months_firm, fine_xaf, damages_xaf",
    ),
    ("assistance", "provided_on", "victim_id, referred_by_code"),
)


def upgrade() -> None:
    for table, column, more in BY_DAY:
        op.execute(
            f"create index {table}_{column}_idx on warehouse.{table} ({column}) include ({more})"
        )
    op.execute(
        "create index suspect_cases_count_idx on warehouse.suspect (cases_count)"
        " include (suspect_id) where cases_count > 1"
    )
    connection = op.get_bind()
    connection.exec_driver_sql(SCRIPT.read_text("utf-8").replace("%", "%%"))
    for table in _kept(connection):
        connection.execute(
            sa.text("select history.keep(cast(:table as regclass))"), {"table": table}
        )


def _kept(connection: sa.Connection) -> list[str]:
    return list(
        connection.execute(
            sa.text(
                "select format('%I.%I', n.nspname, c.relname) from pg_class c"
                " join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'"
                " and to_regclass(format('history.%I', n.nspname || '_' || c.relname)) is not null"
                " order by 1"
            )
        ).scalars()
    )


def downgrade() -> None:
    # history.keep stays as it is: an index more does no harm to what it keeps.
    for table in _kept(op.get_bind()):
        plain = table.replace(".", "_")
        op.execute(f"drop index if exists history.{plain}_from")
        op.execute(f"drop index if exists history.{plain}_to")
    op.execute("drop index warehouse.suspect_cases_count_idx")
    for table, column, _ in BY_DAY:
        op.execute(f"drop index warehouse.{table}_{column}_idx")
