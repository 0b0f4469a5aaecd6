"""What the guard of decisions sees on sentences and names that it was not made from, by kind.

The names are the simulation's, the places and offices the code lists'; no sentence here stands in
``test_person_signs``, whose sentences the patterns were written beside.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from invented_people import draw_names

from warehouse.contracts.codelists import load_codelists, words_of
from warehouse.settings import PROJECT
from warehouse.text import tidy
from warehouse.text.person_signs import signs_in

PEOPLE = 150
# These sentences found what the guard did not see (a comma between the names, *ladite*), and a
# false alarm (*Affaire*); it was mended, and they are no measure any more.
FULL_NAMES = (
    "{g} {f} reconnaît avoir conduit l'enfant jusqu'à la frontière.",
    "La défense de {f} {g} soutient que l'intention manque.",
    "Entendu à la barre, {g} {f} maintient ses déclarations.",
    "Il est constant que {f} {g} percevait le salaire de la mineure.",
    "Déboute {g} {f} de sa demande de mise en liberté.",
    "Affaire {f} {g} et autres",
    "trafic de migrants ; {g} {f}",
    "les fillettes confiées à {f} {g} dormaient à même le sol",
    "selon l'attestation de {g} {f}, voisin, du 3 mai 2026",
    "{F}, {g}, sans profession, domicilié à Bimbo",
    "dont {g} {f} (le recruteur) et deux complices",
)
ONE_NAME = (
    "Mlle {f} a été entendue hors la présence des parties",
    "le dénommé {f} a pris la fuite",
    "une adolescente prénommée {g} servait au bar",
    "le témoin {f} confirme ces dires",
    "l'accusée {g} nie",
    "ladite {g} a été reconduite chez elle",
    "les époux {f} logeaient quatre enfants",
)
CONTACTS = (
    "joignable au 75 {d} {d} {d}",
    "un appel depuis le +236 72{d}{d}{d}",
    "née le {d} mars 2010 à Bouar",
    "né en 1987 à Bria",
    "porteuse de la carte d'identité n° C{d}{d}{d}4",
    "passeport A{d}{d}{d}1 délivré à Bangui",
)
ANONYMISED = (
    "Entendu à la barre, A. K. maintient ses déclarations devant le {court}.",
    "Le {court}, statuant en matière criminelle, en premier ressort.",
    "Les faits se sont déroulés à {place} entre janvier et mars 2026.",
    "La mineure, originaire de {place}, a été conduite à {other}.",
    "Il est constant que M. B. percevait le salaire de la mineure.",
    "Déboute le prévenu de sa demande de mise en liberté provisoire.",
    "Vu les articles 151 et suivants du Code pénal ; vu le Code de procédure pénale.",
    "Le Ministère public requiert dix ans de travaux forcés.",
    "Condamne K. D. à verser 1 500 000 FCFA à la partie civile.",
    "Le véhicule saisi à {place} est confisqué au profit de l'État.",
    "Affaire Ministère public contre T. N. et autres",
    "trafic de migrants ; frontière ; {place}",
)

# Written before that, tried after: recall 0.899 of full names ("F (G)" was not seen), 0.997, 1.0;
# 8 % of false alarms (*Convention de Palerme*). Mended again: no measure any more either.
SECOND = {
    "full name": (
        "Le tribunal a entendu {g} {f} en ses explications.",
        "Attendu que {f} {g}, alors âgée de treize ans, dormait sur place ;",
        "Nom et prénom : {f} {g}",
        "{f} ({g}), recruteur présumé, demeure introuvable.",
        "En présence de {g} {f}, interprète assermenté.",
        "Partie civile : {f}, {g}",
        "que la somme fut remise par {g} {f} au chauffeur ;",
        "{g} {F} contre Ministère public",
        "demande de {f} {g} tendant à la restitution du véhicule",
        "les déclarations concordantes de {f} {g} et de sa sœur",
    ),
    "one name behind a cue": (
        "le susnommé {f} a été interpellé",
        "Madame {f} a porté plainte",
        "le nommé {g} reste introuvable",
        "l'enfant {g} a été recueilli",
        "la victime {g} a reconnu les lieux",
        "fille de {f}, elle vivait chez un tiers",
        "audit {f} a été notifiée la mesure",
    ),
    "birth, telephone, paper": (
        "né le {d}/06/2008 à Sibut",
        "née en 2011, élève",
        "tél. : 70 {d} {d} {d}",
        "numéro WhatsApp 72{d}{d}{d}",
        "CNI n° 00{d}{d}{d}",
        "récépissé n° R{d}{d}{d}7",
    ),
}
SECOND_CLEAN = (
    "Le tribunal a entendu le prévenu en ses explications et la partie civile en ses demandes.",
    "Attendu que B. L., alors âgée de treize ans, dormait sur place ;",
    "Par ces motifs, le {court} déclare l'action publique recevable.",
    "La victime X. a été prise en charge par le ministère à {place}.",
    "Dit n'y avoir lieu à contrainte par corps. Réserve les dépens.",
    "L'enquête menée à {place} par la gendarmerie a duré trois mois.",
    "Convention de Palerme, article 3 ; Code pénal, article 151.",
    "Confirme le jugement du {court} en toutes ses dispositions.",
    "Le prévenu R. T. a reconnu avoir perçu 50 000 FCFA par mois.",
    "Interdit de séjour dans la préfecture de {place} pendant cinq ans.",
    "exploitation par le travail ; {place} ; mineurs",
    "La peine est assortie du sursis ; K. N. est avisé du délai d'appel.",
)

# The measure: written before the second mending, tried once after it, and nothing changed for them:
# recall 1.0, 0.997 (a given name that a code list's label has, *Pierre*), 1.0; no false alarm.
HELD_OUT = {
    "full name": (
        "Sur l'audition de {g} {f} : celle-ci décrit la maison et ses occupants.",
        "le nourrisson de {f} {g} fut laissé au village",
        "La cour relève que {g} {f} ne conteste pas les transferts d'argent.",
        "Prévenus : 1) {f} {g} ; 2) X. ; 3) Y.",
        "le passeur {F} {g} exigeait cent mille francs",
        "Voir le rapport social concernant {g} {f}.",
        "traduit devant nous : {f} {g}",
        "{g} {f} / Ministère public",
    ),
    "one name behind a cue": (
        "ledit {f} n'a pas comparu",
        "M. {f} exploitait le débit de boissons",
        "la fillette {g} portait des bassines",
        "le prévenu {f} a interjeté appel",
        "la nommée {g} sollicite un renvoi",
    ),
    "birth, telephone, paper": (
        "X., née le {d} juin 2009",
        "date de naissance : {d}/01/2007",
        "appelé au 77.{d}.{d}.{d}",
        "passeport n° CA{d}{d}{d}",
    ),
}
HELD_OUT_CLEAN = (
    "Sur l'audition de la victime : celle-ci décrit la maison et ses occupants.",
    "La cour relève que P. M. ne conteste pas les transferts d'argent.",
    "Prévenus : 1) A. B. ; 2) X. ; 3) Y.",
    "Renvoie l'affaire à l'audience du 12 juin 2026 devant le {court}.",
    "Les enfants travaillaient dans les mines autour de {place}.",
    "Ordonne un examen médical et la désignation d'un administrateur ad hoc.",
    "Le réseau opérait entre {place} et {other}, par la route nationale.",
    "Statuant publiquement, par défaut, en dernier ressort.",
    "Protocole additionnel visant à prévenir, réprimer et punir la traite des personnes.",
    "Fixe à deux ans la durée de la contrainte par corps.",
)


@cache
def _known() -> frozenset[str]:
    return words_of(load_codelists(PROJECT / "sources" / "codes"))


@cache
def _people() -> list[tuple[str, str]]:
    names = draw_names(np.random.default_rng(2026), PEOPLE)
    return [(family.capitalize(), given.capitalize()) for family, given in names]


def _spelled(sentences: tuple[str, ...], how: Callable[[str], str]) -> list[str]:
    return [
        one.format(f=how(family), F=family.upper(), g=given, d=10 + n % 89)
        for one in sentences
        for n, (family, given) in enumerate(_people())
    ]


def _recall(texts: list[str]) -> float:
    return sum(any(signs_in(tidy(one), _known())) for one in texts) / len(texts)


@pytest.mark.parametrize(
    ("sentences", "how", "least"),
    [
        pytest.param(FULL_NAMES, str.upper, 0.99, id="full_name_family_in_capitals"),
        pytest.param(FULL_NAMES, str.capitalize, 0.99, id="full_name"),
        pytest.param(ONE_NAME, str.capitalize, 0.99, id="one_name_behind_a_cue"),
        pytest.param(CONTACTS, str.capitalize, 0.99, id="birth_telephone_paper"),
    ],
)
def test_nobody_registered_is_seen(
    sentences: tuple[str, ...], how: Callable[[str], str], least: float
) -> None:
    texts = _spelled(sentences, how)
    assert len(texts) >= 900
    assert _recall(texts) >= least


@pytest.mark.parametrize("kind", SECOND)
def test_nor_in_the_second_sentences(kind: str) -> None:
    texts = _spelled(SECOND[kind], str.capitalize)
    assert len(texts) >= 900
    assert _recall(texts) >= 0.99


@pytest.mark.parametrize("kind", HELD_OUT)
def test_held_out_nobody_registered_is_seen(kind: str) -> None:
    texts = _spelled(HELD_OUT[kind], str.capitalize)
    assert len(texts) >= 500
    assert _recall(texts) >= 0.99


@pytest.mark.parametrize(
    "sentences",
    [ANONYMISED, SECOND_CLEAN, HELD_OUT_CLEAN],
    ids=["first", "second", "held_out"],
)
def test_what_a_court_anonymised_raises_few_alarms(sentences: tuple[str, ...]) -> None:
    codes = load_codelists(PROJECT / "sources" / "codes")
    places = [row.label_fr for row in codes.rows("geography")]
    courts = [row.label_fr for row in codes.rows("court")]
    rng = np.random.default_rng(7)
    texts = [
        one.format(court=rng.choice(courts), place=rng.choice(places), other=rng.choice(places))
        for one in sentences
        for _ in range(50)
    ]
    assert _recall(texts) <= 0.02


# Beside these the rules for small letters were written; what they find of the three kinds is said.
SMALL = {
    "behind a cue": (
        "la nommée {f} a été entendue",
        "une fillette prénommée {g} servait au bar",
        "mme {f} a porté plainte",
        "la jeune {f} vendait de l'eau",
        "alias {g}, recruteur",
        "le dénommé {f} a pris la fuite",
    ),
    "with an initial": (
        "la jeune {g} t. a été placée",
        "il est constant que {g} k. percevait le salaire",
        "chez {f} m., à bimbo",
    ),
}
# Tried once, after the rules: recall 0.996 and 0.997 (*pierre* is in a code list); no false alarm.
HELD_OUT_SMALL = {
    "behind a cue": (
        "un nommé {g} l'attendait à la gare routière",
        "elle fut remise à une dame surnommée {g}",
        "monsieur {f} a fourni le logement",
        "la petite jeune {g} pleurait",
        "l'intéressé s'appelait {f}, dit-elle",
    ),
    "with an initial": (
        "remis à {f} b. contre une somme",
        "{g} d. confirme devant l'enquêteur",
    ),
}
FALSE_SMALL = (
    "le tuteur nommé par ordonnance rend compte au juge des tutelles",
    "madame la présidente a levé l'audience, monsieur le greffier étant absent",
    "la jeune domestique dormait dans la cuisine et n'était pas payée",
    "la prénommée soutient qu'elle n'a rien reçu ; la susnommée le conteste",
    "l'enfant, de nationalité soudanaise, ne connaît pas son âge",
    "attendu que l'art. 151 al. 2 s'applique ; que le point b. de l'annexe c. est sans objet",
    "le mineur s'appelle comme son père, qui est inconnu",
    "un jeune berger et une jeune mère ont été entendus au nom de la loi",
    "la victime k. m. a reconnu le prévenu t. n. parmi plusieurs hommes",
    "le nombre des mineures, né de l'enquête, n'est pas discuté",
    "agissant au nom de ses enfants mineurs, elle demande réparation",
    "le véhicule, le téléphone et les sommes sont restitués à qui de droit",
)


def _small(sentences: tuple[str, ...]) -> list[str]:
    return [
        one.format(f=family.lower(), g=given.lower())
        for one in sentences
        for family, given in _people()
    ]


@pytest.mark.parametrize("kind", SMALL)
def test_a_name_in_small_letters_is_seen_behind_a_cue_or_with_an_initial(kind: str) -> None:
    for sentences in (SMALL, HELD_OUT_SMALL):
        texts = _small(sentences[kind])
        assert len(texts) >= 300
        assert _recall(texts) >= 0.99


@pytest.mark.parametrize("how", [str, str.lower], ids=["as_written", "in_small_letters"])
def test_what_names_nobody_in_small_letters_raises_few_alarms(how: Callable[[str], str]) -> None:
    clean = (*FALSE_SMALL, *ANONYMISED, *SECOND_CLEAN, *HELD_OUT_CLEAN)
    texts = [how(one.format(court="tribunal", place="Bria", other="Bimbo")) for one in clean]
    assert len(texts) > 40
    assert _recall(texts) <= 0.01
