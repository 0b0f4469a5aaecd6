"""What is wrong with a file: broken rules as its receipt says them, and the rows kept back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from warehouse.checks.decided_rows import NOTHING_DECIDED, DecidedRows, may_pass
from warehouse.checks.examined_file import Row
from warehouse.checks.gx.validate import Breach
from warehouse.checks.verdict import Fault, Severity, Status
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.contracts import Column, targets
from warehouse.errors import Message, catalogue, message

# What is read with a list that its contract does not name.
_LIST_OF = {"place": "geography", "articles": "article"}


class Findings:
    """What is wrong with a file, gathered sheet by sheet.

    Attributes:
        faults: what is wrong, row by row.
        refusals: why the file as a whole is not taken.
        messages: what is worth saying of it.
        quarantined: the rows kept back, with the rules they break.
    """

    def __init__(
        self,
        messages: Iterable[Message],
        decided: DecidedRows = NOTHING_DECIDED,
    ) -> None:
        self._decided = decided
        self.faults: list[Fault] = []
        self.refusals: list[Message] = []
        self.messages = [*messages]
        self.quarantined: dict[Row, list[str]] = {}
        self._kept_cells: set[tuple[str, int, str | None]] = set()
        self._causes: dict[tuple[Row, str], Message] = {}

    @property
    def status(self) -> Status:
        """What becomes of the file."""
        if self.refusals:
            return "rejected"
        if self.quarantined:
            return "partly_accepted"
        if self.faults or self.messages:
            return "accepted_with_warnings"
        return "accepted"

    def tell(self, breach: Breach, one: RecognisedSheet) -> None:
        """Say what rule of the contract a sheet breaks."""
        columns = {key: (header, column) for key, _, header, column in one.table.each_column()}
        header, column = columns.get(breach.column or "", (breach.column, None))
        reason = message(f"rule_{breach.rule}", **_named(breach.rule, header, column))
        if breach.whole:
            (self.refusals if breach.severity == "refuse" else self.messages).append(reason)
            return
        index = one.header.column_of.get(breach.column or "")
        rows = one.rows.row_numbers
        for position in breach.positions:
            row = int(rows[position])
            self._add(
                Fault(
                    one.sheet.name,
                    row,
                    header,
                    index,
                    breach.rule,
                    breach.severity,
                    reason,
                    None,
                    column.example if column else None,
                )
            )
            if breach.severity == "quarantine":
                self._keep_back((one.sheet.name, row), breach.rule)
        if breach.severity == "refuse":
            self.refusals.append(reason)

    def tell_conformed(
        self, broken: Sequence[Breach], name: str, row_numbers: np.ndarray, one: RecognisedSheet
    ) -> None:
        """Say what rules common to all sources the records of a sheet break.

        What the contract's own rules already said of the cell is not said again, less plainly.

        Args:
            name: the conformed table of the records.
            row_numbers: the physical row of each record.
        """
        told_before = {
            (fault.row_number, fault.column)
            for fault in self.faults
            if fault.sheet == one.sheet.name and fault.severity != "warn"
        }
        for breach in broken:
            header, index = self._column_that_fills(name, breach.column, one)
            sentence = f"rule_{breach.rule}" if f"rule_{breach.rule}" in catalogue() else None
            reason = message(sentence or "rule_conformed", column=header or breach.column or name)
            if breach.severity == "refuse":
                self.refusals.append(reason)
            for row in sorted({int(row_numbers[position]) for position in breach.positions}):
                key = (one.sheet.name, row)
                if header is None or (row, header) not in told_before:
                    fault = Fault(*key, header, index, breach.rule, breach.severity, reason)
                    self._add(fault)
                if breach.severity == "quarantine":
                    self._keep_back(key, breach.rule)

    def tell_unreadable(self, one: RecognisedSheet) -> None:
        """Keep back the lines of a sheet that could not be read."""
        for row, why in one.sheet.unreadable.items():
            rule = "line_unreadable"
            self._add(Fault(one.sheet.name, row, None, None, rule, "quarantine", why))
            self._keep_back((one.sheet.name, row), rule)

    def tell_cell(
        self, one: RecognisedSheet, row: int, key: str, rule: str, severity: Severity
    ) -> None:
        """Say what is wrong with one cell of a sheet, unless its row is kept back for it."""
        header, column = next((h, c) for k, _, h, c in one.table.each_column() if k == key)
        place = (one.sheet.name, row)
        if (*place, header) in self._kept_cells:
            return
        reason = message(f"rule_{rule}", column=header)
        index = one.header.column_of.get(key)
        self._add(Fault(*place, header, index, rule, severity, reason, None, column.example))
        if severity == "quarantine":
            self._keep_back(place, rule)

    def refuse_column(self, one: RecognisedSheet, header: str, why: Message) -> None:
        """Refuse a file for one column of a sheet, in place of what was said of its cells."""
        of_column = (one.sheet.name, header)
        self.faults = [kept for kept in self.faults if (kept.sheet, kept.column) != of_column]
        self.refusals.append(why)

    def tell_rows(self, one: RecognisedSheet, rows: Iterable[int], rule: str) -> None:
        """Keep back rows of a sheet that break a rule as a whole."""
        reason = message(f"rule_{rule}")
        for row in rows:
            self._add(Fault(one.sheet.name, row, None, None, rule, "quarantine", reason))
            self._keep_back((one.sheet.name, row), rule)

    def tell_sheet(self, sheet_name: str, rows: Iterable[int], rule: str) -> None:
        """Keep back rows of a sheet that is no table of the export, and say why of the sheet."""
        reason = message(rule, sheet=sheet_name)
        for row in rows:
            self._add(Fault(sheet_name, row, None, None, rule, "quarantine", reason))
            self._keep_back((sheet_name, row), rule)

    def tell_cause(
        self, one: RecognisedSheet, key: str, causes: Mapping[int, str], least: Severity
    ) -> None:
        """Say what spoiled cells of one column, in place of what was said of them before.

        Args:
            causes: rule by physical row.
            least: how grave it is, where nothing graver was said of the cell.
        """
        if not causes:
            return
        header, column = next((h, c) for k, _, h, c in one.table.each_column() if k == key)
        index, name = one.header.column_of.get(key), one.sheet.name
        generic = {"value_missing", f"{column.read}_unread"}
        grave = dict.fromkeys(causes, least)
        kept: list[Fault] = []
        for fault in self.faults:
            is_of_cell = (fault.sheet, fault.column) == (name, header)
            if is_of_cell and fault.row_number in causes and fault.rule in generic:
                if fault.severity != "warn":
                    grave[fault.row_number] = fault.severity
            else:
                kept.append(fault)
        self.faults = kept
        for row, rule in causes.items():
            reason = message(f"rule_{rule}", column=header)
            severity = grave[row]
            self._add(Fault(name, row, header, index, rule, severity, reason, None, column.example))
            if severity == "quarantine":
                self._keep_back((name, row), rule)

    def explain_row(self, row: Row, rule: str, cause: Message) -> None:
        """Give the one cause of all that is wrong with a row that breaks a rule as a whole."""
        self._causes[row, rule] = cause

    def join_explained(self) -> None:
        """Say of an explained row its cause alone: the rest follows from it."""
        explained = {row for row, _ in self._causes}
        joined = []
        for fault in self.faults:
            row = (fault.sheet, fault.row_number)
            if (cause := self._causes.get((row, fault.rule))) is not None:
                joined.append(replace(fault, message=cause))
            elif row not in explained or fault.severity == "refuse":
                joined.append(fault)
        self.faults = joined

    def tell_decided(self, records: Iterable[Row]) -> None:
        """Say of each record that a steward decided on that she did, and by what document.

        A row of which a correction leaves no record is kept back: nobody is struck out here.
        """
        listed = list(records)
        for row in sorted({*self._decided.corrected} - {*listed}):
            reason = message("rule_row_no_record")
            self._add(Fault(*row, None, None, "row_no_record", "quarantine", reason))
            self._keep_back(row, "row_no_record")
        for row in listed:
            corrected = self._decided.corrected.get(row)
            if corrected is not None:
                reason = message("rule_row_corrected", document=", ".join(corrected.documents))
                self._add(Fault(*row, None, None, "row_corrected", "warn", reason))
            if row in self._decided.accepted:
                reason = message("rule_row_accepted")
                self._add(Fault(*row, None, None, "row_accepted", "warn", reason))

    def _passes(self, row: Row, rule: str) -> bool:
        """Whether a steward took the row although the rule does not hold."""
        return row in self._decided.accepted and may_pass(rule)

    def _add(self, fault: Fault) -> None:
        if fault.severity == "quarantine" and self._passes(
            (fault.sheet, fault.row_number), fault.rule
        ):
            fault = replace(fault, severity="warn")
        self.faults.append(fault)
        if fault.severity == "quarantine":
            self._kept_cells.add((fault.sheet, fault.row_number, fault.column))

    def _keep_back(self, row: Row, rule: str) -> None:
        if not self._passes(row, rule):
            self.quarantined.setdefault(row, []).append(rule)

    def _column_that_fills(
        self, name: str, field: str | None, one: RecognisedSheet
    ) -> tuple[str | None, int | None]:
        """The header and physical column behind a field of a conformed table, if one alone is."""
        table = one.table
        filling = [
            (header, one.header.column_of[key])
            for key, _, header, column in table.each_column()
            if key in one.header.column_of
            and any(
                filled == field and table.records[record].table == name
                for record, filled in targets(table, column)
            )
        ]
        return filling[0] if len(filling) == 1 else (None, None)


def _named(rule: str, header: str | None, column: Column | None) -> dict[str, str]:
    """What a sentence names: the column, and the code list where the value is in none."""
    named = {"column": header} if header else {}
    if column and column.read and rule == f"{column.read}_unread":
        listed = column.codes or _LIST_OF.get(column.read)
        if listed:
            named["list"] = listed
    return named
