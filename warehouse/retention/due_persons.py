"""Whose identity outlived its class: shown by the schedule, erased by a steward and never by it.

A wrong date would erase a child who is still looked for: a week passes between the showing and the
erasure, what came in that week counts, and the steward may keep somebody back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from sqlalchemy import Connection, text

from warehouse import database
from warehouse.database import access
from warehouse.retention import erasure_plan
from warehouse.retention.shown_before import NOTICE

SHOWN: Final = "show_persons_due"


@dataclass(frozen=True, slots=True)
class DuePerson:
    """Somebody whose identity is kept no longer."""

    person_id: str
    kind: str  # a class of ``person_classes.yml``; of two, the first
    since: date  # the day from which it counted


@cache
def person_classes() -> dict[str, dict[str, Any]]:
    """How long each class of persons is kept by name; without days, always."""
    page = resources.files("warehouse.retention").joinpath("person_classes.yml")
    by_name: dict[str, dict[str, Any]] = yaml.safe_load(page.read_text("utf-8"))
    return by_name


def persons_due(connection: Connection, at: datetime) -> list[DuePerson]:
    """Whose days are over at an instant, and who still has an identity."""
    query = resources.files("warehouse.retention").joinpath("person_classes.sql").read_text("utf-8")
    over = []
    for row in connection.execute(text(query)):
        days = [person_classes()[kind]["days"] for kind in row.kinds]
        if None in days or row.since is None:
            continue
        if row.since + timedelta(days=max(days)) <= at.date():
            over.append(DuePerson(row.person_id, row.kinds[0], row.since))
    still = erasure_plan.with_identity(connection, [one.person_id for one in over])
    return [one for one in over if one.person_id in still]


def show_persons_due(at: datetime) -> dict[str, int]:
    """How many are due, by class; the trail keeps that it was shown, the vault of whom."""
    with database.ready().begin() as connection:
        over = persons_due(connection, at)
        counted = dict(sorted(Counter(one.kind for one in over).items()))
        ids = {"persons": [one.person_id for one in over], "at": at}
        connection.execute(
            text("delete from identity.person_due where person_id <> all (:persons)"), ids
        )
        connection.execute(
            text(
                "insert into identity.person_due (person_id, shown_at)"
                " select p, :at from unnest(cast(:persons as text[])) p on conflict do nothing"
            ),
            ids,
        )
        access.note(
            connection,
            access.account(),
            SHOWN,
            "retention",
            rows=len(over),
            detail={"due": counted, "due_at": at.isoformat()},
        )
    return counted


def persons_to_erase(
    connection: Connection, at: datetime, keep: Collection[str] = ()
) -> list[DuePerson]:
    """Who was shown as due a week ago at least, in each week since, and still is.

    Args:
        keep: person ids of those who stay all the same.
    """
    query = text("select person_id from identity.person_due where shown_at <= :latest")
    shown = set(connection.scalars(query, {"latest": at - NOTICE})) - set(keep)
    return [one for one in persons_due(connection, at) if one.person_id in shown]
