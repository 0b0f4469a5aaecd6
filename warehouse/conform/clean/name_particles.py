"""What clerks write around a name: titles, ranks, aliases, married names, other persons.

Takes tidied text apart; what the name itself is made of is for ``names``.
"""

from __future__ import annotations

import re
from typing import Final

from warehouse.conform.clean.counted_persons import WORDS_THAT_COUNT, count_runs
from warehouse.conform.clean.no_name import (
    is_description,
    is_remark,
    names_nobody,
    no_name_words,
)
from warehouse.text import fold

_TITLE_WORDS = """
m mr mm monsieur messieurs mme madame mlle mademoiselle sieur sieurs dame dames demoiselle feu feue
veuve vve nomme nommee nommes nommé nommée nommés denomme denommee dénommé dénommée susnomme
adj adjt adjudant adc cne cpt cap capitaine cdt cmdt commandant sgt sgtc sergent cpl caporal lt ltn
lieutenant slt col colonel lcl gal gen general général mdl mdlc marechal maréchal gendarme gend
brigadier brig inspecteur insp commissaire opj apj officier agent docteur dr pr professeur me maitre
maître imam pasteur abbe abbé
"""
_TITLES: Final = frozenset(_TITLE_WORDS.split())
_TITLE_LINKS = frozenset({"le", "la", "les", "chef", "en", "major", "des", "logis", "de", "police"})

