"""Killed at any moment, readers see the old release or the new one, and the next run finishes."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from killed_path import MOMENTS, run_and_die
from sqlalchemy import text
from worlds import SAMPLES, World, enter
from worlds import copied as copied_world

from warehouse import database, intake, pipeline, release, status
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

FIRST = ("umirr/*janvier*", "parquet/*_01.csv", "gendarmerie/*01-2026*")
THEN = ("umirr/*vrier*", "parquet/*_02.csv", "greffe/*-02.xlsx")
TABLES = ("intake.submission", "identity.person", "identity.person_mention", "warehouse.victim",
          "warehouse.suspect", "warehouse.case_file", "warehouse.judgment", "intake.receipt",
          "identity.role_pseudonym")  # fmt: skip


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that have imported what a run does already, each of which may be killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["warehouse.checks.gx.preload", "warehouse.checks.gx.data_docs_pages",
         "warehouse.pipeline", "weasyprint"]
    )  # fmt: skip
    return context


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("drops")
    for name, patterns in (("first", FIRST), ("both", (*FIRST, *THEN))):
        for pattern in patterns:
            (path,) = (SAMPLES / "drops").glob(pattern)
            target = home / name / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return {"first": home / "first", "both": home / "both"}


def _run(processes: ForkServerContext, world: World, folder: Path, moment: str = "") -> int | None:
    process = processes.Process(
        target=run_and_die, args=(str(world.var), world.url, str(folder), moment)
    )
    process.start()
    process.join(timeout=300)
    return process.exitcode


def _state(world: World) -> dict[str, int]:
    return {name: world.rows(f"select count(*) n from {name}")[0].n for name in TABLES}


@pytest.fixture(scope="module")
def begun(processes, folders, named_database, tmp_path_factory) -> World:
    """A warehouse with a first release; others are copied from it."""
    world = World(tmp_path_factory.mktemp("begun") / "var", named_database("begun"), {})
    assert _run(processes, world, folders["first"]) == 0
    return world


@pytest.fixture(scope="module")
def copied(begun, named_database, tmp_path_factory) -> Callable[[str], World]:
    def copy(name: str) -> World:
        return copied_world(begun, tmp_path_factory.mktemp(name), named_database(name, "begun"))

    return copy


@pytest.fixture(scope="module")
def unharmed(processes, folders, copied) -> World:
    """What becomes of the second run when nobody kills it."""
    world = copied("unharmed")
    assert _run(processes, world, folders["both"]) == 0
    return world


def _content(world: World) -> str:
    current = release.current(world.var / "releases")
    assert current is not None
    return current.content


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again_the_result_is_the_same(
    moment: str,
    processes: ForkServerContext,
    folders: dict[str, Path],
    unharmed: World,
    copied: Callable[[str], World],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = copied(f"killed_{MOMENTS.index(moment)}")
    old = _content(world)
    assert _run(processes, world, folders["both"], moment) == -signal.SIGKILL
    assert _content(world) in {old, _content(unharmed)}
    current = release.current(world.var / "releases")
    assert current is not None
    assert release.verify(world.var / "releases", current.number) == []
    assert _run(processes, world, folders["both"]) == 0
    assert _content(world) == _content(unharmed)
    assert _state(world) == _state(unharmed)
    # What is sealed opens with the keys of the world that is looked at.
    enter(monkeypatch, world.var, world.url)
    _nothing_is_left_over(world)


def _nothing_is_left_over(world: World) -> None:
    receipts = {row.path for row in world.rows("select path from intake.receipt")}
    home = world.var / "receipts"
    written = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    # A register that has a receipt has the chain of its receipts beside them.
    chains = {f"{path.split('/')[0]}/chaine.jsonl" for path in receipts}
    assert receipts | chains == written
    kept = {path.stem for path in (world.var / "lake" / "conformed").rglob("*.parquet")}
    assert kept <= {row.submission_id for row in world.rows("select * from intake.submission")}
    for path in (world.var / "lake").rglob("*.parquet"):
        read_table(path)


def test_a_file_judged_between_link_and_load_waits_for_the_next_release(
    drop: Callable[..., Path], world: Path, database_url: str
) -> None:
    folder = drop(*FIRST)
    for source in ("umirr", "parquet", "gendarmerie"):
        for submission in pipeline.receive(source, folder, stable_seconds=0):
            pipeline.examine(submission)
    pipeline.link()
    drop("greffe/*-04.xlsx", into=folder)
    (late,) = pipeline.receive("greffe", folder, stable_seconds=0)
    pipeline.examine(late)
    pipeline.load()
    pipeline.publish()
    current = release.current(world / "releases")
    assert current is not None
    assert late not in current.submissions
    assert status.anything_new()
    for step in (pipeline.link, pipeline.load, pipeline.publish):
        step()
    current = release.current(world / "releases")
    assert current is not None
    assert late in current.submissions
    assert not status.anything_new()
    with database.engine(database_url).connect() as connection:
        assert connection.scalar(text("select count(*) from warehouse.hearing")) > 0
        assert intake.step_inputs(connection, "publish").num_rows == len(current.submissions)


def test_nothing_loaded_is_nothing_to_publish(world: Path) -> None:
    from warehouse.errors import CallError

    database.ensure_schema()
    with pytest.raises(CallError):
        pipeline.publish()
    assert not (world / "releases").exists()
