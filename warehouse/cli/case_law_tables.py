"""What ``zokwezo case-law`` shows on a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from warehouse.errors import Language, message
from warehouse.query.case_law.search import Labels
from warehouse.settings import settings

MARK = "bold reverse"

_MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
_TEXTS = ("facts", "reasons", "operative_part")
_OF = {
    "article_codes": "article",
    "exploitation_codes": "exploitation",
    "means_codes": "means",
}
_SENTENCE = ("months_firm", "months_suspended", "is_life", "fine_xaf", "damages_xaf", "is_appealed")


def print_found(decisions: Sequence[Mapping[str, Any]], labels: Labels, most: int) -> None:
    """Decisions that were found, each with where, when, what it decided, and its extract."""
    console = Console()
    for one in decisions:
        console.print(_headline(one, labels))
        if one["verdicts"]:
            verdicts = ", ".join(_label(labels, "verdict", code) for code in one["verdicts"])
            console.print(Padding(Text(verdicts), (0, 0, 0, 2)))
        if one["found"]:
            console.print(Padding(marked(one["found"]), (0, 0, 0, 2)))
        console.print()
    key = "case_law.found" if len(decisions) < most else "case_law.found_most"
    console.print(
        _say(key if decisions else "case_law.found_none", count=len(decisions)), markup=False
    )


def print_decisions(decisions: Sequence[Mapping[str, Any]], labels: Labels) -> None:
    """Decisions whole: their texts as written, their codes in words, a line per person judged."""
    console = Console()
    if not decisions:
        console.print(_say("case_law.none_such"), markup=False)
    for one in decisions:
        console.print(_headline(one, labels))
        for name in _TEXTS:
            if one[name]:
                console.print(Text(_say(f"case_law.{name}"), style="bold"))
                console.print(Padding(Text(one[name]), (0, 0, 0, 2)))
        for name, listed in _OF.items():
            if one[name]:
                words = "; ".join(_label(labels, listed, code) for code in one[name])
                console.print(_line(name, words))
        if one["keywords"]:
            console.print(_line("keywords", "; ".join(one["keywords"])))
        if one["rp_number"]:
            console.print(_line("rp_number", one["rp_number"]))
        for row in one["judgments"]:
            console.print(Padding(_judged(row, labels), (0, 0, 0, 2)))
        console.print()


def print_exported(name: str, count: int, *, is_with_ids: bool) -> None:
    """How many decisions were written, and what is to be read before they leave the house."""
    console = Console()
    console.print(
        _say("case_law.exported" if count else "case_law.none_such", count=count, file=name),
        markup=False,
    )
    if count:
        key = "case_law.exported_ids" if is_with_ids else "case_law.exported_small"
        console.print(_say(key), markup=False)


def marked(extract: str) -> Text:
    """An extract of ``case_law.highlight`` for the terminal: the words set off, no HTML left."""
    shown = Text()
    for place, part in enumerate(_MARKED.split(extract)):
        shown.append(html.unescape(part), style=MARK if place % 2 else "")
    return shown


def _headline(one: Mapping[str, Any], labels: Labels) -> Text:
    where = _label(labels, "court", one["court_code"]) if one["court_code"] else "–"
    line = Text(f"{where}, {one['decided_on'] or '–'}, {one['decision_number'] or '–'}")
    line.stylize("bold")
    line.append(f"  {one['decision_id']}\n", style="dim")
    return line.append(one["title"] or "–")


def _line(name: str, content: str) -> Text:
    return Text(f"{_say(f'case_law.{name}')} : ", style="bold").append(content, style="not bold")


def _judged(row: Mapping[str, Any], labels: Labels) -> Text:
    """What was pronounced for one person, on lines of any width."""
    line = Text("– ").append(_label(labels, "verdict", row["verdict"]), style="bold")
    line.append(f", {_label(labels, 'offence', row['offence_code'])}. ")
    parts = [f"{_say(f'case_law.{name}')} : {_told(row[name])}" for name in _SENTENCE]
    return line.append("; ".join(parts))


def _told(value: Any) -> str:
    """A value in words; what is not known is a dash, and no is not unknown."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _say("case_law.yes" if value else "case_law.no")
    return str(value)


def _label(labels: Labels, listed: str, code: str | None) -> str:
    if code is None:
        return "–"
    french, english = labels.get(listed, {}).get(code, (None, None))
    return (english if settings().language == "en" else french) or code


def _say(key: str, **parameters: str | int | float) -> str:
    return message(key, **parameters).text(cast(Language, settings().language))
