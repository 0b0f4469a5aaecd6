"""Pairs of mentions that are one person, or never, whatever the weights say.

A register that holds two rows with different names in one complaint tells that they are two
persons: siblings share everything but a given name. These rules speak of single pairs; that they
hold through any chain of others is ``clusters``.
"""

from __future__ import annotations

from typing import Final

import duckdb

Pairs = list[tuple[int, int]]

UNSURE: Final = -2.5
"""Log2 odds that do not join by themselves, and that a human is asked about."""

_OTHER_BIRTH: Final = "((births between 11 and 15) or (births between 5 and 7))"

# Scored pairs side by side, with what is cheap to ask, as a table of its own: DuckDB takes a
# condition that names both sides (``a.sex <> b.sex``) for a join and meets every two mentions.
_BESIDE: Final = """
create or replace temp table beside as
select l as one, r as two, a.names as names_l, a.given as given_l, b.names as names_r,
    b.given as given_r, coalesce(a.sex || b.sex in ('MF', 'FM'), false) as two_sexes,
    coalesce(a.birth_day = b.birth_day
        and (a.case_ref = b.case_ref or a.text_place_value = b.text_place_value
            or list_has_any(a.phone, b.phone)), false) as born_together,
    coalesce(a.id_number = b.id_number, false) as same_document,
    birth_level(a.birth_day, a.birth_year, a.birth_precision,
        b.birth_day, b.birth_year, b.birth_precision) as births
from edges join features a on a.unique_id = l join features b on b.unique_id = r
"""
_OTHERWISE_NAMED: Final = "other_names(names_l, given_l, names_r, given_r)"

NEVER_ROWS: Final[dict[str, str]] = {
    "two_on_one_row": (
        "select a.unique_id as one, b.unique_id as two from features a join features b"
        " on a.row_key = b.row_key and a.unique_id < b.unique_id"
    ),
    "two_rows_of_one_complaint": (
        "select one, two from (select a.unique_id as one, b.unique_id as two,"
        " other_names(a.names, a.given, b.names, b.given) as other_names,"
        " birth_level(a.birth_day, a.birth_year, a.birth_precision,"
        " b.birth_day, b.birth_year, b.birth_precision) as births"
        " from features a join features b"
        " on a.case_ref = b.case_ref and a.source_id = b.source_id and a.role = b.role"
        f" and a.unique_id < b.unique_id) where other_names or {_OTHER_BIRTH}"
    ),
}
"""Pairs that are two persons, each rule by what it means: rows of one export, from ``features``."""

NEVER_PAIRS: Final[dict[str, str]] = {
    "twins": (
        "select one, two from beside where born_together and not same_document"
        f" and {_OTHERWISE_NAMED}"
    ),
    "births_apart": (
        "select one, two from beside where births in (0, 5, 11) and not same_document"
    ),
    "two_sexes_and_two_names": (
        f"select one, two from beside where two_sexes and not same_document and {_OTHERWISE_NAMED}"
    ),
}
"""Scored pairs that are two persons, each rule by what it means, from ``beside``. A table whose own
parameters were learnt does without: they say already what another given name, birth or sex is
worth. In FEBRL one birth in a hundred was typed in anew; among Wikidata's persons the sex of one
person differs so often that this rule alone split one true pair in twenty."""

# Too little is said of her to tell her from a namesake: one word or common ones, no birth, or an
# age at best. What two such mentions share counts only if it is a number or a case; a human judges.
THIN: Final = f"""
update edges set weight = {UNSURE} from (
    select l, r,
        (a.name_bits < 10 or len(a.names) < 2) and coalesce(a.birth_precision, 0) < 2 as thin_l,
        (b.name_bits < 10 or len(b.names) < 2) and coalesce(b.birth_precision, 0) < 2 as thin_r,
        coalesce(list_has_any(a.phone, b.phone), false) as same_phone,
        coalesce(a.id_number = b.id_number, false) as same_document,
        coalesce(a.case_ref = b.case_ref, false) as same_case
    from edges e join features a on a.unique_id = e.l join features b on b.unique_id = e.r
    where e.weight > {UNSURE}
) t where edges.l = t.l and edges.r = t.r and (t.thin_l or t.thin_r)
    and not t.same_phone and not t.same_document and not t.same_case
"""

MUST: Final[dict[str, str]] = {
    "same_code_of_one_source": (
        "select min(unique_id) over w as one, unique_id as two from features"
        " where record_key is not null and not is_unnamed"
        " window w as (partition by source_id, record_key)"
    ),
}
"""Pairs that their source calls one person."""


def guard(con: duckdb.DuckDBPyConnection, *, strict: bool = True) -> tuple[Pairs, Pairs]:
    """The pairs that must be, and those that may never be, one person, by ``unique_id``.

    Also takes from the table ``edges`` every pair with an unnamed mention (a placeholder is nobody,
    and two of them are not one person), and lowers the weight of thin ones.

    Args:
        con: where ``score_features`` left ``features`` and ``edges``.
        strict: with the rules on scored pairs, which learnt parameters do without.
    """
    never = guard_pairs(con, strict=strict)
    must, rows = guard_rows(con)
    return must, sorted({*never, *rows})


def guard_pairs(con: duckdb.DuckDBPyConnection, *, strict: bool) -> Pairs:
    """What of ``guard`` a scored pair tells by itself: those that may never be one person.

    The table ``edges`` is changed as ``guard`` says.
    """
    unnamed = "(select unique_id from features where is_unnamed)"
    con.execute(f"delete from edges where l in {unnamed} or r in {unnamed}")
    if not strict:
        return []
    con.execute(THIN)
    con.execute(_BESIDE)
    return _gather(con, NEVER_PAIRS)


def guard_rows(con: duckdb.DuckDBPyConnection) -> tuple[Pairs, Pairs]:
    """What of ``guard`` the rows of the exports tell: pairs that must be one, and never may be."""
    return _gather(con, MUST), _gather(con, NEVER_ROWS)


def _gather(con: duckdb.DuckDBPyConnection, rules: dict[str, str]) -> Pairs:
    found = " union ".join(f"({rule})" for rule in rules.values())
    rows = con.execute(f"select one, two from ({found}) where one <> two order by all").fetchall()
    return [(int(one), int(two)) for one, two in rows]
