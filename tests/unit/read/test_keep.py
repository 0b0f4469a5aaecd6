"""Receiving: which files are taken, when, and that their bytes last."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.files.export_files import is_ignored
from warehouse.intake import landing_zone as keeping
from warehouse.intake.completeness import is_open_for_writing, looks_unfinished
from warehouse.intake.landing_zone import (
    StillArrivingError,
    display_name,
    fingerprint,
    keep,
    open_original,
    scan,
    strays,
)
from warehouse.vault import destroy_key, is_sealed

LATER = timedelta(minutes=1)


def drop_file(drop: Path, source: str, name: str, content: bytes = b"a;b\n") -> Path:
    path = drop / source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def look(drop: Path, after: timedelta = LATER, **how: object) -> list[str]:
    return [a.file_name for a in scan(drop, now=datetime.now(UTC) + after, **how)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["~$liste.xlsx", ".~lock.liste.ods#", "mai.csv.part", "mai.xlsx.filepart", "mai.crdownload",
     "x.tmp", ".DS_Store", ".hidden.csv", "Thumbs.db", "desktop.ini", "~WRL1.tmp", "a.csv~", ""],
)  # fmt: skip
def test_what_programs_leave_behind_is_never_an_export(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name",
    ["mai.csv", "GAV mai.xls", "UMIRR (1).xlsx", "rapport.pdf", "vide", "~a.csv"],
)
def test_what_a_clerk_names_is_an_arrival(name: str) -> None:
    assert not is_ignored(name)


def test_only_files_of_a_source_folder_arrive(tmp_path: Path) -> None:
    drop_file(tmp_path, "dspj", "mai.csv")
    drop_file(tmp_path, "dspj", "~$mai.xlsx")
    (tmp_path / "dspj" / "mai.xlsx").mkdir()
    drop_file(tmp_path, "dspj/ancien", "avril.csv")
    (tmp_path / "seul.csv").write_bytes(b"a")
    outside = tmp_path.parent / "ailleurs.csv"
    outside.write_bytes(b"secret")
    (tmp_path / "dspj" / "lien.csv").symlink_to(outside)
    (tmp_path / "iom").symlink_to(tmp_path / "dspj")
    assert look(tmp_path) == ["mai.csv"]
    assert [p.name for p in strays(tmp_path)] == ["avril.csv", "seul.csv"]


def test_an_empty_file_arrives_like_any_other(tmp_path: Path) -> None:
    drop_file(tmp_path, "iom", "vide.csv", b"")
    assert look(tmp_path) == ["vide.csv"]


def test_a_file_is_taken_once_it_is_at_rest(tmp_path: Path) -> None:
    drop_file(tmp_path, "dspj", "mai.csv")
    assert look(tmp_path, timedelta(seconds=2), stable_seconds=30) == []
    assert look(tmp_path, timedelta(seconds=40), stable_seconds=30) == ["mai.csv"]


@pytest.mark.parametrize("years", [-5, 20], ids=["old", "future"])
def test_the_date_a_stick_gives_neither_hurries_nor_holds_a_file(
    tmp_path: Path, years: int
) -> None:
    path = drop_file(tmp_path, "dspj", "mai.csv")
    stamp = (datetime.now(UTC) + timedelta(days=365 * years)).timestamp()
    os.utime(path, (stamp, stamp))
    assert look(tmp_path, timedelta(seconds=2), stable_seconds=30) == []
    assert look(tmp_path, timedelta(seconds=40), stable_seconds=30) == ["mai.csv"]


def test_what_the_ledger_knows_does_not_arrive_again(tmp_path: Path) -> None:
    drop_file(tmp_path, "dspj", "mai.csv")
    seen = {a.signature for a in scan(tmp_path, stable_seconds=0)}
    assert len(seen) == 1
    assert look(tmp_path, was_taken=lambda a: a.signature in seen) == []
    drop_file(tmp_path, "dspj", "mai.csv", b"corrected")
    assert look(tmp_path, was_taken=lambda a: a.signature in seen) == ["mai.csv"]


def test_no_drop_folder_is_no_arrival(tmp_path: Path) -> None:
    assert look(tmp_path / "absent") == []
    assert strays(tmp_path / "absent") == []


def test_a_file_name_is_text_that_any_table_can_hold() -> None:
    assert display_name("fe\u0301vrier.xlsx") == "février.xlsx"
    assert display_name(os.fsdecode(b"f\xe9vrier.xlsx")).encode("utf-8")
    assert "\n" not in display_name("a\nb.csv")


@pytest.mark.usefixtures("fresh_settings")
def test_bytes_are_kept_sealed_under_their_fingerprint(tmp_path: Path) -> None:
    content = b"FICTIVE;Aline\n" + bytes(range(256)) * 5000
    path = drop_file(tmp_path / "drop", "dspj", "mai.csv", content)
    kept = keep(path, tmp_path / "landing")
    assert kept.sha256 == hashlib.sha256(content).hexdigest() == fingerprint(path)
    assert kept.path == tmp_path / "landing" / kept.sha256[:2] / kept.sha256
    with open_original(tmp_path / "landing", kept.sha256) as plain:
        assert plain.read_bytes() == path.read_bytes() == content
    assert b"FICTIVE" not in kept.path.read_bytes()
    assert kept.size == len(content)
    assert not stat.S_IMODE(kept.path.stat().st_mode) & 0o222, "kept bytes are read-only"


@pytest.mark.usefixtures("fresh_settings")
def test_the_same_bytes_twice_are_kept_once(tmp_path: Path) -> None:
    first = keep(drop_file(tmp_path / "drop", "dspj", "mai.csv"), tmp_path / "landing")
    second = keep(drop_file(tmp_path / "drop", "iom", "copie.csv"), tmp_path / "landing")
    assert first == second
    assert [p for p in (tmp_path / "landing").rglob("*") if p.is_file()] == [first.path]


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize("how", ["rotten", "cut", "plain", "its key gone"])
def test_a_kept_copy_that_cannot_be_opened_is_replaced(tmp_path: Path, how: str) -> None:
    path = drop_file(tmp_path / "drop", "dspj", "mai.csv")
    kept = keep(path, tmp_path / "landing")
    kept.path.chmod(0o640)
    if how == "its key gone":
        destroy_key(f"file/{kept.sha256}")
    else:
        cut = kept.path.read_bytes()[:-5]
        kept.path.write_bytes({"rotten": b"rotten", "cut": cut, "plain": b"a;b\n"}[how])
    keep(path, tmp_path / "landing")
    assert is_sealed(kept.path)
    with open_original(tmp_path / "landing", kept.sha256) as plain:
        assert plain.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("look", [looks_unfinished, is_open_for_writing, keep])
def test_what_became_a_link_or_a_pipe_since_the_look_is_not_opened(
    tmp_path: Path, look: Callable[..., object]
) -> None:
    """Whoever writes to a shared folder may swap a file; a pipe would hold the look for ever."""
    link, pipe = tmp_path / "lien.csv", tmp_path / "tube.csv"
    link.symlink_to(drop_file(tmp_path / "drop", "dspj", "mai.csv"))
    os.mkfifo(pipe)
    for swapped in (link, pipe):
        with pytest.raises(OSError, match=r"."):
            look(swapped, tmp_path / "landing") if look is keep else look(swapped)
    assert not any(one.is_file() for one in (tmp_path / "landing").rglob("*"))


@pytest.mark.usefixtures("fresh_settings")
def test_a_file_that_changes_under_the_copy_is_left_for_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop_file(tmp_path / "drop", "dspj", "mai.csv")
    signatures = iter(["before", "after"])
    monkeypatch.setattr(keeping, "signature_of", lambda seen: next(signatures))
    with pytest.raises(StillArrivingError):
        keep(path, tmp_path / "landing")
    assert not any(p.is_file() for p in (tmp_path / "landing").rglob("*"))
