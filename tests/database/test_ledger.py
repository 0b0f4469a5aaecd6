"""The ledger of intake: the same call leaves the same rows, and the right files count."""

from __future__ import annotations

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Connection, Engine, text

from warehouse import intake
from warehouse.errors import ConservationError, ZokwezoError
from warehouse.intake.plain_names import record_key

pytestmark = pytest.mark.slow

NOON = dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)


def _arrive(
    connection: Connection, name: str, sha256: str = "", source: str = "umirr", hour: int = 0
) -> intake.LedgerEntry:
    return intake.record_arrival(
        connection,
        source_id=source,
        file_name=name,
        sha256=sha256 or name,
        size_bytes=10,
        received_at=NOON + dt.timedelta(hours=hour),
    )


def _judge(connection: Connection, submission_id: str, **changes: Any) -> None:
    verdict: dict[str, Any] = {
        "status": "accepted",
        "judged_at": NOON,
        "period": "2026-03",
        "contract_version": 1,
        "rows_read": 4,
        "rows_accepted": 4,
        "rows_quarantined": 0,
        "rows_set_aside": 0,
    }
    intake.record_verdict(connection, submission_id, **(verdict | changes))


def _rows(connection: Connection) -> dict[str, list[Any]]:
    names = ("submission", "row_issue", "quarantined_row", "set_aside", "receipt")
    return {
        name: connection.execute(text(f"select * from intake.{name} order by 1, 2, 3")).all()
        for name in names
    }


def test_the_same_file_again_is_the_same_submission(connection: Connection) -> None:
    first = _arrive(connection, "mars.xlsx")
    again = _arrive(connection, "mars.xlsx", hour=5)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.submission_id == first.submission_id
    assert len(_rows(connection)["submission"]) == 1
    assert intake.known(connection, "umirr") == {("mars.xlsx", "mars.xlsx"): first.submission_id}
    assert intake.known(connection, "dspj") == {}


def test_the_same_bytes_under_another_name_are_a_duplicate(connection: Connection) -> None:
    first = _arrive(connection, "mars.xlsx", "aa")
    copy = _arrive(connection, "mars (2).xlsx", "aa", hour=1)
    third = _arrive(connection, "mars (3).xlsx", "aa", hour=2)
    assert copy.is_duplicate_of == third.is_duplicate_of == first.submission_id
    assert intake.submission(connection, copy.submission_id)["status"] == "duplicate"
    assert intake.unjudged(connection, "umirr") == [first.submission_id]
    assert _arrive(connection, "mars.xlsx", "aa", "dspj").is_duplicate_of is None


def test_bytes_that_were_withdrawn_may_come_again(connection: Connection) -> None:
    first = _arrive(connection, "mars.xlsx", "aa")
    intake.withdraw(connection, first.submission_id, at=NOON)
    assert _arrive(connection, "mars-bis.xlsx", "aa").is_duplicate_of is None
    assert first.submission_id not in intake.unjudged(connection)


def test_of_copies_that_arrive_at_once_only_one_is_the_first(database_engine: Engine) -> None:
    def drop(number: int) -> intake.LedgerEntry:
        with database_engine.begin() as connection:
            return _arrive(connection, f"{number % 4}.xlsx", "aa")

    with ThreadPoolExecutor(8) as racers:
        arrivals = list(racers.map(drop, range(16)))
    assert len({a.submission_id for a in arrivals}) == 4
    assert len({a.submission_id for a in arrivals if a.is_duplicate_of is None}) == 1


def test_an_id_holds_nothing_of_the_file_name_and_is_guessed_by_nobody_without_the_key(
    connection: Connection,
) -> None:
    """Who knows the digest of a file tried names of girls until the id came out."""
    told = ("umirr", "KOYAMBO Test.xlsx", "00")
    made = intake.submission_id_of(record_key(connection), *told)
    assert made.startswith("S-") and len(made) == 18 and "KOYA" not in made
    entries = [_arrive(connection, told[1], told[2]) for _ in range(2)]
    assert {entry.submission_id for entry in entries} == {made}, "the same file, the same id"
    plain = hashlib.sha256("\x00".join(told).encode()).hexdigest()
    assert made not in {intake.submission_id_of(bytes(32), *told), f"S-{plain[:16]}"}


