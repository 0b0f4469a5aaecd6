"""A release as a workbook: each value of its own kind, nothing that computes, nothing in part."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from warehouse import release
from warehouse.errors import CallError
from warehouse.release.release_workbook import (
    MOST_ROWS,
    SheetTooLongError,
    require_folder,
    rows_of,
    write_workbook,
)

AT = datetime(2026, 6, 9, 12, 30, tzinfo=UTC)
DICTIONARY = {
    "warehouse.thing": {
        "fr": "Une ligne par chose.",
        "key": ["thing_id"],
        "columns": {"thing_id": {"type": "TEXT", "fr": "la chose"}},
    }
}


def publish(folder: Path, **columns: pa.Array) -> int:
    made = release.publish(
        folder,
        {"warehouse.thing": pa.table(columns)},
        submissions=("S-1",),
        dictionary=DICTIONARY,
        canonical={},
        at=AT,
        known_at=AT,
    )
    return made.number


def exported(folder: Path, **columns: pa.Array) -> Path:
    number, out = publish(folder / "releases", **columns), folder / "out.xlsx"
    write_workbook(folder / "releases", number, out)
    return out


def cells(path: Path, sheet: str = "warehouse.thing") -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return rows


KINDS = [
    pytest.param(pa.array(["V-1"]), "V-1", id="text"),
    pytest.param(pa.array(["007"]), "007", id="digits_that_are_a_text"),
    pytest.param(pa.array([12]), 12.0, id="a_whole_number"),
    pytest.param(pa.array([0.25]), 0.25, id="a_measure"),
    pytest.param(pa.array([10**15 + 1]), "1000000000000001", id="more_digits_than_are_kept"),
    pytest.param(pa.array([date(2026, 4, 1)]), date(2026, 4, 1), id="a_day"),
    pytest.param(pa.array([date(1899, 4, 1)]), "1899-04-01", id="a_day_before_its_calendar"),
    pytest.param(pa.array([True]), True, id="yes"),
    pytest.param(pa.array([["A", "B"]]), "A; B", id="a_list"),
    pytest.param(pa.array([float("nan")]), "", id="no_number"),
    pytest.param(pa.array([None], pa.int64()), "", id="not_known"),
]


@pytest.mark.parametrize(("values", "shown"), KINDS)
def test_a_value_is_written_as_what_it_is(tmp_path: Path, values: pa.Array, shown: Any) -> None:
    # A last column, so that an empty cell is a cell.
    (head, row) = cells(exported(tmp_path, value=values, end=pa.array(["end"])))
    assert head == ["value", "end"]
    assert row == [shown, "end"]
    assert type(row[0]) is type(shown)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum(1)", "\t=1", "|calc", "%0A", '=HYPERLINK("x")']
)
def test_no_cell_computes(tmp_path: Path, text: str) -> None:
    path = exported(tmp_path, value=pa.array([text]))
    cell = openpyxl.load_workbook(path)["warehouse.thing"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    assert len(sheets) >= 2
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_first_sheet_says_what_it_is(tmp_path: Path) -> None:
    path = exported(tmp_path, thing_id=pa.array(["T-1", "T-2"]))
    workbook = CalamineWorkbook.from_path(path)
    assert workbook.sheet_names == ["Lisez-moi", "warehouse.thing"]
    said = cells(path, "Lisez-moi")
    manifest = (tmp_path / "releases/1/manifest.json").read_text("utf-8")
    (table,) = [row for row in said if row[0] == "warehouse.thing" and row[2] == 2.0]
    assert table[1] == "Une ligne par chose."
    assert len(table[3]) == 64
    assert table[3] in manifest
    assert ["warehouse.thing", "thing_id", "texte", "la chose"] in said
    words = " ".join(str(cell) for row in said for cell in row)
    assert "livraison 1" in words
    assert "09/06/2026 12:30:00 UTC" in words
    assert release.listed(tmp_path / "releases")[0].content in words


def test_the_header_stays_and_filters(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(exported(tmp_path, a=pa.array([1, 2]), b=pa.array(["x", "y"])))
    table = sheet["warehouse.thing"]
    assert table.freeze_panes == "B2"
    assert table.auto_filter.ref == "A1:B3"


def test_an_empty_table_is_a_header(tmp_path: Path) -> None:
    assert cells(exported(tmp_path, value=pa.array([], pa.string()))) == [["value"]]


def test_a_text_longer_than_a_cell_is_cut_and_counted(tmp_path: Path) -> None:
    path = exported(tmp_path, value=pa.array(["é" * 32_768, "é" * 32_767]))
    assert [len(row[0]) for row in cells(path)[1:]] == [32_767, 32_767]
    words = [str(row[0]) for row in cells(path, "Lisez-moi")]
    assert [one for one in words if one.startswith("warehouse.thing : 1 texte")]


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    first = exported(tmp_path, value=pa.array(["a", None])).read_bytes()
    write_workbook(tmp_path / "releases", 1, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == first


def test_a_table_that_passes_a_sheet_is_refused_and_named(tmp_path: Path) -> None:
    full = publish(tmp_path, value=pa.repeat("x", MOST_ROWS - 1))
    assert rows_of(tmp_path, full) == (1, {"warehouse.thing": MOST_ROWS - 1})
    publish(tmp_path, value=pa.repeat("x", MOST_ROWS))
    with pytest.raises(SheetTooLongError, match=r"warehouse\.thing has 1048576 rows") as refused:
        rows_of(tmp_path)
    assert not isinstance(refused.value, CallError)  # the command line leaves with 1, not with 2


def test_a_damaged_release_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, value=pa.array(["a"]))
    with (tmp_path / "1/warehouse.thing.parquet").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(CallError, match="damaged"):
        rows_of(tmp_path)


def test_a_release_that_is_not_there_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, value=pa.array(["a"]))
    with pytest.raises(CallError, match="no release 7"):
        rows_of(tmp_path, 7)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    require_folder(tmp_path / "out.xlsx")
    with pytest.raises(CallError, match="no folder nowhere"):
        require_folder(tmp_path / "nowhere" / "out.xlsx")
