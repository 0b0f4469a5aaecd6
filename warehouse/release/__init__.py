"""The loaded state -> an immutable, checksummed release, and a pointer that moves at once.

In: published tables. Out: ``releases/<number>/``: a sealed Parquet file per table,
``dictionary.json`` and ``manifest.json`` (rows and sha256 of each file, the submissions it stands
on, a ``content`` digest that does not depend on the random ids). A release is written beside and
renamed: readers see the old one or the new one, never a mix; rolling back moves the pointer. Of a
withdrawn one (``withdraw``) the manifest alone is left, as a tombstone: its number is never used
again.
``release_files`` and ``digest`` say what a release is made of, ``manifest`` what stands,
``pointer`` moves ``current``, ``publish`` makes a release and ``rebuild`` makes a past one again.
Not here: the drop, or who is who.
"""

from warehouse.release.digest import content_digest
from warehouse.release.manifest import (
    MANIFEST,
    REASONS,
    Release,
    Withdrawn,
    current,
    known_by,
    leftovers,
    listed,
    numbered,
    plain_checksum,
    read,
    read_manifest,
    refuse_withdrawn,
    verify,
)
from warehouse.release.pointer import point, roll_back
from warehouse.release.publish import ReleaseRefusedError, publish
from warehouse.release.rebuild import RebuiltRelease, how_made, rebuild
from warehouse.release.release_files import write_tables

__all__ = [
    "MANIFEST",
    "REASONS",
    "RebuiltRelease",
    "Release",
    "ReleaseRefusedError",
    "Withdrawn",
    "content_digest",
    "current",
    "how_made",
    "known_by",
    "leftovers",
    "listed",
    "numbered",
    "plain_checksum",
    "point",
    "publish",
    "read",
    "read_manifest",
    "rebuild",
    "refuse_withdrawn",
    "roll_back",
    "verify",
    "write_tables",
]
