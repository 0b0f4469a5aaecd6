"""Parquet at rest: whole files, the same bytes again, no statistics that would name anybody."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.conformed import TABLES, schema
from warehouse.lake import (
    conformed_path,
    keep_conformed,
    quarantine_path,
    read_conformed,
    write_parquet,
)


def mentions(*names: str) -> pa.Table:
    rows = [
        {"record_id": f"R-{i}", "row_key": f"R-{i}", "family_name": name, "source_id": "umirr"}
        for i, name in enumerate(names)
    ]
    return pa.Table.from_pylist(rows, schema("person_mention"))


def keep(lake: Path, submission_id: str, period: str, *names: str) -> list[Path]:
    return keep_conformed(
        lake,
        {"person_mention": mentions(*names)},
        source_id="umirr",
        period=period,
        submission_id=submission_id,
    )


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    keep(tmp_path, "S-1", "2026-05", "FICTIVE", "IMAGINAIRE")
    found = read_conformed(tmp_path, [("umirr", "2026-05", "S-1")])
    assert set(found) == set(TABLES)
    assert found["person_mention"].equals(mentions("FICTIVE", "IMAGINAIRE"))
    assert found["judgment"].num_rows == 0


def test_only_the_submissions_asked_for_are_read_in_a_fixed_order(tmp_path: Path) -> None:
    for number in (2, 1, 3):
        keep(tmp_path, f"S-{number}", "2026-05", f"FICTIVE{number}")
    wanted = [("umirr", "2026-05", "S-3"), ("umirr", "2026-05", "S-1")]
    for order in (wanted, wanted[::-1]):
        found = read_conformed(tmp_path, order, ["person_mention"])["person_mention"]
        assert found["family_name"].to_pylist() == ["FICTIVE1", "FICTIVE3"]


def test_a_footer_holds_no_first_and_last_name(tmp_path: Path) -> None:
    (path,) = keep(tmp_path, "S-1", "2026-05", "AACANARI", "ZZCANARI")
    metadata = pq.ParquetFile(path).metadata
    assert metadata.num_columns > 0
    for column in range(metadata.num_columns):
        assert metadata.row_group(0).column(column).statistics is None


def test_written_again_the_bytes_are_the_same_and_no_draft_is_left(tmp_path: Path) -> None:
    (path,) = keep(tmp_path, "S-1", "2026-05", "FICTIVE")
    first = path.read_bytes()
    assert keep(tmp_path, "S-1", "2026-05", "FICTIVE") == [path]
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["S-1.parquet"]


def test_a_submission_that_tells_another_month_leaves_nothing_in_the_old_one(
    tmp_path: Path,
) -> None:
    (old,) = keep(tmp_path, "S-1", "2026-04", "FICTIVE")
    (new,) = keep(tmp_path, "S-1", "2026-05", "FICTIVE")
    assert (old.exists(), new.exists()) == (False, True)


def test_a_table_without_records_makes_no_file(tmp_path: Path) -> None:
    assert keep(tmp_path, "S-1", "2026-05") == []


def test_a_reader_sees_a_whole_file_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.parquet"
    write_parquet(pa.table({"a": [1]}), path)

    def stop(*_args: object, **_kwargs: object) -> None:
        path.with_name(".one.parquet.part").write_bytes(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(pq, "write_table", stop)
    with pytest.raises(OSError, match="full"):
        write_parquet(pa.table({"a": [2]}), path)
    assert pq.ParquetFile(path).read()["a"].to_pylist() == [1]


def test_no_path_holds_anything_but_ids_and_months(tmp_path: Path) -> None:
    told = conformed_path(tmp_path, "judgment", "greffe", "2026-05", "S-1").relative_to(tmp_path)
    assert told.as_posix() == "conformed/judgment/source=greffe/period=2026-05/S-1.parquet"
    kept = quarantine_path(tmp_path, "greffe", "S-1").relative_to(tmp_path)
    assert kept.as_posix() == "quarantine/source=greffe/S-1.parquet"


def test_records_of_an_earlier_version_are_read_with_the_new_field_empty(tmp_path: Path) -> None:
    now = schema("complaint")
    whole = pa.Table.from_pylist([{"record_id": "R1", "article_raw": "151 CP"}], now)
    write_parquet(
        whole.drop_columns(["article_raw"]),
        conformed_path(tmp_path, "complaint", "dspj", "2026-05", "s1"),
    )
    found = read_conformed(tmp_path, [("dspj", "2026-05", "s1")], ["complaint"])["complaint"]
    assert found.schema == now
    assert found["record_id"].to_pylist() == ["R1"]
    assert found["article_raw"].to_pylist() == [None]
