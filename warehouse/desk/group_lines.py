"""A group of mentions one below the other: what all say alike is hidden, what differs is marked.

Each is held against the first, the one that the pair asks about; the first against whichever
differs from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from warehouse.contracts.codelists import CodeLists
from warehouse.desk.masking import DOT, Piece, masked
from warehouse.linkage.review.person_groups import PersonGroup
from warehouse.linkage.review.show import Mark, Mention, ShownLine, read_mentions, side_by_side

_FIRST: Final = 0
_SILENT: Final = ShownLine("", "", "", "unknown")


@dataclass(frozen=True, slots=True)
class GroupCell:
    """What one mention says of one attribute, as it may be shown."""

    pieces: tuple[Piece, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One mention."""

    mention_id: str  # opaque; what a form sends back
    number: int  # its place on the page, from 1 on
    doubtful_with: tuple[int, ...]  # the places of those with which a pair of it is asked
    cells: tuple[GroupCell, ...]  # attribute by attribute, as ``GroupTable.attributes``


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A group as a page shows it."""

    attributes: tuple[str, ...]  # of which at least one mention says something
    hidden: tuple[str, ...]  # those of which something is hidden, and can be opened
    rows: tuple[GroupRow, ...]


def group_table(
    connection: Connection, lake: Path, group: PersonGroup, codes: CodeLists, opened: frozenset[str]
) -> GroupTable | None:
    """A group side by side; None where a mention of it is gone."""
    mentions = read_mentions(connection, lake, list(group.mention_ids))
    if len(mentions) < len(group.mention_ids):
        return None
    lines = lines_against_first([mentions[one] for one in group.mention_ids], codes)
    attributes = tuple(dict.fromkeys(name for row in lines for name in row))
    place = {one: number for number, one in enumerate(group.mention_ids, 1)}
    links: dict[int, list[int]] = {number: [] for number in place.values()}
    for task in group.doubtful:
        one, other = place[task.left_mention_id], place[task.right_mention_id]
        links[one].append(other)
        links[other].append(one)
    rows = tuple(
        GroupRow(
            mention_id,
            place[mention_id],
            tuple(sorted(set(links[place[mention_id]]))),
            tuple(_cell(lines, at, name, is_open=name in opened) for name in attributes),
        )
        for at, mention_id in enumerate(group.mention_ids)
    )
    hidden = tuple(
        name
        for place_of, name in enumerate(attributes)
        if any(DOT in piece.text for row in rows for piece in row.cells[place_of].pieces)
    )
    return GroupTable(attributes, hidden, rows)


def lines_against_first(
    mentions: Sequence[Mention], codes: CodeLists
) -> list[dict[str, ShownLine]]:
    """Of each mention its attributes beside the first one's; the first is beside itself."""
    return [
        {line.attribute: line for line in side_by_side(mentions[_FIRST], one, codes)}
        for one in mentions
    ]


def _cell(
    lines: Sequence[Mapping[str, ShownLine]], at: int, attribute: str, *, is_open: bool
) -> GroupCell:
    mine = lines[at].get(attribute, _SILENT)
    if at != _FIRST:
        shown = masked(mine, is_open=is_open)
        return GroupCell(shown.right, mine.mark)
    others = [row[attribute] for row in lines[1:] if attribute in row]
    differs = next((one for one in others if one.mark in ("differs", "close")), None)
    shown = masked(differs or mine, is_open=is_open)
    return GroupCell(shown.left, differs.mark if differs else mine.mark)
