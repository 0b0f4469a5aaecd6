"""The trigger tells of files that have settled, once each, by their number and not their names."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.airflow

Step = Callable[[Path], None]


@pytest.fixture
def watch(plugins_on_path: Path) -> Callable[..., Any]:
    from drop_trigger import DropFolderTrigger

    def make(folder: Path) -> Any:
        return DropFolderTrigger(folder=str(folder), stable_seconds=0.1, poll_seconds=0.02)

    return make


async def payloads(events: AsyncIterator[Any], seconds: float) -> list[dict[str, int]]:
    heard: list[dict[str, int]] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            async for event in events:
                heard += [event.payload]
    return heard


def heard(trigger: Any, *steps: Step, folder: Path, pause: float = 0.35) -> list[dict[str, int]]:
    """What the trigger tells while ``steps`` happen one after the other."""

    async def play() -> list[dict[str, int]]:
        listening = asyncio.create_task(payloads(trigger.run(), pause * (len(steps) + 1)))
        for step in steps:
            step(folder)
            await asyncio.sleep(pause)
        return await listening

    return asyncio.run(play())


def dropped(*names: str, text: str = "a;b\n") -> Step:
    def step(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_text(text)

    return step


def linked(name: str) -> Step:
    def step(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder.parent / "elsewhere").write_text("a;b\n")
        (folder / name).symlink_to(folder.parent / "elsewhere")

    return step


def removed(name: str) -> Step:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("steps", "files"),
    [
        pytest.param([dropped("a.csv")], [1], id="one_file"),
        pytest.param([dropped("a.csv", "b.csv")], [2], id="two_at_once_are_one_event"),
        pytest.param([dropped("a.csv"), dropped("b.csv")], [1, 1], id="one_after_the_other"),
        pytest.param([dropped(".a.csv.part")], [], id="a_hidden_file_is_still_being_written"),
        pytest.param(
            [dropped("a.csv"), dropped("a.csv", text="longer;now\n")], [1, 1], id="overwritten"
        ),
        pytest.param(
            [dropped("a.csv"), removed("a.csv"), dropped("a.csv")], [1, 1], id="gone_and_back"
        ),
        pytest.param([dropped("~$a.xlsx")], [], id="a_lock_of_office"),
        pytest.param([dropped(".~lock.a.ods#")], [], id="a_lock_of_libreoffice"),
        pytest.param([dropped("a.csv.filepart")], [], id="an_upload_of_winscp_under_way"),
        pytest.param([dropped("Thumbs.db")], [], id="what_a_file_manager_leaves"),
        pytest.param([linked("a.csv")], [], id="a_link_is_never_followed"),
        pytest.param([lambda folder: None], [], id="a_folder_that_does_not_exist"),
    ],
)
def test_a_file_that_lands_is_announced_once(
    watch: Callable[..., Any], tmp_path: Path, steps: list[Step], files: list[int]
) -> None:
    folder = tmp_path / "drop"
    assert heard(watch(folder), *steps, folder=folder) == [{"files": n} for n in files]


def test_a_file_is_announced_when_it_has_stopped_growing(
    watch: Callable[..., Any], tmp_path: Path
) -> None:
    growing = [dropped("a.csv", text="x" * length) for length in range(1, 20)]
    trigger = watch(tmp_path)
    # Long against the steps, short against the listening that follows the last of them.
    trigger.stable_seconds = 0.5
    steps = [*growing, *[lambda folder: None] * 25]
    assert heard(trigger, *steps, folder=tmp_path, pause=0.05) == [{"files": 1}]


def test_what_lies_there_at_a_restart_is_announced_again(
    watch: Callable[..., Any], tmp_path: Path
) -> None:
    dropped("a.csv")(tmp_path)
    for _ in range(2):
        assert heard(watch(tmp_path), lambda folder: None, folder=tmp_path) == [{"files": 1}]


def test_the_triggerer_can_make_it_again_from_what_it_kept(
    watch: Callable[..., Any], tmp_path: Path
) -> None:
    classpath, arguments = watch(tmp_path).serialize()
    module, _, name = classpath.rpartition(".")
    again = getattr(sys.modules[module], name)(**arguments)
    assert again.serialize() == (classpath, arguments)
