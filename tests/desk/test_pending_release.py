"""What the next release would change is told before it is let out: persons, and figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk_client import browser, give
from kept_back_rows import days, workbook
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.database import access
from warehouse.release.pending import READS, PendingRelease, pending_release
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def take(folder: Path, name: str, count: int) -> None:
    workbook(folder / "minfemme" / name, days(count))
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
