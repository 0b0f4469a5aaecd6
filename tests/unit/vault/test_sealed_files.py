"""What is sealed is read whole or not at all, and by nobody without its key."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from warehouse.settings import settings
from warehouse.vault import (
    KeyGoneError,
    VaultError,
    destroy_key,
    has_key,
    is_sealed,
    open_sealed,
    seal_file,
)
from warehouse.vault import sealed_files as sealing
from warehouse.vault.data_keys import known_key
from warehouse.vault.keyring import house_keys

pytestmark = pytest.mark.usefixtures("fresh_settings")
OWNER = "submission/S-1"
LINE = b"ZZCANARIFAMILLE;Zzcanariprenom\r\n"


def sealed(folder: Path, content: bytes = LINE, owner: str = OWNER) -> Path:
    plain, path = folder / "plain", folder / "sealed"
    plain.write_bytes(content)
    seal_file(plain, path, owner)
    plain.unlink()
    return path


@pytest.mark.parametrize("content", [b"", LINE, LINE * 100_000], ids=["empty", "small", "blocks"])
def test_what_was_sealed_is_read_again_and_holds_nothing_plain(
    tmp_path: Path, content: bytes
) -> None:
    path = sealed(tmp_path, content)
    assert is_sealed(path)
    assert b"CANARI" not in path.read_bytes()
    with open_sealed(path, OWNER) as plain:
        assert plain.read_bytes() == content
        assert plain.stat().st_size == len(content)
        assert is_sealed(plain) is False
    assert not plain.exists()


def test_a_forked_reader_sees_the_opened_bytes(tmp_path: Path) -> None:
    with open_sealed(sealed(tmp_path), OWNER) as plain:
        child = os.fork()
        if child == 0:
            os._exit(0 if plain.read_bytes() == LINE else 1)
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("where", ["cut", "longer", "changed", "cut in its head"])
def test_of_a_damaged_file_nothing_is_given(tmp_path: Path, where: str) -> None:
    path = sealed(tmp_path, LINE * 100_000)
    content = bytearray(path.read_bytes())
    if where == "cut":
        del content[-40:]
    elif where == "longer":
        content += b"more"
    elif where == "changed":
        content[len(content) // 2] ^= 1
    else:
        del content[60:]
    path.write_bytes(content)
    with pytest.raises(VaultError) as told, open_sealed(path, OWNER):
        raise AssertionError("something was given")
    assert "CANARI" not in str(told.value)


def test_a_cut_file_would_give_bytes_to_who_reads_it_as_it_comes(tmp_path: Path) -> None:
    path = sealed(tmp_path, LINE * 100_000)
    path.write_bytes(path.read_bytes()[:-40])
    given = io.BytesIO()
    with pytest.raises((pyrage.DecryptError, OSError)):
        pyrage.decrypt_io(io.BytesIO(path.read_bytes()), given, [known_key(OWNER)])
    assert given.getvalue(), "else the whole need not be held before any of it is used"


def test_a_destroyed_key_takes_what_it_sealed_with_it(tmp_path: Path) -> None:
    path, other = sealed(tmp_path), tmp_path / "other"
    (tmp_path / "plain").write_bytes(LINE)
    seal_file(tmp_path / "plain", other, "submission/S-2")
    assert destroy_key(OWNER)
    assert not destroy_key(OWNER)
    assert not has_key(OWNER)
    with pytest.raises(KeyGoneError), open_sealed(path, OWNER):
        pass
    with open_sealed(other, "submission/S-2") as plain:
        assert plain.read_bytes() == LINE


def test_the_key_of_another_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    (tmp_path / "b").mkdir()
    sealed(tmp_path / "b", owner="submission/S-2")
    with pytest.raises(VaultError), open_sealed(path, "submission/S-2"):
        pass


def test_keys_are_their_owner_s_alone_and_outside_var(tmp_path: Path) -> None:
    sealed(tmp_path)
    chosen = settings()
    assert not chosen.keys_folder.is_relative_to(chosen.var)
    (key,) = chosen.keys_folder.glob("*")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    for path in chosen.keyring.rglob("*"):
        assert not path.stat().st_mode & 0o077
        assert path.is_dir() or b"AGE-SECRET-KEY" not in path.read_bytes()


@pytest.mark.parametrize("lost", ["emptied", "gone", "another"])
def test_keys_that_are_lost_are_told_and_never_replaced(tmp_path: Path, lost: str) -> None:
    path = sealed(tmp_path)
    (key,) = settings().keys_folder.glob("*.key")
    if lost == "emptied":
        key.unlink()
    elif lost == "gone":
        key.unlink()
        key.parent.rmdir()
    else:
        identity = pyrage.x25519.Identity.generate()
        key.write_text(f"{identity}\n")
    house_keys(anew=True)
    with pytest.raises(VaultError, match="no key"), open_sealed(path, OWNER):
        pass
    if lost != "another":
        with pytest.raises(VaultError, match="no key"):
            seal_file(Path(__file__), tmp_path / "new", "submission/S-9")
        assert not list(settings().keys_folder.glob("*.key"))
    assert not (tmp_path / "new").exists()


def test_keys_of_a_setting_or_a_command_open_what_the_folder_s_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sealed(tmp_path)
    secret = str(house_keys()[0].identity)
    for one in settings().keys_folder.glob("*"):
        one.unlink()
    (tmp_path / "backend").write_text(f"# a comment\n{secret}\n")
    for name, value in (
        ("ZOKWEZO_KEY", secret),
        ("ZOKWEZO_KEY_COMMAND", f"cat {tmp_path / 'backend'}"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            settings.cache_clear()
            with open_sealed(path, OWNER) as plain:
                assert plain.read_bytes() == LINE
            assert secret not in repr(settings()) + repr(house_keys())
    settings.cache_clear()


@pytest.mark.parametrize("command", ["false", "no-such-program", "echo nothing", "cat 'unended"])
def test_a_command_that_gives_no_key_is_told_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("ZOKWEZO_KEY_COMMAND", command)
    settings.cache_clear()
    with pytest.raises(VaultError, match="ZOKWEZO_KEY_COMMAND"):
        sealed(tmp_path)


def test_two_processes_that_seal_first_share_one_key(fresh_settings: Path) -> None:
    told = "from warehouse.vault.data_keys import data_key; print(data_key('submission/S-1'))"
    env = os.environ | {"ZOKWEZO_VAR": str(fresh_settings)}
    both = [
        subprocess.Popen([sys.executable, "-c", told], stdout=subprocess.PIPE, env=env)
        for _ in range(4)
    ]
    said = {one.communicate()[0] for one in both}
    assert len(said) == 1
    assert next(iter(said)).startswith(b"AGE-SECRET-KEY")
    assert len(list(settings().keys_folder.glob("*.key"))) == 1


def test_without_files_in_memory_a_closed_folder_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sealed(tmp_path)
    monkeypatch.delattr(sealing.os, "memfd_create")
    with open_sealed(path, OWNER) as plain:
        assert plain.read_bytes() == LINE
        assert stat.S_IMODE(plain.parent.stat().st_mode) == 0o700
    assert not plain.parent.exists()


def test_an_owner_is_no_path() -> None:
    for owner in ("../../etc", "submission/../x", "submission", "submission/"):
        with pytest.raises(ValueError, match="owner"):
            has_key(owner)


def test_a_file_of_before_that_was_never_sealed_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(LINE)
    with open_sealed(tmp_path / "old", OWNER) as plain:
        assert plain.read_bytes() == LINE
