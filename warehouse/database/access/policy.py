"""Who may read what, as ``access.yml`` says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Literal

import yaml

PREFIX = "zokwezo_"
MINISTRY = f"{PREFIX}ministry"

Kind = Literal["table", "view", "copy", "function"]

_KEYS = {
    "fr",
    "en",
    "reads",
    "reads_views",
    "calls",
    "own",
    "announced",
    "writes",
    "columns",
    "rows",
}
_OF_ALL = {"roles", "ministries", "noted", "unannounced", "by_reader", "smallest_group"}


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the database and the least it needs; see ``access.yml`` for the words."""

    name: str  # as PostgreSQL knows it
    fr: str  # who has it, in French
    en: str  # the same in English
    reads: tuple[str, ...]  # patterns of ``schema.name``
    reads_views: tuple[str, ...]  # the same, for views alone
    calls: tuple[str, ...]  # functions with their maker's rights
    own: Mapping[str, str]  # table -> the column that leads to a ministry's source
    # table of the vault -> the column that an announcement names, or ``*``
    announced: Mapping[str, str]
    writes: Mapping[str, tuple[str, ...]]  # table -> ``insert``, ``update``
    # table that it does not read -> the columns that it does
    columns: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, str]  # table -> the condition of the rows that it sees

    def may_read(self, name: str, kind: Kind) -> bool:
        """Whether the page lets the role read ``schema.name``, all of its rows or some."""
        patterns = self.reads + (self.reads_views if kind in ("view", "copy") else ())
        return name in self.own or name in self.announced or _is_meant(name, patterns)


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    roles: Mapping[str, Role]  # by their names in the database
    ministries: Mapping[str, tuple[str, ...]]  # role -> the exports that are its own
    noted: frozenset[str]  # tables of open schemas whose reading must have been announced
    # pattern of what is read without a word -> why, in French and English
    unannounced: Mapping[str, Mapping[str, str]]
    by_reader: frozenset[str]  # views that are read with the rights of who reads
    smallest_group: int  # k of ``access.yml``

    def of(self, present: Collection[str]) -> Page:
        """The page for those of its roles that the server has."""
        return replace(
            self,
            roles={name: role for name, role in self.roles.items() if name in present},
            ministries={name: own for name, own in self.ministries.items() if name in present},
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All roles, those of the ministries included."""
        return (*self.roles, *self.ministries)


@cache
def access_policy() -> Page:
    """The page, read once.

    Raises:
        ValueError: a word that the page does not explain, or a ministry's role without its group.
    """
    page = yaml.safe_load(text())
    if unknown := set(page) - _OF_ALL:
        raise ValueError(f"access.yml: {', '.join(sorted(unknown))}")
    roles = {}
    for name, one in page["roles"].items():
        if unknown := set(one) - _KEYS:
            raise ValueError(f"access.yml: {name}: {', '.join(sorted(unknown))}")
        roles[PREFIX + name] = Role(
            PREFIX + name,
            one["fr"],
            one["en"],
            tuple(one.get("reads", ())),
            tuple(one.get("reads_views", ())),
            tuple(one.get("calls", ())),
            one.get("own", {}),
            one.get("announced", {}),
            {table: tuple(rights) for table, rights in one.get("writes", {}).items()},
            {table: tuple(names) for table, names in one.get("columns", {}).items()},
            one.get("rows", {}),
        )
    if MINISTRY not in roles:
        raise ValueError("access.yml: no role for ministries")
    ministries = {f"{MINISTRY}_{code}": tuple(own) for code, own in page["ministries"].items()}
    return Page(
        roles,
        ministries,
        frozenset(page["noted"]),
        page["unannounced"],
        frozenset(page["by_reader"]),
        int(page["smallest_group"]),
    )


def text() -> str:
    """The page as it is written."""
    return resources.files(__package__).joinpath("access.yml").read_text("utf-8")


def _is_meant(name: str, patterns: Iterable[str]) -> bool:
    matching = [one for one in patterns if fnmatchcase(name, one.removeprefix("!"))]
    return bool(matching) and not any(one.startswith("!") for one in matching)
