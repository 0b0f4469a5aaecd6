"""Names that a clerk left in small letters: behind a word that asks for one, or of no French sound.

Without capitals, only little tells a name from a word: what a French sentence puts behind such a
cue is listed here, and whatever else stands there is taken for a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from warehouse.text import fold

_SMALL = r"(?P<name>[a-zß-öø-ÿ][a-zß-öø-ÿ'’-]+)(?![\w'’-])"
# A person stands behind each of these, or what ``_FOLLOWING`` says.
_ASKS: Final = re.compile(
    r"(?i:\b(?:l[ae]s?|une?|du|aux?|[ld]es|ledit|ladite)\s+(?:sus|dé|de)?nomm[ée]e?s?"
    r"|\b(?:dé|de|sur)nomm[ée]e?s?|(?<!\bla )(?<!\ble )(?<!\bdu )(?<!dite )\bpr[ée]nomm[ée]e?s?"
    r"|\bMmes?|\bMlles?|\bMr|\bmonsieur|\bmademoiselle|\bmadame|\balias|\bpr[ée]noms?\s*:"
    r"|\bs['’]appel(?:le|ait|ant|er)|\b(?:du|au) nom de)"
    rf"\.?\s+{_SMALL}"
)
_JEUNE: Final = re.compile(rf"(?i:\b(?:la|le|une?|cette|ce|du|au|petite?)\s+jeune)\s+{_SMALL}")
# No French word begins like that; places that do are known.
_ONSET: Final = re.compile(
    r"(?<![\w'’-])(?P<name>(?:n[gzdj]|m[bpv]|gb|kp)[\w'’-]*[aeiouyà-ÿ][\w-]*)"
)
# "amina t.": a word, and one letter that is neither a verb nor the x of who has no name.
_INITIALLED: Final = re.compile(r"(?<![\w.'’-])(?P<name>[a-zß-öø-ÿ]{3,})\s[b-wz]\.(?![\w])")
_USUAL = """
    le la les l un une des du de d au aux a ce cet cette ces son sa ses leur leurs il elle ils elles
    par pour sur sous dans en avec sans que qu qui quand si et ou mais donc or ni car ne n y est
    sont etait etaient sera fut ont avait avaient plus aussi bien comme ainsi alors apres avant
    depuis lors entre contre chez vers selon dont plusieurs tous toutes deux trois
"""
_BEHIND = """
    ci sus susdit susdite susvise susvisee susmentionne susmentionnee precite precitee
    president presidente procureur procureure greffier greffiere juge substitut ministre avocat
    avocate maitre directeur directrice commissaire maire prefet sous commandant chef
    demeurant non inconnu inconnue anonyme votre notre mademoiselle madame monsieur
"""
_NO_NAME = """
    fille filles femme femmes homme hommes garcon garcons enfant enfants age mere pere majeur
    majeure mineur mineure adulte victime apprenti apprentie domestique servante serveuse vendeuse
    vendeur ouvrier ouvriere couple dame personne soeur frere epouse etudiant etudiante eleve
    adolescent adolescente fugueuse orphelin orpheline bonne nourrice cousin cousine niece neveu
    prevenu prevenue plaignant plaignante migrant migrante refugie refugiee deplacee deplace
    camerounais camerounaise centrafricain centrafricaine tchadien tchadienne congolais congolaise
    soudanais soudanaise peule peul voisin voisine fiancee maman mariee cultivateur eleveur berger
    chauffeur commercant commercante recruteur recruteuse soldat combattant conducteur
"""
_BEFORE_LETTER = """
    article articles art code alinea point points lettre annexe paragraphe section chambre litt
    page titre livre type zone categorie cote piece groupe bloc serie permis plan option porte mme
    mlle victime prevenu prevenue accuse accusee mineur mineure temoin plaignant plaignante partie
    civile dame sieur nomme nommee jeune fille fils mere pere soeur frere tante oncle epoux epouse
    veuve enfant tel appele appelee hepatite vitamine lot
"""
_FOLLOWING: Final = frozenset((_USUAL + _BEHIND).split())
_AFTER_JEUNE: Final = frozenset((_USUAL + _NO_NAME).split())
_LETTERED: Final = frozenset((_USUAL + _BEFORE_LETTER + _NO_NAME).split())
_RULES: Final = (
    (_ASKS, _FOLLOWING),
    (_JEUNE, _AFTER_JEUNE),
    (_ONSET, frozenset[str]()),
    (_INITIALLED, _LETTERED),
)


def small_names(written: str, known_words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a name seems to stand in small letters in a tidy text: from its cue to its end.

    Args:
        known_words: folded words of places, courts, statutes and offices: no names by themselves.
    """
    for pattern, usual in _RULES:
        for one in pattern.finditer(written):
            words = fold(one["name"]).split()
            if not all(word in usual or word in known_words for word in words):
                yield one.span()
