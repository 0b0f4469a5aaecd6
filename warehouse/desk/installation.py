"""What an installation keeps for its desk: a secret, a closed folder for what passes through."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from warehouse import database
from warehouse.desk.visitor import Visitor, give_account, visitor_of
from warehouse.settings import settings


def desk_folder() -> Path:
    """``var/desk``, closed to every other account of the host."""
    folder = settings().var / "desk"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def form_secret() -> bytes:
    """The secret that signs the tokens of forms; made once, the same in every process."""
    path = desk_folder() / "formulaires.key"
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(draft, path)  # of two that make it at once, the first one's stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def open_to(account: str) -> None:
    """Give an account everything but a focal point's, unless something was said of it before.

    For a look on one's own machine: whoever starts it may read the whole ``var/`` already. What was
    taken away stays away: the trail has it.
    """
    query = (
        "select exists (select from audit.access_log where object = :account and purpose = 'desk'"
        " and action in ('give_account', 'take_account'))"
    )
    with database.engine().begin() as connection:
        was_said = connection.scalar(text(query), {"account": account})
        if not was_said and not visitor_of(connection, account).rights:
            rights = frozenset({"steward", "judge_victims", "judge_suspects"})
            everything = Visitor(account, rights)
            give_account(connection, everything, (), by=account, at=datetime.now(UTC))
