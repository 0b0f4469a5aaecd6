"""What rows that are no records say of those that are: nothing to report, what a colour means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message, message
from warehouse.read.sheet import Sheet
from warehouse.text import fold

_COLOURS: Final = (
    r"(?:rouges?|verte?s?|jaunes?|bleue?s?|oranges?|grise?s?|roses?|violete?t?e?s?|mauves?"
    r"|red|green|yellow|blue|grey|gray|pink)"
)
# A colour that stands for something: "en rouge", "jaune = sorti"; no "Croix Rouge".
_MEANING = re.compile(
    rf"\b(?:en|fond|couleur|colou?r|surlignee?s?(?: en)?|marquee?s? en|lignes?|cellules?|cases?"
    rf"|in) {_COLOURS}\b"
)
_LEGEND = re.compile(rf"^\W*(?:l[eé]gende\W+)?{_COLOURS}\s*[:=]", re.IGNORECASE)
# What is to be done to the list below or above; a template's own help asks it of nobody so.
_ASKS = re.compile(
    r"\ba (?:ajouter|rajouter|retirer|supprimer|enlever|rectifier|corriger|remplacer)\b"
    r"|\b(?:oublie|omis|rajoute)e?s?\b|\bne pas compter\b|\berrat(?:um|a)\b|\blire .* au lieu de\b"
    r"|\bnon (?:inscrit|repris)e?s?\b|\bto be (?:added|removed|deleted|corrected)\b"
)
# Who, and how old, or how many more: a note that names somebody whom no row may hold.
_WHO = (
    r"(?:victimes?|enfants?|filles?|fillettes?|garcons?|mineure?s?|bebes?|freres?|soeurs?"
    r"|jumeaux|jumelles?|nourrissons?|survivante?s?|femmes?|hommes?|personnes?)"
)
_IS_WHO = re.compile(rf"\b{_WHO}\b")
_AGED = re.compile(rf"\b{_WHO} (?:de |d |agee?s? de |agee?s? d )\d{{1,2}} (?:ans?|mois)\b")
_MORE = re.compile(
    rf"\b(?:\d{{1,3}}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) (?:autres? |nouve\w+ )"
    rf"{_WHO}\b|\b{_WHO} (?:\w+ )?(?:supplementaires?|en plus|non (?:enregistr|inscri|compt)\w+)"
)
_NAMES = re.compile(r"\b[A-ZÀ-Þ][A-ZÀ-Þ'’-]{2,} [A-ZÀ-Þ][a-zà-ÿ]")
_ANSWERED = re.compile(r"(?i:^\W*noms?\s*:)\s*[A-ZÀ-Þ]{2}")
# A title that names the one whom all rows below it are of.
_TITLED = re.compile(
    r"(?i:\b(?:victime|enfant|mineure?|survivante?|b[eé]n[eé]ficiaire|pr[eé]venue?|accus[eé]e?"
    r"|noms? et pr[eé]noms?)(?: n[°o] ?\d+)? ?:|\b(?:dossier|fiche|cas) (?:de|d’|d')) ?"
    r"[A-ZÀ-Þ]{3,} [A-ZÀ-Þ][a-zà-ÿ]"
)
_SAID = frozenset({"banner", "note", "signature", "total"})


def notes_on_rows(recognition: Recognition) -> Iterator[Message]:
    """A sentence for each sheet that says nothing beside records, names, explains, or asks."""
    for one in recognition.tables:
        name, records = one.sheet.name or "1", len(one.rows.row_numbers)
        kinds = one.kinds.kinds.tolist()
        nil = next((row for row in range(1, len(kinds) + 1) if _is_nil_alone(kinds, row)), None)
        if nil is not None and records:
            yield message("file_nil_beside_rows", sheet=name, row=nil, count=records)
        note_rows = [row for row, kind in enumerate(kinds, 1) if kind in _SAID]
        if (asking := next((row for row in note_rows if _asks(one.sheet, row)), None)) is not None:
            yield message("file_note_asks", sheet=name, row=asking)
        naming = (
            row
            for row, kind in enumerate(kinds, 1)
            if (kind == "note" and _speaks_of_persons(one.sheet, row))
            or (kind == "banner" and _TITLED.search(" ".join(one.sheet.row(row))))
        )
        if (row := next(naming, None)) is not None:
            yield message("file_note_names", sheet=name, row=row)
        aside = (row for row, kind in enumerate(kinds, 1) if kind not in ("record", "blank"))
        if (row := _first_colour(one.sheet, aside)) is not None:
            yield message("file_colours_mean", sheet=name, row=row)
    for sheet in recognition.others:
        if sheet.name not in recognition.headless:
            rows = range(1, sheet.cells.num_rows + 1)
            if (row := _first_colour(sheet, rows)) is not None:
                yield message("file_colours_mean", sheet=sheet.name or "1", row=row)
            if (asking := next((row for row in rows if _asks(sheet, row)), None)) is not None:
                yield message("file_note_asks", sheet=sheet.name or "1", row=asking)


def _asks(sheet: Sheet, row: int) -> bool:
    return _ASKS.search(fold(" ".join(sheet.row(row)))) is not None


def _speaks_of_persons(sheet: Sheet, row: int) -> bool:
    text = " ".join(sheet.row(row))
    folded = fold(text)
    is_named = _NAMES.search(text) is not None and _IS_WHO.search(folded) is not None
    is_named |= _ANSWERED.search(text) is not None
    return is_named or _AGED.search(folded) is not None or _MORE.search(folded) is not None


def _is_nil_alone(kinds: list[str], row: int) -> bool:
    """Whether a row says that there is nothing, and not of the part under a title before it."""
    above = (kind for kind in reversed(kinds[: row - 1]) if kind != "blank")
    return kinds[row - 1] == "nil" and next(above, "") not in ("note", "total")


def _first_colour(sheet: Sheet, rows: Iterable[int]) -> int | None:
    return next((row for row in rows if any(map(_names_a_colour, sheet.row(row)))), None)


def _names_a_colour(text: str) -> bool:
    return bool(text) and bool(_LEGEND.match(text) or _MEANING.search(fold(text)))
