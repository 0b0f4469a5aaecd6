"""One list of what needs a human; what was put away with a reason does not come back."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from desk_client import arrived, browser, give, judged, send
from kept_back_rows import days, workbook
from sqlalchemy import text

from warehouse import database, intake, pipeline
from warehouse.desk.inbox import KINDS, MOST, PAGE, inbox, inbox_query
from warehouse.desk.notices.due_notices import STUCK_THINGS
from warehouse.intake.row_decisions import ask_replay
from warehouse.proof.bench.desk_pages import fill

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC)


def issue(rule: str, column: str | None, row: int | None, severity: str = "warn") -> pa.Table:
    row_issue = dict.fromkeys(intake.ISSUES.names)
    told = {"rule": rule, "column_name": column, "row_number": row, "severity": severity}
    return pa.Table.from_pylist([row_issue | told | {"sheet": ""}], intake.ISSUES)


def seen(kind: str | None = None) -> list[dict[str, Any]]:
    with database.engine().connect() as connection:
        return list(inbox(connection, NOW, kind).items)


def kinds() -> dict[str, int]:
    with database.engine().connect() as connection:
        return inbox(connection, NOW).counts


SENTENCES = {
    "fr": ("Colonne inconnue", "n'est pas dans la liste connue"),
    "en": ("Unknown column", "is not in the known list"),
}


def run_scalars(sql: str) -> set[Any]:
    with database.engine().connect() as connection:
        return set(connection.scalars(text(sql)))


def run(sql: str, **told: Any) -> None:
    with database.engine().begin() as connection:
        connection.execute(text(sql), told)


def test_everything_that_waits_is_there_once(world: Path) -> None:
    assert kinds() == {}
    old = NOW - timedelta(hours=2)
    judged("umirr", "held.xlsx", "held", "2026-01")
    arrived("umirr", "stuck.xlsx", old)
    arrived("umirr", "fresh.xlsx", NOW)
    judged("umirr", "refused.xlsx", "rejected", "2026-02", at=old)
    judged("umirr", "refused, then sent.xlsx", "rejected", "2026-03", at=old)
    judged("umirr", "sent.xlsx", "accepted", "2026-03", at=NOW)
    rows = pa.Table.from_pylist(
        [{"sheet": "", "row_number": n, "rules": ["r"], "row_key": str(n)} for n in range(4)],
        intake.QUARANTINED,
    )
    judged("umirr", "partly.xlsx", "partly_accepted", "2026-04", quarantined=rows)
    back = judged("dspj", "back.xlsx", "partly_accepted", "2026-06", quarantined=rows)
    run(
        "insert into intake.row_decision (decision_id, submission_id, sheet, row_number, decision,"
        " reason, by, at) select 'L-' || n, :back, '', n, 'sent_back', 'à relire', 'x', now()"
        " from generate_series(0, 3) n",
        back=back,
    )
    judged("umirr", "drift.xlsx", "accepted", "2026-05", issues=issue("code_unread", "Sexe", 4))
    run(
        "insert into intake.step_done (step, input_digest, done_at) values ('load', 'b', now()),"
        " ('publish', 'a', now())"
    )
    judged("umirr", "again.xlsx", "accepted", "2026-06", issues=issue("value_repeated", "N°", 4))
    for n in range(3):
        judged("minfemme", f"{n}.xlsx", "accepted", f"2026-0{n + 1}", rows=40)
    judged("minfemme", "thin.xlsx", "accepted", "2026-04", rows=19)
    run(
        "insert into intake.expected_export (source_id, period, due_on, state)"
        " values ('dspj', '2026-05', now(), 'late'), ('dspj', '2026-04', now(), 'missing'),"
        " ('dspj', '2026-03', now(), 'arrived')"
    )
    run(
        "insert into intake.decision_to_anonymise (record_id, decision_id, source_id,"
        " submission_id, file_name, row_number) values ('r', 'd', 'jurisprudence', 's', 'f', 1)"
    )
    run(
        "insert into intake.release_to_withdraw (release_number, decision_id, found_at)"
        " values (7, 'd', now())"
    )
    assert kinds() == dict.fromkeys(KINDS, 1)
    assert len(seen()) == len(KINDS)


def test_what_a_newer_file_replaced_waits_for_nobody(world: Path) -> None:
    first = judged(
        "umirr", "a.xlsx", "accepted", at=NOW, issues=issue("column_missing", "Âge", None)
    )
    assert kinds() == {"drift": 1}
    judged("umirr", "b.xlsx", "accepted", at=NOW + timedelta(minutes=1), supersedes=first)
    assert kinds() == {}


def test_a_month_that_was_replaced_is_no_drift(world: Path) -> None:
    judged("umirr", "a.xlsx", "accepted", issues=issue("file_replaces_more", None, None))
    assert kinds() == {}
    judged("minfemme", "a.xlsx", "accepted", issues=issue("file_unknown_column", "Âge", None))
    assert kinds() == {"drift": 1}


def test_what_was_put_away_does_not_come_back_next_month(world: Path) -> None:
    give("gestionnaire", "steward")
    judged("umirr", "a.xlsx", "accepted", "2026-04", issues=issue("code_unread", "Sexe", 4))
    client = browser("gestionnaire")
    page = client.get("/a-faire").text
    found = re.search(r'name="objet" value="(\w+)"', page)
    assert found
    blank = send(client, "/a-faire/vu", objet=found[1], raison=" ")
    assert blank.status_code == 409
    named = send(client, "/a-faire/vu", objet=found[1], raison="voir la nommée Fictive")
    assert (named.status_code, "Fictive" in named.text) == (409, False)
    said = send(client, "/a-faire/vu", objet=found[1], raison="écriture propre à l'unité")
    assert said.status_code == 303
    assert kinds() == {}
    judged("umirr", "b.xlsx", "accepted", "2026-05", issues=issue("code_unread", "Sexe", 9))
    assert kinds() == {}, "it is remembered"
    judged("minfemme", "c.xlsx", "accepted", "2026-05", issues=issue("code_unread", "Sexe", 9))
    assert kinds() == {"drift": 1}, "of another register it was not said"
    assert "écriture propre" in client.get("/a-faire/vu").text
    assert send(client, "/a-faire/revoir", objet=found[1]).status_code == 303
    assert kinds() == {"drift": 2}


def test_what_drifts_is_said_as_the_receipt_says_it_and_never_as_a_code(
    world: Path, tmp_path: Path
) -> None:
    """Through the real path: a column that the contract does not know, and a code."""
    give("gestionnaire", "steward")
    place = workbook(tmp_path / "minfemme" / "MPFFPE_victimes_04_2026.xlsx", days(4))
    book = openpyxl.load_workbook(place)
    book.active["H3"], book.active["H4"] = "Ethnie", "x"
    book.active["G5"] = "un mot inconnu"
    book.save(place)
    (one,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
    pipeline.examine(one)
    rules = run_scalars("select distinct rule from intake.row_issue")
    assert {"file_unknown_column", "codes_unread"} <= rules
    client = browser("gestionnaire")
    for language, sentences in SENTENCES.items():
        client.cookies.set("zokwezo_langue", language)
        page = html.unescape(client.get("/a-faire?sorte=drift").text)
        for sentence in sentences:
            assert sentence in page, (language, sentence)
        assert not [rule for rule in rules if rule in page]
        assert "un mot inconnu" not in page


@pytest.mark.parametrize("status", ["rejected", "partly_accepted"])
def test_what_is_put_away_twice_at_once_is_put_away_once(world: Path, status: str) -> None:
    give("gestionnaire", "steward")
    rows = pa.Table.from_pylist(
        [{"sheet": "", "row_number": n, "rules": ["r"], "row_key": str(n)} for n in range(4)],
        intake.QUARANTINED,
    )
    judged("umirr", "a.xlsx", status, **({"quarantined": rows} if status != "rejected" else {}))
    (item,) = seen()
    client = browser("gestionnaire")
    for _ in range(2):
        said = send(client, "/a-faire/vu", objet=item["item"], raison="vu avec l'unité")
        assert (said.status_code, said.headers["location"]) == (303, "/a-faire")
    assert kinds() == {}
    assert run_scalars("select count(*) from intake.acknowledgement") == {1}


def test_what_waits_for_an_act_is_not_put_away(world: Path) -> None:
    give("gestionnaire", "steward")
    judged("umirr", "held.xlsx", "held")
    (item,) = seen()
    said = send(browser("gestionnaire"), "/a-faire/vu", objet=item["item"], raison="vu")
    assert said.status_code == 409
    nowhere = send(browser("gestionnaire"), "/a-faire/vu", objet="0" * 32, raison="vu")
    assert nowhere.status_code == 404
    assert kinds() == {"held": 1}


def test_the_list_is_a_stewards(world: Path) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("juge", "judge_victims")
    for account in ("unite", "juge"):
        assert browser(account).get("/a-faire").status_code == 403


def test_a_long_list_is_shown_page_by_page_the_oldest_first(world: Path) -> None:
    give("gestionnaire", "steward")
    for n in range(60):
        judged("umirr", f"{n}.xlsx", "held", f"20{n:02d}-01", at=NOW - timedelta(days=n))
    client = browser("gestionnaire")
    first, second = client.get("/a-faire").text, client.get("/a-faire?page_de=1").text
    assert first.count("/depots/S-") == 50
    assert second.count("/depots/S-") == 10
    assert "59 j" in first
    assert "Tout (60)" in second
    assert client.get("/a-faire?sorte=drift").text.count("/depots/S-") == 0


def test_each_new_column_is_a_thing_of_its_own(world: Path) -> None:
    give("gestionnaire", "steward")

    def unknown(name: str) -> pa.Table:
        (row,) = issue("file_unknown_column", None, None).to_pylist()
        return pa.Table.from_pylist(
            [row | {"parameters": f'{{"column": "{name}"}}'}], intake.ISSUES
        )

    judged("umirr", "a.xlsx", "accepted", "2026-04", issues=unknown("Ethnie"))
    (one,) = seen("drift")
    assert one["column_name"] == "Ethnie"
    send(browser("gestionnaire"), "/a-faire/vu", objet=one["item"], raison="hors du contrat")
    assert kinds() == {}
    judged("umirr", "b.xlsx", "accepted", "2026-05", issues=unknown("Ethnie"))
    assert kinds() == {}, "remembered next month"
    judged("umirr", "c.xlsx", "accepted", "2026-06", issues=unknown("Religion"))
    assert kinds() == {"drift": 1}, "another column was not seen"


@pytest.mark.parametrize(
    ("rows", "waits"), [(0, True), (19, True), (20, False), (80, False), (81, True)]
)
def test_a_volume_out_of_band_waits_and_is_remembered_for_its_month(
    world: Path, rows: int, waits: bool
) -> None:
    for n in range(3):
        judged("minfemme", f"{n}.xlsx", "accepted", f"2026-0{n + 1}", rows=40)
    judged("minfemme", "now.xlsx", "accepted", "2026-04", rows=rows)
    assert kinds() == ({"volume": 1} if waits else {})


def test_two_months_are_no_history(world: Path) -> None:
    for n, rows in enumerate((40, 40, 2)):
        judged("minfemme", f"{n}.xlsx", "accepted", f"2026-0{n + 1}", rows=rows)
    assert kinds() == {}


def test_still_computing_never_looks_like_nothing_to_do(world: Path) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    assert "Rien n'attend personne" in client.get("/a-faire").text.replace("&#39;", "'")
    arrived("umirr", "fresh.xlsx", NOW)
    page = client.get("/a-faire").text.replace("&#39;", "'")
    assert "Rien n'attend personne" not in page
    assert "Fichiers reçus, pas encore examinés : 1." in page
    run("update intake.submission set status = 'duplicate'")
    judged("umirr", "taken.xlsx", "accepted")
    page = client.get("/a-faire").text.replace("&#39;", "'")
    assert "Rien n'attend personne" not in page
    assert "Le rapprochement n'a pas encore vu" in page


def test_contradictions_are_told_with_their_age(world: Path) -> None:
    give("gestionnaire", "steward")
    run(
        "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id, reasons,"
        " state, created_at) values ('K1', 'a', 'b', '{contradicts_judgement}', 'open',"
        " now() - interval '9 days')"
    )
    assert "troisième personne depuis 9 j" in browser("gestionnaire").get("/a-faire").text


def test_a_file_read_again_is_not_stuck_by_the_age_of_its_bytes(world: Path) -> None:
    old = NOW - timedelta(days=30)
    sent = judged("umirr", "a.xlsx", "accepted", at=old)
    with database.engine().begin() as connection:
        ask_replay(connection, sent, NOW)
        stuck = connection.execute(STUCK_THINGS).all()
    assert [row.since for row in stuck if row.state == "unjudged"] == [NOW]
    assert "stuck" not in kinds()
    with database.engine().connect() as connection:
        found = inbox(connection, NOW + timedelta(hours=1))
    assert found.counts["stuck"] == 1


def test_an_unusual_volume_is_told_without_reading_the_ledger(world: Path) -> None:
    sources = ["umirr", "minfemme", "dspj"]
    with database.engine().begin() as connection:
        fill(connection, sources, 3_000)
    thin = judged("umirr", "thin.xlsx", "accepted", NOW.strftime("%Y-%m"), rows=1)
    with database.engine().connect() as connection:
        items = inbox(connection, NOW, "volume").items
        asked = f"{inbox_query()} select * from found where kind = 'volume'"
        (plan,) = connection.execute(
            text(f"explain (analyze, format json) {asked}"), {"stuck_before": NOW, "most": 1001}
        ).scalar_one()
    assert [one["submission_id"] for one in items] == [thin]
    read = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "submission"]
    assert len(read) > 2
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}
    rows = sum(node["Actual Rows"] * node["Actual Loops"] for node in read)
    assert rows < 13 * 4 * len(sources), "of thousands of files those of thirteen months"


def test_of_thousands_that_wait_a_page_is_read_and_each_is_on_one(world: Path) -> None:
    give("gestionnaire", "steward")
    others = (
        "insert into intake.row_issue (submission_id, issue_number, severity, rule, sheet,"
        " row_number) select submission_id, n, 'quarantine', 'value_missing', '', n"
        " from intake.submission, generate_series(2, 20) n where submission_id like 'W-%'"
    )
    with database.engine().begin() as connection:
        fill(connection, ["umirr", "minfemme", "dspj"], 2 * MOST + 600)
        connection.execute(text(others))
        connection.execute(text("analyze intake.row_issue"))
    with database.engine().connect() as connection:
        first = inbox(connection, NOW)
        (plan,) = connection.execute(
            text(f"explain (analyze, format json) {inbox_query()} select * from found"),
            {"stuck_before": NOW, "most": PAGE + 1},
        ).scalar_one()
        pages = [inbox(connection, NOW, "refused", n) for n in range(27)]
        beyond = inbox(connection, NOW, "refused", 100_000)
    assert first.beyond == {"refused", "kept_back"}
    assert (first.counts["refused"], first.counts["kept_back"]) == (MOST, MOST)
    about = [item["about"] for page in pages for item in page.items]
    assert len(about) == len(set(about)) == MOST + 300
    assert [page.has_more for page in pages] == [True] * 25 + [False] * 2
    assert beyond.items == () and beyond.counts == first.counts
    page = browser("gestionnaire").get("/a-faire").text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Fichier rejeté, pas encore remplacé (plus de 1 000)" in page
    read = {node["Index Name"]: node for node in nodes(plan["Plan"]) if "Index Name" in node}
    for name in ("submission_refused_idx", "submission_kept_back_idx"):
        assert read[name]["Actual Rows"] == PAGE + 1, name
    issues = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "row_issue"]
    assert issues and all(node["Node Type"] != "Seq Scan" for node in issues)


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(one for part in plan.get("Plans", ()) for one in nodes(part))]


def test_a_volume_is_held_against_the_files_that_count(world: Path) -> None:
    for n in range(3):
        judged("umirr", f"{n}.xlsx", "accepted", f"2026-0{n + 1}", rows=40)
    first = judged("umirr", "first.xlsx", "accepted", "2026-04", rows=5)
    assert kinds() == {"volume": 1}
    later = NOW + timedelta(minutes=1)
    whole = judged("umirr", "whole.xlsx", "accepted", "2026-04", 40, later, supersedes=first)
    assert kinds() == {}, "the newer one counts"
    run("update intake.submission set withdrawn_at = now() where submission_id = :s", s=whole)
    assert kinds() == {"volume": 1}, "and once it is withdrawn, the one before"


def test_a_drift_leads_to_the_last_file_that_has_it(world: Path) -> None:
    told = [
        judged(
            "umirr", f"{n}.xlsx", "accepted", f"2026-0{n + 1}", at=NOW - timedelta(days=9 - n),
            issues=issue("code_unread", "Sexe", 4),
        )
        for n in range(3)
    ]  # fmt: skip
    judged("umirr", "clean.xlsx", "accepted", "2026-04", at=NOW)
    (item,) = seen("drift")
    assert (item["submission_id"], item["count"], item["period"]) == (told[2], 3, "2026-03")
