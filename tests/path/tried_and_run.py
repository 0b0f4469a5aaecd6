"""One file tried and then dropped: that the try-out said what the platform did, to the sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.receipts.try_file import try_file
from warehouse.settings import settings

COUNTS = ("status", "period", "is_nil", "rows_read", "rows_accepted", "rows_quarantined",
          "rows_set_aside")  # fmt: skip


def run(path: Path) -> tuple[str, dict[str, Any], set[tuple[Any, ...]], list[str]]:
    """What the platform makes of one file: its id, its counts, its faults, its sentences."""
    for submission_id in pipeline.receive(path.parent.name, path.parent.parent, stable_seconds=0):
        pipeline.examine(submission_id)
    with database.engine().connect() as connection:
        asked = text("select * from intake.submission where source_id = :id and file_name = :name")
        mine = {"id": path.parent.name, "name": path.name}
        row = connection.execute(asked, mine).mappings().all()[-1]
        asked = text(
            "select coalesce(sheet, '') as sheet, row_number, rule, message_key"
            " from intake.row_issue where submission_id = :id"
        )
        issues = connection.execute(asked, {"id": row["submission_id"]}).all()
    faults = {(one.sheet, one.row_number, one.rule) for one in issues if one.row_number}
    said = sorted(one.message_key for one in issues if not one.row_number)
    return row["submission_id"], {name: row[name] for name in COUNTS}, faults, said


def hold_equal(path: Path) -> str:
    """Try the file, drop it, and hold the counts, the faults and the page of the receipt equal.

    Returns:
        The status.
    """
    out = path.parent.parent.parent / "tried"
    tried = try_file(path, path.parent.name, out)
    submission_id, counts, faults, said = run(path)
    assert {name: tried[name] for name in COUNTS} == counts, path.name
    told = {(one["sheet"], one["row"], one["rule"]) for one in tried["faults"]}
    assert told == faults, path.name
    assert len(tried["messages"]) == len(said), path.name
    theirs = next(out.rglob(f"*{submission_id}*/recu.html"))
    ours = next(settings().receipts.rglob(f"*{submission_id}*/recu.html"))
    assert _as_tried(theirs) == _as_tried(ours), path.name
    return str(counts["status"])


def _as_tried(page: Path) -> str:
    """A receipt without the minute of its file, the attempt of a refusal, and its signature.

    What is only tried is signed by nobody, and its page says so.
    """
    told = re.sub(r"\d{1,2}\s*h\s*\d{0,2}", "", page.read_text("utf-8"))
    plain, signatures = re.subn(r"<p>(Ce reçu n&#39;est pas signé|Reçu signé)\W.*?</p>", "", told)
    assert signatures == 1
    # The tag of a word that is left out is made under a key; a trial has one of its own.
    return re.sub(r"masqué-[a-z]{6}", "masqué", plain)
