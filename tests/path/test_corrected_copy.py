"""The ministry corrects its own workbook and drops it again: it is read, and it is accepted."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.settings import PROJECT, settings
from warehouse.vault import is_sealed

pytestmark = pytest.mark.slow

GOLDEN = PROJECT / "tests" / "sources"
FORMULAS = ("=", "+", "@")


def _take(source: str, name: str, content: bytes, folder: Path) -> dict:
    (folder / source).mkdir(parents=True, exist_ok=True)
    (folder / source / name).write_bytes(content)
    for submission in pipeline.receive(source, folder, stable_seconds=0):
        pipeline.examine(submission)
    with database.engine().connect() as connection:
        row = connection.execute(
            text("select * from intake.submission where file_name = :n order by received_at desc"),
            {"n": name},
        ).mappings().first()  # fmt: skip
        paths = connection.execute(
            text("select kind, path from intake.receipt where submission_id = :s"),
            {"s": row["submission_id"]},
        ).all()
    return {**row, **{one.kind: one.path for one in paths}}


def handed_over(submission_id: str, folder: Path) -> Path:
    folder.mkdir()
    done = CliRunner().invoke(app, ["submissions", "workbook", submission_id, "--out", str(folder)])
    assert done.exit_code == 0, done.output
    (copy,) = folder.iterdir()
    return copy


def test_a_corrected_workbook_is_accepted_and_replaces_the_first(
    world: Path, tmp_path: Path
) -> None:
    (drop,) = (path for path in (GOLDEN / "umirr").iterdir() if path.is_file())
    first = _take("umirr", drop.name, drop.read_bytes(), tmp_path / "drop")
    assert (first["status"], first["rows_quarantined"]) == ("partly_accepted", 2)
    assert is_sealed(world / "receipts" / first["workbook"])
    copy = handed_over(first["submission_id"], tmp_path / "given")
    assert copy.name.endswith("à corriger.xlsx")

    book = openpyxl.load_workbook(copy)
    sheet = book["Registre"]
    assert "D5:I5" in {str(cells) for cells in sheet.merged_cells.ranges}, "its own layout"
    sheet["C9"] = "14/05/2026"
    sheet["C10"] = "16/05/2026"
    book.save(tmp_path / "corrigé.xlsx")
    second = _take("umirr", copy.name, (tmp_path / "corrigé.xlsx").read_bytes(), tmp_path / "drop")
    assert (second["status"], second["rows_quarantined"]) == ("accepted", 0)
    assert second["supersedes"] == first["submission_id"]
    assert second["rows_read"] == first["rows_read"]
    assert second["rows_accepted"] == first["rows_accepted"] + 2


def test_a_receipt_goes_to_the_folder_of_its_own_source_alone(world: Path, tmp_path: Path) -> None:
    for source in ("umirr", "dspj", "parquet"):
        (drop,) = (path for path in (GOLDEN / source).iterdir() if path.is_file())
        row = _take(source, drop.name, drop.read_bytes(), tmp_path / "drop")
        for kind in ("json", "html", "workbook"):
            assert row[kind].startswith(f"{source}/{row['period']}/{row['submission_id']}/")
    assert {path.name for path in (world / "receipts").iterdir()} == {"umirr", "dspj", "parquet"}


def test_a_formula_that_was_typed_into_a_cell_is_inert_in_what_goes_back(
    world: Path, tmp_path: Path
) -> None:
    (drop,) = (path for path in (GOLDEN / "dspj").iterdir() if path.is_file())
    told = drop.read_bytes().replace(b"Le Faux", b"=HYPERLINK(1)").replace(b"OCRB", b"@SUM(1)")
    row = _take("dspj", drop.name, told, tmp_path / "drop")
    book = openpyxl.load_workbook(handed_over(row["submission_id"], tmp_path / "given"))
    cells = [cell for sheet in book for line in sheet for cell in line if cell.value is not None]
    suspicious = [cell for cell in cells if str(cell.value).lstrip("'").startswith(FORMULAS)]
    assert len(suspicious) >= 2
    assert all(cell.data_type == "s" for cell in suspicious), "text, never a formula"


def test_where_a_ministry_fetches_its_receipts_itself_the_workbook_stands_as_it_is(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_GROUP_READS", "true")
    settings.cache_clear()
    (drop,) = (path for path in (GOLDEN / "umirr").iterdir() if path.is_file())
    row = _take("umirr", drop.name, drop.read_bytes(), tmp_path / "drop")
    copy = world / "receipts" / row["workbook"]
    assert copy.suffix == ".xlsx"
    assert "Registre" in openpyxl.load_workbook(copy).sheetnames
    assert handed_over(row["submission_id"], tmp_path / "given").read_bytes() == copy.read_bytes()


def test_who_takes_a_workbook_out_stands_on_the_trail(world: Path, tmp_path: Path) -> None:
    (drop,) = (path for path in (GOLDEN / "umirr").iterdir() if path.is_file())
    row = _take("umirr", drop.name, drop.read_bytes(), tmp_path / "drop")
    handed_over(row["submission_id"], tmp_path / "given")
    with database.engine().connect() as connection:
        told = connection.execute(
            text("select action, object from audit.access_log where purpose = 'workbook'")
        ).all()
    assert [tuple(one) for one in told] == [("open", row["submission_id"])]
    unknown = ["submissions", "workbook", "S-0000000000000000", "--out", str(tmp_path)]
    assert isinstance(CliRunner().invoke(app, unknown).exception, CallError)
