"""Two mentions side by side, attribute by attribute, with what agrees and what differs marked.

The marks say what anyone sees; they are not the levels of the model, and there is no score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from warehouse import lake
from warehouse.contracts.codelists import CodeLists
from warehouse.database.tables import identity
from warehouse.linkage.engine.phonetics import plain

Mark = Literal["same", "close", "differs", "unknown", "context"]
Mention = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One attribute of two mentions, as shown."""

    attribute: str  # its name; ``review_<attribute>`` in the catalogue
    left: str  # what the one says, empty where it says nothing
    right: str  # what the other says
    mark: Mark  # whether they agree; ``context`` where that would mean nothing


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair side by side, for the eyes of a steward; never to a log.

    Attributes:
        lines: attribute by attribute.
        fingerprints: of what the two say.
    """

    lines: tuple[ShownLine, ...]
    left: Mention
    right: Mention


def read_mentions(
    connection: Connection, lake_folder: Path, mention_ids: list[str]
) -> dict[str, Mention]:
    """The conformed records of current mentions; one that is not current is left out."""
    mention = identity.person_mention.c
    rows = connection.execute(
        select(mention.mention_id, mention.source_id, mention.period, mention.submission_id).where(
            mention.mention_id.in_(mention_ids)
        )
    ).all()
    submissions = {(row.source_id, row.period, row.submission_id) for row in rows}
    if not submissions:
        return {}
    table = lake.read_conformed(lake_folder, submissions, ["person_mention"])["person_mention"]
    wanted = table.filter(pc.is_in(table["record_id"], pa.array([r.mention_id for r in rows])))
    return {row["record_id"]: row for row in wanted.to_pylist()}


def show(
    connection: Connection, lake_folder: Path, left_id: str, right_id: str, codes: CodeLists
) -> Shown | None:
    """A pair side by side; None where one of the two is no longer a current mention."""
    mentions = read_mentions(connection, lake_folder, [left_id, right_id])
    if len(mentions) < 2:
        return None
    left, right = mentions[left_id], mentions[right_id]
    return Shown(side_by_side(left, right, codes), left, right)


def side_by_side(left: Mention, right: Mention, codes: CodeLists) -> tuple[ShownLine, ...]:
    """The attributes of two mentions that either of them has, in the order of the desk."""
    lines = []
    for attribute, (text, mark) in ATTRIBUTES.items():
        one, two = text(left, codes), text(right, codes)
        if one or two:
            likeness: Mark = mark(left, right, one, two) if one and two else "unknown"
            lines.append(ShownLine(attribute, one, two, likeness))
    return tuple(lines)


def _names(of: Mention, _: CodeLists) -> str:
    return " ".join(filter(None, (of["family_name"], of["given_names"]))) or of["name_raw"] or ""


def _other_names(of: Mention, _: CodeLists) -> str:
    return " ; ".join(filter(None, (of["alias"], of["other_names"])))


def _birth(of: Mention, _: CodeLists) -> str:
    low, high = of["birth_date_min"], of["birth_date_max"]
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low:%d/%m/%Y}"
    if low and high and low.year == high.year:
        return str(low.year)
    return f"{low.year if low else '…'}–{high.year if high else '…'}"


def _age(of: Mention, _: CodeLists) -> str:
    low, high = of["age_min"], of["age_max"]
    if low is None:
        return ""
    return str(low) if low == high else f"{low}–{high if high is not None else '…'}"


def _place(of: Mention, codes: CodeLists) -> str:
    return _label(codes, "geography", of["place_code"] or of["facts_place_code"])


def _nationality(of: Mention, codes: CodeLists) -> str:
    return _label(codes, "nationality", of["nationality"])


def _label(codes: CodeLists, name: str, code: str | None) -> str:
    listed = codes.lists.get(name)
    if code is None or listed is None or code not in listed.codes:
        return code or ""
    return codes.label(name, code)


def _case(of: Mention, _: CodeLists) -> str:
    report, register = of["pv_number"], of["rp_number"]
    where = f"{of['court_code']} " if of["court_code"] else ""
    return " ; ".join(filter(None, (report, register and f"{where}{register}")))


def _text(name: str) -> Callable[[Mention, CodeLists], str]:
    def text(of: Mention, _: CodeLists) -> str:
        value = of[name]
        if isinstance(value, list):
            return " ; ".join(value)
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        return "" if value is None else str(value)

    return text


def _equal(_left: Mention, _right: Mention, one: str, two: str) -> Mark:
    return "same" if plain(one) == plain(two) else "differs"


def _context(_left: Mention, _right: Mention, _one: str, _two: str) -> Mark:
    return "context"


def _words(_left: Mention, _right: Mention, one: str, two: str) -> Mark:
    a, b = ({plain(word) for word in text.split()} for text in (one, two))
    return "same" if a == b else "close" if a & b else "differs"


def _births(left: Mention, right: Mention, one: str, two: str) -> Mark:
    if one == two:
        return "same"
    low = max(m["birth_date_min"] or date.min for m in (left, right))
    high = min(m["birth_date_max"] or date.max for m in (left, right))
    return "close" if low <= high else "differs"


def _ages(left: Mention, right: Mention, one: str, two: str) -> Mark:
    if one == two:
        return "same"
    low = max(m["age_min"] for m in (left, right))
    high = min(m["age_max"] if m["age_max"] is not None else 200 for m in (left, right))
    return "close" if low <= high + 1 else "differs"


def _any(_left: Mention, _right: Mention, one: str, two: str) -> Mark:
    a, b = (set(text.split(" ; ")) for text in (one, two))
    return "same" if a == b else "close" if a & b else "differs"


_Text = Callable[[Mention, CodeLists], str]
_Mark = Callable[[Mention, Mention, str, str], Mark]
ATTRIBUTES: Final[dict[str, tuple[_Text, _Mark]]] = {
    "source": (_text("source_id"), _context),
    "names": (_names, _words),
    "other_names": (_other_names, _words),
    "sex": (_text("sex"), _equal),
    "birth": (_birth, _births),
    "age": (_age, _ages),
    "nationality": (_nationality, _equal),
    "phones": (_text("phones"), _any),
    "id_number": (_text("id_number"), _equal),
    "place": (_place, _equal),
    "case": (_case, _any),
    "seen_on": (_text("seen_on"), _context),
}
