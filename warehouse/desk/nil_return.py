"""Nothing to report, said on a page: a file of the register, dropped as any other.

It is the register's own template with the word in it, so that it is read as one that was sent.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import openpyxl

from warehouse.contracts import Contract
from warehouse.contracts.codelists import CodeLists
from warehouse.receipts.template import write_template

NOTHING = "NEANT"


def template_bytes(contract: Contract, codes: CodeLists) -> bytes:
    """The workbook that a ministry fills in."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "modele.xlsx"
        write_template(contract, codes, path)
        return path.read_bytes()


def nil_return(contract: Contract, codes: CodeLists, period: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that says that a month had nothing to report."""
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(contract, codes)))
    # One sheet per table stands first; its header has a second row where the contract has groups.
    for sheet, table in zip(book.worksheets, contract.tables.values(), strict=False):
        sheet.cell(3 if table.groups else 2, 1).value = NOTHING
    body = io.BytesIO()
    book.save(body)
    return f"{contract.source_id}_neant_{period.replace('-', '_')}.xlsx", body.getvalue()
