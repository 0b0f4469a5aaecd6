"""Headers: found wherever they stand, however they are spelled, and never guessed."""

from __future__ import annotations

import pytest

from warehouse.read.header import ColumnSpec, Header, HeaderSpec, find_header
from warehouse.read.merged_cells import fill_down, fill_merged
from warehouse.read.row_kinds import classify_rows
from warehouse.read.sheet import Merge, Sheet, table_of


def sheet_of(*rows: list[str], merged: tuple[Merge, ...] = ()) -> Sheet:
    width = max(len(row) for row in rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(
        "", table_of([list(column) for column in zip(*padded, strict=True)]), merged=merged
    )


def spec_of(*columns: str) -> HeaderSpec:
    """Columns as ``Nom`` or ``VICTIME > Nom``, aliases after ``|``."""
    made = []
    for told in columns:
        group, _, names = told.rpartition(" > ")
        key = told.partition("|")[0]
        made.append(ColumnSpec(key, group or None, tuple(names.split("|")), required=True))
    return HeaderSpec(tuple(made))


def found(sheet: Sheet, spec: HeaderSpec) -> Header:
    header = find_header(sheet, spec)
    assert header is not None
    return header


ACCUEIL = spec_of(
    "Code dossier",
    "Date d'accueil",
    "Nom",
    "Prénom|Prénoms",
    "Sexe",
    "Age|Âge",
    "Nationalité",
    "N° PV",
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (" NOM  ", "Nom"),
        ("nom :", "Nom"),
        ("PRENOM", "Prénom"),
        ("Pré-nom", "Prénom"),
        ("Prénom(s)", "Prénom"),
        ("Âge (ans)", "Age"),
        ("AGE", "Age"),
        ("N°PV", "N° PV"),
        ("Nº PV", "N° PV"),
        ("No PV", "N° PV"),
        ("Num. PV", "N° PV"),
        ("Numéro\nPV", "N° PV"),
        ("N° du PV", "N° PV"),
        ("Date\nd’accueil", "Date d'accueil"),
        ("Date accueil", "Date d'accueil"),
        ("Nationalite", "Nationalité"),
        ("Nationnalité", "Nationalité"),
        ("Nationaltié", "Nationalité"),
        ("Code du dossier", "Code dossier"),
        ("Code dosier", "Code dossier"),
    ],
)
def test_a_header_is_known_in_every_spelling(written: str, key: str) -> None:
    others = [c.names[0] for c in ACCUEIL.columns if c.key != key]
    header = found(sheet_of([*others, written], ["x"] * 8), ACCUEIL)
    assert header.column_of[key] == len(others)
    assert not header.missing and not header.unknown


@pytest.mark.parametrize(
    "written", ["Nos", "Sexes forts", "Age du père", "Date de sortie", "Prénom de la mère"]
)
def test_another_column_is_not_taken_for_one_it_resembles(written: str) -> None:
    header = found(sheet_of([*(c.names[0] for c in ACCUEIL.columns[:4]), written]), ACCUEIL)
    assert header.unknown == ((4, written),)
    assert set(header.missing) == {"Sexe", "Age", "Nationalité", "N° PV"}


def test_a_slip_that_may_mean_two_columns_means_none() -> None:
    spec = spec_of("Nom", "Sexe", "Région A", "Région B")
    header = found(sheet_of(["Nom", "Sexe", "Région C"]), spec)
    assert header.unknown == ((2, "Région C"),)


def test_only_what_is_not_spelled_as_told_is_renamed() -> None:
    header = found(sheet_of(["NOM", "Prénoms", "Âge (ans)", "Nationnalité"]), ACCUEIL)
    assert header.renamed == (("Age", "Âge (ans)"), ("Nationalité", "Nationnalité"))


def test_a_header_stands_below_titles_in_any_order_with_new_columns() -> None:
    sheet = sheet_of(
        ["MINISTERE"],
        ["Mois : avril 2026"],
        [],
        ["Sexe", "Code agent", "Nom", "", "Prénom", "Nom"],
        ["F", "A1", "UN", "?", "DEUX", "TROIS"],
    )
    header = found(sheet, ACCUEIL)
    assert (header.first_row, header.last_row) == (4, 4)
    assert header.column_of == {"Nom": 2, "Prénom": 4, "Sexe": 0}
    assert header.unknown == ((1, "Code agent"), (3, ""), (5, "Nom"))


def test_a_title_or_a_row_of_data_is_no_header() -> None:
    assert find_header(sheet_of(["Nom du centre", "x"], ["Sexe", ""]), ACCUEIL) is None
    assert find_header(sheet_of([""]), ACCUEIL) is None


REGISTRE = spec_of(
    "N° PV",
    "VICTIME > Nom",
    "VICTIME > Sexe",
    "VICTIME > Téléphone",
    "MIS EN CAUSE > Nom",
    "MIS EN CAUSE > Sexe",
    "Suite donnée",
)
GROUPS = ["N° PV", "VICTIME", "", "", "MIS EN CAUSE", "", "Suite donnée"]
UNDER = ["", "Nom", "Sexe", "Téléphone", "Nom", "Sexe", ""]
MERGED = (Merge(2, 3, 1, 1), Merge(2, 2, 2, 4), Merge(2, 2, 5, 6), Merge(2, 3, 7, 7))


