"""A sheet that lost its header: whose rows are persons is told by the rows beside them."""

from __future__ import annotations

import pytest

from warehouse.conform.headless_rows import headless_rows
from warehouse.conform.match_sheets import recognise
from warehouse.contracts import load_contracts
from warehouse.read.sheet import Sheet, table_of
from warehouse.settings import PROJECT

RECORD = ["Bangui", "077/X/26", "FICTIVE Aline", "2026-04-27", "Traite des personnes", "Absence"]
NAME_ALONE = ["", "", "FICTIVE Odette", "", "", ""]
BLANK = [""] * 6
NUMBERED = [["1", "FICTIVE Aline", *[""] * 4], ["2", "FICTIF Jean", *[""] * 4]]
LETTERHEAD = ["MINISTÈRE INVENTÉ", "RÉPUBLIQUE CENTRAFRICAINE", *[""] * 4]
TITLE = ["Office inventé", "", "", "", "", ""]
CONTRACTS = load_contracts(PROJECT / "sources")
GREFFE, DSPJ = CONTRACTS["greffe"], CONTRACTS["dspj"]


@pytest.mark.parametrize(
    ("rows", "records"),
    [
        pytest.param([TITLE, RECORD, NAME_ALONE, RECORD], [2, 3, 4], id="between_two"),
        pytest.param([TITLE, RECORD, RECORD, NAME_ALONE], [2, 3, 4], id="below_the_last"),
        pytest.param([RECORD, RECORD, NAME_ALONE, NAME_ALONE], [1, 2, 3, 4], id="two_below"),
        pytest.param([RECORD, RECORD, BLANK, NAME_ALONE], [1, 2], id="behind_a_blank_row"),
        pytest.param([NAME_ALONE, RECORD, RECORD], [2, 3], id="above_where_a_title_stands"),
        pytest.param([RECORD, RECORD, ["", "2", "", "", "", ""]], [1, 2], id="a_count_below"),
        pytest.param([TITLE, BLANK, NAME_ALONE], [], id="no_record_at_all"),
        pytest.param(
            [TITLE, ["N°", "Nom", *[""] * 4], *NUMBERED], [3, 4], id="names_beside_numbers"
        ),
        pytest.param([TITLE, *NUMBERED[:1]], [], id="one_name_beside_a_number"),
        pytest.param([LETTERHEAD, LETTERHEAD], [], id="the_head_of_a_letter"),
    ],
)
def test_a_name_alone_is_somebody_where_it_touches_records(
    rows: list[list[str]], records: list[int]
) -> None:
    sheet = Sheet("Rôle", table_of([list(column) for column in zip(*rows, strict=True)]))
    assert list(headless_rows(sheet, GREFFE)) == records


@pytest.mark.parametrize(
    ("first_row", "is_kept"),
    [
        (["N° PV 2", "Nom 2", "Prénom(s) 2", "_index", "_parent_index", ""], True),
        (["N° PV 2", "Nom 2", "Prénom(s) 2", "Unité", "Suite", ""], False),
    ],
    ids=["of a form's group", "of a list without rows"],
)
def test_a_headless_sheet_has_its_names_where_the_forms_group_beside_it_has_them(
    first_row: list[str], is_kept: bool
) -> None:
    rest = ["077/X/26", "FICTIVE", "Odette", "1", "1", "u-1"]
    sheets = [Sheet(name, table_of([[c] for c in cells])) for name, cells in
              {"enfants": first_row, "enfants bis": rest}.items()]  # fmt: skip
    assert ("enfants bis" in recognise(sheets, DSPJ).headless) is is_kept


@pytest.mark.parametrize(
    ("sheet_name", "title", "is_kept"),
    [
        ("Feuil1 bis", "", True),
        ("Feuil2", "Office inventé", True),
        ("Feuil2", "Autre office", False),
    ],
    ids=["by its name", "by its title", "of another title"],
)
def test_a_name_alone_is_somebody_on_a_sheet_that_goes_on_from_a_table(
    sheet_name: str, title: str, is_kept: bool
) -> None:
    header = ["ID bénéficiaire", "Nom complet", "Sexe", "Année de naissance", "Date assistance"]
    rows = [["Office inventé", *[""] * 4], header, ["K-1", "FICTIVE Aline", "F", "1999", ""]]
    first = Sheet("Feuil1", table_of([list(column) for column in zip(*rows, strict=True)]))
    rest = Sheet(sheet_name, table_of([[title, "", ""], ["", "FICTIVE Odette", "3"]]))
    told = recognise([first, rest], CONTRACTS["action_humanitaire"]).headless
    assert told == ({sheet_name: (2,)} if is_kept else {})


@pytest.mark.parametrize("at", [0, 1, 2])
def test_persons_of_a_forms_group_are_kept_back_wherever_its_header_was_sorted(at: int) -> None:
    rows = [
        ["FICTIVE Odette", "", "", "", ""],
        ["FICTIVE Aline", "F", "2019", "1", "1"],
    ]
    rows.insert(at, ["Nom de l'enfant", "Sexe", "Année de naissance", "_index", "_parent_index"])
    sheet = Sheet("enfants", table_of([list(column) for column in zip(*rows, strict=True)]))
    told = recognise([sheet], CONTRACTS["action_humanitaire"]).headless
    assert told == {"enfants": tuple(row for row in (1, 2, 3) if row != at + 1)}
