"""A verdict -> what the ministry gets back: ``recu.json``, ``recu.html`` and its own workbook.

In: facts (``checks.verdict``). Out: files, all of a receipt or none (``receipt_files``); a try-out
with nothing stored (``try_file``); the workbook to fill in (``template``).
Not here: a judgement (``checks``), a page of the desk.
"""

from warehouse.checks.verdict import Fault, ReceiptFacts, SetAside, SheetLine
from warehouse.read.own_sheets import FIRST_SHEET, MARKER, is_receipt_sheet
from warehouse.receipts.receipt_files import WrittenFile, write_receipt
from warehouse.receipts.receipt_json import record, schema

__all__ = [
    "FIRST_SHEET",
    "MARKER",
    "Fault",
    "ReceiptFacts",
    "SetAside",
    "SheetLine",
    "WrittenFile",
    "is_receipt_sheet",
    "record",
    "schema",
    "write_receipt",
]
