"""The way of the server's system user to its folder, opened to it and to nobody else.

Started as root, the server runs as a user of its own, which must pass through every folder above
its data. A mode would open them to every account of the host; an entry in the folder's access
control list names the one user, and gives her passage, never the list of what is inside.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from warehouse.errors import CallError, message

_ACL = "system.posix_acl_access"
_VERSION = 2
_USER_OWNER, _USER, _GROUP_OWNER, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY = 0xFFFFFFFF
_PASS = 0o1
_ENTRY = struct.Struct("<HHI")

Entries = dict[tuple[int, int], int]


def let_through(folder: Path, uid: int) -> None:
    """Let one user pass through a folder and all above it, where she cannot already.

    Raises:
        CallError: the file system keeps no access control list; the folder stays as it is.
    """
    for step in (folder, *folder.parents):
        if step.stat().st_mode & _PASS or step.stat().st_uid == uid:
            continue
        entries = _entries(step)
        if entries.get((_USER, uid), 0) & entries.get((_MASK, _NOBODY), 0) & _PASS:
            continue
        entries[_USER, uid] = entries.get((_USER, uid), 0) | _PASS
        entries[_MASK, _NOBODY] = entries.get((_MASK, _NOBODY), 0) | _PASS
        packed = [_ENTRY.pack(tag, mode, who) for (tag, who), mode in sorted(entries.items())]
        try:
            os.setxattr(step, _ACL, struct.pack("<I", _VERSION) + b"".join(packed))
        except OSError:
            raise CallError(message("database.embedded_passage", directory=str(step))) from None


def _entries(folder: Path) -> Entries:
    """The list of a folder; where it keeps none, what its mode says."""
    try:
        listed = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        return {
            (_USER_OWNER, _NOBODY): mode >> 6 & 0o7,
            (_GROUP_OWNER, _NOBODY): mode >> 3 & 0o7,
            # Without it in the list, what the group may is what the mask would have let through.
            (_MASK, _NOBODY): mode >> 3 & 0o7,
            (_OTHER, _NOBODY): mode & 0o7,
        }
    return {(tag, who): mode for tag, mode, who in _ENTRY.iter_unpack(listed[4:])}
