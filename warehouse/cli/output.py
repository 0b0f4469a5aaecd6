"""How a verb answers: as a person reads it or as JSON, and what is under way while it works."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from warehouse.errors import Language, message
from warehouse.settings import settings

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def give(value: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    """Print what a verb found, as JSON or as ``show`` shows it."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    else:
        show(value)


def give_list(rows: list[Any], as_json: bool, show: Callable[[Any], None]) -> None:
    """Print a list as ``give`` does; one that is empty says so in a sentence."""
    if rows or as_json:
        give(rows, as_json, show)
    else:
        typer.echo(message("nothing_listed").text("en" if settings().language == "en" else "fr"))


def decimals(number: str, language: Language) -> str:
    """A number as the language writes it: French parts decimals by a comma."""
    return number.replace(".", ",") if language == "fr" else number


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Show on stderr what is under way; the function given is told each step."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(what) as status:
        yield lambda step: status.update(step)
