"""Rows that say of themselves that they are not one person: cancelled, a double, or five of them.

A clerk who may not strike a row out writes ``ANNULÉ`` where the name stands, or beside it; one who
was told of a group writes how many they were. Each would be one person more, or four too few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.contracts import Column
from warehouse.text import fold, lower_plain

_NAMES: Final = frozenset({*NAME_COLUMNS, "given_names"})
_VOID: Final = (
    r"(?:a )?annule(?:e|s|es|r)?|annulation|(?:en )?doublons?|doubles?|double (?:emploi|saisie)"
    r"|vides?|a supprimer|supprime(?:e|s|es|r)?|erreurs?(?: de saisie)?|saisi par erreur"
    r"|(?:a )?ne pas (?:compter|saisir|prendre en compte|tenir compte)|cancell?ed|duplicate|void"
    r"|deja (?:enregistre|saisi|compte|declare|transmis|envoye|signale)(?:e|s|es)?"
)
_TAIL: Final = r"(?: (?:de|du|avec|la|le|voir|cf|ligne|n|no|fiche|dossier|en|mois|ci) .*| \d.*)?"
# A cell that was left blank says ``vide``, too, and a form's first row may be its example.
_CANCELLED: Final = re.compile(
    rf"(?!vides?$|doubles?$)(?:{_VOID}){_TAIL}|(?:ligne d )?(?:exemples?|ex)"
)
_VOID_NAME: Final = re.compile(rf"(?:{_VOID})|(?:annulee?|doublons?) .*|.* (?:annulee?|doublons?)")
# Half a name may be such a word: MODÈLE Xavier, in two columns.
_EXAMPLES: Final = frozenset({"exemple", "exemples", "modele", "specimen"})
_EXAMPLES_IN_PARTS: Final = frozenset({"exemple", "exemples"})
# A hyphen without a space holds a name together.
_MARKED: Final = re.compile(r"[()\[\]:;,/]+|\s[–—-]+\s")
# What may be cancelled and remain: a hearing, a decision.
_FREE: Final = frozenset({"text", "keywords", "articles", "sentence"})
# Of several persons in one row their ages or sexes are told one after the other.
_AGES: Final = re.compile(r"\d{1,3}(?: ?ans)?(?:(?:, | et |; ?| ?\+ ?| ?& ?|\n)\d{1,3}(?: ?ans)?)+")
_SEXES: Final = re.compile(
    r"(?:\d{1,3} ?(?:f|g|h|m|filles?|garcons?|femmes?|hommes?)(?:, ?| et | ?[+/;] ?|\n)?){2,}"
)
# A judgment that was quashed on appeal, ``annulé en appel``, is a case like others.
_VOID_REMARK: Final = re.compile(
    rf"(?:(?:ligne|cas|fiche|dossier|enregistrement) )?(?:est )?(?:{_VOID})"
    rf"(?! en (?:appel|cassation)){_TAIL}"
)
_TOLD_OF_SEVERAL: Final = {"age": _AGES, "sex": _SEXES}
# A hundred thousand rows are asked for these first: hardly one has any.
_STEMS: Final = (
    r"(?i)annul|doubl|vide|supprim|erreur|saisi|compter|tenir compte|d.{1,2}j.|cancel|duplicate"
    r"|void|exemple|mod.{1,2}le|sp.{1,2}cimen|^\W*ex\W*$|prendre en"
)
_REMARKS: Final = re.compile(
    r"(?:observation|remarque|commentaire|note|mention|statut|etat|suivi)s?"
)
_COUNTS: Final = re.compile(
    r"(?:(?:nombre|nbre|nbr|nb|effectif)(?: total)?(?: (?:de|des|d))?"
    r"(?: (?:victimes?|personnes?|cas|individus))?)"
)
_WHOLE: Final = re.compile(r"\s*(\d{1,4})(?:[.,]0+)?\s*")


def tell_void_rows(one: RecognisedSheet, made: Conformed, findings: Findings) -> None:
    """Keep back the rows that are said to be none, and those that are said to be several."""
    columns = list(one.table.each_column())
    numbers = one.rows.row_numbers.tolist()
    for key, _, _, column in columns:
        if key not in one.rows.cells or key not in made.examined.column_names:
            continue
        states = made.examined[key]
        asked = pc.fill_null(pc.match_substring_regex(one.rows.cells[key], _STEMS), False).to_numpy(
            zero_copy_only=False
        )
        if column.read in _TOLD_OF_SEVERAL:
            asked |= pc.equal(states, "unread").to_numpy()
        for place in np.flatnonzero(asked).tolist():
            row, cell, state = numbers[place], one.rows.cells[key][place].as_py(), states[place]
            if _is_void(column, cell, state.as_py()):
                findings.tell_cell(one, row, key, "row_void", "quarantine")
            elif state.as_py() == "unread" and _tells_several(column, cell):
                findings.tell_cell(one, row, key, "several_persons", "quarantine")
    ignored = {key for key, _, _, column in columns if column.read is None}
    remarks = [i for key, i in one.header.column_of.items() if key in ignored and _is_remark(key)]
    unknown = [index for index, _ in one.header.unknown]
    void = {
        row
        for index in (*remarks, *unknown)
        for row, text in _cells(one, index, _STEMS)
        if _VOID_REMARK.fullmatch(fold(text))
    }
    findings.tell_rows(one, sorted(void), "row_void")
    if any(record.table == "person_mention" for record in one.table.records.values()):
        findings.tell_rows(one, sorted(_rows_of_several(one)), "row_of_several")


def _is_void(column: Column, cell: str, state: str) -> bool:
    if column.read in _NAMES:
        parts = [cell, *_MARKED.split(cell)]
        examples = _EXAMPLES if column.read == "name" else _EXAMPLES_IN_PARTS
        folded_parts = {fold(part) for part in parts}
        return fold(cell) in examples or any(_VOID_NAME.fullmatch(part) for part in folded_parts)
    if column.read in _FREE or (state == "read" and column.read not in {"key", "reference"}):
        return False
    return _CANCELLED.fullmatch(fold(cell)) is not None


def _tells_several(column: Column, cell: str) -> bool:
    pattern = _TOLD_OF_SEVERAL.get(column.read or "")
    return pattern is not None and pattern.fullmatch(lower_plain(cell)) is not None


def _is_remark(header: str) -> bool:
    return _REMARKS.match(fold(header)) is not None


def _rows_of_several(one: RecognisedSheet) -> set[int]:
    """Rows with a count of persons beyond the rows of their case: a count of the case is none."""
    counts = [
        index
        for index, text in one.header.unknown
        if _COUNTS.fullmatch(fold(text)) and _is_of_table(one, index)
    ]
    if not counts:
        return set()
    case_of = dict(zip(one.rows.row_numbers.tolist(), _cases(one), strict=True))
    rows_of = Counter(case for case in case_of.values() if case)
    return {
        row
        for index in counts
        for row, text in _cells(one, index, r"\d")
        if (whole := _WHOLE.fullmatch(text)) and int(whole[1]) > max(1, rows_of[case_of[row]])
    }


def _is_of_table(one: RecognisedSheet, index: int) -> bool:
    """Whether a column is one of the table's: of a summary beside it a blank one parts it."""
    read = set(one.header.column_of.values())
    labelled = {place for place, text in one.header.unknown if text.strip()}
    while index in labelled:
        index -= 1
    return index in read or index < 0


def _cases(one: RecognisedSheet) -> list[str]:
    """What each record calls its case, empty where it does not."""
    keys = [
        key
        for key, _, _, column in one.table.each_column()
        if column.read == "reference" and key in one.rows.cells
    ]
    blank = pa.array([""] * len(one.rows.row_numbers))
    cells = [one.rows.cells[key].to_pylist() for key in keys[:1]] or [blank.to_pylist()]
    return [cell or "" for cell in cells[0]]


def _cells(one: RecognisedSheet, index: int, pattern: str) -> Iterator[tuple[int, str]]:
    """The cells of a column of the sheet that match, in its records, each with its row."""
    cells = one.sheet.cells[index].take(pa.array(one.rows.row_numbers - 1))
    for place in np.flatnonzero(
        pc.fill_null(pc.match_substring_regex(cells, pattern), False).to_numpy()
    ).tolist():
        yield int(one.rows.row_numbers[place]), str(cells[place].as_py())
