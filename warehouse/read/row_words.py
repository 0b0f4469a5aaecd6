"""The words of rows that are no records: totals, titles, notes, signatures, nothing to report."""

from __future__ import annotations

import re
from typing import Final

from warehouse.text import fold

MAY_BE_FULL: Final = (
    r"(?i)^\W*(s\s*/\s*t|sous|grand|total|totaux|t\s+o\s+t\s+a\s+l|ensemble|([aà]\s+)?report"
    r"|n[eé]ant|ras\b|nil\b)"
)
TOTAL: Final = re.compile(
    r"(s t|ensemble|(sous |grand |s )?(total|totaux|t o t a l)( [a-z]+){0,7}( 20\d\d)?"
    r"|effectif( total)?|nombre( total)?( (de|des|d) (victime|personne|cas|ligne|enfant)[a-z]*"
    r"( [a-z]+){0,5}( 20\d\d)?)?)( \d+)*",
    re.ASCII,
)
# Printed registers carry the count of a page over to the next one; it is no count of what follows.
CARRIED: Final = re.compile(
    r"(a )?report(er|e|es|s)?( (de|du|des|d|a|en|sur|la|le|l|page|pages|precedente|suivante|haut"
    r"|bas|total|\d+))*",
    re.ASCII,
)
# A place or a month alone in its row is what the rows below are of. An office is not: a record may
# begin with one.
SECTION: Final = re.compile(
    r"(sous )?(prefecture|commune|region|arrondissement|district|departement|circonscription"
    r"|localite|mois|semaine|trimestre)s? .+"
)
# What a title over the columns of a name says that they are of.
GROUP_TITLE: Final = re.compile(
    r"((de )?l[ae]s? |d[eu]s? |l |partie )*(identit|identif|etat civil|noms?\b|prenoms?\b|victime"
    r"|auteur|suspect|accuse|prevenu|inculpe|mise? en cause|mises? en|condamne|plaignant|temoin"
    r"|civil|enfant|mineur|tuteur|tutrice|parent|pere\b|mere\b|personne|beneficiaire|migrant"
    r"|travailleur|employeur|declarant|information|renseignement|donnee|profil|agent|partie)"
)
FIGURE: Final = re.compile(
    r"[\W\d_]*|\W*(h|f|g|m|hommes?|femmes?|filles?|garcons?)\W*\d+", re.ASCII
)
COLUMN_MARK: Final = re.compile(
    r"\W*((colonne|column|champ)?\s*\d{1,2}|[a-z]{1,2})\W*", re.IGNORECASE
)
WHOLE: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+")
NIL: Final = re.compile(
    r"(neants?|nil|ras|r a s|rien|rien a signaler|rien a declarer|aucune?s?|0|zero|pas d?e?)"
    r"( (cas|victimes?|plaintes?|affaires?|dossiers?|personnes?|donnees?|jugements?|audiences?"
    r"|signale|enregistre|constate|identifie|recense)[a-z]*)*"
    r"( (ce|du|au|pour|dans|durant|pendant|cours|le|la|en)\b.*)?"
)
NO_NIL = frozenset({"0", "pas", "pas d", "pas de"})
SIGNED: Final = re.compile(
    r"fait a .*|(?!nee? )[a-z ]{2,20} le \d{1,2} (\d{1,2}|[a-z]+) \d{4}"
    r"|(le|la|l|les|pour le|pour la|p le|po le) (chef|commandant|directeur|directrice|ministre"
    r"|prefet|sous prefet|procureur|substitut|greffier|responsable|secretaire|point focal|officier"
    r"|inspecteur|inspectrice|president|presidente|coordonnateur|coordonnatrice|coordinateur"
    r"|coordinatrice|charge|adjudant|capitaine|lieutenant|colonel|commissaire|magistrat|redacteur"
    r"|point|comite)\w*\b.*"
    r"|visa\b.*|vu( et approuve)?\b.{0,40}|signature\b.*|signe\b.*|cachet\b.*|nom et signature.*"
    r"|etabli par\b.*|valide par\b.*|approuve par\b.*|redige par\b.*"
)
DATED: Final = re.compile(r"fait a .{2,40} le .*")
# Words that each begin with a capital, as a name's do.
NAMED: Final = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]+(\s+[A-ZÀ-Þ][\w.'’-]*){0,4}\W*")
NOTED: Final = re.compile(
    r"\s*(\*+|\(\*+\)|\(\d\)|n\.?\s?b\.?\s*[:.–-]|n\.?b\.?\s"
    r"|(nota|nota bene|notes?|sources?|l[eé]gende|observations?|remarques?|commentaires?"
    r"|pr[eé]cisions?)\s*[:.–-]"
    r"|page\s+\d+(\s*(/|sur)\s*\d+)?\s*$|\W*suite\s+(au\s+verso|page|de\s+la)|\W*suite\W*$).*",
    re.IGNORECASE | re.DOTALL,
)

NOTE_MARK: Final = re.compile(
    r"^\s*(\*+|\(\*+\)|\(\d\)|n\.?\s?b\.?\s*[:.–-]?\s|[a-zà-ÿ]+(\s[a-zà-ÿ]+)?\s*[:.–-])\s*",
    re.IGNORECASE,
)

# What the command for subtotals writes before the name of a group, or behind it.
_OF_GROUP: Final = re.compile(
    r"(?:(?:nombre|nb|nbval|total|somme|moyenne) )(?P<after>.+)|(?P<before>.+) (?:total|count|sum)"
)


def is_subtotal_of(text: str, above: str) -> bool:
    """Whether a cell says ``Nombre``, or its like, of what stands above it."""
    match = _OF_GROUP.fullmatch(fold(text))
    return match is not None and fold(above) in (match["after"], match["before"])
