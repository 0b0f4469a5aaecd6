"""Mails: every notice in exactly one, one for a cause and its people, and the queue keeps each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.desk.notices.mails import MOST_LINES, mails_of
from warehouse.desk.notices.notice_queue import (
    Notice,
    forget_notices,
    queue_folder,
    queue_notice,
    waiting_notices,
)
from warehouse.errors import catalogue

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PEOPLE = {"": ("pilote@x.cf",), "umirr": ("a@x.cf", "b@x.cf"), "dspj": ("a@x.cf", "b@x.cf")}


def failure(run_id: str = "r1", dag_id: str = "release", source_id: str = "") -> Notice:
    told: dict[str, Any] = {"run_id": run_id, "steps": "link"}
    return Notice("run_failed", NOW, "notice.run_failed.line", told, dag_id, source_id)


NOTICES = st.builds(
    failure,
    run_id=st.sampled_from([f"r{n}" for n in range(50)]),
    dag_id=st.sampled_from(["release", "sweep", "calendar"]),
    source_id=st.sampled_from(sorted(PEOPLE)),
)


@given(st.lists(NOTICES, max_size=60))
def test_every_notice_stands_in_one_mail_and_no_cause_in_two(notices: list[Notice]) -> None:
    waiting = {Path(str(n)): one for n, one in enumerate(notices)}
    mails = mails_of(waiting, PEOPLE.__getitem__)
    assert sorted(path for mail in mails for path in mail.notices) == sorted(waiting)
    causes = [
        (waiting[mail.notices[0]].kind, waiting[mail.notices[0]].about, mail.addressees)
        for mail in mails
    ]
    assert len(set(causes)) == len(causes)
    for mail in mails:
        people = {PEOPLE[waiting[path].source_id] for path in mail.notices}
        assert people == {mail.addressees}, "nobody reads what is another's"
        shown = [line for line in mail.text.splitlines() if line.startswith("- ")]
        assert len(shown) == min(len(mail.notices), MOST_LINES)


def test_two_sources_of_the_same_people_share_a_mail_and_of_others_do_not() -> None:
    waiting = {Path(str(n)): failure(source_id=one) for n, one in enumerate(sorted(PEOPLE))}
    assert len(mails_of(waiting, PEOPLE.__getitem__)) == 2


def test_every_kind_of_mail_has_its_sentences() -> None:
    kinds = {key.split(".")[1] for key in catalogue() if key.startswith("notice.") and
             key.endswith(".subject")}  # fmt: skip
    assert len(kinds) >= 11
    for kind in kinds:
        for part in ("why", "next"):
            assert f"notice.{kind}.{part}" in catalogue(), kind
    asking = catalogue()["notice.reminder_after_3.next"]["fr"]
    assert "date" in asking and "date" in catalogue()["notice.reminder_after_7.next"]["fr"]


def test_the_same_thing_waits_once_and_a_torn_file_holds_up_no_other(
    fresh_settings: Path,
) -> None:
    for _ in range(3):
        queue_notice(failure())
    later = failure()
    queue_notice(Notice(later.kind, NOW + timedelta(hours=1), later.line, later.parameters,
                        later.about, later.source_id))  # fmt: skip
    queue_notice(failure("r2"))
    (queue_folder() / "torn.json").write_text('{"kind": "run_fa')
    waiting = waiting_notices()
    assert sorted(one.parameters["run_id"] for one in waiting.values()) == ["r1", "r2"]
    assert {one.queued_at for one in waiting.values()} == {NOW}
    forget_notices(waiting)
    assert waiting_notices() == {}
    assert (queue_folder() / "torn.json").exists()


def test_a_notice_without_its_sentence_is_refused_before_it_waits(fresh_settings: Path) -> None:
    with pytest.raises(KeyError):
        queue_notice(Notice("run_failed", NOW, "notice.nothing.line"))
    with pytest.raises(KeyError):
        queue_notice(Notice("run_failed", NOW, "notice.run_failed.line", {"steps": "link"}))
    assert waiting_notices() == {}
