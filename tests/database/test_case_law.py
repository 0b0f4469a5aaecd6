"""Decisions are found as a magistrate asks for them, and shown as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from worlds import copying

from warehouse import database
from warehouse.proof.bench.case_law_bench import SEARCHES, fill

pytestmark = pytest.mark.slow

FACTS = "Une fillette fut placée comme domestique ; ses gages étaient gardés par l’employeur."


@pytest.fixture
def decisions(connection: Connection) -> Connection:
    """Three decisions, invented."""
    connection.execute(
        text(
            "insert into case_law.decision (decision_id, court_code, decided_on, title, facts,"
            " reasons, operative_part, article_codes, keywords, means_codes) values"
            " ('D-1', 'TGI-A', '2024-01-10', 'Travail forcé d’enfants', :facts,"
            "  'Attendu que la contrainte est établie', 'Déclare coupable', '{CP151}',"
            "  '{servitude}', '{WAGES}'),"
            " ('D-2', 'TGI-B', '2025-01-10', 'Mariage forcé', 'Une fille fut mariée de force.',"
            "  'Attendu que le travail domestique suivit', 'Relaxe', '{CP200}', null, null),"
            " ('D-3', 'TGI-A', '2023-01-10', 'Traite : manœuvres & <b>dol</b>',"
            "  'Des manœuvres frauduleuses.', null, null, null, null, null)"
        ),
        {"facts": FACTS},
    )
    return connection


def _found(connection: Connection, words: str, **filters: Any) -> list[str]:
    named = "".join(f", {name} => :{name}" for name in filters)
    return list(
        connection.scalars(
            text(f"select decision_id from case_law.search(:words{named})"),
            {"words": words, **filters},
        )
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("travail forcé", ["D-1", "D-2"], id="as_written_the_title_first"),
        pytest.param("TRAVAUX FORCES", ["D-1", "D-2"], id="irregular_plural_for_singular"),
        pytest.param('"travaux forcés"', ["D-1"], id="irregular_plural_in_a_phrase"),
        pytest.param("fillette -travaux", [], id="without_an_irregular_plural"),
        pytest.param("travailleur", [], id="another_word_is_not_invented"),
        pytest.param("travail force", ["D-1", "D-2"], id="accents_left_out"),
        pytest.param("enfant forcé", ["D-1"], id="singular_for_plural"),
        pytest.param("fillettes domestiques", ["D-1"], id="plural_for_singular"),
        pytest.param("l'employeur", ["D-1"], id="another_apostrophe"),
        pytest.param('"mariage forcé"', ["D-2"], id="the_very_phrase"),
        pytest.param("forcé -mariage", ["D-1"], id="without_a_word"),
        pytest.param("manoeuvre", ["D-3"], id="a_ligature_written_in_two"),
        pytest.param("manœuvres", ["D-3"], id="a_ligature"),
        pytest.param("servitude or dol", ["D-1", "D-3"], id="either_and_keywords"),
        pytest.param("", [], id="nothing_asked"),
    ],
)
def test_words_are_found_whatever_their_accents_and_number(
    decisions: Connection, words: str, found: list[str]
) -> None:
    assert sorted(_found(decisions, words)) == sorted(found)
    if found and words == "travail forcé":
        assert _found(decisions, words) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({"article": "CP151"}, ["D-1"], id="article"),
        pytest.param({"means": "WAGES"}, ["D-1"], id="means"),
        pytest.param({"court": "TGI-B"}, ["D-2"], id="court"),
        pytest.param({"decided_from": "2024-06-01"}, ["D-2"], id="from"),
        pytest.param({"decided_to": "2024-06-01"}, ["D-1"], id="to"),
        pytest.param({"most": 1}, ["D-1"], id="the_best"),
        pytest.param({"exploitation": "X"}, [], id="exploitation"),
    ],
)
def test_filters_narrow_what_is_found(
    decisions: Connection, filters: dict[str, Any], found: list[str]
) -> None:
    assert _found(decisions, "travail forcé", **filters) == found


@pytest.fixture
def judged(decisions: Connection) -> Connection:
    """The three decisions with their cases: in D-1 two persons are judged, D-2 came on appeal."""
    for query in (
        "insert into warehouse.case_file (case_id) values ('C-1'), ('C-2')",
        "update case_law.decision set case_id = 'C-1' where decision_id = 'D-1'",
        "update case_law.decision set case_id = 'C-2' where decision_id = 'D-2'",
        "insert into warehouse.judgment (judgment_id, case_id, court_code, decided_on, verdict,"
        " months_firm, is_life, instance, effect, is_standing) values"
        " ('J-1', 'C-1', 'TGI-A', '2024-01-10', 'CONDAMNE', 60, false, 1, 'decides', true),"
        " ('J-2', 'C-1', 'TGI-A', '2024-01-10', 'RELAXE', null, null, 1, 'decides', true),"
        " ('J-3', 'C-2', 'TGI-B', '2025-01-10', 'CONDAMNE', null, true, 1, 'decides', false),"
        " ('J-4', 'C-2', 'CA-B', '2025-09-10', 'ACQUITTE', null, null, 2, 'decides', true)",
    ):
        decisions.execute(text(query))
    return decisions


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({"outcome": "CONDAMNE"}, ["D-1", "D-2"], id="outcome"),
        pytest.param({"outcome": "RELAXE"}, ["D-1"], id="outcome_of_one_of_two"),
        pytest.param({"outcome": "ACQUITTE"}, [], id="another_day_is_another_decision"),
        pytest.param({"months_from": 60}, ["D-1"], id="at_least"),
        pytest.param({"months_from": 61}, [], id="not_so_long"),
        pytest.param({"months_to": 60}, ["D-1"], id="at_most"),
        pytest.param({"months_to": 59}, [], id="not_so_short"),
        pytest.param({"months_from": 12, "months_to": 72}, ["D-1"], id="between"),
        pytest.param({"life": True}, ["D-2"], id="life"),
        pytest.param({"life": False}, ["D-1"], id="not_for_life"),
        pytest.param({"outcome": "RELAXE", "months_from": 1}, [], id="of_one_person"),
    ],
)
def test_decisions_are_sought_by_what_they_pronounced(
    judged: Connection, filters: dict[str, Any], found: list[str]
) -> None:
    assert sorted(_found(judged, "travail forcé", **filters)) == found
    named = ", ".join(f"{name} => :{name}" for name in filters)
    without_words = judged.scalars(
        text(f"select decision_id from case_law.search({named})"), filters
    )
    assert sorted(without_words) == found


def test_without_words_every_decision_is_listed_the_newest_first(judged: Connection) -> None:
    rows = judged.execute(
        text("select decision_id, found, case_id, verdicts from case_law.search()")
    ).all()
    assert [tuple(row) for row in rows] == [
        ("D-2", None, "C-2", ["CONDAMNE"]),
        ("D-1", None, "C-1", ["CONDAMNE", "RELAXE"]),
        ("D-3", None, None, None),
    ]


def test_each_irregular_plural_finds_its_singular_and_is_found_by_it(
    connection: Connection,
) -> None:
    rows = connection.execute(
        text(
            "select singular, plural,"
            " case_law.vector('les ' || plural) @@ case_law.asked(singular) as one,"
            " case_law.vector('un ' || singular) @@ case_law.asked(plural) as other,"
            " case_law.vector('chose') @@ case_law.asked(singular) as neither"
            " from case_law.irregular_plural"
        )
    ).all()
    assert len(rows) > 30
    assert [r for r in rows if not r.one or not r.other or r.neither] == []


def test_an_extract_shows_the_text_as_written_with_the_words_marked(
    decisions: Connection,
) -> None:
    shown = decisions.scalar(text("select found from case_law.search('gage placee')"))
    assert "fut <mark>placée</mark> comme domestique ; ses <mark>gages</mark> étaient" in shown
    shown = decisions.scalar(text("select found from case_law.search('dol')"))
    assert "&amp; &lt;b&gt;<mark>dol</mark>&lt;/b&gt;" in shown


WRITTEN = st.text(
    st.sampled_from("aàâéèœçñ’' -.,;<>&\nABÉ") | st.characters(max_codepoint=0x24F), max_size=600
)


@given(written=WRITTEN, before=WRITTEN)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_an_extract_is_harmless_balanced_and_says_only_what_was_written(
    database_engine: Engine, written: str, before: str
) -> None:
    whole = f"{before} enchaîné {written}".replace("\0", "").translate({2: None, 3: None})
    with database_engine.connect() as connection:
        shown = connection.scalar(
            text("select case_law.highlight(:whole, websearch_to_tsquery('french', 'enchaine'))"),
            {"whole": whole},
        )
    assert shown.count("<mark>") == shown.count("</mark>")
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare
    plain = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain.removeprefix("… ").removesuffix(" …") in whole


MANY = 20_000


@pytest.fixture(scope="module")
def many(postgresql_server: str, migrated_template: str) -> Iterator[Engine]:
    """A database of 20,000 decisions, as many as a country gives in decades; who uses it reads."""
    server = f"postgresql+psycopg://postgres@/{{}}?host={postgresql_server}"
    name = "many_decisions"
    with database.engine(server.format("postgres")).connect() as opened:
        opened.execution_options(isolation_level="AUTOCOMMIT")
        opened.execute(text(copying(migrated_template, name)))
        engine = database.engine(server.format(name))
        with engine.begin() as connection:
            fill(connection, MANY)
        yield engine
        opened.execute(text(f"drop database {name} with (force)"))


def _plan(connection: Connection, query: str) -> dict[str, Any]:
    (told,) = connection.exec_driver_sql(
        f"explain (analyze, timing off, format json) {query}"
    ).one()
    return told[0]["Plan"]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _how_decisions_were_read(plan: dict[str, Any]) -> set[str]:
    """How decisions were sought: nodes that ran; by its key one is read that was found already."""
    return {
        one.get("Index Name") or one["Node Type"]
        for one in _nodes(plan)
        if one.get("Actual Loops")
        and (one.get("Relation Name") == "decision" or "decision" in one.get("Index Name", ""))
        and one["Node Type"] != "Bitmap Heap Scan"
        and one.get("Index Name") != "decision_pkey"
    }


SOUGHT = {name: words for name, words in SEARCHES.items() if "words =>" in words}


@pytest.mark.parametrize("words", SOUGHT.values(), ids=SOUGHT.keys())
def test_the_planner_takes_the_index_among_many_decisions(many: Engine, words: str) -> None:
    assert len(SOUGHT) > 4
    with many.connect() as connection:
        assert connection.scalar(text("show enable_seqscan")) == "on"
        assert connection.scalar(text("select reltuples from pg_class where oid ="
                                      " 'case_law.decision'::regclass")) == MANY  # fmt: skip
        plan = _plan(connection, f"select * from case_law.search({words})")
        assert _how_decisions_were_read(plan) == {"decision_search_idx"}


@pytest.mark.parametrize("kind", ["force_custom_plan", "force_generic_plan"])
def test_the_planner_takes_it_for_words_that_come_as_values_too(many: Engine, kind: str) -> None:
    with many.connect() as connection:
        connection.exec_driver_sql(f"set plan_cache_mode = {kind}")
        connection.exec_driver_sql("set role zokwezo_magistrate")
        connection.exec_driver_sql(
            "prepare sought (text, text) as select * from case_law.search(words => $1, court => $2)"
        )
        plan = _plan(connection, "execute sought ('servage', null)")
        assert _how_decisions_were_read(plan) == {"decision_search_idx"}
        assert plan["Actual Rows"] == MANY // 400


def test_without_the_index_all_would_be_read(many: Engine) -> None:
    with many.connect() as connection:
        connection.exec_driver_sql("drop index case_law.decision_search_idx")
        plan = _plan(connection, "select * from case_law.search(words => 'servage')")
        assert _how_decisions_were_read(plan) == {"Seq Scan"}
        connection.rollback()


def test_what_was_asked_is_worked_out_once_and_not_for_each_decision(many: Engine) -> None:
    with many.connect() as connection:
        connection.exec_driver_sql("set track_functions = 'all'")
        calls = text(
            "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions"
            " where funcname = 'asked'"
        )
        # A function that is inlined where it stands is not counted: one with a count of its own is.
        connection.exec_driver_sql(
            "create or replace function case_law.asked(words text) returns tsquery"
            " language plpgsql stable as"
            " $$ begin return websearch_to_tsquery('pg_catalog.french', words); end $$"
        )
        found = connection.exec_driver_sql("select * from case_law.search(words => 'attendu')")
        assert len(found.all()) == 50
        # One for what it gives, one for what the planner guesses of it.
        assert 1 <= connection.scalar(calls) <= 2
        connection.rollback()
