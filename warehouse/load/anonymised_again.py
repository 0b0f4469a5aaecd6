"""Decisions sent again without somebody whom an earlier text gave: that text goes from the history.

A name in small letters that nobody registered is seen by no guard, until the court itself takes it
out. The two texts tell it: a capitalised word, a long number, or a word in whose place initials
stand, which the new text has no more. A slip of the pen put right stays in the history.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, text

from warehouse.load.cleared_decisions import WRITTEN
from warehouse.text import fold, tidy

_TOKEN: Final = re.compile(r"[^\W_][\w'’-]*")
# "A. B.", "K.P.", "X": what stands in the place of a name.
_INITIAL: Final = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-Þ](?:\.|(?![\w'’]))")
# A telephone has eight digits, a paper six and more.
_LONG_NUMBER: Final = 6
_BEFORE = f"""
select decision_id, known_from::text as known_from, {", ".join(WRITTEN)}
from history.case_law_decision where decision_id = any(:ids)
"""
_FORGET = """
delete from history.case_law_decision
where decision_id = any(:ids) and decision_id || ' ' || known_from::text = any(:keys)
"""
_LIST = """
insert into intake.decision_anonymised (decision_id, anonymised_at)
select one, now() from unnest(cast(:ids as text[])) as t (one)
on conflict (decision_id) do nothing
"""


def looks_anonymised(
    before: Mapping[str, Any], after: Mapping[str, Any], known_words: Collection[str]
) -> list[str]:
    """The columns of which the later text has no more what looks like somebody in the earlier.

    Args:
        before: ``WRITTEN`` as it was.
        known_words: folded words that are no part of a name by themselves.
    """
    standing = {fold(token) for name in WRITTEN for token in _tokens(after[name])}
    return [
        name
        for name in WRITTEN
        if _lost_somebody(_told(before[name]), _told(after[name]), standing, known_words)
    ]


def forget_named_texts(
    connection: Connection, published: pa.Table, known_words: Collection[str]
) -> list[str]:
    """Take what these decisions said of somebody before out of the history; their ids.

    In the caller's transaction, before they are merged or after: what they say now is left.
    """
    texts = published.select(["decision_id", *WRITTEN]).to_pylist()
    now = {row["decision_id"]: row for row in texts}
    earlier = connection.execute(text(_BEFORE), {"ids": list(now)}).mappings()
    rows = [dict(row) for row in earlier]
    gone = [row for row in rows if looks_anonymised(row, now[row["decision_id"]], known_words)]
    ids = sorted({row["decision_id"] for row in gone})
    if ids:
        keys = [f"{row['decision_id']} {row['known_from']}" for row in gone]
        connection.execute(text(_FORGET), {"ids": ids, "keys": keys})
        connection.execute(text(_LIST), {"ids": ids})
    return ids


def _lost_somebody(
    before: str, after: str, standing: Collection[str], known_words: Collection[str]
) -> bool:
    lost = [
        token
        for token in _TOKEN.findall(before)
        if (folded := fold(token)) not in standing
        and not all(word in known_words for word in folded.split())
    ]
    if any(sum(map(str.isdigit, token)) >= _LONG_NUMBER for token in lost):
        return True
    words = [token for token in lost if len(token) > 1 and not token[0].isdigit()]
    has_more_initials = len(_INITIAL.findall(after)) > len(_INITIAL.findall(before))
    return bool(words) and (has_more_initials or any(word[0].isupper() for word in words))


def _tokens(value: Any) -> Iterator[str]:
    yield from _TOKEN.findall(_told(value))


def _told(value: Any) -> str:
    return tidy(" ; ".join(value) if isinstance(value, list) else value or "")
