"""One file, from its bytes to a verdict: read, conform, check. Nothing is stored here.

The pipeline and ``zokwezo try`` call the same function, so the try-out says what the platform does.
``wrong_source`` says which files are not taken at all, ``sheets_by_month`` conforms,
``check_sheet`` holds the result against the rules, ``findings`` gathers what breaks them,
``row_accounting`` sees that no row is lost.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from warehouse.checks.accused_firms import tell_accused_firms
from warehouse.checks.birth_dates import tell_birth_dates
from warehouse.checks.check_sheet import check_sheet
from warehouse.checks.coded_sex import sex_in_figures
from warehouse.checks.cut_lists import lists_cut_short
from warehouse.checks.decided_rows import NOTHING_DECIDED, DecidedRows, with_corrections
from warehouse.checks.doubtful_names import tell_doubtful_names
from warehouse.checks.event_dates import tell_event_dates
from warehouse.checks.examined_file import Examined, Rulebook
from warehouse.checks.findings import Findings
from warehouse.checks.further_persons import columns_of_persons, tell_further_persons
from warehouse.checks.lone_cells import tell_lone_cells
from warehouse.checks.lost_letters import tell_lost_letters
from warehouse.checks.misplaced_names import tell_misplaced_names
from warehouse.checks.plain_sheets import with_plain_columns, with_plain_names, with_plain_sheet
from warehouse.checks.records_beside import columns_twice, tell_other_columns, tell_records_beside
from warehouse.checks.repeated_headers import tell_reordered_headers
from warehouse.checks.row_accounting import (
    accepted,
    conserve,
    kept_back,
    rows_in,
    rows_of,
    set_aside,
    sheet_lines,
)
from warehouse.checks.rows_aside import notes_on_rows
from warehouse.checks.several_persons import tell_several_persons
from warehouse.checks.sheets_by_month import conform_sheets
from warehouse.checks.sheets_twice import sheets_twice
from warehouse.checks.shifted_rows import tell_shifted_rows
from warehouse.checks.spreadsheet_causes import tell_spreadsheet_causes
from warehouse.checks.unnamed_columns import (
    names_under_other_header,
    names_without_header,
    tell_rows_above,
)
from warehouse.checks.unread_persons import tell_unread_persons
from warehouse.checks.unread_pictures import picture_for_rows, pictures_unread
from warehouse.checks.unsaid_nil import unsaid_nil
from warehouse.checks.void_rows import tell_void_rows
from warehouse.checks.wrong_source import refuse_foreign, refused
from warehouse.conform.match_sheets import Recognition, recognise
from warehouse.contracts import Contract
from warehouse.contracts.plain_labels import label_words
from warehouse.errors import Message, SubmissionError, message
from warehouse.intake.submissions import Submission
from warehouse.read.dropped_file import read_file
from warehouse.read.nil_comment import declaration_in
from warehouse.read.period import PeriodDecision
from warehouse.read.sheet import Sheet

__all__ = ["Examined", "Rulebook", "Submission", "examine"]


def examine(
    arrival: Submission,
    original: Path,
    rulebook: Rulebook,
    decided: DecidedRows = NOTHING_DECIDED,
) -> Examined:
    """Read, conform and check one file.

    Args:
        arrival: what the ledger knows of it.
        original: its bytes, as received.
        rulebook: what it is judged by.
        decided: what stewards decided on rows of it that were kept back.

    Raises:
        ConservationError: the rows do not add up; a fault of ours, never of the file.
    """
    contract = rulebook.contracts[arrival.source_id]
    labels = label_words(rulebook.contracts, rulebook.codes)

    def plain(label: str) -> str:
        return labels.plain(label, arrival.record_key)

    try:
        named = with_plain_names(read_file(original), plain)
        sheets = named.sheets
        recognised = recognise(with_corrections(sheets, decided), contract)
        recognised = with_plain_columns(recognised, plain)
        refuse_foreign(sheets, recognised, contract, rulebook)
    except SubmissionError as refusal:
        return refused(arrival, tuple(with_plain_sheet(one, plain) for one in refusal.faults))
    declaration = declaration_in(original)
    unsaid = unsaid_nil(recognised, arrival.file_name, declaration)
    judged = _judged(arrival, contract, recognised, sheets, rulebook, decided, unsaid)
    return replace(judged, titles=named.titles, declaration=declaration)


def _judged(
    arrival: Submission,
    contract: Contract,
    recognition: Recognition,
    sheets: list[Sheet],
    rulebook: Rulebook,
    decided: DecidedRows,
    unsaid: list[Message],
) -> Examined:
    conformed, month = conform_sheets(arrival, contract, recognition, rulebook.codes)
    pictured = picture_for_rows(recognition) if unsaid else []
    findings = Findings(
        (
            *(note for sheet in sheets for note in sheet.notes),
            *recognition.messages,
            *month.disagreements,
            *([] if pictured else (*unsaid, *pictures_unread(recognition, sheets))),
            *notes_on_rows(recognition),
            *(
                message("file_unrecognised_sheet", sheet=sheet.name)
                for sheet in recognition.others
                if sheet.name not in recognition.headless
            ),
        ),
        decided,
    )
    findings.refusals += (
        pictured + columns_twice(recognition, contract) + names_without_header(recognition)
    )
    for sheet_name, rows in recognition.headless.items():
        is_list = sheet_name in recognition.other_lists
        rule = "sheet_of_other_list" if is_list else "sheet_without_header"
        findings.tell_sheet(sheet_name, rows, rule)
    suite, received_on = rulebook.suites[contract.source_id], arrival.received_at.date()
    results = [
        (name, part, result)
        for part, (one, made) in enumerate(zip(recognition.tables, conformed, strict=True))
        for name, result in check_sheet(one, made, suite, rulebook, received_on, findings)
    ]
    for one, made in zip(recognition.tables, conformed, strict=True):
        tell_event_dates(one, made, contract, month.period, findings)
        tell_birth_dates(one, made, month.period, findings)
        tell_reordered_headers(one, findings)
        tell_several_persons(one, made, findings)
        tell_unread_persons(one, made, findings)
        tell_accused_firms(one, made, findings)
        tell_spreadsheet_causes(one, findings)
        tell_shifted_rows(one, made, rulebook.codes, findings)
        tell_misplaced_names(one, made, rulebook.codes, findings)
        tell_records_beside(one, contract, findings)
        tell_further_persons(one, contract, findings)
        tell_void_rows(one, made, findings)
        tell_lost_letters(one, findings)
        tell_doubtful_names(one, findings)
        tell_other_columns(one, contract, findings)
        tell_rows_above(one, made, findings)
        tell_lone_cells(one, findings)
    findings.join_explained()
    findings.tell_decided(row for one in recognition.tables for row in rows_of(one))
    quarantined = findings.quarantined
    aside = set_aside(recognition, quarantined)
    read = rows_in(recognition)
    taken = conserve(arrival, recognition, read, quarantined, aside)
    if not findings.refusals and quarantined and taken == 0:
        findings.refusals.append(message("file_nothing_accepted"))
    status = findings.status
    return Examined(
        status=status,
        period=month.period,
        period_from=month.told_by,
        rows_read=read,
        set_aside=tuple(aside),
        quarantined={key: tuple(rules) for key, rules in quarantined.items()},
        faults=tuple(findings.faults),
        file_messages=(*findings.refusals, *findings.messages),
        doubts=(
            *_of_several_months(month),
            *_of_another_month(month, contract),
            *names_under_other_header(recognition),
            *columns_of_persons(recognition, contract),
            *lists_cut_short(recognition),
            *sheets_twice(recognition),
            *sex_in_figures(recognition),
        ),
        is_nil=not findings.refusals and not quarantined and taken == 0,
        records={} if status == "rejected" else accepted(conformed, quarantined),
        kept_back=kept_back(recognition, quarantined),
        sheets=sheet_lines(recognition, quarantined, is_rejected=status == "rejected"),
        cells=tuple((sheet.name, sheet.cells) for sheet in sheets),
        results=tuple(results),
    )


def _of_another_month(month: PeriodDecision, contract: Contract) -> list[Message]:
    """That all rows of a file are of another month than it says, where the rows are not believed.

    A file of several months says so already.
    """
    if month.contradicted is None or month.also or contract.rows_say_month:
        return []
    months = {"named": month.contradicted, "period": month.period}
    return [message("file_of_another_month", **months)]


def _of_several_months(month: PeriodDecision) -> list[Message]:
    """That a file holds rows of several months, and how many are dated of each."""
    if not month.also:
        return []
    months = sorted({month.period, *month.also})
    rows = [str(month.rows_of.get(one, 0)) for one in months]
    others = [one for one in months if one != month.period]
    return [
        message(
            "file_covers_months",
            months=", ".join(months),
            rows=", ".join(rows),
            period=month.period,
            others=", ".join(others),
        )
    ]
