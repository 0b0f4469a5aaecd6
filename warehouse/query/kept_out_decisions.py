"""The decisions that the guard keeps out: which, why, and what in their texts it found.

Whoever asks for the texts notes the reading first: somebody stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select, text

from warehouse import lake
from warehouse.contracts.codelists import known_words
from warehouse.database.tables.kept_out import decision_to_anonymise
from warehouse.errors import CallError, message
from warehouse.load.cleared_decisions import WRITTEN
from warehouse.load.name_search import NAMES, naming
from warehouse.settings import settings
from warehouse.text import tidy
from warehouse.text.person_signs import find_signs, sign_spans

# A name with its particles, and a telephone in pairs.
_LONGEST: Final = 6
_WORD: Final = re.compile(r"\S+")
_LISTED: Final = """
select d.record_id, d.decision_id, d.court_code, d.decided_on, d.submission_id, d.file_name,
    d.sheet, d.row_number, d.text_columns, coalesce(n.persons, 0) as registered
from intake.decision_to_anonymise d left join (
    select record_id, count(*) as persons from identity.named_decision group by record_id
) n using (record_id)
order by d.court_code, d.decided_on, d.record_id
"""
_PLACES: Final = """
select distinct m.source_id, m.period, m.submission_id
from identity.named_decision n join identity.person_mention m using (mention_id)
where n.record_id = :record
"""
_CLEARED: Final = """
select record_id, reason, by, at from identity.decision_clearing order by at, clearing_id
"""
_NOT_YET_LOADED: Final = """
select record_id from identity.decision_clearing
where at > coalesce((select done_at from intake.step_done where step = 'load'), '-infinity')
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text; ``is_found`` where the guard stopped at it."""

    text: str = field(repr=False)
    is_found: bool


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text of a decision, in stretches that make it whole again."""

    column: str
    parts: tuple[Stretch, ...]


def kept_out(connection: Connection) -> list[dict[str, Any]]:
    """Every decision that is kept out: where it stands and in which texts; no word of them."""
    return [dict(row) for row in connection.execute(text(_LISTED)).mappings()]


def cleared(connection: Connection) -> list[dict[str, Any]]:
    """What was let through: who, when and why, the first first."""
    return [dict(row) for row in connection.execute(text(_CLEARED)).mappings()]


def conformed_decision(connection: Connection, record_id: str) -> pa.Table:
    """The record of a decision that is kept out, one row.

    Raises:
        CallError: none such is kept out.
    """
    d = decision_to_anonymise.c
    asked = select(d.source_id, d.period, d.submission_id).where(d.record_id == record_id)
    place = connection.execute(asked).one_or_none()
    if place is None:
        raise CallError(message("decisions.unknown"))
    rows = lake.read_conformed(settings().lake, {tuple(place)}, ["decision"])["decision"]
    return rows.filter(pc.equal(rows["record_id"], record_id))


def cleared_since_load(connection: Connection) -> list[str]:
    """The decisions, by record, that were let through and wait for the next load alone."""
    return list(connection.scalars(text(_NOT_YET_LOADED)))


def marked_texts(connection: Connection, record_id: str) -> list[MarkedText]:
    """The texts of a decision in which somebody stands, what was found in them marked.

    Raises:
        CallError: none such is kept out.
    """
    (decision,) = conformed_decision(connection, record_id).to_pylist()
    mentions, words = _mentions_in(connection, record_id), known_words(settings().sources / "codes")
    texts = []
    for column in WRITTEN:
        value = decision[column]
        written = tidy(" ; ".join(value) if isinstance(value, list) else value or "")
        spans = sorted({*_signs(column, written, words), *_names(written, mentions)})
        if spans:
            texts.append(MarkedText(column, tuple(_parts(written, spans))))
    return texts


def _mentions_in(connection: Connection, record_id: str) -> pa.Table:
    asked = text("select mention_id from identity.named_decision where record_id = :record")
    ids = list(connection.scalars(asked, {"record": record_id}))
    places = {tuple(row) for row in connection.execute(text(_PLACES), {"record": record_id})}
    rows = lake.read_conformed(settings().lake, places, ["person_mention"], NAMES)["person_mention"]
    return rows.filter(pc.is_in(rows["record_id"], value_set=pa.array(ids, pa.string())))


def _signs(column: str, written: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    for _, start, end in sign_spans(written, words):
        yield start, end
    texts = pa.table({"key": [""], column: [written]})
    if "number" in find_signs(texts, [column], words)["kind"].to_pylist():
        yield 0, len(written)


def _names(written: str, mentions: pa.Table) -> list[tuple[int, int]]:
    """The shortest runs of words in which the guard finds one of these."""
    words = [one.span() for one in _WORD.finditer(written)]
    runs = [
        (words[first][0], words[last][1])
        for first in range(len(words))
        for last in range(first, min(first + _LONGEST, len(words)))
    ]
    if not runs or not mentions.num_rows:
        return []
    texts = pa.table(
        {
            "key": [str(n) for n in range(len(runs))],
            "run": [written[start:end] for start, end in runs],
        }
    )
    hits = sorted({runs[int(key)] for key in naming(texts, mentions, ["run"])["key"].to_pylist()})
    return [
        (start, end)
        for start, end in hits
        if not any((start, end) != other and start <= other[0] and other[1] <= end
                   for other in hits)
    ]  # fmt: skip


def _parts(written: str, spans: list[tuple[int, int]]) -> Iterator[Stretch]:
    at = 0
    for start, end in spans:
        if start > at:
            yield Stretch(written[at:start], is_found=False)
        if end > at:
            yield Stretch(written[max(start, at) : end], is_found=True)
        at = max(at, end)
    if at < len(written):
        yield Stretch(written[at:], is_found=False)
