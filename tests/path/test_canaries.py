"""A hundred invented people go through everything, and are found nowhere outside the vault.

Not searched, since it is the vault: the schema ``identity`` and its history, what is sealed (which
is searched as it lies on the disk), and the workbook that its own ministry gets back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

import planted
import pytest
from planted import PEOPLE, Identity, found_in, unseen
from pyarrow import parquet
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from typer.main import get_command
from typer.testing import CliRunner
from worlds import World, enter

from warehouse import database, lake, pipeline
from warehouse.checks import examine as examining
from warehouse.checks.plain_sheets import PlainSheets
from warehouse.cli import app
from warehouse.database import access
from warehouse.intake import landing_zone, receiving
from warehouse.intake.person_signs import find_signs
from warehouse.load import decisions, load_tables, named_decisions
from warehouse.load.name_search import naming
from warehouse.receipts import receipt_writing
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

# Verbs that touch no register's person: benches of invented ones, servers, tables of one's own.
ELSEWHERE = {
    *(("bench", one) for one in ("path", "case-law", "desk", "estimate", "disclosure")),
    *(("bench", one) for one in ("growth", "month", "linkage", "questions")),
    *((one,) for one in ("up", "simulate", "link", "train", "suites", "template", "estimate")),
    *((one,) for one in ("review", "proof")),
    *(("desk", one) for one in ("give", "take", "accounts")),
    *(("keys", one) for one in ("list", "rotate", "public")),
    ("figures", "bulletin"),
}


STATISTICS = ("pg_stats", "pg_stat_activity", "pg_stats_ext", "pg_stats_ext_exprs")


def _relations(world: World) -> list[str]:
    return [
        row[0]
        for row in world.rows(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'v', 'm', 'p')"
            " and n.nspname not in ('identity', 'pg_catalog', 'information_schema', 'pg_toast')"
            " and not starts_with(c.relname, 'identity_')"
        )
    ]


def leaks_of_sql(world: World) -> set[str]:
    """Every table, view and history outside the vault, and what statistics tell each role."""
    found, relations = set(), _relations(world)
    assert len(relations) > 60
    vault = _ids(world, "select table_schema || '.' || table_name from information_schema.tables"
                        " where table_schema = 'identity'")  # fmt: skip
    assert len(vault) > 5
    with database.engine(world.url).connect() as connection:
        for name in relations:
            told = connection.scalar(text(f"select string_agg(t::text, chr(10)) from {name} t"))
            found |= {f"{name}: {hit}" for hit in found_in(told or "")}
        for role in access.access_policy().names:
            connection.execute(text(f"set role {role}"))
            for name in (*STATISTICS, *vault):
                attempt = connection.begin_nested()
                try:
                    told = connection.scalar(text(f"select string_agg(t::text, ' ') from {name} t"))
                except ProgrammingError:
                    attempt.rollback()
                else:
                    found |= {f"{role}, {name}: {hit}" for hit in found_in(told or "")}
            connection.execute(text("reset role"))
    return found


def leaks_of_files(folder: Path) -> set[str]:
    """Names and bytes of files as they lie, what a workbook packs, what a release unseals to."""
    found, seen = set(), 0
    for path in folder.rglob("*"):
        where = path.relative_to(folder).as_posix()
        found |= {f"{where}: {hit} (its name)" for hit in found_in(where)}
        if not path.is_file():
            continue
        seen += 1
        parts = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        if path.suffix == ".parquet" and "lake" not in path.parts:
            parts.append(str(read_table(path).to_pylist()).encode())
        found |= {f"{where}: {hit}" for part in parts for hit in found_in(part)}
    assert seen > 10
    return found


class Said:
    """What verbs, and the steps that they call, said: output, log and errors."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, ...], str] = {}

    def call(self, *words: str) -> str:
        done = CliRunner().invoke(app, list(words))
        said = done.output + (done.stderr or "") + repr(done.exception or "")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            said += str(done.exception)
        self.told[words] = said
        return done.stdout

    def json(self, *words: str) -> Any:
        told = self.call(*words, "--json")
        start = min(at for at in (told.find("{"), told.find("[")) if at >= 0)
        return json.JSONDecoder().raw_decode(told[start:])[0]


def _ids(world: World, query: str) -> list[str]:
    return [row[0] for row in world.rows(query)]


