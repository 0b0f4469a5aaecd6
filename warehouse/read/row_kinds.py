"""What every physical row of a sheet is: a record, or why it is none.

When in doubt a row is a record: the checks keep a bad record back and the ministry hears of it,
while a record taken for a note would be lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.read.header import Header
from warehouse.read.sheet import Sheet, filled
from warehouse.text import fold, missing_kind

RowKind = Literal[
    "record", "blank", "banner", "header", "repeated_header", "total", "nil", "note", "signature",
    "unreadable",
]  # fmt: skip
_Mask: TypeAlias = npt.NDArray[np.bool_]

# Totals, notes and signatures have a label and a figure or two; a record has more.
_FEW_CELLS: Final = 3
# Above its header a row is a record where it holds so much of what a row below holds: a clerk who
# sorts a list with its header in the selection puts records there. A banner holds a label or two.
_AS_FULL: Final = 0.4
# Below a table a sentence is a note; a name or a reference is shorter.
_SENTENCE: Final = 40

_MAY_BE_FULL = (
    r"(?i)^\W*(s\s*/\s*t|sous|grand|total|totaux|t\s+o\s+t\s+a\s+l|ensemble|([aà]\s+)?report"
    r"|n[eé]ant|ras\b|nil\b)"
)
_TOTAL = re.compile(
    r"(s t|ensemble|(sous |grand |s )?(total|totaux|t o t a l)( [a-z]+){0,5})( \d+)*", re.ASCII
)
# Printed registers carry the count of a page over to the next one; it is no count of what follows.
_CARRIED = re.compile(
    r"(a )?report(er|e|es|s)?( (de|du|des|d|a|en|sur|la|le|l|page|pages|precedente|suivante|haut"
    r"|bas|total|\d+))*",
    re.ASCII,
)
# A place or a month alone in its row is what the rows below are of. An office is not: a record may
# begin with one.
_SECTION = re.compile(
    r"(sous )?(prefecture|commune|region|arrondissement|district|departement|circonscription"
    r"|localite|mois|semaine|trimestre)s? .+"
)
_FIGURE = re.compile(r"[\W\d_]*|\W*(h|f|g|m|hommes?|femmes?|filles?|garcons?)\W*\d+", re.ASCII)
_COLUMN_MARK = re.compile(r"\W*((colonne|column|champ)?\s*\d{1,2}|[a-z]{1,2})\W*", re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+")
_NIL = re.compile(
    r"(neants?|nil|ras|r a s|rien|rien a signaler|rien a declarer|aucune?s?|0|zero|pas d?e?)"
    r"( (cas|victimes?|plaintes?|affaires?|dossiers?|personnes?|donnees?|jugements?|audiences?"
    r"|signale|enregistre|constate|identifie|recense)[a-z]*)*"
    r"( (ce|du|au|pour|dans|durant|pendant|cours|le|la|en)\b.*)?"
)
_NO_NIL = frozenset({"0", "pas", "pas d", "pas de"})
_SIGNED = re.compile(
    r"fait a .*|(?!nee? )[a-z ]{2,20} le \d{1,2} (\d{1,2}|[a-z]+) \d{4}"
    r"|(le|la|l|les|pour le|pour la|p le|po le) (chef|commandant|directeur|directrice|ministre"
    r"|prefet|sous prefet|procureur|substitut|greffier|responsable|secretaire|point focal|officier"
    r"|inspecteur|inspectrice|president|presidente|coordonnateur|coordonnatrice|coordinateur"
    r"|coordinatrice|charge|adjudant|capitaine|lieutenant|colonel|commissaire|magistrat|redacteur"
    r"|point|comite)\w*\b.*"
    r"|visa\b.*|vu( et approuve)?\b.{0,40}|signature\b.*|signe\b.*|cachet\b.*|nom et signature.*"
    r"|etabli par\b.*|valide par\b.*|approuve par\b.*|redige par\b.*"
)
_DATED = re.compile(r"fait a .{2,40} le .*")
# Words that each begin with a capital, as a name's do.
_NAMED = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]+(\s+[A-ZÀ-Þ][\w.'’-]*){0,4}\W*")
_NOTED = re.compile(
    r"\s*(\*+|\(\*+\)|\(\d\)|n\.?\s?b\.?\s*[:.–-]|n\.?b\.?\s"
    r"|(nota|nota bene|notes?|sources?|l[eé]gende|observations?|remarques?|commentaires?"
    r"|pr[eé]cisions?)\s*[:.–-]"
    r"|page\s+\d+(\s*(/|sur)\s*\d+)?\s*$|\W*suite\s+(au\s+verso|page|de\s+la)|\W*suite\W*$).*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, eq=False)
class RowKinds:
    """What every row is.

    Attributes:
        kinds: a ``RowKind`` as text per physical row; row ``i + 1`` stands at ``i``.
        declared_totals: physical rows of totals with the count they declare, None where they
            declare none or several.
    """

    kinds: npt.NDArray[np.str_]
    declared_totals: tuple[tuple[int, int | None], ...] = ()


@dataclass(slots=True)
class _Candidate:
    """A row that may be something else than a record: few cells, or a total."""

    row: int
    cells: list[tuple[int, str]]
    is_in_table: bool
    is_after_gap: bool

    @property
    def first(self) -> str:
        return self.cells[0][1]


def classify_rows(sheet: Sheet, header: Header | None) -> RowKinds:
    """Tell every physical row's kind, by its cells and its place.

    A row above the header that is as full as those below it is a record like them, and so is what
    stands between it and the header. Without a header nothing is a record: rows are blank, nil or
    banner. A line that another line's
    record goes on in is blank here, its cells stand in that record (``Sheet.continues``).
    """
    height = sheet.cells.num_rows
    kinds = np.full(height, "record", dtype="<U16")
    if not height:
        return RowKinds(kinds)
    held = np.array([filled(column).to_numpy() for column in sheet.cells.columns], dtype=bool)
    counts = held.sum(axis=0)
    mapped = sorted(header.column_of.values()) if header else []
    start, end = (header.first_row - 1, header.last_row) if header else (height, height)
    in_mapped = held[mapped].sum(axis=0) if mapped else np.zeros(height, dtype=int)
    broad = max(_FEW_CELLS + 1, len(mapped) // 4)
    kinds[: _first_record(sheet, mapped, in_mapped, start, end, broad)] = "banner"
    kinds[start:end] = "header"
    if header:
        kinds[_repeated(sheet, header, held)] = "repeated_header"
    kinds[counts == 0] = "blank"

    is_broad = (in_mapped >= broad) & (kinds == "record")
    last_broad = int(np.flatnonzero(is_broad)[-1]) if is_broad.any() else end - 1

    totals: list[tuple[int, int | None]] = []
    has_ended = False
    for found in _candidates(sheet, kinds, counts, last_broad, banner=header is None):
        kind = _kind(found, mapped, sheet, has_ended)
        if header is None and kind != "nil":
            continue
        kinds[found.row] = kind
        has_ended = has_ended or (kind == "signature" and not found.is_in_table)
        if kind == "total" and not _CARRIED.fullmatch(fold(found.first)):
            totals.append((found.row + 1, _declared(found)))
    kinds[[row - 1 for row in sheet.unreadable]] = "unreadable"
    kinds[[row - 1 for row in sheet.continues]] = "blank"
    return RowKinds(kinds, tuple(totals))


def _first_record(
    sheet: Sheet, mapped: list[int], in_mapped: npt.NDArray[np.int_], start: int, end: int,
    broad: int,
) -> int:  # fmt: skip
    """The place of the first row above the header that is a record; ``start`` where none is.

    The numbers or letters of a form's columns are as full, and hold one sign each.
    """
    below = in_mapped[end:]
    usual = float(np.median(below[below > 0])) if (below > 0).any() else 0.0
    for place in np.flatnonzero(in_mapped[:start] >= max(broad, _AS_FULL * usual)).tolist():
        row = sheet.row(place + 1)
        told = [text for column in mapped if (text := row[column].strip())]
        if not all(_COLUMN_MARK.fullmatch(text) for text in told):
            return int(place)
    return start


def _repeated(sheet: Sheet, header: Header, held: _Mask) -> _Mask:
    """Rows below the header that say again what one of its rows says: a header on every page."""
    height = sheet.cells.num_rows
    repeated = np.zeros(height, dtype=bool)
    for row in range(header.first_row, header.last_row + 1):
        same = np.zeros(height, dtype=int)
        told = 0
        for column, label in zip(sheet.cells.columns, sheet.row(row), strict=True):
            if label.strip():
                told += 1
                trimmed = pc.utf8_lower(pc.utf8_trim_whitespace(column))
                same += pc.equal(trimmed, label.strip().lower()).to_numpy()
        enough = max(2, min(told, int(0.6 * told) + 1))
        repeated |= (same >= enough) & (same >= 0.6 * held.sum(axis=0))
    repeated[header.first_row - 1 : header.last_row] = False
    return repeated


def _candidates(
    sheet: Sheet, kinds: npt.NDArray[np.str_], counts: npt.NDArray[np.int_], last_broad: int,
    *, banner: bool,
) -> Iterable[_Candidate]:  # fmt: skip
    is_open = (kinds == ("banner" if banner else "record")) & (counts > 0)
    may_be_full = pc.match_substring_regex(_first_cells(sheet), _MAY_BE_FULL)
    chosen = is_open & ((counts <= _FEW_CELLS) | pc.fill_null(may_be_full, False).to_numpy())
    places = np.flatnonzero(chosen)
    rows = zip(*(c.take(pa.array(places)).to_pylist() for c in sheet.cells.columns), strict=True)
    broken = kinds == "blank"
    for place, row in zip(places.tolist(), rows, strict=True):
        cells = [(i, str(cell).strip()) for i, cell in enumerate(row) if str(cell).strip()]
        after_gap = place > last_broad and bool(broken[last_broad + 1 : place].any())
        yield _Candidate(place, cells, place < last_broad, after_gap)


def _first_cells(sheet: Sheet) -> pa.ChunkedArray:
    """The first filled cell of every row, null in blank rows."""
    columns = sheet.cells.columns
    return pc.coalesce(*(pc.if_else(filled(c), c, pa.scalar(None, pa.string())) for c in columns))


def _kind(found: _Candidate, mapped: list[int], sheet: Sheet, has_ended: bool) -> RowKind:
    if _is_total(found):
        return "total"
    if _is_nil(found):
        return "nil"
    if len(found.cells) > _FEW_CELLS:
        return "record"
    if _is_signature(found, has_ended):
        return "signature"
    if _is_note(found, mapped, sheet):
        return "note"
    is_numbered_only = len(found.cells) == 1 and _is_row_number(found, mapped)
    return "blank" if is_numbered_only else "record"


def _is_total(found: _Candidate) -> bool:
    label, others = fold(found.first), found.cells[1:]
    if not (_TOTAL.fullmatch(label) or _CARRIED.fullmatch(label)):
        return False
    return all(
        _FIGURE.fullmatch(fold(cell) or cell) or _TOTAL.fullmatch(fold(cell)) for _, cell in others
    )


def _declared(found: _Candidate) -> int | None:
    """The one whole number of a total row; several different ones declare nothing."""
    inside = re.findall(r"\d+", fold(found.first))
    after = [cell for _, cell in found.cells[1:] if _WHOLE.fullmatch(cell)]
    numbers = {int(re.sub(r"\D", "", text)) for text in [*inside, *after]}
    return numbers.pop() if len(numbers) == 1 else None


def _is_nil(found: _Candidate) -> bool:
    """``NEANT`` or its like as the only cell, or in a row of nothing but such markers."""
    label = fold(found.first)
    if not _NIL.fullmatch(label) or label in _NO_NIL:
        return False
    return all(missing_kind(cell) is not None for _, cell in found.cells[1:])


def _is_signature(found: _Candidate, has_ended: bool) -> bool:
    """A place, date, title or name under the table; within it, only ``Fait à …, le …`` alone."""
    texts = [fold(cell) for _, cell in found.cells]
    if found.is_in_table:
        return len(texts) == 1 and _DATED.fullmatch(texts[0]) is not None
    # Who signs has a title and a name; a code, an age or a date beside a name is a record's.
    if has_ended and len(texts) < _FEW_CELLS and not re.search(r"\d", " ".join(texts)):
        return True
    signed = [text for text in texts if _SIGNED.fullmatch(text)]
    return bool(signed) and all(text in signed or _FIGURE.fullmatch(text) for text in texts)


def _is_note(found: _Candidate, mapped: list[int], sheet: Sheet) -> bool:
    if _NOTED.fullmatch(found.first):
        others = [text for column, text in found.cells[1:] if column in mapped]
        if not others or not (found.is_in_table or any(map(_NAMED.fullmatch, others))):
            return True
    if len(found.cells) > 1:
        return False
    column, text = found.cells[0]
    if _SECTION.fullmatch(fold(text)):
        return True
    if column not in mapped or _spans_half(found, mapped, sheet):
        return True
    return found.is_after_gap and len(text) >= _SENTENCE


def _spans_half(found: _Candidate, mapped: list[int], sheet: Sheet) -> bool:
    """A cell merged over half of the table is a title between rows."""
    return any(
        merge.first_row <= found.row + 1 <= merge.last_row
        and sum(merge.first_col <= column + 1 <= merge.last_col for column in mapped) * 2
        >= len(mapped)
        for merge in sheet.merged
        if merge.last_col > merge.first_col
    )


def _is_row_number(found: _Candidate, mapped: list[int]) -> bool:
    """Forms are printed with their numbers: a number alone at the left is a line not filled in."""
    column, text = found.cells[0]
    return column <= min(mapped, default=0) and text.isdecimal() and len(text) <= 5
