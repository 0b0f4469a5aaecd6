"""What is at rest under ``var/`` is its owner's: no other account of the host reads any of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

STRANGER = 65534


@pytest.fixture(scope="module")
def ran() -> Iterator[Path]:
    """The ``var`` of a run by a caller whose umask lets everybody read, under a private folder."""
    home = Path(tempfile.mkdtemp(prefix="zokwezo-closed-"))
    home.chmod(0o700)
    var = home / "var"
    (home / "drops").mkdir()
    for source in ("pan", "travail"):
        shutil.copytree(PROJECT / "samples" / "drops" / source, home / "drops" / source)
    inherited = {name: one for name, one in os.environ.items() if not name.startswith("ZOKWEZO_")}
    subprocess.run(
        [sys.executable, "-c", "from warehouse.cli import main; main()", "run", home / "drops"],
        env=inherited | {"ZOKWEZO_VAR": str(var)},
        umask=0o022,
        check=True,
        capture_output=True,
    )
    yield var
    shutil.rmtree(home, ignore_errors=True)


def test_every_file_and_folder_is_closed_to_others(ran: Path) -> None:
    found = list(ran.rglob("*"))
    kinds = {one.relative_to(ran).parts[0] for one in found}
    assert kinds >= {"landing", "lake", "receipts", "releases", "pg"}
    is_open = [
        (str(one.relative_to(ran)), oct(one.lstat().st_mode))
        for one in found
        if not one.is_symlink() and one.lstat().st_mode & 0o077
    ]
    assert not is_open


def test_a_private_folder_above_is_not_opened_to_others(ran: Path) -> None:
    assert not ran.parent.stat().st_mode & 0o007
    assert not ran.stat().st_mode & 0o007


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another account's place")
def test_another_account_reads_nothing(ran: Path) -> None:
    # Also where the folder above lets everybody through, as /srv does.
    ran.parent.chmod(ran.parent.stat().st_mode | 0o011)
    looked = (
        "import os, sys\n"
        "def refused(call, path):\n"
        "    try: call(path)\n"
        "    except PermissionError: return True\n"
        "    return False\n"
        "listed = sys.stdin.read().splitlines()\n"
        "print(len(listed), sum(refused(open, p) for p in listed))\n"
    )
    files = [str(one) for one in ran.rglob("*") if one.is_file()]
    said = subprocess.run(
        ["/usr/bin/env", "python3", "-c", looked],
        input="\n".join(files),
        user=STRANGER,
        group=STRANGER,
        extra_groups=[],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
    ).stdout.split()
    assert said == [str(len(files))] * 2
    assert len(files) > 20


def test_what_an_earlier_version_left_open_is_closed(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("landing", "lake", "receipts", "releases"):
        (fresh_settings / name).mkdir(parents=True)
        (fresh_settings / name).chmod(0o755)
    settings.cache_clear()
    chosen = settings()
    for folder in (chosen.landing, chosen.lake, chosen.receipts, chosen.releases):
        assert not folder.stat().st_mode & 0o077


def test_a_process_that_dies_writes_nothing_of_its_memory_down(tmp_path: Path) -> None:
    looked = (
        "import resource, subprocess\n"
        "most = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (most, most))\n"
        "from warehouse.settings import settings\n"
        "settings()\n"
        "print(*resource.getrlimit(resource.RLIMIT_CORE))\n"
        "subprocess.run(['sh', '-c', 'ulimit -S -c; ulimit -H -c'])\n"
    )
    said = subprocess.run(
        [sys.executable, "-u", "-c", looked],
        env=os.environ | {"ZOKWEZO_VAR": str(tmp_path / "var")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert said == ["0"] * 4, "of its own, and of whatever it starts"
