"""What files are judged by, read once per process: contracts, code lists, suites."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from warehouse.checks.examined_file import Rulebook
from warehouse.checks.gx.suites import compile_suite, read_suite
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists
from warehouse.errors import ContractError, message


@cache
def rulebook(sources: Path, expectations: Path) -> Rulebook:
    """The rulebook of a folder of contracts and a folder of suites.

    A source's committed suite is used as it stands; a contract that changed since is refused, so
    that what stewards read in ``expectations/`` is what files are judged by. A source outside the
    project's own folder (another country's) may come without committed suites: they are compiled.

    Raises:
        ContractError: a contract, a code list or a suite is wrong; all faults at once.
    """
    codes = load_codelists(sources / "codes")
    contracts = load_contracts(sources, codes.code_sets())
    suites = {}
    stale = []
    for source_id, contract in contracts.items():
        compiled = compile_suite(contract)
        path = expectations / "sources" / f"{source_id}.json"
        if path.exists() and read_suite(path) != compiled:
            stale.append(message("suite_stale", source_id=source_id))
        suites[source_id] = compiled
    if stale:
        raise ContractError(*stale)
    conformed = {
        path.stem: read_suite(path) for path in (expectations / "conformed").glob("*.json")
    }
    return Rulebook(contracts, codes, suites, conformed)


# What shapes a row of the warehouse after it was conformed, and nothing else: a changed sentence of
# a receipt, a page of the desk or a verb must not reload a country.
SHAPING_ROWS = (
    "contracts",
    "database",
    "lake.py",
    "linkage",
    "load",
    "text",
    "conform/clean",
)

# What is loaded is computed by these besides our own code.
_LIBRARIES = ("duckdb", "pandas", "pyarrow", "scipy")


@cache
def digest(sources: Path, expectations: Path) -> str:
    """A digest of what shapes rows: the same twice, the same is made.

    Contracts, code lists, the suites of the warehouse, the code of ``SHAPING_ROWS``, and the
    versions of the libraries that compute. Read once per process, as the rulebook is.
    """
    return program_digest(SHAPING_ROWS, _LIBRARIES, sources, expectations / "warehouse")


def program_digest(parts: Sequence[str], libraries: Sequence[str], *beside: Path) -> str:
    """A digest of parts of this program, of the libraries that it stands on, and of what is beside.

    Args:
        parts: rooms and modules of ``warehouse``.

    Raises:
        FileNotFoundError: a part is not there: what was moved would change unseen.
    """
    package = Path(__file__).parent.parent
    ours = [package / name for name in parts]
    for part in ours:
        part.stat()
    hashed = hashlib.sha256()
    for place in (*ours, *beside):
        for path in sorted([place] if place.is_file() else place.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                hashed.update(f"{path.relative_to(place.parent).as_posix()}\n".encode())
                hashed.update(hashlib.sha256(path.read_bytes()).digest())
    for name in libraries:
        hashed.update(f"{name} {metadata.version(name)}\n".encode())
    return hashed.hexdigest()
