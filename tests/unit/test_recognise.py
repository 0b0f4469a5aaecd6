"""A contract's tables are found wherever an office put them; every row is told apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from warehouse.conform.match_sheets import recognise
from warehouse.contracts import Contract, load_contracts
from warehouse.read.header_spelling import without_ordinal
from warehouse.read.sheet import Merge, Sheet, table_of
from warehouse.settings import PROJECT

CONTRACTS: dict[str, Contract] = load_contracts(PROJECT / "sources")
HEADER = ["Juridiction", "N° RP", "Date d'enregistrement", "Nom", "Prénoms", "Sexe", "Orientation"]
ROW = ["TGI de Bria", "0001/RP/2026", "05/05/2026", "INVENTÉ", "Bruno", "M", "Flagrant délit"]


def sheet_of(name: str, *rows: Sequence[str], **more: object) -> Sheet:
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name, table_of([list(column) for column in zip(*padded, strict=True)]), **more)


def test_a_table_is_found_below_a_banner_and_its_rows_keep_their_numbers() -> None:
    found = recognise(
        [sheet_of("Feuil1", ["Mai 2026"], [], HEADER, ROW, ROW)], CONTRACTS["parquet"]
    )
    assert found.score == 1.0
    assert [one.table_id for one in found.tables] == ["registre"]
    assert found.tables[0].rows.row_numbers.tolist() == [4, 5]
    assert found.tables[0].rows.cells["Nom"].to_pylist() == ["INVENTÉ", "INVENTÉ"]


def test_an_ignored_column_never_leaves_the_sheet() -> None:
    found = recognise(
        [sheet_of("", [*HEADER, "Magistrat"], [*ROW, "CANARI Juge"])], CONTRACTS["parquet"]
    )
    assert "Magistrat" not in found.tables[0].rows.cells
    assert found.messages == ()


def test_an_unknown_column_is_said_and_not_read() -> None:
    found = recognise([sheet_of("", [*HEADER, "Humeur"], [*ROW, "CANARI"])], CONTRACTS["parquet"])
    assert [(m.key, m.parameters) for m in found.messages] == [
        ("file_unknown_column", {"column": "Humeur"})
    ]


def test_a_renamed_column_is_read_and_said() -> None:
    header = [h.replace("Orientation", "Orientations") for h in HEADER]
    found = recognise([sheet_of("", header, ROW)], CONTRACTS["parquet"])
    assert found.tables[0].rows.cells["Orientation"].to_pylist() == ["Flagrant délit"]
    assert [m.key for m in found.messages] == ["file_renamed_column"]


def test_a_missing_required_column_lowers_the_score_and_nothing_else() -> None:
    header = ["x" if h == "Nom" else h for h in HEADER]
    found = recognise([sheet_of("", header, ROW)], CONTRACTS["parquet"])
    assert 0 < found.score < 1
    assert len(found.tables) == 1


def test_a_sheet_of_something_else_is_named_and_a_blank_one_is_not() -> None:
    found = recognise(
        [
            sheet_of("Registre", HEADER, ROW),
            sheet_of("Notes", ["à lire"]),
            Sheet("Vide", table_of([])),
        ],
        CONTRACTS["parquet"],
    )
    assert [sheet.name for sheet in found.others] == ["Notes"]


def test_sheets_are_matched_with_the_table_whose_columns_they_bear() -> None:
    greffe = CONTRACTS["greffe"]
    headers = {
        table_id: [header for _, _, header, _ in table.each_column()]
        for table_id, table in greffe.tables.items()
    }
    sheets = [
        sheet_of("Feuil2", headers["jugements"], ["TGI de Bria"] * 8),
        sheet_of("Feuil1", headers["role"], ["TGI de Bria"] * 8),
    ]
    assert [one.table_id for one in recognise(sheets, greffe).tables] == ["jugements", "role"]


def test_one_table_may_stand_on_many_sheets() -> None:
    found = recognise(
        [sheet_of("A", HEADER, ROW), sheet_of("B", HEADER, ROW, ROW)], CONTRACTS["parquet"]
    )
    assert [len(one.rows.row_numbers) for one in found.tables] == [1, 2]


def test_a_merged_number_speaks_for_its_rows_and_for_no_other() -> None:
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe"]
    rows = [
        ["021/GN/2026", "BT Carnot", "07.05.2026", "Victime", "FICTIVE Fanta", "F"],
        ["", "", "", "Mis en cause", "INVENTÉ Gaspard", "M"],
        ["", "BT Boda", "08.05.2026", "Victime", "FICTIVE Hawa", "F"],
    ]
    merged = tuple(Merge(2, 3, column, column) for column in (1, 2, 3))
    found = recognise(
        [sheet_of("Légion Est", header, *rows, merged=merged)], CONTRACTS["gendarmerie"]
    )
    numbers = found.tables[0].rows.cells["N° PV"].to_pylist()
    assert numbers[:2] == ["021/GN/2026", "021/GN/2026"]


TOTALS = {"that counts the rows": ("2", []), "that does not": ("3", ["file_total_differs"])}


@pytest.mark.parametrize(("total", "said"), TOTALS.values(), ids=TOTALS.keys())
def test_a_total_is_held_against_the_rows(total: str, said: list[str]) -> None:
    found = recognise([sheet_of("", HEADER, ROW, ROW, ["TOTAL", total])], CONTRACTS["parquet"])
    assert [m.key for m in found.messages] == said


def test_a_header_and_nothing_else_is_a_nil_return() -> None:
    found = recognise([sheet_of("", HEADER)], CONTRACTS["parquet"])
    assert [one.is_nil for one in found.tables] == [True]


def test_a_hidden_sheet_is_read_like_the_others() -> None:
    found = recognise([sheet_of("Caché", HEADER, ROW, hidden=True)], CONTRACTS["parquet"])
    assert len(found.tables) == 1


@pytest.mark.parametrize("source_id", CONTRACTS)
def test_each_contract_recognises_its_own_header_better_than_any_other(source_id: str) -> None:
    sheets = [
        sheet_of(
            f"S{i}",
            [f"{group} {h}" if group else h for _, group, h, _ in table.each_column()],
            ["05/05/2026"] * 8,
        )
        for i, table in enumerate(CONTRACTS[source_id].tables.values())
    ]
    scores = {name: recognise(sheets, contract).score for name, contract in CONTRACTS.items()}
    assert scores[source_id] == 1.0
    assert [name for name, score in scores.items() if score == 1.0] == [source_id]


NUMBERED = {
    "point": "{n}. {name}", "no space": "{n}.{name}", "bracket": "{n}) {name}",
    "brackets": "({n}) {name}", "dash": "{n} - {name}", "long dash": "{n} – {name}",
    "zero": "0{n}. {name}", "space": "{n} {name}", "question": "Q{n} – {name}",
    "question, point": "Q{n}. {name}", "question, line": "q{n}_{name}",
    "word": "Question {n} : {name}", "degree": "{n}° {name}", "section": "2.{n} {name}",
    "letter": "{letter}) {name}", "letter in brackets": "({letter}) {name}",
    "letter and point": "{letter}. {name}", "capital": "{capital}. {name}",
    "Roman": "{roman}. {name}", "Roman, dash": "{roman} - {name}", "circle": "{circle} {name}",
    "group of a form": "Identité/{n}. {name}",
}  # fmt: skip
ROMAN = ["I", "II", "III", "IV", "VI", "VII", "VIII"]


def numbered(style: str) -> list[str]:
    return [
        style.format(
            n=n, name=name, letter="abcdefgh"[n - 1], capital="ABCDEFGH"[n - 1],
            roman=ROMAN[n - 1], circle=chr(0x245F + n),
        )
        for n, name in enumerate(HEADER, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("style", NUMBERED.values(), ids=NUMBERED)
def test_the_number_before_a_header_is_no_part_of_it(style: str) -> None:
    plain = recognise([sheet_of("", HEADER, ROW, ROW)], CONTRACTS["parquet"])
    found = recognise([sheet_of("", numbered(style), ROW, ROW)], CONTRACTS["parquet"])
    (one,), (other,) = found.tables, plain.tables
    assert one.rows.cells.keys() == other.rows.cells.keys()
    assert all(one.rows.cells[key].equals(other.rows.cells[key]) for key in one.rows.cells)


def test_numbers_stand_before_groups_and_before_slips_of_the_hand() -> None:
    rows = [
        ["1. N° PV", "2. Date de plainte", "I. VICTIME", "", "II. MIS EN CAUSE", ""],
        ["", "", "3. Nom et prénoms", "4. Sexe", "5. Nom et prenons", "6. Sexe"],
        ["1/X/2026", "03/04/2026", "FICTIVE Une", "F", "FICTIF Deux", "M"],
    ]
    (one,) = recognise([sheet_of("", *rows)], CONTRACTS["umirr"]).tables
    told = {key: cells.to_pylist() for key, cells in one.rows.cells.items()}
    assert told["VICTIME > Nom et prénoms"] == ["FICTIVE Une"]
    assert told["MIS EN CAUSE > Nom et prénoms"] == ["FICTIF Deux"]


@pytest.mark.parametrize(
    "header", ["12", "1.", "(3)", "2026", "1 2", "S. Préfecture", "V. Nom", "N° 4", "Q3", "a)", "A"]
)
def test_a_number_that_is_a_header_and_a_word_cut_short_stay_whole(header: str) -> None:
    assert without_ordinal(header) == header


def test_one_name_with_two_numbers_is_two_columns() -> None:
    header = [name for name in HEADER if name != "Nom"]
    found = recognise(
        [sheet_of("", [*header, "1. Nom", "2. Nom"], [*ROW[:3], *ROW[4:], "UN", "DEUX"])],
        CONTRACTS["parquet"],
    )
    (one,) = found.tables
    assert one.header.rivals


INSPECTION = ["Date de visite", "Nom du travailleur", "Localité", "Nationalité"]
VISIT = ["04/05/2026", "INVENTÉ Bruno", "Bria", "RCA"]


@pytest.mark.parametrize(
    ("header", "rows", "key", "answers"),
    [
        (
            [["H", "F"]],
            [["x", ""], ["", "X"], ["", ""], ["x", "x"]],
            "Sexe",
            ["H", "F", "", "H; F"],
        ),
        ([["Garçons", "Filles"]], [["1", "0"], ["", "1"]], "Sexe", ["Garçons", "Filles"]),
        ([["Sexe", ""], ["M", "F"]], [["oui", ""], ["", "oui"]], "Sexe", ["M", "F"]),
        ([["Sexe/M", "Sexe/F"]], [["1", ""], ["", "1"]], "Sexe", ["M", "F"]),
        (
            [["Âge", "", ""], ["0-11 ans", "12-17 ans", "18 ans et plus"]],
            [["", "x", ""], ["", "", "x"]],
            "Âge",
            ["12-17 ans", "18 ans et plus"],
        ),
        ([["Mineur", "Majeur"]], [["x", ""], ["", "x"]], "Âge", ["Mineur", "Majeur"]),
        (
            [["Salaire retenu", ""], ["Oui", "Non"]],
            [["x", ""], ["", "x"]],
            "Salaire retenu (O/N)",
            ["Oui", "Non"],
        ),
        ([["H", "F"]], [["3", "2"], ["1", "4"]], "Sexe", None),
        ([["Oui", "Non"]], [["x", ""], ["", "x"]], "Salaire retenu (O/N)", None),
    ],
    ids=["bare", "children", "below", "form", "bands", "words", "yes, no", "counts", "of what"],
)
def test_a_question_over_several_columns_is_read_by_the_cross_in_one(
    header: list[list[str]], rows: list[list[str]], key: str, answers: list[str] | None
) -> None:
    above = [[*INSPECTION, *header[0]], *(["", "", "", "", *more] for more in header[1:])]
    records = [[*VISIT, *cells] for cells in rows]
    (one,) = recognise([sheet_of("", *above, *records)], CONTRACTS["travail"]).tables
    assert len(one.rows.row_numbers) == len(rows)
    told = one.rows.cells.get(key)
    assert (told.to_pylist() if told is not None else None) == answers


@pytest.mark.parametrize(
    ("header", "is_read"),
    [
        (
            [
                "Juridiction / Court",
                "N° RP/Case no.",
                "Nom / Name",
                "Sexe / Sex",
                "Articles visés / Articles",
            ],
            True,
        ),
        (
            [
                "Court / Juridiction",
                "Case no. / N° RP",
                "Name / Nom",
                "Sex / Sexe",
                "Law / Articles visés",
            ],
            True,
        ),
        (
            ["Juridiction", "N° RP", "Nom / Prénom du père", "Sexe", "Prénoms", "Articles visés"],
            False,
        ),
    ],
    ids=["French first", "English first", "a name with a bar among others"],
)
def test_a_header_in_two_languages_is_read(header: list[str], *, is_read: bool) -> None:
    row = ["TGI de Bria", "0001/RP/2026", "INVENTÉ", "M", "151 CP", ""][: len(header)]
    (one,) = recognise([sheet_of("", header, row)], CONTRACTS["parquet"]).tables
    assert ("Nom" in one.rows.cells) is is_read
    assert one.rows.cells["Juridiction"].to_pylist() == ["TGI de Bria"]
