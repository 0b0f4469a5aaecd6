"""Pairs of mentions that are one person, or never, whatever the weights say.

A register that holds two rows with different names in one complaint tells that they are two
persons: siblings share everything but a given name. These rules speak of single pairs; that they
hold through any chain of others is ``clusters``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import duckdb

Pairs = list[tuple[int, int]]

UNSURE: Final = -2.5
"""Log2 odds that do not join by themselves, and that a human is asked about."""
UNPROVEN: Final = -1.0
"""Log2 odds at which one pair does not join by itself, and two that say different things do."""
UNLIKELY: Final = -4.0
"""Log2 odds that do not join by themselves, and that nobody is asked about."""
CONTRARY: Final = -10.0
"""Log2 odds that one mention which fits both by its name alone does not outweigh."""

_OTHER_BIRTH: Final = "((births between 11 and 15) or (births between 5 and 7))"

# Common words and no birth, or an age at best; one word and no day of birth.
_THIN: Final = (
    "({0}.name_bits < 10 and coalesce({0}.birth_precision, 0) < 2"
    " or len({0}.names) < 2 and coalesce({0}.birth_precision, 0) < 3)"
)
_ONE_COMMON_WORD: Final = (
    "{0}.name_bits < 10 and len({0}.names) < 2 and coalesce({0}.birth_precision, 0) < 3"
)

_JUNIOR: Final = "list_has_any({0}.names, ['JUNIOR', 'JR', 'FILS', 'SENIOR', 'SR'])"
_CHILD: Final = (
    "list_has_any({0}.names_written, ['BEBE', 'BABY', 'NOUVEAU', 'NOURRISSON', 'NEWBORN', 'INFANT',"
    " 'ENFANT', 'JUMEAU', 'JUMELLE'])"
)
# Scored pairs side by side, with what is cheap to ask, as a table of its own: DuckDB takes a
# condition that names both sides (``a.sex <> b.sex``) for a join and meets every two mentions.
_BESIDE: Final = f"""
create or replace temp table beside as
select l as one, r as two, a.names as names_l, a.given as given_l, b.names as names_r,
    b.given as given_r, a.initials as initials_l, a.firsts as firsts_l, b.initials as initials_r,
    b.firsts as firsts_r, a.names_written as written_l, b.names_written as written_r,
    a.given is null and b.given is null as in_one_cell,
    case when in_one_cell then a.names else a.given end as apart_l,
    case when in_one_cell then b.names else b.given end as apart_r,
    case when in_one_cell then a.names_written else a.given_plain end as plain_l,
    case when in_one_cell then b.names_written else b.given_plain end as plain_r,
    {_THIN.format("a")} or {_THIN.format("b")} as is_thin,
    {_ONE_COMMON_WORD.format("a")} or {_ONE_COMMON_WORD.format("b")} as one_common_word,
    coalesce(a.sex || b.sex in ('MF', 'FM'), false) as two_sexes,
    coalesce(a.role || b.role in ('victimsuspect', 'suspectvictim'), false) as two_roles,
    coalesce(a.birth_day = b.birth_day
        and (a.case_ref = b.case_ref or a.text_place_value = b.text_place_value
            or list_has_any(a.phone, b.phone)), false) as born_together,
    coalesce(a.id_number = b.id_number, false) as same_document,
    coalesce(a.case_ref = b.case_ref, false) as same_case,
    coalesce(list_has_any(a.phone, b.phone), false) as same_phone,
    same_document or same_case or same_phone as same_number,
    coalesce(len(a.names) < len(b.names) and a.birth_year is null
        or len(b.names) < len(a.names) and b.birth_year is null, false) as shorter_unborn,
    coalesce({_JUNIOR.format("a")} <> {_JUNIOR.format("b")}, false) as one_is_a_junior,
    coalesce(not list_has_any(string_split(a.text_place_value, ' '),
        string_split(b.text_place_value, ' ')), false) as elsewhere,
    coalesce(list_has_any(string_split(a.text_place_value, ' '),
        string_split(b.text_place_value, ' ')), false) as in_one_place,
    abs(floor(a.birth_year) - floor(b.birth_year)) as years_apart,
    coalesce(a.source_id = b.source_id and a.seen_on = b.seen_on and a.case_ref = b.case_ref
        and a.role = 'victim' and b.role = 'victim', false) as two_victims_of_one_report,
    coalesce({_CHILD.format("a")} <> {_CHILD.format("b")}, false) as one_is_a_child,
    coalesce({_CHILD.format("a")} and {_CHILD.format("b")}, false) as two_children,
    (a.birth_year is null) <> (b.birth_year is null) as one_birth_alone,
    coalesce(len(a.names) = 1 and len(b.names) = 1, false) as one_word_each,
    coalesce(list_sort(a.names) = list_sort(b.names), false) as same_words,
    coalesce(a.alias_key = b.name_key, false) or coalesce(b.alias_key = a.name_key, false)
        as is_called,
    birth_level(a.birth_day, a.birth_year, a.birth_precision,
        b.birth_day, b.birth_year, b.birth_precision) as births
