"""A withdrawn release is gone for good, its number with it, and readers never see a mix."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from structlog.testing import capture_logs
from worlds import allow_synthetic

from warehouse import release
from warehouse.errors import CallError
from warehouse.indicators.figure_store import tables_by_release
from warehouse.indicators.synthetic_data.release_synthesis import make_synthetic_records
from warehouse.load.decisions import WRITTEN
from warehouse.release import release_workbook, withdraw
from warehouse.settings import settings

AT = datetime(2026, 6, 9, tzinfo=UTC)
LATER = datetime(2026, 7, 1, tzinfo=UTC)
LONGEST = 40


def publish(folder: Path, year: int) -> release.Release:
    return release.publish(
        folder,
        {
            "warehouse.victim": pa.table({"victim_id": ["V-1"], "year": [year]}),
            "plan.plan_action": pa.table({"action_id": ["A"]}),
        },
        submissions=("S-1",),
        dictionary={"warehouse.victim": {"columns": {"victim_id": {}, "year": {}}}},
        canonical={},
        at=AT,
        known_at=AT,
    )


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three releases, the third the current one."""
    for year in (2010, 2011, 2012):
        publish(tmp_path, year)
    return tmp_path


def current(folder: Path) -> int | None:
    found = release.current(folder)
    return found.number if found else None


def test_figures_go_on_beside_a_release_that_is_withdrawn(three: Path) -> None:
    """Its number stays in the list of releases, its tables do not."""
    withdraw.withdraw(three, 2, "WRONG", at=LATER)
    tables = tables_by_release(["1", "2", "3", "9"], three)
    assert [one for one, opened in tables.items() if opened] == ["1", "3"]


