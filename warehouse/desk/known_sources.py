"""The contracts, read again only when a page of ``sources/`` has changed: a request is short."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from warehouse.contracts import Contract, load_contracts
from warehouse.contracts.codelists import CodeLists, load_codelists
from warehouse.settings import settings

_State = tuple[tuple[str, int, int], ...]


def known_contracts() -> dict[str, Contract]:
    """All contracts, by source id."""
    folder = settings().sources
    return _contracts(folder, _state(folder, "*.yml"))


def known_codes() -> CodeLists:
    """The lists of codes, with their labels."""
    folder = settings().sources / "codes"
    return _codes(folder, _state(folder, "**/*"))


def _state(folder: Path, pattern: str) -> _State:
    files = ((path, path.stat()) for path in sorted(folder.glob(pattern)) if path.is_file())
    return tuple((path.name, state.st_mtime_ns, state.st_size) for path, state in files)


@lru_cache(maxsize=2)
def _contracts(folder: Path, state: _State) -> dict[str, Contract]:
    return load_contracts(folder)


@lru_cache(maxsize=2)
def _codes(folder: Path, state: _State) -> CodeLists:
    return load_codelists(folder)
