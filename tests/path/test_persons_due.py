"""An identity whose days are over: shown, a week later a steward's to erase, and still counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import World, enter

from warehouse import database, lake, pipeline, release, status
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.release import commands
from warehouse.retention import due_persons, erasure, erasure_plan
from warehouse.retention.due_persons import DuePerson, persons_due, persons_to_erase
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

YEAR = timedelta(days=365)
CONVICTED = ("CONDAMNE", "EXECUTION")
ENDED = ("SANS_SUITE", "NON_LIEU", "RELAXE", *CONVICTED)


def rows(query: str, **values: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query), values))


def at_noon(day: Any) -> datetime:
    return datetime.combine(day, time(12), UTC)


def due_on(at: datetime) -> dict[str, DuePerson]:
    with database.engine().connect() as connection:
        return {one.person_id: one for one in persons_due(connection, at)}


def to_erase(at: datetime, *keep: str) -> set[str]:
    with database.engine().connect() as connection:
        return {one.person_id for one in persons_to_erase(connection, at, keep)}


def names_of(persons: set[str]) -> set[str]:
    query = "select mention_id from identity.person_mention where person_id = any(:p)"
    records = {row[0] for row in rows(query, p=list(persons))}
    return {
        one["name_raw"]
        for path in lake.conformed_files(settings().lake, "person_mention")
        for one in read_table(path).to_pylist()
        if one["record_id"] in records and one["name_raw"]
    }


def counts() -> dict[str, Any]:
    summary = status.summary()
    return {name: summary[name] for name in ("mentions", "persons", "victims", "suspects", "cases")}


@pytest.fixture(scope="module")
def taken(
    tmp_path_factory: pytest.TempPathFactory,
    named_database: Callable[..., str],
    copy_samples: Callable[..., Path],
) -> Callable[..., World]:
    """Take samples to a release, in a warehouse of their own that tests copy."""

    def take(name: str, *patterns: str) -> World:
        home = tmp_path_factory.mktemp(name)
        world = World(home / "var", named_database(name), {})
        with pytest.MonkeyPatch.context() as patch:
            enter(patch, world.var, world.url)
            pipeline.run(copy_samples(home / "drop", *patterns))
        settings.cache_clear()
        return world

    return take


@pytest.fixture(scope="module")
def two_months(taken: Callable[..., World]) -> World:
    return taken("two_months", "umirr/*janvier*", "umirr/*vrier*", "parquet/*_0[12].csv",
                 "greffe/*", "minfemme/*0[12]*")  # fmt: skip


@pytest.fixture(scope="module")
def one_file(taken: Callable[..., World]) -> World:
    return taken("one_file", "minfemme/*01*")


@pytest.fixture
def months(two_months: World, enter_copy: Callable[[World], World]) -> Path:
    """Two months of five registers: victims in care, accused, acquitted and convicted."""
    return enter_copy(two_months).var


@pytest.fixture
def january(one_file: World, enter_copy: Callable[[World], World]) -> Path:
    """One month of one register: victims in care."""
    return enter_copy(one_file).var


def test_who_is_due_is_who_was_last_cared_for_or_let_go_a_year_ago(months: Path) -> None:
    """Held against the tables in other words: on its day, and not the day before."""
    never = at_noon(datetime(2090, 1, 1, tzinfo=UTC))
    over = due_on(never)
    stages = {
        row.person_id: row.stages
        for row in rows(
            "select p.person_id, array_agg(s.stage) as stages from identity.role_pseudonym p"
            " join warehouse.case_suspect s on s.suspect_id = p.pseudonym group by 1"
        )
    }
    judged_open = {
        row[0]
        for row in rows(
            "select p.person_id from identity.role_pseudonym p join warehouse.judgment j"
            " on j.suspect_id = p.pseudonym where j.is_standing and j.is_final is false"
        )
    }
    convicted = {one for one, told in stages.items() if set(told) & set(CONVICTED)}
    running = {one for one, told in stages.items() if set(told) - set(ENDED)} | judged_open
    assert convicted
    assert running
    assert not (convicted | running) & set(over)
    assert {one for one in stages if one not in convicted | running} >= {
        one.person_id for one in over.values() if one.kind == "suspect"
    }
    assert {one.kind for one in over.values()} == {"victim", "suspect"}
    victims = {
        row.person_id: row
        for row in rows(
            "select p.person_id, greatest(v.last_seen_on, max(a.provided_on)) as last_on,"
            " bool_or(c.case_id is not null and f.closed_on is null) as is_running"
            " from identity.role_pseudonym p join warehouse.victim v on v.victim_id = p.pseudonym"
            " left join warehouse.assistance a using (victim_id)"
            " left join warehouse.case_victim c using (victim_id)"
            " left join warehouse.case_file f on f.case_id = c.case_id"
            " group by 1, v.last_seen_on"
        )
    }
    assert not {one for one, row in victims.items() if row.is_running} & set(over)
    alone = {one for one, row in victims.items() if not row.is_running} - set(stages)
    assert alone <= set(over)
    for one in over.values():
        if one.person_id in victims and victims[one.person_id].last_on:
            assert one.since >= victims[one.person_id].last_on
        assert one.person_id not in due_on(at_noon(one.since + YEAR - timedelta(days=1)))
        assert one.person_id in due_on(at_noon(one.since + YEAR))


def test_the_committee_may_give_days_to_who_has_a_case_that_nothing_ends(
    months: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stands she is kept for ever; with days in the file, so long after the last word."""
    never = at_noon(datetime(2090, 1, 1, tzinfo=UTC))
    before = due_on(never)
    monkeypatch.setitem(due_persons.person_classes()["open"], "days", 3650)
    after = due_on(never)
    opened = {one: told for one, told in after.items() if told.kind == "open"}
    assert opened
    assert after == before | opened
    for one, told in opened.items():
        last = at_noon(told.since + timedelta(days=3650))
        assert one in due_on(last)
        assert one not in due_on(last - timedelta(days=1))


