"""How Alembic reaches the database: by the connection that ``database.ensure_schema`` hands over.

There is no offline mode and no ``alembic.ini``: the address never stands in a file.
"""

from alembic import context

from warehouse.database import VERSION_TABLE
from warehouse.database.tables import METADATA, SCHEMAS


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    # The server may hold other schemas (Airflow's, an administrator's): they are not ours to see.
    return kind != "schema" or name in SCHEMAS


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    version_table_schema="public",
    include_schemas=True,
    include_name=_is_ours,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
