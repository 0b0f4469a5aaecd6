"""What the command line shows a person: tables for the terminal, from the pipeline's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from warehouse.errors import Language, message
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
    Console().print(table)


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
    for told in verdict["messages"]:
        console.print(f"- {told}", markup=False)
    if verdict["faults"]:
        table = Table(*(_say(f"column_{name}") for name in ("sheet", "row", "column", "what")))
        for fault in verdict["faults"]:
            table.add_row(
                fault["sheet"], str(fault["row"]), fault["column"] or "–", fault["message"]
            )
        console.print(table)


def show_why(found: Mapping[str, Any]) -> None:
    """The files and rows behind an id."""
    names = ("period", "source_id", "file_name", "sheet", "row_number", "role", "case_id")
    table = Table(*(_say(f"column_{name}") for name in names), _say("column_case_method"))
    for one in found["mentions"]:
        table.add_row(*(str(one[name] or "–") for name in names), str(one["case_method"] or "–"))
    Console().print(table)


def show_who(found: Mapping[str, Any]) -> None:
    """What an id stood for, and what it resolves to."""
    console = Console()
    state = "who_unknown" if not found["is_known"] else "who_known"
    console.print(_say(state, id=found["id"], count=found["mentions_count"]), markup=False)
    if found["is_merged"]:
        console.print(_say("who_merged", other=found["resolves_to"] or "–"), markup=False)
    names = ("period", "source_id", "file_name", "sheet", "row_number", "role")
    table = Table(*(_say(f"column_{name}") for name in names))
    for one in found["mentions"]:
        table.add_row(*(str(one[name] or "–") for name in names))
    if found["mentions"]:
        console.print(table)


def show_releases(releases: Sequence[Mapping[str, Any]]) -> None:
    """All releases, the current one marked."""
    table = Table("", *(_say(f"column_{n}") for n in ("release", "published_at", "content")))
    for one in releases:
        table.add_row(
            "→" if one["is_current"] else "",
            str(one["number"]),
            one["published_at"],
            one["content"][:12],
        )
    Console().print(table)
