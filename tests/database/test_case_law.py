"""Decisions are found as a magistrate asks for them, and shown as they were written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

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
        pytest.param("TRAVAUX FORCES", [], id="another_word_is_not_invented"),
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


def test_the_index_can_answer(decisions: Connection) -> None:
    # Three rows are read faster than any index: the planner is told not to.
    decisions.execute(text("set local enable_seqscan = off"))
    plan = decisions.scalars(
        text(
            "explain select d.decision_id from (select websearch_to_tsquery('pg_catalog.french',"
            " 'travail force') as query) a join case_law.decision d on d.search @@ a.query"
        )
    )
    assert any("decision_search_idx" in line for line in plan)
