"""A house taken to a safe place while it runs, and brought back where none stands."""

from __future__ import annotations

import fcntl
import io
import json
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import World, enter

from warehouse import database, release
from warehouse.backup import backup_manifest, take_backup
from warehouse.backup.backup_manifest import (
    DATABASE,
    PARTS,
    BackupManifest,
    read_backup_manifest,
)
from warehouse.backup.database_dump import BackupError, environment
from warehouse.backup.file_archive import archived_files, lasting_files
from warehouse.backup.restore_backup import restore_backup
from warehouse.cli import app
from warehouse.database import embedded
from warehouse.errors import CallError
from warehouse.settings import settings
from warehouse.vault.keyring import VaultError, cached_keys
from warehouse.vault.sealed_files import is_sealed, open_into

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taken(sample_run: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the samples' warehouse, beside which no key stands."""
    place = tmp_path_factory.mktemp("safe")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, sample_run.var, sample_run.url)
        folder, _ = take_backup.take_backup(place)
    settings.cache_clear()
    return folder


@pytest.fixture
def empty_house(
    sample_run: World,
    tmp_path: Path,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """A machine with the keys from the safe, and nothing else."""
    world = World(tmp_path / "var", empty_database_url, {})
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, sample_run.var, sample_run.url)
        keys = settings().keys_folder
    enter(monkeypatch, world.var, world.url)
    shutil.copytree(keys, settings().keys_folder)
    yield world
    settings.cache_clear()


def test_a_house_brought_back_is_the_house_that_was(
    taken: Path, empty_house: World, sample_run: World
) -> None:
    house = restore_backup(taken)
    assert house.links > 0
    assert house.manifest.counts["identity.person"] > 0
    ids = "select person_id, count(*) from identity.person_mention group by 1 order by 1"
    assert empty_house.rows(ids) == sample_run.rows(ids)
    was, now = (release.current(one.var / "releases") for one in (sample_run, empty_house))
    assert was is not None
    assert now is not None
    assert (now.number, now.content) == (was.number, was.content)
    assert set(house.releases) == {one.number for one in release.listed(settings().releases)}
    assert lasting_files(sample_run.var)
    assert lasting_files(empty_house.var) >= lasting_files(sample_run.var)
    assert set(archived_files(empty_house.var)) >= set(archived_files(sample_run.var))
    for path in empty_house.var.rglob("*"):
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0 or path.is_symlink()
    # What a release holds opens with the keys of the safe.
    assert release.read(settings().releases, "warehouse.victim").num_rows > 0


def test_the_rights_are_those_of_the_page(taken: Path, empty_house: World) -> None:
    restore_backup(taken)
    rights = (
        "select count(*) filter (where has_table_privilege('zokwezo_analyst', c.oid, 'select'))"
        " open, count(*) n from pg_class c join pg_namespace s on s.oid = c.relnamespace"
        " where s.nspname = '{}' and c.relkind in ('r', 'v')"
    )
    (figures,), (vaulted,) = (
        empty_house.rows(rights.format(one)) for one in ("warehouse", "identity")
    )
    assert figures.open > 0
    assert vaulted.n > 0
    assert vaulted.open == 0
    secured = empty_house.rows("select count(*) n from pg_policies where schemaname = 'identity'")
    assert secured[0].n > 0


def test_both_are_on_the_trail(taken: Path, empty_house: World) -> None:
    restore_backup(taken)
    noted = empty_house.rows("select action from audit.access_log where object = 'house'")
    assert sorted(row.action for row in noted) == ["backup", "restore"]


