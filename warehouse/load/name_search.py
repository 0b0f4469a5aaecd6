"""Which texts name a known person in full: what a court anonymised is checked, never believed.

A name stands in a text where one of a person's family names and one of her given names (or her
alias) stand side by side, in either order, whatever the accents, the case, the apostrophes, the
hyphens, the line breaks, and the particles or initials between them, and in the spellings that the
linkage would join (``sound_search``). A given name alone, a family name alone and initials are no
full name. What is found is told by ids, never by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contracts.codelists import known_words
from warehouse.load.identifier_search import find_identifiers
from warehouse.load.sound_search import find_sounds
from warehouse.settings import settings
from warehouse.text import fold, tidy
from warehouse.vault.working_tables import working_tables

# What a mention calls its person.
NAMES = (
    "record_id",
    "family_name",
    "given_names",
    "alias",
    "other_names",
    "phones",
    "id_number",
)
FOUND = pa.schema([("key", pa.string()), ("column", pa.string()), ("mention_id", pa.string())])

# A family name of more words than this is found by its single words.
_MOST_WORDS = 6

# Folded. What may stand inside a name or be left out of it, and so between its parts.
_LINKS = """
    de du des da do dos di ben ibn bint bin el al la le les ne nee ep epouse vve veuve dit dite
    alias surnomme surnommee mr mme mlle monsieur madame mademoiselle nomme nommee sieur dame
    feu feue
"""
LINKS = frozenset(_LINKS.split())

# The family side and the given side of each name. Where only one side is known, the whole name was
# read into it: its first word is the one side and the rest the other.
_SIDES = r"""
create temp table side as
with known as (
    select record_id as mention_id, nullif(family_name, '') as family,
        nullif(given_names, '') as given, nullif(alias, '') as alias,
        nullif(other_names, '') as other
    from mention
),
whole as (
    select mention_id, coalesce(family, given) as name from known
    where (family is null and other is null) <> (given is null)
)
select mention_id, family, given from (
    select mention_id, family, given from known
    union all select mention_id, family, alias from known
    union all select mention_id, other, given from known
    union all select mention_id, other, alias from known
    union all
    select mention_id, regexp_extract(name, '^\S+'), regexp_extract(name, '^\S+\s+(.+)$', 1)
    from whole
)
where family <> '' and given <> ''
"""

# How a part of a name may be spelt: all its words as one, those without the links as one, and each
# of its longer words.
_SPELT = """
create temp table spelt as
with part as (
    select name, unnest(string_split(folded, ' ')) as word,
        unnest(range(len(string_split(folded, ' ')))) as place
    from folded
),
told as (select p.*, length(word) = 1 or word in (from link) as is_link from part p)
select name, spelling from (
    select name, string_agg(word, '' order by place) as spelling from told group by name
    union
    select name, string_agg(word, '' order by place) from told where not is_link group by name
    union select name, word from told where not is_link and length(word) > 2
)
where length(spelling) > 2 or length(spelling) = 2 and spelling not in (from link)
"""

# `before` and `after` count the words that are no links: two runs of words are neighbours where the
# one's `after` is the other's `before`.
_WORDS = """
create temp table word as
with told as (
    select key, "column", unnest(string_split(folded, ' ')) as word,
        unnest(range(len(string_split(folded, ' ')))) as place
    from written
)
select key, "column", place, word, is_link,
    sum((not is_link)::integer) over line - (not is_link)::integer as before,
    sum((not is_link)::integer) over line as after
