"""What the command line prints at 80 columns: every cell whole, on a terminal and where none is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from warehouse.cli import tables
from warehouse.cli.fitting import print_rows, print_whole

NAMES = ["mois", "source", "fichier", "feuille", "ligne", "rôle"]
LONG = ["2026-04", "gendarmerie", "Gendarmerie nationale - statistiques TEP 04-2026.xlsx",
        "Légion Centre", "17", "victim"]  # fmt: skip
SHORT = ["2026-04", "iom", "a.csv", "–", "2", "victim"]


def _console(*, is_terminal: bool, width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=is_terminal, color_system=None)


def _said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("is_terminal", [True, False], ids=["a_terminal", "a_pipe"])
@pytest.mark.parametrize("rows", [[LONG], [SHORT], [LONG, SHORT, LONG]], ids=len)
def test_every_cell_is_whole_on_a_line_of_its_row(rows: list[list[str]], is_terminal: bool) -> None:
    console = _console(is_terminal=is_terminal)
    print_rows(console, NAMES, rows)
    told = _said(console)
    for row in rows:
        assert all(cell in told for cell in row)
    assert told.count("victim") == len(rows)


def test_a_row_that_does_not_fit_is_a_paragraph_with_the_name_of_each_cell() -> None:
    console = _console(is_terminal=False)
    print_rows(console, NAMES, [LONG, LONG])
    lines = _said(console).splitlines()
    assert len(lines) == 2 * len(NAMES) + 1
    assert lines[0].split() == ["mois", "2026-04"]
    assert "│" not in _said(console)


def test_rows_that_fit_are_a_table() -> None:
    console = _console(is_terminal=False)
    print_rows(console, NAMES, [SHORT])
    assert "│" in _said(console)


def test_a_table_of_many_rows_is_printed_whole_where_nobody_looks_at_a_terminal() -> None:
    table = Table(*NAMES)
    for _ in range(3):
        table.add_row(*LONG)
    console = _console(is_terminal=False)
    print_whole(console, table)
    rows = [line for line in _said(console).splitlines() if "2026-04" in line]
    assert len(rows) == 3
    assert all(cell in line for line in rows for cell in LONG)


def test_why_and_changes_lose_nothing_at_80_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    place: dict[str, Any] = {
        "period": "2026-04", "source_id": "gendarmerie", "file_name": LONG[2],
        "sheet": "Légion Centre", "row_number": 17, "role": "victim",
    }  # fmt: skip
    found = {
        "id": "V-1", "attribute": "sex", "mentions": [place], "withdrawn": [], "decisions": [],
        "statements": [{**place, "attribute": "sex", "value": "F", "is_chosen": True,
                        "is_contradicting": False, "seen_on": "2026-04-03", "rule": "newest"}],
    }  # fmt: skip
    tables.show_why(found)
    told = capsys.readouterr().out
    assert all(str(value) in told for value in place.values())
    change = {"known_at": "2026-11-29 11:00:00", "table_name": "warehouse.victim", "key": "V-1",
              "change": "changed", "column_name": "principal_exploitation_code",
              "before": "SEX_OTH", "after": "SEX_PROST",
              "submission_ids": ["S-0123456789abcdef"]}  # fmt: skip
    tables.show_changes({"loads": [], "counts": {}, "rows": [change]})
    told = capsys.readouterr().out
    assert all(str(change[one]) in told for one in ("key", "column_name", "before", "after"))
    assert "S-0123456789abcdef" in told


def test_why_of_whoever_was_withdrawn_says_by_which_submission(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = {"source_id": "iom", "period": "2026-03", "submission_id": "S-0123456789abcdef",
            "rows_count": 2, "known_to": "2026-11-29 11:00:00"}  # fmt: skip
    tables.show_why(
        {
            "id": "V-1",
            "attribute": None,
            "mentions": [],
            "withdrawn": [gone],
            "statements": [],
            "decisions": [],
        }
    )
    told = capsys.readouterr().out
    assert "V-1" in told
    assert "S-0123456789abcdef" in told
