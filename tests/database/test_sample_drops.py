"""Invented persons never enter a ``var/`` that holds, or held, anything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from warehouse import database
from warehouse.cli.up import samples
from warehouse.settings import settings

pytestmark = pytest.mark.slow

SOURCES = {"umirr", "dspj"}


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    folder = tmp_path / "samples"
    for source in SOURCES:
        (folder / source).mkdir(parents=True)
        (folder / source / "mai.csv").write_text(f"{source};invented\n")
    return folder


@pytest.fixture
def var(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ZOKWEZO_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", database_url)
    settings.cache_clear()
    yield tmp_path / "var"
    settings.cache_clear()


def dropped(var: Path) -> None:
    (var / "drop" / "umirr").mkdir(parents=True)
    (var / "drop" / "umirr" / "juin.csv").write_text("a real export\n")


def kept(var: Path) -> None:
    (var / "landing" / "ab").mkdir(parents=True)
    (var / "landing" / "ab" / ("ab" * 32)).write_text("a real export\n")


def received(var: Path) -> None:
    """Everything under ``var/`` is new; the database that is named is not."""
    with database.engine().begin() as connection:
        connection.execute(
            text(
                "insert into intake.submission"
                " (submission_id, source_id, file_name, sha256, received_at)"
                " values ('s1', 'umirr', 'juin.csv', repeat('ab', 32), now())"
            )
        )


@pytest.mark.parametrize("used", [dropped, kept, received])
def test_a_var_that_held_another_file_gets_no_samples(
    invented: Path, var: Path, used: Callable[[Path], None]
) -> None:
    assert samples.is_theirs_alone(invented, SOURCES)
    used(var)
    assert not samples.is_theirs_alone(invented, SOURCES)


def test_samples_that_are_there_already_and_lock_files_are_nothing_else(
    invented: Path, var: Path
) -> None:
    samples.drop(invented, var / "drop", SOURCES)
    (var / "drop" / "umirr" / "~$mai.xlsx").write_text("who has it open")
    assert samples.is_theirs_alone(invented, SOURCES)


def test_a_sample_that_somebody_filled_in_is_no_sample(invented: Path, var: Path) -> None:
    shutil.copytree(invented, var / "drop")
    with (var / "drop" / "umirr" / "mai.csv").open("a") as file:
        file.write("a real line\n")
    assert not samples.is_theirs_alone(invented, SOURCES)
