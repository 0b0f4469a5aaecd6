"""What a human declined is asked about again once something newer came; who answered stands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from warehouse import database, pipeline, status

pytestmark = pytest.mark.slow


def take(folder: Path, source_id: str) -> None:
    for submission_id in pipeline.receive(source_id, folder, stable_seconds=0):
        pipeline.examine(submission_id)


def test_a_declined_release_is_due_again_with_the_next_file(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("umirr/*janvier*")
    take(folder, "umirr")
    assert status.release_is_due()
    pipeline.link()
    pipeline.load()
    status.answer_release(False, "directrice")
    assert status.anything_new() and not status.release_is_due()
    drop("umirr/*avril*")
    take(folder, "umirr")
    assert status.release_is_due()
    pipeline.link()
    pipeline.load()
    status.answer_release(True, "adjoint")
    assert status.release_is_due(), "approved is not yet published"
    pipeline.publish()
    assert not status.release_is_due()
    with database.engine().connect() as connection:
        noted = connection.execute(
            text("select action, \"by\" from audit.access_log where object = 'release' order by at")
        ).all()
    assert [tuple(one) for one in noted] == [("decline", "directrice"), ("approve", "adjoint")]


def test_publishes_that_meet_wait_for_one_another(world: Path, drop: Callable[..., Path]) -> None:
    take(drop("umirr/*janvier*"), "umirr")
    pipeline.link()
    pipeline.load()

    def anew(_: int) -> int:
        return int(pipeline.publish(anew=True))

    with ThreadPoolExecutor(4) as together:
        assert sorted(together.map(anew, range(4))) == [1, 2, 3, 4]
