"""A backup taken while the house runs: the database as of one moment, then the files it names."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from warehouse import database, release
from warehouse.backup.backup_manifest import (
    DATABASE,
    FILES,
    LOGINS,
    PARTS,
    BackupManifest,
    write_backup_manifest,
)
from warehouse.backup.database_dump import BackupError, dumped_database, dumped_logins
from warehouse.backup.file_archive import lasting_files, write_archive
from warehouse.backup.sealed_pipe import seal_stream_to, seal_written, sha256_of
from warehouse.database import access
from warehouse.database.tables import METADATA
from warehouse.errors import CallError, message
from warehouse.settings import settings
from warehouse.vault.data_keys import keyring_lock
from warehouse.vault.house_seal import sealing_key

TRIES: Final = 2


def take_backup(place: Path) -> tuple[Path, BackupManifest]:
    """Take a backup into a new folder of ``place``; the folder, and what it says of itself.

    The folder has its name only once it is whole. Nothing plain is written. The trail keeps that
    it was taken.

    Raises:
        CallError: ``place`` lies within var/, which a backup of it would hold.
        BackupError: PostgreSQL's own program failed, or files were destroyed meanwhile twice.
    """
    var = settings().var.resolve()
    if place.resolve().is_relative_to(var):
        raise CallError(message("backup.within", folder=place.name))
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.ready().begin() as connection:
        access.note(connection, access.account(), "backup", "house")
    for _ in range(TRIES):
        part = Path(tempfile.mkdtemp(prefix=".backup-", dir=place))
        try:
            # A rotation would wrap some keys anew and leave others as they were copied: it waits.
            with keyring_lock(exclusive=False):
                manifest = _taken(part, var)
            if manifest is not None:
                write_backup_manifest(part, manifest)
                moment = datetime.fromisoformat(manifest.taken_at)
                return part.rename(place / f"zokwezo-{moment:%Y%m%dT%H%M%S.%fZ}"), manifest
        finally:
            shutil.rmtree(part, ignore_errors=True)
    raise BackupError(message("backup.changing"))


def _taken(folder: Path, var: Path) -> BackupManifest | None:
    """The parts written, or None where a file that the snapshot names went meanwhile."""
    before = lasting_files(var)
    with database.engine().connect() as connection, connection.begin():
        connection.execute(text("set transaction isolation level repeatable read, read only"))
        snapshot = str(connection.scalar(text("select pg_export_snapshot()")))
        now = datetime.now(UTC)
        counts = table_counts(connection)
        revision = str(connection.scalar(text(f"select version_num from {database.VERSION_TABLE}")))
        with dumped_logins(connection) as stream:
            seal_stream_to(folder / LOGINS, stream)
        with dumped_database(snapshot) as stream:
            seal_stream_to(folder / DATABASE, stream)
    files = seal_written(folder / FILES, lambda target: write_archive(var, target))
    if before - lasting_files(var):
        return None
    current = release.current(settings().releases)
    return BackupManifest(
        taken_at=now.isoformat(),
        revision=revision,
        key_id=sealing_key().key_id,
        counts=counts,
        files=files,
        release=current.number if current else None,
        parts={name: sha256_of(folder / name) for name in PARTS},
    )


def table_counts(connection: Connection) -> dict[str, int]:
    """Rows by table of ours, as the connection's transaction sees them."""
    names = sorted(table.fullname for table in METADATA.tables.values())
    counted = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
    return {name: int(count) for name, count in connection.execute(text(counted))}
