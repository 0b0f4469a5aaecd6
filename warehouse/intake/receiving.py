"""One look at a source's folder of the drop: what is whole is kept, written down and taken out.

A file that vanishes or cannot be read costs nobody else's turn. What was taken leaves the drop for
the landing zone, so that a stolen key to a folder does not read a year of exports; a folder that a
caller names is his own, and stays as it is.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, Engine, update

from warehouse.database.tables import intake as tables
from warehouse.intake import beginnings, sightings
from warehouse.intake.landing_zone import (
    DroppedFile,
    StillArrivingError,
    display_name,
    fingerprint,
    keep,
    leave_drop,
    lying_in,
    scan,
)
from warehouse.intake.plain_names import plain_names
from warehouse.intake.submissions import LedgerEntry, known, record_arrival

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """How a look at the drop is done."""

    drop: Path  # the folder of the sources' folders
    landing: Path  # where bytes are kept
    stable_seconds: float  # how long a file must be at rest
    unfinished_seconds: float  # how long one that looks unfinished must be
    is_ours: bool  # the drop is the platform's own: what is taken leaves it


def receive_folder(
    engine: Engine,
    source_id: str,
    look: Look,
    at: Callable[[], datetime],
    repeats: Callable[[str, str], bool],
    answer_duplicate: Callable[[Connection, LedgerEntry], None],
) -> list[str]:
    """Take every whole file of a source that the ledger does not know.

    Args:
        at: the time, asked for each file.
        repeats: whether a name may be a repetition of another with the same bytes.
        answer_duplicate: writes the receipt of bytes that came before, in the file's transaction.

    Returns:
        The submissions that are new.
    """
    folder, now = look.drop / source_id, at()
    with engine.begin() as connection:
        in_ledger = known(connection, source_id)
        named = plain_names(connection)
        pieces = beginnings.came_in_pieces(connection, source_id, now)
        if look.is_ours:
            sightings.record_sightings(connection, source_id, lying_in(folder, named), now)
    arrived: list[str] = []
    for dropped in scan(
        look.drop,
        stable_seconds=look.stable_seconds,
        unfinished_seconds=look.unfinished_seconds,
        in_pieces={(source_id, name) for name in pieces},
        only=source_id,
        named=named,
    ):
        try:
            if (dropped.file_name, fingerprint(dropped.path)) not in in_ledger:
                arrived.append(_take(engine, dropped, look, at, repeats, answer_duplicate))
        except (OSError, StillArrivingError) as error:
            if isinstance(error, OSError) and _is_of_landing(error, look.landing):
                raise
            state = "vanished" if isinstance(error, FileNotFoundError) else "unreadable"
            log.warning("not received", source_id=source_id, state=state, why=type(error).__name__)
            if look.is_ours and not isinstance(error, StillArrivingError):
                with engine.begin() as connection:
                    sightings.record_outcome(connection, source_id, dropped.file_name, state, at())
            continue
        if look.is_ours:
            _let_go(engine, dropped, at())
    return arrived


def _is_of_landing(error: OSError, landing: Path) -> bool:
    """Whether the fault is of the disk that keeps, not of the file: then nobody's turn is safe."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return is_full or str(error.filename or "").startswith(str(landing))


def _take(
    engine: Engine,
    file: DroppedFile,
    look: Look,
    at: Callable[[], datetime],
    repeats: Callable[[str, str], bool],
    answer_duplicate: Callable[[Connection, LedgerEntry], None],
) -> str:
    kept = keep(file.path, look.landing)
    with engine.begin() as connection:
        now = at()
        begun = beginnings.beginnings_of(connection, file.source_id, file.file_name, file.path, now)
        entry = record_arrival(
            connection,
            source_id=file.source_id,
            file_name=file.file_name,
            sent_as=display_name(file.path.name),
            sha256=kept.sha256,
            size_bytes=kept.size,
            received_at=now,
            repeats=lambda earlier: repeats(file.file_name, earlier),
        )
        if begun:
            beginnings.withdraw_beginnings(connection, begun, entry.submission_id, now)
        if entry.is_duplicate_of:
            answer_duplicate(connection, entry)
    log.info("received", source_id=file.source_id, submission_id=entry.submission_id)
    return entry.submission_id


def _let_go(engine: Engine, file: DroppedFile, now: datetime) -> None:
    """Take a file that is kept out of the drop, and write so."""
    if not leave_drop(file):
        return
    s = tables.submission.c
    with engine.begin() as connection:
        connection.execute(
            update(tables.submission)
            .where(s.source_id == file.source_id, s.file_name == file.file_name)
            .where(s.left_drop_at.is_(None))
            .values(left_drop_at=now)
        )
        sightings.record_outcome(connection, file.source_id, file.file_name, "taken", now)
