"""The identity register: append-only events, and persons as a pure function of them.

The linkage says which mentions belong together today; the register says who they are. An id is
minted once and never used again; merged into another it still resolves. A mention keeps the id
under which it was linked through every merge: so when persons part again, by a judgement undone or
by the machine, each id goes back to whom it was minted for (``register_update``).
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

EVENTS: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("person_id", pa.string()),
        ("other_person_id", pa.string()),
        ("mention_id", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("by", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)
"""Rows in the order they happened. ``mint``: person_id is new. ``link``: mention_id is of
person_id. ``cut``: it no longer is. ``withdraw``: the mention no longer counts. ``merge``:
person_id is from now on other_person_id. ``unmerge``: it no longer is, and its mentions are its own
again. ``split``: person_id was cut out of other_person_id."""

_CROCKFORD: Final = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
_TOLD: Final = ("kind", "person_id", "other_person_id", "mention_id")


@dataclass(frozen=True, slots=True)
class Register:
    """What the events say, up to now."""

    # mention -> person, current mentions only, ids resolved
    person_of: dict[str, str] = field(default_factory=dict)
    # mention -> the id under which it was linked, whatever that was merged into
    linked_as: dict[str, str] = field(default_factory=dict)
    # mention -> the id under which it was linked first
    first_as: dict[str, str] = field(default_factory=dict)
    merged_into: dict[str, str] = field(default_factory=dict)  # merged id -> the id it went into
    # every id ever minted -> when, in the order of minting
    created_at: dict[str, datetime] = field(default_factory=dict)

    def resolve(self, person_id: str) -> str:
        """The id that ``person_id`` is known by now."""
        while person_id in self.merged_into:
            person_id = self.merged_into[person_id]
        return person_id


def mint_person_id() -> str:
    """A fresh person id: 65 random bits in Crockford's alphabet."""
    drawn = base64.b32hexencode(secrets.token_bytes(10)).translate(_CROCKFORD)
    return f"P-{drawn[:13].decode()}"


def replay(events: pa.Table, until: datetime | None = None) -> Register:
    """The state that a sequence of events leads to, or led to at a past instant.

    Args:
        events: ``EVENTS``, in the order they happened.
        until: the last instant that counts; all of them without.

    Raises:
        ValueError: an id is minted twice, or an event names an id that never was.
    """
    counted = events if until is None else events.filter(pc.less_equal(events["at"], until))
    return followed(Register(), counted)


def followed(register: Register, events: pa.Table) -> Register:
    """The state that further events lead to; the one before is left as it was.

    As ``replay`` of all events from the first.

    Args:
        events: ``EVENTS``, what happened since, in order.

    Raises:
        ValueError: an id is minted twice, or an event names an id that never was.
    """
    after = Register(
        {},
        dict(register.linked_as),
        dict(register.first_as),
        dict(register.merged_into),
        dict(register.created_at),
    )
    # A row of Arrow made into a dictionary costs six times what is done with it here.
    columns = (events[name].to_pylist() for name in _TOLD)
    for kind, person_id, other_person_id, mention_id, at in zip(
        *columns, _instants(events["at"]), strict=True
    ):
        _apply(after, kind, person_id, other_person_id, mention_id, at)
    for mention_id, person_id in after.linked_as.items():
        after.person_of[mention_id] = after.resolve(person_id)
    return after


def _instants(at: pa.ChunkedArray) -> list[datetime]:
    """The instants of events: to make one costs, and a month of events shares one."""
    coded = at.combine_chunks().dictionary_encode()
    instants = coded.dictionary.to_pylist()
    return [instants[place] for place in coded.indices.to_pylist()]


def _apply(
    register: Register,
    kind: str,
    person_id: str,
    other_person_id: str,
    mention_id: str,
    at: datetime,
) -> None:
    if kind == "mint":
        if person_id in register.created_at:
            raise ValueError("an id was minted twice")
        register.created_at[person_id] = at
        return
    if kind != "withdraw" and person_id not in register.created_at:
        raise ValueError(f"a {kind} event names an id that never was")
    if kind == "link":
        register.linked_as[mention_id] = person_id
        register.first_as.setdefault(mention_id, person_id)
    elif kind in ("cut", "withdraw"):
        register.linked_as.pop(mention_id, None)
        if kind == "withdraw":
            register.first_as.pop(mention_id, None)
    elif kind == "merge":
        register.merged_into[person_id] = other_person_id
    elif kind == "unmerge":
        register.merged_into.pop(person_id, None)