def test_a_verdict_twice_leaves_the_same_rows(connection: Connection) -> None:
    name = _arrive(connection, "mars.xlsx").submission_id
    issues = pa.table(
        {
            "sheet": ["Registre", "Registre", None],
            "row_number": [9, 7, None],
            "column_name": ["Sexe", "Age", None],
            "rule": ["unknown_code", "unreadable", "late"],
            "severity": ["quarantine", "warn", "warn"],
            "message_key": ["a", "b", "c"],
            "parameters": ['{"list": "sex"}', None, None],
        },
        intake.ISSUES,
    )
    parts: dict[str, Any] = {
        "status": "partly_accepted",
        "rows_read": 4,
        "rows_accepted": 2,
        "rows_quarantined": 1,
        "rows_set_aside": 1,
        "quarantined": pa.table(
            {"sheet": ["Registre"], "row_number": [9], "rules": [["unknown_code"]], "row_key": "k"},
            intake.QUARANTINED,
        ),
        "set_aside": pa.table(
            {"sheet": [None], "row_number": [12], "reason": ["total"]}, intake.SET_ASIDE
        ),
        "receipts": {"json": "umirr/r.json", "page": "umirr/r.html"},
    }
    _judge(connection, name, issues=issues, **parts)
    once = _rows(connection)
    _judge(connection, name, issues=issues.take([2, 0, 1]), **parts)
    assert _rows(connection) == once
    assert [len(once[table]) for table in once] == [1, 3, 1, 1, 2]
    row = intake.submission(connection, name)
    assert (row["error_count"], row["warning_count"]) == (1, 2)
    _judge(connection, name)
    assert len(_rows(connection)["row_issue"]) == 0, "a new verdict replaces the old one whole"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rows_accepted": 3}, id="a_row_lost"),
        pytest.param({"rows_set_aside": 1}, id="a_row_too_many"),
        pytest.param(
            {
                "rows_accepted": 3,
                "rows_quarantined": 1,
                "quarantined": intake.QUARANTINED.empty_table(),
            },
            id="a_quarantined_row_not_listed",
        ),
    ],
)
def test_rows_that_do_not_add_up_are_never_written(
    connection: Connection, changes: dict[str, Any]
) -> None:
    name = _arrive(connection, "mars.xlsx").submission_id
    with pytest.raises(ConservationError, match=name):
        _judge(connection, name, **changes)
    assert intake.unjudged(connection) == [name]


def test_an_unknown_submission_is_said_to_be_unknown(connection: Connection) -> None:
    with pytest.raises(ZokwezoError, match="S-0"):
        intake.submission(connection, "S-0")
    with pytest.raises(ZokwezoError, match="S-0"):
        _judge(connection, "S-0")


def test_the_last_good_file_of_a_month_counts(connection: Connection) -> None:
    old, new, bad = (
        _arrive(connection, name, hour=hour).submission_id
        for hour, name in enumerate(("a.xlsx", "b.xlsx", "c.xlsx"))
    )
    other = _arrive(connection, "d.xlsx", hour=3).submission_id
    _judge(connection, old)
    assert intake.to_supersede(connection, new, period="2026-03") == old
    _judge(connection, new, supersedes=old)
    assert intake.to_supersede(connection, new, period="2026-03") == old, "the same when run again"
    _judge(connection, bad, status="rejected", rows_accepted=0)
    _judge(connection, other, period="2026-02")
    current = intake.current_submissions(connection)
    assert current.schema == intake.CURRENT
    assert current["submission_id"].to_pylist() == [other, new]
    intake.withdraw(connection, new, at=NOON)
    assert intake.current_submissions(connection)["submission_id"].to_pylist() == [other, old]


def test_of_a_cumulative_source_only_the_newest_list_counts(connection: Connection) -> None:
    march = _arrive(connection, "mars.csv", source="caafag").submission_id
    february = _arrive(connection, "fevrier.csv", source="caafag", hour=1).submission_id
    _judge(connection, march, period="2026-03")
    _judge(connection, february, period="2026-02")
    current = intake.current_submissions(connection, {"caafag"})
    assert current["submission_id"].to_pylist() == [march], "a late old list is not the newest"
    superseded = intake.to_supersede(connection, february, period="2026-02", is_cumulative=True)
    assert superseded == march


def test_a_step_has_nothing_to_do_until_something_changes(connection: Connection) -> None:
    _judge(connection, _arrive(connection, "a.xlsx").submission_id)
    current = intake.current_submissions(connection)
    assert intake.anything_new(connection, "link", current)
    for _ in range(2):
        intake.record_step(connection, "link", current, done_at=NOON)
    assert not intake.anything_new(connection, "link", current)
    assert intake.anything_new(connection, "link", current, also="judgement J-1")
    _judge(connection, _arrive(connection, "b.xlsx", hour=1).submission_id)
    assert intake.anything_new(connection, "link", intake.current_submissions(connection))


def test_progress_tells_each_source(connection: Connection) -> None:
    _judge(connection, _arrive(connection, "a.xlsx").submission_id)
    _arrive(connection, "a2.xlsx", "a.xlsx")
    _arrive(connection, "b.xlsx", source="dspj")
    told = {row["source_id"]: row for row in intake.progress(connection).to_pylist()}
    assert (told["dspj"]["waiting"], told["dspj"]["newest_period"]) == (1, None)
    assert (told["umirr"]["submissions"], told["umirr"]["duplicate"]) == (2, 1)
    assert (told["umirr"]["rows_accepted"], told["umirr"]["newest_period"]) == (4, "2026-03")
