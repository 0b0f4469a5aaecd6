"""Places by their aliases, and the arrondissements of Bangui.

Mambéré, Mambéré-Kadéï and Nana-Mambéré are three places; so are Ouham, Ouham-Pendé and Ouham-Fafa,
and Ouandja, Ouandja-Kotto and Ouanda-Djallé (domain notes 6.1). So a name is a place only if the
whole of it is an alias, spaces and apostrophes apart. Nothing is matched by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from warehouse.conform.clean.first_look import first_look, is_doubted
from warehouse.conform.clean.state import State
from warehouse.text import fold

_LEVEL = re.compile(
    r"(?:(?:la|le) )?(?:sous prefecture|prefecture|s p|sp|commune|ville|village|localite|axe)"
    r"(?: (?:de la|de l|du|des|de|d))? (?=\S)"
)
_ARRONDISSEMENT = re.compile(
    r"(?:bangui )?(\d{1,2}) ?(?:er|ere|e|eme|ieme)? ?"
    r"(?:arrondissements?|arrond|arrdt|ardt|arrd|arr|ar)"
    r"(?: (?:de )?bangui)?(?: quartier .+)?"
    r"|bangui (\d{1,2}) ?(?:er|ere|e|eme|ieme)?"
)
_PK5 = re.compile(r"(?:bangui )?(?:quartier )?(?:pk|km) ?5")
_BANGUI = "bangui"
_ARRONDISSEMENTS = range(1, 11)
_PK5_ARRONDISSEMENT = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the code list."""

    state: State  # see ``state.State``
    code: str | None = None  # of the place; Bangui's where the cell names an arrondissement
    arrondissement: int | None = None  # of Bangui, where the cell names it


def read_place(raw: str, lookup: Mapping[str, str]) -> Place:
    """Read a place by ``lookup``, folded name or alias to code.

    ``Bria (Haute-Kotto)`` is Bria only because Haute-Kotto is a place too.
    """
    text, state = first_look(raw)
    key = fold(text)
    if is_doubted(text):
        return Place("unread" if state == "read" else state)
    if code := lookup.get(key):
        return Place("read", code)
    if state != "read":
        return Place(state)
    bare = _LEVEL.sub("", key, count=1) if _LEVEL.match(key) else key
    if code := _find(bare, lookup):
        return Place("read", code)
    if match := _ARRONDISSEMENT.fullmatch(bare):
        return _in_bangui(int(match[1] or match[2]), lookup)
    if _PK5.fullmatch(bare):
        return _in_bangui(_PK5_ARRONDISSEMENT, lookup)
    outer, bracket, inner = text.rstrip(" )").partition("(")
    if bracket and _find(fold(inner), lookup) and (code := _find(fold(outer), lookup)):
        return Place("read", code)
    return Place("unread")


def _find(key: str, lookup: Mapping[str, str]) -> str | None:
    """The code of an alias, or of the one place whose aliases differ from it in spaces only."""
    if code := lookup.get(key):
        return code
    squeezed = key.replace(" ", "")
    if not squeezed:
        return None
    codes = {code for alias, code in lookup.items() if alias.replace(" ", "") == squeezed}
    return codes.pop() if len(codes) == 1 else None


def _in_bangui(arrondissement: int, lookup: Mapping[str, str]) -> Place:
    code = lookup.get(_BANGUI)
    if code is None or arrondissement not in _ARRONDISSEMENTS:
        return Place("unread")
    return Place("read", code, arrondissement)