from edges join features a on a.unique_id = l join features b on b.unique_id = r
"""
_OTHERWISE_NAMED: Final = (
    "named_otherwise(names_l, written_l, given_l, initials_l, firsts_l,"
    " names_r, written_r, given_r, initials_r, firsts_r)"
)
# Where names stand in one cell, any of their words may be the one that tells two apart.
_GIVEN_APART: Final = "given_apart(names_l, apart_l, names_r, apart_r)"
_GIVEN_BEYOND_A_SLIP: Final = (
    "given_beyond_a_slip(names_l, written_l, apart_l, names_r, written_r, apart_r)"
)
_BOY_AND_GIRL: Final = "boy_and_girl(plain_l, plain_r)"

NEVER_ROWS: Final[dict[str, str]] = {
    "two_on_one_row": (
        "select a.unique_id as one, b.unique_id as two from features a join features b"
        " on a.row_key = b.row_key and a.unique_id < b.unique_id"
    ),
    "two_rows_of_one_complaint": (
        "select one, two from (select a.unique_id as one, b.unique_id as two,"
        " named_otherwise(a.names, a.names_written, a.given, a.initials, a.firsts,"
        "  b.names, b.names_written, b.given, b.initials, b.firsts) or ("
        "  a.role = 'victim' and a.seen_on = b.seen_on"
        "   and (list_sort(a.given) <> list_sort(b.given)"
        "    or boy_and_girl(a.given_plain, b.given_plain)"
        "    or len(a.names) < 2 and len(b.names) < 2"
        "     and list_sort(a.names_written) <> list_sort(b.names_written))) as other_names,"
        " birth_level(a.birth_day, a.birth_year, a.birth_precision,"
        " b.birth_day, b.birth_year, b.birth_precision) as births"
        " from features a join features b"
        " on a.case_ref = b.case_ref and a.source_id = b.source_id and a.role = b.role"
        f" and a.unique_id < b.unique_id) where other_names or {_OTHER_BIRTH}"
    ),
}
"""Pairs that are two persons, each rule by what it means: rows of one export, from ``features``.

