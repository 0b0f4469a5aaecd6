"""What is told of sums to who may see no row: ``published_views.yml``, and any ``*_published``.

A row of fewer than ``smallest_group`` is left out, and one more where the rest of a total would be
bounded by what is left; a measure of fewer stays empty. Each stands behind a function with its
maker's rights: a plan (``explain analyze``) would count the rows that the view keeps back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from warehouse.database.access import access_policy
from warehouse.database.views.described_view import described_view

SUFFIX = "_published"
TOLD = "_told"
KEPT_BACK = (
    "Les lignes de moins de {k} ne sont pas dites, ni ce qui les bornerait.",
    "Rows of fewer than {k} are not told, nor what would bound them.",
)
_QUERY = """with ranked as (
    select *, coalesce(sum({of}) over (
        partition by {within} order by {of}, {by}
        rows between unbounded preceding and 1 preceding), 0) as smaller
    from {view}
    where {among}
)
select {columns}
from ranked
where {of} >= {k} and not smaller between 1 and {k} - 1"""
_FUNCTION = """drop function if exists {told}() cascade;

create function {told}() returns setof {rows}
language sql stable security definer set search_path = ''
as $$ select * from {rows} $$;

comment on function {told}() is
{said};
"""
_SHOWN = """drop view if exists {view} cascade;

create view {view} as
select * from {told}();

"""


def definitions(described: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """``schema.name`` -> the SQL of what is told of each view of the page.

    Args:
        described: what the views say of themselves, ``""`` for the whole, else by column.
    """
    page: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        resources.files(__package__).joinpath("published_views.yml").read_text("utf-8")
    )
    return {view + SUFFIX: _summed(view, one, described[view]) for view, one in page.items()}


def _summed(view: str, one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    k, counted = access_policy().smallest_group, one.get("counted", {})
    kept_words = {
        name: label for name, label in words.items() if name not in one.get("without", ())
    }
    query = _QUERY.format(
        view=view,
        k=k,
        of=one["of"],
        by=", ".join(one["by"]),
        within=", ".join(one["within"]),
        among=one.get("among", "true"),
        columns=", ".join(
            f"case when {counted[name]} >= {k} then {name} end as {name}"
            if name in counted
            else name
            for name in kept_words
            if name
        ),
    )
    both = {name: label.split("\n", 1) for name, label in kept_words.items()}
    whole = zip(both[""], KEPT_BACK, strict=True)
    described = {name: (fr, en) for name, (fr, en) in both.items()}
    fr, en = (f"{label} {more.format(k=k)}" for label, more in whole)
    return described_view(view + SUFFIX, query, {**described, "": (fr, en)})


def behind_function(view: str, sql: str) -> Mapping[str, str]:
    """What tells a view by a function: its rows, which nobody reads, the function, and the view."""
    rows, function = f"{view}_rows", f"{view}{TOLD}"
    comments = sql[sql.index("comment on view") :]
    comment = re.findall(r"comment on view [\w.]+ is\s+('.*?');", comments, re.DOTALL)[0]
    return {
        rows: re.sub(rf"\b{re.escape(view)}\b", rows, sql),
        function: _FUNCTION.format(told=function, rows=rows, said=comment),
        view: _SHOWN.format(view=view, told=function) + comments,
    }
