"""The receipt as a whole: what it says, what it never says, and how it reaches the disk."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import jsonschema
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_faults import a_fault

from warehouse.checks.verdict import SetAside, SheetLine
from warehouse.errors import ConservationError, Message
from warehouse.receipts.fault_groups import grouped, ranges
from warehouse.receipts.receipt_files import write_receipt
from warehouse.receipts.receipt_json import schema
from warehouse.receipts.receipt_page import page
from warehouse.receipts.wording import moment, month, number, row_list

STATUSES = {
    "accepted": "Accepté",
    "accepted_with_warnings": "Accepté avec avertissements",
    "partly_accepted": "Partiellement accepté",
    "rejected": "Rejeté",
    "duplicate": "Doublon",
}
VOID = {"meta", "br"}


class Strict(HTMLParser):
    """Refuses a tag that is not closed in order, and collects what a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def as_parsed(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


@pytest.mark.parametrize(("status", "label"), STATUSES.items(), ids=STATUSES)
def test_every_status_has_a_page_and_a_record(tmp_path, make_facts, status, label):
    facts = make_facts(
        *([a_fault(8)] if status != "duplicate" else []),
        status=status,
        duplicate_of_file="registre_mai.csv" if status == "duplicate" else None,
        duplicate_received_at=datetime(2026, 6, 1, 7, 30, tzinfo=UTC),
        file_messages=(Message("sample_column_missing", {"column": "Nom"}),),
        looks_like="Gardes à vue",
        set_aside=(SetAside("Registre", 1, "banner"), SetAside("Registre", 2, "banner")),
        sheets=(SheetLine("Registre", 8, 6, 2), SheetLine("Notes", 0, 0, 0, nil=True)),
    )
    files = {file.kind: file.path for file in write_receipt(facts, tmp_path)}
    told = json.loads(files["json"].read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(told, schema())
    assert told["status_label"]["fr"] == label
    html = files["html"].read_text("utf-8")
    parsed = as_parsed(html)
    assert parsed.fetched == [] and "script" not in parsed.tags and "url(" not in html
    assert f"<h1>{label}</h1>" in html
    assert "La colonne «\u00a0Nom\u00a0» manque." in html
    assert "Gardes à vue" in html
    if status == "duplicate":
        assert "registre_mai.csv" in html and "1er juin 2026 à 8 h 30" in html
        assert told["duplicate_of"]["file_name"] == "registre_mai.csv"


def test_the_page_speaks_french_only(make_facts):
    html = page(make_facts(a_fault(8), a_fault(9, severity="warn")), "x.xlsx")
    words = re.findall(r"[a-z]+", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S))
    assert len(words) > 100
    english = {"the", "row", "rows", "file", "and", "with", "received", "accepted", "correct"}
    assert not english & set(words)


def test_the_page_shows_the_conservation_line(make_facts):
    html = page(make_facts(a_fault(8), rows_read=12_012, rows_accepted=12_006))
    shown = re.findall(r"<b>([^<]+)</b><span>([^<]+)</span>", html)[1:5]
    assert shown == [
        ("12\u202f012", "lignes lues"),
        ("12\u202f006", "prises"),
        ("2", "mises en quarantaine"),
        ("4", "mises de côté"),
    ]


def test_what_the_ministry_wrote_is_escaped(make_facts):
    html = page(make_facts(a_fault(8, column="<script>x</script>"), file_name="<b>.csv"))
    assert "<script>" not in html and "<b>.csv" not in html


def test_no_value_of_a_cell_stands_in_the_record_or_on_the_page(tmp_path, make_facts):
    table = pa.table({f"c{i}": [f"CANARI{row}" for row in range(12)] for i in range(4)})
    facts = make_facts(a_fault(8), a_fault(3, None))
    written = write_receipt(facts, tmp_path, None, "text", [("Registre", table)])
    assert {file.kind for file in written} == {"json", "html", "workbook"}
    for file in written:
        if file.kind != "workbook":
            assert "CANARI" not in file.path.read_text("utf-8")
        assert "CANARI" not in str(file.path)


def test_a_receipt_written_twice_is_the_same_bytes(tmp_path, make_facts):
    table = pa.table({"c0": ["a"] * 12, "c1": ["b"] * 12, "c2": ["c"] * 12})
    facts = make_facts(a_fault(8), a_fault(9))
    shuffled = make_facts(a_fault(9), a_fault(8))
    first = write_receipt(facts, tmp_path / "1", None, "text", [("", table)])
    bytes_then = [file.path.read_bytes() for file in first]
    untouched = first[0].path.parent.stat().st_ino
    assert write_receipt(facts, tmp_path / "1", None, "text", [("", table)]) == first
    assert first[0].path.parent.stat().st_ino == untouched, "the same receipt is left as it is"
    second = write_receipt(shuffled, tmp_path / "2", None, "text", [("", table)])
    assert [file.path.read_bytes() for file in second] == bytes_then


def test_files_stand_under_source_period_and_submission(tmp_path, make_facts):
    facts = make_facts(period=None)
    files = write_receipt(facts, tmp_path)
    assert [str(file.path.relative_to(tmp_path)) for file in files] == [
        "umirr/sans-periode/s-0001/recu.json",
        "umirr/sans-periode/s-0001/recu.html",
    ]
    assert [path.name for path in (tmp_path / "umirr/sans-periode").iterdir()] == ["s-0001"]


def test_a_changed_receipt_replaces_the_earlier_one_whole(tmp_path, make_facts):
    table = pa.table({"c0": ["a"] * 12})
    write_receipt(make_facts(a_fault(8)), tmp_path, None, "text", [("", table)])
    files = write_receipt(make_facts(), tmp_path)
    home = files[0].path.parent
    assert {path.name for path in home.iterdir()} == {"recu.json", "recu.html"}
    assert [path.name for path in home.parent.iterdir()] == [home.name]


def test_nothing_is_seen_of_a_receipt_that_could_not_be_finished(tmp_path, make_facts, monkeypatch):
    def fails(*_args, **_kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr("warehouse.receipts.receipt_files.page", fails)
    with pytest.raises(OSError, match="full"):
        write_receipt(make_facts(), tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["xlsx", "damaged", "encrypted"])
def test_a_damaged_original_gets_a_receipt_without_a_workbook(tmp_path, make_facts, kind):
    original = tmp_path / "damaged.xlsx"
    original.write_bytes(b"PK\x03\x04 torn")
    written = write_receipt(make_facts(a_fault(8)), tmp_path / "out", original, kind)
    assert [file.kind for file in written] == ["json", "html"]


def test_an_unreadable_workbook_comes_back_from_its_cells_when_those_were_read(
    tmp_path, make_facts
):
    original = tmp_path / "odd.xlsx"
    original.write_bytes(b"PK\x03\x04 torn")
    cells = [("Registre", pa.table({"c0": ["a"] * 12}))]
    written = write_receipt(make_facts(a_fault(8)), tmp_path / "out", original, "xlsx", cells)
    assert [file.kind for file in written] == ["json", "html", "workbook"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rows_read": 13},
        {"rows_read": 11},
        {"rows_read": 11, "status": "rejected"},
        {"set_aside_by_reason": {"banner": 1}},
    ],
    ids=["a row lost", "a row doubled", "doubled in a rejected file", "set aside untold"],
)
def test_rows_that_do_not_add_up_are_never_written(tmp_path, make_facts, changes):
    with pytest.raises(ConservationError):
        write_receipt(make_facts(**changes), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rows_of_a_rejected_file_are_refused_with_it(tmp_path, make_facts):
    facts = make_facts(status="rejected", rows_accepted=0, rows_quarantined=0)
    files = write_receipt(facts, tmp_path)
    assert json.loads(files[0].path.read_text("utf-8"))["rows"]["refused"] == 8
    assert "refusées avec le fichier" in files[1].path.read_text("utf-8")


def test_mistakes_are_ordered_by_gravity_then_by_how_often():
    faults = [
        a_fault(5, 1, severity="warn"),
        a_fault(6, 1, severity="warn"),
        a_fault(9, 2),
        a_fault(7, 3),
        a_fault(8, 3),
        a_fault(2, 4, severity="refuse"),
    ]
    made = grouped(faults)
    assert [(g.severity, g.rows) for g in made] == [
        ("refuse", (2,)),
        ("quarantine", (7, 8)),
        ("quarantine", (9,)),
        ("warn", (5, 6)),
    ]


@given(st.sets(st.integers(1, 400)))
def test_runs_of_rows_hold_exactly_the_rows(rows):
    runs = ranges(rows)
    assert {row for first, last in runs for row in range(first, last + 1)} == rows
    assert all(second[0] > first[1] + 1 for first, second in pairwise(runs))


def test_rows_that_do_not_fit_are_counted():
    assert row_list([1, 2, 3, 7, 12_500], most=2) == "1 à 3, 7, et 1 autre"
    assert row_list([1, 3, 5, 7, 8], most=2) == "1, 3, et 3 autres"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (month("2026-08"), "août 2026"),
        (month("2026-08", "en"), "August 2026"),
        (month("2026"), "2026"),
        (number(1_250_000), "1\u202f250\u202f000"),
        (moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)), "1er janvier 2027 à 0 h 30"),
    ],
)
def test_numbers_and_days_are_said_as_in_a_letter(said, expected):
    assert said == expected


def test_what_was_set_aside_is_told_by_kind_and_place_also_over_several_sheets(make_facts):
    facts = make_facts(
        rows_set_aside=4,
        set_aside_by_reason={"banner": 2, "note": 1, "total": 1},
        set_aside=(
            SetAside("Centre", 1, "banner"), SetAside("Centre", 2, "banner"),
            SetAside("Ouest", 9, "total"), SetAside("Ouest", 12, "note"),
        ),
    )  # fmt: skip
    shown = unescape(page(facts)).replace("\u00a0", " ")
    assert re.search(r"titres au-dessus du tableau \(2 : [^)]*Centre[^)]* 1 à 2\)", shown)
    assert re.search(r"totaux \(1 : [^)]*Ouest[^)]* 9\)", shown)
    assert re.search(r"notes \(1 : [^)]*Ouest[^)]* 12\)", shown)


def test_of_very_many_sheets_the_rest_is_counted(make_facts):
    aside = tuple(SetAside(f"S{number}", 1, "note") for number in range(9))
    facts = make_facts(rows_set_aside=9, set_aside_by_reason={"note": 9}, set_aside=aside)
    assert "et 3 autres feuilles" in page(facts).replace("\u00a0", " ")
