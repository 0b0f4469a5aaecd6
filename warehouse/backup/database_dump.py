"""The database as PostgreSQL itself writes it: ``pg_dump`` and ``pg_restore``, through pipes.

Owners and rights are left out: they are given anew from the page of this version
(``database.access``), so that a backup never brings back a right that was taken away. The server's
logins, which belong to no database, come as statements of their own.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Final

from sqlalchemy import Connection, make_url, text

from warehouse import database
from warehouse.database import embedded
from warehouse.errors import ZokwezoError, message

# Of the URL's words, those that libpq has another name for in the environment.
_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}


class BackupError(ZokwezoError):
    """A backup could not be taken, or does not hold what it should."""


@contextmanager
def dumped_database(snapshot: str) -> Iterator[IO[bytes]]:
    """Give the dump of the warehouse's database, in ``pg_dump``'s own format, as it comes.

    Args:
        snapshot: what ``pg_export_snapshot()`` gave in a transaction that still stands.

    Raises:
        BackupError: ``pg_dump`` failed.
    """
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with _reading("pg_dump", arguments) as stream:
        yield stream


@contextmanager
def dumped_logins(connection: Connection) -> Iterator[IO[bytes]]:
    """Give the server's logins and roles as SQL; their passwords' hashes where we may read them.

    Raises:
        BackupError: ``pg_dumpall`` failed.
    """
    owns = connection.scalar(text("select rolsuper from pg_roles where rolname = current_user"))
    arguments = ["--roles-only", *([] if owns else ["--no-role-passwords"])]
    with _reading("pg_dumpall", arguments) as stream:
        yield stream


@contextmanager
def restoring_logins() -> Iterator[IO[bytes]]:
    """Give what to write the statements of ``dumped_logins`` to; a role that stands is left."""
    # Who may not make roles left that to an administrator: what is refused is no failure here.
    with _writing("psql", ["--no-psqlrc", "--quiet"]) as stream:
        yield stream


@contextmanager
def restoring_database() -> Iterator[IO[bytes]]:
    """Give what to write a dump to: all of it comes into the database, or nothing.

    Raises:
        BackupError: ``pg_restore`` failed.
    """
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    with _writing("pg_restore", [*arguments, f"--dbname={_database()}"]) as stream:
        yield stream


def environment(address: str) -> dict[str, str]:
    """The environment in which libpq finds a database; no password in the words of a call.

    Args:
        address: a URL as ``database.url()`` gives it.
    """
    url = make_url(address)
    parts: dict[str, object] = {**url.query, "host": url.host or url.query.get("host")}
    parts["port"] = url.port
    variables = {_VARIABLES[name]: value for name, value in parts.items() if name in _VARIABLES}
    variables |= {"PGDATABASE": url.database, "PGUSER": url.username, "PGPASSWORD": url.password}
    return {name: str(value) for name, value in variables.items() if value}


def _database() -> str:
    return str(make_url(database.url()).database)


@contextmanager
def _reading(program: str, arguments: list[str]) -> Iterator[IO[bytes]]:
    with _running(program, arguments, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield process.stdout


@contextmanager
def _writing(program: str, arguments: list[str]) -> Iterator[IO[bytes]]:
    with _running(program, arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        yield process.stdin
        process.stdin.close()


@contextmanager
def _running(
    program: str, arguments: list[str], *, stdin: int, stdout: int
) -> Iterator[subprocess.Popen[bytes]]:
    place: Mapping[str, str] = os.environ | environment(database.url())
    # What a server says of a failing row may quote it: it is read for the state, never shown.
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [str(embedded.binary(program)), *arguments],
            env=place,
            stdin=stdin,
            stdout=stdout,
            stderr=errors,
        )
        try:
            yield process
        except BrokenPipeError:
            pass  # its exit code tells
        except BaseException:
            process.kill()
            process.wait()
            raise
        if code := process.wait():
            raise BackupError(message("backup.program_failed", program=program, code=code))
