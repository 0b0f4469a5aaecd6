"""A file whose every line a spreadsheet put in quotes is read; other quotes are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.read.delimited_text import is_wrapped, read_characters
from warehouse.read.file_type import sniff

WRAPPED = '"Nom;Sexe;Age"\n"NGOMA;F;12"\n"""LA PETITE"";F;9"'


def test_the_row_within_the_quotes_is_read_and_said() -> None:
    sheet = read_characters(WRAPPED)
    assert sheet.cells.num_columns == 3
    assert sheet.row(2) == ["NGOMA", "F", "12"]
    assert sheet.row(3)[1:] == ["F", "9"]
    assert [note.key for note in sheet.notes] == ["landing.lines_in_quotes"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('"Nom";"Sexe";"Age"\n"NGOMA";"F";"12"', id="each cell in quotes"),
        pytest.param('"Nom"\n"NGOMA"\n"KAMBO"', id="one column"),
        pytest.param('"Nom;Sexe;Age"\nNGOMA;F;12', id="the header alone"),
    ],
)
def test_other_quotes_are_left_alone(content: str) -> None:
    assert not is_wrapped(content.split("\n"))


def test_a_single_file_web_page_is_known_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "liste.xls"
    path.write_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    )
    assert sniff(path) == "mht"
