"""The sample exports, whole: every row of the truth stands in the warehouse or is answered for."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from worlds import SAMPLES, World, enter

from warehouse import pipeline, release, status
from warehouse.proof.bench.linkage.figures import figures, numbered
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow
TAKEN = "status in ('accepted', 'accepted_with_warnings', 'partly_accepted')"


Row = tuple[str, str, str, int, str]


def _persons() -> dict[Row, str]:
    """Source, file, sheet, row and role of each mention, and whose it is."""
    with (SAMPLES / "drops" / "truth.csv").open(encoding="utf-8") as file:
        return {
            (row["source"], row["file"], row["sheet"], int(row["row"]), row["role"]): row[
                "person_id"
            ]
            for row in csv.DictReader(file)
        }


def _truth() -> set[Row]:
    """The mentions that count: of a cumulative list those of the newest."""
    rows = _persons()
    newest = max(file for source, file, *_ in rows if source == "caafag")
    return {one for one in rows if one[0] != "caafag" or one[1] == newest}


def test_every_file_has_its_verdict_and_its_receipt(samples: World) -> None:
    files = [p for p in (SAMPLES / "drops").glob("*/*") if p.is_file()]
    assert len(files) == samples.summary["files"] == samples.summary["receipts"] == 48
    assert "rejected" not in samples.summary["by_status"]
    placed = samples.rows("select submission_id, path from intake.receipt")
    assert len({row.submission_id for row in placed}) == 48
    assert all((settings().receipts / row.path).is_file() for row in placed)


def test_every_row_of_the_truth_is_a_mention_or_is_answered_for(samples: World) -> None:
    mentions = {
        (row.source_id, row.file_name, row.sheet or "", row.row_number, row.role)
        for row in samples.rows("select * from identity.person_mention")
    }
    kept_back = {
        (row.source_id, row.file_name, row.sheet, row.row_number)
        for row in samples.rows(
            "select * from intake.quarantined_row join intake.submission using (submission_id)"
            " where cardinality(rules) > 0"
        )
    }
    truth = _truth()
    missing = {one for one in truth - mentions if one[:4] not in kept_back}
    assert len(truth) > 300
    assert missing == set()
    assert len(truth & mentions) >= 0.99 * len(truth)
    assert mentions - truth == set(), "nobody is counted whom the truth does not know"


@pytest.mark.parametrize(
    "role", ["victim", "suspect", None], ids=["victims", "suspects", "victims and suspects"]
)
def test_the_persons_of_the_truth_come_out_each_once(samples: World, role: str | None) -> None:
    true = _persons()
    met = [
        (true[key], row.person_id)
        for row in samples.rows("select * from identity.person_mention")
        if role in (None, row.role)
        and (key := (row.source_id, row.file_name, row.sheet or "", row.row_number, row.role))
    ]
    assert len(met) > 100
    persons, found = (
        numbered(pa.chunked_array([side], pa.string())) for side in zip(*met, strict=True)
    )
    told = figures(persons, found)
    assert told.precision >= 0.99, told
    assert told.f1 >= 0.98, told
    assert abs(told.persons - told.true_persons) <= 0.02 * told.true_persons, told


def test_read_is_accepted_quarantined_and_set_aside_for_every_file(samples: World) -> None:
    rows = samples.rows(f"select * from intake.submission where {TAKEN}")
    assert len(rows) == 48
    for row in rows:
        told = row.rows_accepted + row.rows_quarantined + row.rows_set_aside
        assert row.rows_read == told, row.submission_id


def test_the_summary_says_what_sql_says(samples: World) -> None:
    tables = {
        "mentions": "identity.person_mention",
        "victims": "warehouse.victim",
        "suspects": "warehouse.suspect",
        "cases": "warehouse.case_file",
        "complaints": "warehouse.complaint",
        "prosecutions": "warehouse.prosecution",
        "hearings": "warehouse.hearing",
        "judgments": "warehouse.judgment",
        "assistances": "warehouse.assistance",
        "decisions": "case_law.decision",
    }
    told = {name: samples.rows(f"select count(*) n from {t}")[0].n for name, t in tables.items()}
    assert {name: samples.summary[name] for name in tables} == told
    assert all(count > 0 for count in told.values())
    current = release.current(settings().releases)
    assert current is not None
    assert current.rows == {
        name: samples.rows(f"select count(*) n from {name}")[0].n for name in current.rows
    }


def test_a_record_of_every_court_act_stands_in_the_warehouse(samples: World) -> None:
    acts = {"prosecution": "parquet", "hearing": "greffe", "judgment": "greffe"}
    for name, source_id in acts.items():
        told = {one for row in samples.rows(f"select record_ids from warehouse.{name}")
                for one in row.record_ids}  # fmt: skip
        cases = samples.rows(
            "select record_id from warehouse.case_join where table_name = :name", name=name
        )
        assert {row.record_id for row in cases} == told, source_id
        assert told


def test_the_release_holds_its_checksums_and_the_submissions_that_count(samples: World) -> None:
    current = release.current(settings().releases)
    assert current is not None
    assert release.verify(settings().releases, current.number) == []
    assert len(current.submissions) == len(set(current.submissions)) == 48


def test_run_again_nothing_doubles(samples: World) -> None:
    before = release.listed(settings().releases)
    again = pipeline.run(SAMPLES / "drops")
    assert again == samples.summary
    for step in (pipeline.link, pipeline.load, pipeline.publish):
        step()
    assert status.summary() == samples.summary
    assert release.listed(settings().releases) == before


def test_another_order_of_the_files_gives_the_same_content(
    samples: World,
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = release.current(settings().releases)
    var = tmp_path / "var"
    enter(monkeypatch, var, database_url)
    backwards = sorted((SAMPLES / "drops").glob("*/*"), reverse=True)
    for month in ("04", "01", "03", "02"):
        chosen = [p for p in backwards if _month(p) == month]
        assert len(chosen) == 12
        for path in chosen:
            target = tmp_path / month / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for source in sorted((tmp_path / month).iterdir(), reverse=True):
            for submission in pipeline.receive(source.name, tmp_path / month, stable_seconds=0):
                pipeline.examine(submission)
        # A release after each month: the register grows by steps here, and at once there.
        for step in (pipeline.link, pipeline.load, pipeline.publish):
            step()
    second = release.current(settings().releases)
    assert first is not None
    assert second is not None
    assert second.rows == first.rows
    assert second.content == first.content


def _month(path: Path) -> str:
    names = {"janvier": "01", "février": "02", "mars": "03", "avril": "04"}
    for name, month in names.items():
        if name in path.name:
            return month
    return next(m for m in names.values() if f"2026{m}" in path.name or f"{m}2026" in path.name
                or f"2026_{m}" in path.name or f"2026-{m}" in path.name
                or f"{m}_2026" in path.name or f"{m}-2026" in path.name)  # fmt: skip


def test_the_truth_of_the_samples_is_that_of_the_project() -> None:
    told = json.loads((PROJECT / "samples" / "drops" / "truth.json").read_text("utf-8"))
    assert told


def test_every_decision_of_the_samples_leads_to_its_case_and_to_what_it_pronounced(
    samples: World,
) -> None:
    joined = samples.rows(
        "select d.decision_id, j.method, d.case_id = j.case_id as is_same"
        " from case_law.decision d join warehouse.case_join j using (record_id)"
    )
    assert [tuple(row[1:]) for row in joined] == [("reference", True)] * 6
    # The sample court judges each of these cases once: the decision pronounced all of it.
    judgments = samples.rows(
        "select judgment_id, verdict, months_firm, is_life from warehouse.judgment"
        " where case_id in (select case_id from case_law.decision) order by 1"
    )
    pronounced = samples.rows(
        "select judgment_id, verdict, months_firm, is_life"
        " from case_law.decision_judgment order by 1"
    )
    assert pronounced == judgments and len(judgments) == 10
    assert samples.summary["decisions_named"] == 0
