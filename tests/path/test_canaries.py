"""A hundred invented people go through everything, and are found nowhere outside the vault.

Not searched, since it is the vault: the schema ``identity`` and its history, what is sealed (which
is searched as it lies on the disk), and the workbook that its own ministry gets back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import planted
import pytest
from pdf_words import words_of_pdf
from planted import PEOPLE, found_in
from searched_places import ids, leaks_of_desk, leaks_of_files, leaks_of_mails, leaks_of_sql
from sqlalchemy.exc import DataError
from typer.main import get_command
from typer.testing import CliRunner
from worlds import World, allow_synthetic, enter

from warehouse import database, pipeline
from warehouse.cli import app
from warehouse.desk import uploads
from warehouse.settings import settings

pytestmark = pytest.mark.slow

# Verbs that touch nobody registered, and the one that opens the vault to who judges.
ELSEWHERE = {
    *(("bench", one) for one in ("path", "case-law", "desk", "estimate", "disclosure")),
    *(("bench", one) for one in ("growth", "month", "linkage", "questions")),
    *((one,) for one in ("up", "simulate", "train", "suites", "template", "estimate", "proof")),
}


# Refused here, each for what it is: what would pass names somebody, too few pairs are judged, no
# row kept back may be taken as it is, and nothing is restored over what stands.
REFUSED = {("decisions", "clear"), ("review",), ("rows", "accept"), ("restore",)}


class Said:
    """What verbs, and the steps that they call, said: output, log and errors."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, ...], str] = {}
        self.done: set[tuple[str, ...]] = set()
        self.leaks: dict[str, set[str]] = {}

    def call(self, *words: str, typed: str = "") -> str:
        done = CliRunner().invoke(app, list(words), input=typed)
        said = done.output + (done.stderr or "") + repr(done.exception or "")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            said += str(done.exception)
        self.told[words] = self.told.get(words, "") + said
        if done.exit_code == 0:
            self.done.add(words)
        return done.stdout

    def json(self, *words: str) -> Any:
        told = self.call(*words, "--json")
        start = min(at for at in (told.find("{"), told.find("[")) if at >= 0)
        return json.JSONDecoder().raw_decode(told[start:])[0]