def _live(world: World, said: Said, home: Path) -> None:
    """Drop, correct, decide, withdraw, erase, withdraw a release, export: every verb is called."""
    drop = home / "drop"
    said.call("run", str(drop), "--json")
    said.call("run", str(drop))
    refused = next((drop / "dspj").glob("*.csv"))
    for source in ("dspj", "minfemme", "jurisprudence", "pan", "parquet", "nobody"):
        said.call("try", str(refused), "--source", source)
    # A correction of a month by fewer rows waits, and is let through; another is sent back.
    for number, decision in enumerate(("release", "reject")):
        again = home / f"again{number}"
        (again / "dspj").mkdir(parents=True)
        lines = (drop / "dspj" / "DSPJ_GAV_042026.csv").read_text("utf-8").splitlines()
        kept = "\r\n".join([*lines[: 3 - number], ""])
        name = f"DSPJ_GAV {PEOPLE[number].family} 042026.csv"
        (again / "dspj" / name).write_text(kept, "utf-8", newline="")
        said.call("run", str(again))
        for one in said.json("hold", "list"):
            said.call("hold", decision, one["submission_id"], "--reason", "vu")
    said.call("hold", "list")
    said.call("submissions", "list")
    for one in said.json("submissions", "list"):
        said.call("rows", "list", one["submission_id"])
        said.call("submissions", "retry", one["submission_id"])
        said.call("submissions", "workbook", one["submission_id"], "--out", str(home / "books"))
    kept_back = world.rows("select submission_id, row_number from intake.quarantined_row")
    assert kept_back
    ways = {
        "accept": ["--reason", "vu"],
        "send-back": ["--reason", "vu"],
        "correct": ["--column", "Sexe=F", "--document", "12/2026"],
    }
    for submission_id, row in kept_back[-4:]:
        for way, rest in ways.items():
            said.call("rows", way, submission_id, str(row), *rest)
    said.call("submissions", "strays")
    kept_out = said.json("decisions", "list")
    assert kept_out
    said.call("decisions", "list")
    # She who lets one through repeats what stands in it, and is refused.
    reason = f"{PEOPLE[0].given} {PEOPLE[0].family} est une rue"
    said.call("decisions", "open", kept_out[0]["record_id"], "--out", str(home / "opened.txt"))
    said.call("decisions", "clear", kept_out[0]["record_id"], "--reason", reason)
    said.call("decisions", "list", "--cleared")
    said.call("reload")
    said.call("release", "publish")
    # Decisions come again without anybody in them.
    again = home / "anonymised"
    folder = again / "jurisprudence"
    folder.mkdir(parents=True)
    planted.write_book(
        folder / "Jurisprudence_TEP_2026_05.xlsx",
        Décisions=[planted.DECISION, *(planted.decision(number) for number in range(1, 14))],
    )
    said.call("run", str(again))
    # Somebody is erased, a submission withdrawn, what was published taken back.
    (person,) = _ids(world, "select min(pseudonym) from identity.role_pseudonym")
    for words in (["erase", person], ["erase", person, "--yes", "--reason", "asked"]):
        said.call(*words)
    (of_women,) = _ids(
        world, "select max(submission_id) from intake.submission where source_id = 'minfemme'"
    )
    said.call("submissions", "withdraw", of_women)
    for step in (pipeline.link, pipeline.load, pipeline.publish):
        step()
    said.call("release", "withdraw", "1", "--reason", "NAMED_PERSON")
    for name in ("list", "verify", "rollback"):
        said.call("release", name)
    for number, out in (("2", "livraison.xlsx"), ("3", "livraison")):
        said.call("release", "export", number, "--out", str(home / "out" / out))
        said.call("release", "rebuild", number, "--out", str(home / "out" / f"r{number}"))
    said.call("release", "export", "--out", str(home / "out" / "livraison"))
    said.call("release", "as-known", "2026-11-29", "--out", str(home / "out" / "known"))
    _ask(world, said, home)


