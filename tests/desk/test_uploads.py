"""An upload goes on where it stopped, arrives whole or not at all, and keeps no foreign name."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.desk import uploads
from warehouse.desk.uploads import Upload, WrongOffsetError, safe_name
from warehouse.errors import CallError
from warehouse.files.export_files import is_ignored
from warehouse.settings import settings
from warehouse.vault import destroy_key, has_key, owners

BODY = b"a;b\r\n" * 1000
SENT = Upload("unite", "umirr", "mai.csv", len(BODY), hashlib.sha256(BODY).hexdigest())


def dropped() -> dict[str, bytes]:
    folder = settings().drop / "umirr"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_a_broken_line_loses_nothing(fresh_settings: Path) -> None:
    assert uploads.begin(SENT) == 0
    assert uploads.append(SENT, 0, BODY[:2000]) == 2000
    assert uploads.begin(SENT) == 2000, "begun again, it stands where it stopped"
    with pytest.raises(WrongOffsetError) as wrong:
        uploads.append(SENT, 0, BODY[:2000])
    assert wrong.value.offset == 2000, "a lost answer makes no double piece"
    assert uploads.append(SENT, 2000, BODY[2000:]) == len(BODY)
    assert dropped() == {}
    there = uploads.finish(uploads.find("unite", SENT.upload_id))
    assert dropped() == {"mai.csv": BODY}
    assert there.name == "mai.csv"
    assert list((fresh_settings / "desk" / "envois").iterdir()) == []


def test_what_arrives_otherwise_than_it_left_is_not_dropped(fresh_settings: Path) -> None:
    uploads.begin(SENT)
    uploads.append(SENT, 0, BODY[:-1] + b"x")
    with pytest.raises(CallError):
        uploads.finish(SENT)
    assert dropped() == {}
    assert uploads.begin(SENT) == 0, "it starts anew"


def test_more_than_was_announced_is_refused(fresh_settings: Path) -> None:
    uploads.begin(SENT)
    with pytest.raises(CallError):
        uploads.append(SENT, 0, BODY + b"x")
    assert uploads.offset_of(SENT) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SENT, size=0),
        replace(SENT, size=-1),
        replace(SENT, size=10**12),
        replace(SENT, sha256="../../etc/passwd"),
    ],
    ids=["empty", "negative", "too_large", "no_digest"],
)
def test_what_cannot_be_a_file_is_not_begun(fresh_settings: Path, wrong: Upload) -> None:
    with pytest.raises(CallError):
        uploads.begin(wrong)


def test_an_upload_is_its_accounts_alone(fresh_settings: Path) -> None:
    uploads.begin(SENT)
    assert uploads.find("unite", SENT.upload_id) == SENT
    for account, upload_id in (
        ("autre", SENT.upload_id),
        ("unite", "0" * 32),
        ("unite", "../formulaires"),
        ("unite", ""),
    ):
        with pytest.raises(uploads.NoUploadError):
            uploads.find(account, upload_id)


def test_what_gathers_is_closed_to_others(fresh_settings: Path) -> None:
    uploads.begin(SENT)
    uploads.append(SENT, 0, BODY[:10])
    for path in [fresh_settings / "desk", *(fresh_settings / "desk").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


NAMED = replace(SENT, file_name="Fictive Aline.csv")


def test_what_gathers_is_sealed_and_its_key_goes_with_it(fresh_settings: Path) -> None:
    uploads.begin(NAMED)
    for start in (0, 1000, 2000):
        uploads.append(NAMED, start, BODY[start : start + 1000])
    lying = [path for path in (fresh_settings / "desk").rglob("*") if path.is_file()]
    assert len([path for path in lying if path.suffix == ".age"]) == 4
    for path in lying:
        assert BODY[:20] not in path.read_bytes(), path.name
        assert b"Aline" not in path.read_bytes() + path.name.encode(), path.name
    assert has_key(owners.of_upload(NAMED.upload_id))
    uploads.append(NAMED, 3000, BODY[3000:])
    uploads.finish(NAMED)
    assert dropped() == {"Fictive Aline.csv": BODY}
    assert not has_key(owners.of_upload(NAMED.upload_id))


@pytest.mark.parametrize("lost", ["key", "time", "version"])
def test_what_nobody_can_go_on_with_is_forgotten(fresh_settings: Path, lost: str) -> None:
    uploads.begin(SENT)
    uploads.append(SENT, 0, BODY[:10])
    folder = fresh_settings / "desk" / "envois"
    if lost == "key":
        destroy_key(owners.of_upload(SENT.upload_id))
        with pytest.raises(uploads.NoUploadError):
            uploads.find("unite", SENT.upload_id)
        assert uploads.begin(SENT) == 0
    elif lost == "time":
        os.utime(folder / SENT.upload_id, (0, 0))
        uploads.begin(NAMED_OTHER)
        assert [path.name for path in folder.iterdir()] == [NAMED_OTHER.upload_id]
        assert not has_key(owners.of_upload(SENT.upload_id))
    else:
        (folder / f"{'0' * 32}.part").write_bytes(BODY)
        uploads.begin(SENT)
        assert not list(folder.glob("*.part"))


NAMED_OTHER = replace(NAMED, account="autre")


def test_the_draft_of_a_killed_desk_leaves_the_drop(fresh_settings: Path) -> None:
    folder = settings().drop / "umirr"
    folder.mkdir(parents=True)
    left, under_way, hers = (
        folder / name for name in (f".{'a' * 16}.7.part", f".{'b' * 16}.8.part", ".mine.part")
    )
    for path in (left, under_way, hers):
        path.write_bytes(BODY)
    for path in (left, hers):
        os.utime(path, (0, 0))
    uploads.drop("umirr", "mai.csv", BODY)
    assert [path.exists() for path in (left, under_way, hers)] == [False, True, True]


def test_a_file_of_the_same_name_is_never_written_over(fresh_settings: Path) -> None:
    assert uploads.drop("umirr", "mai.csv", b"one").name == "mai.csv"
    assert uploads.drop("umirr", "mai.csv", b"one").name == "mai.csv"
    assert uploads.drop("umirr", "mai.csv", b"two").name == "mai (2).csv"
    assert dropped() == {"mai.csv": b"one", "mai (2).csv": b"two"}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("mai 2026.xlsx", "mai 2026.xlsx"),
        ("C:\\Users\\moi\\mai.xlsx", "mai.xlsx"),
        ("../../../etc/cron.d/mai.csv", "mai.csv"),
        (".mai.csv", "mai.csv"),
        ("a\r\nSet-Cookie: b.csv", "a\ufffd\ufffdSet-Cookie: b.csv"),
        ("é" * 200 + ".xlsx", "é" * 60 + ".xlsx"),
        ("e\u0301.csv", "é.csv"),
    ],
)
def test_a_name_keeps_neither_folders_nor_controls(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@pytest.mark.parametrize("none", ["", "/", "..", "...", "~", "thumbs.db", "x.part", " "])
def test_a_name_that_the_drop_would_overlook_is_refused(none: str) -> None:
    with pytest.raises(CallError):
        safe_name(none)


@given(st.text(max_size=80))
def test_any_name_stays_in_its_folder_and_is_seen(name: str) -> None:
    try:
        kept = safe_name(name)
    except CallError:
        return
    assert Path("/drop") / kept == Path("/drop", Path(kept).name)
    assert kept not in (".", "..")
    assert not is_ignored(kept)
    assert kept.isprintable()
    assert len(kept.encode()) < 200
