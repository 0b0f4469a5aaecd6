"""Views of one shape, made from ``code_views.yml``: a code list as a dimension, and its counts.

A dimension has a row per code: its labels, the attributes of its list under their own names, and
the days of its validity. A count has a row per code and form of exploitation: the cases in which a
row says the code, and the victims of whom a row says it, with a case or without.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from warehouse.database.views.described_view import described_view

LABELS = {
    "label_fr": ("libellé en français", "label in French"),
    "label_en": ("libellé en anglais", "label in English"),
}
DAYS = {
    "valid_from": (
        "premier jour de validité ; vide : inconnu",
        "first day it is valid; empty: unknown",
    ),
    "valid_to": (
        "dernier jour de validité ; vide : encore valable",
        "last day it is valid; empty: still",
    ),
}
COUNT = """with told as (
    select c.code, f.principal_exploitation_code as exploitation_code, f.case_id,
        null as victim_id
    from warehouse.case_file f
    cross join lateral unnest(f.{codes}) as c (code)
    union all
    select c.code, v.principal_exploitation_code, null, v.victim_id
    from warehouse.victim v
    cross join lateral unnest(v.{codes}) as c (code)
)
select code as {code}, exploitation_code, count(distinct case_id) as cases_count,
    count(distinct victim_id) as victims_count
from told
group by code, exploitation_code"""


@cache
def definitions() -> Mapping[str, str]:
    """``schema.name`` -> the SQL that makes and explains it."""
    page = yaml.load(
        resources.files(__package__).joinpath("code_views.yml").read_text("utf-8"),
        yaml.CSafeLoader,
    )
    return {
        f"warehouse.{name}": sql
        for kind, write in (("dimensions", dimension_sql), ("counts", count_sql))
        for name, one in page[kind].items()
        for sql in [write(f"warehouse.{name}", one)]
    }


def dimension_sql(view: str, one: Mapping[str, Any]) -> str:
    """The view of a code list."""
    code, columns = one["code"], one["columns"]
    selected = [f"code as {code['name']}", *LABELS]
    selected += [f"{_expression(name, column)} as {name}" for name, column in columns.items()]
    body = ",\n    ".join([*selected, *DAYS])
    described = {code["name"]: (code["fr"], code["en"])} | LABELS
    described |= {name: (column["fr"], column["en"]) for name, column in columns.items()} | DAYS
    query = f"select\n    {body}\nfrom warehouse.dim_code\nwhere list = '{one['list']}'"
    return described_view(view, query, {"": (one["fr"], one["en"]), **described})


def count_sql(view: str, one: Mapping[str, Any]) -> str:
    """The view of how often the codes of a list are told, by form of exploitation."""
    code = f"{one['list']}_code"
    described = {
        code: (f"le code (codes: {one['list']})", f"the code (codes: {one['list']})"),
        "exploitation_code": (
            "la forme principale (codes: exploitation)",
            "the principal form (codes: exploitation)",
        ),
        "cases_count": ("dossiers", "cases"),
        "victims_count": ("victimes", "victims"),
    }
    query = COUNT.format(codes=f"{code}s", code=code)
    return described_view(view, query, {"": (one["fr"], one["en"]), **described})


def _expression(name: str, column: Mapping[str, Any]) -> str:
    if "sql" in column:
        return str(column["sql"])
    attribute = f"attributes ->> '{column.get('attribute', name)}'"
    return f"({attribute})::{column['type']}" if "type" in column else f"({attribute})"
