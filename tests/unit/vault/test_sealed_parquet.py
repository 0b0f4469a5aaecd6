"""Encrypted Parquet: read by us and by DuckDB with its key, by nobody without."""

from __future__ import annotations

import base64
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.contracts.conformed_schema import schema
from warehouse.vault import KeyGoneError, VaultError, destroy_key
from warehouse.vault.sealed_parquet import (
    file_key,
    open_parquet,
    owner_of_parquet,
    read_table,
    write_sealed,
)

pytestmark = pytest.mark.usefixtures("fresh_settings")
OWNER = "submission/S-1"
ROWS = pa.Table.from_pylist(
    [
        {"record_id": f"R-{i}", "family_name": "ZZCANARIFAMILLE", "phones": ["+23670987654"]}
        for i in range(1000)
    ],
    schema("person_mention"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "one.parquet"
    told = ROWS.replace_schema_metadata({"said": "ZZCANARIMETA"})
    # Uncompressed and with statistics: whatever is plain would show.
    write_sealed(told, path, OWNER, compression="none", write_statistics=True)
    return path


def test_what_was_written_is_read_again(path: Path) -> None:
    assert path.read_bytes().endswith(b"PARE")
    assert owner_of_parquet(path) == OWNER
    assert read_table(path).equals(ROWS)
    with open_parquet(path) as file:
        assert file.schema_arrow.metadata[b"said"] == b"ZZCANARIMETA"
        assert sum(piece.num_rows for piece in file.iter_batches(300)) == 1000


def test_nothing_of_it_is_plain_on_the_disk(path: Path) -> None:
    content = path.read_bytes()
    for told in (b"CANARI", b"70987654", b"family_name"):
        assert told not in content
    pq.write_table(ROWS, path, compression="none")
    assert b"CANARI" in path.read_bytes(), "else the search would see nothing"


def test_duckdb_reads_it_with_the_file_s_key_alone(path: Path) -> None:
    with duckdb.connect() as connection:
        asked = f"from read_parquet('{path}'%s) select count(*), min(family_name)"
        with pytest.raises(duckdb.Error):
            connection.execute(asked % "")
        told = base64.b64encode(file_key(path)).decode()
        connection.execute(f"pragma add_parquet_key('key', '{told}')")
        with_key = asked % ", encryption_config={footer_key: 'key'}"
        assert connection.execute(with_key).fetchall() == [(1000, "ZZCANARIFAMILLE")]


def test_each_file_has_a_key_of_its_own(path: Path, tmp_path: Path) -> None:
    write_sealed(ROWS, tmp_path / "two.parquet", OWNER)
    assert file_key(path) != file_key(tmp_path / "two.parquet")


def test_a_destroyed_key_takes_all_its_files_with_it(path: Path, tmp_path: Path) -> None:
    write_sealed(ROWS, tmp_path / "two.parquet", "submission/S-2")
    read_table(path)
    destroy_key(OWNER)
    with pytest.raises(KeyGoneError):
        read_table(path)
    assert read_table(tmp_path / "two.parquet").num_rows == 1000
    write_sealed(ROWS, tmp_path / "three.parquet", OWNER)
    with pytest.raises(VaultError):
        read_table(path)


@pytest.mark.parametrize("at", [10, 1000, -300, -20])
def test_a_changed_byte_is_an_error_and_never_another_value(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises((VaultError, OSError, pa.ArrowException)):
        read_table(path)


@pytest.mark.parametrize("content", [b"", b"PARE", b"x" * 100, b"x" * 40 + b"\x10\0\0\0PARE"])
def test_what_is_no_parquet_is_an_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises((VaultError, OSError, pa.ArrowException)):
        read_table(path)


def test_a_file_of_before_that_was_never_sealed_is_read_as_it_is(path: Path) -> None:
    pq.write_table(ROWS, path)
    assert not path.read_bytes().endswith(b"PARE")
    assert read_table(path).equals(ROWS)
