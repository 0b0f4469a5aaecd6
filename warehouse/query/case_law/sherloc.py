"""Decisions as records of SHERLOC, UNODC's case-law database: which field is filled from what.

The fields stand in ``views/case_law/sherloc.yml``, with their source. What the warehouse does not
know stays empty, and stands there: nothing is guessed. Of victims, numbers and age groups alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from warehouse import database
from warehouse.database.access import account, note
from warehouse.query.sql import select_rows

How = Literal["from", "fixed", "empty", "withheld"]
HOW: tuple[How, ...] = ("from", "fixed", "empty", "withheld")

_DECISIONS = """
select * from case_law.sherloc_decision
where %(ids)s::text[] is null or decision_id = any(%(ids)s) or decision_number = any(%(ids)s)
order by decided_on, decision_id
"""
_DEFENDANTS = """
select * from case_law.sherloc_defendant where decision_id = any(%(ids)s)
order by decision_id, position
"""
# What joins a record to the warehouse, for who asks; in the order of sherloc_defendant.
_OURS = """
select j.decision_id, g.case_id, g.judgment_id, g.suspect_id
from case_law.decision_judgment j join warehouse.judgment g on g.judgment_id = j.judgment_id
where j.decision_id = any(%(ids)s)
order by j.decision_id, j.judgment_id
"""
IDS = "Warehouse"
# Who may read what is said of a defendant; an analyst reads nothing that likens one to a victim.
READER = "magistrate"


@dataclass(frozen=True, slots=True)
class SherlocField:
    """One field of a record."""

    section: str
    name: str
    fr: str
    how: How  # ``from`` a column, ``fixed``, ``empty`` or ``withheld``
    source: str | None = None  # the view and column, or the fixed value
    # the reason in French and English, where it is not ``from`` a column
    why: tuple[str, str] | None = None

    @property
    def label(self) -> str:
        """Section and name: no two fields have the same."""
        return self.name if self.name == self.section else f"{self.section}: {self.name}"


@dataclass(frozen=True, slots=True)
class SherlocRecord:
    """One decision as a record."""

    decision_id: str  # ours; a digest of court, number and day
    # by ``Field.label``; a list holds one value per defendant, or several terms
    values: dict[str, Any]


@cache
def fields() -> tuple[SherlocField, ...]:
    """All fields, in the order of SHERLOC's page.

    Raises:
        ValueError: a field says not one way to fill it, or stands twice.
    """
    written = resources.files("warehouse.database.views").joinpath("case_law/sherloc.yml")
    read = []
    for one in yaml.safe_load(written.read_text("utf-8")):
        ways = [how for how in HOW if how in one]
        if len(ways) != 1:
            raise ValueError(f"sherloc.yml: {one['field']}: one of {', '.join(HOW)}")
        how = ways[0]
        why = one.get("why") if how in ("from", "fixed") else one[how]
        read.append(
            SherlocField(
                one["section"],
                one["field"],
                one["fr"],
                how,
                one[how] if how in ("from", "fixed") else None,
                (why["fr"], why["en"]) if why else None,
            )
        )
    labels = [one.label for one in read]
    if twice := {label for label in labels if labels.count(label) > 1}:
        raise ValueError(f"sherloc.yml: {', '.join(sorted(twice))} stands twice")
    return tuple(read)


def with_ids() -> tuple[SherlocField, ...]:
    """The fields, and behind them the ids that join a record to the warehouse."""
    ours = tuple(
        SherlocField(IDS, name, fr, "from", f"ours.{name}")
        for name, fr in (
            ("decision_id", "Décision"),
            ("case_id", "Dossier"),
            ("judgment_id", "Jugement de chaque personne"),
            ("suspect_id", "Pseudonyme de chaque personne"),
        )
    )
    return (*fields(), *ours)


def records(
    decisions: Sequence[str] = (), *, ids: bool = False, role: str | None = None
) -> list[SherlocRecord]:
    """Decisions as records, by day.

    Args:
        decisions: their ids or numbers; all without.
        ids: with the ids of the warehouse, pseudonyms of the accused among them.
        role: whose eyes; default a magistrate's; see ``warehouse.query``.

    Raises:
        CallError: the role may not read them.
    """
    role = role or READER
    rows = _rows(_DECISIONS, role, list(decisions) or None)
    listed = [one["decision_id"] for one in rows]
    defendants = _rows(_DEFENDANTS, role, listed)
    ours = _rows(_OURS, role, listed) if ids else []
    return [
        _record(
            one,
            [row for row in defendants if row["decision_id"] == one["decision_id"]],
            [row for row in ours if row["decision_id"] == one["decision_id"]],
            with_ids() if ids else fields(),
        )
        for one in rows
    ]


def note_export(count: int, *, ids: bool) -> None:
    """Write on the audit trail that records are about to leave, and how many."""
    with database.engine().begin() as connection:
        note(connection, account(), "export", "case_law.sherloc", rows=count, detail={"ids": ids})


def _record(
    decision: dict[str, Any],
    defendants: list[dict[str, Any]],
    ours: list[dict[str, Any]],
    wanted: Sequence[SherlocField],
) -> SherlocRecord:
    values: dict[str, Any] = {}
    for one in wanted:
        view, _, column = (one.source or "").partition(".")
        if one.how == "fixed":
            values[one.label] = one.source
        elif one.how != "from":
            values[one.label] = None
        elif view == "decision" or column == "decision_id":
            values[one.label] = decision[column]
        elif column == "case_id":
            values[one.label] = ours[0][column] if ours else None
        else:
            rows = ours if view == "ours" else defendants
            values[one.label] = [row[column] for row in rows] or None
    return SherlocRecord(decision["decision_id"], values)


def _rows(query: str, role: str | None, ids: list[str] | None) -> list[dict[str, Any]]:
    columns, rows = select_rows(query, role, {"ids": ids})
    return [dict(zip(columns, row, strict=True)) for row in rows]
