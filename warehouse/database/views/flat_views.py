"""Flat views for tools that draw charts: a table with every code beside its label.

``warehouse.flat_victim`` has the rows of ``warehouse.victim``; beside a code stands its label in
French and in English, beside a préfecture its name; a list of codes is one text. A code that no
list knows stands as it was written; what nobody tells stays empty. ``columns`` says of each what it
shows: here it becomes SQL, and in a release its twin is made of the release's own tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from warehouse.database.tables import METADATA
from warehouse.database.tables.comments import both
from warehouse.database.views.described_view import described_view

FLAT: Final = ("victim", "suspect", "case_file", "complaint", "hearing", "judgment", "sentence")
"""Tables of ``warehouse`` that have a flat twin."""

_LIST = re.compile(r" ?\(codes: (\w+)\)")
_INTERNAL = frozenset({"record_ids"})


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column of a flat view."""

    of: str  # the column of the table that it shows
    texts: dict[str, str]  # what it says of itself, in French and English
    is_list: bool = False  # whether ``of`` holds several codes, shown as one text
    # the code list whose labels stand for the codes, ``geography`` for names of places; none where
    # the column is shown as it is
    lookup: str | None = None
    language: Literal["fr", "en"] = "fr"

    @property
    def sql(self) -> str:
        """The expression, for PostgreSQL, over the table as ``t``."""
        if not self.lookup:
            return f"array_to_string(t.{self.of}, '; ')" if self.is_list else f"t.{self.of}"
        if self.lookup == "geography":
            return (
                "coalesce((select g.name from warehouse.dim_geography g"
                f" where g.place_code = t.{self.of}), t.{self.of})"
            )
        if not self.is_list:
            return (
                f"coalesce((select d.label_{self.language} from warehouse.dim_code d"
                f" where d.list = '{self.lookup}' and d.code = t.{self.of}), t.{self.of})"
            )
        return (
            f"(select string_agg(coalesce(d.label_{self.language}, c.code), '; ' order by c.code)"
            f" from unnest(t.{self.of}) as c (code)"
            f" left join warehouse.dim_code d on d.list = '{self.lookup}' and d.code = c.code)"
        )


@cache
def definitions() -> Mapping[str, str]:
    """``schema.name`` -> the SQL that makes and explains it."""
    return {
        f"warehouse.flat_{name}": described_view(
            f"warehouse.flat_{name}",
            query(name),
            {column: (texts["fr"], texts["en"]) for column, texts in described(name).items()},
        )
        for name in FLAT
    }


def query(name: str) -> str:
    """The select of a flat view."""
    shown = ",\n    ".join(f"{one.sql} as {column}" for column, one in columns(name).items())
    return f"select\n    {shown}\nfrom warehouse.{name} t"


def described(name: str) -> dict[str, dict[str, str]]:
    """What a flat view says of itself: ``""`` for the whole, else by column; ``fr``, ``en``."""
    table_texts = both(METADATA.tables[f"warehouse.{name}"].comment)
    whole = {
        "fr": f"{table_texts['fr']} Chaque code avec son libellé, pour un outil de graphiques.",
        "en": f"{table_texts['en']} Each code with its label, for a tool that draws charts.",
    }
    return {"": whole} | {column: one.texts for column, one in columns(name).items()}


@cache
def columns(name: str) -> dict[str, FlatColumn]:
    """The columns of a flat view, in the order of its table."""
    flat: dict[str, FlatColumn] = {}
    for column in METADATA.tables[f"warehouse.{name}"].columns:
        if column.name not in _INTERNAL and not isinstance(column.type, JSONB):
            flat |= _of(column)
    return flat


def _of(column: Column[object]) -> dict[str, FlatColumn]:
    texts = both(column.comment)
    is_list = isinstance(column.type, ARRAY)
    itself = {column.name: FlatColumn(column.name, texts, is_list)}
    coded = _LIST.search(column.comment or "")
    if not coded:
        return itself
    base = re.sub(r"_codes?$", "", column.name)
    plain = {language: _LIST.sub("", words) for language, words in texts.items()}
    if coded[1] == "geography":
        name = {"fr": f"{plain['fr']} : son nom", "en": f"{plain['en']}: its name"}
        return itself | {base: FlatColumn(column.name, name, is_list, coded[1])}
    french = {"fr": f"{plain['fr']} : libellé français", "en": f"{plain['en']}: French label"}
    english = {"fr": f"{plain['fr']} : libellé anglais", "en": f"{plain['en']}: English label"}
    return itself | {
        f"{base}_fr": FlatColumn(column.name, french, is_list, coded[1], "fr"),
        f"{base}_en": FlatColumn(column.name, english, is_list, coded[1], "en"),
    }