def _ask(world: World, said: Said, home: Path) -> None:
    for person in _ids(world, "select pseudonym from identity.role_pseudonym order by 1 limit 4"):
        said.call("why", person)
        said.call("who", person, "--on", "2026-11-29")
    said.call("changes", "--since", "2026-01-01")
    said.call("retention")
    said.call("verify")
    said.call("backup", str(home / "out" / "safe"))
    (backup,) = (home / "out" / "safe").iterdir()
    said.call("restore", str(backup))
    said.call("figures", "list")
    said.call("figures", "show", "N01")
    said.call("figures", "certainty")
    said.call("figures", "export", str(home / "out" / "figures"))
    said.call("case-law", "search", "attendu")
    for one in _ids(world, "select decision_id from case_law.decision limit 3"):
        said.call("case-law", "show", one)
    for out in ("decisions.xlsx", "decisions.csv", "decisions.json"):
        said.call("case-law", "export", "--out", str(home / "out" / out))
    for name in ("intake.submission", "intake.row_issue", "warehouse.suspect", "plan.plan_action"):
        for role in ("analyst", "steward", "suspect_analyst", "magistrate"):
            said.call("sql", "--role", role, f"select * from {name}")
    # A query that is wrong quotes itself, and never a row.
    said.call("sql", "--role", "steward", "select file_name::int from intake.submission")


@pytest.fixture(scope="module")
def lived(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[tuple[World, Said, Path]]:
    home = tmp_path_factory.mktemp("canaries")
    world = World(home / "var", named_database("all_canaries"), {})
    said = Said()
    planted.plant(home / "drop")
    heard: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, world.var, world.url)
        patch.setenv("ZOKWEZO_LOG_LEVEL", "debug")
        settings.cache_clear()
        logging.getLogger().addHandler(listener)
        try:
            _live(world, said, home)
        finally:
            logging.getLogger().removeHandler(listener)
        said.told["the log",] = "\n".join(heard)
        yield world, said, home
    settings.cache_clear()


def test_the_search_sees_a_name_however_it_is_spelled() -> None:
    who = PEOPLE[21]
    for spelled in (
        who.family, who.family.lower(), " ".join(who.family), quote(who.family),
        json.dumps(who.given), "".join(f"&#{ord(one)};" for one in who.alias),
        f"{who.alias[:4]}-{who.alias[4:]}",
        f"+236 {who.phone}", " ".join(who.phone[i : i + 2] for i in range(0, 8, 2)), who.document,
        base64.b64encode(f"x{who.family}{who.given}".encode()).decode(),
    ):  # fmt: skip
        assert found_in(spelled), spelled
    assert not found_in("Une victime de Bria, le 29/11/2026, 0123456789abcdef")


def test_they_went_in_and_are_in_the_vault(lived: tuple[World, Said, Path]) -> None:
    world, _, home = lived
    planted_in_text = [found_in(path.read_bytes()) for path in (home / "drop").rglob("*.csv")]
    assert sum(map(len, planted_in_text)) > 150
    assert len(PEOPLE) == 100
    assert len(world.rows("select from identity.person_mention")) > 40
    assert len(world.rows("select from intake.quarantined_row")) > 0
    assert {row[0] for row in world.rows("select distinct status from intake.submission")} >= {
        "rejected", "partly_accepted",
    }  # fmt: skip


def test_every_verb_was_asked_and_said_nobody(lived: tuple[World, Said, Path]) -> None:
    _, said, _ = lived

    def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        inner = getattr(command, "commands", None)
        if not inner:
            yield words
        for name, one in (inner or {}).items():
            yield from leaves(one, (*words, name))

    verbs = set(leaves(get_command(app))) - ELSEWHERE
    asked = {verb for verb in verbs if any(words[: len(verb)] == verb for words in said.told)}
    assert asked == verbs
    leaks = {
        " ".join(words[:2]): hits for words, told in said.told.items() if (hits := found_in(told))
    }
    assert leaks == {}


def test_no_table_view_history_or_statistic_names_anybody(lived: tuple[World, Said, Path]) -> None:
    assert leaks_of_sql(lived[0]) == set()


def test_no_file_under_var_and_nothing_exported_names_anybody(
    lived: tuple[World, Said, Path],
) -> None:
    world, _, home = lived
    assert leaks_of_files(world.var) == set()
    assert leaks_of_files(home / "out") == set()


def test_the_server_s_log_names_nobody(
    lived: tuple[World, Said, Path], postgresql_server: str
) -> None:
    logs = list(Path(postgresql_server).rglob("*.log"))
    assert logs
    assert [hit for log in logs for hit in found_in(log.read_bytes())] == []


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
        _replaced((receipt_writing, "_placing", lambda _: lambda folder, make: make(folder))),
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
            (load_tables, "guard_actions", _as_it_is), (load_tables, "scrub_actions", lambda *_: 0)
        ),
        ["actions of a plan"],
    ),
    "numbers as they parse": (
        _replaced(
            (load_tables, "publish_all_numbers", _as_it_is),
            (load_tables, "publish_numbers", _as_it_is),
        ),
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
