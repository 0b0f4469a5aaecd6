"""Whether an ``.xls`` counts its days from 1904."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from compound_file import container, record

from warehouse.read.binary_workbook import counts_from_1904


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


def package(path: Path, *records: tuple[int, bytes]) -> Path:
    """An ``.xlsb`` of these records, kinds and sizes in bytes of seven bits."""
    stream = bytearray()
    for kind, content in records:
        for number in (kind, len(content)):
            while number > 0x7F:
                stream.append(number & 0x7F | 0x80)
                number >>= 7
            stream.append(number)
        stream += content
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("xl/workbook.bin", bytes(stream))
    return path


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("padding", [0, 100, 40_000])
def test_the_properties_of_a_binary_package_are_found(
    tmp_path: Path, is_told: bool, padding: int
) -> None:
    told = (153, struct.pack("<II", 0x10000 | is_told, 0))
    path = package(tmp_path / "a.xlsb", (131, b""), (128, bytes(padding)), told, (132, b""))
    assert counts_from_1904(path) is is_told


@pytest.mark.parametrize("records", [[], [(131, b"")], [(153, b"")]])
def test_a_binary_package_without_properties_says_nothing(
    tmp_path: Path, records: list[tuple[int, bytes]]
) -> None:
    assert counts_from_1904(package(tmp_path / "a.xlsb", *records)) is False
