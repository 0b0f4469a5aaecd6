"""``recu.html``: the receipt on one printed page, in the words of the people who read it.

The page needs nothing but itself: no script, no font, no picture, no address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from warehouse.checks.verdict import ReceiptFacts
from warehouse.errors import Language
from warehouse.receipts.fault_groups import FaultGroup, grouped
from warehouse.receipts.receipt_seal import Sealing, shown_fingerprint
from warehouse.receipts.wording import known, moment, month, number, row_list, say

# Beyond this the page is no longer one that is read; the workbook and recu.json hold them all.
_MOST_GROUPS = 25

_MOST_SHEETS = 6

_FRENCH_SPACE = re.compile(r" (?=[:;?!»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class _Correction:
    severity: str
    severity_label: str
    where: tuple[str, ...]
    rows: str
    texts: tuple[str, ...]
    expected: str | None
    example: str | None


def page(
    facts: ReceiptFacts,
    workbook: str | None = None,
    *,
    is_extract: bool = False,
    language: Language = "fr",
    sealing: Sealing | None = None,
) -> str:
    """The receipt as one self-contained HTML page, printable on A4.

    Args:
        workbook: name of the workbook to correct, if one is written beside the page.
        is_extract: that workbook holds only the faulty rows and must not be dropped again.
        language: French is what ministries get.
        sealing: how it is signed; a try-out is not.
    """
    groups = grouped(facts.faults)
    many_sheets = len({fault.sheet for fault in facts.faults}) > 1 or len(facts.sheets) > 1
    return receipt_template("page.html").render(
        facts=facts,
        language=language,
        say=partial(_say, language),
        number=partial(number, language=language),
        moment=partial(moment, language=language),
        period=None if facts.period is None else month(facts.period, language),
        period_from=_period_from(facts, language),
        meaning=meaning_of(facts, language),
        duplicate=_duplicate(facts, language),
        file_messages=[sentence.text(language) for sentence in facts.file_messages],
        corrections=[_correction(g, many_sheets, language) for g in groups[:_MOST_GROUPS]],
        groups_left=len(groups[_MOST_GROUPS:]),
        aside=_aside(facts, language),
        records=_records(facts, language),
        steps=_steps(facts, workbook, is_extract, language),
        workbook=workbook,
        seal=seal_line(sealing, language),
    )


def seal_line(sealing: Sealing | None, language: Language = "fr") -> str:
    """What a page prints of its signature: its place in the chain, and whose key."""
    if sealing is None:
        return say("seal_none", language)
    shown = shown_fingerprint(sealing.fingerprint)
    return say("seal", language, number=sealing.number, fingerprint=shown)


@cache
def receipt_template(name: str) -> Template:
    """A template of this room: everything escaped, nothing undefined, French spaces unbroken."""
    source = resources.files("warehouse.receipts").joinpath(name).read_text("utf-8")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=unbroken,
    )
    return environment.from_string(source)


def unbroken(shown: object) -> object:
    """French spaces before ``: ; ? ! »`` and after ``«`` must not end a line."""
    return _FRENCH_SPACE.sub("\u00a0", shown) if type(shown) is str else shown


def _say(language: Language, key: str, **parameters: str | int) -> str:
    return say(key, language, **parameters)


def _period_from(facts: ReceiptFacts, language: Language) -> str | None:
    key = f"period_from_{facts.period_from}"
    return say(key, language) if facts.period is not None and known(key) else None


def meaning_of(facts: ReceiptFacts, language: Language) -> str:
    """What the status means, in a sentence."""
    is_clean_nil = facts.is_nil and facts.status == "accepted"
    return say("meaning_nil" if is_clean_nil else f"meaning_{facts.status}", language)


def _duplicate(facts: ReceiptFacts, language: Language) -> str | None:
    if facts.duplicate_of_file is None:
        return None
    if facts.duplicate_received_at is None:
        return say("duplicate_of", language, file=facts.duplicate_of_file)
    at = moment(facts.duplicate_received_at, language)
    return say("duplicate_of_at", language, file=facts.duplicate_of_file, at=at)


def _correction(group: FaultGroup, many_sheets: bool, language: Language) -> _Correction:
    first = group.first
    where = [
        say("group_whole_row", language)
        if first.column is None
        else say("group_column", language, column=first.column)
    ]
    if many_sheets and first.sheet:
        where.append(say("group_sheet", language, sheet=first.sheet))
    key = "group_row" if len(group.rows) == 1 else "group_rows"
    return _Correction(
        severity=group.severity,
        severity_label=say(f"severity_{group.severity}", language),
        where=tuple(where),
        rows=say(key, language, rows=row_list(group.rows, language)),
        texts=tuple(dict.fromkeys(sentence.text(language) for sentence in group.messages))[:3],
        expected=None if first.expected is None else first.expected.text(language),
        example=first.example,
    )


def _aside(facts: ReceiptFacts, language: Language) -> list[tuple[str, int, str]]:
    """Reason in words, how many rows, and which ones, sheet by sheet where there are several."""
    rows: dict[str, dict[str, list[int]]] = {}
    for aside in facts.set_aside:
        rows.setdefault(aside.reason, {}).setdefault(aside.sheet, []).append(aside.row_number)
    is_of_many = len({aside.sheet for aside in facts.set_aside}) > 1

    def places(reason: str) -> str:
        listed = [
            (say("group_sheet", language, sheet=sheet) + " " if is_of_many and sheet else "")
            + row_list(numbers, language, most=8)
            for sheet, numbers in rows.get(reason, {}).items()
        ]
        left = len(listed) - _MOST_SHEETS
        more = [say("sheets_more", language, count=left)] if left > 0 else []
        return " ; ".join([*listed[:_MOST_SHEETS], *more])

    by_count = sorted(
        facts.set_aside_by_reason.items(), key=lambda counted: (-counted[1], counted[0])
    )
    return [
        (
            say(f"aside_{reason}", language),
            count,
            places(reason),
        )
        for reason, count in by_count
        if count
    ]


def _records(facts: ReceiptFacts, language: Language) -> list[tuple[str, int]]:
    return [
        (say(f"record_{name}", language) if known(f"record_{name}") else name, count)
        for name, count in facts.records.items()
        if count
    ]


def _steps(
    facts: ReceiptFacts, workbook: str | None, is_extract: bool, language: Language
) -> list[str]:
    say_it = partial(say, language=language)
    if facts.status in ("duplicate", "withdrawn"):
        return [say_it(f"next_{facts.status}")]
    if facts.status == "accepted" and not facts.faults:
        return [say_it("next_nothing")]
    steps: list[str] = []
    if facts.status in ("accepted", "accepted_with_warnings"):
        steps.append(say_it("next_check"))
    if workbook is not None and not is_extract:
        steps += [
            say("next_open_book", language, book=workbook),
            say_it("next_correct"),
            say_it("next_drop"),
        ]
    elif facts.faults:
        if workbook is not None:
            steps.append(say("next_open_extract", language, book=workbook))
        steps += [say_it("next_correct_own"), say_it("next_drop_own")]
    elif facts.status in ("rejected", "partly_accepted"):
        steps.append(say_it("next_fix_file"))
    if facts.status == "held":
        steps.append(say_it("next_held"))
    if facts.status == "rejected":
        steps.append(say_it("next_earlier_stands"))
    return steps