def test_a_backup_is_sealed_for_the_house_and_closed_to_others(taken: Path) -> None:
    # Two within one second are two.
    assert re.fullmatch(r"zokwezo-\d{8}T\d{6}\.\d{6}Z", taken.name)
    assert {path.name for path in taken.iterdir()} == {*PARTS, backup_manifest.MANIFEST}
    for path in (taken, *taken.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert all(is_sealed(taken / name) for name in PARTS)
    # What it says of itself is counts, digests and days.
    told = json.loads((taken / backup_manifest.MANIFEST).read_text("utf-8"))
    assert set(told) == {*BackupManifest.__dataclass_fields__, "signed_by", "signature"}
    assert told["counts"]
    assert all(type(count) is int for count in told["counts"].values())


def test_without_the_key_nothing_is_touched(taken: Path, empty_house: World) -> None:
    for path in settings().keys_folder.glob("*.key"):
        path.unlink()
    cached_keys.cache_clear()
    with pytest.raises(BackupError, match="from the safe"):
        restore_backup(taken)
    _stands_empty(empty_house)


def test_a_key_of_the_house_that_was_rotated_away_opens_it_no_more(taken: Path) -> None:
    with (taken / DATABASE).open("rb") as source, pytest.raises(VaultError):
        stranger = x25519.Identity.generate()
        open_into(source, io.BytesIO(), [stranger], DATABASE)


@pytest.mark.parametrize("name", [*PARTS, backup_manifest.MANIFEST])
@pytest.mark.parametrize("harm", ["a byte", "cut", "gone"])
def test_a_backup_that_was_harmed_is_refused_and_nothing_is_touched(
    name: str, harm: str, taken: Path, empty_house: World, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(taken, tmp_path / "copy"))
    body = (copy / name).read_bytes()
    middle = len(body) // 2
    changed = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
    (copy / name).unlink()
    if harm != "gone":
        (copy / name).write_bytes(changed if harm == "a byte" else body[:middle])
    with pytest.raises((BackupError, CallError)):
        restore_backup(copy)
    _stands_empty(empty_house)


def test_what_another_house_signed_is_refused(
    taken: Path, empty_house: World, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(taken, tmp_path / "copy"))
    manifest = read_backup_manifest(copy)
    shutil.rmtree(settings().keys_folder / "receipts")
    backup_manifest.write_backup_manifest(copy, manifest)
    restored = settings().keys_folder / "receipts"
    for path in restored.glob("*"):
        path.unlink()
    with pytest.raises(BackupError, match="not signed"):
        restore_backup(copy)
    _stands_empty(empty_house)


def _stands_empty(world: World) -> None:
    assert list(archived_files(world.var)) == []
    tables = "select count(*) n from pg_class c join pg_namespace s on s.oid = c.relnamespace"
    assert world.rows(f"{tables} where s.nspname in ('identity', 'public')")[0].n == 0


def test_nothing_is_restored_over_a_house(taken: Path, samples: World) -> None:
    before = samples.rows("select count(*) n from identity.person")
    with pytest.raises(CallError, match="already"):
        restore_backup(taken)
    assert samples.rows("select count(*) n from identity.person") == before


def test_a_backup_is_never_within_what_it_copies(samples: World) -> None:
    with pytest.raises(CallError, match="another disk"):
        take_backup.take_backup(samples.var / "releases")
    assert not [one for one in archived_files(samples.var) if "zokwezo-2" in one]


@pytest.mark.parametrize("goes", ["once", "each time"])
def test_a_file_destroyed_meanwhile_makes_it_begin_again(
    goes: str, samples: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an erasure would: the snapshot names a file that the archive has not."""
    doomed = [samples.var / "landing" / f"doomed-{number}.age" for number in range(2)]
    for path in doomed:
        path.write_bytes(b"sealed")
    left = doomed[: 1 if goes == "once" else 2]
    write = take_backup.write_archive

    def after_it_went(var: Path, target: Any) -> int:
        if left:
            left.pop().unlink()
        return write(var, target)

    monkeypatch.setattr(take_backup, "write_archive", after_it_went)
    try:
        if goes == "once":
            folder, _ = take_backup.take_backup(tmp_path / "safe")
            assert read_backup_manifest(folder).files > 0
        else:
            with pytest.raises(BackupError, match="were destroyed"):
                take_backup.take_backup(tmp_path / "safe")
        assert len(list((tmp_path / "safe").iterdir())) == (1 if goes == "once" else 0)
    finally:
        for path in doomed:
            path.unlink(missing_ok=True)


def test_a_rotation_waits_until_the_copy_is_whole(
    samples: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the keys wrapped by a key that is gone would open nothing."""
    write, tried = take_backup.write_archive, []

    def while_somebody_rotates(var: Path, target: Any) -> int:
        with (settings().keyring / ".lock").open("r+b") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tried.append("waits")
        return write(var, target)

    monkeypatch.setattr(take_backup, "write_archive", while_somebody_rotates)
    take_backup.take_backup(tmp_path / "safe")
    assert tried == ["waits"]


def test_no_password_stands_in_the_words_of_a_call() -> None:
    found = environment(
        "postgresql+psycopg://fictif:s3cret@db.example:5433/zokwezo?sslmode=require"
    )
    assert found == {
        "PGHOST": "db.example", "PGPORT": "5433", "PGUSER": "fictif", "PGPASSWORD": "s3cret",
        "PGDATABASE": "zokwezo", "PGSSLMODE": "require",
    }  # fmt: skip


def test_on_a_bare_machine_by_the_two_verbs_a_login_comes_back(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each house with a server of its own: what belongs to no database is brought back, too."""
    homes = [Path(tempfile.mkdtemp(prefix="zokwezo-test-")) for _ in range(2)]
    try:
        for home in homes:
            home.chmod(0o755)
        monkeypatch.delenv("ZOKWEZO_DATABASE_URL", raising=False)
        monkeypatch.setenv("ZOKWEZO_KEYS", str(homes[0] / "keys"))
        said = []
        for home in homes:
            monkeypatch.setenv("ZOKWEZO_VAR", str(home / "var"))
            settings.cache_clear()
            if home == homes[0]:
                database.ensure_schema()
                with database.engine().begin() as connection:
                    login = "create role fictive_ana login password 'inventé'"
                    connection.execute(text(f"{login} in role zokwezo_analyst"))
                called = ["backup", str(home / "safe")]
            else:
                (folder,) = (homes[0] / "safe").iterdir()
                called = ["restore", str(folder)]
            result = CliRunner().invoke(app, called, catch_exceptions=False)
            assert result.exit_code == 0
            said.append(result.output)
        assert "Sauvegarde faite" in said[0]
        assert "Maison remise" in said[1]
        with database.engine().connect() as connection:
            query = (
                "select rolcanlogin, pg_has_role(r.oid, 'zokwezo_analyst', 'member') analyst,"
                " (select rolpassword is not null from pg_authid a where a.oid = r.oid) secret"
                " from pg_roles r where rolname = 'fictive_ana'"
            )
            assert [tuple(row) for row in connection.execute(text(query))] == [(True, True, True)]
    finally:
        for home in homes:
            embedded.stop(home / "var" / "pg")
            shutil.rmtree(home, ignore_errors=True)
        settings.cache_clear()