def test_they_are_shown_a_week_and_erased_by_a_steward_alone(
    months: Path, drop: Callable[..., Path]
) -> None:
    before = counts()
    clock = at_noon(datetime(2090, 1, 1, tzinfo=UTC))
    over = due_on(clock)
    shown = due_persons.show_persons_due(clock)
    assert sum(shown.values()) == len(over) > 5
    ((told, detail),) = rows(
        "select rows_count, detail from audit.access_log where action = 'show_persons_due'"
    )
    assert (told, detail["due"]) == (len(over), shown)
    assert not [one for one in over if one in json.dumps(detail)], "of whom, the trail does not say"

    assert to_erase(clock + timedelta(days=6)) == set(), "a week is not over"
    week = clock + timedelta(days=8)
    assert to_erase(week) == set(over)
    kept = min(over)
    chosen = to_erase(week, kept)
    assert chosen == set(over) - {kept}
    names = names_of(chosen)
    assert len(names) > 5

    plan = erasure_plan.plan_persons(sorted(chosen))
    assert plan.releases == (1,), "the releases that still hold them"
    assert erasure.erase(plan, "durée de conservation passée") == 2
    assert counts() == before
    # Namesakes of others, and the one who was kept, have their names still.
    others = {row[0] for row in rows("select person_id from identity.person")} - chosen
    everybody = names_of(chosen | others)
    assert everybody & names <= names_of(others)
    assert names_of(chosen) == set()
    assert names_of({kept})
    assert [one.number for one in release.listed(settings().releases) if not one.withdrawn] == [2]
    ((many, why, detail),) = rows(
        "select rows_count, purpose, detail from audit.access_log where action = 'erase'"
    )
    assert (many, why) == (len(plan.mentions), "durée de conservation passée")
    assert (detail["persons"], detail["releases"]) == (len(chosen), [1])
    assert to_erase(week) == {kept}, "who is erased is due no more"
    # The next month goes on as ever.
    pipeline.run(drop("umirr/*mars*", into=months.parent / "later"))
    assert status.summary()["persons"] >= before["persons"]


