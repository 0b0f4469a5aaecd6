"""The board: each month of each source in the state it is in, and for nobody else's eyes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_client import arrived, browser, give, judged

from warehouse import database
from warehouse.contracts import load_contracts
from warehouse.desk.board import Board, board, completeness
from warehouse.settings import settings

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)


def seen(*sources: str, months: int = 12) -> Board:
    with database.engine().connect() as connection:
        return board(connection, load_contracts(settings().sources), sources, NOW, months)


def states(of: Board, source_id: str) -> dict[str, str]:
    (line,) = [line for line in of.lines if line.contract.source_id == source_id]
    return {cell.period: cell.state for cell in line.cells}


@pytest.mark.parametrize(
    "status", ["accepted", "accepted_with_warnings", "partly_accepted", "rejected", "held"]
)
def test_a_month_stands_as_its_file_does(world: Path, status: str) -> None:
    judged("umirr", "janvier.xlsx", "accepted", "2026-01", at=NOW - timedelta(days=120))
    judged("umirr", "mars.xlsx", status, "2026-03", at=NOW)
    assert states(seen("umirr"), "umirr") == {
        "2026-01": "accepted",
        "2026-02": "missing",
        "2026-03": status,
        "2026-04": "missing",
        "2026-05": "late",
    }


def test_a_nil_return_is_no_silence(world: Path) -> None:
    judged("umirr", "mai.xlsx", "accepted", "2026-05", rows=0, is_nil=True)
    assert states(seen("umirr"), "umirr") == {"2026-05": "nil"}


def test_what_waits_is_seen_beside_what_counts(world: Path) -> None:
    first = judged("umirr", "mai.xlsx", "accepted", "2026-05", at=NOW - timedelta(hours=2))
    judged("umirr", "mai bis.xlsx", "held", "2026-05", at=NOW)
    (line,) = seen("umirr").lines
    (cell,) = line.cells
    assert (cell.state, cell.also, cell.submission_id) == ("accepted", "held", first)


def test_a_refused_file_of_another_year_does_not_stretch_the_board(world: Path) -> None:
    judged("umirr", "1999.xlsx", "rejected", "1999-01")
    judged("umirr", "mai.xlsx", "accepted", "2026-05")
    assert seen("umirr").periods == ("2026-05",)


def test_a_file_without_verdict_is_on_its_way_and_then_stuck(world: Path) -> None:
    fresh = arrived("umirr", "juin.xlsx", NOW - timedelta(minutes=1))
    old = arrived("umirr", "mai.xlsx", NOW - timedelta(hours=1))
    (line,) = seen("umirr").lines
    assert set(line.waiting) == {(fresh, "arrived"), (old, "stuck")}


def test_a_month_that_is_thin_is_held_against_those_before(world: Path) -> None:
    for n, rows in enumerate((10, 12, 10, 3), start=1):
        judged("umirr", f"{n}.xlsx", "accepted", f"2026-{n:02d}", rows=rows)
    (line,) = seen("umirr").lines
    assert [cell.completeness for cell in line.cells] == [None, None, None, 0.3, None]
    assert line.trend == (10, 12, 10, 3, None)
    assert completeness(5, [0, 0, 0]) is None, "nothing is no measure"


def test_the_page_shows_each_source_and_escapes_what_it_shows(world: Path) -> None:
    give("gestionnaire", "steward")
    judged("umirr", "mai.xlsx", "accepted", "2026-05")
    bad = arrived("minfemme", "<script>alert(1)</script>.xlsx")
    page = browser("gestionnaire").get("/tableau").text
    titles = [one.title.fr for one in load_contracts(settings().sources).values()]
    assert len(titles) >= 12
    assert [title for title in titles if title.replace("'", "&#39;") not in page] == []
    shown = browser("gestionnaire").get(f"/depots/{bad}").text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_focal_point_sees_her_registers_alone(world: Path) -> None:
    give("point.focal", "focal_point", sources=["umirr"])
    judged("umirr", "mai.xlsx", "accepted", "2026-05")
    judged("minfemme", "mai.xlsx", "accepted", "2026-05")
    page = browser("point.focal").get("/tableau").text
    contracts = load_contracts(settings().sources)
    assert contracts["umirr"].title.fr.replace("'", "&#39;") in page
    assert contracts["minfemme"].title.fr.replace("'", "&#39;") not in page
    assert contracts["dspj"].title.fr.replace("'", "&#39;") not in page, "of her own ministry too"
