"""A disk that is really full, small and of the test's own: the sentence, nothing half, recovery."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from warehouse.database import embedded
from warehouse.database.tables import warehouse
from warehouse.database.upsert import append, merge
from warehouse.errors import CallError, ZokwezoError, message
from warehouse.files.full_disk import is_full_disk
from warehouse.intake.landing_zone import keep, open_original
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

FULL = message("disk_full")


@pytest.fixture
def disk() -> Iterator[Callable[[str], Path]]:
    """Makes a file system of a given size."""
    made: list[Path] = []

    def of_size(size: str) -> Path:
        there = Path(tempfile.mkdtemp(prefix="zokwezo-disk-"))
        there.chmod(0o755)
        made.append(there)
        options = ["-o", f"size={size},mode=0755"]
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", *options, "tmpfs", str(there)],
            check=False,
            capture_output=True,
        )
        if mounted.returncode:
            pytest.skip("only root may mount the small disk of this test")
        return there

    yield of_size
    for there in made:
        embedded.stop(there / "pg")
        subprocess.run(["umount", "-l", str(there)], check=False, capture_output=True)
        shutil.rmtree(there, ignore_errors=True)


def _fill(there: Path) -> Path:
    filler = there / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))
    return filler


def test_the_landing_zone_keeps_all_of_a_file_or_none_of_it(
    disk: Callable[[str], Path], tmp_path: Path
) -> None:
    landing = disk("256k") / "landing"
    export = tmp_path / "2026-05.csv"
    export.write_bytes(os.urandom(1 << 20))
    with pytest.raises(OSError, match="No space left") as failure:
        keep(export, landing)
    assert is_full_disk(failure.value)
    assert [path for path in landing.rglob("*") if path.is_file()] == []
    export.write_bytes(b"a;b\n1;2\n")
    with open_original(landing, keep(export, landing).sha256) as original:
        assert original.read_bytes() == export.read_bytes()


@pytest.mark.parametrize("write", [merge, append])
def test_what_postgresql_has_no_room_for_is_no_fault_of_the_step(
    connection: Connection, write: Callable[..., object]
) -> None:
    # PostgreSQL's own code, raised where it would write the row.
    connection.execute(
        text(
            "create function pg_temp.fill() returns trigger language plpgsql as"
            " $$ begin raise exception sqlstate '53100' using message = 'FICTIVE'; end $$"
        )
    )
    connection.execute(
        text(
            "create trigger fill before insert on warehouse.victim"
            " for each row execute function pg_temp.fill()"
        )
    )
    with pytest.raises(ZokwezoError) as failure:
        write(connection, warehouse.victim, pa.table({"victim_id": ["V-1"], "sex": ["F"]}))
    assert failure.value.faults == (FULL,)


def test_another_refusal_of_postgresql_is_not_taken_for_a_full_disk(
    connection: Connection,
) -> None:
    with pytest.raises(DBAPIError) as failure:
        connection.execute(text("do $$ begin raise exception sqlstate '53200'; end $$"))
    assert not is_full_disk(failure.value), "memory, not disk"
    assert not is_full_disk(OSError("no errno"))
    assert not is_full_disk(PermissionError(13, "No space left on device, says a name"))


def test_duckdb_has_only_a_sentence_for_it(disk: Callable[[str], Path]) -> None:
    there = disk("256k")
    with (
        duckdb.connect() as con,
        pytest.raises(duckdb.Error) as failure,
    ):
        con.execute(f"copy (select random() r from range(1000000)) to '{there / 'r.csv'}'")
    assert is_full_disk(failure.value)


def test_a_server_without_room_says_so_and_starts_when_there_is_some(
    disk: Callable[[str], Path],
) -> None:
    there = disk("200m")
    filler = there / "filler"
    filler.write_bytes(bytes(190 << 20))
    with pytest.raises(CallError) as failure:
        embedded.start(there / "pg")
    assert failure.value.faults == (FULL,), "initdb"
    filler.unlink()
    embedded.start(there / "pg")
    embedded.stop(there / "pg")
    filler = _fill(there)
    with pytest.raises((CallError, OSError)) as second:
        embedded.start(there / "pg")
    assert is_full_disk(second.value) or getattr(second.value, "faults", None) == (FULL,)
    filler.unlink()
    assert embedded.start(there / "pg").is_dir()


def test_a_run_on_a_full_disk_ends_with_the_sentence(disk: Callable[[str], Path]) -> None:
    there = disk("16m")
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from warehouse.cli import main; main()",
            "run",
            str(PROJECT / "samples" / "drops"),
        ],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"ZOKWEZO_VAR": str(there), "ZOKWEZO_LANGUAGE": "fr"},
    )
    assert ended.returncode == 2
    assert FULL.text("fr") in ended.stderr
    assert "Traceback" not in ended.stderr