from (select *, length(word) = 1 or word in (from link) as is_link from told)
window line as (partition by key, "column" order by place)
"""

_RUNS = """
select key, "column", unnest([{runs}], recursive := true)
from (select * from word where {where})
window line as (partition by key, "column" order by place)
"""

_FOUND = """
with run as (
    select * from spelling_run where spelling in (select spelling from spelt)
),
pair as (
    select distinct a.key, a."column", a.spelling as one, b.spelling as other
    from run a join run b on b.key = a.key and b."column" = a."column"
        and b.before = a.after and b.first > a.last
),
turned as (
    select key, "column", one as family, other as given from pair
    union select key, "column", other, one from pair
)
select distinct t.key, t."column", s.mention_id
from turned t
join spelt f on f.spelling = t.family
join side s on s.family = f.name
join spelt g on g.name = s.given and g.spelling = t.given
order by all
"""


def naming(texts: pa.Table, mentions: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Find every full name, alias, telephone and paper of a known person in texts.

    Costs what the texts weigh and one pass over the names: of exact spellings, a million mentions
    against a thousand decisions of 1,500 words took 6 seconds and 0.9 GB on two cores; with those
    that are alike, 50,000 mentions against 400 sentences took 16 on a busy machine.

    Args:
        texts: ``key``, and the text columns; a list of texts is read as one text.
        mentions: conformed mentions, ``NAMES`` of them; telephones and papers where there are any.
        columns: the text columns to be searched.

    Returns:
        ``FOUND``: a row per text, column and mention whose name stands in it.
    """
    if not texts.num_rows or not mentions.num_rows:
        return FOUND.empty_table()
    with working_tables() as connection:
        connection.register("mention", mentions)
        connection.register("link", pa.table({"word": pa.array(sorted(LINKS))}))
        connection.register("written", _written(texts, columns))
        connection.execute(_SIDES)
        connection.register("folded", _folded(connection))
        connection.execute(_SPELT)
        connection.execute(_WORDS)
        connection.execute(f"create temp view spelling_run as {_runs()}")
        named = connection.sql(_FOUND).to_arrow_table().cast(FOUND)
        sides = connection.execute("select distinct mention_id, family, given from side").fetchall()
    lines = list(_lines(texts, columns))
    sounds = find_sounds(lines, sides, LINKS, known_words(settings().sources / "codes"))
    besides = sorted({*find_identifiers(lines, mentions, LINKS), *sounds})
    parts = zip(*besides, strict=True) if besides else ([], [], [])
    identified = pa.table([pa.array(list(one), pa.string()) for one in parts], schema=FOUND)
    return (
        pa.concat_tables([named, identified])
        .group_by(FOUND.names)
        .aggregate([])
        .select(FOUND.names)
        .sort_by([(name, "ascending") for name in FOUND.names])
    )


def _lines(texts: pa.Table, columns: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Every text with its key and its column, a list as one text, tidy."""
    keys = texts["key"].to_pylist()
    for name in columns:
        for key, value in zip(keys, texts[name].to_pylist(), strict=True):
            if value:
                yield key, name, tidy(" ".join(value) if isinstance(value, list) else value)


def _written(texts: pa.Table, columns: Sequence[str]) -> pa.Table:
    parts = []
    for name in columns:
        column = texts[name].combine_chunks()
        if pa.types.is_list(column.type):
            column = pc.binary_join(column, " ")
        folded = [fold(tidy(text)) if text else "" for text in column.to_pylist()]
        parts.append(
            pa.table(
                {
                    "key": texts["key"],
                    "column": pa.array([name] * len(folded), pa.string()),
                    "folded": pa.array(folded, pa.string()),
                }
            )
        )
    return pa.concat_tables(parts)


def _folded(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Each part of a name once, as the house folds every text."""
    names = connection.sql("select family from side union select given from side").fetchall()
    return pa.table(
        {
            "name": pa.array([name for (name,) in names], pa.string()),
            "folded": pa.array([fold(tidy(name)) for (name,) in names], pa.string()),
        }
    )


def _runs() -> str:
    """Every run of words of the texts, with the links in it and without them."""
    spelt = "word"
    runs = []
    for more in range(_MOST_WORDS):
        if more:
            spelt += f" || lead(word, {more}) over line"
        runs.append(
            f'{{"spelling": {spelt}, "first": place, "last": lead(place, {more}) over line,'
            f' "before": before, "after": lead(after, {more}) over line}}'
        )
    listed = ", ".join(runs)
    return " union all ".join(
        _RUNS.format(runs=listed, where=where) for where in ("true", "not is_link")
    )
