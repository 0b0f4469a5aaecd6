"""A record in one row: persons keep their place, and no spreadsheet runs what a clerk wrote."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from warehouse.files.spreadsheets import inert_cell
from warehouse.query.case_law.export import cell, write
from warehouse.query.case_law.sherloc import SherlocField, SherlocRecord, fields


@pytest.mark.parametrize(
    ("value", "is_per_person", "told"),
    [
        pytest.param(None, False, None, id="not_known"),
        pytest.param(0, False, 0, id="zero_is_not_unknown"),
        pytest.param(["a", "b"], False, "a; b", id="terms"),
        pytest.param([None, 120], True, " | 120", id="an_unknown_person_keeps_her_place"),
        pytest.param([None, None], True, " | ", id="two_unknown"),
        pytest.param([None], True, "", id="one_unknown"),
    ],
)
def test_a_value_becomes_one_cell(value: Any, is_per_person: bool, told: object) -> None:
    assert cell(value, is_per_person=is_per_person) == told


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_a_text_in_every_format(tmp_path: Path, text: str) -> None:
    assert inert_cell(text) == f"'{text}"
    field = SherlocField("Identity", "Title", "Intitulé", "from", "decision.title")
    record = SherlocRecord("D-1", {field.label: text})
    write(tmp_path / "a.csv", "csv", [field], [record])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["Identity: Title"], [f"'{text}"]]
    write(tmp_path / "a.xlsx", "xlsx", [field], [record])
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["Records"]["A2"]
    # A text also once somebody edits the cell.
    assert (cells.data_type, cells.quotePrefix) == ("s", True)


@pytest.mark.parametrize("value", [None, 12, -12, "Ministère public c/ A. B."])
def test_other_cells_are_left_as_they_are(value: Any) -> None:
    assert inert_cell(value) == value


def test_each_field_of_sherloc_stands_once_in_two_languages() -> None:
    labels = [one.label for one in fields()]
    assert len(labels) == len(set(labels)) > 40
    assert all(one.fr for one in fields())
    assert {one.section for one in fields()} >= {
        "Fact Summary", "Keywords", "Procedural Information", "Court", "Attachments",
        "Victims / Plaintiffs in the first instance",
        "Defendants / Respondents in the first instance", "Charges / Claims / Decisions",
        "Cross-Cutting Issues", "Commentary and Significant Features", "Sources / Citations",
    }  # fmt: skip
