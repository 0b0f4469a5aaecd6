"""What a file does to the rows of the one that it would replace, by the register's own key.

Fifteen rows before and two now may be a correction of two, or a month of two: the keys tell whoever
is asked, and the ministry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from warehouse import lake
from warehouse.checks.examined_file import Examined
from warehouse.contracts import Contract
from warehouse.errors import Message, message
from warehouse.settings import settings

_FIELD = "record_key"


def rows_by_key(before: Mapping[str, Any], examined: Examined, contract: Contract) -> list[Message]:
    """How many keys come again, are new, are gone; nothing where a row has no key of its own.

    Args:
        before: the submission that it would replace, as the ledger has it.
    """
    column = key_column(contract)
    mentions = examined.records.get("person_mention")
    if column is None or mentions is None:
        return []
    place = (before["source_id"], before["period"], before["submission_id"])
    earlier = lake.read_conformed(settings().lake, [place], ["person_mention"], [_FIELD, "row_key"])
    were, are = _keys(earlier["person_mention"]), _keys(mentions)
    if were is None or are is None:
        return []
    counts = {"corrected": len(were & are), "added": len(are - were), "gone": len(were - are)}
    return [message("file_rows_by_key", column=column, **counts)]


def key_column(contract: Contract) -> str | None:
    """The header of the column that holds the register's key of a person, if it has one."""
    for table in contract.tables.values():
        for _, _, header, column in table.each_column():
            if any(target.rpartition(".")[2] == _FIELD for target in column.to):
                return header
    return None


def _keys(mentions: pa.Table) -> set[str] | None:
    """The keys of all rows; None where a row has none, or two rows share one."""
    keyed = mentions.filter(mentions[_FIELD].is_valid())
    rows, keys = set(mentions["row_key"].to_pylist()), keyed[_FIELD].to_pylist()
    return set(keys) if keys and len(set(keys)) == len(keys) == len(rows) else None
