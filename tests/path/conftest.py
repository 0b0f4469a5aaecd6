"""The whole path on the sample exports, run once a session and read by all who ask."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from worlds import SAMPLES, World, enter

from warehouse import database, pipeline
from warehouse.release import commands
from warehouse.settings import settings


@pytest.fixture(scope="session")
def named_database(postgresql_server: str, migrated_template: str) -> Callable[..., str]:
    """Make a database of a session's fixture; gives its URL."""

    def make(name: str, template: str = migrated_template) -> str:
        server = f"postgresql+psycopg://postgres@/{{}}?host={postgresql_server}"
        with database.engine(server.format("postgres")).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"create database {name} template {template}"))
        return server.format(name)

    return make


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[World]:
    """The sample exports, taken to a release once a session."""
    var, url = tmp_path_factory.mktemp("samples") / "var", named_database("samples")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, var, url)
        summary = pipeline.run(SAMPLES / "drops")
    settings.cache_clear()
    yield World(var, url, summary)


@pytest.fixture(scope="session")
def sample_export(sample_run: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the samples as an analyst has it: exported, plain."""
    out = tmp_path_factory.mktemp("export") / "livraison"
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, sample_run.var, sample_run.url)
        commands.export_release(None, out)
    settings.cache_clear()
    return out


@pytest.fixture
def samples(sample_run: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The session's sample warehouse, entered; who uses it only reads, or leaves it as it was."""
    enter(monkeypatch, sample_run.var, sample_run.url)
    yield sample_run
    settings.cache_clear()


@pytest.fixture
def drop(tmp_path: Path) -> Callable[..., Path]:
    """Copy files of the samples into a drop folder: ``drop("umirr/*avril*", …)``."""

    def copied(*patterns: str, into: Path | None = None) -> Path:
        folder = into or tmp_path / "drop"
        for pattern in patterns:
            found = sorted((SAMPLES / "drops").glob(pattern))
            assert found, pattern
            for path in found:
                target = folder / path.parent.name / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        return folder

    return copied
