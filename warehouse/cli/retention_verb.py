"""The verb ``retention``: what has outlived its class of data, shown and never touched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import message
from warehouse.settings import settings


def retention(
    persons: Annotated[
        bool, typer.Option("--persons", help="The ids of the persons who are due; on the trail.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what of each class has outlived its days; the weekly DAG removes it, but for persons.

    Example: zokwezo retention
    Example: zokwezo retention --persons
    """
    from warehouse import database
    from warehouse.database import access
    from warehouse.retention import due, due_persons, erasure_plan

    at = datetime.now(UTC)
    with database.ready().begin() as connection:
        due_data = due.due(connection, at)
        over = due_persons.persons_due(connection, at)
        if persons:
            purpose = "retention"
            access.note(
                connection, access.account(), "read", "identity", rows=len(over), purpose=purpose
            )
    if persons:
        listed = [{"person_id": p.person_id, "class": p.kind, "since": p.since} for p in over]
        give(listed, as_json, _list)
        return
    counts = [one.kind for one in due_data]
    rows = [_row(name, kept, counts.count(name)) for name, kept in due.classes().items()]
    counts = [one.kind for one in over]
    rows += [
        _row(name, kept, counts.count(name)) for name, kept in due_persons.person_classes().items()
    ]
    releases = erasure_plan.plan_persons([one.person_id for one in over]).releases if over else ()
    give({"classes": rows, "releases": list(releases)}, as_json, _show)


def _row(name: str, kept: dict[str, Any], due: int) -> dict[str, Any]:
    return {"class": name, "sources": {}, **kept, "due": due}


def _list(persons: list[dict[str, Any]]) -> None:
    for one in persons:
        typer.echo("  ".join(map(str, one.values())))


def _show(shown: dict[str, Any]) -> None:
    language: Any = settings().language
    for one in shown["classes"]:
        key = "retention_class" if one["days"] is not None else "retention_kept"
        sentence = message(key, what=one[language], days=one["days"], due=one["due"])
        typer.echo(sentence.text(language))
    if shown["releases"]:
        numbers = ", ".join(map(str, shown["releases"]))
        typer.echo(message("retention_releases", releases=numbers).text(language))
