"""The whole database, from the one place where each thing stands.

Tables come from their models and the functions beside them; views, comments and rights are made
after each upgrade. Until a ministry has sent its first file a changed table needs no revision, but
a new database. From then on this file holds that day's tables as SQL, and each change is a revision
of its own.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from warehouse.database.tables import METADATA, SCHEMAS, script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What is published is kept as it was.
WITH_HISTORY = ("warehouse", "case_law", "plan")


def upgrade() -> None:
    connection = op.get_bind()
    for schema in SCHEMAS:
        op.execute(f"create schema {schema}")
    connection.exec_driver_sql(script("case_law"))
    METADATA.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(script("identity"))
    connection.exec_driver_sql(script("audit"))
    connection.exec_driver_sql(script("history"))
    for table in METADATA.sorted_tables:
        if table.schema in WITH_HISTORY:
            connection.execute(
                text("select history.track_table(cast(:name as regclass))"),
                {"name": table.fullname},
            )


def downgrade() -> None:
    # Roles stay: another database of the server may use them.
    for schema in ("history", *SCHEMAS):
        op.execute(f"drop schema {schema} cascade")
    for mark in ("views", "comments", "access"):
        op.execute(f"drop table if exists public.zokwezo_{mark}")
