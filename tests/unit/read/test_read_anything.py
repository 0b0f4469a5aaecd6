"""Any bytes become sheets, or a refusal in French that says what to do: never a traceback."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.errors import SubmissionError
from warehouse.read.dropped_file import read_file
from warehouse.read.file_type import Kind, sniff


def workbook_bytes() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Registre")
    for row in range(40):
        sheet.write_row(row, 0, [f"{row}/2026", "Essai", row])
    book.close()
    return made.getvalue()


def zipped(**members: bytes) -> bytes:
    """A package of ``folder__name_ext`` members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def open_document(kind: str, manifest: str = "") -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as members:
        members.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        members.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        members.writestr("content.xml", "")
    return package.getvalue()


def ole(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names


XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
CASES: list[tuple[str, Kind, bytes | Callable[[], bytes]]] = [
    ("zero bytes", "empty", b""),
    ("a mark and blanks", "empty", b"\xef\xbb\xbf \r\n\r\n"),
    ("csv", "text", b"N\xb0 PV;Nom\r\n1;ESSAI\r\n"),
    ("utf-16", "text", "Nom\tSexe\r\n".encode("utf-16")),
    ("utf-16 without a mark", "text", "Nom\tSexe\r\nESSAI\tF\r\n".encode("utf-16-le")),
    ("xlsx", "xlsx", workbook_bytes),
    ("half an xlsx", "damaged", lambda: workbook_bytes()[: len(workbook_bytes()) // 2]),
    ("xlsx without its last bytes", "damaged", lambda: workbook_bytes()[:-30]),
    ("pdf", "pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
    ("pdf after junk", "pdf", b"\n\n%PDF-1.4\n"),
    ("docx", "document", lambda: zipped(word__document_xml=b"<w/>")),
    ("odt", "document", lambda: open_document("text")),
    ("ods", "ods", lambda: open_document("spreadsheet")),
    ("ods with a password", "encrypted", lambda: open_document("spreadsheet", "encryption-data")),
    ("zip", "zip", lambda: zipped(mai_csv=b"a;b")),
    ("rar", "zip", b"Rar!\x1a\x07\x00"),
    ("xlsx with a password", "encrypted", lambda: ole("EncryptionInfo", "EncryptedPackage")),
    ("doc", "document", lambda: ole("WordDocument")),
    ("an empty container", "damaged", lambda: ole("Root Entry")),
    ("rtf", "document", b"{\\rtf1 essai}"),
    ("png", "image", b"\x89PNG\r\n\x1a\n\0\0"),
    ("jpeg", "image", b"\xff\xd8\xff\xe0 JFIF"),
    ("web page", "html", b"<html><body><table><tr><td>Nom</table>"),
    ("2003 xml", "xml", XML_2003),
    ("numbers", "numbers", lambda: zipped(Index__Document_iwa=b"essai")),
    ("safari's web archive", "mht", b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource\xd2"),
    ("a document of the web", "link", b'{"url": "https://essai.test/1", "doc_id": "1"}'),
    ("a shortcut", "link", b"L\0\0\0\x01\x14\x02\0" + bytes(60)),
    ("rows of a program", "json", b'[\n  {"nom": "ESSAI", "age": 9}\n]'),
    ("a contact", "mail", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:ESSAI Un\r\n"),
    ("a mail", "mail", b"From: a@essai.test\r\nTo: b@essai.test\r\nSubject: mai\r\n\r\nVoici"),
    ("a table of dBase", "dbf", struct.pack("<4BIHH20x", 3, 126, 5, 9, 2, 65, 11) + bytes(33 + 22)),
    ("a program", "unknown", b"\x7fELF" + bytes(range(1, 32)) * 40),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_file_is_what_its_bytes_say(
    tmp_path: Path, kind: Kind, content: bytes | Callable[[], bytes]
) -> None:
    path = tmp_path / "mai.xls"
    path.write_bytes(content if isinstance(content, bytes) else content())
    assert sniff(path) == kind
    try:
        sheets = read_file(path)
    except SubmissionError as refusal:
        assert refusal.text("fr") != refusal.text("en")
    else:
        assert kind in ("text", "xlsx", "html")
        assert sheets


def test_a_csv_under_an_xls_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "GAV mai.xls"
    path.write_bytes("N° PV;Nom\r\n001/X/2026;ESSAI\r\n".encode("cp1252"))
    (sheet,) = read_file(path)
    assert sheet.row(1) == ["N° PV", "Nom"]
    assert sheet.row(2) == ["001/X/2026", "ESSAI"]


def test_a_table_of_a_web_page_is_read_with_its_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "mai.xls"
    path.write_bytes(
        "<html><table><tr><td rowspan=2>N&deg;</td><th colspan='2'>VICTIME</th></tr>"
        "<tr><td>Nom<td>Sexe</tr><tr><td>1<td>ESSAI<br>Un<td>F</table>".encode("cp1252")
    )
    (sheet,) = read_file(path)
    assert [sheet.row(i) for i in (1, 2, 3)] == [
        ["N°", "VICTIME", ""],
        ["", "Nom", "Sexe"],
        ["1", "ESSAI\nUn", "F"],
    ]
    assert {(m.first_row, m.last_row, m.first_col, m.last_col) for m in sheet.merged} == {
        (1, 2, 1, 1),
        (1, 1, 2, 3),
    }


def test_what_a_web_page_strikes_through_or_shows_is_told_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "mai.xls"
    path.write_text(
        "<html><style>.xl65 {color:red; text-decoration:line-through;}</style>"
        "<img src=logo><table><tr><th>Nom</tr><tr class=xl65><td>ESSAI Un</tr><tr><td><s>ESSAI</s>"
        "</tr><tr><td style='text-decoration: line-through'>ESSAI</tr><tr><td><img src=a></table>"
    )
    (sheet,) = read_file(path)
    assert (sheet.struck_rows, sheet.picture_rows) == ((2, 3, 4), (5,))


def read_or_refuse(path: Path) -> None:
    try:
        for sheet in read_file(path):
            assert sheet.cells.num_columns == len(sheet.cells.column_names)
    except SubmissionError as refusal:
        assert refusal.text("fr")


ONE_FOLDER: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}
OPENINGS = [
    b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"\xff\xfe", b"\xfe\xff",
    b"\xef\xbb\xbf", b"<html><table><td colspan=9999>", b'"', b"sep=;\n",
]  # fmt: skip


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(opening=st.sampled_from(OPENINGS), rest=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, opening: bytes, rest: bytes) -> None:
    path = tmp_path / "fichier"
    path.write_bytes(opening + rest)
    read_or_refuse(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_workbook_with_broken_parts_is_read_or_refused(
    tmp_path: Path, data: st.DataObject
) -> None:
    whole = workbook_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(made, "w") as broken:
        names = [n for n in source.namelist() if n.startswith("xl/")]
        victim = data.draw(st.sampled_from(names))
        for name in source.namelist():
            content = source.read(name)
            if name == victim:
                content = content[: data.draw(st.integers(0, len(content)))]
            broken.writestr(name, content)
    path = tmp_path / "fichier.xlsx"
    path.write_bytes(made.getvalue())
    read_or_refuse(path)


def test_a_stray_cell_at_the_end_of_the_world_is_refused_by_its_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Nom"
    book.active["XFD1048576"] = "x"
    path = tmp_path / "mai.xlsx"
    book.save(path)
    with pytest.raises(SubmissionError, match="row 1048576"):
        read_file(path)
