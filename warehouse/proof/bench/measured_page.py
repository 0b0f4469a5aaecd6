"""One page for all figures: a section for each bench, written by it, with its command and day.

What a choice cost or gained is told by the decision; how much, on which machine and when, stands
here, so that one page grows old and not twenty.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from warehouse.files.whole_file import written_whole

WIDTH = 100
_width: ContextVar[int | None] = ContextVar("width", default=None)


def bench_console() -> Console:
    """Where a bench prints: as wide as the terminal, or as the page that it is written into."""
    return Console(width=_width.get(), markup=False)


def as_text(measured: Any, show: Callable[[Any], None]) -> str:
    """What ``show`` prints of a measure, on a page of a hundred characters."""
    printed = io.StringIO()
    asked = _width.set(WIDTH)
    try:
        with redirect_stdout(printed):
            show(measured)
    finally:
        _width.reset(asked)
    return "\n".join(line.rstrip() for line in printed.getvalue().strip("\n").splitlines())


def write_section(page: Path, name: str, command: str, text: str, on: date) -> None:
    """Write the section of one bench; the others, and what stands above them, stay.

    Args:
        page: a Markdown page; made where there is none.
        name: of the bench, and of its section.
    """
    section = (
        f"## {name}\n\n`{command}`, {on.isoformat()}, {os.cpu_count()} processors.\n\n"
        f"```text\n{text}\n```\n"
    )
    whole = page.read_text("utf-8") if page.exists() else "# What was measured\n"
    head, *sections = re.split(r"(?m)^(?=## )", whole)
    kept = {one.split("\n", 1)[0].removeprefix("## "): one.rstrip() + "\n" for one in sections}
    kept[name] = section
    parts = [head.rstrip() + "\n", *(kept[each] for each in sorted(kept))]
    with written_whole(page) as part:
        part.write_text("\n".join(parts), encoding="utf-8")