def test_whom_a_later_month_names_again_is_not_due(world: Path, drop: Callable[..., Path]) -> None:
    pipeline.run(drop("minfemme/*0[12]*"))
    clock = at_noon(date(2026, 2, 28) + YEAR)
    due_persons.show_persons_due(clock)
    first = to_erase(clock + timedelta(days=8))
    assert first == set(due_on(clock))
    pipeline.run(drop("action_humanitaire/*", "caafag/*", into=world.parent / "later"))
    again = {
        row[0]
        for row in rows(
            "select distinct person_id from identity.person_mention where period > '2026-02'"
        )
    }
    assert again & first, "somebody came back"
    assert first - again
    # Who came since, seen long ago, was never shown.
    assert set(due_on(clock)) - first
    assert to_erase(clock + timedelta(days=8)) == first - again
    due_persons.show_persons_due(clock + timedelta(days=8))
    assert to_erase(clock + timedelta(days=9)) == first - again


@pytest.mark.parametrize("step", ["_forget", "link", "load", "publish", "withdraw"])
def test_an_erasure_cut_short_is_ended_by_the_next(
    january: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    clock = at_noon(datetime(2090, 1, 1, tzinfo=UTC))
    due_persons.show_persons_due(clock)
    chosen = to_erase(clock + timedelta(days=8))
    names = names_of(chosen)
    old = {row[0] for row in rows("select pseudonym from identity.role_pseudonym")}
    where = {"_forget": erasure, "withdraw": commands}.get(step, pipeline)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(where, step, killed)
        with pytest.raises(KeyboardInterrupt):
            erasure.erase(erasure_plan.plan_persons(sorted(chosen)), "durée passée")
    assert to_erase(clock + timedelta(days=8)) == set()
    erasure.erase(erasure_plan.plan_persons([]), "durée passée")
    assert not names & names_of(chosen)
    assert [one.number for one in release.listed(settings().releases) if not one.withdrawn][-1] >= 2
    assert release.listed(settings().releases)[0].withdrawn
    new = {row[0] for row in rows("select pseudonym from identity.role_pseudonym")}
    assert not old & new
    with database.engine().connect() as connection:
        assert erasure_plan.releases_left(connection) is None


def test_the_verb_erases_who_is_due_and_asks_which(
    january: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(*words: str) -> Any:
        return CliRunner().invoke(app, list(words))

    for words in (["erase"], ["erase", "V-0", "--due"], ["erase", "--due"]):
        assert isinstance(call(*words).exception, CallError), words
    # Whatever the day on which this runs.
    monkeypatch.setitem(due_persons.person_classes()["victim"], "days", -36500)
    due_persons.show_persons_due(datetime.now(UTC) - timedelta(days=8))
    listed = json.loads(call("retention", "--persons", "--json").stdout)
    asked = json.loads(call("retention", "--json").stdout)
    assert asked["releases"] == [1]
    assert {one["class"]: one["due"] for one in asked["classes"]}["victim"] == len(listed) > 1
    ((read,),) = rows(
        "select rows_count from audit.access_log where action = 'read' and purpose = 'retention'"
    )
    assert read == len(listed)
    kept = listed[0]["person_id"]
    done = call("erase", "--due", "--keep", kept, "--yes", "--reason", "durée passée", "--json")
    outcome = json.loads(done.stdout[done.stdout.index("{\n") :])
    assert (outcome["persons"], outcome["release"]) == (len(listed) - 1, 2)
    left = json.loads(call("retention", "--persons", "--json").stdout)
    assert [one["person_id"] for one in left] == [kept]
