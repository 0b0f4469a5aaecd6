"""What a bench measured stands in one page, in its own section, under the command that made it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from rich.table import Table
from typer.testing import CliRunner

from warehouse.cli import app
from warehouse.proof.bench import path
from warehouse.proof.bench.measured_page import as_text, bench_console, write_section

DAY = date(2026, 11, 29)


def test_a_section_is_written_and_the_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "measured.md"
    page.write_text("# Figures\n\nHow to read them.\n\n## linkage\n\nold\n", "utf-8")
    write_section(page, "path", "zokwezo bench path", "1 s", DAY)
    write_section(page, "path", "zokwezo bench path", "2 s", DAY)
    text = page.read_text("utf-8")
    assert text.startswith("# Figures\n\nHow to read them.\n")
    assert text.count("## path") == text.count("## linkage") == 1
    assert "old" in text
    assert "2 s" in text
    assert "1 s" not in text
    assert text.index("## linkage") < text.index("## path"), "in the order of their names"


def test_a_table_is_as_wide_as_the_page(tmp_path: Path) -> None:
    def show(rows: list[str]) -> None:
        table = Table("x" * 40, "y" * 40)
        for row in rows:
            table.add_row(row, row)
        bench_console().print(table)

    lines = as_text(["a"], show).splitlines()
    assert "x" * 40 in lines[1]
    assert "y" * 40 in lines[1], "no column was cut"


def test_a_verb_writes_what_it_measured_and_names_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path, "bench_path", lambda sizes: [{"rows": size} for size in sizes])
    monkeypatch.setattr(path, "show", lambda rows: typer.echo(str(rows)))
    page = tmp_path / "measured.md"
    called = ["bench", "--page", str(page), "path", "--rows", "7", "--rows", "9"]
    assert CliRunner().invoke(app, called).exit_code == 0
    text = page.read_text("utf-8")
    assert "`zokwezo bench path --rows 7 --rows 9`" in text
    assert "[{'rows': 7}, {'rows': 9}]" in text
    assert str(tmp_path) not in text
