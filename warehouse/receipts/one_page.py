"""``recu.pdf``: the receipt on one page of A4, to print, to file and to show.

It says the verdict, the count of rows, what to look at first and the signature. What does not fit
is counted: the full receipt beside it says it.
"""

from __future__ import annotations

import hashlib
from functools import cache, partial
from typing import Any

from warehouse.checks.verdict import ReceiptFacts
from warehouse.errors import Language
from warehouse.receipts.fault_groups import FaultGroup, grouped
from warehouse.receipts.receipt_page import meaning_of, receipt_template, seal_line
from warehouse.receipts.receipt_seal import Sealing
from warehouse.receipts.wording import moment, month, number, row_list, say

# Tried from the first on, until all stands on one page.
_POINTS = (8, 4, 2, 0)
_ROWS_NAMED = 8
# A sentence of the file may list many columns; what is cut stands in the full receipt.
_LONGEST_POINT = (400, 160)


def one_page(facts: ReceiptFacts, sealing: Sealing, language: Language = "fr") -> bytes:
    """The receipt as a PDF of one page, tagged for screen readers; same facts, same bytes."""
    from weasyprint import HTML

    for most, longest in [(n, w) for w in _LONGEST_POINT for n in _POINTS]:
        document = HTML(string=_page(facts, sealing, language, most, longest)).render(
            font_config=_fonts(), pdf_variant="pdf/ua-1"
        )
        if len(document.pages) == 1:
            break
    else:
        # Nothing but the frame is left to shorten: what a name of a file makes too long is cut.
        document = document.copy(document.pages[:1])
    content: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(facts.submission_id.encode()).digest()[:16],
    )
    return content


@cache
def _fonts() -> Any:
    """The machine's fonts: to look for them is a tenth of what a page costs."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _page(
    facts: ReceiptFacts, sealing: Sealing, language: Language, most: int, longest: int
) -> str:
    groups = grouped(facts.faults)
    points = [_cut(context.text(language), longest) for context in facts.file_messages]
    points += [_point(group, longest, language) for group in groups]
    counts: list[tuple[str, int]] = [
        ("count_read", facts.rows_read),
        ("count_accepted", facts.rows_accepted),
        ("count_quarantined", facts.rows_quarantined),
        ("count_set_aside", facts.rows_set_aside),
        ("count_refused", facts.rows_refused),
    ]
    context: dict[str, Any] = {
        "facts": facts,
        "language": language,
        "say": partial(_say, language),
        "number": partial(number, language=language),
        "moment": partial(moment, language=language),
        "period": say("no_period", language)
        if facts.period is None
        else month(facts.period, language),
        "file_name": _cut(facts.file_name, 160),
        "meaning": meaning_of(facts, language),
        "counts": counts if facts.rows_read else [],
        "points": points[:most],
        "points_left": len(points[most:]),
        "seal": seal_line(sealing, language),
    }
    return receipt_template("one_page.html").render(context)


def _say(language: Language, key: str, **parameters: str | int) -> str:
    return say(key, language, **parameters)


def _point(group: FaultGroup, longest: int, language: Language) -> str:
    first = group.first
    where = [
        say("group_whole_row", language)
        if first.column is None
        else say("group_column", language, column=_cut(first.column, 60))
    ]
    if first.sheet:
        where.append(say("group_sheet", language, sheet=first.sheet))
    key = "group_row" if len(group.rows) == 1 else "group_rows"
    where.append(say(key, language, rows=row_list(group.rows, language, most=_ROWS_NAMED)))
    sentence = _cut(group.messages[0].text(language), longest) if group.messages else ""
    return f"{sentence} ({', '.join(where)})"


def _cut(sentence: str, longest: int) -> str:
    return sentence if len(sentence) <= longest else f"{sentence[:longest].rstrip()}…"
