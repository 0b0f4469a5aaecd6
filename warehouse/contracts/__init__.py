"""A source as a frozen, strict model: one YAML file in ``sources/`` says all there is to say.

A contract maps every column of an export onto the conformed tables, or ignores it with a reason.
Unknown keys, unmapped columns, misspelt codes and YAML's traps (``NO:`` is a boolean, a key twice)
are refused with the file, the key and the remedy; all of them at once.

``model`` says what a contract is, ``files`` reads them, ``faults`` finds what is wrong.
"""

from warehouse.contracts.contract import (
    CODED,
    COMPOSITE,
    Column,
    Contract,
    ReaderName,
    Record,
    Severity,
    Table,
    date_attributes,
    json_schema,
    targets,
)
from warehouse.contracts.contract_files import load_contract, load_contracts

__all__ = [
    "CODED",
    "COMPOSITE",
    "Column",
    "Contract",
    "ReaderName",
    "Record",
    "Severity",
    "Table",
    "date_attributes",
    "json_schema",
    "load_contract",
    "load_contracts",
    "targets",
]
