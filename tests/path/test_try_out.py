"""The try-out says what the platform does: same contract, same engine, same verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import SAMPLES, World

from warehouse import pipeline
from warehouse.errors import CallError
from warehouse.receipts.try_file import try_file

pytestmark = pytest.mark.slow

TRIED = (
    "awkward/minfemme/MPFFPE_mai_sans_nom.xlsx",
    "awkward/minfemme/MPFFPE_victimes_05_2026 nouvelle version.xlsx",
    "awkward/umirr/UMIRR_registre_mai_2026 (1).xlsx",
    "awkward/gendarmerie/GN_TEP_05-2026_RAS.xlsx",
    "awkward/iom/iom_caf_htcds_2026-03.csv",
    "drops/umirr/UMIRR_registre_avril_2026.xlsx",
    "drops/travail/Inspection_travail_2026-03.ods",
)
COUNTS = ("status", "period", "is_nil", "rows_read", "rows_accepted", "rows_quarantined",
          "rows_set_aside")  # fmt: skip


def test_a_try_out_gives_the_verdict_of_the_platform_and_stores_nothing(
    world: Path, tmp_path: Path
) -> None:
    from sqlalchemy import text

    from warehouse import database

    tried = {}
    for name in TRIED:
        path = SAMPLES / name
        tried[path.name] = try_file(path, path.parent.name)
    assert not world.exists(), "nothing is stored"
    for name in TRIED:
        target = tmp_path / "drop" / (SAMPLES / name).parent.name / (SAMPLES / name).name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((SAMPLES / name).read_bytes())
    for folder in sorted((tmp_path / "drop").iterdir()):
        for submission in pipeline.receive(folder.name, tmp_path / "drop", stable_seconds=0):
            pipeline.examine(submission)
    with database.engine().connect() as connection:
        rows = connection.execute(text("select * from intake.submission")).mappings().all()
        issues = connection.execute(
            text("select submission_id, sheet, row_number, rule from intake.row_issue"
                 " where row_number is not null")
        ).all()  # fmt: skip
    assert len(rows) == len(TRIED)
    for row in rows:
        said = tried[row["file_name"]]
        assert {name: said[name] for name in COUNTS} == {name: row[name] for name in COUNTS}
        told = {(i.sheet or "", i.row_number, i.rule) for i in issues
                if i.submission_id == row["submission_id"]}  # fmt: skip
        assert told == {(f["sheet"], f["row"], f["rule"]) for f in said["faults"]}


def test_a_try_out_writes_its_receipt_where_it_is_told(samples: World, tmp_path: Path) -> None:
    path = SAMPLES / "awkward/minfemme/MPFFPE_mai_sans_nom.xlsx"
    said = try_file(path, "minfemme", tmp_path / "out")
    assert {Path(one).name for one in said["receipt"]} >= {"recu.json", "recu.html"}
    assert all((tmp_path / "out") in Path(one).parents for one in said["receipt"])


def test_a_wrong_source_or_file_is_a_wrong_call(samples: World, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="umirr"):
        try_file(SAMPLES / TRIED[0], "nulle_part")
    with pytest.raises(CallError):
        try_file(tmp_path / "absent.xlsx", "umirr")
