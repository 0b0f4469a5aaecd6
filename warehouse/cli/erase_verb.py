"""The verb ``erase``: a person gone for good, shown first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.errors import message
from warehouse.settings import settings


def erase(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A person, victim or suspect.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown.")] = False,
    reason: Annotated[str, typer.Option(help="Why, naming nobody; it stays on the trail.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what stands of a person and, with --yes, erase it for good; counts stay.

    Example: zokwezo erase V-0123456789ABC
    Example: zokwezo erase V-0123456789ABC --yes --reason "asked by the person"
    """
    from warehouse.retention import erasure

    language: Any = settings().language
    plan = erasure.plan_erasure(identifier)
    outcome: dict[str, Any] = {**plan.counts, "is_done": yes}
    if yes:
        with progress("erase"):
            outcome["release"] = erasure.erase(plan, reason, datetime.now(UTC))

    def show(_: Any) -> None:
        counts = {**plan.counts, "releases": ", ".join(map(str, plan.releases)) or "-"}
        typer.echo(message("erase_plan", **counts).text(language))  # type: ignore[arg-type]  # counts
        for one in plan.texts:
            typer.echo(f"{one.table}  {one.record_id}  {', '.join(one.columns)}")
        for place, many in plan.said.items():
            typer.echo(message("erase_said", place=place, count=many).text(language))
        ended = message("erase_done", number=outcome["release"]) if yes else message("erase_dry")
        typer.echo(ended.text(language))

    give(outcome, as_json, show)
