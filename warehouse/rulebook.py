"""What files are judged by, read once per process: contracts, code lists, suites."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from warehouse.checks.suites import compile_suite, read_suite
from warehouse.codelists import load_codelists
from warehouse.contract import load_contracts
from warehouse.errors import ContractError, message
from warehouse.examine import Rulebook


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
