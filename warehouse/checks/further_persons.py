"""Persons in a column that the contract does not know: one more in a row, or a list in a column.

``Nom 2`` holds a second person of the row, who would be nobody; ``Nom de l'enfant`` or
``Complices`` a list that no column reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.checks.findings import Findings
from warehouse.conform.match_sheets import RecognisedSheet, Recognition
from warehouse.conform.person_labels import PersonLabels
from warehouse.contracts import Contract
from warehouse.errors import Message, message


def tell_further_persons(one: RecognisedSheet, contract: Contract, findings: Findings) -> None:
    """Keep back the rows that name a person more in a column of its number."""
    labels = PersonLabels.of(contract)
    rows = {
        row
        for _, text, cells in _unknown_names(one, labels)
        if labels.is_numbered(text)
        for row in cells
    }
    findings.tell_rows(one, sorted(rows), "person_in_column")


def columns_of_persons(recognition: Recognition, contract: Contract) -> list[Message]:
    """Why a file waits that names persons in a column of its own."""
    labels = PersonLabels.of(contract)
    return [
        message(
            "file_persons_in_column", sheet=one.sheet.name or "1", place=place, count=len(cells)
        )
        for one in recognition.tables
        for place, text, cells in _unknown_names(one, labels)
        if not labels.is_numbered(text)
    ]


def _unknown_names(
    one: RecognisedSheet, labels: PersonLabels
) -> Iterator[tuple[int, str, dict[int, str]]]:
    """The unknown columns of persons: place from 1, header, cells by row."""
    for index, text in one.header.unknown:
        if not (labels.is_numbered(text) or labels.is_of_counted(text)):
            continue
        texts = one.sheet.cells[index].to_pylist()
        rows = one.rows.row_numbers.tolist()
        cells = {row: cell for row in rows if (cell := str(texts[row - 1] or "").strip())}
        if labels.is_numbered(text):
            # One name is one person, whatever a program wrote into the other cells.
            cells = {row: cell for row, cell in cells.items() if labels.is_named(text, cell)}
        if cells and labels.names_in(text, [*cells.values()]):
            yield index + 1, text, cells
