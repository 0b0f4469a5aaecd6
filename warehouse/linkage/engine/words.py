"""The words of names and texts, and how rare each is: what is said alike by many says little.

In a large table rarity is told in whole bits, of the table and of the word each: a month that adds
a hundredth to it then changes what few of its mentions weigh (F1 of a million mentions and of a
hundred thousand the same, measured). In a small one it is told as it is: there each bit counts, and
all of it is linked again in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.conform.clean.no_name import may_name_nobody, names_nobody
from warehouse.linkage.engine.mention_columns import NAMES
from warehouse.linkage.engine.phonetics import (
    COMMON,
    PARTICLES,
    PLACEHOLDERS,
    in_french,
    plain,
    skeleton,
    spelled,
)

TEXTS: Final = ("place",)
"""Standard columns that are compared as free text, as every ``--compare`` column is."""

_WORD: Final = r"[^\s@,;<>()]+@[^\s@,;<>()]+|[\p{L}\p{M}\p{N}''’ʼ]+"
"""An address of e-mail is one word, compared as it is written: its parts are the name again, and a
provider. Read as words, everybody of one name with two addresses was one person (donors with homes
and addresses, no births: precision 0.819, so 0.858)."""
MOST_WORDS: Final = 6

# A table of ten rows does not know which names are common. It counts as if it held so many rows
# more, in which a word has the share it has in the country: one in 64 if it is a common name, else
# one in 8192 (the median of words seen twice among a hundred thousand mentions).
_BACKGROUND: Final = 500
_COMMON_SHARE: Final = 2.0**-6
_OTHER_SHARE: Final = 2.0**-13

LARGE_TABLE: Final = 2**15


@dataclass(frozen=True, slots=True)
class NameField:
    """What of a mention is read as words."""

    name: str  # of its tables, and the stem of its features
    columns: tuple[str, ...]  # the columns that are read as one
    # names of persons: titles are left out, and a word is counted once for each different name that
    # holds it, so that one person with twenty mentions does not make her own name common. Any other
    # word is counted by mentions.
    of_persons: bool
    is_weighed: bool  # whether rarity is asked of it

    @property
    def said(self) -> str:
        """SQL: the whole of what a row of mentions says in this field; empty where nothing."""
        return "concat_ws(' ', " + ", ".join(f'"{column}"' for column in self.columns) + ")"


def fields(compare: Sequence[str] = ()) -> list[NameField]:
    """The fields of a table with these further text columns."""
    texts = (NameField(text_prefix(c), (c,), False, True) for c in (*TEXTS, *compare))
    return [
        NameField("names", NAMES, True, True),
        NameField("given", ("given_names",), True, False),
        NameField("alias", ("alias",), True, False),
        *texts,
    ]


def text_prefix(column: str) -> str:
    """The stem of the feature columns made from a free-text column."""
    return "text_" + "".join(c if c.isalnum() else "_" for c in column)


def learn_words(con: duckdb.DuckDBPyConnection, asked: Sequence[NameField], mentions: str) -> None:
    """Make ``word``: one row per distinct word of any field, its sound, skeleton and letters.

    Args:
        con: where ``mentions`` stands; ``common``, the skeletons of common names, is made too.
    """
    words = " union ".join(
        f"select unnest(regexp_extract_all(\"{column}\", '{_WORD}')) as word from {mentions}"
        for column in dict.fromkeys(c for field in asked for c in field.columns)
    )
    seen = con.sql(words).to_arrow_table()["word"].to_pylist()
    bare = [word.upper() if "@" in word else plain(word) for word in seen]
    written = [in_french(word) for word in bare]
    sound = [spelled(word) for word in bare]
    con.register(
        "learnt",
        pa.table(
            {
                "word": pa.array(seen, pa.string()),
                "written": pa.array(written, pa.string()),
                "token": pa.array(sound, pa.string()),
                "bones": pa.array([skeleton(word) for word in sound], pa.string()),
                "is_particle": pa.array(
                    [word in PARTICLES or len(word) < 2 for word in bare], pa.bool_()
                ),
                "is_placeholder": pa.array([word in PLACEHOLDERS for word in bare], pa.bool_()),
            }
        ),
    )
    con.register("often", pa.table({"bones": sorted({skeleton(spelled(w)) for w in COMMON})}))
    con.execute("create or replace temp table common as select bones from often")
    con.execute("create or replace temp table word as select * from learnt where token <> ''")


def hear(con: duckdb.DuckDBPyConnection, field: NameField, texts: str) -> str:
    """Make ``heard_<field>``: what each whole says, whatever else the table holds.

    Args:
        con: where ``word`` stands.
        texts: a relation with the distinct ``whole`` texts, none empty.

    Returns:
        The table: ``whole``; ``held``, a placeholder is among its words; ``words`` (token,
        skeleton and how it is written, null where there are none); ``value``, the tokens, and
        ``kin``, the distinct skeletons, each as one text in the order of the alphabet.
    """
    kept = "not is_particle" if field.of_persons else "true"
    named = unnamed = ""
    if field.columns == NAMES:
        _gather_nobody(con, texts)
        named, unnamed = "and whole not in (from nobody)", "or whole in (from nobody)"
    con.execute(
        f"""
        create or replace temp table heard_{field.name} as
        with heard as (
            select whole, token, bones, written, is_placeholder
            from (select whole, unnest(regexp_extract_all(whole, '{_WORD}')) as word from {texts})
            join word using (word) where {kept} or is_placeholder
        ),
        once as (
            select whole, token, any_value(bones) as bones, min(written) as written
            from heard where not is_placeholder {named} group by whole, token
        ),
        spoken as (
            select whole, list({{'token': token, 'bones': bones, 'written': written}}
                    order by token) as words,
                string_agg(token, ' ' order by token) as value,
                string_agg(distinct bones, ' ' order by bones) as kin
            from once group by whole
        )
        select * from (
            select whole, bool_or(is_placeholder) {unnamed} as held from heard group by whole)
        left join spoken using (whole)
        """
    )
    return f"heard_{field.name}"


def _gather_nobody(con: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Make ``nobody``: the wholes that stand for a name and name nobody, as ``no_name`` knows.

    Few wholes hold any of its words; only those are asked.
    """
    wholes = con.sql(
        "select whole from (select distinct whole from"
        f" {texts}) where regexp_matches(lower(strip_accents(whole)), '{may_name_nobody()}')"
    ).to_arrow_table()["whole"]
    nobody = [whole for whole in wholes.to_pylist() if names_nobody(whole)]
    con.register("named_nobody", pa.table({"whole": pa.array(nobody, pa.string())}))
    con.execute("create or replace temp table nobody as select whole from named_nobody")


