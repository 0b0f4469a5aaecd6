"""Questions to the warehouse: why it says so, who an id was, what changed, and any query."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import CallError, message


def why(
    person: Annotated[str, typer.Argument(help="A person, victim, suspect or case id.")],
    attribute: Annotated[
        str | None, typer.Argument(help="A column of warehouse.victim or warehouse.suspect.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which files and rows stand behind an id or a value, the rule that chose, who decided.

    Example: zokwezo why V-7K3M9QX2B4TZ1 nationality
    """
    from warehouse.cli.tables import show_why
    from warehouse.query import audited

    answer = audited.why(person, attribute)
    give(answer, as_json, show_why)
    rows = answer["mentions" if attribute is None else "statements"] or answer["withdrawn"]
    if not rows:
        raise typer.Exit(1)


def who(
    person: Annotated[str, typer.Argument(help="A person, victim or suspect id.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, its end.")],
    as_json: AsJson = False,
) -> None:
    """Say what an id stood for on a past day, and what it resolves to today.

    Example: zokwezo who V-7K3M9QX2B4TZ1 --on 2026-03-31
    """
    from warehouse.cli.tables import show_who
    from warehouse.query import audited

    answer = audited.who(person, on.date())
    give(answer, as_json, show_who)
    if not answer["is_known"]:
        raise typer.Exit(1)


def changes(
    between: Annotated[
        tuple[datetime, datetime] | None,
        typer.Option(formats=["%Y-%m-%d"], help="From the end of one day to that of another."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on.")
    ] = None,
    releases: Annotated[tuple[int, int] | None, typer.Option(help="From one to another.")] = None,
    table: Annotated[str | None, typer.Option(help="One published table.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many rows shown.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Say what changed in what is published, and from which submission.

    Example: zokwezo changes --releases 3 4 --table victim
    """
    from datetime import UTC, time, timedelta

    from warehouse.cli.tables import show_changes
    from warehouse.query import audited

    if [between, since, releases].count(None) != 2:
        raise CallError(message("changes_one"))
    if releases:
        answer = audited.changes_between(*releases, table, limit)
    else:
        days = between or ((since or datetime.now(UTC)) - timedelta(days=1), datetime.now(UTC))
        first, last = (datetime.combine(day, time.max, UTC) for day in days)
        answer = audited.changes(first, last, table, limit)
    give(answer, as_json, show_changes)


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT.")],
    fmt: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    role: Annotated[
        str | None, typer.Option(help="steward, magistrate … Else the setting says.")
    ] = None,
) -> None:
    """Run one read-only query on the warehouse, with the rights of one role.

    Example: zokwezo sql "select count(*) from warehouse.victim" --format csv
    """
    from warehouse.query.sql import select_rows, show_rows

    if fmt not in ("table", "csv", "json"):
        raise typer.BadParameter("table, csv or json", param_hint="--format")
    show_rows(*select_rows(query, role), fmt)
