"""Headers and sheets that ask after a person whom no column of the contract holds."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.conform.person_labels import PersonLabels, rows_of_other_list, rows_of_turned_list
from warehouse.contracts import load_contracts
from warehouse.read.sheet import Sheet
from warehouse.settings import PROJECT

MINFEMME = PersonLabels.of(load_contracts(PROJECT / "sources")["minfemme"])


@pytest.mark.parametrize(
    ("label", "is_numbered", "is_of_counted"),
    [
        ("Nom 2", True, False),
        ("Nom[2]", True, False),
        ("Nom.1", True, False),
        ("2e Nom", True, False),
        ("Nom bis", True, False),
        ("enfants[1]/Nom", True, True),
        ("enfants[1]/Prénom", True, True),
        ("personne[2]/Prénom(s)", True, False),
        ("Prénom 2", False, False),
        ("Nom de l'enfant", False, True),
        ("Prénom de l'enfant", False, True),
        ("enfants/Prénom(s)", False, True),
        ("Prénom de la mère", False, False),
        ("Noms des autres victimes", False, True),
        ("Complices", False, True),
        ("Autre mineur", False, True),
        ("2e victime", False, True),
        ("Nom de la mère", False, False),
        ("Nom de l'agent", False, False),
        ("Lien avec la victime", False, False),
        ("Nombre d'enfants", False, False),
        ("", False, False),
    ],
)
def test_a_header_says_whether_it_asks_after_one_person_more(
    label: str, *, is_numbered: bool, is_of_counted: bool
) -> None:
    assert MINFEMME.is_numbered(label) is is_numbered
    assert MINFEMME.is_of_counted(label) is is_of_counted


def sheet(*rows: tuple[str, ...]) -> Sheet:
    columns = zip(*rows, strict=True)
    names = [str(place) for place in range(len(rows[0]))]
    return Sheet("enfants", pa.table([pa.chunked_array([list(one)]) for one in columns], names))


FORM = ("Nom", "Sexe", "_parent_index")


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([FORM, ("FICTIFA", "F", "1"), ("FICTIFB", "", "1"), ("", "F", "2")], (2, 3)),
        ([("Liste", "", ""), ("Nom", "Age", ""), ("FICTIFA Inventée", "9", "")], (3,)),
        ([("Tuteur", "Téléphone", "Enfant confié"), ("X", "72", "FICTIFA Inventée")], (2,)),
        ([("?", "Prénom(s)", "Sexe"), ("FICTIFA", "Inventée", "F"), ("", "Inventé", "")], (2, 3)),
        ([("Nom 2", "Prénom(s) 2", "_parent_index"), ("", "FICTIFA", "1")], (2,)),
        ([FORM, ("FICTIFA", "F", "1"), ("", "FICTIFB Inventée", "F"), ("", "F", "2")], (2, 3)),
        ([FORM, ("FICTIFB", "F", "1"), ("", "FICTIFA;03/04/2026;F;9", "1")], (2, 3)),
        ([("Prénom", "Téléphone", "Service"), ("Inventée", "72", "")], ()),
        ([("Nom", "Téléphone", "Service"), ("FICTIFA Inventée", "72", "")], ()),
        ([("Code", "Sexe", "Total"), ("Ouaka", "F", "9")], ()),
        ([("Nom", "Sexe", "Total"), ("12", "F", "9")], ()),
    ],
    ids=["repeated group", "list apart", "children of guardians", "given names",
         "a group a cell aside", "a row a cell aside", "a line in a cell",
         "first names of an office", "telephones", "figures", "sums"],
)  # fmt: skip
def test_a_sheet_of_another_list_says_which_rows_name_somebody(
    rows: list[tuple[str, ...]], named: tuple[int, ...]
) -> None:
    assert rows_of_other_list(sheet(*rows), MINFEMME) == named


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("Nom 2", "FICTIFA Inventée", "FICTIFB"), ("Sexe", "F", ""), ("_parent_index", "1", "1")],
         (1,)),
        ([("Motif", "", ""), ("Nom", "FICTIFA Inventée", ""), ("Age", "9", "")], (2,)),
        ([("Nom", "FICTIFA", ""), ("Sexe", "F", ""), ("", "FICTIFB Inventée", "")], (1, 3)),
        ([("Nom", "FICTIFA Inventée", ""), ("Fonction", "Chef", ""), ("Service", "", "")], ()),
        ([("Code", "Ouaka", "Lobaye"), ("Sexe", "F", "F"), ("Total", "9", "7")], ()),
    ],
    ids=["repeated group", "card of a child", "a name a cell aside", "who sent it", "figures"],
)  # fmt: skip
def test_a_list_that_stands_turned_says_which_rows_name_somebody(
    rows: list[tuple[str, ...]], named: tuple[int, ...]
) -> None:
    assert rows_of_turned_list(sheet(*rows), MINFEMME) == named
