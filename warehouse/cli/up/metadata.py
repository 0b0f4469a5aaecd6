"""Airflow's own database: beside the warehouse's, on the same server, in tables of its own."""

from __future__ import annotations

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from warehouse import database
from warehouse.errors import CallError, message
from warehouse.settings import settings

EMBEDDED = "airflow"


def airflow_database() -> str:
    """The URL of Airflow's database, which is made if it is not there.

    On the embedded server it is ``airflow``; on a named one ``<database>_airflow``, so that two
    installations on one server never share it.

    Raises:
        CallError: the named server does not let us make the database.
    """
    chosen = settings()
    if not chosen.database_url and not chosen.database_url_file:
        return database.start(EMBEDDED)
    warehouse = make_url(database.url())
    name = f"{warehouse.database}_{EMBEDDED}"
    try:
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as there:
            exists = there.scalar(text("select 1 from pg_database where datname = :n"), {"n": name})
            if not exists:
                quoted = there.dialect.identifier_preparer.quote(name)
                there.execute(text(f"create database {quoted}"))
    except SQLAlchemyError as fault:
        raise CallError(
            message("stack.no_metadata", database=name, kind=type(fault).__name__)
        ) from None
    return warehouse.set(database=name).render_as_string(hide_password=False)


def failed_tasks(address: str, since: str) -> dict[str, int]:
    """Tasks that failed for good since an instant (ISO 8601): DAG id -> how many."""
    query = text(
        "select t.dag_id, count(*) from task_instance t join dag_run r using (dag_id, run_id)"
        " where t.state = 'failed' and r.queued_at >= cast(:since as timestamptz) group by 1"
    )
    with database.engine(address).connect() as connection:
        rows = connection.execute(query, {"since": since}).tuples()
        return dict(rows.all())
