"""``recu.json``: the receipt for machines, described by ``recu.schema.json`` beside this module.

Every sentence stands as its key, its parameters and its text in both languages, so that a reader
may show it or count it. No value of a cell is in it.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any

from warehouse.checks.verdict import SEVERITIES, Fault, ReceiptFacts
from warehouse.errors import Message
from warehouse.receipts.fault_groups import FaultGroup, grouped, ranges
from warehouse.receipts.receipt_seal import Link, canonical, digest
from warehouse.receipts.wording import say

SCHEMA_VERSION = 1


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``recu.json``."""
    page = resources.files("warehouse.receipts").joinpath("recu.schema.json")
    described: dict[str, Any] = json.loads(page.read_text("utf-8"))
    return described


def record(facts: ReceiptFacts) -> dict[str, Any]:
    """The receipt as plain values, in the shape of :func:`schema`; same facts, same record."""
    return {
        "schema_version": SCHEMA_VERSION,
        "submission_id": facts.submission_id,
        "source_id": facts.source_id,
        "source_title": facts.source_title,
        "file_name": facts.file_name,
        "sha256": facts.sha256,
        "received_at": facts.received_at.isoformat(),
        "judged_at": facts.judged_at.isoformat(),
        "period": facts.period,
        "period_from": facts.period_from,
        "status": facts.status,
        "status_label": {
            "fr": say(f"status_{facts.status}", "fr"),
            "en": say(f"status_{facts.status}", "en"),
        },
        "is_nil": facts.is_nil,
        "rows": {
            "read": facts.rows_read,
            "accepted": facts.rows_accepted,
            "quarantined": facts.rows_quarantined,
            "set_aside": facts.rows_set_aside,
            "refused": facts.rows_refused,
        },
        "set_aside_by_reason": dict(sorted(facts.set_aside_by_reason.items())),
        "set_aside": _set_aside(facts),
        "records": dict(sorted(facts.records.items())),
        "sheets": [
            {
                "name": sheet.name,
                "rows": sheet.rows,
                "taken": sheet.taken,
                "quarantined": sheet.quarantined,
                "is_nil": sheet.nil,
            }
            for sheet in facts.sheets
        ],
        "file_messages": [_sentence(sentence) for sentence in facts.file_messages],
        "looks_like": facts.looks_like,
        "duplicate_of": _duplicate(facts),
        "faults_by_severity": {
            severity: Counter(fault.severity for fault in facts.faults)[severity]
            for severity in SEVERITIES
        },
        "to_correct_first": [_group(group) for group in grouped(facts.faults)],
    }


def record_digest(facts: ReceiptFacts) -> str:
    """What a seal names of the record: a digest of all of it but the seal."""
    return digest(canonical(record(facts)))


def record_bytes(facts: ReceiptFacts, seal: Link | None = None) -> bytes:
    """``recu.json`` as UTF-8, with its seal; same facts, same bytes."""
    return rendered({**record(facts), "seal": seal})


def rendered(content: dict[str, Any]) -> bytes:
    """The one way in which a record stands in its file."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _sentence(sentence: Message) -> dict[str, Any]:
    return {
        "key": sentence.key,
        "parameters": dict(sorted(sentence.parameters.items())),
        "fr": sentence.text("fr"),
        "en": sentence.text("en"),
    }


def _group(group: FaultGroup) -> dict[str, Any]:
    first: Fault = group.first
    return {
        "rule": first.rule,
        "severity": first.severity,
        "sheet": first.sheet,
        "column": first.column,
        "column_index": first.column_index,
        "rows": list(group.rows),
        "messages": [_sentence(sentence) for sentence in group.messages],
        "expected": None if first.expected is None else _sentence(first.expected),
        "example": first.example,
    }


def _set_aside(facts: ReceiptFacts) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for aside in facts.set_aside:
        rows.setdefault((aside.sheet, aside.reason), []).append(aside.row_number)
    return [
        {"sheet": sheet, "reason": reason, "row_runs": [list(run) for run in ranges(numbers)]}
        for (sheet, reason), numbers in sorted(rows.items())
    ]


def _duplicate(facts: ReceiptFacts) -> dict[str, Any] | None:
    if facts.duplicate_of_file is None:
        return None
    at = facts.duplicate_received_at
    return {
        "file_name": facts.duplicate_of_file,
        "received_at": None if at is None else at.isoformat(),
    }
