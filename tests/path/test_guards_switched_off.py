"""One guard switched off at a time: the search then sees whom it had kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import planted
import pytest
from planted import PEOPLE, Identity, found_in, unseen
from pyarrow import parquet
from searched_places import leaks_of_desk, leaks_of_files, leaks_of_sql
from sqlalchemy import text
from worlds import World, enter

from warehouse import database, lake, pipeline
from warehouse.checks import examine as examining
from warehouse.checks.kept_rows import RowPlace, kept_cells
from warehouse.checks.plain_sheets import PlainSheets
from warehouse.desk import decision_routes, inbox, row_routes
from warehouse.desk.known_sources import known_contracts
from warehouse.errors import CallError
from warehouse.intake import landing_zone, receiving
from warehouse.load import action_plans, decisions, load_tables, named_decisions
from warehouse.load.name_search import naming
from warehouse.query.kept_out_decisions import marked_texts
from warehouse.receipts import receipt_writing
from warehouse.settings import settings
from warehouse.text.person_signs import find_signs
from warehouse.vault import owners, unsealed_cache

pytestmark = pytest.mark.slow


def _replaced(*places: tuple[object, str, object]) -> Callable[[World, pytest.MonkeyPatch], None]:
    def switch_off(world: World, patch: pytest.MonkeyPatch) -> None:
        for target, name, value in places:
            patch.setattr(target, name, value)

    return switch_off


def _opened(world: World, patch: pytest.MonkeyPatch) -> None:
    with database.engine(world.url).begin() as connection:
        connection.execute(text("grant usage on schema identity to zokwezo_analyst"))
        connection.execute(text("grant select on identity.loaded_record to zokwezo_analyst"))
        connection.execute(text("alter table identity.loaded_record disable row level security"))


def _no_name(texts: Any, mentions: Any, columns: Any) -> Any:
    return naming(texts.slice(0, 0), mentions.slice(0, 0), columns)


def _no_sign(texts: Any, columns: Any, known: Any) -> Any:
    return find_signs(texts.slice(0, 0), columns, known)


def _as_it_is(given: Any, *_: Any) -> Any:
    return given


def _plain_landing(world: World, patch: pytest.MonkeyPatch) -> None:
    def copy(source: Any, target: Any, owner: str) -> None:
        shutil.copyfileobj(source, target)

    def fingerprint(path: Path, owner: str) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    patch.setattr(landing_zone, "seal_stream", copy)
    patch.setattr(landing_zone, "sealed_fingerprint", fingerprint)


def _plain_lake(world: World, patch: pytest.MonkeyPatch) -> None:
    def write(table: Any, path: Path, owner: str, **how: Any) -> None:
        parquet.write_table(table, path, compression="none", use_dictionary=False)

    patch.setattr(lake, "write_sealed", write)


Guard = Callable[[World, pytest.MonkeyPatch], None]
# Each guard, and where the people stand whom the search must see once it is off.
AT_THE_DOOR: dict[str, tuple[Guard, list[str]]] = {
    "file names": (
        _replaced((receiving, "plain_names", lambda connection: lambda name: name)),
        ["file name of text", "file name of workbook", "file name of a refused file"],
    ),
    "names of sheets": (
        _replaced(
            (examining, "with_plain_names", lambda sheets, plain: PlainSheets(list(sheets), {}))
        ),
        ["names of sheets"],
    ),
    "headers": (_replaced((examining, "with_plain_columns", _as_it_is)), ["header"]),
    "the workbook that goes back": (
        _replaced((receipt_writing, "placing_of", lambda _: lambda folder, make: make(folder))),
        ["name as age"],
    ),
    "what is received is sealed": (_plain_landing, ["all but names of files"]),
    "what is read is sealed": (
        _plain_lake,
        ["right columns", "another month", "rows of a workbook", "name as age",
         "strangers in what is read", "actions of a plan"],
    ),
}  # fmt: skip
AT_THE_LOAD: dict[str, tuple[Guard, list[str]]] = {
    "registered people in decisions": (
        _replaced((decisions, "naming", _no_name), (named_decisions, "naming", _no_name)),
        ["registered in small letters"],
    ),
    "signs of a person in decisions": (
        _replaced((decisions, "find_signs", _no_sign)), ["strangers by a sign alone"]
    ),
    "all that guards decisions": (
        _replaced(
            (decisions, "naming", _no_name),
            (named_decisions, "naming", _no_name),
            (decisions, "find_signs", _no_sign),
        ),
        ["registered in decisions", "strangers in what is read"],
    ),
    "actions of the plan": (
        _replaced(
            (action_plans, "guard_actions", _as_it_is), (load_tables, "scrub_actions", lambda *_: 0)
        ),
        ["actions of a plan"],
    ),
    "numbers as they parse": (
        _replaced((load_tables, "publish_numbers", _as_it_is)),
        ["telephone as number"],
    ),
    "who enters the vault": (_opened, []),
}  # fmt: skip


def _expected(places: dict[str, list[Identity]], named: list[str]) -> list[Identity]:
    on_files = {"file name of text", "file name of workbook", "file name of a refused file"}
    # Whom only what is registered gives away: no title, no capital, no telephone stands beside.
    places |= {
        "registered in small letters": [PEOPLE[0], PEOPLE[2], PEOPLE[3]],
        "all but names of files": [
            who for place, group in places.items() if place not in on_files for who in group
        ],
    }
    return [who for place in named for who in places[place]]


@pytest.mark.parametrize("guard", AT_THE_DOOR)
def test_with_one_guard_off_at_the_door_the_search_sees_whom_it_keeps(
    guard: str,
    world: Path,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = World(world, database_url, {})
    places = planted.plant(tmp_path / "drop")
    switch_off, kept = AT_THE_DOOR[guard]
    switch_off(here, monkeypatch)
    for source_id in ("dspj", "jurisprudence", "minfemme", "pan"):
        for submission_id in pipeline.receive(source_id, tmp_path / "drop", stable_seconds=0):
            pipeline.examine(submission_id)
    leaks = leaks_of_sql(here) | leaks_of_files(world)
    assert leaks
    assert unseen(_expected(places, kept), leaks) == []


def test_every_planting_is_kept_by_a_guard_that_is_switched_off(tmp_path: Path) -> None:
    places = planted.plant(tmp_path / "drop")
    kept = [one for _, named in (*AT_THE_DOOR.values(), *AT_THE_LOAD.values()) for one in named]
    assert {*_expected(places, kept)} == set(PEOPLE)


@pytest.fixture(scope="module")
def linked(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[tuple[World, dict[str, list[Identity]]]]:
    """All of it received, examined and linked, and nothing loaded yet; who stands where."""
    home = tmp_path_factory.mktemp("linked")
    world = World(home / "var", named_database("linked_canaries"), {})
    places = planted.plant(home / "drop")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, world.var, world.url)
        for source_id in ("dspj", "jurisprudence", "minfemme", "pan"):
            for submission_id in pipeline.receive(source_id, home / "drop", stable_seconds=0):
                pipeline.examine(submission_id)
        pipeline.link()
    settings.cache_clear()
    yield world, places


@pytest.mark.parametrize("guard", [None, *AT_THE_LOAD], ids=str)
def test_with_one_guard_off_at_the_load_the_search_sees_whom_it_keeps(
    guard: str | None,
    linked: tuple[World, dict[str, list[Identity]]],
    named_database: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = [None, *AT_THE_LOAD].index(guard)
    (before, places), copy = linked, named_database(f"loaded_canaries_{number}", "linked_canaries")
    here = World(before.var, copy, {})
    enter(monkeypatch, here.var, here.url)
    switch_off, kept = AT_THE_LOAD[guard] if guard else (lambda *_: None, [])
    switch_off(here, monkeypatch)
    pipeline.load()
    leaks = leaks_of_sql(here)
    assert bool(leaks) is (guard is not None), leaks
    assert unseen(_expected(places, kept), leaks) == []
    settings.cache_clear()


def _opened_rows(patch: pytest.MonkeyPatch) -> None:
    shown = row_routes.row_page

    def opened(request: Any, one: Any, row: Any, why: Any, cells: Any = ()) -> Any:
        place = RowPlace(one["submission_id"], row.sheet, row.row_number)
        with database.engine().connect() as connection:
            cells = kept_cells(connection, place, known_contracts()[one["source_id"]])
        return shown(request, one, row, why, cells)

    patch.setattr(row_routes, "row_page", opened)


def _opened_texts(patch: pytest.MonkeyPatch) -> None:
    shown = decision_routes.decision_page

    def opened(request: Any, one: Any, texts: Any = ()) -> Any:
        with database.engine().connect() as connection:
            return shown(request, one, marked_texts(connection, one["record_id"]))

    patch.setattr(decision_routes, "decision_page", opened)


@pytest.fixture(scope="module")
def loaded(linked: Any, named_database: Callable[..., str]) -> Iterator[World]:
    """The same, loaded, with every guard on."""
    (before, _), copy = linked, named_database("canaries_at_the_desk", "linked_canaries")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, before.var, copy)
        pipeline.load()
        yield World(before.var, copy, {})
    settings.cache_clear()


def test_the_search_of_the_desk_sees_what_is_closed_until_it_is_opened(
    loaded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _opened_rows(monkeypatch)
    _opened_texts(monkeypatch)
    leaks = leaks_of_desk(loaded)
    pages = {leak.partition(": ")[0] for leak in leaks}
    # A ministry has no such page; each is the steward's.
    assert pages == {
        "gestionnaire, /depots/{submission_id}/lignes/{row_key}",
        "gestionnaire, /decisions/{record_id}",
    }


def test_a_reason_names_somebody_once_nothing_refuses_it(
    loaded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = PEOPLE[0]
    seen = {"item": "0" * 16, "kind": min(inbox.SEEN_ONLY), "about": "dspj", "source_id": "dspj"}
    given = {"by": "tests", "reason": f"vu avec {who.given} {who.family}", "at": datetime.now(UTC)}
    with database.engine().begin() as connection, pytest.raises(CallError):
        inbox.acknowledge(connection, seen, **given)
    assert leaks_of_sql(loaded) == set()
    monkeypatch.setattr(inbox, "require_nobody", lambda *_: None)
    with database.engine().begin() as connection:
        inbox.acknowledge(connection, seen, **given)
    assert unseen([who], leaks_of_sql(loaded)) == []


def test_what_the_linkage_remembers_names_them_once_it_is_opened(
    linked: tuple[World, dict[str, list[Identity]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, linked[0].var, linked[0].url)
    assert found_in(settings().known.read_bytes()) == set()
    with unsealed_cache(settings().known, owners.LINKAGE) as opened:
        assert len(found_in(opened.read_bytes())) > 50
    settings.cache_clear()
