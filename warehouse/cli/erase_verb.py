"""The verb ``erase``: a person gone for good, or those whose days are over; shown first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.errors import CallError, message
from warehouse.settings import settings

if TYPE_CHECKING:
    from warehouse.retention.erasure_plan import ErasurePlan


def erase(
    identifier: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A person, victim or suspect.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="All whose days are over and were shown a week ago.")
    ] = False,
    keep: Annotated[
        list[str] | None, typer.Option(metavar="P-…", help="With --due: who stays; repeatable.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown.")] = False,
    reason: Annotated[str, typer.Option(help="Why, naming nobody; it stays on the trail.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what stands of a person and, with --yes, erase it for good; counts stay.

    Example: zokwezo erase V-0123456789ABC
    Example: zokwezo erase V-0123456789ABC --yes --reason "asked by the person"
    Example: zokwezo erase --due --yes --reason "twelve months over"
    """
    from warehouse.retention import erasure, erasure_plan

    language: Any = settings().language
    if due == (identifier is not None):
        raise CallError(message("erase_whom"))
    plan: ErasurePlan = _plan_due(keep or []) if due else erasure_plan.plan_erasure(str(identifier))
    outcome: dict[str, Any] = {**plan.counts, "persons": len(plan.people), "is_done": yes}
    if yes:
        with progress("erase"):
            outcome["release"] = erasure.erase(plan, reason)

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


def _plan_due(keep: list[str]) -> ErasurePlan:
    from warehouse import database
    from warehouse.retention import due_persons, erasure_plan

    with database.ready().connect() as connection:
        persons = due_persons.persons_to_erase(connection, datetime.now(UTC), keep)
        left = erasure_plan.releases_left(connection)
    if not persons and left is None:
        raise CallError(message("erase_nobody_due"))
    return erasure_plan.plan_persons([one.person_id for one in persons])
