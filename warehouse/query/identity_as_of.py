"""Who an id was on a past day: the events up to then, and what the id resolves to now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from warehouse.database.tables import identity
from warehouse.linkage.engine import replay
from warehouse.linkage.persons import read_events


def who(connection: Connection, identifier: str, until: datetime) -> dict[str, Any]:
    """What an id stood for at a past instant.

    Asked by a victim's or a suspect's pseudonym, it tells of that role alone and names no person
    id: nobody learns of the other role.

    Args:
        identifier: a person id, or a pseudonym.
        until: the instant; events of that instant count.

    Returns:
        ``id``; ``is_known``: it was minted by then; ``stood_for``: the person it resolved to then,
        and ``resolves_to`` today (both empty for a pseudonym, and where unknown); ``is_merged``:
        it resolves to another today; ``mentions_count`` then; ``mentions``: those of them that are
        current still, with file, sheet and row, never a name.
    """
    pseudonym = identity.role_pseudonym.c
    role_pseudonym = connection.execute(
        select(pseudonym.person_id, pseudonym.role).where(pseudonym.pseudonym == identifier)
    ).one_or_none()
    person_id = role_pseudonym.person_id if role_pseudonym else identifier
    events = read_events(connection)
    then, now = replay(events, until), replay(events)
    is_known = person_id in then.created_at
    stood_for = then.resolve(person_id) if is_known else None
    resolves_to = now.resolve(person_id) if person_id in now.created_at else None
    held = [m for m, p in then.person_of.items() if is_known and p == stood_for]
    mention = identity.person_mention
    asked = select(mention).where(mention.c.mention_id.in_(held)).order_by(mention.c.mention_id)
    if role_pseudonym:
        asked = asked.where(mention.c.role == role_pseudonym.role)
    names = ("period", "source_id", "file_name", "sheet", "row_number", "role")
    mentions = [
        {"mention_id": row["mention_id"], **{name: row[name] for name in names}}
        for row in connection.execute(asked).mappings()
    ]
    return {
        "id": identifier,
        "is_known": is_known,
        "stood_for": None if role_pseudonym else stood_for,
        "resolves_to": None if role_pseudonym else resolves_to,
        "is_merged": resolves_to is not None and resolves_to != person_id,
        "mentions_count": len(mentions) if role_pseudonym else len(held),
        "mentions": mentions,
    }
