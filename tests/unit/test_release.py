"""A release is whole, immutable and checksummed; the pointer moves at once, and back."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import release
from warehouse.errors import CallError
from warehouse.release.export_tables import export_tables

AT = datetime(2026, 6, 9, tzinfo=UTC)


def tables(*years: int, prefix: str = "V") -> dict[str, pa.Table]:
    return {
        "warehouse.victim": pa.table(
            {
                "victim_id": [f"{prefix}-{i}" for i in range(len(years))],
                "birth_year_min": pa.array(years, pa.int64()),
                "source_ids": pa.array([["umirr", "iom"]] * len(years), pa.list_(pa.string())),
            }
        ),
        "plan.plan_action": pa.table({"action_id": ["A"]}),
    }


def publish(
    folder: Path, *years: int, prefix: str = "V", submissions=("S-1",), anew: bool = False
) -> release.Release:
    made = tables(*years, prefix=prefix)
    canonical = {f"{prefix}-{i}": f"victim {i}" for i in range(len(years))}
    return release.publish(
        folder,
        made,
        submissions=submissions,
        dictionary={"warehouse.victim": {"description": "victims"}},
        canonical=canonical,
        at=AT,
        anew=anew,
    )


def test_a_release_says_what_it_holds_and_readers_see_it(tmp_path: Path) -> None:
    made = publish(tmp_path, 2010, 2011)
    assert (made.number, made.is_current, made.rows["warehouse.victim"]) == (1, True, 2)
    assert release.verify(tmp_path, 1) == []
    assert release.read(tmp_path, "warehouse.victim")["birth_year_min"].to_pylist() == [2010, 2011]
    manifest = json.loads((tmp_path / "1" / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {p.name for p in (tmp_path / "1").iterdir()} - {
        "manifest.json"
    }


def test_the_same_state_again_publishes_nothing_new(tmp_path: Path) -> None:
    assert [publish(tmp_path, 2010).number for _ in range(2)] == [1, 1]
    assert publish(tmp_path, 2010, prefix="W").number == 1
    assert publish(tmp_path, 2010, submissions=("S-1", "S-2")).number == 1, "a nil return"
    assert publish(tmp_path, 2010, anew=True).number == 2, "after an erasure, also what stands"


def test_a_new_state_is_a_new_release_and_the_old_one_stays_as_it_was(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    before = {p.name: p.read_bytes() for p in (tmp_path / "1").iterdir()}
    assert publish(tmp_path, 2011).number == 2
    assert {p.name: p.read_bytes() for p in (tmp_path / "1").iterdir()} == before
    assert [one.is_current for one in release.listed(tmp_path)] == [False, True]


def test_rolling_back_moves_the_pointer_and_nothing_else(tmp_path: Path) -> None:
    for year in (2010, 2011, 2012):
        publish(tmp_path, year)
    assert release.roll_back(tmp_path).number == 2
    assert release.roll_back(tmp_path).number == 1
    with pytest.raises(CallError):
        release.roll_back(tmp_path)
    assert release.roll_back(tmp_path, 3).is_current
    assert len(release.listed(tmp_path)) == 3


def test_a_damaged_release_is_named_and_never_pointed_at(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    publish(tmp_path, 2011)
    (tmp_path / "1" / "warehouse.victim.parquet").write_bytes(b"x")
    assert release.verify(tmp_path, 1) == ["warehouse.victim.parquet"]
    with pytest.raises(CallError):
        release.roll_back(tmp_path)
    current = release.current(tmp_path)
    assert current is not None
    assert current.number == 2


def test_a_release_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert release.listed(tmp_path) == []
    assert release.current(tmp_path) is None
    with pytest.raises(CallError):
        release.verify(tmp_path, 7)


def test_a_draft_that_a_killed_run_left_is_no_release(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    (tmp_path / ".2.part").mkdir()
    (tmp_path / ".2.part" / "manifest.json").write_text("{")
    assert [one.number for one in release.listed(tmp_path)] == [1]
    assert publish(tmp_path, 2011).number == 2


def test_a_release_that_was_written_and_not_pointed_at_is_taken_up(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    publish(tmp_path, 2011)
    release.point(tmp_path, 1)
    assert publish(tmp_path, 2011).number == 2
    current = release.current(tmp_path)
    assert current is not None
    assert current.number == 2


ORDERS = list(itertools.permutations(range(3)))


@given(st.sampled_from(ORDERS), st.sampled_from(["V", "W"]))
def test_the_content_is_the_same_in_any_order_and_with_any_random_ids(
    order: tuple[int, ...], prefix: str
) -> None:
    def digest(indices: tuple[int, ...], name: str) -> str:
        made = {n: t.take(pa.array(indices)) if t.num_rows == 3 else t
                for n, t in tables(2010, 2011, 2012, prefix=name).items()}  # fmt: skip
        return release.content_digest(made, {f"{name}-{i}": f"victim {i}" for i in range(3)})

    assert digest(order, prefix) == digest((0, 1, 2), "V")


OTHERS = {
    "another value": tables(2010, 2012),
    "a row more": tables(2010, 2011, 2011),
    "a missing value": {
        **tables(2010, 2011),
        "plan.plan_action": pa.table({"action_id": pa.array([None], pa.string())}),
    },
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_content_has_another_digest(other: dict[str, pa.Table]) -> None:
    assert release.content_digest(other, {}) != release.content_digest(tables(2010, 2011), {})


@pytest.mark.parametrize("years", [(2010, 2011), ()], ids=["rows", "none"])
def test_an_exported_release_is_the_one_that_is_made_again(tmp_path: Path, years) -> None:
    publish(tmp_path / "r", *years)
    export_tables(tmp_path / "r", 1, tmp_path / "exported")
    said = json.loads((tmp_path / "exported" / "dictionary.json").read_text("utf-8"))
    assert said
    assert release.rebuild(tmp_path / "r", 1, tables(*years), tmp_path / "again") == []
    names = {path.name for path in (tmp_path / "exported").iterdir()}
    assert names == {path.name for path in (tmp_path / "again").iterdir()}
    for name in names:
        exported = (tmp_path / "exported" / name).read_bytes()
        assert exported == (tmp_path / "again" / name).read_bytes()
    table = pq.read_table(tmp_path / "exported" / "warehouse.victim.parquet")
    assert table["birth_year_min"].to_pylist() == list(years)


def test_what_stands_is_sealed_and_what_was_published_before_is_still_read(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    path = tmp_path / "1" / "warehouse.victim.parquet"
    assert path.read_bytes().endswith(b"PARE")
    pq.write_table(tables(2010)["warehouse.victim"], path)
    assert release.read(tmp_path, "warehouse.victim", 1)["birth_year_min"].to_pylist() == [2010]
