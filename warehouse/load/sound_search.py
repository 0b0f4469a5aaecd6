"""Which texts name a known person in a spelling that sounds or looks like hers.

A court writes a name by ear, mistypes it, or has it in Arabic letters, as a ministry does; the
linkage joins those spellings (``linkage.engine.phonetics``), and so they are looked for here. Two
words side by side are somebody's where the one is like a family name and the other like a given
name of the same mention. Where both sound the same, whatever their case; where they are only alike,
as capitalised words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.linkage.engine.phonetics import plain, skeleton, spelled

# A hyphen, a space or any sign but an apostrophe parts two words.
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A shorter sound is a syllable, which half the words of a language have.
_SHORTEST = 3
# How alike two sounds are that one ear writes: of one skeleton, and whatever the skeleton (a key
# mistyped). Below, the words of two persons come closer than two spellings of one.
_OF_ONE_SKELETON, _OF_ANY = 0.80, 0.90
# One slip of a key, in the word or in its sound.
_SLIPPED = f"""(jaro_winkler_similarity(t.sound, n.sound) >= {_OF_ANY}
        or abs(length(t.word) - length(n.word)) <= 1
            and (damerau_levenshtein(t.sound, n.sound) <= 1
                or damerau_levenshtein(t.word, n.word) <= 1))"""

WORDS: Final = pa.schema([("word", pa.string()), ("sound", pa.string()), ("bones", pa.string())])

# Blocked by what a slip of one key leaves: the skeleton, the beginning or the end. Only what is
# written as a name is may be merely alike, which also keeps these few.
_ALIKE = f"""
create temp table alike as
with capital as (
    select * from text_word
    where word in (select one from pair where is_written union select other from pair
        where is_written)
),
near as (
    select t.word as said, n.word as name from text_word t join name_word n using (sound)
    union
    select t.word, n.word from capital t join name_word n using (bones)
    where jaro_winkler_similarity(t.sound, n.sound) >= {_OF_ONE_SKELETON}
    union
    select t.word, n.word from capital t join name_word n on left(t.word, 1) = left(n.word, 1)
    where {_SLIPPED}
    union
    select t.word, n.word from capital t join name_word n on right(t.word, 2) = right(n.word, 2)
    where {_SLIPPED}
)
select near.said, near.name, t.sound = n.sound as is_same
from near join text_word t on t.word = near.said join name_word n on n.word = near.name
"""
_FOUND = """
with turned as (
    select key, "column", one as family, other as given, is_written from pair
    union select key, "column", other, one, is_written from pair
)
select distinct t.key, t."column", f.mention_id
from turned t
join alike a on a.said = t.family
join alike b on b.said = t.given
join part f on f.word = a.name and f.is_family
join part g on g.mention_id = f.mention_id and g.word = b.name and not g.is_family
where t.is_written or a.is_same and b.is_same
order by all
"""


def find_sounds(
    written: Iterable[tuple[str, str, str]],
    sides: Iterable[tuple[str, str, str]],
    links: Collection[str],
) -> Iterator[tuple[str, str, str]]:
    """Find names by their sound.

    Args:
        written: key, column and tidy text.
        sides: mention, the family side and the given side of a name of hers.
        links: folded words that are no part of a name by themselves.

    Yields:
        Key, column and mention.
    """
    pairs = sorted({pair for one in written for pair in _pairs(*one, links)})
    parts = sorted(
        {
            (mention_id, word, is_family)
            for mention_id, family, given in sides
            for is_family, side in ((True, family), (False, given))
            for word, _ in _words(side, links)
        }
    )
    if not pairs or not parts:
        return
    with duckdb.connect() as connection:
        for name, spellings in (
            ("text_word", {word for pair in pairs for word in pair[2:4]}),
            ("name_word", {word for _, word, _ in parts}),
        ):
            connection.register(name, _heard(spellings))
        connection.register("pair", _table(pairs, ("key", "column", "one", "other", "is_written")))
        connection.register("part", _table(parts, ("mention_id", "word", "is_family")))
        connection.execute(_ALIKE)
        yield from connection.execute(_FOUND).fetchall()


def _pairs(
    key: str, column: str, text: str, links: Collection[str]
) -> Iterator[tuple[str, str, str, str, bool]]:
    """Neighbours in a text, and whether both are written as names are."""
    words = list(_words(text, links))
    for (one, is_one), (other, is_other) in pairwise(words):
        yield key, column, one, other, is_one and is_other


def _words(text: str, links: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The plain words of a text that may be of a name; whether each has a capital, or no case."""
    for spelling in _WORD.findall(text):
        word = plain(spelling)
        if len(word) > 1 and word.lower() not in links:
            yield word, spelling[0] == spelling[0].upper()


def _heard(words: Collection[str]) -> pa.Table:
    rows = [
        {"word": word, "sound": sound, "bones": skeleton(sound)}
        for word in sorted(words)
        if len(sound := spelled(word)) >= _SHORTEST
    ]
    return pa.Table.from_pylist(rows, WORDS)


def _table(rows: Sequence[tuple[Any, ...]], names: tuple[str, ...]) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(list(one)) for name, one in zip(names, columns, strict=True)})
