"""What calamine leaves out of an ``.xls`` or ``.xlsb``: whether its days count from 1904.

The container of an ``.xls`` is a small file system (MS-CFB), the workbook a stream of records
(MS-XLS) in it; an ``.xlsb`` is a package with a stream of other records (MS-XLSB). Only the first
records are read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

_LARGEST_LOOK = 1 << 20
_END_OF_GLOBALS, _DATE_MODE = 0x000A, 0x0022
_LAST_SECTOR = 0xFFFFFFFA
# The kind as its two bytes of seven bits say it: 0x99 0x01.
_BOOK_PROPERTIES = 153


def counts_from_1904(path: Path) -> bool:
    """Whether an ``.xls`` or ``.xlsb`` says so; False also where it is not built as expected."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package, package.open("xl/workbook.bin") as part:
                return _workbook_properties(part.read(_LARGEST_LOOK))
        with path.open("rb") as file:
            return _date_mode(_workbook_stream(file.read()))
    except (struct.error, IndexError, ValueError, OverflowError, LookupError, zlib.error, OSError,
            zipfile.BadZipFile):  # fmt: skip
        return False


def _workbook_properties(stream: bytes) -> bool:
    """The first bit of the record of a workbook's properties; sizes take seven bits a byte."""
    place = 0
    while place < len(stream):
        kind, place = _seven_bits(stream, place, 2)
        length, place = _seven_bits(stream, place, 4)
        if kind == _BOOK_PROPERTIES:
            return bool(stream[place] & 1)
        place += length
    return False


def _seven_bits(stream: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes, and the place behind it."""
    number = 0
    for count in range(most):
        byte = stream[place + count]
        number |= (byte & 0x7F) << 7 * count
        if not byte & 0x80:
            return number, place + count + 1
    return number, place + most


def _date_mode(stream: bytes) -> bool:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _DATE_MODE:
            return stream[place + 4 : place + 6] == b"\x01\x00"
        if kind == _END_OF_GLOBALS:
            break
        place += 4 + length
    return False


def _workbook_stream(content: bytes) -> bytes:
    """The start of the stream ``Workbook`` or ``Book``."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    tables = [one for one in struct.unpack_from("<109I", content, 76) if one < _LAST_SECTOR]
    following: list[int] = []
    for table in tables:
        following += struct.unpack_from(f"<{size // 4}I", content, (table + 1) * size)
    folder = _chain(content, following, struct.unpack_from("<I", content, 48)[0], size)
    for place in range(0, len(folder) - 127, 128):
        length = struct.unpack_from("<H", folder, place + 64)[0]
        name = folder[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            first = struct.unpack_from("<I", folder, place + 116)[0]
            return _chain(content, following, first, size)
    return b""


def _chain(content: bytes, following: list[int], sector: int, size: int) -> bytes:
    stream = bytearray()
    while sector < _LAST_SECTOR and len(stream) < _LARGEST_LOOK:
        stream += content[(sector + 1) * size : (sector + 2) * size]
        sector = following[sector]
    return bytes(stream)
