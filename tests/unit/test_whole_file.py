"""A file is there whole or not at all, and a CSV runs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.files.whole_file import written_whole
from warehouse.query.sql import show_rows


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("before")
    with pytest.raises(OSError, match="full"), written_whole(path) as part:
        part.write_text("hal")
        raise OSError("full")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path], "no half of it is left behind"


def test_it_is_hidden_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    with written_whole(path) as part:
        part.write_text("whole")
        assert part.name.startswith(".")
        assert not path.exists()
    assert path.read_text() == "whole"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋"])
def test_a_csv_of_sql_runs_nothing_in_a_spreadsheet(
    start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_rows(["text", "number"], [(f"{start}1+1", -5)], "csv")
    said = capsys.readouterr().out
    assert f"'{start}1+1" in said
    assert said.rstrip().endswith("-5"), "a number stays a number"
