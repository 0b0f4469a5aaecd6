"""The verb ``retention``: what has outlived its class of data, shown and never touched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import message
from warehouse.settings import settings


def retention(as_json: AsJson = False) -> None:
    """Show how much of each class of data has outlived its days; the weekly DAG removes it.

    Example: zokwezo retention
    """
    from warehouse import database
    from warehouse.retention import due

    database.ensure_schema()
    with database.engine().connect() as connection:
        due_data = due.due(connection, datetime.now(UTC))
    rows = [
        {
            "class": name,
            "days": kept["days"],
            "sources": kept["sources"],
            "due": sum(one.kind == name for one in due_data),
            "fr": kept["fr"],
            "en": kept["en"],
        }
        for name, kept in due.classes().items()
    ]
    give(rows, as_json, _show)


def _show(told: list[dict[str, Any]]) -> None:
    language: Any = settings().language
    for one in told:
        sentence = message("retention_class", what=one[language], days=one["days"], due=one["due"])
        typer.echo(sentence.text(language))
