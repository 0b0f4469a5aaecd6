"""Who stands at the desk, and what she may see: our own table, whatever the sign-on says.

A sign-on says who asks. Several let a mere viewer do everything, so what she may do is ours:
``intake.desk_account``, and the row policies of PostgreSQL beneath (``scoped_reading``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from warehouse.database import access
from warehouse.database.tables import correspondence as tables
from warehouse.errors import CallError, message

Right = Literal["steward", "focal_point", "judge_victims", "judge_suspects"]
RIGHTS: Final[tuple[Right, ...]] = ("steward", "focal_point", "judge_victims", "judge_suspects")


@dataclass(frozen=True, slots=True)
class Visitor:
    """One account that signed on, with what it may do."""

    account: str  # by which she signs on; the author of what she decides
    rights: frozenset[str]  # what she may do; none: nothing
    sources: frozenset[str] = frozenset()  # the exports whose files she sees; a steward sees all

    @property
    def is_steward(self) -> bool:
        """Whether she sees the files of every source."""
        return "steward" in self.rights

    @property
    def judges(self) -> bool:
        """Whether pairs of either kind are hers to judge."""
        return bool(self.rights & {"judge_victims", "judge_suspects"})

    def scope(self, all_sources: Iterable[str]) -> list[str]:
        """Of the sources that are known, those whose files she sees."""
        if self.is_steward:
            return sorted(all_sources)
        return sorted(self.sources & set(all_sources)) if "focal_point" in self.rights else []


def visitor_of(connection: Connection, account: str) -> Visitor:
    """What an account may do; one that nobody was given may do nothing."""
    a = tables.desk_account.c
    row = connection.execute(select(a.rights, a.sources).where(a.account == account)).one_or_none()
    if row is None:
        return Visitor(account, frozenset())
    return Visitor(account, frozenset(row.rights or ()), frozenset(row.sources or ()))


def give_account(
    connection: Connection, visitor: Visitor, all_sources: Iterable[str], *, by: str, at: datetime
) -> None:
    """Say what an account may do, instead of what was said before; it stands on the trail.

    Raises:
        CallError: a right or a source does not exist, or a focal point has no source, or those of
            two ministries: rows show themselves to the role of one.
    """
    if wrong := sorted(visitor.rights - set(RIGHTS)):
        reason = message("desk.unknown_right", right=wrong[0], known=", ".join(RIGHTS))
        raise CallError(reason)
    if missing := sorted(visitor.sources - set(all_sources)):
        raise CallError(
            message("unknown_source", source=missing[0], known=", ".join(sorted(all_sources)))
        )
    if "focal_point" in visitor.rights and not (visitor.sources or visitor.is_steward):
        raise CallError(message("desk.focal_point_without_source"))
    if not visitor.is_steward and len(ministries_of(connection, visitor.sources)) > 1:
        raise CallError(message("desk.two_ministries"))
    row: dict[str, Any] = {
        "rights": sorted(visitor.rights),
        "sources": sorted(visitor.sources),
        "given_at": at,
    }
    connection.execute(
        insert(tables.desk_account)
        .values(account=visitor.account, **row)
        .on_conflict_do_update(index_elements=["account"], set_=row)
    )
    access.note(
        connection,
        by,
        "give_account",
        visitor.account,
        purpose="desk",
        detail={"rights": row["rights"], "sources": row["sources"]},
    )


def ministries_of(connection: Connection, sources: Iterable[str]) -> set[str | None]:
    """The roles of the database whose sources these are; None for one that is nobody's."""
    m = tables.ministry_source.c
    wanted = set(sources)
    owners = dict(
        connection.execute(select(m.source_id, m.role_name).where(m.source_id.in_(wanted)))
        .tuples()
        .all()
    )
    return {owners.get(one) for one in wanted}


def take_account(connection: Connection, account: str, *, by: str) -> bool:
    """Take an account away from the desk; False if it had none."""
    gone = connection.execute(
        delete(tables.desk_account).where(tables.desk_account.c.account == account)
    )
    if gone.rowcount:
        access.note(connection, by, "take_account", account, purpose="desk")
    return bool(gone.rowcount)


def accounts(connection: Connection) -> list[Visitor]:
    """Every account of the desk, by name."""
    a = tables.desk_account.c
    return [
        Visitor(row.account, frozenset(row.rights or ()), frozenset(row.sources or ()))
        for row in connection.execute(select(a.account, a.rights, a.sources).order_by(a.account))
    ]
