"""The verb ``verify``: nothing was changed behind the register's back, or what was."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import message
from warehouse.settings import settings


def verify(as_json: AsJson = False) -> None:
    """Hold submissions, judgements and releases against the signed chain of who wrote them.

    Exit code 1 where a row was changed, added or removed outside the register, and which.

    Example: zokwezo verify
    """
    from warehouse.query.integrity import verify_register

    links, faults = verify_register()
    give({"links": links, "faults": [asdict(one) for one in faults]}, as_json, _show)
    if faults:
        raise typer.Exit(1)


def _show(told: dict[str, Any]) -> None:
    language: Any = settings().language
    for one in told["faults"]:
        place = f"{one['table']} {one['row_id']}".strip()
        said = message(f"verify.{one['fault']}", place=place, by=one["by"] or "?", at=one["at"])
        typer.echo(said.text(language))
    if not told["faults"]:
        typer.echo(message("verify.holds", links=told["links"]).text(language))
