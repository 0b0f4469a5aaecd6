"""What names nobody is told from names, in French and English."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from warehouse.conform.clean.no_name import names_nobody

NOBODY = """
Identité protégée / IDENTITE PROTEGEE / Protected identity / Nom protégé / Victime A / victime n° 3
Victim B / VICTIME 12 / Victime V1 / Fillette / Fillette de 7 ans / Mineure X / Mineur XX / Minor X
Bébé X / Baby X / Bébé / Sous X / Née sous X / Nom inconnu / Name unknown / Unknown minor
Confidentiel / CONFIDENTIAL / Nourrisson / Nourrisson de sexe féminin / Nouveau-né / Newborn
Sans nom / No name / Sans identité / Identité non communiquée / Non identifiée / Anonyme
Enfant non dénommé / Jeune femme / Femme inconnue / La victime / Une mineure de 14 ans / Child 2
Nom tu par la loi / Bébé de NGOMA Marie / Fils de la victime / Mère de l'enfant / Baby of Ruth
sa tante / son employeur / l'employeur / un voisin / oncle maternel / ex-mari / le père / le chef
Chef du village / deux inconnus / plusieurs inconnus / individus armés / hommes armés / groupe armé
deux filles / trois enfants / 5 personnes / environ 20 enfants / mineur présumé / sa belle mère
un commerçant / Éleveurs peuls / refus / Refuse de donner son nom / En cours d'identification
à identifier / Nom illisible / Famille / SNP / test / chauffeur / élément rebelle / à vérifier
Name withheld / Victime mineure / Garçon / Jumelle A / Survivante n°2 / Identity withheld
Identité à préciser / Nom à compléter / À déterminer / N'a pas donné son nom / Ne sait pas / NA
Enfant trouvé / Mineur non accompagné / Petite fille / Fils X / Élève X / Not provided / Not known
None given / Anon. / Jane Doe / Baby Doe / Mrs. Roe / Jumeau A de NGOMA / Enfant n°1 de NGOMA
Prématuré de Mme X / V1 / V-02 / X1 / XXX / Xxxxx Yyyy / Code 445 / Réf. 12 / Usager 12 / Patiente 3
Identité tenue secrète / Nom d'emprunt / Pas d'identité / Aucun nom / Vict. A / Sourde-muette / MNA
Ayant requis l'anonymat / Awa (nom fictif) / Prénom modifié / Did not give her name / Declined
"""
SOMEBODY = """
NGOMA Marie / Bébé NGOMA / BEBE Jean / JEUNE Pierre / Victoire / Victor A / TU Anh / Innocent
Marie X / X Marie / SECRET Paul / Innocent SANS-PEUR / HOMME Didier / Mineur BIDI / Anonyme BODO
Fils NGBO / Désiré / Protégé KOSSI / Enfant-Dieu / LEROI / Sousa / Cassandre / Ange de Dieu
VOISIN Marie / CHEF Paul / Armé Didier / BEAU Luc / PATRON Awa / Père Didier / Ami
Commerçant NGOMA / Famille NGOMA / TEST Awa / REFUS Paul / PEUL Awa / Élément Jean / Cours Awa
A. B. / N'DRI / 123 / Nomane / Aimée / DOE Martin / Jane KOMBO / John DOESON / Nana / ROE Awa
Patient / Patient KOSSI / Dieu DONNÉ / Donné / Petit Jean / Élève NGOMA / Fille Angèle / Isolé Awa
Client Didier / Marie-Anne / Aaron / Nil Awa / Na Li / Référence Didier / Aucun Paul / Trouvé Awa
"""


def texts(listed: str) -> list[str]:
    return [text for line in listed.strip().splitlines() for text in line.split(" / ")]


@pytest.mark.parametrize("text", texts(NOBODY))
def test_nobody_is_named(text: str) -> None:
    assert names_nobody(text)


@pytest.mark.parametrize("text", [*texts(SOMEBODY), "", "X"])
def test_somebody_is_named_or_nothing_said(text: str) -> None:
    assert not names_nobody(text)


def test_every_word_of_the_list_has_its_kind_and_a_language() -> None:
    text = resources.files("warehouse.conform.clean").joinpath("no_name.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["kind"] for row in rows} == {"person", "hidden", "filler", "kin", "remark"}
    assert all(row["fr"] or row["en"] for row in rows)
