"""The files under var/ as one stream (tar), and back.

A file that is complete is never written again, so a running house can be copied; what is destroyed
meanwhile (a person erased, a release withdrawn) is told, since the database's snapshot still
names it.
"""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

# PostgreSQL's data and locks, Airflow's configuration and logs, a cache that is made anew.
LEFT_OUT: Final = frozenset({"pg", "pg.lock", "pg.users", "airflow", "linkage"})
# What the database names, and what opens it: whatever goes from here, goes for good.
LASTING: Final = ("keyring", "landing", "releases")


def archived_files(var: Path) -> Iterator[str]:
    """Each regular file and link of var/ that a backup holds, relative, in order."""
    for folder, folders, names in os.walk(var):
        place = Path(folder)
        folders[:] = sorted(n for n in folders if place != var or n not in LEFT_OUT)
        # A link to a folder (``releases/current``) is kept as a link.
        links = [name for name in folders if (place / name).is_symlink()]
        for name in sorted([*names, *links]):
            # Hidden is what locks, and what is being written.
            if not name.startswith(".") and (place != var or name not in LEFT_OUT):
                yield (place / name).relative_to(var).as_posix()


def lasting_files(var: Path) -> frozenset[str]:
    """Those of them that nothing but an erasure, a withdrawal or a rotation takes away."""
    return frozenset(one for one in archived_files(var) if one.partition("/")[0] in LASTING)


def write_archive(var: Path, target: IO[bytes]) -> int:
    """Write the files as a tar stream; how many. One that vanishes meanwhile is passed over."""
    count = 0
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name in archived_files(var):
            try:
                mode = (var / name).lstat().st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                    continue
                archive.add(var / name, name, recursive=False)
            except FileNotFoundError:
                continue
            count += 1
    return count


def read_archive(source: IO[bytes], var: Path) -> int:
    """Put the files of a stream under var/, readable by this account alone; how many.

    Raises:
        tarfile.TarError: the stream is damaged, or a name leads out of var/.
    """
    count = 0
    with tarfile.open(fileobj=source, mode="r|") as archive:
        for member in archive:
            archive.extract(member, var, filter="data")
            count += 1
    return count