def test_no_synthetic_records_are_made_of_it(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for year in (2010, 2011):
        publish(settings().releases, year)
    withdraw.withdraw(settings().releases, 1, "WRONG", at=LATER)
    allow_synthetic(monkeypatch)
    with pytest.raises(CallError, match="was withdrawn"):
        make_synthetic_records(tmp_path / "out", 1)
    assert not (tmp_path / "out").exists()


def test_the_bytes_go_and_a_tombstone_says_what_there_was(three: Path) -> None:
    before = json.loads((three / "2" / "manifest.json").read_text("utf-8"))
    digest = hashlib.sha256((three / "2" / "manifest.json").read_bytes()).hexdigest()
    left = withdraw.withdraw(three, 2, "WRONG", at=LATER)
    assert left.number == current(three) == 3
    assert [path.name for path in (three / "2").iterdir()] == ["manifest.json"]
    stone = json.loads((three / "2" / "manifest.json").read_text("utf-8"))
    gone = stone.pop("withdrawn")
    assert stone == {name: value for name, value in before.items() if name != "files"}
    assert gone == {
        "at": LATER.isoformat(),
        "reason": "WRONG",
        "manifest_sha256": digest,
        "files": {name: one["plain_sha256"] for name, one in before["files"].items()},
    }


def test_current_moves_to_the_newest_that_is_whole(three: Path) -> None:
    (three / "2" / "warehouse.victim.parquet").write_bytes(b"x")
    assert withdraw.withdraw(three, 3, "WRONG", at=LATER).number == 1
    assert release.read(three, "warehouse.victim")["year"].to_pylist() == [2010]


def test_after_a_roll_back_current_moves_to_a_newer_one(three: Path) -> None:
    release.roll_back(three, 1)
    assert withdraw.withdraw(three, 1, "WRONG", at=LATER).number == 3


def test_current_never_moves_to_one_that_is_to_be_withdrawn_itself(three: Path) -> None:
    assert withdraw.withdraw(three, 3, "NAMED_PERSON", at=LATER, avoid={2, 3}).number == 1


@pytest.mark.parametrize(
    ("number", "reason", "avoid"),
    [
        pytest.param(3, "WRONG", {1, 2}, id="no_other_may_be_read"),
        pytest.param(9, "WRONG", (), id="no_such_release"),
        pytest.param(3, "BECAUSE", (), id="no_such_reason"),
    ],
)
def test_what_is_refused_changes_nothing(
    three: Path, number: int, reason: str, avoid: tuple[int, ...]
) -> None:
    before = {path: path.read_bytes() for path in three.rglob("*") if path.is_file()}
    with pytest.raises(CallError):
        withdraw.withdraw(three, number, reason, at=LATER, avoid=avoid)
    assert {path: path.read_bytes() for path in three.rglob("*") if path.is_file()} == before
    assert current(three) == 3


def test_the_only_release_is_not_withdrawn(tmp_path: Path) -> None:
    publish(tmp_path, 2010)
    with pytest.raises(CallError):
        withdraw.withdraw(tmp_path, 1, "WRONG", at=LATER)
    assert release.verify(tmp_path, 1) == []
    assert current(tmp_path) == 1


def test_withdrawn_twice_the_first_reason_stands(three: Path) -> None:
    withdraw.withdraw(three, 2, "NAMED_PERSON", at=AT)
    withdraw.withdraw(three, 2, "WRONG", at=LATER)
    (gone,) = [one.withdrawn for one in release.listed(three) if one.withdrawn]
    assert gone == release.Withdrawn(AT.isoformat(), "NAMED_PERSON")


def test_a_withdrawn_number_is_listed_and_nothing_else_is_done_with_it(three: Path) -> None:
    withdraw.withdraw(three, 2, "WRONG", at=LATER)
    listed = release.listed(three)
    assert [(one.number, one.is_current, bool(one.withdrawn)) for one in listed] == [
        (1, False, False),
        (2, False, True),
        (3, True, False),
    ]
    assert listed[1].rows == {}
    assert release.verify(three, 2) == [], "nothing is left that should be gone"
    assert release.known_by(three, 2) == AT
    for refused in (release.point, release.roll_back, release.how_made):
        with pytest.raises(CallError, match="WRONG"):
            refused(three, 2)
    with pytest.raises(CallError, match="WRONG"):
        release.read(three, "warehouse.victim", 2)
    assert current(three) == 3
    assert release.roll_back(three).number == 1, "a withdrawn one is passed over"


def test_a_number_is_never_used_twice(three: Path) -> None:
    withdraw.withdraw(three, 3, "DAMAGED", at=LATER)
    assert current(three) == 2
    assert publish(three, 2012).number == 4, "the same content, as its files were damaged"
    assert publish(three, 2012).number == 4
    withdraw.withdraw(three, 4, "DAMAGED", at=LATER)
    assert publish(three, 2013).number == 5


@pytest.mark.parametrize(
    ("reason", "comes_back"), release.REASONS.items(), ids=release.REASONS.keys()
)
def test_what_was_judged_wrong_is_not_published_again_by_itself(
    three: Path, reason: str, comes_back: bool
) -> None:
    withdraw.withdraw(three, 2, reason, at=LATER)
    if comes_back:
        assert publish(three, 2011).number == 4
    else:
        with pytest.raises(release.ReleaseRefusedError, match="release 2"):
            publish(three, 2011)
        assert current(three) == 3
        assert publish(three, 2014).number == 4


class KilledError(BaseException):
    """In the place of SIGKILL: nothing of ours catches it."""


def _kill_at(patch: pytest.MonkeyPatch, moment: int) -> None:
    """Let the process die before the n-th change that it makes to the disk."""
    left = moment
    for owner, name in ((os, "replace"), (Path, "unlink"), (Path, "write_text"),
                        (Path, "symlink_to")):  # fmt: skip
        real = getattr(owner, name)

        def dying(*args: Any, _real: Any = real, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise KilledError
            return _real(*args, **kwargs)

        patch.setattr(owner, name, dying)


@pytest.mark.parametrize("number", [2, 3], ids=["not_the_current", "the_current"])
def test_killed_at_any_moment_readers_see_a_whole_release_and_it_can_be_run_again(
    three: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import shutil

    died = 0
    keys = shutil.copytree(settings().keyring, three / "keyring")
    for moment in range(LONGEST):
        shutil.copytree(keys, settings().keyring, dirs_exist_ok=True)
        folder = three / f"moment-{moment}"
        folder.mkdir()
        for one in ("1", "2", "3"):
            shutil.copytree(three / one, folder / one)
        (folder / "current").symlink_to("3")
        with monkeypatch.context() as patch:
            _kill_at(patch, moment)
            try:
                withdraw.withdraw(folder, number, "WRONG", at=LATER)
            except KilledError:
                died += 1
            else:
                break
        seen = current(folder)
        assert seen is not None
        assert release.verify(folder, seen) == []
        assert release.read(folder, "warehouse.victim")["year"].to_pylist() == [2009 + seen]
        assert [one.number for one in release.listed(folder)] == [1, 2, 3]
        # The next publication finishes what was begun, or it is run again.
        withdraw.finish(folder)
        if any(one.withdrawn for one in release.listed(folder)):
            assert release.verify(folder, number) == []
        withdraw.withdraw(folder, number, "WRONG", at=LATER)
        assert [path.name for path in (folder / str(number)).iterdir()] == ["manifest.json"]
        assert current(folder) == (3 if number == 2 else 2)
    assert 4 < died < LONGEST


def test_what_a_killed_withdrawal_left_is_told_by_verify(three: Path) -> None:
    withdraw.withdraw(three, 2, "WRONG", at=LATER)
    (three / "2" / "plan.plan_action.parquet").write_bytes(b"x")
    assert release.verify(three, 2) == ["plan.plan_action.parquet"]


def decision(number: int, **texts: Any) -> dict[str, Any]:
    empty = dict.fromkeys(WRITTEN)
    return {
        "decision_id": f"D-{number}",
        "court_code": "TGI-A",
        "decided_on": None,
        **empty,
        **texts,
    }


def decisions(folder: Path, number: int, *rows: dict[str, Any], without: str = "") -> None:
    """A release that holds these decisions, if it were for its other files."""
    kinds = {"decided_on": pa.date32(), "keywords": pa.list_(pa.string())}
    table = pa.table(
        {
            name: pa.array([row[name] for row in rows], kinds.get(name, pa.string()))
            for name in ("decision_id", "court_code", "decided_on", *WRITTEN)
            if name != without
        }
    )
    made = release.publish(
        folder, {"case_law.decision": table}, submissions=(), dictionary={}, canonical={}, at=AT
    )
    assert made.number == number


MENTIONS = pa.table(
    {
        "record_id": ["M-1"],
        "family_name": ["Zyzomys"],
        "given_names": ["Fictive Anne"],
        "alias": pa.array([None], pa.string()),
        "other_names": pa.array([None], pa.string()),
    }
)


def test_each_standing_release_is_held_against_the_names(tmp_path: Path) -> None:
    assert withdraw.named_in(tmp_path, MENTIONS) == []
    named = decision(1, reasons="Attendu qu'ANNE  ZYZOMYS", title="c/ Zyzomys Anne")
    clean = decision(2, reasons="Attendu que A. Z.", keywords=["traite"])
    decisions(tmp_path, 1, named, clean)
    decisions(tmp_path, 2, clean)
    decisions(tmp_path, 3, clean, {**named, "title": None}, without="rp_number")
    assert withdraw.named_in(tmp_path, MENTIONS) == [
        {"release_number": 1, "decision_id": "D-1", "court_code": "TGI-A", "decided_on": None,
         "text_columns": ["reasons", "title"]},
        {"release_number": 3, "decision_id": "D-1", "court_code": "TGI-A", "decided_on": None,
         "text_columns": ["reasons"]},
    ]  # fmt: skip
    withdraw.withdraw(tmp_path, 3, "NAMED_PERSON", at=LATER, avoid={1, 3})
    assert current(tmp_path) == 2
    assert [one["release_number"] for one in withdraw.named_in(tmp_path, MENTIONS)] == [1]
    # What nobody can read any more stops no load, and is told.
    (tmp_path / "2" / "case_law.decision.parquet").write_bytes(b"x")
    with capture_logs() as told:
        assert [one["release_number"] for one in withdraw.named_in(tmp_path, MENTIONS)] == [1]
    assert [(one["event"], one["release"]) for one in told] == [("release cannot be read", 2)]
    nobody = MENTIONS.slice(0, 0)
    assert withdraw.named_in(tmp_path, nobody) == []


def test_no_workbook_is_written_of_a_withdrawn_release(three: Path) -> None:
    withdraw.withdraw(three, 2, "WRONG", at=LATER)
    assert release_workbook.rows_of(three, 3)[0] == 3
    with pytest.raises(CallError, match="2"):
        release_workbook.rows_of(three, 2)