@pytest.mark.parametrize("merged", [MERGED, ()], ids=["merged", "no-merge-told"])
def test_the_same_name_under_two_groups_is_two_columns(merged: tuple[Merge, ...]) -> None:
    header = found(sheet_of(["TITRE"], GROUPS, UNDER, ["1"] * 7, merged=merged), REGISTRE)
    assert (header.first_row, header.last_row) == (2, 3)
    assert list(header.column_of.values()) == list(range(7))
    assert not header.unknown and not header.missing and not header.renamed


@pytest.mark.parametrize("group", ["Victimes", "VICTIME(S)", "Victme", "victime :"])
def test_a_group_is_known_in_its_spellings(group: str) -> None:
    sheet = sheet_of([g if g != "VICTIME" else group for g in GROUPS], UNDER)
    assert len(found(sheet, REGISTRE).column_of) == 7


def test_a_header_drawn_over_two_columns_is_one_column() -> None:
    sheet = sheet_of(["Nom", "", "Sexe", ""], ["ESSAI", "", "F", ""],
                     merged=(Merge(1, 1, 1, 2), Merge(1, 1, 3, 4)))  # fmt: skip
    header = found(sheet, spec_of("Nom", "Sexe"))
    assert (header.column_of, header.unknown) == ({"Nom": 0, "Sexe": 2}, ())


def test_a_merged_group_reaches_no_further_than_its_range() -> None:
    sheet = sheet_of(
        ["N° PV", "VICTIME", "", "", "MIS EN CAUSE", "", ""],
        ["", "Nom", "Sexe", "Téléphone", "Nom", "Sexe", "Suite donnée"],
        merged=(Merge(1, 1, 2, 4), Merge(1, 1, 5, 6)),
    )
    assert found(sheet, REGISTRE).column_of["Suite donnée"] == 6


def test_a_group_written_into_the_name_is_read() -> None:
    row = [
        "N° PV",
        "Nom de la victime",
        "Victime - Sexe",
        "Nom (mis en cause)",
        "Sexe mis en cause",
    ]
    header = found(sheet_of(row), REGISTRE)
    assert list(header.column_of.values()) == [0, 1, 2, 3, 4]
    assert set(header.missing) == {"VICTIME > Téléphone", "Suite donnée"}


def test_names_of_two_groups_without_their_groups_are_not_guessed() -> None:
    header = found(
        sheet_of(["N° PV", "Nom", "Sexe", "Téléphone", "Nom", "Sexe", "Suite donnée"]), REGISTRE
    )
    assert set(header.column_of) == {"N° PV", "VICTIME > Téléphone", "Suite donnée"}


def test_three_levels_are_joined() -> None:
    sheet = sheet_of(
        ["N° PV", "PERSONNES", "", "", "", "", "Suite donnée"],
        ["", *GROUPS[1:6], ""],
        UNDER,
        merged=(Merge(1, 1, 2, 6), Merge(2, 2, 2, 4), Merge(2, 2, 5, 6)),
    )
    header = found(sheet, REGISTRE)
    assert (header.first_row, header.last_row) == (1, 3)
    assert len(header.column_of) == 7


def test_merged_cells_are_filled_in_their_range_for_the_keys_told_only() -> None:
    sheet = sheet_of(
        ["N° PV", "Nom", "Sexe"],
        ["1", "UN", "F"],
        ["", "DEUX", ""],
        ["", "", ""],
        ["", "TROIS", "M"],
        merged=(Merge(2, 4, 1, 1), Merge(2, 3, 3, 3)),
    )
    header = found(sheet, ACCUEIL)
    filled = fill_merged(sheet, header, ["N° PV", "absent"])
    assert filled.cells["c0"].to_pylist() == ["N° PV", "1", "1", "", ""]
    assert filled.cells["c2"].to_pylist() == ["Sexe", "F", "", "", "M"]


def test_a_number_written_once_is_carried_down_its_run_only() -> None:
    sheet = sheet_of(
        ["N° PV", "Date d'accueil", "Nom", "Sexe"],
        ["1", "d1", "UN", "F"],
        ["", "", "DEUX", "F"],
        ["", "d3", "TROIS", "F"],
        ["", "", "", ""],
        ["", "", "QUATRE", "M"],
    )
    header = found(sheet, ACCUEIL)
    filled = fill_down(sheet, header, ["N° PV", "Date d'accueil"], classify_rows(sheet, header))
    assert filled.cells["c0"].to_pylist() == ["N° PV", "1", "1", "", "", ""]
    assert filled.cells["c1"].to_pylist() == ["Date d'accueil", "d1", "d1", "d3", "", ""]


def test_a_header_full_of_bars_is_tried_once_for_each_bar() -> None:
    # Tried for each way to part it, forty bars would never end: one header stopped a month.
    barred = "/".join(["Accueil"] * 12 + ["Sexe"])
    endless = "/".join(["Nom"] * 40)
    sheet = sheet_of(["Code dossier", "Date d'accueil", "Nom", endless, barred], ["1"] * 5)
    header = found(sheet, ACCUEIL)
    assert header.column_of["Sexe"] == 4
    assert 3 not in header.column_of.values()
