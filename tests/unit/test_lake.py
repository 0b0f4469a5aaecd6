"""Parquet at rest: whole files, the same bytes again, no statistics that would name anybody."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from warehouse import lake as zone
from warehouse.contracts.conformed_schema import TABLES, schema
from warehouse.lake import (
    conformed_path,
    keep_conformed,
    pack,
    quarantine_path,
    read_conformed,
    write_parquet,
)
from warehouse.vault.sealed_parquet import file_key, open_parquet, read_table


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


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[zone.Place]:
    """Three submissions of two years, packed; each of two mentions."""
    monkeypatch.setattr(zone, "UNPACKED", 1)
    places = [("umirr", "2025-12", "S-2"), ("umirr", "2026-01", "S-3"), ("umirr", "2026-01", "S-1")]
    for _, period, submission in places:
        rows = mentions(f"B-{submission}", f"A-{submission}")
        for name, value in (("period", period), ("submission_id", submission)):
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, name, pa.array([value] * 2, pa.string()))
        keep_conformed(
            tmp_path,
            {"person_mention": rows},
            source_id="umirr",
            period=period,
            submission_id=submission,
        )
    assert len(pack(tmp_path, places)) == 2 * len(TABLES)
    return places


def _names(lake: Path, places: list[zone.Place], columns: set[str] | None = None) -> list[str]:
    found = read_conformed(lake, places, ["person_mention"], columns)["person_mention"]
    return found["family_name"].to_pylist()


def test_what_is_packed_is_read_as_its_files_are(tmp_path: Path, packed: list[zone.Place]) -> None:
    whole = read_conformed(tmp_path, packed)
    some = read_conformed(tmp_path, packed[1:2])
    for path in tmp_path.glob("packed/*/*"):
        path.unlink()
    assert whole["person_mention"].num_rows == 6
    for before, places in ((whole, packed), (some, packed[1:2])):
        now = read_conformed(tmp_path, places)
        assert all(now[name].equals(before[name]) for name in TABLES)


def test_what_is_packed_is_read_without_its_files(tmp_path: Path, packed: list[zone.Place]) -> None:
    for path in tmp_path.glob("conformed/*/*/*/*"):
        path.unlink()
    assert _names(tmp_path, packed[1:], {"family_name"}) == ["B-S-1", "A-S-1", "B-S-3", "A-S-3"]


def test_what_came_since_stands_among_what_is_packed(
    tmp_path: Path, packed: list[zone.Place]
) -> None:
    keep(tmp_path, "S-0", "2026-01", "NEUVE")
    path = conformed_path(tmp_path, "person_mention", "umirr", "2026-01", "S-0")
    rows = read_table(path)
    for name, value in (("period", "2026-01"), ("submission_id", "S-0")):
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, pa.array([value], pa.string()))
    write_parquet(rows, path, "submission/S-0")
    assert _names(tmp_path, [*packed, ("umirr", "2026-01", "S-0")])[2] == "NEUVE"


def test_a_submission_that_is_kept_again_is_never_read_from_what_was_packed(
    tmp_path: Path, packed: list[zone.Place]
) -> None:
    keep(tmp_path, "S-2", "2025-12", "CORRIGEE")
    assert _names(tmp_path, packed[:1]) == ["CORRIGEE"]


def test_a_year_is_packed_again_only_when_enough_came(
    tmp_path: Path, packed: list[zone.Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone, "UNPACKED", 2)
    more = [*packed, ("umirr", "2026-02", "S-4")]
    assert pack(tmp_path, more) == []
    assert len(pack(tmp_path, [*more, ("umirr", "2026-02", "S-5")])) == len(TABLES)


def test_a_footer_holds_no_first_and_last_name(tmp_path: Path) -> None:
    (path,) = keep(tmp_path, "S-1", "2026-05", "AACANARI", "ZZCANARI")
    with open_parquet(path) as file:
        metadata = file.metadata
    assert metadata.num_columns > 0
    for column in range(metadata.num_columns):
        assert metadata.row_group(0).column(column).statistics is None


def test_written_again_it_has_a_fresh_key_says_the_same_and_no_draft_is_left(
    tmp_path: Path,
) -> None:
    (path,) = keep(tmp_path, "S-1", "2026-05", "FICTIVE")
    key, rows = file_key(path), read_table(path)
    assert keep(tmp_path, "S-1", "2026-05", "FICTIVE") == [path]
    assert file_key(path) != key
    assert read_table(path).equals(rows)
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
    write_parquet(pa.table({"a": [1]}), path, "submission/S-1")

    def stop(*_args: object, **_kwargs: object) -> None:
        path.with_name(".one.parquet.part").write_bytes(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(zone, "write_sealed", stop)
    with pytest.raises(OSError, match="full"):
        write_parquet(pa.table({"a": [2]}), path, "submission/S-1")
    assert read_table(path)["a"].to_pylist() == [1]


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
        "submission/s1",
    )
    found = read_conformed(tmp_path, [("dspj", "2026-05", "s1")], ["complaint"])["complaint"]
    assert found.schema == now
    assert found["record_id"].to_pylist() == ["R1"]
    assert found["article_raw"].to_pylist() == [None]
