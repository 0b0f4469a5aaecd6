"""What the next release would change is told before it is let out: persons, and figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk_client import browser, give, judged
from kept_back_rows import APRIL, days, workbook
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.database import access
from warehouse.release.pending import READS, PendingRelease, pending_release
from warehouse.settings import settings

pytestmark = pytest.mark.slow

MARCH = date(2026, 3, 1)


def take(folder: Path, name: str, count: int) -> None:
    month = MARCH if "_03_" in name else APRIL
    workbook(folder / "minfemme" / name, days(count, month))
    for submission_id in pipeline.receive("minfemme", folder, stable_seconds=0):
        pipeline.examine(submission_id)


def told() -> PendingRelease:
    with database.engine().begin() as connection:
        access.announce(connection, "tests", "release", READS)
    with database.engine().connect() as connection:
        return pending_release(connection, settings().releases)


def run(sql: str, **values: Any) -> None:
    with database.engine().begin() as connection:
        access.announce(connection, "tests", "tests", READS)
    with database.engine().begin() as connection:
        connection.execute(text(sql), values)


def test_what_would_change_is_counted_before_it_is_let_out(world: Path, tmp_path: Path) -> None:
    take(tmp_path, "MPFFPE_victimes_03_2026.xlsx", 5)
    pipeline.link()
    pipeline.load()
    first = told()
    count = first.new
    assert count > 2
    assert (first.current, first.figures["victim"]) == (None, (0, count))
    assert first.loaded_at is not None
    pipeline.publish()
    same = told()
    assert (same.current, same.loaded_at) == (1, None)
    assert (same.merged, same.split, same.moved, same.new, same.gone) == (0, 0, 0, 0, 0)
    assert {name: then for name, (_, then) in first.figures.items()} == {
        name: now for name, (now, _) in same.figures.items()
    }, "what was said beforehand is what was released"
    # As if a linkage had found that two are one, and moved a row of a third to a fourth.
    ids = "(select array_agg(victim_id order by victim_id) from warehouse.victim)"
    run(f"update warehouse.mention set victim_id = ({ids})[1] where victim_id = ({ids})[2]")
    one = told()
    assert (one.merged, one.split, one.gone, one.new) == (1, 0, 1, 0)
    assert one.moved > 0
    assert one.figures["victim"] == (count, count)


def test_a_steward_alone_sees_it_and_it_names_nobody(world: Path, tmp_path: Path) -> None:
    give("gestionnaire", "steward")
    give("femme", "focal_point", sources=["minfemme"])
    take(tmp_path, "MPFFPE_victimes_03_2026.xlsx", 5)
    pipeline.link()
    pipeline.load()
    client = browser("gestionnaire")
    assert "Livraison à approuver" in client.get("/a-faire").text
    page = client.get("/a-faire/livraison")
    assert page.status_code == 200
    assert "FICTIF" not in page.text
    assert browser("femme").get("/a-faire/livraison").status_code == 403
    with database.engine().connect() as connection:
        read = text("select count(*) from audit.access_log where by = 'gestionnaire'"
                    " and object = 'warehouse.mention'")  # fmt: skip
        assert connection.scalar(read) == 1, "that she read it is on the trail"
    pipeline.publish()
    assert "Livraison à approuver" not in client.get("/a-faire").text


def test_files_that_are_not_in_it_are_told_with_what_they_wait_for(
    world: Path, tmp_path: Path
) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")

    def waits() -> list[str]:
        return sorted(one.wait for one in told().outside)

    def page() -> str:
        return client.get("/a-faire/livraison").text.replace("&#39;", "'")

    assert "Tout ce qui est chargé est publié" in page()
    take(tmp_path, "MPFFPE_victimes_04_2026.xlsx", 5)
    assert waits() == ["unlinked"]
    assert "Tout ce qui est chargé est publié" not in page(), "still to come is not nothing"
    assert "accepté, pas encore rapproché" in page()
    pipeline.link()
    assert waits() == ["unloaded"]
    pipeline.load()
    assert waits() == []
    pipeline.publish()
    assert "Tout ce qui est chargé est publié" in page()
    workbook(tmp_path / "minfemme" / "MPFFPE_victimes_04_2026_v2.xlsx", days(7))
    (newer,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
    assert waits() == ["unread"]
    assert "reçu, pas encore examiné" in page()
    pipeline.examine(newer)
    assert waits() == ["leaves", "unlinked"], "the one that it replaces is still counted"
    before = told()
    pipeline.link()
    pipeline.load()
    now = told()
    assert now.outside == ()
    assert now.figures["victim"][1] > before.figures["victim"][1]
    run("update intake.submission set withdrawn_at = now() where submission_id = :s", s=newer)
    assert waits() == ["leaves", "unlinked"], "and the first counts again"
    run("update intake.submission set withdrawn_at = null where submission_id = :s", s=newer)
    judged("umirr", "held.xlsx", "held", "2026-02")
    assert waits() == ["held"]
    assert page().count("/depots/S-") == 1


def test_judgements_that_the_linkage_has_not_seen_are_told(world: Path, tmp_path: Path) -> None:
    take(tmp_path, "MPFFPE_victimes_03_2026.xlsx", 5)
    pipeline.link()
    pipeline.load()
    assert not told().is_judged_since
    run(
        "insert into identity.judgement (judgement_id, left_mention_id, right_mention_id,"
        " decision, by, at) values ('j', 'a', 'b', 'different', 'juge', now())"
    )
    assert told().is_judged_since
    pipeline.link()
    assert not told().is_judged_since
