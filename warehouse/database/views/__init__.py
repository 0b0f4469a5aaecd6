"""Views and functions of the database: ``views/<schema>/<name>.sql``, one relation a file.

A file drops what it defines (``drop view if exists … cascade``), creates it, and explains it: a
``comment on`` for the view and for each column, in French on the first line and in English on the
second; views of one shape are made from ``code_views.yml`` (dimensions), from the tables
(``flat_views``) or from other views (``published_views``). Files are run whenever one of them has
changed, a file after those whose names it uses, all in one transaction; who reads them stands in
``access.yml``, and so does ``{smallest_group}``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources

from sqlalchemy import Connection, text

from warehouse.database.access import access_policy
from warehouse.database.views import code_views, flat_views, published_views

KEPT_IN = "public.zokwezo_views"
_SUMMED = ("warehouse.journey",)

_COMMENT = re.compile(
    r"comment on (view|column|function|materialized view) ([\w.]+)(?:\([^)]*\))? is\s+"
    r"(?:e)?'((?:[^']|'')*)'",
    re.IGNORECASE,
)


@cache
def definitions() -> Mapping[str, str]:
    """``schema.name`` -> the SQL that makes it, each after those that it uses."""
    bodies = {
        f"{schema.name}.{file.name.removesuffix('.sql')}": file.read_text("utf-8").replace(
            "{smallest_group}", str(access_policy().smallest_group)
        )
        for schema in resources.files("warehouse.database.views").iterdir()
        if schema.is_dir()
        for file in schema.iterdir()
        if file.name.endswith(".sql")
    } | {**code_views.definitions(), **flat_views.definitions()}
    # What is read with the reader's rights cannot be summed for who may not read the rows: the sums
    # stand on a twin that nobody reads.
    for name in _SUMMED:
        bodies[f"{name}_rows"] = re.sub(rf"\b{re.escape(name)}\b", f"{name}_rows", bodies[name])
    bodies |= published_views.definitions(_described(bodies))
    for name in [one for one in bodies if one.endswith(published_views.SUFFIX)]:
        bodies |= published_views.behind_function(name, bodies[name])
    # In lists and sorted: the order, and so the digest, is the same in every process.
    uses = {
        name: [
            other
            for other in sorted(bodies)
            if other != name and re.search(rf"\b{re.escape(other)}\b", bodies[name])
        ]
        for name in sorted(bodies)
    }
    return {name: bodies[name] for name in TopologicalSorter(uses).static_order()}


@cache
def digest() -> str:
    """A digest of all definitions: it differs when any file does."""
    whole = hashlib.sha256()
    for name, sql in definitions().items():
        whole.update(f"{name}\n{sql}\n".encode())
    return whole.hexdigest()


def comments() -> dict[str, dict[str, str]]:
    """``schema.name`` -> what it says of itself: ``""`` for the whole, else by column."""
    return _described(definitions())


def _described(bodies: Mapping[str, str]) -> dict[str, dict[str, str]]:
    described: dict[str, dict[str, str]] = {}
    for sql in bodies.values():
        for kind, name, words in _COMMENT.findall(sql):
            relation, column = name.rsplit(".", 1) if kind.lower() == "column" else (name, "")
            described.setdefault(relation, {})[column] = words.replace("''", "'")
    return described


def are_built(connection: Connection) -> bool:
    """Whether the database holds the views as the files say."""
    if connection.scalar(text("select to_regclass(:name)"), {"name": KEPT_IN}) is None:
        return False
    return bool(connection.scalar(text(f"select digest from {KEPT_IN}")) == digest())


def build(connection: Connection) -> None:
    """Make all views and functions anew, in the caller's transaction."""
    for sql in definitions().values():
        connection.exec_driver_sql(sql.replace("%", "%%"))
    connection.execute(text(f"create table if not exists {KEPT_IN} (digest text primary key)"))
    connection.execute(text(f"delete from {KEPT_IN}"))
    connection.execute(text(f"insert into {KEPT_IN} values (:digest)"), {"digest": digest()})
