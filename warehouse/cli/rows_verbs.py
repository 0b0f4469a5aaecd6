"""The verbs ``rows``: rows kept back, put right by a document, taken as they are, sent back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, give_list

if TYPE_CHECKING:
    from warehouse.checks.kept_rows import RowPlace
    from warehouse.checks.quarantine import Said

app = typer.Typer(help="Rows kept back: correct them here, accept them, or send them back.")
Id = Annotated[str, typer.Argument(help="The submission.")]
Number = Annotated[int, typer.Argument(help="The physical row, 1 = the first.")]
Sheet = Annotated[str, typer.Option(help="The sheet; nothing for a text file.")]
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later; no name of a person.")]


@app.command("list")
def list_rows(submission_id: Id, as_json: AsJson = False) -> None:
    """List the rows that a file has kept back, and what was decided on them.

    Example: zokwezo rows list S-0123456789abcdef
    """
    from warehouse import database
    from warehouse.checks.kept_rows import kept_rows

    with database.ready().connect() as connection:
        rows = [one.as_told() for one in kept_rows(connection, submission_id)]
    give_list(rows, as_json, _show)


@app.command()
def correct(
    submission_id: Id,
    row_number: Number,
    column: Annotated[str, typer.Option(help="The header of the column, or c1, c2 …")],
    document: Annotated[str, typer.Option(help="Reference of what supports it: PV 012/2026.")],
    sheet: Sheet = "",
    as_json: AsJson = False,
) -> None:
    """Put one cell of a row right; what it is to say is read from the input, never from here.

    Example: zokwezo rows correct S-0123456789abcdef 14 --column "Date" --document "PV 012/2026"
    """
    from warehouse.checks.kept_rows import RowPlace, column_index
    from warehouse.checks.quarantine import Said

    value = sys.stdin.readline().rstrip("\n")
    place = RowPlace(submission_id, sheet, row_number)
    decision = Said("corrected", {column_index(place, column): value}, document)
    _decide(place, decision, as_json)


@app.command()
def accept(
    submission_id: Id,
    row_number: Number,
    reason: Reason,
    sheet: Sheet = "",
    as_json: AsJson = False,
) -> None:
    """Take a row as it is, despite what it lacks.

    Example: zokwezo rows accept S-0123456789abcdef 14 --reason "date illisible au dossier"
    """
    from warehouse.checks.kept_rows import RowPlace
    from warehouse.checks.quarantine import Said

    place = RowPlace(submission_id, sheet, row_number)
    decision = Said("accepted", reason=reason)
    _decide(place, decision, as_json)


@app.command("send-back")
def send_back(
    submission_id: Id,
    row_number: Number,
    reason: Reason,
    sheet: Sheet = "",
    as_json: AsJson = False,
) -> None:
    """Leave a row to its ministry; what was decided on it before no longer holds.

    Example: zokwezo rows send-back S-0123456789abcdef 14 --reason "deux personnes sur la ligne"
    """
    from warehouse.checks.kept_rows import RowPlace
    from warehouse.checks.quarantine import Said

    place = RowPlace(submission_id, sheet, row_number)
    decision = Said("sent_back", reason=reason)
    _decide(place, decision, as_json)


def _decide(place: RowPlace, decided: Said, as_json: bool) -> None:
    from warehouse import database, pipeline
    from warehouse.checks.quarantine import decide_by_account

    database.ensure_schema()
    replay = decide_by_account(place, decided, datetime.now(UTC))
    if replay is not None:
        pipeline.examine(replay)
    outcome = {"submission_id": place.submission_id, "read_again_as": replay}
    give(outcome, as_json, lambda one: typer.echo(one["read_again_as"] or one["submission_id"]))


def _show(rows: list[dict[str, Any]]) -> None:
    for one in rows:
        decided = f"  {one['decision']}  {one['by']}" if one["decision"] else ""
        typer.echo(f"{one['sheet']}:{one['row_number']}  {', '.join(one['rules'])}{decided}")
