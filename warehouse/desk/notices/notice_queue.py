"""Notices that wait to be sent, a file each: a database that is down keeps no alert back.

The name of a file is a digest of what is told, so that the same thing told twice waits once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from warehouse.errors import Message, Parameter, message
from warehouse.files.whole_file import write_lasting
from warehouse.settings import settings

_ENDING = ".json"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell."""

    kind: str  # the cause, as the catalogue names it (``notice.<kind>.…``)
    queued_at: datetime
    line: str  # what stands in the mail: a key of the catalogue
    # of the line; ids, months and counts, never the value of a cell
    parameters: dict[str, Parameter] = field(default_factory=dict)
    about: str = ""  # what the cause is, where one kind has several: the id of a DAG
    source_id: str = ""  # whose it is; empty: the steward's

    @property
    def told(self) -> Message:
        """The line, as a sentence."""
        return message(self.line, **self.parameters)


def queue_folder() -> Path:
    """Where notices wait."""
    return settings().var / "notices"


def queue_notice(notice: Notice) -> None:
    """Have a notice sent with the next mails; one that waits already waits once."""
    _ = notice.told  # an unknown sentence fails here, and not when it is sent
    body = asdict(notice) | {"queued_at": notice.queued_at.isoformat()}
    named = json.dumps(
        {name: value for name, value in body.items() if name != "queued_at"}, sort_keys=True
    )
    folder = queue_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(named.encode()).hexdigest()[:32]}{_ENDING}"
    if path.exists():
        return
    write_lasting(path, json.dumps(body, ensure_ascii=False).encode())


def waiting_notices() -> dict[Path, Notice]:
    """The notices that wait, by their file, the oldest first."""
    waiting = {}
    for path in queue_folder().glob(f"*{_ENDING}"):
        try:
            body = json.loads(path.read_text("utf-8"))
            body["queued_at"] = datetime.fromisoformat(body["queued_at"])
            waiting[path] = Notice(**body)
        except FileNotFoundError:
            continue  # another sender took it
        except (ValueError, TypeError, KeyError):
            # It stays for a person to look at, and holds up no other.
            log.warning("notice unreadable", notice=path.stem)
    return dict(sorted(waiting.items(), key=lambda item: (item[1].queued_at, item[0].name)))


def forget_notices(paths: Iterable[Path]) -> None:
    """Take away what was sent."""
    for path in paths:
        path.unlink(missing_ok=True)


Send = Callable[[str, tuple[str, ...], str, str], None]
"""Sends one mail: Reply-To, addressees, subject, text; it raises where it cannot."""
