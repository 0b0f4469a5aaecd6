"""Where it comes from: the rows behind an id, who it was on a day, what changed and by which file.

Who asks about an id stands on the trail before the vault is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from psycopg import errors
from sqlalchemy.exc import ProgrammingError

from warehouse import database, release
from warehouse.database import access
from warehouse.errors import CallError, message
from warehouse.intake import ledger
from warehouse.query.changes import changes as what_changed
from warehouse.query.identity_as_of import who as who_was
from warehouse.query.lineage import why as why_it_is
from warehouse.settings import settings


def why(identifier: str, attribute: str | None = None) -> dict[str, Any]:
    """The files and rows behind an id, what each states, the rule that chose, who decided."""
    with _may_read():
        database.ensure_schema()
        _note_reading("why", identifier)
        with database.engine().connect() as connection:
            return why_it_is(connection, identifier, attribute)


def who(identifier: str, day: date) -> dict[str, Any]:
    """What an id stood for at the end of a day (UTC), and what it resolves to today."""
    with _may_read():
        database.ensure_schema()
        _note_reading("who", identifier)
        with database.engine().connect() as connection:
            return who_was(connection, identifier, datetime.combine(day, time.max, UTC))


def changes(
    since: datetime, until: datetime, table: str | None = None, limit: int | None = None
) -> dict[str, Any]:
    """What changed in what is published after one instant and up to another, from which file."""
    with _may_read(), database.ready().connect() as connection:
        return what_changed(connection, since, until, table, limit)


def changes_between(
    first: int, last: int, table: str | None = None, limit: int | None = None
) -> dict[str, Any]:
    """What changed from one release to another, be either withdrawn since.

    It is read from the history, which gives back nothing that was withdrawn for a name.

    Raises:
        CallError: there is no such release, or it says no instant.
    """
    since, until = (release.known_by(settings().releases, number) for number in (first, last))
    return changes(since, until, table, limit)


@contextmanager
def _may_read() -> Iterator[None]:
    """A login that may not read what is asked is told so, and by which way it may ask."""
    try:
        yield
    except ProgrammingError as error:
        if not isinstance(error.orig, errors.InsufficientPrivilege):
            raise
        raise CallError(message("login_may_not", login=access.account())) from None


def _note_reading(purpose: str, identifier: str) -> None:
    """A line on the trail, committed before the vault is opened: no rollback takes it away.

    What is no id of the register may be a name, typed in its place: that leaves no line.
    """
    with database.engine().begin() as connection:
        if ledger.is_known(connection, identifier):
            access.note(connection, access.account(), "read", identifier, purpose=purpose)
