"""``zokwezo case-law``: decisions of the samples, as a magistrate reads them on a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import World

from warehouse import database
from warehouse.cli import app
from warehouse.cli.case_law_tables import MARK, marked
from warehouse.errors import CallError
from warehouse.query.sql import select_rows

pytestmark = pytest.mark.slow

BAMBARI = ["004/2026/04", "006/2026/04"]


def ran(*words: str) -> Result:
    return CliRunner().invoke(app, ["case-law", *words])


def numbers(*words: str) -> list[str]:
    done = ran("search", *words, "--json")
    return sorted(one["decision_number"] for one in json.loads(done.output))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(["domestiques"], ["004/2026/04"], id="a_plural"),
        pytest.param(["agricole", "or", "mariage"], ["006/2026/04"], id="either"),
        pytest.param(["victime", "-promesse", "-menaces", "-tromperie"], ["001/2026/04"],
                     id="a_word_left_out_is_no_option"),
        pytest.param(["--form", "FL_AGRI"], ["006/2026/04"], id="form_without_words"),
        pytest.param(["--form", "servitude DOMESTIQUE"], ["004/2026/04"], id="form_by_its_label"),
        pytest.param(["--court", "tgi-bambari"], BAMBARI, id="court_in_lower_case"),
        pytest.param(["--means", "DEBT"], ["001/2026/04", "002/2026/04"], id="means"),
        pytest.param(["--from", "2026-04-28"], ["006/2026/04"], id="from"),
        pytest.param(["--to", "2026-04-01"], ["001/2026/04"], id="to"),
        pytest.param(["--life"], ["002/2026/04", "004/2026/04"], id="life"),
        pytest.param(["--months-from", "100", "--court", "TGI-BRIA"], ["001/2026/04"], id="months"),
        pytest.param(["traite", "--article", "CP-152"], [], id="nothing"),
    ],
)  # fmt: skip
def test_decisions_are_found(samples: World, words: list[str], found: list[str]) -> None:
    assert numbers(*words) == found
    assert ran("search", *words).exit_code == (0 if found else 1)


def test_each_filter_of_the_verb_reaches_the_base(samples: World) -> None:
    whole = numbers()
    assert len(whole) == 6
    for one in (["--article", "CP-3"], ["--form", "SEX_OTH"], ["--means", "DEBT"],
                ["--court", "TGI-BRIA"], ["--from", "2026-04-12"], ["--to", "2026-04-12"],
                ["--outcome", "RELAXE"], ["--months-from", "25"], ["--months-to", "25"],
                ["--no-life"], ["--most", "2"]):  # fmt: skip
        assert set(numbers(*one)) < set(whole), one


def test_what_is_typed_is_never_sql(samples: World) -> None:
    typed = "x'); drop table case_law.decision; --"
    assert ran("search", typed).exit_code == 1
    assert ran("show", typed).exit_code == 1
    assert len(numbers()) == 6


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["search", "--court", "Bria"], "TGI-BRIA", id="unknown_code_lists_the_near"),
        pytest.param(["search", "--form", "9"], "--form", id="the_option_is_named"),
        pytest.param(["search", "x", "--role", "committee"], "42501", id="may_not_read_case_law"),
        pytest.param(["search", "x", "--role", "nobody"], "magistrate", id="no_such_role"),
    ],
)
def test_a_wrong_call_says_what_to_do(samples: World, words: list[str], told: str) -> None:
    done = ran(*words)
    assert isinstance(done.exception, CallError)
    assert told in done.exception.text("fr")


def test_a_mistyped_option_is_not_taken_for_a_word(samples: World) -> None:
    assert ran("search", "traite", "--artcle", "CP-151").exit_code == 2


def test_a_magistrate_may_search_and_show(samples: World) -> None:
    assert numbers("recrutées", "--role", "magistrate") == numbers("recrutées")
    shown = ran("show", "004/2026/04", "--role", "magistrate")
    assert shown.exit_code == 0
    said = " ".join(shown.output.split())
    for told in (
        "Tribunal de grande instance de Bambari",
        "aux fins de servitude domestique.",
        "Mots-clés : Servitude domestique; Fausses promesses",
        "Registre du parquet : 2/RP/2026",
        "– Condamné, Traite des personnes. Ferme, mois : –; Sursis, mois : –; Perpétuité : oui;",
        "– Relaxé, Traite des personnes. Ferme, mois : –; Sursis, mois : –; Perpétuité : –;",
    ):
        assert told in said, told


def test_show_gives_the_decision_whole_by_id_or_number(samples: World) -> None:
    by_number = json.loads(ran("show", "006/2026/04", "--json").output)
    (one,) = by_number
    assert json.loads(ran("show", one["decision_id"], "--json").output) == by_number
    (row,) = samples.rows(
        "select facts, reasons, operative_part from case_law.decision where decision_id = :id",
        id=one["decision_id"],
    )
    assert (one["facts"], one["reasons"], one["operative_part"]) == tuple(row)
    assert sorted(j["verdict"] for j in one["judgments"]) == ["ACQUITTE", "CONDAMNE"]


def test_the_words_are_set_off_and_no_html_is_left(samples: World) -> None:
    shown = ran("search", "servitude")
    assert "servitude domestique" in " ".join(shown.output.split())
    assert "<mark>" not in shown.output
    text_ = marked("a &lt;b&gt; <mark>dol</mark> [red]&amp;")
    assert text_.plain == "a <b> dol [red]&"
    assert [text_.plain[s.start : s.end] for s in text_.spans if s.style == MARK] == ["dol"]


def test_what_was_sought_is_not_on_the_trail(samples: World) -> None:
    sought = "zyzomys"
    ran("search", sought)
    with database.engine().connect() as connection:
        lines: list[Any] = list(
            connection.scalars(text("select l::text from audit.access_log l where action = 'sql'"))
        )
    assert any("case_law.search" in line for line in lines)
    assert not any(sought in line for line in lines)


def test_values_stand_beside_a_query_and_a_percent_sign_is_one_without_them(
    samples: World,
) -> None:
    _, rows = select_rows("select %(one)s::text, 'a%%'", values={"one": "it's"})
    assert rows == [("it's", "a%")]
    assert select_rows("select 'a%'")[1] == [("a%",)]
