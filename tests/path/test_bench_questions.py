"""The samples grown to twenty thousand mentions: a warehouse like any other, and its plans.

What they cost among a million is printed by ``zokwezo bench questions`` and never asserted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text
from worlds import World

from warehouse import database
from warehouse.contracts.codelists import load_codelists
from warehouse.database.access.login import connected_as
from warehouse.errors import CallError
from warehouse.proof.bench.questions.grow import copied, grow
from warehouse.proof.bench.questions.plans import explain
from warehouse.proof.bench.questions.question_list import Question, beside, questions
from warehouse.proof.bench.questions.question_report import ANALYST, announce_all, measure
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

MENTIONS = 20_000
QUESTIONS = questions(PROJECT / "docs" / "questions")

_ROWS = "select count(*) from {}"

# By which index each question finds its rows.
FOUND_BY = {
    "01_forms": "victim_first_seen_on_idx",
    "02_means": "victim_first_seen_on_idx",
    "03_prefectures": "victim_first_seen_on_idx",
    "04_funnel": "case_file_opened_on_idx",
    "05_delays": "judgment_decided_on_idx",
    "06_pending": "prosecution_registered_on_idx",
    "07_adjournments": "hearing_held_on_idx",
    "08_sentences": "judgment_decided_on_idx",
    "09_unheard": "assistance_provided_on_idx",
    "10_again": "suspect_cases_count_idx",
}


@dataclass(frozen=True)
class Grown:
    url: str
    copies: int
    before: dict[str, int]

    def scalar(self, query: str, **parameters: Any) -> Any:
        with database.engine(self.url).connect() as connection:
            return connection.scalar(text(query), parameters)


@pytest.fixture(scope="module")
def grown(sample_run: World, named_database: Callable[..., str]) -> Grown:
    """A copy of the sample warehouse, grown and analysed."""
    before = {
        one.fullname: sample_run.rows(f"select count(*) from {one.fullname}")[0][0]
        for one in copied()
    }
    url = named_database("grown", template="samples")
    with database.engine(url).begin() as connection:
        copies = grow(connection, MENTIONS, load_codelists(PROJECT / "sources" / "codes"))
    with database.engine(url).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("vacuum analyze"))
    return Grown(url, copies, before)


@pytest.fixture
def analyst(grown: Grown) -> Iterator[Connection]:
    with connected_as(grown.url, ANALYST, database.engine) as connection:
        announce_all(connection)
        yield connection


def test_every_table_grows_by_the_same_factor(grown: Grown) -> None:
    assert grown.copies > 50
    assert len(grown.before) >= 15
    for name, rows in grown.before.items():
        assert rows > 0, name
        assert grown.scalar(f"select count(*) from {name}") == rows * (grown.copies + 1), name


def test_every_reference_leads_to_a_row(grown: Grown) -> None:
    seen = 0
    for table in copied():
        for key in table.foreign_keys:
            column, target = key.parent, key.column
            lost = grown.scalar(
                f"select count(*) from {table.fullname} t where t.{column.name} is not null"
                f" and not exists (select from {target.table.fullname} o"
                f" where o.{target.name} = t.{column.name})"
            )
            assert lost == 0, (table.name, column.name)
            seen += 1
    assert seen >= 20


def test_the_history_says_what_the_tables_say_and_less_before(grown: Grown) -> None:
    for table in copied():
        columns = ", ".join(one.name for one in table.columns)
        twin = f"history.{table.schema}_{table.name}"
        differing = grown.scalar(
            f"select count(*) from (select {columns} from {table.fullname} except all"
            f" select {columns} from {twin} where known_to = 'infinity') as one"
        )
        held = grown.scalar(f"select count(*) from {twin} where known_to = 'infinity'")
        assert (differing, held) == (0, grown.scalar(f"select count(*) from {table.fullname}"))
    last = grown.scalar("select count(*) - 1 from history.instant")
    known = [
        grown.scalar(
            "select count(*) from warehouse.victim_as_known((select known_at"
            " from history.instant order by known_at offset :at limit 1))",
            at=at,
        )
        for at in (0, 20, 40, last)
    ]
    assert known == sorted(set(known))
    assert grown.scalar("select count(*) from history.warehouse_victim") > known[-1]


def test_what_brought_a_change_is_found(grown: Grown) -> None:
    told = grown.scalar(
        "select array[count(*), count(*) filter (where cardinality(submission_ids) > 0)]"
        " from warehouse.changes((select known_at from history.instant order by 1 offset 30"
        " limit 1), (select known_at from history.instant order by 1 offset 31 limit 1), 'mention')"
    )
    assert told[1] > 100
    # What was said anew of a record that had been said before was brought by no file.
    assert told[1] / told[0] > 0.9


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_each_question_is_answered_by_its_index(
    question: Question, grown: Grown, analyst: Connection
) -> None:
    index = FOUND_BY[question.name]
    assert index in explain(analyst, question.sql).indexes
    analyst.rollback()  # its locks would outlast the question, and an index is dropped next
    with database.engine(grown.url).connect() as owner:
        # Both of one reader: what an analyst announced is looked up on the trail, index or none.
        # Neither is the first of its session, which reads the catalogue as well.
        explain(owner, question.sql)
        with_it = explain(owner, question.sql)
        assert index in with_it.indexes
        owner.execute(text(f"drop index warehouse.{index}"))
        without = explain(owner, question.sql)
        owner.rollback()
    assert with_it.pages < without.pages


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_no_question_reads_a_large_table_whole(
    question: Question, grown: Grown, analyst: Connection
) -> None:
    """A table of a few pages is cheapest read whole: it is asked for without that, too."""
    large = {one.name for one in copied() if grown.scalar(_ROWS.format(one.fullname)) >= 1_000}
    assert {"case_file", "hearing", "prosecution", "victim"} <= large
    assert not large & set(explain(analyst, question.sql).whole)
    analyst.execute(text("set local enable_seqscan = off"))
    assert set(explain(analyst, question.sql).whole) == set()
    analyst.rollback()


def test_every_question_has_its_index_and_its_answer(analyst: Connection) -> None:
    assert [one.name for one in QUESTIONS] == list(FOUND_BY)
    measured = [measure(analyst, one, runs=1) for one in QUESTIONS]
    assert all(one["answer_rows"] > 0 and one["seconds"] > 0 for one in measured)


@pytest.mark.parametrize(
    ("one", "all_of_them"),
    [
        ("a case's journey", "all journeys"),
        ("a victim's statements", "all statements"),
        ("a victim as known", "all victims as known"),
    ],
)
def test_one_is_read_without_the_whole_country(
    one: str, all_of_them: str, grown: Grown, analyst: Connection
) -> None:
    with database.engine(grown.url).connect() as owner:
        asked = {question.name: question.sql for question in beside(owner)}
    # The first question of a session reads the catalogue too, and whether it was announced.
    explain(analyst, asked[one])
    alone = explain(analyst, asked[one])
    assert alone.indexes
    assert {name: rows for name, rows in alone.whole.items() if rows > 1_000} == {}
    assert alone.pages < explain(analyst, asked[all_of_them]).pages / 5


def test_what_is_asked_beside_them_is_answered(grown: Grown, analyst: Connection) -> None:
    with database.engine(grown.url).connect() as owner:
        asked = beside(owner)
    assert len(asked) >= 10
    for one in asked:
        assert measure(analyst, one, runs=1)["answer_rows"] > 0, one.name


def test_a_warehouse_that_is_large_enough_does_not_grow_and_is_asked_all_the_same(
    sample_run: World,
) -> None:
    with database.engine(sample_run.url).connect() as connection:
        codes = load_codelists(PROJECT / "sources" / "codes")
        held = connection.scalar(text("select count(*) from warehouse.mention"))
        assert grow(connection, held, codes) == 0
        for one in beside(connection):
            assert measure(connection, one, runs=1)["answer_rows"] > 0, one.name
        connection.rollback()


def test_a_folder_without_questions_is_refused(tmp_path: Any) -> None:
    with pytest.raises(CallError, match="no question"):
        questions(tmp_path)


def test_ids_of_the_copies_look_like_those_they_are_copies_of(grown: Grown) -> None:
    for table, column in itertools.product(("victim", "suspect"), ("id",)):
        lengths = grown.scalar(
            f"select array_agg(distinct length({table}_{column})) from warehouse.{table}"
        )
        assert lengths == [15]
