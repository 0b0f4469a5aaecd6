"""The plan that every month was put under is left by the months of other plans, and found again."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import Connection, text

from warehouse import database

pytestmark = pytest.mark.slow

BEFORE = """
insert into plan.plan_action (action_id, plan, action_number, action) values
    ('PAN-2020-01', 'PAN-2020', 1, 'Former'), ('PAN-2020-02', 'PAN-2020', 2, 'Juger');
insert into plan.plan_status (action_id, period, status_code) values
    ('PAN-2020-01', '2021-03', 'EN_COURS'), ('PAN-2020-01', '2026-03', 'ACHEVEE'),
    ('PAN-2020-02', '2026-03', 'EN_COURS'), ('PAN-2020-02', '2026-04', 'EN_COURS');
"""


def _move(connection: Connection, direction: str, revision: str) -> None:
    configuration = database.alembic_config()
    configuration.attributes["connection"] = connection
    getattr(command, direction)(configuration, revision)
    connection.commit()


def _told(connection: Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(
        text(
            "select a.plan, s.action_id, s.period from plan.plan_status s"
            " join plan.plan_action a using (action_id) order by 2, 3"
        )
    )
    return [tuple(row) for row in rows]


def test_each_month_goes_to_its_plan_and_what_was_known_stays_known(
    empty_database_url: str,
) -> None:
    with database.engine(empty_database_url).connect() as connection:
        _move(connection, "upgrade", "0012")
        connection.exec_driver_sql(BEFORE)
        connection.commit()
        before = _told(connection)
        known = connection.scalar(text("select max(known_at) from history.instant"))

        _move(connection, "upgrade", "head")
        assert _told(connection) == [
            ("PAN-2020", "PAN-2020-01", "2021-03"),
            ("PAN-SUIVI", "PAN-SUIVI-01", "2026-03"),
            ("PAN-SUIVI", "PAN-SUIVI-02", "2026-03"),
            ("PAN-SUIVI", "PAN-SUIVI-02", "2026-04"),
        ]
        kept = "select action_id from plan.plan_action order by 1"
        assert connection.scalars(text(kept)).all() == [
            "PAN-2020-01",
            "PAN-SUIVI-01",
            "PAN-SUIVI-02",
        ]
        then = "select action_id from plan.plan_status_as_known(:at) order by action_id, period"
        known_then = connection.scalars(text(then), {"at": known}).all()
        assert known_then == [action_id for _, action_id, _ in before]

        _move(connection, "downgrade", "0012")
        assert _told(connection) == before
        assert connection.scalars(text(then), {"at": known}).all() == known_then


def test_where_no_month_is_to_move_no_instant_is_left(empty_database_url: str) -> None:
    with database.engine(empty_database_url).connect() as connection:
        _move(connection, "upgrade", "head")
        assert connection.scalar(text("select count(*) from history.instant")) == 0
