"""Whether a file in the drop is whole: by its end, by its writer, by how it came before."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from compound_file import container, record
from openpyxl import Workbook

from warehouse.intake.completeness import is_open_for_writing, looks_unfinished
from warehouse.intake.landing_zone import DroppedFile, leave_drop, scan

TEXT = "N° PV;Nom\n001;FICTIFA\n"


def workbook(path: Path) -> bytes:
    book = Workbook()
    book.active.append(["N° PV", "Nom"])
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode(), False),
        (TEXT.encode()[:-1], True),
        (TEXT.encode()[:-9], True),
        (TEXT.replace("\n", "\r\n").encode(), False),
        (TEXT.replace("\n", "\r").encode("mac_roman"), False),
        (TEXT.encode("utf-16"), False),
        (TEXT.encode("utf-16")[:-4], True),
        (TEXT.encode() + b"\x1a", False),
        (b"", True),
        (b"<html><table><tr><td>a</td></tr></table></html>", False),
        (b"<html><table><tr><td>FICT", True),
        (b"%PDF-1.4 no line end", False),
        (bytes(range(1, 32)) * 40, False),
    ],
)
def test_a_text_that_ends_within_a_line_looks_unfinished(
    tmp_path: Path, content: bytes, expected: bool
) -> None:
    path = tmp_path / "mai.csv"
    path.write_bytes(content)
    assert looks_unfinished(path) is expected


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 1.0])
def test_a_workbook_cut_short_looks_unfinished(tmp_path: Path, share: float) -> None:
    path = tmp_path / "mai.xlsx"
    whole = workbook(path)
    path.write_bytes(whole[: int(len(whole) * share)])
    assert looks_unfinished(path) is (share < 1)


@pytest.mark.parametrize("missing", [0, 1, 600, 3000])
def test_an_old_workbook_cut_short_looks_unfinished(tmp_path: Path, missing: int) -> None:
    stream = record(0x809, bytes(16)) + record(0x5C, bytes(4000)) + record(0x0A, b"")
    whole = container(stream)
    path = tmp_path / "mai.xls"
    path.write_bytes(whole[: len(whole) - missing])
    assert looks_unfinished(path) is (missing > 512)


def look(drop: Path, seconds: float, **how: object) -> list[str]:
    after = datetime.now(UTC) + timedelta(seconds=seconds)
    found = scan(drop, stable_seconds=1, unfinished_seconds=60, now=after, **how)  # type: ignore[arg-type]
    return [one.file_name for one in found]


def test_what_looks_unfinished_is_asked_a_longer_rest_and_then_taken(tmp_path: Path) -> None:
    (tmp_path / "dspj").mkdir()
    (tmp_path / "dspj" / "entier.csv").write_text(TEXT, "utf-8")
    (tmp_path / "dspj" / "coupé.csv").write_text(TEXT[:-5], "utf-8")
    assert look(tmp_path, 5) == ["entier.csv"]
    assert look(tmp_path, 70) == ["entier.csv", "coupé.csv"]


def test_what_came_in_pieces_before_is_asked_a_longer_rest(tmp_path: Path) -> None:
    (tmp_path / "dspj").mkdir()
    (tmp_path / "dspj" / "mai.csv").write_text(TEXT, "utf-8")
    assert look(tmp_path, 5, in_pieces={("dspj", "mai.csv")}) == []
    assert look(tmp_path, 70, in_pieces={("dspj", "mai.csv")}) == ["mai.csv"]
    assert look(tmp_path, 5, in_pieces={("iom", "mai.csv")}) == ["mai.csv"]


def test_a_file_that_somebody_writes_to_waits_however_long(tmp_path: Path) -> None:
    path = tmp_path / "dspj" / "mai.csv"
    path.parent.mkdir()
    with path.open("w") as writer:
        writer.write(TEXT)
        writer.flush()
        assert is_open_for_writing(path)
        assert look(tmp_path, 3600) == []
    assert not is_open_for_writing(path)
    assert look(tmp_path, 5) == ["mai.csv"]


def test_whoever_opens_it_while_it_is_looked_at_ends_nobody(tmp_path: Path) -> None:
    path = tmp_path / "mai.csv"
    path.write_text(TEXT, "utf-8")
    child = os.fork()
    if child == 0:
        until = time.monotonic() + 1
        while time.monotonic() < until:
            path.open("a").close()
        os._exit(0)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        is_open_for_writing(path)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def only(drop: Path) -> DroppedFile:
    (found,) = scan(drop, stable_seconds=0)
    return found


def test_what_changed_since_it_was_kept_stays_in_the_drop(tmp_path: Path) -> None:
    path = tmp_path / "dspj" / "mai.csv"
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    kept = only(tmp_path)
    with path.open("a") as more:
        more.write("002;FICTIFB\n")
    assert not leave_drop(kept)
    assert path.read_text("utf-8").endswith("FICTIFB\n")
    assert leave_drop(only(tmp_path))
    assert list(path.parent.iterdir()) == []
