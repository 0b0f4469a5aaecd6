"""What people call a file, a sheet or a column, as it may stand outside the vault.

A clerk puts a name where nobody looks for one: *dossier de la petite ….xlsx*, a sheet a person. Of
such a label only words stay that a contract, a code list or the list below holds, and numbers that
are a counter or a date. Any other is left out; a tag made under a key keeps two labels apart, and
tells the same label again, to whom does not know the key nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.contracts.contract import Contract
from warehouse.contracts.contract_files import load_contracts
from warehouse.text import fold

# No vowel and no digit: a tag is never a month, a word or a number.
_LETTERS: Final = "bcdfghjkmnpqrstvwxz"
_LONG: Final = 6
_HIDDEN: Final = "masqué"
_TAGGED: Final = re.compile(rf"{_HIDDEN}-[{_LETTERS}]{{{_LONG}}}")
_PART: Final = re.compile(rf"{_TAGGED.pattern}|[^\W\d_]+|\d+(?:[ ._/()-]{{1,2}}\d+)*")
_RUN: Final = re.compile(r"\d+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE: Final = re.compile(
    r"(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?(?:[0-5]\d){0,2}"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)"
)
_COUNTER: Final = 4
_PHONE: Final = 8
# What offices call their files besides the words of their registers.
_USUAL: Final = """
    xlsx xlsm xlsb xls ods csv txt tsv pdf docx doc odt html htm zip json xml rar jpg jpeg png part
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    janv jan fev fevr feb avr apr may juil jul sept sep oct nov dec jun aug mar
    january february march april june july august october november december
    trimestre semestre annee mois semaine jour date periode mensuel mensuelle annuel cumul situation
    fichier file liste list registre register tableau table classeur feuille feuil feuillet sheet
    rapport report statistiques statistique stats suivi export extraction donnees data modele base
    template copie copy final finale version definitif definitive corrige corrigee corriger nouveau
    nouvelle new old ancien ancienne bis ter brouillon draft test vide nil ras neant original
    originale complet complete partie part suite annexe page onglet recapitulatif recap resume
    bilan fiche dossier cas note lettre envoi transmission depot retour recu scan sauvegarde
    un une deux trois quatre cinq le la les l de du des d et ou a au aux en par pour sur sans avec
    dans the of and for from one two three first second last premier premiere dernier derniere
    victime victimes mineur mineurs enfant enfants femme femmes homme hommes auteur auteurs
    suspect suspects prevenu prevenus accuse accuses personne personnes mis cause garde vue gav
    pv rp ri no num numero total totaux lignes ligne colonne colonnes entete notes listes aide
    rca caf tep mali bangui nord sud est ouest centre province provinces prefecture
    abord observation observations remarque remarques commentaire commentaires telephone divers
    mah minfemme mpffpe eafga caafag guillemet page serie series one two three
    seul seule entier coupe fiches mere pere
    visite visites inspection inspections audience audiences plainte plaintes affaire affaires
    dossiers cases files rapports envois mises jour maj provisoire valide validee signe signee
    urgent urgence rectificatif rectificative modifie modifiee rectifie rectifiee
    complement erratum consolide consolidee general
    generale detail details resultat resultats semestre trimestriel hebdomadaire quotidien
    utf latin windows ansi iso dos unix mac sheetjs
"""


@dataclass(frozen=True, slots=True)
class PlainLabels:
    """Labels as they may be read."""

    words: frozenset[str]  # folded words that a label may hold

    def plain(self, label: str, key: bytes) -> str:
        """The label without any word that is not known; the same label, the same words.

        Args:
            key: of the vault, under which the tag is made.
        """
        kept: list[str] = []
        last, hidden = 0, False
        for part in _PART.finditer(label):
            between, last = label[last : part.start()], part.end()
            if _TAGGED.fullmatch(part[0]) or self._may_stay(part[0]):
                kept += [between, part[0]]
            elif not hidden:
                kept += [between, f"{_HIDDEN}-{_tag(label, key)}"]
                hidden = True
        kept.append(label[last:])
        return "".join(kept)

    def _may_stay(self, part: str) -> bool:
        if part[0].isdigit():
            return _is_counter_or_date(_RUN.findall(part))
        words = fold(part).split()
        return len(part) == 1 or (bool(words) and self.words.issuperset(words))


def label_words(contracts: dict[str, Contract], codes: CodeLists) -> PlainLabels:
    """Labels may hold the words of contracts and code lists, and what offices call their files."""
    texts = [_USUAL, *_said(contracts)]
    texts += [one.label("fr") for name in codes.lists for one in codes.rows(name)]
    texts += [one.code for name in codes.lists for one in codes.rows(name)]
    parts = (word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text)))
    return PlainLabels(frozenset(parts))


@lru_cache(maxsize=4)
def labels_of(sources: Path) -> PlainLabels:
    """The same, of a folder of sources."""
    return label_words(load_contracts(sources), load_codelists(sources / "codes"))


def _said(contracts: dict[str, Contract]) -> Iterator[str]:
    for contract in contracts.values():
        # A folder that is called by a source's beginning is one that a steward must recognise.
        yield from (contract.source_id[:end] for end in range(5, len(contract.source_id)))
        yield from (contract.source_id, contract.title_fr, contract.habits)
        yield from (contract.owner.agency, contract.owner.team)
        for table in contract.tables.values():
            yield from table.sheets
            for _, group, header, column in table.each_column():
                yield from (group or "", header, *column.also)


def _is_counter_or_date(runs: list[str]) -> bool:
    if not all(len(run) <= _COUNTER or _DATE.fullmatch(run) for run in runs):
        return False
    short = [run for run in runs if not _YEAR.fullmatch(run) and not _DATE.fullmatch(run)]
    # Eight digits in pairs, or four and four, are a telephone's.
    return sum(map(len, short)) < _PHONE


def _tag(label: str, key: bytes) -> str:
    digest = int.from_bytes(hmac.digest(key, label.encode(), hashlib.sha256)[:8], "big")
    letters = []
    for _ in range(_LONG):
        digest, rest = divmod(digest, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)
