"""A warehouse as the tests of the path see it: its folders, its database, what it said."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from warehouse import database
from warehouse.indicators.disclosure.disclosure_policy import policy
from warehouse.indicators.synthetic_data import release_synthesis
from warehouse.settings import PROJECT, settings

SAMPLES = PROJECT / "samples"


@dataclass(frozen=True)
class World:
    """A warehouse: its folders, its database, and what the path said of it."""

    var: Path
    url: str
    summary: dict[str, Any]

    def rows(self, query: str, **parameters: Any) -> list[Any]:
        with database.engine(self.url).connect() as connection:
            return list(connection.execute(text(query), parameters))


def copied(of: World, home: Path, url: str) -> World:
    """The folders of a warehouse, and the keys that open them, anew; its database is ``url``."""
    shutil.copytree(of.var, home / "var", symlinks=True)
    # What is kept is encrypted: the keys stand beside it, and open the copy too.
    shutil.copytree(of.var.parent / "keys", home / "keys")
    return World(home / "var", url, of.summary)


def copying(template: str, name: str) -> str:
    """The statement that makes a database of another one: file by file, not through the log."""
    return f"create database {name} template {template} strategy file_copy"


def enter(patch: pytest.MonkeyPatch, var: Path, url: str) -> None:
    """Make ``var`` and ``url`` those of the settings."""
    patch.setenv("ZOKWEZO_VAR", str(var))
    patch.setenv("ZOKWEZO_DATABASE_URL", url)
    for name in ("ZOKWEZO_SOURCES", "ZOKWEZO_EXPECTATIONS"):
        patch.delenv(name, raising=False)
    settings.cache_clear()


def allow_synthetic(patch: pytest.MonkeyPatch, **changed: Any) -> None:
    """The policy as an office might set it: what is off is on, and so much of it changed."""
    synthetic = policy().synthetic.model_copy(update={"enabled": True, **changed})
    chosen = policy().model_copy(update={"synthetic": synthetic})
    patch.setattr(release_synthesis, "policy", lambda: chosen)
