"""Old workbooks (MS-CFB, MS-XLS), built byte by byte."""

from __future__ import annotations

import struct

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