def _live(world: World, said: Said, home: Path) -> None:
    """Drop, correct, decide, withdraw, erase, withdraw a release, export: every verb is called."""
    drop, today = home / "drop", f"{datetime.now(UTC):%Y-%m-%d}"
    said.call("try", str(drop / "dspj" / "DSPJ_GAV_042026.csv"), "--source", "dspj")
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
    (home / "books").mkdir()
    for one in said.json("submissions", "list"):
        said.call("rows", "list", one["submission_id"])
        said.call("submissions", "retry", one["submission_id"])
        said.call("submissions", "workbook", one["submission_id"], "--out", str(home / "books"))
    kept_back = world.rows("select submission_id, row_number from intake.quarantined_row")
    assert kept_back
    of_police = "select submission_id, row_number from intake.quarantined_row q"
    of_police += " join intake.submission using (submission_id) where source_id = 'dspj'"
    for submission_id, row in world.rows(of_police)[:2]:
        correct = ["rows", "correct", submission_id, str(row), "--document", "PV 12/2026"]
        said.call(*correct, "--column", "Date GAV", typed="06/05/2026\n")
    ways = {
        "accept": ["--reason", "vu"],
        "send-back": ["--reason", "vu"],
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
    said.leaks["desk"] = leaks_of_desk(world)
    _leave_half_an_upload(drop)
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
    (person,) = ids(world, "select min(pseudonym) from identity.role_pseudonym")
    for words in (["erase", person], ["erase", person, "--yes", "--reason", "asked"]):
        said.call(*words)
    (of_women,) = ids(
        world, "select max(submission_id) from intake.submission where source_id = 'minfemme'"
    )
    said.call("submissions", "withdraw", of_women)
    for step in (pipeline.link, pipeline.load, pipeline.publish):
        step()
    said.call("release", "withdraw", "1", "--reason", "NAMED_PERSON")
    for name in ("list", "verify", "rollback"):
        said.call("release", name)
    numbers = [str(path.name) for path in sorted(settings().releases.glob("[0-9]*"))]
    assert len(numbers) > 2
    for number in numbers:
        for out in (f"{number}.xlsx", number):
            said.call("release", "export", number, "--out", str(home / "out" / out))
        said.call("release", "rebuild", number, "--out", str(home / "out" / f"r{number}"))
    said.call("release", "as-known", today, "--out", str(home / "out" / "known"))
    _ask(world, said, home, today)
    _keep_house(said, home)
    said.leaks["mails"] = leaks_of_mails()


def _leave_half_an_upload(drop: Path) -> None:
    """A line broke, and what was sent of a file, its name too, stays for a week."""
    file = next((drop / "dspj").glob("*052026.csv"))
    body = file.read_bytes()
    told = {"source_id": "dspj", "file_name": file.name, "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest()}  # fmt: skip
    upload = uploads.described("dspj", json.dumps(told).encode())
    uploads.begin(upload)
    uploads.append(upload, 0, body[: len(body) // 2])


def _keep_house(said: Said, home: Path) -> None:
    """Accounts, keys, the bulletin, and somebody's own table of the same people."""
    said.call("desk", "give", "dspj", "--right", "focal_point", "--source", "dspj")
    said.call("desk", "accounts")
    said.call("desk", "take", "dspj")
    for name in ("list", "public", "rotate", "list"):
        said.call("keys", name)
    said.call("review", "--agreement")
    said.call("review", "--quality")
    said.call("figures", "bulletin", str(home / "out" / "bulletin"))
    table = home / "people.csv"
    twice = enumerate([*PEOPLE, *PEOPLE[:9]])
    rows = [f"{n},{who.family},{who.given},{who.phone}" for n, who in twice]
    header = "mention_id,family_name,given_names,phone"
    table.write_text("\n".join([header, *rows, ""]), "utf-8")
    out = home / "out"
    said.call(
        "link", str(table), "--out", str(out / "linked.csv"), "--report", str(out / "page.html")
    )


def _ask(world: World, said: Said, home: Path, today: str) -> None:
    for person in ids(world, "select pseudonym from identity.role_pseudonym order by 1 limit 4"):
        said.call("why", person)
        said.call("who", person, "--on", today)
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
    with pytest.MonkeyPatch.context() as patch:
        # Nearly without noise: what came through it would be found.
        allow_synthetic(patch, least_records=1, epsilon=400.0, total_epsilon=400.0, total_delta=1.0)
        said.call("figures", "synthetic", str(home / "out" / "synthetic"))
    said.call("case-law", "search", "attendu")
    for one in ids(world, "select decision_id from case_law.decision limit 3"):
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
    from weasyprint import HTML

    who = PEOPLE[21]
    for spelled in (
        who.family, who.family.lower(), " ".join(who.family), quote(who.family),
        json.dumps(who.given), "".join(f"&#{ord(one)};" for one in who.alias),
        f"{who.alias[:4]}-{who.alias[4:]}",
        f"+236 {who.phone}", " ".join(who.phone[i : i + 2] for i in range(0, 8, 2)), who.document,
        base64.b64encode(f"x{who.family}{who.given}".encode()).decode(),
    ):  # fmt: skip
        assert found_in(spelled), spelled
    page = f"<p>dit: {who.family}</p><p><b>et {who.given}</b></p>"
    assert len(found_in(words_of_pdf(HTML(string=page).write_pdf()))) == 2
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
    # Each did what it is for, at least once: a call that is refused says little.
    done = {verb for verb in verbs if any(words[: len(verb)] == verb for words in said.done)}
    assert verbs - done <= REFUSED, verbs - done - REFUSED
    leaks = {
        " ".join(words[:2]): hits for words, told in said.told.items() if (hits := found_in(told))
    }
    assert leaks == {}


def test_no_page_of_the_desk_and_no_mail_names_anybody(lived: tuple[World, Said, Path]) -> None:
    assert lived[1].leaks == {"desk": set(), "mails": set()}


def test_no_table_view_history_or_statistic_names_anybody(lived: tuple[World, Said, Path]) -> None:
    assert leaks_of_sql(lived[0]) == set()


def test_no_file_under_var_and_nothing_exported_names_anybody(
    lived: tuple[World, Said, Path],
) -> None:
    world, _, home = lived
    assert leaks_of_files(world.var) == set()
    assert leaks_of_files(home / "out") == set()


def test_the_server_s_log_names_nobody_and_would_but_for_its_settings(
    lived: tuple[World, Said, Path], postgresql_server: str
) -> None:
    logs = {log: log.stat().st_size for log in Path(postgresql_server).rglob("*.log")}
    assert logs
    assert [hit for log in logs for hit in found_in(log.read_bytes())] == []
    wrong = f"select '{PEOPLE[0].family}'::int"
    with database.engine(lived[0].url).connect() as connection:
        with pytest.raises(DataError):
            connection.exec_driver_sql(wrong)
        assert [hit for log in logs for hit in found_in(log.read_bytes())] == []
        connection.rollback()
        connection.exec_driver_sql("set log_min_messages = error")
        with pytest.raises(DataError):
            connection.exec_driver_sql(wrong)
    seen = [hit for log in logs for hit in found_in(log.read_bytes())]
    for log, size in logs.items():
        os.truncate(log, size)
    assert seen
