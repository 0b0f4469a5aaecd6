"""Files as they also really arrive: each gets the verdict that ``expected.csv`` asks for."""

from __future__ import annotations

import csv
import json

import pytest
from sqlalchemy import text
from worlds import SAMPLES

from warehouse import database, pipeline

pytestmark = pytest.mark.slow

STATUS = {
    "accepted": {"accepted", "accepted_with_warnings"},
    "accepted with warnings": {"accepted_with_warnings"},
    "rejected": {"rejected"},
    "duplicate": {"duplicate"},
    "partly accepted or rejected": {"partly_accepted", "rejected"},
    "ignored": {None},
}
# Pairs of the same bytes in one folder: the first to be received is taken, the other repeats it.
SAME_BYTES = [
    {("dspj", "GAV mai.xls"), ("dspj", "DSPJ_GAV_guillemet.csv")},
    {
        ("parquet", "registre_parquet_2026_05.csv"),
        ("parquet", "Copie de registre_parquet_2026_05.csv"),
    },
]


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    with (SAMPLES / "awkward" / "expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def judged(world) -> dict[tuple[str, str], dict]:
    for folder in sorted((SAMPLES / "awkward").iterdir()):
        if folder.is_dir():
            for submission in pipeline.receive(folder.name, SAMPLES / "awkward", stable_seconds=0):
                pipeline.examine(submission)
    with database.engine().connect() as connection:
        rows = connection.execute(text("select * from intake.submission")).mappings()
        found = {(row["source_id"], row["file_name"]): dict(row) for row in rows}
        for row in found.values():
            path = connection.scalar(
                text("select path from intake.receipt where kind = 'json' and submission_id = :s"),
                {"s": row["submission_id"]},
            )
            row["receipt"] = json.loads((world / "receipts" / path).read_text("utf-8"))
    return found


def test_every_awkward_file_gets_the_verdict_expected(judged, expected) -> None:
    assert len(expected) == 14
    pairs = set().union(*SAME_BYTES)
    wrong = {
        key: judged.get(key, {}).get("status")
        for row in expected
        if (key := (row["source"], row["file"])) not in pairs
        and judged.get(key, {}).get("status") not in STATUS[row["expected"]]
    }
    assert wrong == {}
    for pair in SAME_BYTES:
        first, second = sorted(judged[key]["status"] for key in pair)
        assert first in STATUS["accepted"]
        assert second == "duplicate"
    assert len(judged) == sum(row["expected"] != "ignored" for row in expected)


def test_what_the_receipts_of_awkward_files_say(judged) -> None:
    def told(source: str, name: str) -> str:
        return json.dumps(judged[source, name]["receipt"], ensure_ascii=False)

    assert "DSPJ" in told("minfemme", "DSPJ_GAV_052026.csv"), "the source that it looks like"
    assert "« Nom »" in told("minfemme", "MPFFPE_mai_sans_nom.xlsx")
    repeated = {told(*key) for key in SAME_BYTES[1] if judged[key]["status"] == "duplicate"}
    assert all("registre_parquet_2026_05.csv" in said for said in repeated)
    nil = judged["gendarmerie", "GN_TEP_05-2026_RAS.xlsx"]
    assert (nil["is_nil"], nil["rows_accepted"]) == (True, 0)
    late = judged["iom", "iom_caf_htcds_2026-03.csv"]
    assert late["period"] == "2026-05"


def test_a_refused_file_is_kept_and_replaces_nothing(judged, world) -> None:
    refused = [row for row in judged.values() if row["status"] == "rejected"]
    assert len(refused) >= 5
    for row in refused:
        assert (world / "landing" / row["sha256"][:2] / row["sha256"]).is_file()
        assert row["supersedes"] is None
        assert not list((world / "lake").rglob(f"{row['submission_id']}.parquet"))


def test_an_unbalanced_quote_costs_its_line_and_swallows_no_other(drop, world) -> None:
    folder = drop("dspj/DSPJ_GAV_042026.csv")
    path = folder / "dspj" / "DSPJ_GAV_042026.csv"
    lines = path.read_bytes().split(b"\r\n")
    cells = lines[2].split(b";")
    lines[2] = b";".join([*cells[:3], b'"' + cells[3], *cells[4:]])
    path.write_bytes(b"\r\n".join(lines))
    (submission,) = pipeline.receive("dspj", folder, stable_seconds=0)
    pipeline.examine(submission)
    with database.engine().connect() as connection:
        row = connection.execute(text("select * from intake.submission")).one()
    assert row.rows_read == len([line for line in lines if line])
    assert row.rows_accepted + row.rows_quarantined == row.rows_read - 1
