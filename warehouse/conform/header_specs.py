"""Contract's table -> how its header may be written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from warehouse.contracts import Column, Table
from warehouse.read.header import ColumnSpec, HeaderSpec

# What a question calls them, as `loose` spells it.
_WHOM: Final = {
    "victim": frozenset({"victime", "survivant", "survivante", "beneficiaire"}),
    "suspect": frozenset({"suspect", "suspecte", "mi", "mis", "mise", "cause", "accuse", "accusee",
                          "prevenu", "prevenue", "inculpe", "inculpee", "auteur", "presume"}),
}  # fmt: skip


def header_spec(table: Table) -> HeaderSpec:
    """How the header of a contract's table may be written."""
    columns = [*table.each_column()]
    roles = {role for _, _, _, column in columns for role in _roles(column)}
    return HeaderSpec(
        tuple(
            ColumnSpec(
                key,
                group,
                (header, *column.also),
                column.required,
                # Of a list of victims alone every column is of them.
                _words_for(roles if len(roles) == 1 else _roles(column)),
            )
            for key, group, header, column in columns
        )
    )


def _roles(column: Column) -> set[str]:
    return {target.partition(".")[0] for target in column.to} & _WHOM.keys()


def _words_for(roles: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(_WHOM[role] for role in roles))
