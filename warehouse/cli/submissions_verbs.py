"""The verbs ``submissions``: what became of each file, taken back or tried again."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give_list

app = typer.Typer(help="The files received: what became of each, taken back, tried again.")
Id = Annotated[str, typer.Argument(metavar="SUBMISSION", help="Its id, as the list gives it.")]


@app.command("list")
def list_submissions(
    source: Annotated[str | None, typer.Option(help="Of this source alone.")] = None,
    status: Annotated[str | None, typer.Option(help="With this status alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """What became of each file, the newest first; also of one that was gone before it was taken.

    Example: zokwezo submissions list --status rejected
    """
    from warehouse import database
    from warehouse.intake.sightings import vanished_files
    from warehouse.intake.submissions import listed

    with database.ready().connect() as connection:
        rows = listed(connection, source_id=source, status=status)
        rows += vanished_files(connection, source) if status in (None, "vanished") else []
    rows.sort(key=lambda row: row["received_at"], reverse=True)
    for row in rows:
        row["received_at"] = row["received_at"].isoformat()
    give_list(rows, as_json, _show)


@app.command()
def strays(as_json: AsJson = False) -> None:
    """What was seen in the drop and not received: nobody's, unreadable, or gone again.

    Example: zokwezo submissions strays
    """
    from warehouse import database, status
    from warehouse.intake.sightings import open_sightings

    status.unclaimed_files()
    with database.engine().connect() as connection:
        rows = open_sightings(connection)
    listed = [{k: v.isoformat() if "seen" in k else v for k, v in row.items()} for row in rows]
    give_list(listed, as_json, _show_strays)


def _show_strays(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        typer.echo(f"{row['state']}  {row['folder']}/{row['file_name']}  {row['last_seen_at']}")


@app.command()
def withdraw(submission_id: Id) -> None:
    """Take a file back: it counts for nothing, and the one before it counts again.

    The chain of its register's receipts says so.

    Example: zokwezo submissions withdraw S-0123456789abcdef
    """
    from warehouse import database
    from warehouse.intake import submission
    from warehouse.intake.steward_actions import withdraw_submission
    from warehouse.receipts.receipt_chain import settle_chain
    from warehouse.settings import settings

    with database.ready().begin() as connection:
        withdraw_submission(connection, submission_id, datetime.now(UTC))
        source_id = submission(connection, submission_id)["source_id"]
    settle_chain(database.engine(), source_id, settings().receipts)
    typer.echo("withdrawn")


@app.command()
def retry(submission_id: Id) -> None:
    """Examine a refused file again, from the bytes that were kept.

    Example: zokwezo submissions retry S-0123456789abcdef
    """
    from warehouse import database, pipeline
    from warehouse.intake.steward_actions import reopen_submission

    with database.ready().begin() as connection:
        reopen_submission(connection, submission_id)
    typer.echo(pipeline.examine(submission_id))


@app.command()
def workbook(
    submission_id: Id,
    out: Annotated[Path, typer.Option(help="The folder that the workbook is put into.")],
) -> None:
    """Take the workbook to correct out of the vault, for its ministry; the trail keeps who did.

    Example: zokwezo submissions workbook S-0123456789abcdef --out .
    """
    from warehouse import database
    from warehouse.database import access
    from warehouse.receipts.kept_workbook import open_workbook

    with database.ready().begin() as connection:
        access.note(connection, access.account(), "open", submission_id, purpose="workbook")
    with (
        database.engine().connect() as connection,
        open_workbook(connection, submission_id) as (name, plain),
    ):
        shutil.copyfile(plain, out / name)
    typer.echo(str(out / name))


def _show(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        state = "withdrawn" if row["is_withdrawn"] else row["status"] or "received"
        typer.echo(
            f"{row['submission_id'] or '-'}  {row['source_id']}  {row['period'] or '-'}  {state}"
        )
        typer.echo(f"  {row['file_name']}")
