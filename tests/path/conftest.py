"""The release of the samples, and drops made of their files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worlds import SAMPLES, World, enter

from warehouse.release import commands
from warehouse.settings import settings


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


@pytest.fixture(scope="session")
def copy_samples() -> Callable[..., Path]:
    """Copy files of the samples into a folder: ``copy_samples(folder, "umirr/*avril*", …)``."""

    def copied(folder: Path, *patterns: str) -> Path:
        for pattern in patterns:
            found = sorted((SAMPLES / "drops").glob(pattern))
            assert found, pattern
            for path in found:
                target = folder / path.parent.name / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        return folder

    return copied


@pytest.fixture
def drop(tmp_path: Path, copy_samples: Callable[..., Path]) -> Callable[..., Path]:
    """Copy files of the samples into a drop folder: ``drop("umirr/*avril*", …)``."""

    def copied(*patterns: str, into: Path | None = None) -> Path:
        return copy_samples(into or tmp_path / "drop", *patterns)

    return copied
