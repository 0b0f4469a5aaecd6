"""Whether a file that lies in the drop is whole, as far as its bytes and its writer tell.

A slow line, a shared folder and a full stick leave half of a file, and half of a list looks like a
list. What looks unfinished is asked a longer rest and then taken as it is: a text may end without a
line end for good, and a workbook cut short is refused with its own sentence.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO, Final

from warehouse.files.export_files import open_export

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD, _TAIL = 512, 64
_LAST_SECTOR = 0xFFFFFFFA
_NOT_TEXT: Final = frozenset(range(32)) - frozenset(b"\t\n\x0b\x0c\r\x1a\x1b\x00")


def looks_unfinished(path: Path) -> bool:
    """Whether a file ends where its kind does not: cut short, or within a line.

    Raises:
        OSError: it cannot be read, or was taken away.
    """
    with open_export(path) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(_HEAD)
        if not head:
            return True  # a name is there before its first byte
        if head.startswith(b"PK\x03\x04"):
            return not zipfile.is_zipfile(file)
        if head.startswith(_OLE):
            return _is_cut(file, head, size)
        file.seek(max(size - _TAIL, 0))
        return _ends_in_a_line(head, file.read())


def _ends_in_a_line(head: bytes, tail: bytes) -> bool:
    """Whether a text ends within a line; what is no text ends as it likes."""
    if head.startswith(b"%PDF-") or sum(byte in _NOT_TEXT for byte in head) * 50 > len(head):
        return False
    end = tail.replace(b"\x00", b"").rstrip(b" \t\x1a")
    return not end.endswith((b"\n", b"\r", b">"))


def _is_cut(file: BinaryIO, head: bytes, size: int) -> bool:
    """Whether a compound file (MS-CFB) is shorter than its own table of sectors says."""
    try:
        sector: int = 1 << struct.unpack_from("<H", head, 30)[0]
        furthest = 0
        tables = [one for one in struct.unpack_from("<109I", head, 76) if one < _LAST_SECTOR]
        for place, table in enumerate(tables):
            file.seek((table + 1) * sector)
            entries = struct.unpack(f"<{sector // 4}I", file.read(sector))
            used = [number for number, entry in enumerate(entries) if entry != 0xFFFFFFFF]
            if used:
                furthest = place * len(entries) + used[-1]
    except (struct.error, OverflowError):
        return True
    # The last sector may be shorter than the others.
    return size <= (furthest + 1) * sector


def is_open_for_writing(path: Path) -> bool:
    """Whether somebody writes to a file now, where the system tells; False where it does not.

    Linux gives a lease for reading only on a file that nobody has open for writing. It tells the
    owner of the file, or whoever may take any lease, and not across a network mount.
    """
    with open_export(path) as file:
        return _has_writer(file.fileno())


def _has_writer(handle: int) -> bool:
    try:
        # Whoever opens it in this instant makes the system tell us; the usual way would end us.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EWOULDBLOCK)
    except AttributeError:  # not Linux
        return False
    return False
