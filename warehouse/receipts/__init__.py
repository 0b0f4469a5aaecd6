"""What the ministry gets back: ``recu.json``, ``recu.html`` and its own workbook to correct.

Only facts come in and only files go out; nothing is judged here. ``writing`` puts it together.
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
