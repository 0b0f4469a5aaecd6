"""The try-out says what the platform does, for odd files and for the next versions of a month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from lost_persons import Maker, write
from odd_files import BANNER, HEADER, Cells, people, person, write_workbook
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.checks.rulebook import rulebook
from warehouse.receipts.try_file import try_file
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

SPOILED = 12
NAME = "MPFFPE_victimes_04_2026{}.xlsx"
COUNTS = ("status", "period", "is_nil", "rows_read", "rows_accepted", "rows_quarantined",
          "rows_set_aside")  # fmt: skip
VERSIONS: Mapping[str, Sequence[Cells]] = {
    "more, then fewer": (people(5), people(8), people(3)),
    "the same in another order": (people(5), people(5)[::-1], people(6)),
    "nil, then all": (people(4), [["NEANT"]], people(4)),
    "spoiled, then right": ([person(0, C="?"), *people(4)[1:]], people(4), people(2)),
}


def run(path: Path) -> tuple[str, dict[str, Any], set[tuple[Any, ...]], list[str]]:
    """What the platform makes of one file: its id, its counts, its faults, its sentences."""
    (submission_id,) = pipeline.receive(path.parent.name, path.parent.parent, stable_seconds=0)
    pipeline.examine(submission_id)
    with database.engine().connect() as connection:
        asked = text("select * from intake.submission where submission_id = :id")
        row = connection.execute(asked, {"id": submission_id}).mappings().one()
        asked = text(
            "select coalesce(sheet, '') as sheet, row_number, rule, message_key"
            " from intake.row_issue where submission_id = :id"
        )
        issues = connection.execute(asked, {"id": submission_id}).all()
    faults = {(one.sheet, one.row_number, one.rule) for one in issues if one.row_number}
    said = sorted(one.message_key for one in issues if not one.row_number)
    return submission_id, {name: row[name] for name in COUNTS}, faults, said


def hold_equal(path: Path) -> None:
    tried = try_file(path, path.parent.name, path.parent.parent.parent / "tried")
    submission_id, counts, faults, said = run(path)
    assert {name: tried[name] for name in COUNTS} == counts
    assert {(one["sheet"], one["row"], one["rule"]) for one in tried["faults"]} == faults
    assert len(tried["messages"]) == len(said)
    from warehouse.settings import settings

    theirs = next((path.parent.parent.parent / "tried").rglob(f"*{submission_id}*/recu.html"))
    ours = next(settings().receipts.rglob(f"*{submission_id}*/recu.html"))
    assert _without_times(theirs) == _without_times(ours)


def _without_times(page: Path) -> str:
    """A receipt without the minute of its file, and the attempt that a refusal counts."""
    return re.sub(r"\d{1,2}\s*h\s*\d{0,2}", "", page.read_text("utf-8"))


@pytest.mark.parametrize("versions", VERSIONS.values(), ids=VERSIONS)
def test_of_each_version_of_a_month_the_try_out_says_what_becomes(
    world: Path, tmp_path: Path, versions: Sequence[Cells]
) -> None:
    folder = tmp_path / "drop" / "minfemme"
    folder.mkdir(parents=True)
    for number, rows in enumerate(versions):
        path = folder / NAME.format(f" v{number + 1}")
        hold_equal(write_workbook(path, Feuil1=[*BANNER, HEADER, *rows]))


def test_of_spoiled_files_the_try_out_says_what_becomes(world: Path, tmp_path: Path) -> None:
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    for seed in range(SPOILED):
        made = Maker(rules, seed).export()
        folder = tmp_path / "drop" / made.contract.source_id
        folder.mkdir(parents=True, exist_ok=True)
        hold_equal(write(made, folder, seed))
