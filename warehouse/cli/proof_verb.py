"""The verb ``proof``: what is promised, which tests hold it, and whether they do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import message
from warehouse.settings import settings


def proof(
    run: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Run the tests of this promise; repeatable."),
    ] = None,
    run_all: Annotated[bool, typer.Option("--all", help="Run the tests of every promise.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what the platform promises with the tests that hold each, and run them where asked.

    Exit code 1 where a promise that was tried is not kept.

    Example: zokwezo proof
    Example: zokwezo proof --run 1 --run 3
    """
    from warehouse.errors import CallError
    from warehouse.proof.promises import is_kept, promises

    listed = promises()
    asked = {one.number for one in listed} if run_all else set(run or [])
    if unknown := asked - {one.number for one in listed}:
        raise CallError(message("proof.unknown", number=min(unknown), last=len(listed)))
    rows = [
        {**asdict(one), "is_kept": is_kept(one) if one.number in asked else None} for one in listed
    ]
    give(rows, as_json, _show)
    if any(row["is_kept"] is False for row in rows):
        raise typer.Exit(1)


def _show(rows: list[dict[str, Any]]) -> None:
    language: Any = settings().language
    for row in rows:
        typer.echo(f"{row['number']}. {row[language]}")
        if row["is_kept"] is not None:
            key = "proof.kept" if row["is_kept"] else "proof.broken"
            typer.echo(f"   {message(key).text(language)}")
        typer.echo(f"   {', '.join(row['tests'])}")
