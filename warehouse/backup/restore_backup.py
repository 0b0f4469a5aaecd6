"""A house brought back from a backup, where none stands, and held against what it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from sqlalchemy import text

from warehouse import database, release
from warehouse.backup.backup_manifest import (
    DATABASE,
    FILES,
    LOGINS,
    BackupManifest,
    read_backup_manifest,
)
from warehouse.backup.database_dump import BackupError, restoring_database, restoring_logins
from warehouse.backup.file_archive import archived_files, read_archive
from warehouse.backup.sealed_pipe import read_sealed, write_opened
from warehouse.backup.take_backup import table_counts
from warehouse.database import access
from warehouse.database.access.apply import KEPT_IN
from warehouse.errors import CallError, message
from warehouse.query.integrity import verify_register
from warehouse.settings import settings
from warehouse.vault.keyring import house_keys


@dataclass(frozen=True, slots=True)
class RestoredHouse:
    """What stands after a restore."""

    manifest: BackupManifest  # what the backup said of itself
    releases: tuple[int, ...]  # those whose files were held against their checksums
    links: int  # of the signed chain, each held against its row


def restore_backup(folder: Path) -> RestoredHouse:
    """Bring the database and the files of a backup back, and verify them.

    The rights of roles are given from this version's own page. Nothing is touched before the backup
    was found whole, ours, and openable.

    Raises:
        CallError: there is no backup there, or a house stands here already.
        BackupError: the backup was changed, is of another version, or does not hold what it said.
        VaultError: its key is not there.
    """
    manifest = read_backup_manifest(folder)
    if manifest.key_id not in {key.key_id for key in house_keys()}:
        raise BackupError(message("backup.key_missing", key_id=manifest.key_id))
    var = settings().var
    _require_empty(var)
    with restoring_logins() as stream:
        write_opened(folder / LOGINS, stream)
    with restoring_database() as stream:
        write_opened(folder / DATABASE, stream)
    with database.engine().begin() as connection:
        connection.execute(text(f"delete from {KEPT_IN}"))
    database.ensure_schema()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    read: partial[int] = partial(_read_into, var)
    files = read_sealed(folder / FILES, read)
    return _verified(manifest, files)


def _read_into(var: Path, source: IO[bytes]) -> int:
    return read_archive(source, var)


def _require_empty(var: Path) -> None:
    with database.engine().connect() as connection:
        stands = connection.scalar(
            text("select to_regclass(:name)"), {"name": f"public.{database.VERSION_TABLE}"}
        )
    if stands is not None or next(archived_files(var), None) is not None:
        raise CallError(message("backup.not_empty"))


def _verified(manifest: BackupManifest, files: int) -> RestoredHouse:
    with database.engine().connect() as connection:
        counts = table_counts(connection)
    differing = sorted(n for n, many in manifest.counts.items() if counts.get(n) != many)
    if files != manifest.files:
        differing.append(FILES)
    releases = tuple(one.number for one in release.listed(settings().releases))
    for number in releases:
        differing += [f"{number}/{name}" for name in release.verify(settings().releases, number)]
    links, faults = verify_register()
    differing += [f"{fault.table} {fault.row_id}".strip() for fault in faults]
    if differing:
        raise BackupError(message("backup.differs", count=len(differing), first=differing[0]))
    with database.engine().begin() as connection:
        access.note(connection, access.account(), "restore", "house")
    return RestoredHouse(manifest, releases, links)
