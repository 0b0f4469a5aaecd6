"""Our own sheets told from the ministry's: the corrections of a receipt, the lists of a template.

Both come back in workbooks that are dropped again, and hold no record. The reader passes over
them by the marks that ``receipts`` writes into their first cell.
"""

from __future__ import annotations

import unicodedata

AUTHOR = "Zo Kwe Zo"
FIRST_SHEET = "À corriger d'abord"
MARKER = "Zo Kwe Zo – feuille de correction (la plateforme ne lit pas cette feuille)"
LISTS_MARK = "Zo Kwe Zo : listes de choix"

_MARKER_START = "Zo Kwe Zo – feuille de correction"


def is_receipt_sheet(name: str, first_cell: object) -> bool:
    """Whether a sheet is one that a receipt wrote, and therefore holds no data.

    Args:
        first_cell: what stands in its A1, of any type.
    """
    first_text = first_cell if isinstance(first_cell, str) else ""
    return _plain(first_text).startswith(_plain(_MARKER_START)) or _plain(name) == _plain(
        FIRST_SHEET
    )


def is_lists_sheet(first_cell: str) -> bool:
    """Whether a sheet is the lists of a template, by its first cell."""
    return first_cell.strip() == LISTS_MARK


def _plain(text: str) -> str:
    """Without accents, case, spaces or the several dashes and apostrophes that Office swaps."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in bare if character.isalnum())
