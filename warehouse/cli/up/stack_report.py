"""What the person at the terminal reads: sentences of the catalogue, one table, the promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from warehouse.cli.fitting import print_whole
from warehouse.cli.up.configuration import STEWARD, Home
from warehouse.cli.up.journey import Journey, middle
from warehouse.cli.up.samples import Arrivals
from warehouse.errors import Language, Parameter, catalogue, message
from warehouse.settings import settings


def say(key: str, **parameters: Parameter) -> str:
    """A sentence of the catalogue in the language of the command line."""
    return message(key, **parameters).text(cast(Language, settings().language))


def print_sign_on(console: Console, home: Home) -> None:
    """The address, and who may sign on with which password."""
    console.print(say("stack.address", address=home.address))
    console.print(say("stack.desk", address=f"{home.address}/guichet/", name=STEWARD))
    for name, password in home.passwords.items():
        console.print(say("stack.sign_on", name=name, password=password), markup=False)


@contextmanager
def waiting(console: Console) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A line that follows the progress: redrawn on a terminal, else printed when it changes."""
    last_line = ""
    with console.status("") as status:

        def show(progress: Mapping[str, Any]) -> None:
            nonlocal last_line
            line = say(
                "stack.progress",
                judged=progress["judged"],
                files=progress["files_seen"],
                release=progress["release"] or "–",
            )
            status.update(line)
            if line != last_line and not console.is_terminal:
                console.print(line)
            last_line = line

        yield show


def print_files(
    console: Console,
    arrivals: Arrivals,
    files: Mapping[tuple[str, str], Journey],
    released_at: datetime | None,
) -> None:
    """One line per dropped file: verdict, rows, seconds to its receipt and to the release."""
    table = Table()
    for name in COLUMNS:
        # Of a narrow terminal the file's name gives way, and nothing else.
        label = say(f"stack.column.{name}")
        table.add_column(label, no_wrap=name != "file", overflow="fold")
    waits: dict[str, list[float]] = defaultdict(list)
    for (source_id, file_name), arrived in arrivals.items():
        file = files.get((source_id, file_name))
        answered = file.answered_at if file else None
        cells = [source_id, file_name, _status(file), "–", "–", "–"]
        if file is not None:
            cells[3] = str(file.rows_read)
        if answered is not None:
            waits["receipt"].append((answered - arrived).total_seconds())
            cells[4] = say("stack.seconds", seconds=round(waits["receipt"][-1], 1))
        if released_at is not None:
            waits["release"].append((released_at - arrived).total_seconds())
            cells[5] = say("stack.seconds", seconds=round(waits["release"][-1], 1))
        table.add_row(*cells)
    if arrivals:
        print_whole(console, table)
        longest = round(max(waits["receipt"], default=0.0), 1)
        console.print(
            say("stack.waits", median=round(middle(waits["receipt"]), 1), longest=longest)
        )
        if waits["release"]:
            console.print(say("stack.waits_of_release", release=round(max(waits["release"]), 1)))
    counts = Counter(_status(file) for file in files.values())
    console.print(", ".join(f"{count} × {status}" for status, count in counts.most_common()))


COLUMNS = ("source", "file", "status", "rows", "receipt", "release")


def print_summary(console: Console, summary: Mapping[str, Any]) -> None:
    """What arrived, what was set aside, how many persons, prosecutions and judgments."""
    table = Table(show_header=False)
    for key, value in summary.items():
        if isinstance(value, (str, int, float)):
            named = f"stack.summary.{key}"
            label = say(named) if named in catalogue() else key.replace("_", " ")
            table.add_row(label, str(value))
    console.print(table)


def print_promises(console: Console, promises: Mapping[str, bool]) -> bool:
    """Each promise and whether it held; whether all did."""
    for key, held in promises.items():
        mark = "[green]✓[/green]" if held else "[red]✗[/red]"
        console.print(f"{mark} {say(key)}")
    return bool(promises) and all(promises.values())


def _status(file: Journey | None) -> str:
    return say(f"stack.status.{file.status if file and file.status else 'waiting'}")
