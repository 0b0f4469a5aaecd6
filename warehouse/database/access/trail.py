"""The audit trail, written through functions that readers cannot write around (decision 18)."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text


def announce(connection: Connection, reader: str, purpose: str, objects: Sequence[str]) -> None:
    """Say on the trail what is about to be read in the vault.

    The rows show themselves to a reviewer once the caller has committed, and for a quarter of an
    hour; in the announcing transaction they do not.

    Args:
        connection: its transaction holds nothing else, and is committed before the reading.
        reader: her account; heard of the owner alone, a person's own login is its account.
        objects: mention ids, or the names of tables.
    """
    name_account(connection, reader)
    connection.execute(
        text("select audit.announce(:purpose, :objects)"),
        {"purpose": purpose, "objects": list(objects)},
    )


def note(
    connection: Connection,
    by: str,
    action: str,
    what: str,
    *,
    rows: int | None = None,
    purpose: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line: who did what; ids, counts and parameters, never a value."""
    name_account(connection, by)
    connection.execute(
        text("select audit.note(:action, :what, :rows, :purpose, cast(:detail as jsonb))"),
        {
            "action": action,
            "what": what,
            "rows": rows,
            "purpose": purpose,
            "detail": json.dumps(detail or {}, sort_keys=True),
        },
    )


def name_account(connection: Connection, name: str) -> None:
    """Say for whom this transaction writes; heard of the owner alone (``writing.sql``)."""
    connection.execute(text("select set_config('zokwezo.account', :name, true)"), {"name": name})


def account() -> str:
    """Who runs this process, as the system knows her."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
