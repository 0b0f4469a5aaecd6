"""Every physical row has a kind, and a record never becomes a note."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.errors import message
from warehouse.read.header import ColumnSpec, HeaderSpec, find_header
from warehouse.read.row_kinds import classify_rows
from warehouse.read.sheet import Merge, Sheet, table_of

HEADER = ["N° PV", "Date", "Nom", "Sexe", "Lieu", "Observations"]
SPEC = HeaderSpec(tuple(ColumnSpec(name, None, (name,), True) for name in HEADER))
RECORD = ["001/ESSAI/2026", "11/04/2026", "ESSAI Un", "F", "Bangui", ""]
BLANK = [""] * 6


def row(*cells: str) -> list[str]:
    return [*cells, *BLANK][:6]


def columns(rows: Sequence[list[str]]) -> pa.Table:
    return table_of([list(column) for column in zip(*rows, strict=True)])


def kinds(*rows: list[str], merged: tuple[Merge, ...] = ()) -> list[str]:
    sheet = Sheet("", columns(rows), merged=merged)
    return classify_rows(sheet, find_header(sheet, SPEC)).kinds.tolist()  # type: ignore[no-any-return]


def kind_of(*rows: list[str]) -> str:
    """The kind of the last row, below a header, two records and a blank row."""
    return kinds(HEADER, RECORD, RECORD, BLANK, *rows)[-1]


def test_a_whole_sheet_is_told_apart() -> None:
    assert kinds(
        row("REPUBLIQUE CENTRAFRICAINE"),
        row("", "Mois : avril 2026"),
        BLANK,
        HEADER,
        RECORD,
        BLANK,
        HEADER,
        RECORD,
        row("TOTAL", "", "2"),
        BLANK,
        row("", "", "", "", "Fait à Bangui, le 09/05/2026"),
        row("", "", "", "", "Le Commandant"),
        BLANK,
        row("", "", "", "", "Colonel ESSAI"),
    ) == [
        "banner",
        "banner",
        "blank",
        "header",
        "record",
        "blank",
        "repeated_header",
        "record",
        "total",
        "blank",
        "signature",
        "signature",
        "blank",
        "signature",
    ]


@pytest.mark.parametrize(
    ("cells", "declared"),
    [
        (row("TOTAL", "", "", "2"), 2),
        (row("Total général", "2"), 2),
        (row("S/T", "", "2"), 2),
        (row("Sous-total", "2"), 2),
        (row("Ensemble", "2"), 2),
        (row("T O T A L", "2"), 2),
        (row("TOTAL : 2"), 2),
        (row("", "Total", "2"), 2),
        (row("Total victimes", "2", "2", "2", "2", "2"), 2),
        (row("TOTAL", "1 200"), 1200),
        (row("Total", "H: 1", "F: 1"), None),
        (row("TOTAL", "3", "1", "2"), None),
        (row("TOTAL"), None),
        (row("Total", "TOTAL", "2"), 2),
    ],
    ids=lambda value: "-".join(filter(None, value)) if isinstance(value, list) else str(value),
)
def test_totals_are_told_with_the_count_they_declare(
    cells: list[str], declared: int | None
) -> None:
    rows = [HEADER, RECORD, RECORD, BLANK, cells]
    sheet = Sheet("", columns(rows))
    told = classify_rows(sheet, find_header(sheet, SPEC))
    assert told.kinds[4] == "total"
    assert told.declared_totals == ((5, declared),)


@pytest.mark.parametrize(
    "cells",
    [
        row("NEANT"),
        row("", "", "Néant"),
        row("RAS"),
        row("R.A.S."),
        row("Rien à signaler"),
        row("0 cas"),
        row("Aucun cas enregistré ce mois"),
        row("NEANT pour le mois de mai"),
        row("RAS", "-", "-"),
        row("NEANT", "NEANT", "NEANT", "NEANT", "NEANT", "NEANT"),
        row("Aucune victime identifiée"),
    ],
    ids=lambda cells: "-".join(filter(None, cells)),
)
def test_nothing_to_report_is_told(cells: list[str]) -> None:
    assert kinds(HEADER, cells) == ["header", "nil"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (row("Fait à Bangui, le 09/05/2026"), "signature"),
        (row("", "Bangui, le 30 avril 2026"), "signature"),
        (row("", "", "Le chef de service"), "signature"),
        (row("Le Directeur", "", "", "Visa du Ministre"), "signature"),
        (row("P/Le Procureur"), "signature"),
        (row("Visa"), "signature"),
        (row("Cachet et signature"), "signature"),
        (row("NB : chiffres provisoires"), "note"),
        (row("N.B. ESSAI"), "note"),
        (row("* non confirmé"), "note"),
        (row("Source : registre de la brigade"), "note"),
        (row("Légende:", "M = masculin"), "note"),
        (row("Les lignes en rouge sont des dossiers transmis au parquet"), "note"),
        (row("12"), "blank"),
    ],
    ids=lambda value: "-".join(filter(None, value)) if isinstance(value, list) else value,
)
def test_what_stands_below_a_table_is_told(cells: list[str], kind: str) -> None:
    assert kind_of(cells) == kind


@pytest.mark.parametrize(
    "cells",
    [
        row("", "", "ESSAI Deux"),
        row("", "", "ESSAI Deux", "F"),
        row("002/ESSAI/2026", "", "TOTAL Jean", "M"),
        row("RAS", "12/04/2026", "ESSAI Trois", "M"),
        row("Total", "12/04/2026", "ESSAI", "M"),
        row("", "", "LEGRAND Visa", "M", "Né le 12/03/2001"),
        row("002", "", "Vu", "F"),
        row("NSP", "NSP", "X", "M"),
        row("", "Né le 12/03/2001"),
        row("", "", "ENSEMBLE Marie", "F"),
        row("002/ESSAI/2026", "", "", "", "", "Fait à domicile"),
        row("003/ESSAI/2026"),
    ],
    ids=lambda cells: "-".join(filter(None, cells)),
)
def test_when_in_doubt_a_row_is_a_record(cells: list[str]) -> None:
    assert kind_of(cells) == "record"


def test_a_title_merged_over_the_table_between_rows_is_a_note() -> None:
    title = Merge(3, 3, 1, 6)
    assert kinds(HEADER, RECORD, row("Brigade de Bangui"), RECORD, merged=(title,))[2] == "note"
    assert kinds(HEADER, RECORD, row("Brigade de Bangui"), RECORD)[2] == "record"


@pytest.mark.parametrize(
    ("above", "kind"), [([], "record"), ([RECORD], "signature")], ids=["nothing", "a record"]
)
def test_two_persons_names_below_a_signature_are_of_the_list_where_nothing_was_signed(
    above: list[list[str]], kind: str
) -> None:
    names = row("", "", "FICTIFA Inventée", "", "FICTIFB Inventé")
    cells = [HEADER, *above, row("Fait à Bangui, le 02/05/2026"), names]
    sheet = Sheet("", columns(cells))
    told = classify_rows(sheet, find_header(sheet, SPEC), [(2,), (4,)])
    assert told.kinds.tolist()[-1] == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Nombre ESSAI Un", "total"),
        ("ESSAI Un Total", "total"),
        ("Nombre ESSAI Deux", "record"),
        ("ESSAI Un", "record"),
    ],
)
def test_what_counts_the_group_above_it_is_no_person_more(said: str, kind: str) -> None:
    assert kinds(HEADER, RECORD, row("", "", said, "1"), RECORD)[2] == kind


@pytest.mark.parametrize(
    ("name", "kind"), [("ESSAI Un", "record"), ("REPUBLIQUE INVENTEE", "banner")]
)
def test_a_name_that_touches_the_header_below_it_is_somebody_beside_a_word(
    name: str, kind: str
) -> None:
    sheet = Sheet("", columns([row("Titre"), row("Cour d'essai", "", name), HEADER, RECORD]))
    told = classify_rows(sheet, find_header(sheet, SPEC), [(2,)])
    assert told.kinds.tolist() == ["banner", kind, "header", "record"]


def test_a_signature_above_the_header_ends_nothing_of_what_is_below() -> None:
    signed, alone = row("Fait à Bangui, le 09/05/2026"), row("", "", "ESSAI Deux")
    assert kinds(RECORD, signed, HEADER, alone) == ["record", "signature", "header", "record"]


def test_a_sheet_without_a_header_holds_no_record() -> None:
    sheet = Sheet("", table_of([["Rapport", "", "NEANT", "texte"]]))
    assert classify_rows(sheet, None).kinds.tolist() == ["banner", "blank", "nil", "banner"]


def test_an_empty_sheet_has_no_rows() -> None:
    assert len(classify_rows(Sheet("", table_of([])), None).kinds) == 0


def test_unreadable_and_continued_lines_are_no_records() -> None:
    rows = [HEADER, RECORD, RECORD, BLANK]
    sheet = Sheet(
        "",
        columns(rows),
        unreadable={2: message("landing.unclosed_quote", row=2)},
        continues={4: 3},
    )
    told = classify_rows(sheet, find_header(sheet, SPEC)).kinds.tolist()
    assert told == ["header", "unreadable", "record", "blank"]


WORDS = st.sampled_from(
    [
        "",
        "",
        "RAS",
        "TOTAL",
        "Fait à Bangui, le 1",
        "NB",
        "Visa",
        "Nom",
        "F",
        "12",
        "ESSAI Un",
        "11/04/2026",
        "Bangui",
        "-",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=6, max_size=6), max_size=12))
def test_every_row_has_a_kind_and_broad_rows_are_records(rows: list[list[str]]) -> None:
    told = kinds(HEADER, RECORD, *rows, RECORD)
    assert len(told) == len(rows) + 3
    assert told[0] == "header" and told[1] == told[-1] == "record"
    for cells, kind in zip(rows, told[2:-1], strict=True):
        assert (kind == "blank") == (not any(cells) or cells == row("12"))
        if sum(bool(cell) for cell in cells) >= 4 and "ESSAI Un" in cells:
            assert kind == "record"


WIDE = ["Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Préfecture d'origine"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("CODE DOSSIER|DATE D'ACCUEIL|NOM|PRENOM|SEXE|PREFECTURE D'ORIGINE", "repeated_header"),
        ("code  dossier|date accueil|noms|prénoms|sexe|préf. d'origine", "repeated_header"),
        ("Code|Date|Nom|Prénom||", "repeated_header"),
        ("Code|Le|NOM|PRENOM|SEXE|PREF. ORIGINE", "repeated_header"),
        ("Code||Nom||Inconnu|Nana", "record"),
        ("||Date|Prénom|Sexe|", "record"),
        ("||ESSAI|Préfète|F|", "record"),
    ],
)
def test_a_header_that_comes_again_spelled_otherwise_is_no_record(cells: str, kind: str) -> None:
    spec = HeaderSpec(tuple(ColumnSpec(name, None, (name,), True) for name in WIDE))
    record = ["K-1", "11/04/2026", "ESSAI", "Un", "F", "Ouaka"]
    sheet = Sheet("", columns([WIDE, record, cells.split("|"), record]))
    told = classify_rows(sheet, find_header(sheet, spec)).kinds.tolist()
    assert told == ["header", "record", kind, "record"]
