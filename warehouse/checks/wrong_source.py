"""A file that is not taken at all: another source's, no export, or one that cannot be read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from warehouse.checks.examined_file import Examined, Rulebook
from warehouse.conform.match_sheets import RecognisedSheet, Recognition, recognise
from warehouse.contracts import Contract
from warehouse.errors import Message, SubmissionError, message
from warehouse.intake.submissions import Submission
from warehouse.read.delimited_text import read_characters
from warehouse.read.header_labels import SEARCHED_ROWS
from warehouse.read.header_questions import is_question
from warehouse.read.period import period_of_name
from warehouse.read.sheet import Sheet, turned
from warehouse.read.sparse_rows import FEW_CELLS

# Half of another export's required columns, and more of them than of its own.
LOOKS_LIKE = 0.5
# Rows of which some say what the file is.
_SEARCHED_ROWS = 200
# A title has three or four lines; with a logo, an address and a date, ten.
_FEWEST, _TALLEST_TITLE = 4, 10
# The day, the hour and who wrote, before each line that a telephone copies out.
_MESSAGE: Final = re.compile(
    r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W+(?:à )?\d{1,2}[:h]\d{2}(?:[:.]\d{2})?"
    r"(?:\W?[ap]\.?m\b\.?)?\W{1,3}[^:]{1,60}:\s",
    re.IGNORECASE,
)


def refuse_foreign(
    sheets: list[Sheet], recognition: Recognition, contract: Contract, rulebook: Rulebook
) -> None:
    """Refuse a file of another source, by the name of that source, or of no source at all.

    Raises:
        SubmissionError: it is one of these.
    """
    if recognition.tables and recognition.score == 1.0:
        # One sheet of several may be turned, beside others that are not.
        above = [table for one in recognition.tables if (table := _above(one)) is not None]
        if is_transposed([*recognition.others, *above], contract, 0.0):
            raise SubmissionError(message("file_transposed"))
        return
    scores = {
        source_id: recognise(sheets, other).score
        for source_id, other in rulebook.contracts.items()
        if source_id != contract.source_id
    }
    if is_transposed(sheets, contract, recognition.score):
        raise SubmissionError(message("file_transposed"))
    source_id = max(scores, key=lambda one: scores[one], default="")
    if source_id and scores[source_id] > max(recognition.score, LOOKS_LIKE):
        raise SubmissionError(
            message(
                "file_other_source",
                source_id=source_id,
                title=rulebook.contracts[source_id].title_fr,
            )
        )
    if not recognition.tables and _is_in_one_column(sheets, contract):
        raise SubmissionError(message("file_one_column"))
    if not recognition.tables:
        raise SubmissionError(_why_no_table(sheets, contract))


def _why_no_table(sheets: list[Sheet], contract: Contract) -> Message:
    """What the file is instead of a table, where its cells tell, with what to do."""
    lines = [" ".join(sheet.row(row)).strip() for sheet in sheets for row in _top_rows(sheet)]
    if any(map(_MESSAGE.match, lines)):
        return message("file_is_chat")
    if len(lines) <= _TALLEST_TITLE and (seen := [one for one in sheets if one.picture_rows]):
        return message("file_no_table_but_picture", sheet=seen[0].name)
    for sheet in sheets:
        lower = replace(sheet, cells=sheet.cells.slice(SEARCHED_ROWS), merged=())
        if lower.cells.num_rows and recognise([lower], contract).tables:
            return message("file_header_low", sheet=sheet.name or "1", rows=SEARCHED_ROWS)
    rows = (sheet.row(row) for sheet in sheets for row in _top_rows(sheet))
    if any(sum(map(is_question, row)) > FEW_CELLS for row in rows):
        needed = (
            header
            for table in contract.tables.values()
            for _, _, header, column in table.each_column()
            if column.required
        )
        return message("file_of_questions", column=next(needed, ""))
    return message("file_no_table")


def _top_rows(sheet: Sheet) -> range:
    return range(1, min(sheet.cells.num_rows, _SEARCHED_ROWS) + 1)


def _is_in_one_column(sheets: list[Sheet], contract: Contract) -> bool:
    """Whether the rows are lines of text, as Excel shows a CSV whose separator it did not know.

    A comma within a cell has cut some of them in two.
    """
    for sheet in sheets:
        rows = (sheet.row(row) for row in _top_rows(sheet))
        lines = [",".join(row).rstrip(",").replace("\n", " ") for row in rows]
        if lines and recognise([read_characters("\n".join(lines))], contract).tables:
            return True
    return False


def is_transposed(sheets: list[Sheet], contract: Contract, score: float) -> bool:
    """Whether the names of the columns stand one below another, a person in each column.

    Args:
        score: what was found of it, 0 to 1, with rows as rows.
    """
    return recognise(list(map(turned, sheets)), contract).score > max(score, LOOKS_LIKE)


def _above(one: RecognisedSheet) -> Sheet | None:
    """What stands over a header, where it is tall enough to hold another one."""
    height = one.header.first_row - 1
    return Sheet(one.sheet.name, one.sheet.cells.slice(0, height)) if height > _FEWEST else None


def refused(arrival: Submission, reasons: tuple[Message, ...]) -> Examined:
    """The verdict on a file of which nothing was taken."""
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
