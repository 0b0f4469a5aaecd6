"""A new key of the house: what was sealed stays open, the old key opens nothing, ever."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from warehouse.settings import settings
from warehouse.vault import VaultError, open_sealed, seal_file
from warehouse.vault import rotation as rotating
from warehouse.vault.data_keys import data_key, known_key, wrapped_keys
from warehouse.vault.keyring import house_keys
from warehouse.vault.rotation import listed_keys, rotate_keys

pytestmark = pytest.mark.usefixtures("fresh_settings")
OWNERS = [f"submission/S-{number}" for number in range(5)] + ["file/abc", "release/1"]


@pytest.fixture
def sealed(tmp_path: Path) -> dict[str, Path]:
    paths = {}
    (tmp_path / "plain").write_bytes(b"FICTIVE")
    for number, owner in enumerate(OWNERS):
        paths[owner] = tmp_path / f"sealed-{number}"
        seal_file(tmp_path / "plain", paths[owner], owner)
    return paths


def all_open(sealed: dict[str, Path]) -> None:
    for owner, path in sealed.items():
        with open_sealed(path, owner) as plain:
            assert plain.read_bytes() == b"FICTIVE"


def test_what_was_sealed_stays_as_it_is_and_opens_with_the_new_key_alone(
    sealed: dict[str, Path],
) -> None:
    (old,) = house_keys()
    before = {path: path.read_bytes() for path in sealed.values()}
    done = rotate_keys()
    assert (done.rewrapped, done.destroyed, done.to_destroy) == (len(OWNERS), (old.key_id,), ())
    assert {path: path.read_bytes() for path in sealed.values()} == before
    all_open(sealed)
    (new,) = house_keys()
    assert new.key_id == done.key_id != old.key_id
    assert [path.name for path in settings().keys_folder.iterdir()] == [new.path.name]  # type: ignore[union-attr]
    for path in wrapped_keys():
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(path.read_bytes(), [old.identity])


def test_a_copy_of_var_made_before_is_opened_by_no_key_that_is_left(
    sealed: dict[str, Path], tmp_path: Path
) -> None:
    copy = shutil.copytree(settings().keyring, tmp_path / "backup")
    rotate_keys()
    shutil.rmtree(settings().keyring)
    shutil.copytree(copy, settings().keyring)
    assert listed_keys()[1] == len(OWNERS)
    with pytest.raises(VaultError):
        all_open(sealed)


def test_the_list_says_which_key_seals_and_how_many_it_wraps(sealed: dict[str, Path]) -> None:
    ((only,), lost) = listed_keys()
    assert (only.seals, only.wraps, lost) == (True, len(OWNERS), 0)


@pytest.mark.parametrize("moment", ["making", "wrapping", "in the middle", "destroying"])
def test_killed_at_any_moment_nothing_is_lost_and_it_ends_when_run_again(
    sealed: dict[str, Path], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    calls = []

    def killed(*given: object) -> None:
        calls.append(given)
        if moment != "in the middle" or len(calls) > 3:
            raise KeyboardInterrupt
        wrap(*given)  # type: ignore[arg-type]

    wrap = rotating.write_wrapped
    name = {"making": "wrapped_keys", "destroying": "destroy_house_key"}.get(
        moment, "write_wrapped"
    )
    with monkeypatch.context() as patch:
        patch.setattr(rotating, name, killed)
        with pytest.raises(KeyboardInterrupt):
            rotate_keys()
    all_open(sealed)
    data_key("submission/S-new")
    assert len(rotate_keys().destroyed) >= 1
    assert len(house_keys(anew=True)) == 1
    all_open(sealed)
    known_key("submission/S-new")


def test_an_owner_s_key_that_none_opens_keeps_all_keys(sealed: dict[str, Path]) -> None:
    (old,) = house_keys()
    stranger = pyrage.x25519.Identity.generate()
    wrapped_keys()[0].write_bytes(pyrage.encrypt(b"x", [stranger.to_public()]))
    with pytest.raises(VaultError):
        rotate_keys()
    assert old.path is not None
    assert old.path.exists()
    assert listed_keys()[1] == 1


def test_keys_of_a_setting_are_rewrapped_and_the_old_one_named_for_who_gives_them(
    sealed: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = house_keys()
    new = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("ZOKWEZO_KEY", f"{new}\n{old.identity}")
    settings.cache_clear()
    assert rotate_keys().to_destroy == (old.key_id,)
    monkeypatch.setenv("ZOKWEZO_KEY", str(new))
    settings.cache_clear()
    all_open(sealed)


@pytest.mark.slow
def test_what_is_sealed_while_keys_are_changed_is_never_lost(fresh_settings: Path) -> None:
    seals = (
        "from warehouse.vault.data_keys import data_key\n"
        "import sys\n"
        "for n in range(40): data_key(f'submission/S-{sys.argv[1]}-{n}')\n"
    )
    env = os.environ | {"ZOKWEZO_VAR": str(fresh_settings)}
    data_key("submission/S-first")
    writers = [
        subprocess.Popen([sys.executable, "-c", seals, str(number)], env=env) for number in (1, 2)
    ]
    rotations = 0
    while any(one.poll() is None for one in writers):
        rotate_keys()
        rotations += 1
    assert [one.returncode for one in writers] == [0, 0]
    assert rotations > 1
    keys, lost = listed_keys()
    assert (len(keys), lost, keys[0].wraps) == (1, 0, 81)
