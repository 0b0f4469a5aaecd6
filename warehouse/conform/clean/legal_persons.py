"""Companies where a person is asked: ``SARL KOSSI``, ``Ets Bobo & Frères``, ``KOSSI & Cie``.

A labour inspector accuses the employer, and the employer is often a firm. Read as a name it is a
person called ``SARL``, of unknown sex, whom the next firm of that form would resemble. What a cell
says beside the firm is parted from it: somebody who works there is a person, and where it is not
plain who is meant, the cell is unread.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Told = Literal["nobody", "firm", "person", "unclear"]

_FIRST: Final = (
    r"soci[ée]t[ée]s?|st[ée]s?(?![-'])|[ée]tablissements?|[ée]tabl?\.|[ée]ts\.?"
    r"|entreprises?|compagnies?|coop[ée]ratives?|groupements?|fondation|h[ôo]tel|restaurant|auberge"
    r"|agence|usine|boutique|orphelinat|banque|bank|garage|boulangerie|clinique|h[ôo]pital|cabinet"
    r"|associations?|f[ée]d[ée]ration|syndicat|organisation|[ée]glise|paroisse|mosqu[ée]e|centre"
    r"|[ée]cole|lyc[ée]e|universit[ée]|mairie|commune(?=\sd[eu]\s)|l'[ée]tat"
    r"|ambassade|mines?(?=\sd[e'])|chantiers?(?=\s(?:de\s|d'|minier))|bureau(?=\sd[e'])"
)
_FORMS: Final = (
    r"s\.?\s?a\.?\s?r\.?\s?l\.?u?\b|s\.a\.s?\.?(?=\s|$)|suarl|eurl|(?-i:SASU?|SNC|GIE)\b|g\.i\.e\."
    r"|ltd|limited|gmbh|inc\.|corp(?:oration)?\.|company|&\s*(?:cie|co)\b\.?|et cie"
)
_FIRM = re.compile(rf"(?<![\w-])(?:{_FIRST}|{_FORMS})(?![\w-])", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:(?:employeur|raison sociale|mis en cause|pr[ée]venue?)\s*:\s*)?"
    rf"(?:(?:la|le|les|une?|des)\s+|l')?(?:{_FIRST}|{_FORMS})(?![\w-])",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"(?<![\w-])(?:{_FORMS})\W*$", re.IGNORECASE)
# Family names too: alone, in front of an association's name or behind a company's, nobody can say.
_MAY_BE_FIRM = re.compile(
    r"^\W*(?:S\.?\s?A\.?|ONG|O\.N\.G\.?|NGO)\W*$|^\W*(?:ONG|O\.N\.G\.?|NGO)\s|\sSA\W*$"
)
_OF_ITS_NAME = re.compile(
    r"(?:\bet|&)\s*(?:fils|fr[èe]res?|associ[ée]s|cie|co|compagnie)\b\.?", re.I
)
_ROLE: Final = (
    r"g[ée]rante?|directeur|directrice|dg|pdg|employ[ée]e?|patronn?e?|propri[ée]taire|chef|salari[ée]e?"
    r"|responsable|promoteur|promotrice|repr[ée]sentante?|agente?|associ[ée]e?|chauffeur|gardien"
)
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
_AT_A_FIRM = re.compile(rf"\s*[,;–-]?\s+(?:{_ROLE})\s+(?:de\s|du\s|d'|des\s|à\s|chez\s)?.*", re.I)
_SOMEBODY = re.compile(
    rf"repr[ée]sent[ée]e?s?\b|\b(?:{_ROLE})\b|\bpar\b|\bcontre\b|[,;/:]|\s(?:et|avec)\s", re.I
)


def speaks_of_firm(text: str) -> bool:
    """Whether a word of the text is a form or a kind of a company."""
    return _FIRM.search(text) is not None or _MAY_BE_FIRM.search(text) is not None


def firm_or_person(text: str) -> tuple[Told, str]:
    """Who a cell for a name means, where it speaks of a company, and what is left to be read.

    ``nobody`` where it speaks of none, ``firm`` where it is one, ``person`` where it is somebody's
    who works there, named before it; else ``unclear``.
    """
    if not speaks_of_firm(text):
        return "nobody", text
    if not _FIRM.search(text):
        return "unclear", text
    plain = _OF_ITS_NAME.sub("", text).strip()
    if not speaks_of_firm(plain):
        plain = text
    person = _AT_A_FIRM.sub("", _IN_BRACKETS.sub(" ", text)).strip(" ,;")
    if not speaks_of_firm(person) and sum(map(str.isalpha, person)) > 1:
        is_role = re.fullmatch(_ROLE, person, re.IGNORECASE)
        return ("unclear", text) if is_role else ("person", person)
    begun = _BEGINS.match(plain)
    rest = plain[begun.end() :] if begun else plain
    if (begun or _ENDS.search(plain)) and not _SOMEBODY.search(rest):
        return "firm", ""
    return "unclear", text