``two_rows_of_one_complaint``: whom one office wrote twice on one day in one case are two, unless
the given names are the same as they are heard: Romain and Romaric, a mother Marie and her child
Marie Grace; and Aimé and Aimée are two, though heard as one. So for victims: an accused is told
again from month to month, under one date and in other words. On another day an office may have
written a victim otherwise, too. Two of that day told by one word each that is written otherwise
(Saleh and Salih of a group of forty) are two as well."""

NEVER_PAIRS: Final[dict[str, str]] = {
    "twins": f"born_together and not same_document and {_OTHERWISE_NAMED}",
    "two_sexes_and_two_names": f"two_sexes and not same_document and {_OTHERWISE_NAMED}",
}
"""Scored pairs that are two persons, each rule by what it means, asked of ``beside``. A table whose
own parameters were learnt does without: they say already what another given name, birth or sex is
worth. In FEBRL one birth in a hundred was typed in anew; among Wikidata's persons the sex of one
person differs so often that this rule alone split one true pair in twenty."""

CAPPED_PAIRS: Final[dict[str, tuple[str, float]]] = {
    "thin": ("is_thin and not same_number", UNSURE),
    "nameless": (
        "(coalesce(len(names_l), 0) = 0 or coalesce(len(names_r), 0) = 0)"
        " and not same_document and not same_case",
        UNSURE,
    ),
    "common_word_on_one_telephone": (
        "one_common_word and same_phone and not same_document and not same_case",
        UNSURE,
    ),
    "alias_alone": ("is_called and births < 18 and not same_number", UNSURE),
    "part_of_a_name_alone": (
        "births = -1 and elsewhere and not same_number and not same_words",
        UNSURE,
    ),
    "two_sexes_and_given_names_apart": (
        f"two_sexes and ({_GIVEN_APART} or {_BOY_AND_GIRL})",
        UNSURE,
    ),
    "two_sexes_in_two_places": (
        "two_sexes and births < 16 and elsewhere and not same_number",
        UNSURE,
    ),
    "given_names_and_births_apart": (
        f"births in (0, 1, 2, 5, 6, 7, 8, 11, 12, 13) and not same_document and {_GIVEN_APART}",
        UNSURE,
    ),
    "given_names_apart_and_no_births": (
        f"births = -1 and not same_document and {_GIVEN_BEYOND_A_SLIP}",
        UNSURE,
    ),
    "given_names_apart_on_one_number": (
        f"same_number and {_GIVEN_BEYOND_A_SLIP}",
        UNSURE,
    ),
    "one_given_name_in_common": (
        "born_together and not same_document and list_has_any(given_l, given_r)"
        f" and {_GIVEN_BEYOND_A_SLIP}",
        UNSURE,
    ),
    "mother_and_child": (
        "births = -1 and same_phone and shorter_unborn and not elsewhere and not same_document",
        UNSURE,
    ),
    "father_and_son": ("one_is_a_junior and births < 18 and not same_document", UNSURE),
    "mother_and_newborn": (
        "(one_is_a_child or two_children and births < 18) and not same_document",
        UNSURE,
    ),
    "two_rows_of_one_report": (
        "two_victims_of_one_report and (births between 0 and 19 or two_sexes or one_birth_alone"
        " or not same_words)",
        UNSURE,
    ),
    "one_year_and_a_name_more": (
        "births = 15 and not same_words and not same_document",
        UNSURE,
    ),
    "one_word_each": (
        "one_word_each and births < 16 and not in_one_place and not same_document",
        UNSURE,
    ),
    "one_document_and_births_apart": (
        "same_document and (births in (0, 5, 11) or births = 14 and years_apart >= 13)",
        UNSURE,
    ),
    "one_day_in_two_decades": (
        "births = 14 and years_apart >= 13 and not same_document",
        UNSURE,
    ),
    "one_document_and_two_sexes": (
        "same_document and two_sexes and births in (0, 1, 2, 5, 6, 7, 8, 11, 12, 13)",
        UNSURE,
    ),
    "one_document_and_two_names": (f"same_document and {_OTHERWISE_NAMED}", UNSURE),
    "victim_and_accused": (
        "two_roles and (births in (0, 1, 2, 5, 6, 7, 8, 11, 12, 14)"
        " or births = -1 and not same_document)",
        UNSURE,
    ),
    "victim_and_accused_of_one_year": (
        "two_roles and births in (3, 4, 9, 10) and not same_document and not same_number",
        UNPROVEN,
    ),
    "births_apart": ("births in (0, 5, 11) and not same_document", UNLIKELY),
    "births_a_generation_apart": (
        "births in (0, 5, 11) and years_apart >= 13 and not same_document",
        CONTRARY,
    ),
    "births_years_apart": (
        "(births = 12 or births = 6 and not in_one_place and years_apart <> 10)"
        " and not same_number",
        UNSURE,
    ),
}
"""Scored pairs that never join by themselves, asked of ``beside``, with the most that they weigh.
Others of the same person may still speak for both.

