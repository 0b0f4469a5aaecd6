"""Contracts read from ``sources/``; what is wrong with any of them is told at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from warehouse.contracts.contract import Contract
from warehouse.contracts.faults import faults_of
from warehouse.contracts.strict_yaml import read_yaml
from warehouse.errors import ContractError, Message, message


def load_contract(path: Path, code_lists: dict[str, frozenset[str]] | None = None) -> Contract:
    """The contract in one YAML file.

    Args:
        path: the YAML file; its stem must equal its ``source_id``.
        code_lists: list name -> codes, where code lists are to be checked too.

    Raises:
        ContractError: every fault of the file, each with its key and the remedy.
    """
    try:
        contract = Contract.model_validate(read_yaml(path))
    except ValidationError as fault:
        raise ContractError(
            *(
                message(
                    "contract_invalid",
                    file=path.name,
                    key=".".join(str(step) for step in error["loc"]) or "(root)",
                    detail=error["msg"],
                )
                for error in fault.errors()
            )
        ) from fault
    faults = list(faults_of(contract, path, code_lists))
    if faults:
        raise ContractError(*faults)
    return contract


def load_contracts(
    folder: Path, code_lists: dict[str, frozenset[str]] | None = None
) -> dict[str, Contract]:
    """All contracts of a folder, by source id, in alphabetical order.

    Raises:
        ContractError: every fault of every file; or the folder holds no contract at all.
    """
    contracts: dict[str, Contract] = {}
    faults: list[Message] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            contract = load_contract(path, code_lists)
            contracts[contract.source_id] = contract
        except ContractError as error:
            faults.extend(error.faults)
    if faults:
        raise ContractError(*faults)
    if not contracts:
        raise ContractError(message("contract_none", folder=folder.name))
    return contracts


def cumulative_sources(folder: Path) -> list[str]:
    """The sources that send their whole list each time."""
    return [one.source_id for one in load_contracts(folder).values() if one.mode == "cumulative"]
