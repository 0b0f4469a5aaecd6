"""What the command line shows a person: tables for the terminal, from the pipeline's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from warehouse.cli.fitting import print_rows
from warehouse.errors import Language, message
from warehouse.receipts.wording import BANGUI
from warehouse.settings import settings


def _say(key: str, **parameters: str | int | float) -> str:
    return message(key, **parameters).text(cast(Language, settings().language))


def show_summary(summary: Mapping[str, Any]) -> None:
    """Counts of what arrived and what it gave."""
    table = Table(show_header=False)
    for name, value in summary.items():
        if isinstance(value, dict):
            for status, count in value.items():
                table.add_row(f"  {_say(f'status_{status}')}", str(count))
        else:
            table.add_row(_say(f"count_{name}"), "–" if value is None else str(value))
    console = Console()
    console.print(table)
    if summary.get("decisions_named"):
        console.print(_say("case_law.named", count=summary["decisions_named"]), markup=False)
    if summary.get("releases_to_withdraw"):
        sentence = _say("case_law.released", count=summary["releases_to_withdraw"])
        console.print(sentence, markup=False)


def show_verdict(verdict: Mapping[str, Any]) -> None:
    """The verdict of a try-out."""
    console = Console()
    console.print(
        _say(
            "verdict_line",
            status=_say(f"status_{verdict['status']}"),
            read=verdict["rows_read"],
            accepted=verdict["rows_accepted"],
            quarantined=verdict["rows_quarantined"],
            set_aside=verdict["rows_set_aside"],
        )
    )
    for sentence in verdict["messages"]:
        console.print(f"- {sentence}", markup=False)
    if verdict["faults"]:
        table = Table(*(_say(f"column_{name}") for name in ("sheet", "row", "column", "what")))
        for fault in verdict["faults"]:
            table.add_row(
                fault["sheet"], str(fault["row"]), fault["column"] or "–", fault["message"]
            )
        console.print(table)


def show_why(answer: Mapping[str, Any]) -> None:
    """The files and rows behind an id, or what each states of one attribute; what humans decided.

    An attribute was asked for where ``answer["attribute"]`` names it.
    """
    console = Console()
    place = ("period", "source_id", "file_name", "sheet", "row_number", "role")
    if answer["withdrawn"]:
        console.print(_say("why_withdrawn", id=answer["id"]), markup=False)
        columns = ("known_to", "source_id", "period", "submission_id", "rows_count")
        _print(console, answer["withdrawn"], columns)
    elif not (answer["statements"] if answer["attribute"] else answer["mentions"]):
        console.print(_say("why_unknown", id=answer["id"]), markup=False)
    elif answer["attribute"] is None:
        _print(console, answer["mentions"], (*place, "case_id", "case_method"))
    else:
        stated = [
            {
                **one,
                "value": "→ " * bool(one["is_chosen"])
                + "≠ " * bool(one["is_contradicting"])
                + _cell(one["value"]),
                "rule": _say(f"rule_{one['rule']}") if one["rule"] else None,
            }
            for one in answer["statements"]
        ]
        _print(console, stated, ("attribute", "value", *place, "seen_on", "rule"))
    if answer["decisions"]:
        decided = [
            {**one, "decision": _say(f"decision_{one['decision']}")} for one in answer["decisions"]
        ]
        _print(console, decided, ("at", "by", "decision", "reason", "withdrawn_at"))


def _print(console: Console, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    cells = [[_cell(one[name]) for name in names] for one in rows]
    print_rows(console, [_say(f"column_{name}") for name in names], cells)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(BANGUI):%d/%m/%Y %H:%M}"
    return "–" if value is None else str(value)


def show_who(answer: Mapping[str, Any]) -> None:
    """What an id stood for, and what it resolves to."""
    console = Console()
    state = "who_unknown" if not answer["is_known"] else "who_known"
    console.print(_say(state, id=answer["id"], count=answer["mentions_count"]), markup=False)
    if answer["is_merged"]:
        console.print(_say("who_merged", other=answer["resolves_to"] or "–"), markup=False)
    names = ("period", "source_id", "file_name", "sheet", "row_number", "role")
    if answer["mentions"]:
        _print(console, answer["mentions"], names)


def show_changes(answer: Mapping[str, Any]) -> None:
    """What each load brought, how many rows changed in each table, and the changes themselves."""
    console = Console()
    loads = [{**one, "kind": _say(f"arrival_{one['kind']}")} for one in answer["loads"]]
    _print(console, loads, ("known_at", "kind", "source_id", "period", "submission_id"))
    counts = [{"table_name": name, **count} for name, count in answer["counts"].items()]
    _print(console, counts, ("table_name", "added", "changed", "withdrawn", "restated"))
    rows = [
        {
            **one,
            "change": _say(f"column_{one['change']}"),
            "submission_ids": " ".join(one["submission_ids"]) or "–",
        }
        for one in answer["rows"]
    ]
    names = ("table_name", "key", "change", "column_name", "before", "after", "submission_ids")
    _print(console, rows, ("known_at", *names))
    total = sum(sum(count.values()) for count in answer["counts"].values())
    console.print(_say("changes_total", count=total, shown=len(rows)))


def show_releases(releases: Sequence[Mapping[str, Any]]) -> None:
    """All releases, the current one marked."""
    names = ("release", "published_at", "content", "like_one_suspect", "withdrawn_at")
    table = Table(*(_say(f"column_{n}") for n in names))
    for one in releases:
        gone = one["withdrawn"]
        table.add_row(
            f"{'→' if one['is_current'] else ' '} {one['number']}",
            _cell(datetime.fromisoformat(one["published_at"])),
            one["content"][:12],
            _likened(one["likeness"]),
            f"{_cell(datetime.fromisoformat(gone['at']))} {gone['reason']}" if gone else "",
        )
    Console().print(table)


def show_published(release: Mapping[str, Any]) -> None:
    """How far the files of a release let a victim be likened to an accused."""
    if release["likeness"]:
        sentence = _say("release_likeness", number=release["number"], **release["likeness"])
        Console(stderr=True).print(sentence, markup=False)


def _likened(likeness: Mapping[str, int] | None) -> str:
    return f"{likeness['like_one_suspect']} / {likeness['victims']}" if likeness else "–"


def show_withdrawn(number: int, current: int) -> None:
    """That a release is withdrawn, and what is still to be done by hand."""
    Console().print(_say("release_withdrawn_done", number=number, current=current), markup=False)
