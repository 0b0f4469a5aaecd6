"""What to correct first: faults grouped by rule and column, the gravest and most frequent first.

A clerk who made the same mistake on thirty rows reads one line about it, not thirty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.checks.verdict import SEVERITIES, Fault, Severity
from warehouse.errors import Message


@dataclass(frozen=True)
class FaultGroup:
    """One mistake, made on one row or more of one column."""

    faults: tuple[Fault, ...]  # by row number; at least one

    @property
    def first(self) -> Fault:
        """The fault on the lowest row; the group's sheet, column, rule and severity are its own."""
        return self.faults[0]

    @property
    def severity(self) -> Severity:
        """The severity of every fault in the group."""
        return self.first.severity

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows concerned, ascending, each once."""
        return tuple(sorted({fault.row_number for fault in self.faults}))

    @property
    def messages(self) -> tuple[Message, ...]:
        """The different messages of the group, in row order, each once."""
        different = {
            (fault.message.key, tuple(sorted(fault.message.parameters.items()))): fault.message
            for fault in reversed(self.faults)
        }
        return tuple(reversed(different.values()))


def grouped(faults: Iterable[Fault]) -> list[FaultGroup]:
    """Faults grouped by severity, rule, sheet and column, in the order to correct them.

    The order: what stops the file, then what stops a row, then the warnings; within each, the
    mistake made most often first. It does not depend on the order of ``faults``.
    """
    groups: dict[tuple[str, str, str, int], list[Fault]] = {}
    for fault in sorted(faults, key=_position):
        column = -1 if fault.column_index is None else fault.column_index
        groups.setdefault((fault.severity, fault.rule, fault.sheet, column), []).append(fault)
    made = [FaultGroup(tuple(of_one)) for of_one in groups.values()]
    return sorted(
        made,
        key=lambda group: (
            SEVERITIES.index(group.severity),
            -len(group.rows),
            _position(group.first),
        ),
    )


def worst(faults: Iterable[Fault]) -> Severity:
    """The gravest severity among ``faults`` (at least one)."""
    return min((fault.severity for fault in faults), key=SEVERITIES.index)


def ranges(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Row numbers as runs: ``5, 6, 7, 12`` gives ``(5, 7), (12, 12)``."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _position(fault: Fault) -> tuple[str, int, int, str, str]:
    column = -1 if fault.column_index is None else fault.column_index
    return (fault.sheet, fault.row_number, column, fault.rule, fault.message.key)
