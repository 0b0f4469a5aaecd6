"""Sample exports, dropped as a ministry drops them: written aside, then there at once."""

from __future__ import annotations

import filecmp
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from warehouse import database
from warehouse.files.export_files import export_files
from warehouse.files.whole_file import written_whole
from warehouse.intake.landing_zone import fingerprint
from warehouse.settings import settings

Arrivals = dict[tuple[str, str], datetime]


def drop(samples: Path, folder: Path, sources: set[str]) -> Arrivals:
    """Copy ``samples/<source>/<file>`` into ``folder/<source>/``, each file in one stroke.

    A file that lies there already with the same bytes, or was received before, is left alone, and
    so is a folder that no contract reads.

    Returns:
        When each file arrived, by (source, file name); only the files that were copied.
    """
    arrivals: Arrivals = {}
    kept = {one.name for one in settings().landing.glob("??/*")}
    for source_id in sorted(sources):
        (folder / source_id).mkdir(parents=True, exist_ok=True)
        for sample in sorted((samples / source_id).glob("*")):
            there = folder / source_id / sample.name
            if not sample.is_file() or (there.exists() and filecmp.cmp(sample, there, False)):
                continue
            if fingerprint(sample) in kept:
                continue
            with written_whole(there) as growing:
                shutil.copyfile(sample, growing)
            arrivals[source_id, sample.name] = datetime.now(UTC)
    return arrivals


def is_theirs_alone(samples: Path, sources: set[str]) -> bool:
    """Whether the drop, the landing zone and the ledger never held a file that is no sample.

    An invented person among real ones is counted for good: one foreign file, ever, is enough. The
    schema of the database must stand.
    """
    invented = {fingerprint(one) for source in sources for one in (samples / source).glob("*")}
    chosen = settings()
    dropped = {
        fingerprint(chosen.drop / source / name)
        for source in sources
        for name, _ in export_files(chosen.drop / source)
    }
    kept = {one.name for one in chosen.landing.glob("??/*")}
    with database.engine().connect() as connection:
        received = set(connection.scalars(text("select sha256 from intake.submission")))
    return dropped | kept | received <= invented
