"""What looks like a person in a decision is seen, known or not: measured on invented decisions."""

from __future__ import annotations

from itertools import product

import pyarrow as pa
import pytest

from warehouse.contracts.codelists import load_codelists, words_of
from warehouse.load.name_search import naming
from warehouse.settings import PROJECT
from warehouse.text import tidy
from warehouse.text.person_signs import find_signs, signs_in

FAMILIES = (
    *(
        "Fictivo",
        "INVENTÉ",
        "M'Bokassou",
        "Zoungara-Kolé",
        "N'Djémo",
        "Ouaddaï",
        "Yakété",
        "MODÈLE",
    ),
    *("Gbaguidi", "Él-Hadj", "Sambo", "Bangui"),
)
GIVEN = ("Ornélia", "Jean-Zéphyrin", "FATIMÉ", "Guy", "Aïssata", "Grâce", "Éliane", "Ousmane")
# Where a clerk leaves a full name.
FULL_NAME = (
    "Attendu que la nommée {g} {f} a été conduite à Berbérati.",
    "Le prévenu {f} {g}, commerçant, comparaît libre.",
    "{g} {f} a déclaré avoir reçu une somme d'argent.",
    "Sur la plainte de {f} {g} contre X, une enquête fut ouverte.",
    "Il ressort de l'audition de Mme {f} {g} que les faits sont établis.",
    "Les faits reprochés à {g} {f} et à son frère sont constants.",
    "Ministère public c/ {f} {g}",
    "traite des personnes ; {f} {g} ; exploitation domestique",
    "Condamne {g} {f} à cinq ans d'emprisonnement ferme.",
    "les époux ({f} {g}) ont hébergé la mineure",
    "La victime, {f} {g}, âgée de douze ans, vendait de l'eau.",
)
ONE_NAME = (
    "la jeune {g}, prénommée ainsi par sa tante",
    "la nommée {g} s'est présentée au commissariat",
    "Mme {f} a été entendue",
    "le sieur {f} conteste les faits",
    "une enfant surnommée {g} par le voisinage",
    "elle est la fille de {f}, cultivateur",
    "la mineure {g} a été placée",
    "l'enfant {g} vendait de l'eau au marché",
)
BIRTH = (
    "K. P., née le 4 mars 2009 à Bria",
    "A.B., né le 04/03/1992",
    "X., née vers 2010, élève",
    "la victime né(e) le 12.01.2011",
    "date de naissance : 2011",
)
TELEPHONE = (
    "joint au 72 34 56 78 le jour même",
    "tel 75123456",
    "au numéro +236 70 11 22 33",
    "a appelé le 0023677001122",
    "son WhatsApp : 72-34-56-78",
    "un numéro camerounais, +237 6 99 88 77 66",
)
DOCUMENT = (
    "titulaire de la CNI n° 0123456789",
    "passeport numéro AB123456 saisi",
    "sa carte d'identité nationale CF-77-8812 a été retrouvée",
    "acte de naissance n° 2211/B/2009 produit",
)
# Decisions as a court anonymises them.
CLEAN = (
    "Attendu que le prévenu A. B., commerçant, a recruté la victime M. K., mineure de 14 ans.",
    "Le Tribunal de grande instance de Bangui, statuant publiquement et contradictoirement.",
    "La Cour d'appel de Bangui confirme le jugement entrepris en toutes ses dispositions.",
    "Déclare X. coupable de traite des personnes, faits prévus par l'article 151 du Code pénal.",
    "Condamne le prévenu à 60 mois d'emprisonnement ferme et à 2 000 000 FCFA d'amende.",
    "Le Procureur de la République a requis l'application de la loi.",
    "La mineure a été conduite de Berbérati à Bangui, puis à Bimbo, dans la Lobaye.",
    "Ministère public c/ A. B. et C. D.",
    "RP n° 112/2026, audience du 12 mars 2026, jugement n° 004/2026/03",
    "traite d'enfants ; exploitation domestique ; abus de vulnérabilité",
    "Attendu que la victime, âgée de douze ans, vendait de l'eau pour le compte de la tante.",
    "Ordonne la restitution des passeports saisis et la confiscation des sommes.",
    "La partie civile réclame 500 000 FCFA de dommages et intérêts.",
    "L'enquête de l'UMIRR a établi que le recruteur agissait depuis Bossangoa.",
    "Vu le Code de procédure pénale et la Convention relative aux droits de l'enfant.",
    "Monsieur le Président a donné lecture de la décision ; Madame le Greffier a noté.",
    "La victime de nationalité camerounaise a été remise à l'Ambassade.",
    "Il n'est pas contesté que M. A. et Mme B. ont hébergé les enfants de 2021 à 2023.",
    "Le prévenu, né au Tchad, sans emploi, n'a jamais été condamné.",
    "Reçoit l'appel du Ministère public, le dit bien fondé.",
)


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return words_of(load_codelists(PROJECT / "sources" / "codes"))


