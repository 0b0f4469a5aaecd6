"""An alias is one more name: who stands in one file by it stands in the next by both.

Of a register in which one mention in eight has the alias in place of the name, and half of the
others both (seeds 41 and 42, a thousand mentions), F1 was 0.874 and 0.881 without, and is 0.953 and
0.951; of dev10k, whose aliases say nothing new, 0.9888 and 0.9887. Alone an alias is left out: that
it is like no name of another is no evidence (2,000 mentions: F1 0.914 with, 0.921 without). The
pinned parameters were learnt without and read none: a human is asked about an alias that strangers
share.
"""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.conform.clean.no_name import names_nobody
from warehouse.linkage.engine.mention_columns import NAMES
from warehouse.linkage.engine.phonetics import PARTICLES, PLACEHOLDERS, plain

_WORD: Final = re.compile(r"\w+")


def with_aliases_as_names(mentions: pa.Table) -> pa.Table:
    """The table with the words of each alias that stands beside a name in ``full_name``, too.

    Who is called by what names nobody (« X », « Victime A ») stays unnamed: of protected victims an
    alias must not make one.

    Args:
        mentions: as ``standardise`` makes them.
    """
    one = {name: mentions[name].combine_chunks() for name in (*NAMES, "alias")}
    if one["alias"].null_count == len(mentions):
        return mentions
    written = pc.binary_join_element_wise(*(pc.coalesce(one[name], "") for name in NAMES), " ")
    told = written.dictionary_encode()
    named = pa.array([_names_somebody(text) for text in told.dictionary.to_pylist()], pa.bool_())
    is_read = pc.and_(pc.is_valid(one["alias"]), named.take(told.indices))
    full = one["full_name"]
    both = pc.coalesce(pc.binary_join_element_wise(full, one["alias"], " "), one["alias"])
    place = mentions.column_names.index("full_name")
    return mentions.set_column(place, "full_name", pc.if_else(is_read, both, full))


def _names_somebody(written: str) -> bool:
    """Whether what is written for a name holds one."""
    words = {plain(word) for word in _WORD.findall(written)}
    return bool(words - PARTICLES - PLACEHOLDERS) and not names_nobody(written)
