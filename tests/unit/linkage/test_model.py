"""Comparisons, as Splink is given them."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.match_levels import (
    NAME_STEPS,
    columns_of,
    comparisons_of,
    gamma,
    level_of,
    levels,
    text_level,
)
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.parameters import count_patterns
from warehouse.linkage.engine.scoring import set_out, weigh
from warehouse.linkage.engine.training import Model
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

pytestmark = pytest.mark.slow

Person = tuple[str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("held", "compare", "read"),
    [
        pytest.param(
            {"names"},
            [],
            [
                *("alias_key", "firsts", "given", "initials"),
                *("name_bits", "name_key", "name_word_bits", "names", "names_written"),
            ],
            id="names-and-bits",
        ),
        pytest.param(
            {"birth_year", "sex"},
            [],
            ["birth_day", "birth_precision", "birth_year", "sex"],
            id="a-birth-and-a-sex",
        ),
        pytest.param(
            {"text_mère_value"},
            ["mère"],
            ["text_mère_bits", "text_mère_rarity", "text_mère_value", "text_mère_words"],
            id="a-text-with-an-accent",
        ),
        pytest.param({"name_key", "record_key"}, [], [], id="what-no-pair-is-asked"),
    ],
)
def test_comparisons_tell_the_features_that_they_read_and_no_other(
    held: set[str], compare: list[str], read: list[str]
) -> None:
    assert columns_of(comparisons_of(held, compare)) == read


def test_all_comparisons_read_features_that_there_are() -> None:
    features = prepare(standardise(simulate_world(30, 2).mentions, COMPARE), COMPARE)
    read = columns_of(comparisons_of(set(features.column_names), COMPARE))
    assert len(read) > 15
    assert set(read) < set(features.column_names)


def test_the_level_of_two_texts_is_asked_of_any_two_relations() -> None:
    assert text_level("a.{}", "b.{}") == (
        "text_level(a.value, a.rarity, a.words, a.bits, b.value, b.words, b.bits)"
    )


def test_names_rise_a_step_where_the_sql_of_the_levels_has_it() -> None:
    with duckdb.connect() as con:
        con.execute(macros())
        levels = [
            con.execute(
                "select names_level_of(?, ?, ?, false)", [shared, shared, shared]
            ).fetchall()[0][0]
            for step in NAME_STEPS
            for shared in (step - 0.01, step)
        ]
    assert levels == [0, 5, *(5 * at + more for at in range(1, len(NAME_STEPS)) for more in (0, 5))]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        pytest.param(("ABBA", "ZOUMA", "GBAYA"), ("GBAYA", None, None), 14, id="by it alone"),
        pytest.param(("ABBA", "ZOUMA", "GBAYA"), ("GBAYA", "KOBE", None), 0, id="beside another"),
        pytest.param(("ABBA", "ZOUMA", "GBAYA"), ("KOBE", None, "GBAYA"), 0, id="one alias of two"),
        pytest.param(("ABBA", "ZOUMA", None), ("GBAYA", None, None), 0, id="nobody is called so"),
        pytest.param((None, None, "GBAYA"), ("GBAYA", None, None), -1, id="an alias and no name"),
    ],
)
def test_who_is_written_by_an_alias_alone_has_what_the_other_is_called(
    one: Person, two: Person, level: int
) -> None:
    assert levels_of_names(one, two) == [level, level]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        pytest.param(("LIGBANDE", "Z.", None), ("LIGBANDE", "Zita", None), 19, id="its word"),
        pytest.param(("LIGBANDE", "Z.", None), ("LIGBANDE", "Odile", None), 12, id="another word"),
        pytest.param(("LIGBANDE", "Z.", None), ("LIGBANDE", "O.", None), 12, id="another initial"),
        pytest.param(("LIGBANDE", "Z.", None), ("LIGBANDE", "Z", None), 20, id="the same initial"),
        pytest.param(("LIGBANDE", "Z.", None), ("LIGBANDE", None, None), 15, id="nothing else"),
        pytest.param(("M. LIGBANDE", None, None), ("LIGBANDE", "Odile", None), 14, id="a title"),
        pytest.param(("LIGBANDE", "C.", None), ("LIGBANDE", "Kristine", None), 19, id="as heard"),
        pytest.param(("N'DOLE", "Awa", None), ("N DOLE", "Awa", None), 25, id="a prefix apart"),
        pytest.param(("LIGBANDE", "Ã\x89va", None), ("LIGBANDE", "Odi", None), 12, id="no letter"),
        pytest.param((None, "A. B.", None), (None, "K. M.", None), 0, id="initials alone"),
        pytest.param((None, "A. B.", None), (None, "B. A.", None), -1, id="the same ones alone"),
    ],
)
def test_an_initial_fits_a_word_that_begins_so_and_no_other(
    one: Person, two: Person, level: int
) -> None:
    assert levels_of_names(one, two) == [level, level]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        pytest.param(("ZOUMA", "UWE"), ("ZOUMA", "UKWE"), 23, id="heard as another"),
        pytest.param(("ZOUMA", "OTTO"), ("ZOUMA", "OTWTO"), 25, id="between doubles"),
        pytest.param(("KOCH", "INGE"), ("KOCN", "INGE"), 23, id="in a sound of two letters"),
        pytest.param(("KOCH", "ZARA"), ("KOHC", "ZARA"), 25, id="a swap of neighbours"),
        pytest.param(("ZOUMA", "PAUL"), ("ZOUMA", "PAFUL"), 24, id="one of two is common"),
        pytest.param(("ZOUMA", "OUBA"), ("ZOUMA", "OUKEA"), 12, id="two slips are another name"),
        pytest.param(("ZOUMA", "ACHE"), ("ZOUMA", "ACXUE"), 11, id="two slips are a brother"),
    ],
)
def test_one_slip_in_a_short_word_is_seen_as_it_is_written(
    one: tuple[str, str], two: tuple[str, str], level: int
) -> None:
    assert levels_of_names((*one, None), (*two, None)) == [level, level]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        pytest.param(("MOKPEMA", "Awa"), ("Mokpema", "AWA"), 2, id="in capitals"),
        pytest.param(("MOKPEMA", "Awa"), ("Awa", "MOKPEMA"), 2, id="in another order"),
        pytest.param(("N'DOLÉ", "Awa"), ("NDOLE", "Awa"), 2, id="an accent and a prefix"),
        pytest.param(("ZOUMA", "Otto"), ("ZOUMA", "Otwto"), 1, id="one word otherwise"),
        pytest.param(("ZOUMA", "Otto"), ("ZOUMAH", "Otwto"), 0, id="two words otherwise"),
        pytest.param(("ZOUMA", "Odette"), ("ZOUMA", "Odette"), -1, id="too rare for two"),
        pytest.param(("ZOUMA", "Otto"), ("ZOUMA", "Otto Guy"), -1, id="one word more"),
        pytest.param(("ZOUMA", "Otto"), ("ZOUMA", "Inge"), -1, id="other names"),
        pytest.param(("ZOUMA", "Otto"), ("KOCH", "Inge"), -1, id="strangers"),
    ],
)
def test_of_names_heard_the_same_the_words_written_otherwise_are_counted(
    one: tuple[str, str], two: tuple[str, str], level: int
) -> None:
    assert levels_of_names((*one, None), (*two, None), "spelling") == [level, level]


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        pytest.param("awa.zouma@a.example", "AWA.ZOUMA@a.example", 6, id="the same"),
        pytest.param("awa.zouma@a.example", "awa.zoumma@a.example", 3, id="one slip"),
        pytest.param("awa.zouma@a.example", "awa.zuoma@a.example", 3, id="two keys"),
        pytest.param("awa.zouma@a.example", "aw.zuoma@a.exmaple", 0, id="five keys"),
        pytest.param("awa.zouma@a.example", "awa.zuoma@a.exmaple", 1, id="four keys"),
        pytest.param("awa.zouma@a.example", "awa.zouma@b.office", 0, id="a namesake's"),
        pytest.param("awa.zouma@a.example", "awa.zouma@bangui.example", 0, id="of another office"),
        pytest.param("awa.zouma@a.example", "marguerite.zouma@a.example", 0, id="a sister's"),
        pytest.param("awa zouma, lot 4", "awa zouma lot 6", 1, id="words are read as words"),
    ],
)
def test_two_addresses_of_email_are_as_alike_as_they_are_written(
    one: str, two: str, level: int
) -> None:
    rows = {"mention_id": ["m0", "m1"], "family_name": ["Zouma", "Koch"], "mail": [one, two]}
    with duckdb.connect() as con:
        asked = set_out(con, prepare(standardise(pa.table(rows), ["mail"]), ["mail"]), ["mail"])
        (mail,) = (c for c in asked if c["output_column_name"] == "text_mail")
        sides = ", ".join(f"{s}.{c} as {c}_{s}" for c in columns_of([mail]) for s in "lr")
        seen = con.execute(
            f"select {level_of(mail)} from (select {sides} from features l, features r"
            " where l.unique_id <> r.unique_id)"
        ).fetchall()
    assert seen == [(level,), (level,)]


def levels_of_names(one: Person, two: Person, comparison: str = "names") -> list[int]:
    """The level of the names of two mentions by a comparison, seen from either."""
    rows = [
        {"mention_id": f"m{n}", "family_name": family, "given_names": given, "alias": alias}
        for n, (family, given, alias) in enumerate((one, two, ("MOKPEMA", "Fidèle", None)))
    ]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}
    with duckdb.connect() as con:
        asked = set_out(con, prepare(standardise(pa.table(columns))), ())
        names = [c for c in asked if c["output_column_name"] == comparison]
        con.execute("create view seen(unique_id_l, unique_id_r) as values (0, 1), (1, 0)")
        seen = con.execute(
            f"select {gamma(names[0])} from ({levels(names, 'seen')}) p order by unique_id_l"
        )
        return [row[0] for row in seen.fetchall()]


def test_the_levels_that_are_counted_are_those_that_splink_weighs() -> None:
    """Each level is given a weight that tells its number; what is not known weighs nothing."""
    features = prepare(standardise(simulate_world(80, 3, 5).mentions, COMPARE), COMPARE)
    with duckdb.connect() as con:
        asked = set_out(con, features, COMPARE)
        names = [c["output_column_name"] for c in asked]
        con.execute(
            "create table every as select a.unique_id as unique_id_l, b.unique_id as unique_id_r"
            " from features a join features b on a.unique_id < b.unique_id"
        )
        telling = {
            name: [(2.0 ** (k - 59), 2.0**-60) for k in range(len(c["comparison_levels"]) - 1)]
            for name, c in zip(names, asked, strict=True)
        }
        compared = levels(asked, "every")
        weighed = con.execute(
            f"select {', '.join(f'round(mw_{name})::int - 1' for name in names)}, count(*) from ("
            f"{weigh(asked, Model(telling, 0.5, 'telling'), 0.5, f'({compared})')})"
            " group by all order by all"
        ).fetchall()
        patterns, counts = count_patterns(con, asked, "every")
    counted = [(*each, n) for each, n in zip(patterns.tolist(), counts.tolist(), strict=True)]
    assert len(counted) > 500
    assert counted == weighed
    for macro in {level_of(one).partition("(")[0] for one in asked}:
        of_it = [one for one in asked if level_of(one).startswith(f"{macro}(")]
        assert compared.count(f"{macro}(") == len(of_it), "asked once for a pair"
