"""Whether an ``.xls`` counts its days from 1904, in containers built here byte by byte."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from warehouse.read.binary_workbook import counts_from_1904

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def container(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file: its table in sector 0, its folder in 1, the stream from 2 on."""
    sectors = [stream[at : at + 512].ljust(512, b"\0") for at in range(0, len(stream), 512)]
    table = [FAT, END, *range(3, len(sectors) + 2), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHH", 62, 3, 0xFFFE)
    head += struct.pack("<HH", 9, 6) + bytes(10) + struct.pack("<II", 1, 1) + bytes(24)
    head = head[:76].ljust(76, b"\0") + struct.pack("<109I", 0, *[FREE] * 108)
    label = name.encode("utf-16-le")
    entry = label.ljust(64, b"\0") + struct.pack("<H", len(label) + 2)
    entry = entry.ljust(116, b"\0") + struct.pack("<II", 2, len(stream)) + bytes(4)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return head + fat + entry.ljust(512, b"\0") + b"".join(sectors)


@pytest.mark.parametrize(("mode", "expected"), [(b"\1\0", True), (b"\0\0", False)])
@pytest.mark.parametrize("padding", [0, 3000])
@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_the_record_of_the_count_is_found(
    tmp_path: Path, mode: bytes, expected: bool, padding: int, name: str
) -> None:
    records = record(0x809, bytes(16)) + record(0x5C, bytes(padding)) + record(0x22, mode)
    path = tmp_path / "a.xls"
    path.write_bytes(container(records + record(0x0A, b""), name))
    assert counts_from_1904(path) is expected


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf", bytes(600), b"\xff" * 5000])
def test_what_is_built_otherwise_says_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    assert counts_from_1904(path) is False


def test_a_count_after_the_globals_is_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(container(record(0x0A, b"") + record(0x22, b"\1\0")))
    assert counts_from_1904(path) is False
