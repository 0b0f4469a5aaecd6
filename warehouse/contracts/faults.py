"""What is wrong with a contract beyond the shape of its parts: columns, codes, dates and roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warehouse.contracts.conformed_schema import TABLES
from warehouse.contracts.contract import CODED, Column, Contract, Table, date_attributes, targets
from warehouse.errors import Message, message


def faults_of(
    contract: Contract, path: Path, code_lists: dict[str, frozenset[str]] | None
) -> Iterator[Message]:
    """Every fault of a contract, each with its key and the remedy.

    Args:
        path: the file that it was read from.
        code_lists: list name -> codes, where code lists are to be checked too.
    """
    file = path.name
    if path.stem != contract.source_id:
        yield message("contract_wrong_name", file=file, source_id=contract.source_id)
    for table_id, table in contract.tables.items():
        where = f"tables.{table_id}"
        keys = {key for key, *_ in table.each_column()}
        dates = date_attributes(table)
        for key, _, _, column in table.each_column():
            yield from _column_faults(file, f"{where}.columns.{key}", table, column, code_lists)
        for named in (*table.fill_down, *table.last):
            if named not in keys:
                yield message("contract_unknown_column", file=file, key=where, column=named)
        for record_id, record in table.records.items():
            if record.table not in TABLES:  # pragma: no cover - pydantic's Literal says so first
                yield message("contract_unknown_column", file=file, key=where, column=record_id)
            for attribute in record.when:
                fillers = {attribute, f"{record_id}.{attribute}"}
                if not any(fillers & set(column.to) for *_, column in table.each_column()):
                    key = f"{where}.records.{record_id}"
                    yield message("contract_when", file=file, key=key, attribute=attribute)
            says_role = any(f"{record_id}.role" in c.to for *_, c in table.each_column())
            if record.table == "person_mention" and (record.role is None) != says_role:
                yield message("contract_role", file=file, key=f"{where}.records.{record_id}")
        for target in table.states:
            yield from _stated_faults(file, f"{where}.states.{target}", table, target, code_lists)
        for rule in table.rules:
            for name in (rule.later, rule.earlier):
                if name not in dates:
                    yield message("contract_not_a_date", file=file, key=where, column=name)
        if table.period_from is not None and table.period_from not in dates:
            yield message("contract_not_a_date", file=file, key=where, column=table.period_from)


def _stated_faults(
    file: str,
    key: str,
    table: Table,
    target: str,
    code_lists: dict[str, frozenset[str]] | None,
) -> Iterator[Message]:
    stated = table.states[target]
    record, _, attribute = target.rpartition(".")
    fields = (
        {f.name: f for f in TABLES[table.records[record].table]} if record in table.records else {}
    )
    value = stated.value
    kind = "boolean" if isinstance(value, bool) else "text" if isinstance(value, str) else "list"
    if attribute not in fields or fields[attribute].type != kind:
        yield message("contract_fills_nothing", file=file, key=key, to=target)
        return
    if (stated.codes is None) != (kind == "boolean"):
        yield message("contract_codes", file=file, key=key)
    elif stated.codes is not None and code_lists is not None:
        values = {value} if isinstance(value, str) else set(value)  # type: ignore[arg-type]
        if stated.codes not in code_lists:
            yield message("contract_no_list", file=file, key=key, codes=stated.codes)
        else:
            for code in sorted(values - code_lists[stated.codes]):
                yield message("contract_no_code", file=file, key=key, code=code)


def _column_faults(
    file: str,
    key: str,
    table: Table,
    column: Column,
    code_lists: dict[str, frozenset[str]] | None,
) -> Iterator[Message]:
    if (column.ignore is None) == (column.read is None or not column.to):
        yield message("contract_map_or_ignore", file=file, key=key)
        return
    if column.ignore is not None:
        return
    if not targets(table, column):
        yield message("contract_fills_nothing", file=file, key=key, to=", ".join(column.to))
    if (column.codes is None) == (column.read in CODED - {"sex", "place"}):
        yield message("contract_codes", file=file, key=key)
    if column.codes is not None and code_lists is not None:
        if column.codes not in code_lists:
            yield message("contract_no_list", file=file, key=key, codes=column.codes)
        else:
            for code in sorted(set(column.aliases.values()) - code_lists[column.codes]):
                yield message("contract_no_code", file=file, key=key, code=code)
