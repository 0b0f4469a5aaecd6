"""Contract -> Great Expectations suite: a pure function, its result committed as JSON.

The suite judges the *examined* frame of ``conform``: a column of states (``read``, ``missing``,
``unread``) per contract column, and dates under their attribute. Severity per expectation:
``refuse`` the file, ``quarantine`` the row, ``warn``. Hand-written suites for conformed tables and
for the warehouse stand beside the compiled ones, in the same form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.contracts import Column, Contract, Severity, Table

Expectation = dict[str, Any]
Suite = dict[str, Any]

# Great Expectations' own words for our three.
NATIVE: dict[Severity, str] = {"refuse": "critical", "quarantine": "warning", "warn": "info"}
EARLIEST_YEAR = 1990


def expectation(
    kind: str,
    rule: str,
    severity: Severity,
    *,
    table: str,
    column: str | None = None,
    **kwargs: Any,
) -> Expectation:
    """One expectation in Great Expectations' JSON form.

    Args:
        kind: its type, ``expect_…``.
        rule: the key of its sentence, ``rule_<rule>`` in the catalogue.
        severity: what becomes of a row or file that breaks it.
        table: the contract's table it is for.
        column: the contract's column, for the receipt.
    """
    return {
        "type": kind,
        "kwargs": kwargs,
        "meta": {"rule": rule, "severity": severity, "table": table, "column": column},
        "severity": NATIVE[severity],
    }


def compile_suite(contract: Contract) -> Suite:
    """The suite of one source: what its contract implies, nothing else.

    Returns:
        JSON of a Great Expectations suite; ``meta.table`` of an expectation says which of the
        contract's tables it judges.
    """
    return {
        "name": contract.source_id,
        "expectations": [
            one
            for table_id, table in contract.tables.items()
            for one in _table(contract, table_id, table)
        ],
        "meta": {
            "compiled_from": f"sources/{contract.source_id}.yml",
            "contract_version": contract.version,
        },
    }


def _table(contract: Contract, table_id: str, table: Table) -> Iterator[Expectation]:
    yield expectation(
        "expect_table_row_count_to_be_between",
        "many_rows",
        "warn",
        table=table_id,
        min_value=0,
        max_value=table.rows_max,
    )
    for key, _, _, column in table.each_column():
        if column.read is not None:
            yield from _column(table_id, key, column)
    for rule in table.rules:
        yield expectation(
            "expect_column_pair_values_a_to_be_greater_than_b",
            "date_order",
            rule.severity,
            table=table_id,
            column=_header(table, rule.later),
            column_A=rule.later,
            column_B=rule.earlier,
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        )
    if contract.reports_persons:
        nobody = expectation(
            "expect_column_values_to_be_between", "nobody_named", "warn", table=table_id
        )
        nobody["kwargs"] = {"column": "named_persons", "min_value": 1}
        yield nobody


def _column(table_id: str, key: str, column: Column) -> Iterator[Expectation]:
    def about(kind: str, rule: str, severity: Severity, **kwargs: Any) -> Expectation:
        made = expectation(kind, rule, severity, table=table_id, column=key)
        made["kwargs"] = {"column": key, **kwargs}
        return made

    if column.required:
        yield about("expect_column_to_exist", "column_missing", "refuse")
    if column.if_missing is not None:
        yield about(
            "expect_column_values_to_not_be_in_set",
            "value_missing",
            column.if_missing,
            value_set=["missing"],
        )
    yield about(
        "expect_column_values_to_not_be_in_set",
        f"{column.read}_unread",
        column.if_unread or "warn",
        value_set=["unread"],
    )
    if column.unique:
        made = about("expect_column_values_to_be_unique", "value_repeated", "warn")
        made["kwargs"]["column"] = f"{key} (value)"
        yield made
    if column.read in ("date", "interval"):
        attribute = column.to[0].rpartition(".")[2]
        severity: Severity = column.if_unread or "warn"
        early = about("expect_column_values_to_be_between", "date_too_early", severity)
        early["kwargs"] = {"column": f"{attribute} (year)", "min_value": EARLIEST_YEAR}
        yield early
        if not column.may_be_future:
            late = about(
                "expect_column_pair_values_a_to_be_greater_than_b", "date_in_future", severity
            )
            late["kwargs"] = {
                "column_A": "received_on",
                "column_B": attribute,
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            }
            yield late


def _header(table: Table, attribute: str) -> str:
    """The key of the column that fills a date attribute."""
    return next(
        key
        for key, _, _, column in table.each_column()
        if any(to.rpartition(".")[2] == attribute for to in column.to)
    )


def as_json(suite: Suite) -> str:
    """The text of a committed suite file."""
    return json.dumps(suite, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_suites(contracts: dict[str, Contract], folder: Path) -> list[Path]:
    """Compile every contract into ``folder/sources/<source>.json``; returns the files written."""
    target = folder / "sources"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source_id, contract in contracts.items():
        path = target / f"{source_id}.json"
        path.write_text(as_json(compile_suite(contract)), "utf-8")
        written.append(path)
    return written


def read_suite(path: Path) -> Suite:
    """A committed suite."""
    suite: Suite = json.loads(path.read_text("utf-8"))
    return suite
