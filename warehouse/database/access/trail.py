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
        reader: her account.
        purpose: what for, by code.
        objects: mention ids, or the names of tables.
    """
    connection.execute(
        text("select audit.announce(:reader, :purpose, :objects)"),
        {"reader": reader, "purpose": purpose, "objects": list(objects)},
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
    connection.execute(
        text("select audit.note(:by, :action, :what, :rows, :purpose, cast(:detail as jsonb))"),
        {
            "by": by,
            "action": action,
            "what": what,
            "rows": rows,
            "purpose": purpose,
            "detail": json.dumps(detail or {}, sort_keys=True),
        },
    )


def account() -> str:
    """Who runs this process, as the system knows her."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
