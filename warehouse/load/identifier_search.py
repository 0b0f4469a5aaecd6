"""Which texts give a known person's alias, telephone or paper, alone and in any spelling.

Unlike a given name, each of these points at one person by itself. They are compared without
accents, case, spaces and signs, telephones without the country's prefix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import pyarrow as pa

from warehouse.text import fold, tidy

Keys = Mapping[str, set[str]]

_COUNTRY = "236"
# A shorter alias or number is a word of the language, or a sum.
_SHORTEST_ALIAS, _SHORTEST_NUMBER = 4, 5
_SHORTEST_PHONE = 8
# Words of which one alias or number may be made where it is written with gaps.
_MOST_WORDS = 6
_DIGITS = re.compile(r"\d(?:[\s.\-/]{0,2}\d){7,}")
_PARTS = re.compile(r"[,;/]")


def find_identifiers(
    written: Iterable[tuple[str, str, str]], mentions: pa.Table, ignored: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Find aliases, telephones and papers in texts.

    Args:
        written: key, column and text.
        mentions: conformed mentions; of ``alias``, ``phones`` and ``id_number`` those there are.
        ignored: folded words that are no alias by themselves.

    Yields:
        Key, column and mention.
    """
    words, phones = _known(mentions, ignored)
    lengths = sorted({len(one) for one in phones})
    for key, column, text in written:
        ids: set[str] = set()
        for run in _runs(fold(text).split()) if words else ():
            ids |= words.get(run, set())
        for digits in _DIGITS.findall(text) if phones else ():
            only_digits = re.sub(r"\D", "", digits)
            for length in lengths:
                for start in range(len(only_digits) - length + 1):
                    ids |= phones.get(only_digits[start : start + length], set())
        for mention_id in sorted(ids):
            yield key, column, mention_id


def _known(mentions: pa.Table, ignored: Collection[str]) -> tuple[Keys, Keys]:
    words: dict[str, set[str]] = defaultdict(set)
    phones: dict[str, set[str]] = defaultdict(set)
    ids = mentions["record_id"].to_pylist()
    for mention_id, alias in _cells(mentions, "alias", ids):
        for part in _PARTS.split(tidy(alias)):
            folded = fold(part)
            if not set(folded.split()) <= set(ignored):
                _add(words, folded, mention_id, _SHORTEST_ALIAS)
    for mention_id, number in _cells(mentions, "id_number", ids):
        folded = fold(tidy(number))
        if any(one.isdigit() for one in folded):
            _add(words, folded, mention_id, _SHORTEST_NUMBER)
    for mention_id, phone in _cells(mentions, "phones", ids):
        digits = re.sub(r"\D", "", phone).removeprefix("00").removeprefix(_COUNTRY)
        _add(phones, digits, mention_id, _SHORTEST_PHONE)
    return words, phones


def _add(mentions_of: dict[str, set[str]], folded: str, mention_id: str, shortest: int) -> None:
    compact = folded.replace(" ", "")
    if len(compact) >= shortest:
        mentions_of[compact].add(mention_id)


def _cells(mentions: pa.Table, column: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    if column not in mentions.column_names:
        return
    for mention_id, value in zip(ids, mentions[column].to_pylist(), strict=True):
        for one in value if isinstance(value, list) else [value]:
            if one:
                yield mention_id, one


def _runs(words: list[str]) -> Iterator[str]:
    for first in range(len(words)):
        run = ""
        for word in words[first : first + _MOST_WORDS]:
            run += word
            yield run
