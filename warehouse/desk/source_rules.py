"""The rules of an export in plain words: its columns, what is asked of each, what becomes of a row.

Read from the contract and from the suite that was compiled from it, so that the page cannot say
anything else than what is checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from warehouse.contracts import Column, Contract
from warehouse.contracts.codelists import CodeLists
from warehouse.errors import Language, Message, catalogue

MOST_CHOICES = 30
_SEVERITIES = ("refuse", "quarantine", "warn")


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column of a table, as its page shows it."""

    header: str  # as the office writes it
    group: str | None  # the merged heading above it, if any
    asked: str  # what a cell holds, in a sentence
    is_required: bool  # whether the file is refused without the column
    checks: tuple[tuple[str, str], ...]  # severity and sentence, the gravest first
    choices: tuple[str, ...]  # the labels of its list, at most ``MOST_CHOICES``
    choices_left: int  # how many more there are
    example: str | None
    spellings: tuple[str, ...]  # other headers that are known


def column_rules(
    contract: Contract, codes: CodeLists, suites: Path, language: Language
) -> dict[str, list[ColumnRule]]:
    """The columns that are read, by table."""
    checks = _checks(suites, contract.source_id)
    by_table: dict[str, list[ColumnRule]] = {}
    for table_id, table in contract.tables.items():
        by_table[table_id] = [
            _rule(header, group, column, checks.get((table_id, key), ()), codes, language)
            for key, group, header, column in table.each_column()
            if column.read is not None
        ]
    return by_table


def ignored_columns(contract: Contract) -> list[str]:
    """The headers that are known and never read."""
    return [
        header
        for table in contract.tables.values()
        for _, _, header, column in table.each_column()
        if column.read is None
    ]


def _rule(
    header: str,
    group: str | None,
    column: Column,
    checks: tuple[tuple[str, str], ...],
    codes: CodeLists,
    language: Language,
) -> ColumnRule:
    labels = [code.label(language) for code in codes.rows(column.codes)] if column.codes else []
    sentences = dict.fromkeys(
        (severity, Message(f"rule_{rule}", {"column": header}).text(language))
        for severity, rule in checks
        if f"rule_{rule}" in catalogue()
    )
    return ColumnRule(
        header,
        group,
        Message(f"template.read.{column.read}").text(language),
        column.required,
        tuple(sorted(sentences, key=lambda one: _SEVERITIES.index(one[0]))),
        tuple(labels[:MOST_CHOICES]),
        max(len(labels) - MOST_CHOICES, 0),
        column.example,
        column.also,
    )


@lru_cache(maxsize=64)
def _read_suite(path: Path, changed: int) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    by_column: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for one in json.loads(path.read_text("utf-8"))["expectations"]:
        meta = one["meta"]
        if meta.get("column") and meta.get("severity") in _SEVERITIES:
            place = (meta["table"], meta["column"])
            by_column[place] = (*by_column.get(place, ()), (meta["severity"], meta["rule"]))
    return by_column


def _checks(suites: Path, source_id: str) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    path = suites / "sources" / f"{source_id}.json"
    return _read_suite(path, path.stat().st_mtime_ns) if path.is_file() else {}
