"""An encrypted volume is told only where the kernel says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warehouse.vault.volume import is_seen_encrypted


def device(home: Path, name: str, uuid: str | None, *slaves: Path) -> Path:
    place = home / name
    (place / "slaves").mkdir(parents=True)
    if uuid is not None:
        (place / "dm").mkdir()
        (place / "dm" / "uuid").write_text(uuid)
    for one in slaves:
        (place / "slaves" / one.name).symlink_to(one)
    return place


CASES = {
    "a plain disk": (lambda h: device(h, "sda1", None), False),
    "LUKS": (lambda h: device(h, "dm-0", "CRYPT-LUKS2-0f", device(h, "sda", None)), True),
    "LVM on LUKS": (
        lambda h: device(h, "dm-1", "LVM-x", device(h, "dm-0", "CRYPT-LUKS2-0f")),
        True,
    ),
    "LVM on a plain disk": (lambda h: device(h, "dm-1", "LVM-x", device(h, "sda", None)), False),
    "LVM on LUKS and on a plain disk": (
        lambda h: device(
            h, "dm-1", "LVM-x", device(h, "dm-0", "CRYPT-LUKS2-0f"), device(h, "sdb", None)
        ),
        False,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_device_below_counts(tmp_path: Path, name: str) -> None:
    make, expected = CASES[name]
    number = tmp_path.stat().st_dev
    known = tmp_path / "sys"
    known.mkdir()
    (known / f"{os.major(number)}:{os.minor(number)}").symlink_to(make(tmp_path / "devices"))
    assert is_seen_encrypted(tmp_path / "not" / "there yet", known) is expected


def test_what_no_kernel_tells_is_not_claimed(tmp_path: Path) -> None:
    assert is_seen_encrypted(tmp_path, tmp_path) is False