# A whole name has a word for the family and one for herself.
_TWO_NAMES: Final = 4
# A plus before three digits is that of a telephone.
_SPLITTERS = re.compile(
    r"\s*[/;]\s*|\s*\+\s*(?!\d{3})|\s+(?:et|&|avec|ainsi que)\s+"
    r"|\s*(?:^|\s)\d{1,2}\s*[.)°]\s+|^\d{1,3}\s*-\s*(?=[^\W\d])",
    re.IGNORECASE,
)
_ASIDES = re.compile(r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|[,(]?\s*\b\d{1,3}\s*ans?\b\)?")
_AKA = re.compile(r"\ba/k/a\b", re.IGNORECASE)
_COUNTED = re.compile(r"(\d{1,2}) \D+")

_MARKER = re.compile(
    r"(?:^|(?<=[\s,(]))(?:"
    r"(?P<alias>alias|aka|dite?s?|surnomm[ée]e?|sobriquet|connue? sous le nom de"
    r"|se faisant appeler)"
    r"|(?P<claim>se disant|se pr[ée]tendant)"
    r"|(?P<aside>n[ée]e(?=\s+(?:le|en|vers|[àa])\b)|n[ée]|fils|fille|domicili[ée]e?|demeurant"
    r"|[âa]g[ée]e?|de nationalit[ée])"
    r"|(?P<other>n[ée]e|[ée]pouse|[ée]pse|[ée]ps|[ée]p|veuve|vve|divorc[ée]e|ex-[ée]pouse)"
    r")(?:[.:]+|(?=[\s,)]|$))\s*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[\"«]([^)\]\"»]*)[)\]\"»]?")

# Any of these, in any case, sends a cell the long way through `_MARKER` and `_SPLITTERS`.
_WORDS_THAT_MARK = """
ou non pas lire doublon doublons erreur annule annulee annules rectifie rectifiee corrige corrigee
alias aka dit dite dits dites surnommé surnommée surnomme surnommee sobriquet connu connue se née
nee épouse epouse épse epse éps eps ép ep veuve vve divorcée divorcee ex-épouse ex-epouse né ne fils
fille domicilié domiciliée domicilie domiciliee demeurant âgé âgée agé agée age agee de et
consorts avec ainsi contre individu auteur personne employeur inconnu inconnue inconnus inconnues
anonyme identifié identifiée identifie identifiee dénommé dénommée
"""
_MARK_WORDS = (
    frozenset(_WORDS_THAT_MARK.split())
    | WORDS_THAT_COUNT
    | {word for text in no_name_words()["remark"] for word in text.split()}
    | no_name_words()["person"]
)
_LABELS = re.compile(
    r"\b(?:noms?(?: et pr[ée]noms?)?|pr[ée]noms?)\s*:\s*"
    r"|^(?:le )?(?:minist[èe]re public|m\.?p\.?)\s*(?:c/|contre)\s*",
    re.IGNORECASE,
)
# Two names of which one is hers, a person who is denied, a row that was corrected.
_NOT_SURE = re.compile(
    r"(?:^|[\s(])(?:ou|(?:non|pas)(?! (?:identifi|d[ée]nomm|connu|nomm|pr[ée]cis))|lire"
    r"|(?i:doublons?|annul\w*|erreur|corrig\w*|rectifi\w*|au lieu))\b"
)
_LONGEST_REMARK = 3


def is_sure(text: str) -> bool:
    """Whether a cell says of whom it speaks, and takes nothing back."""
    return _NOT_SURE.search(text) is None or names_nobody(text)


def without_labels(text: str) -> str:
    """The cell without what is printed on the form: ``Nom : NGOMA``, ``MP c/ NGOMA``."""
    return _LABELS.sub(" ", text).strip()


def without_remark(name: str) -> str:
    """The name without a remark behind it: ``NGOMA Marie mineure``, ``NGOMA Paul en fuite``."""
    words = name.split()
    for length in range(min(_LONGEST_REMARK, len(words) - 1), 0, -1):
        remark = " ".join(words[-length:])
        if remark.islower() and not name.islower() and is_remark(remark):
            return " ".join(words[:-length])
    return name


def is_plain(text: str, words: list[str]) -> bool:
    """Whether there is nothing in the cell but words that can be a name."""
    bare = text.replace(" ", "").replace("-", "").replace("'", "")
    if not bare.isalpha() or len(words[0]) < 2 or "-" in words:
        return False
    if len(words) >= _TWO_NAMES and count_runs(text) > 1:
        return False
    lowered = text.lower().split(" ")
    return (
        _MARK_WORDS.isdisjoint(lowered)
        and (text.isascii() or _MARK_WORDS.isdisjoint(fold(text).split(" ")))
        and lowered[0].partition("-")[0] not in _TITLES
        and lowered[0] not in _TITLE_LINKS
        and not is_description(words[0])
        and len(bare) > 2
    )


def persons_of(text: str) -> list[str]:
    """The persons of a cell, as written; parts without letters are none."""
    parts = _SPLITTERS.split(_AKA.sub("aka", _ASIDES.sub(" ", text)))
    if "," in text:
        parts = [person for part in parts for person in _parted_by_commas(part)]
    return [part for part in (p.strip(" ,.") for p in parts) if any(map(str.isalpha, part))]


def lines_with_persons(text: str, words_each: int) -> int:
    """How many lines of a cell hold a person, of so many words at least.

    ``NGOMA`` above ``Marie`` is one person in a cell of whole names, and so is a name above its
    alias.
    """
    lines = [line.strip() for line in text.splitlines()]
    return sum(
        sum(any(map(str.isalpha, word)) for word in take_marks(line)[0].split()) >= words_each
        for line in lines
        if not _MARKER.match(line)
    )


def _parted_by_commas(part: str) -> list[str]:
    """``NGOMA, Marie`` is one person; ``NGOMA Marie, KAMBO Zita`` are two: all have both names."""
    pieces = part.split(",")
    whole = all(
        {word.isupper() for word in piece.split() if len(word) > 1} == {True, False}
        for piece in pieces
    )
    return pieces if whole else [part]


def count_of(person: str) -> int:
    """How many persons one part stands for: ``3 autres`` are three, ``consorts`` one at least."""
    counted = _COUNTED.fullmatch(person)
    return int(counted[1]) if counted else 1


def unmarked_asides(text: str) -> list[str]:
    """What stands in brackets and says not what it is: an alias, or somebody else."""
    inside = (match[1].strip() for match in _BRACKETS.finditer(text))
    return [part for part in inside if part and not _MARKER.match(part)]


def take_marks(text: str) -> tuple[str, dict[str, str]]:
    """Part what stands before the first marker from what each marker introduces."""
    marks: dict[str, str] = {}

    def bracketed(match: re.Match[str]) -> str:
        inner = match[1].strip()
        if not inner or _MARKER.match(inner):
            return f" {inner} "
        if any(map(str.isalpha, inner)) and not is_remark(inner):
            marks.setdefault("alias", inner)
        return " "

    text = _BRACKETS.sub(bracketed, text).strip()
    marker_matches = list(_MARKER.finditer(text))
    head = text[: marker_matches[0].start()] if marker_matches else text
    if (
        marker_matches
        and not head.strip(" ,")
        and marker_matches[0].lastgroup in ("other", "aside")
    ):
        head = text[
            marker_matches[0].end() : marker_matches[1].start()
            if len(marker_matches) > 1
            else len(text)
        ]
        if fold(marker_matches[0][0]) in _TITLES:  # "Veuve NGOMA Marie": a title, no other name
            marks["lead"] = marker_matches[0][0].strip(" .:")
        marker_matches = marker_matches[1:]
    for place, mark in enumerate(marker_matches):
        end = marker_matches[place + 1].start() if place + 1 < len(marker_matches) else len(text)
        content = text[mark.end() : end].strip(" ,.-:")
        if content and not any(map(str.isdigit, content)):
            marks.setdefault(mark.lastgroup or "", content)
    lead = marks.pop("lead", "")
    return f"{lead} {head}".strip(" ,"), marks


def take_title(text: str) -> tuple[str, str]:
    """Part civilities, ranks and formulas in front from the name behind them."""
    words = text.split()
    taken = 0
    while taken < len(words) - 1:
        pieces = fold(words[taken]).split()
        is_title = bool(pieces) and pieces[0] in _TITLES
        is_title = is_title and all(p in _TITLES or p in _TITLE_LINKS for p in pieces)
        if not is_title:
            following = fold(words[taken + 1])
            linked = fold(words[taken]) in _TITLE_LINKS and following in _TITLES | _TITLE_LINKS
            ranked = taken > 0 and fold(words[taken]) in ("chef", "major", "des", "logis", "en")
            if not (linked or ranked):
                break
        taken += 1
    rest = words[taken:]
    if taken and _are_initials(words[:taken], rest):
        return "", text
    return " ".join(words[:taken]), " ".join(rest)


def _are_initials(title: list[str], rest: list[str]) -> bool:
    """Whether ``M. S.`` are two initials, and no Monsieur S.; ``M. X`` is nobody known."""
    initials = [fold(word) for word in rest]
    return fold(title[0]) == "m" and initials != ["x"] and all(len(one) < 2 for one in initials)
