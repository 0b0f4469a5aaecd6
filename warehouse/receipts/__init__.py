"""What the ministry gets back: ``recu.json``, ``recu.html`` and its own workbook to correct.

Only facts come in and only files go out; nothing is judged here. ``writing`` puts it together.
"""

from warehouse.receipts.facts import Fault, ReceiptFacts, SetAside, SheetLine
from warehouse.receipts.first_sheet import FIRST_SHEET, MARKER, is_receipt_sheet
from warehouse.receipts.record import record, schema
from warehouse.receipts.writing import WrittenFile, write_receipt

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
