"""Flat views for tools that draw charts: a table with every code beside its label.

``warehouse.flat_victim`` has the rows of ``warehouse.victim``; beside a code stands its label in
French and in English, beside a préfecture its name; a list of codes is one text. A code that no
list knows stands as it was written; what nobody tells stays empty. The same SQL runs in PostgreSQL
and, over the tables of a release, in DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from warehouse.database.tables import METADATA
from warehouse.database.tables.comments import both
from warehouse.database.views.described_view import described_view

FLAT: Final = ("victim", "suspect", "case_file", "complaint", "hearing", "judgment", "sentence")
"""Tables of ``warehouse`` that have a flat twin."""

_LIST = re.compile(r" ?\(codes: (\w+)\)")
_INTERNAL = frozenset({"record_ids"})
# A column of a flat view: its expression, and what it says of itself in French and English.
_Flat = tuple[str, dict[str, str]]


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
    """The select of a flat view, for PostgreSQL and DuckDB alike."""
    shown = ",\n    ".join(f"{sql} as {column}" for column, (sql, _) in columns(name).items())
    return f"select\n    {shown}\nfrom warehouse.{name} t"


def described(name: str) -> dict[str, dict[str, str]]:
    """What a flat view says of itself: ``""`` for the whole, else by column; ``fr``, ``en``."""
    table_texts = both(METADATA.tables[f"warehouse.{name}"].comment)
    whole = {
        "fr": f"{table_texts['fr']} Chaque code avec son libellé, pour un outil de graphiques.",
        "en": f"{table_texts['en']} Each code with its label, for a tool that draws charts.",
    }
    return {"": whole} | {column: words for column, (_, words) in columns(name).items()}


@cache
def columns(name: str) -> dict[str, _Flat]:
    """The columns of a flat view, in the order of its table."""
    flat: dict[str, _Flat] = {}
    for column in METADATA.tables[f"warehouse.{name}"].columns:
        if column.name not in _INTERNAL and not isinstance(column.type, JSONB):
            flat |= _of(column)
    return flat


def _of(column: Column[object]) -> dict[str, _Flat]:
    texts = both(column.comment)
    is_list = isinstance(column.type, ARRAY)
    itself = f"array_to_string(t.{column.name}, '; ')" if is_list else f"t.{column.name}"
    coded = _LIST.search(column.comment or "")
    if not coded:
        return {column.name: (itself, texts)}
    base = re.sub(r"_codes?$", "", column.name)
    plain = {language: _LIST.sub("", words) for language, words in texts.items()}
    if coded[1] == "geography":
        named = (
            "coalesce((select g.name from warehouse.dim_geography g"
            f" where g.place_code = t.{column.name}), t.{column.name})"
        )
        name = {"fr": f"{plain['fr']} : son nom", "en": f"{plain['en']}: its name"}
        return {column.name: (itself, texts), base: (named, name)}
    french = {"fr": f"{plain['fr']} : libellé français", "en": f"{plain['en']}: French label"}
    english = {"fr": f"{plain['fr']} : libellé anglais", "en": f"{plain['en']}: English label"}
    label = _labels if is_list else _label
    return {
        column.name: (itself, texts),
        f"{base}_fr": (label(column.name, coded[1], "fr"), french),
        f"{base}_en": (label(column.name, coded[1], "en"), english),
    }


def _label(column: str, code_list: str, language: str) -> str:
    return (
        f"coalesce((select d.label_{language} from warehouse.dim_code d"
        f" where d.list = '{code_list}' and d.code = t.{column}), t.{column})"
    )


def _labels(column: str, code_list: str, language: str) -> str:
    return (
        f"(select string_agg(coalesce(d.label_{language}, c.code), '; ' order by c.code)"
        f" from unnest(t.{column}) as c (code)"
        f" left join warehouse.dim_code d on d.list = '{code_list}' and d.code = c.code)"
    )