def count_words(field: NameField, wholes: str) -> str:
    """SQL: how often each skeleton is said: ``bones``, ``n``.

    Args:
        wholes: a relation of what ``hear`` gives, with ``n``, how many mentions say each whole.
    """
    if field.of_persons:
        return (
            "select bones, count(*) as n from (select kin, unnest(string_split(kin, ' ')) as bones"
            f" from (select distinct kin from {wholes} where kin is not null)) group by bones"
        )
    return (
        "select bones, sum(n) as n from (select n, unnest(string_split(kin, ' ')) as bones"
        f" from {wholes} where kin is not null) group by bones"
    )


def count_all(field: NameField, wholes: str) -> str:
    """SQL: of how many names, or mentions, ``count_words`` counts the words."""
    counted = "count(distinct kin)" if field.of_persons else "coalesce(sum(n), 0)"
    return f"select {counted} from {wholes} where kin is not null"


def rarity(counts: str, total: float) -> str:
    """SQL: the bits of each skeleton.

    Args:
        counts: a relation as ``count_words`` gives it.
        total: what ``count_all`` gives.
    """
    frequency = f"n + {_BACKGROUND} * if(bones in (from common), {_COMMON_SHARE}, {_OTHER_SHARE})"
    return f"select bones, {size_bits(total)} - {_bits(frequency, total)} as bits from {counts}"


def value_rarity(counts: str, total: float) -> str:
    """SQL: the bits of each whole value: ``value``, ``bits``.

    Args:
        counts: a relation ``value``, ``n``: how many mentions say it.
        total: how many mentions say anything.
    """
    frequency = f"n + {_BACKGROUND * _OTHER_SHARE}"
    return f"select value, {size_bits(total)} - {_bits(frequency, total)} as bits from {counts}"


def size_bits(total: float) -> str:
    """SQL: the bits of a table of this size, from which those of a word are taken."""
    return _bits(f"{total} + {_BACKGROUND}", total)


def _bits(ratio: str, total: float) -> str:
    return f"round(log2({ratio}))" if total >= LARGE_TABLE else f"log2({ratio})"


def rank(field: NameField, heard: str, bits: str) -> str:
    """SQL: the words of each whole, at most six, the rarest first.

    Args:
        heard: a relation of what ``hear`` gives.
        bits: a relation of what ``rarity`` gives.

    Returns:
        ``whole``, ``held``, ``words``, ``word_bits``, ``written``, ``bones``, ``value``, ``total``
        (the bits of all words); of a field that is not weighed ``whole``, ``held``, ``words``.
    """
    if not field.is_weighed:
        tokens = f"list_transform(words, lambda w: w.token)[:{MOST_WORDS}]"
        return f"select whole, held, {tokens} as words from {heard}"
    return f"""
        with once as (select whole, unnest(words, recursive := true) from {heard}),
        ranked as (
            select *, row_number() over (partition by whole order by bits desc, token) as rank
            from once join ({bits}) b using (bones)
        )
        select s.whole, s.held,
            list(token order by bits desc, token) filter (rank <= {MOST_WORDS}) as words,
            list(greatest(bits, 0.1)::float order by bits desc, token)
                filter (rank <= {MOST_WORDS}) as word_bits,
            list(written order by bits desc, token) filter (rank <= {MOST_WORDS}) as written,
            list(distinct bones order by bones) filter (rank <= {MOST_WORDS}) as bones,
            s.value, sum(greatest(bits, 0.1)) filter (rank <= {MOST_WORDS}) as total
        from {heard} s left join ranked using (whole) group by s.whole, s.held, s.value
        """
