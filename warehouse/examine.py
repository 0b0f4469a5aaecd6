"""One file, from its bytes to a verdict: read, conform, check. Nothing is stored here.

The pipeline and ``zokwezo try`` call the same function, so the try-out says what the platform does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from warehouse.checks.frame import frame_of, plain_frame
from warehouse.checks.judge import Breach, breaches, columns_of, validate
from warehouse.checks.suites import Suite
from warehouse.codelists import CodeLists
from warehouse.conform import Conformed, Lineage, conform
from warehouse.contract import Column, Contract, targets
from warehouse.errors import ConservationError, Message, SubmissionError, message
from warehouse.landing.period import decide_period, period_of_banner, period_of_name
from warehouse.landing.read import read_file
from warehouse.landing.sheet import Sheet
from warehouse.receipts.facts import Fault, SetAside, SheetLine, Status
from warehouse.recognise import RecognisedSheet, Recognition, recognise

log = structlog.get_logger(__name__)

# Half of another export's required columns, and more of them than of its own.
LOOKS_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was received: what the ledger knows of it before it is read."""

    submission_id: str
    source_id: str
    file_name: str
    sha256: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Examined:
    """The verdict on one file, and what it gives.

    Attributes:
        status: as in ``intake.submission``.
        period: the month reported.
        period_from: how it was told.
        rows_read: physical rows.
        set_aside: rows that are no records, each with its reason.
        quarantined: (sheet, row) of the rows kept back, with the rules they break.
        faults: what is wrong, cell by cell.
        file_messages: what is wrong with the file as a whole, or worth saying.
        is_nil: it reports nothing, on purpose.
        records: accepted records by conformed table.
        kept_back: the cells of the quarantined rows: ``sheet``, ``row_number``, ``c0`` …
        sheets: a line per sheet.
        cells: the cells read, for the annotated copy.
        looks_like: the source it resembles more than its own.
        results: what Great Expectations found: table, position of the sheet, its result.
    """

    status: Status
    period: str | None
    period_from: str | None
    rows_read: int
    set_aside: tuple[SetAside, ...] = ()
    quarantined: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    file_messages: tuple[Message, ...] = ()
    is_nil: bool = False
    records: dict[str, pa.Table] = field(default_factory=dict)
    kept_back: pa.Table | None = None
    sheets: tuple[SheetLine, ...] = ()
    cells: tuple[tuple[str, pa.Table], ...] = ()
    looks_like: str | None = None
    results: tuple[tuple[str, int, Any], ...] = ()

    @property
    def rows_accepted(self) -> int:
        """Rows taken: what is read and neither quarantined nor set aside."""
        if self.status == "rejected":
            return 0
        return self.rows_read - len(self.quarantined) - len(self.set_aside)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What files are judged by: contracts, code lists, suites by source and by conformed table."""

    contracts: dict[str, Contract]
    codes: CodeLists
    suites: dict[str, Suite]
    conformed_suites: dict[str, Suite]


def examine(arrival: Arrival, original: Path, rulebook: Rulebook) -> Examined:
    """Read, conform and check one file.

    Args:
        arrival: what the ledger knows of it.
        original: its bytes, as received.
        rulebook: what it is judged by.

    Raises:
        ConservationError: the rows do not add up; a fault of ours, never of the file.
    """
    contract = rulebook.contracts[arrival.source_id]
    try:
        sheets = read_file(original)
        found = recognise(sheets, contract)
        _refuse_foreign(sheets, found, contract, rulebook)
    except SubmissionError as refusal:
        return _refused(arrival, refusal.faults)
    except ConservationError:
        raise
    return _judged(arrival, contract, found, sheets, rulebook)


def _refused(arrival: Arrival, reasons: tuple[Message, ...]) -> Examined:
    named = period_of_name(arrival.file_name, arrival.received_at.date())
    looks_like = next(
        (
            str(reason.parameters["source_id"])
            for reason in reasons
            if reason.key == "file_other_source"
        ),
        None,
    )
    return Examined(
        status="rejected",
        period=named,
        period_from="file_name" if named else None,
        rows_read=0,
        file_messages=reasons,
        looks_like=looks_like,
    )


def _refuse_foreign(
    sheets: list[Sheet], found: Recognition, contract: Contract, rulebook: Rulebook
) -> None:
    """Refuse a file of another source, by the name of that source, or of no source at all."""
    if found.tables and found.score == 1.0:
        return
    scores = {
        source_id: recognise(sheets, other).score
        for source_id, other in rulebook.contracts.items()
        if source_id != contract.source_id
    }
    source_id = max(scores, key=lambda one: scores[one], default="")
    if source_id and scores[source_id] > max(found.score, LOOKS_LIKE):
        raise SubmissionError(
            message(
                "file_other_source",
                source_id=source_id,
                title=rulebook.contracts[source_id].title_fr,
            )
        )
    if not found.tables:
        raise SubmissionError(message("file_no_table"))


def _judged(
    arrival: Arrival,
    contract: Contract,
    found: Recognition,
    sheets: list[Sheet],
    rulebook: Rulebook,
) -> Examined:
    received_on = arrival.received_at.date()
    banner = next(
        (
            period
            for one in found.tables
            if (period := period_of_banner(one.sheet, one.header.first_row))
        ),
        None,
    )
    named = period_of_name(arrival.file_name, received_on)
    provisional = banner or named or received_on.strftime("%Y-%m")
    lineage = Lineage(
        arrival.submission_id,
        arrival.source_id,
        provisional,
        arrival.file_name,
        arrival.sha256,
    )
    conformed = [
        conform(contract.tables[one.table_id], one.rows, lineage, rulebook.codes)
        for one in found.tables
    ]
    decision = decide_period(
        name=named,
        banner=banner,
        dates=None if contract.mode == "cumulative" else _dates(contract, conformed),
        received_on=received_on,
    )
    conformed = [_with_period(one, decision.period) for one in conformed]
    messages = [*_read_notes(sheets), *found.messages, *decision.disagreements]
    messages += [message("file_unrecognised_sheet", sheet=sheet.name) for sheet in found.others]
    faults: list[Fault] = []
    refusals: list[Message] = []
    quarantined: dict[tuple[str, int], list[str]] = {}
    results: list[tuple[str, int, Any]] = []
    for part, (one, made) in enumerate(zip(found.tables, conformed, strict=True)):
        suite = rulebook.suites[contract.source_id]
        result = validate(frame_of(made.examined, received_on), suite, one.table_id)
        results.append((one.table_id, part, result))
        for breach in breaches(result):
            _tell(breach, one, contract, faults, refusals, messages, quarantined)
        for name, records in made.records.items():
            results += [
                (name, part, result)
                for result in _check_conformed(
                    name, records, rulebook, one, contract, faults, refusals, quarantined
                )
            ]
        for row, why in one.sheet.unreadable.items():
            faults.append(
                Fault(one.sheet.name, row, None, None, "line_unreadable", "quarantine", why)
            )
            quarantined.setdefault((one.sheet.name, row), []).append("line_unreadable")
    set_aside = [*_set_aside(found, quarantined)]
    rows_read = sum(one.sheet.cells.num_rows for one in found.tables) + sum(
        sheet.cells.num_rows for sheet in found.others
    )
    taken = rows_read - len(quarantined) - len(set_aside)
    _conserve(arrival, found, rows_read, taken, quarantined, set_aside)
    if not refusals and quarantined and taken == 0:
        refusals.append(message("file_nothing_accepted"))
    status = _status(refusals, quarantined, faults, messages)
    return Examined(
        status=status,
        period=decision.period,
        period_from=decision.told_by,
        rows_read=rows_read,
        set_aside=tuple(set_aside),
        quarantined={key: tuple(rules) for key, rules in quarantined.items()},
        faults=tuple(faults),
        file_messages=(*refusals, *messages),
        is_nil=not refusals and not quarantined and taken == 0,
        records={} if status == "rejected" else _accepted(conformed, quarantined),
        kept_back=_kept_back(found, quarantined),
        sheets=tuple(
            SheetLine(
                one.sheet.name,
                len(one.rows.row_numbers),
                0
                if status == "rejected"
                else len(one.rows.row_numbers)
                - sum((one.sheet.name, int(row)) in quarantined for row in one.rows.row_numbers),
                sum(sheet == one.sheet.name for sheet, _ in quarantined),
                one.is_nil,
            )
            for one in found.tables
        ),
        cells=tuple((sheet.name, sheet.cells) for sheet in sheets),
        results=tuple(results),
    )


def _read_notes(sheets: list[Sheet]) -> list[Message]:
    return [note for sheet in sheets for note in sheet.notes]


def _dates(contract: Contract, conformed: list[Conformed]) -> pa.ChunkedArray | None:
    chunks = [
        made.examined[attribute].combine_chunks()
        for made in conformed
        if (attribute := contract.tables[made.table_id].period_from) is not None
        and attribute in made.examined.column_names
    ]
    return pa.chunked_array(chunks, pa.date32()) if chunks else None


def _with_period(made: Conformed, period: str) -> Conformed:
    return replace(
        made,
        records={
            name: table.set_column(
                table.schema.get_field_index("period"),
                "period",
                pa.repeat(period, table.num_rows),
            )
            for name, table in made.records.items()
        },
    )


# What is read with a list that its contract does not name.
_LIST_OF = {"place": "geography", "articles": "article"}


def _named(rule: str, header: str | None, column: Column | None) -> dict[str, str]:
    """What a sentence names: the column, and the code list where the value is in none."""
    named = {"column": header} if header else {}
    if column and column.read and rule == f"{column.read}_unread":
        listed = column.codes or _LIST_OF.get(column.read)
        if listed:
            named["list"] = listed
    return named


def _tell(
    breach: Breach,
    one: RecognisedSheet,
    contract: Contract,
    faults: list[Fault],
    refusals: list[Message],
    messages: list[Message],
    quarantined: dict[tuple[str, int], list[str]],
) -> None:
    """Turn a broken rule into what the receipt says of it."""
    table = contract.tables[one.table_id]
    columns = {key: (header, column) for key, _, header, column in table.each_column()}
    header, column = columns.get(breach.column or "", (breach.column, None))
    said = message(f"rule_{breach.rule}", **_named(breach.rule, header, column))
    if breach.whole:
        (refusals if breach.severity == "refuse" else messages).append(said)
        return
    index = one.header.column_of.get(breach.column or "")
    rows = one.rows.row_numbers
    for position in breach.positions:
        row = int(rows[position])
        faults.append(
            Fault(
                one.sheet.name,
                row,
                header,
                index,
                breach.rule,
                breach.severity,
                said,
                None,
                column.example if column else None,
            )
        )
        if breach.severity == "quarantine":
            quarantined.setdefault((one.sheet.name, row), []).append(breach.rule)
    if breach.severity == "refuse":
        refusals.append(said)


def _check_conformed(
    name: str,
    records: pa.Table,
    rulebook: Rulebook,
    one: RecognisedSheet,
    contract: Contract,
    faults: list[Fault],
    refusals: list[Message],
    quarantined: dict[tuple[str, int], list[str]],
) -> list[Any]:
    """Hold the records against the rules common to all sources; the result, if there was any.

    What the contract's own rules already said of the cell is not said again, less plainly.
    """
    if name not in rulebook.conformed_suites or not records.num_rows:
        return []
    suite = rulebook.conformed_suites[name]
    judged = [column for column in records.column_names if column in columns_of(suite)]
    numbers = records["row_number"].to_numpy()
    told = {
        (fault.row_number, fault.column)
        for fault in faults
        if fault.sheet == one.sheet.name and fault.severity != "warn"
    }
    result = validate(plain_frame(records.select(judged)), suite)
    for breach in breaches(result):
        header, index = _column_that_fills(name, breach.column, one, contract)
        said = message("rule_conformed", column=header or breach.column or name)
        if breach.severity == "refuse":
            refusals.append(said)
        for row in sorted({int(numbers[position]) for position in breach.positions}):
            key = (one.sheet.name, row)
            if header is None or (row, header) not in told:
                faults.append(Fault(*key, header, index, breach.rule, breach.severity, said))
            if breach.severity == "quarantine":
                quarantined.setdefault(key, []).append(breach.rule)
    return [result]


def _column_that_fills(
    name: str, field: str | None, one: RecognisedSheet, contract: Contract
) -> tuple[str | None, int | None]:
    """The header and physical column behind a field of a conformed table, if one alone fills it."""
    table = contract.tables[one.table_id]
    found = [
        (header, one.header.column_of[key])
        for key, _, header, column in table.each_column()
        if key in one.header.column_of
        and any(
            filled == field and table.records[record].table == name
            for record, filled in targets(table, column)
        )
    ]
    return found[0] if len(found) == 1 else (None, None)


def _set_aside(found: Recognition, quarantined: dict[tuple[str, int], list[str]]) -> list[SetAside]:
    aside = [
        SetAside(one.sheet.name, int(position) + 1, str(one.kinds.kinds[position]))  # type: ignore[arg-type]
        for one in found.tables
        for position in np.flatnonzero(one.kinds.kinds != "record")
        if (one.sheet.name, int(position) + 1) not in quarantined
    ]
    aside += [
        SetAside(sheet.name, row + 1, "note")
        for sheet in found.others
        for row in range(sheet.cells.num_rows)
    ]
    return aside


def _conserve(
    arrival: Arrival,
    found: Recognition,
    rows_read: int,
    taken: int,
    quarantined: dict[tuple[str, int], list[str]],
    set_aside: list[SetAside],
) -> None:
    """Hold the count of records that stay against the count that the rows leave over."""
    stay = sum(
        (one.sheet.name, int(row)) not in quarantined
        for one in found.tables
        for row in one.rows.row_numbers
    )
    if stay != taken:
        raise ConservationError(
            message(
                "conservation_broken",
                submission_id=arrival.submission_id,
                read=rows_read,
                accepted=stay,
                quarantined=len(quarantined),
                set_aside=len(set_aside),
            )
        )


def _status(
    refusals: list[Message],
    quarantined: dict[tuple[str, int], list[str]],
    faults: list[Fault],
    messages: list[Message],
) -> Status:
    if refusals:
        return "rejected"
    if quarantined:
        return "partly_accepted"
    if faults or messages:
        return "accepted_with_warnings"
    return "accepted"


def _accepted(
    conformed: list[Conformed], quarantined: dict[tuple[str, int], list[str]]
) -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {}
    for made in conformed:
        back = pa.array([row for sheet, row in quarantined if sheet == made.sheet], pa.int64())
        for name, records in made.records.items():
            kept = records.filter(pc.invert(pc.is_in(records["row_number"], back)))
            parts.setdefault(name, []).append(kept)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _kept_back(
    found: Recognition, quarantined: dict[tuple[str, int], list[str]]
) -> pa.Table | None:
    parts = []
    for one in found.tables:
        rows = sorted(row for sheet, row in quarantined if sheet == one.sheet.name)
        if rows:
            cells = one.sheet.cells.take(pa.array([row - 1 for row in rows]))
            cells = cells.add_column(0, "row_number", pa.array(rows, pa.int64()))
            parts.append(cells.add_column(0, "sheet", pa.repeat(one.sheet.name, len(rows))))
    return pa.concat_tables(parts, promote_options="default") if parts else None


# What a receipt and a try-out call the records of a conformed table.
COUNTED_AS = {
    "complaint": "complaints",
    "prosecution": "prosecutions",
    "hearing": "hearings",
    "judgment": "judgments",
    "assistance": "assistance",
    "decision": "decisions",
    "plan_status": "plan_status",
    "plan_activity": "plan_activity",
}


def counted(examined: Examined) -> dict[str, int]:
    """How many records of each kind were taken: persons by role, the others by table."""
    counts: Counter[str] = Counter()
    for name, records in examined.records.items():
        if name == "person_mention":
            counts.update(f"{role}s" for role in records["role"].to_pylist())
        elif records.num_rows:
            counts[COUNTED_AS[name]] += records.num_rows
    return dict(counts)