``thin``: too little is said of one to tell her from a namesake; what two such mentions share counts
only if it is a number or a case. ``nameless``: of one, no word of a name is told (initials, a
dash), and a day of birth or a telephone is no name. ``common_word_on_one_telephone``: Moussa and
Moussa of one year on the telephone of a prison's or a shelter's focal point.
``one_document_and_two_sexes``: a number beside two sexes and two births. ``alias_alone``: many are
called so, and where no day of birth is one as well a human says who.
``part_of_a_name_alone``: no birth to hold the names against,
another place, and one bears a name that the other does not (measured in six simulated worlds: where
such a pair would just join, 0.43 to 0.88 of them are one person; 0.88 to 1 where all words are the
same). ``two_sexes_and_given_names_apart``: a brother and a sister, however alike their names sound
(Ali, Aline; Denis, Denise). ``given_names_and_births_apart``: sisters called Prisca and
Priscille, two years apart. ``given_names_apart_and_no_births``: Marie and Marthe of one town, and
no birth tells one from two (five worlds of 4,000, seeds 94 to 98: F1 falls by 0.0004 in the mean,
precision rises by 0.0001). ``given_names_apart_on_one_number``: Mariama and Mariette on one
telephone, Romain and Romaric of one day there, in one case on two days, or on one document; Fiacre
and Fiace are one name and a clerk's slip (asked so, eight accused of the samples were two).
``one_given_name_in_common``: twins called Jean-Marc and Jean-Marius, of one day and one place.
Of names in one cell any word may be the one that tells two apart (Martin, Martial).
``two_sexes_in_two_places``: a name and a year at most, two sexes and two towns.
``mother_and_newborn``: *Bébé Odile* beside Odile, *Nouveau-né* of one mother in two years.
``two_rows_of_one_report``: one office wrote both on one day in one case, and not the same of both.
``one_year_and_a_name_more``: Jean and Jean Marc, born in February and in November.
``one_word_each``: Fatou and Fatou of one counsellor's telephone, no day and no place in common.
``one_document_and_births_apart``: a father's number written beside his son, who bears his name.
``one_day_in_two_decades``: born on one day of two years, thirteen or more apart (asked from ten on,
those whose year was typed wrong wait too: F1 of one world 0.973 to 0.969).
``mother_and_child``: on one telephone and not in two places, and one of whom no birth is told
has less of the name. ``father_and_son``: Gervais and Gervais Junior, of no one day.
``one_document_and_two_names``: a number that a clerk wrote beside a husband and his wife; whose
it is is asked. ``victim_and_accused``: an accused and a victim of one name, one of whom has no
birth, or the two years apart (in one day and month, too: 1979 and 2010; whatever document both
show), are a father and his son as well as one person (measured in a
world of 4,000: F1 0.977, as without). ``victim_and_accused_of_one_year``: a name and a year
would not hold before a judge, and a human is asked, unless a number is one as well, or a second
mention that says something else agrees (in two worlds of 4,000: F1 0.975 and 0.972, 0.977 and
0.974 without; where no second mention helps, 0.964 and 0.967). ``births_apart``: more than ten
years, and no slip of a key: one record in a hundred has such a birth, so it must not forbid a
group that all its others speak for (measured on twelve worlds: F1 0.966 in the mean, 0.961 where
it did). ``births_a_generation_apart``: thirteen years and more, a father and his son of one name; a
mention that tells no birth fits both, and joined them (five worlds of 4,000, seeds 94 to 98:
the same persons with it and without).
``births_years_apart``: up to ten years, days that no slip of two keys explains, or years that no
slip of one does and no place in common: a namesake as well as one person, and a human says which
(in two worlds of 4,000 F1 falls by 0.0002, and by 0.003 in heavy noise; asked of years
in one place too, by 0.002 to 0.015)."""

CAPPED_HOMES: Final = {
    "births_apart": CAPPED_PAIRS["births_apart"],
    "one_document_and_two_names": CAPPED_PAIRS["one_document_and_two_names"],
    "two_sexes_and_a_word_each": (
        "two_sexes and not same_document"
        " and len(unlike(names_l, names_l, written_l, names_r, written_r)) > 0"
        " and len(unlike(names_r, names_r, written_r, names_l, written_l)) > 0",
        UNSURE,
    ),
}
"""Those that hold with learnt parameters too, where households live: a father and a son of one name
and one home. Measured on a census with such: precision 0.84 without, 0.99 with. Where none live,
a birth may be typed anew, and what else is said of the two decides. ``two_sexes_and_a_word_each``:
of two sexes, and each bears a word that nothing of the other's is like. Of 22 such pairs that would
join in 65 tables and dev10k none was one person; asked of words that are only not the same, 18 of
20 in dev10k were (F1 0.9884 to 0.9869). ``one_document_and_two_names``: on 9,900 forms of wages
with such numbers, and without births, F1 0.939 to 0.976, precision 0.886 to 0.970."""

MUST: Final[dict[str, str]] = {
    "same_code_of_one_source": (
        "select min(unique_id) over w as one, unique_id as two from features"
        " where record_key is not null and not is_unnamed"
        " window w as (partition by source_id, record_key)"
    ),
    "same_code_in_one_case": (
        "select min(unique_id) over w as one, unique_id as two from features"
        " where record_key is not null and case_ref is not null and is_unnamed"
        " window w as (partition by source_id, record_key, case_ref)"
    ),
}
"""Pairs that their source calls one person; where no name is told, by its code and the case."""


def guard(
    con: duckdb.DuckDBPyConnection, *, strict: bool = True, in_homes: bool = True
) -> tuple[Pairs, Pairs]:
    """The pairs that must be, and those that may never be, one person, by ``unique_id``.

    Also takes from the table ``edges`` every pair with an unnamed mention (a placeholder is nobody,
    and two of them are not one person), and lowers the weight of those that never join alone.

    Args:
        con: where ``score_features`` left ``features`` and ``edges``.
        strict: with the rules on scored pairs, which learnt parameters do without.
        in_homes: whether households live in the table.
    """
    never = guard_pairs(con, strict=strict, in_homes=in_homes)
    must, rows = guard_rows(con)
    return must, sorted({*never, *rows})


def guard_pairs(con: duckdb.DuckDBPyConnection, *, strict: bool, in_homes: bool = True) -> Pairs:
    """What of ``guard`` a scored pair tells by itself: those that may never be one person.

    The table ``edges`` is changed as ``guard`` says.
    """
    unnamed = "(select unique_id from features where is_unnamed)"
    con.execute(f"delete from edges where l in {unnamed} or r in {unnamed}")
    capped = CAPPED_PAIRS if strict else CAPPED_HOMES if in_homes else {}
    if not capped:
        return []
    con.execute(_BESIDE)
    for rule, most in capped.values():
        con.execute(
            f"update edges set weight = {most} from beside"
            f" where l = one and r = two and weight > {most} and {rule}"
        )
    if not strict:
        return []
    return _gather(con, (f"select one, two from beside where {r}" for r in NEVER_PAIRS.values()))


def guard_rows(con: duckdb.DuckDBPyConnection) -> tuple[Pairs, Pairs]:
    """What of ``guard`` the rows of the exports tell: pairs that must be one, and never may be."""
    return _gather(con, MUST.values()), _gather(con, NEVER_ROWS.values())


def _gather(con: duckdb.DuckDBPyConnection, rules: Iterable[str]) -> Pairs:
    united = " union ".join(f"({rule})" for rule in rules)
    rows = con.execute(f"select one, two from ({united}) where one <> two order by all").fetchall()
    return [(int(one), int(two)) for one, two in rows]
