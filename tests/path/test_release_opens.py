"""A release that was exported opens where analysts work: pandas, DuckDB, a spreadsheet.

R's ``arrow`` reads Parquet by the same C++ library as ``pyarrow``; there is no R here to try it.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner
from worlds import World

from warehouse.cli import app

pytestmark = pytest.mark.slow

# What the dictionary says -> what each reader makes of it.
DUCKDB = {
    "TEXT": "VARCHAR",
    "JSONB": "VARCHAR",
    "ARRAY": "VARCHAR[]",
    "DATE": "DATE",
    "INTEGER": "BIGINT",
    "BIGINT": "BIGINT",
    "DOUBLE": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
}
PANDAS: dict[str, tuple[type, ...]] = {
    "TEXT": (str,),
    "JSONB": (str,),
    "DATE": (date,),
    "INTEGER": (int, float),  # a column with holes comes as float
    "BIGINT": (int, float),
    "DOUBLE": (float,),
    "BOOLEAN": (bool,),
}


def dictionary(export: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((export / "dictionary.json").read_text("utf-8"))
    assert len(said) >= 20
    return said


def test_duckdb_reads_every_column_as_the_dictionary_says(sample_export: Path) -> None:
    for name, said in dictionary(sample_export).items():
        found = duckdb.sql(f"describe from '{sample_export / name}.parquet'").fetchall()
        types = {column: kind for column, kind, *_ in found}
        assert types == {c: DUCKDB[one["type"]] for c, one in said["columns"].items()}, name


def test_pandas_reads_every_column_as_the_dictionary_says(sample_export: Path) -> None:
    seen = set()
    for name, said in dictionary(sample_export).items():
        frame = pd.read_parquet(sample_export / f"{name}.parquet")
        assert set(frame.columns) == set(said["columns"]), name
        for column, one in said["columns"].items():
            known = frame[column].dropna()
            if known.empty:
                continue
            seen.add(one["type"])
            if one["type"] == "ARRAY":
                assert all(isinstance(word, str) for value in known for word in value), column
            else:
                assert all(isinstance(v, PANDAS[one["type"]]) for v in known.tolist()), column
    assert seen == {"TEXT", "JSONB", "ARRAY", "DATE", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"}


def shown(value: Any) -> Any:
    """A value of the Parquet file as a spreadsheet is to show it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def test_a_spreadsheet_shows_every_row_of_every_table(
    samples: World, sample_export: Path, tmp_path: Path
) -> None:
    out = tmp_path / "livraison.xlsx"
    done = CliRunner().invoke(app, ["release", "export", "--out", str(out)])
    assert done.exit_code == 0, done.output
    workbook = CalamineWorkbook.from_path(out)
    names = sorted(dictionary(sample_export))
    assert workbook.sheet_names == ["Lisez-moi", *names]
    cells = 0
    for name in names:
        table = pq.read_table(sample_export / f"{name}.parquet")
        head, *rows = workbook.get_sheet_by_name(name).to_python()
        assert head == table.column_names
        # A last column that is all empty is no part of what a spreadsheet holds.
        expected = [[shown(v) for v in row.values()] for row in table.to_pylist()]
        width = len(head)
        assert [row + [""] * (width - len(row)) for row in rows] == expected, name
        cells += sum(map(len, expected))
    assert cells > 10_000


def test_an_export_stands_on_the_trail(samples: World, sample_export: Path, tmp_path: Path) -> None:
    asked = "select action, object, rows_count from audit.access_log where action = 'export'"
    asked += " order by event_id"
    before = samples.rows(asked)
    done = CliRunner().invoke(app, ["release", "export", "--out", str(tmp_path / "l.xlsx"), "1"])
    assert done.exit_code == 0, done.output
    manifest = json.loads((sample_export / "manifest.json").read_text("utf-8"))
    rows = sum(one.get("rows", 0) for one in manifest["files"].values())
    assert rows > 1_000
    assert [tuple(row) for row in samples.rows(asked)[len(before) :]] == [
        ("export", "release 1", rows)
    ]
