"""Which texts name a known person in a spelling that sounds or looks like hers.

A court writes a name by ear, mistypes it, parts or joins its words, or has it in Arabic letters, as
a ministry does. The linkage joins those spellings, and what makes two words alike for it
(``phonetics``, ``alike`` of ``levels.sql``) is asked here, too. Two words side by side are
somebody's where the one is like a family name and the other like a given name of the same mention,
or one word is like both in one. In small letters, one of the two must sound as hers does: half the
words of a language are like some name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.phonetics import plain, skeleton, spelled
from warehouse.vault.working_tables import working_tables

# A hyphen, a space or any sign but an apostrophe parts two words.
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A shorter sound is a syllable, which half the words of a language have.
_SHORTEST = 2
# How alike (0 to 1) one of two words is at least, by which the other is looked for; and both.
_ONE, _BOTH = 0.4, 0.7
# Words that are one only if a space is put in or taken out.
_JOINED = 0.5
# A key mistyped may change the sound of a word more than its looks. A word that merely begins as
# another does is another one.
_DEGREE: Final = """(case when abs(length(t.word) - length(n.word)) > 3 then 0
        else greatest(alike(t.sound, n.sound), alike(t.word, n.word)) end)"""

WORDS: Final = pa.schema([("word", pa.string()), ("sound", pa.string()), ("bones", pa.string())])

# Blocked by what a slip leaves: the skeleton, the beginning or the end. Only what is written as a
# name is may be merely alike, which also keeps these few.
_NEAR = f"""
create temp table near as
with capital as (
    select * from text_word
    where word in (select one from pair where is_written union select other from pair
        where is_written)
),
blocked as (
    select t, n from text_word t join name_word n using (sound)
    union
    select t, n from capital t join name_word n using (bones)
    union
    select t, n from capital t join name_word n on left(t.word, 1) = left(n.word, 1)
    union
    select t, n from capital t join name_word n on right(t.word, 2) = right(n.word, 2)
)
select t.word as said, n.word as name, t.sound = n.sound as is_same,
    {_DEGREE} as degree
from blocked where {_DEGREE} >= {_ONE}
"""
_FOUND = f"""
with turned as (
    select key, "column", one as family, other as given, is_written, least from pair
    union select key, "column", other, one, is_written, least from pair
),
sided as (
    select *, family as anchor, given as beside, true as is_family from turned
    union all select *, given, family, false from turned
)
select s.key, s."column", f.mention_id
from sided s
join near a on a.said = s.anchor and (s.is_written or a.is_same)
join part f on f.word = a.name and f.is_family = s.is_family
join part g on g.mention_id = f.mention_id and g.is_family <> f.is_family
join text_word t on t.word = s.beside
join name_word n on n.word = g.word
where {_DEGREE} > 0 and a.degree + {_DEGREE} >= {_BOTH}
    and least(a.degree, {_DEGREE}) >= s.least
union
select w.key, w."column", g.mention_id
from single w join near a on a.said = w.word join glued g on g.word = a.name
where a.is_same or w.is_written and abs(length(w.word) - length(g.word)) <= 1
order by all
"""


def find_sounds(
    written: Iterable[tuple[str, str, str]],
    sides: Iterable[tuple[str, str, str]],
    links: Collection[str],
    known_words: Collection[str],
) -> Iterator[tuple[str, str, str]]:
    """Find names by their sound.

    Args:
        written: key, column and tidy text.
        sides: mention, the family side and the given side of a name of hers.
        links: folded words that are no part of a name by themselves.
        known_words: folded words of places, courts and the law: where both are such, they are hers
            only if they sound as hers do.

    Yields:
        Key, column and mention.
    """
    lines = [(key, column, list(_words(text, links))) for key, column, text in written]
    pairs = sorted(
        {(key, column, *one) for key, column, words in lines for one in _pairs(words, known_words)}
    )
    singles = sorted({(key, column, *one) for key, column, words in lines for one in words})
    parts, glued = set(), set()
    for mention_id, family, given in sides:
        names = [_spellings(side, links) for side in (family, given)]
        parts |= {(mention_id, word, n == 0) for n, side in enumerate(names) for word in side}
        glued |= {
            (mention_id, word)
            for one in names[0]
            for other in names[1]
            for word in (one + other, other + one)
        }
    if not singles or not parts:
        return
    with working_tables() as connection:
        connection.execute(macros())
        for name, spellings in (
            ("text_word", {word for pair in pairs for word in pair[2:4]} | {o[2] for o in singles}),
            ("name_word", {word for _, word, _ in parts} | {word for _, word in glued}),
        ):
            connection.register(name, _heard(spellings))
        named = ("key", "column", "one", "other", "is_written", "least")
        connection.register("pair", _table(pairs, named))
        connection.register("single", _table(singles, ("key", "column", "word", "is_written")))
        connection.register("part", _table(sorted(parts), ("mention_id", "word", "is_family")))
        connection.register("glued", _table(sorted(glued), ("mention_id", "word")))
        connection.execute(_NEAR)
        yield from connection.execute(_FOUND).fetchall()


def _pairs(
    words: Sequence[tuple[str, bool]], known_words: Collection[str]
) -> Iterator[tuple[str, str, bool, float]]:
    """Neighbours in a text, one of them perhaps parted in two.

    Yields:
        One, the other, whether all are written as names are, and how alike each is at least.
    """
    for at, (one, is_one) in enumerate(words[:-1]):
        two, is_two = words[at + 1]
        if one.lower() in known_words and two.lower() in known_words:
            yield one, two, False, 1.0
            continue
        yield one, two, is_one and is_two, 0.0
        for three, is_three in words[at + 2 : at + 3]:
            is_written = is_one and is_two and is_three
            least = _JOINED if is_written else 1.0
            yield one + two, three, is_written, least
            yield one, two + three, is_written, least


def _spellings(side: str, links: Collection[str]) -> set[str]:
    """The words of one side of a name, and all of them in one."""
    words = [word for word, _ in _words(side, links)]
    return {*words, "".join(words)} - {""}


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
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table({name: pa.array(list(one)) for name, one in zip(names, columns, strict=True)})