def _missed(texts: list[str], known: frozenset[str]) -> list[str]:
    return [one for one in texts if not any(signs_in(tidy(one), known))]


def test_full_names_that_nobody_registered_are_seen(known: frozenset[str]) -> None:
    texts = [
        one.format(f=family, g=given) for one, family, given in product(FULL_NAME, FAMILIES, GIVEN)
    ]
    missed = _missed(texts, known)
    assert len(texts) > 1000
    assert len(missed) <= 0.01 * len(texts), sorted(set(missed))[:10]


@pytest.mark.parametrize(
    "templates",
    [
        pytest.param(ONE_NAME, id="one_name_behind_a_cue"),
        pytest.param(BIRTH, id="birth"),
        pytest.param(TELEPHONE, id="telephone"),
        pytest.param(DOCUMENT, id="document"),
    ],
)
def test_other_signs_are_seen(templates: tuple[str, ...], known: frozenset[str]) -> None:
    names = [one for one in product(FAMILIES, GIVEN) if "Bangui" not in one]
    texts = [one.format(f=f, g=g) for one in templates for f, g in names]
    assert not sorted(set(_missed(texts, known)))


def test_what_a_court_anonymised_is_published(known: frozenset[str]) -> None:
    alarms = {one: list(signs_in(tidy(one), known)) for one in CLEAN}
    false = {one: kinds for one, kinds in alarms.items() if kinds}
    assert len(false) <= 0.05 * len(CLEAN), false


def test_signs_are_told_by_kind_in_every_column(known: frozenset[str]) -> None:
    texts = pa.table(
        {
            "key": ["D-1", "D-2"],
            "title": ["Ministère public c/ Fictivo Ornélia", "Ministère public c/ A. B."],
            "keywords": pa.array([["traite"], ["traite", "tel 75123456"]]),
        }
    )
    found = find_signs(texts, ("title", "keywords"), known).to_pylist()
    assert [(one["key"], one["column"], one["kind"]) for one in found] == [
        ("D-1", "title", "capitalised"),
        ("D-2", "keywords", "telephone"),
    ]


NUMBERS_OF_COURTS = (
    *("001/2026/04", "N° 12 bis/2026", "Arrêt n° 12/CRIM/2026", "JUGEMENT N°004/TGI/2026"),
    *("RG 123/2026", "12/CORR/2026", "Décision 12/TGI BANGUI/2026", "Rép. n° 45/2026", "7/CA/26"),
)
NAMES_IN_NUMBERS = (
    *("10/FICTIVO/2026", "10/fictivo/2026", "Ornélia 10/2026", "10/M'Bokassou/2026", "10/Guy/26"),
    *("10/TGI/FICTIVO/2026", "70112233", "0123456789/2026", "FICTIVO", "10/TGI/70112233"),
)


@pytest.mark.parametrize("column", ["decision_number", "rp_number"])
def test_a_number_of_a_court_holds_nobody(column: str) -> None:
    words = words_of(load_codelists(PROJECT / "sources" / "codes"))
    written = [*NUMBERS_OF_COURTS, *NAMES_IN_NUMBERS]
    found = find_signs(pa.table({"key": written, column: written}), (column,), words)
    assert set(found["key"].to_pylist()) == set(NAMES_IN_NUMBERS)
    # In a sentence the same word is weighed with its neighbours.
    assert not list(signs_in("les faits de 10/fictivo/2026", words))


REGISTERED = pa.table(
    {
        "record_id": ["m1"],
        "family_name": ["FICTIVO"],
        "given_names": ["Ornélia"],
        "alias": ["Gros-Bébé / Kpakpo"],
        "other_names": pa.array([None], pa.string()),
        "phones": pa.array([["+23672345678", "+237699887766"]]),
        "id_number": ["CF-77 8812/B"],
    }
)


@pytest.mark.parametrize(
    "written",
    [
        *("dite gros bébé", "le surnom de GROS BEBE", "grosbebe", "kpakpo", "« Kpakpo »"),
        *("72345678", "72 34 56 78", "72.34.56.78", "(+236) 72-34-56-78", "7 2 3 4 5 6 7 8"),
        *("00236 72345678", "+237 6 99 88 77 66", "cf778812b", "CF 77-8812 B", "CF/77/8812/b"),
        *("Ornélia FICTIVO", "fictivo, ornelia"),
    ],
)
def test_a_registered_identity_is_found_alone_in_any_spelling(written: str) -> None:
    texts = pa.table({"key": ["D"], "facts": [f"il est établi que {written} était sur les lieux"]})
    assert naming(texts, REGISTERED, ["facts"])["mention_id"].to_pylist() == ["m1"]


@pytest.mark.parametrize(
    "written", ["Ornélia", "72345679", "CF-77", "gros", "une amende de 72 345 FCFA", "bébé"]
)
def test_what_points_at_nobody_alone_is_left(written: str) -> None:
    texts = pa.table({"key": ["D"], "facts": [f"il est établi que {written} était sur les lieux"]})
    assert naming(texts, REGISTERED, ["facts"]).num_rows == 0
