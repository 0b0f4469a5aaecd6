"""A source as a frozen, strict model: one YAML file in ``sources/`` says all there is to say.

In: YAML and code lists. Out: a contract that maps every column of an export onto the conformed
tables, or ignores it with a reason. Unknown keys, unmapped columns, misspelt codes and YAML's traps
(``NO:`` is a boolean, a key twice) are refused with the file, the key and the remedy, all at once.
``contract`` says what it is, ``contract_files`` reads it, ``faults`` finds what is wrong.
Not here: how a cell is read (``conform``).
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
from warehouse.contracts.contract_files import (
    cumulative_sources,
    load_contract,
    load_contracts,
)

__all__ = [
    "CODED",
    "COMPOSITE",
    "Column",
    "Contract",
    "ReaderName",
    "Record",
    "Severity",
    "Table",
    "cumulative_sources",
    "date_attributes",
    "json_schema",
    "load_contract",
    "load_contracts",
    "targets",
]
