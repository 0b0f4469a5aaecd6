"""A company in a cell for a name is no person, and who works there is one."""

from __future__ import annotations

import pytest

from warehouse.conform.clean.names import read_name, read_name_parts

FIRMS = [
    "SARL KOSSI", "Bangui Bois SARL", "S.A.R.L. Bangui Bois", "Bangui Bois S.A.", "Ets BOBO",
    "ETS. KOSSI", "Ets. Bobo & Frères", "Établissements Mboko", "Société NGOMA et Fils",
    "SOCIETE NGOMA ET FRERES", "la société Bois d'Afrique", "Sté SCAD", "STE DIAMANT",
    "employeur : SARL X", "GIE Femmes de Bouar", "Coopérative minière de Bria", "KOSSI & Cie",
    "Entreprise de construction WANG", "Compagnie Minière X", "Wang Mining Ltd", "ABC Company",
    "Hôtel Azur", "Société", "une société minière",
    "Garage Central", "Église Évangélique", "Banque X", "Association Espoir", "Commune de Bria",
    "École Inventée", "L'État", "Mine d'or de Ndassima", "Centre Espoir", "S.A.",
]  # fmt: skip
SOMEBODY_AND_A_FIRM = [
    "Sté X représentée par NGOMA Jean",
    "SARL KOSSI et NGOMA Jean",
    "NGOMA Jean Ets KOSSI",
    "Gérant Ets KOSSI",
    "M. NGOMA, Ets KOSSI",
    "SARL KOSSI / NGOMA Jean",
    "NGOMA Sté",
    "NGOMA Jean Garage Central",
]
EITHER = ["SA", "ONG", "ONG Espoir", "O.N.G. Espoir", "KOSSI SA"]  # fmt: skip
PERSONS = {
    "NGOMA Jean (SARL X)": ("NGOMA", "Jean"),
    "NGOMA Jean, gérant de la SARL X": ("NGOMA", "Jean"),
    "NGOMA (employé de la Société SCAD)": ("NGOMA", ""),
    "Ste-Marie Jean": ("STE-MARIE", "Jean"),
    "NDOMBET Sarlin": ("NDOMBET", "Sarlin"),
    "ETIENNE Inc": ("ETIENNE", "Inc"),
    "NGOMA Sas": ("NGOMA", "Sas"),
    "SA Moussa": ("SA", "Moussa"),
    "Compagnon Zo": ("COMPAGNON", "Zo"),
    "ONGALA Marie": ("ONGALA", "Marie"),
    "KOSSI Sa": ("KOSSI", "Sa"),
    "NGOMA Jean (Centre Espoir)": ("NGOMA", "Jean"),
    "MP c/ NGOMA Jean": ("NGOMA", "Jean"),
    "COMMUNE Marie": ("COMMUNE", "Marie"),
}


@pytest.mark.parametrize("cell", FIRMS)
def test_a_firm_is_read_and_is_no_person(cell: str) -> None:
    name = read_name(cell)
    assert (name.state, name.is_firm) == ("read", True)
    assert (name.family_name, name.given_names, name.alias, name.also_named) == ("", "", "", 0)
    first, _, rest = cell.partition(" ")
    assert read_name_parts(first, rest).is_firm
    assert read_name_parts(cell, "", "Le Faux").alias == ""


@pytest.mark.parametrize("cell", SOMEBODY_AND_A_FIRM + EITHER)
def test_somebody_beside_a_firm_is_asked_about(cell: str) -> None:
    assert read_name(cell).state == "unread"
    first, _, rest = cell.partition(" ")
    assert read_name_parts(first, rest).state == "unread"


@pytest.mark.parametrize("cell", PERSONS)
def test_who_works_for_a_firm_is_a_person_and_shares_no_alias_with_it(cell: str) -> None:
    name = read_name(cell)
    assert name.state == "read"
    assert not name.is_firm
    assert (name.family_name, name.given_names) == PERSONS[cell]
    assert (name.alias, name.also_named) == ("", 0)
