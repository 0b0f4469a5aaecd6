"""The verbs ``hold``: the files that wait for a human, let through or turned back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, give_list

app = typer.Typer(help="Files that wait for a human before they replace a month.")
Id = Annotated[str, typer.Argument(help="The submission, as `hold list` names it.")]
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later; no name of a person.")]


@app.command("list")
def list_held(as_json: AsJson = False) -> None:
    """List the files that wait, and why.

    Example: zokwezo hold list
    """
    from warehouse import database
    from warehouse.intake.holds import held_submissions

    with database.ready().connect() as connection:
        rows = [
            {
                **one,
                "received_at": one["received_at"].isoformat(),
                "reasons": [reason.text("fr") for reason in one["reasons"]],
            }
            for one in held_submissions(connection)
        ]
    give_list(rows, as_json, _show)


@app.command()
def release(submission_id: Id, reason: Reason, as_json: AsJson = False) -> None:
    """Let a file that waits replace what counted before.

    Example: zokwezo hold release S-0123456789abcdef --reason "confirmé par téléphone"
    """
    from warehouse import pipeline

    status = pipeline.decide_hold(submission_id, "release", reason, datetime.now(UTC))
    give({"submission_id": submission_id, "status": status}, as_json, _show_status)


@app.command()
def reject(submission_id: Id, reason: Reason, as_json: AsJson = False) -> None:
    """Turn a file that waits back; what counted before counts on.

    Example: zokwezo hold reject S-0123456789abcdef --reason "le mois de mars renvoyé par erreur"
    """
    from warehouse import pipeline

    status = pipeline.decide_hold(submission_id, "reject", reason, datetime.now(UTC))
    give({"submission_id": submission_id, "status": status}, as_json, _show_status)


def _show(submissions: list[dict[str, Any]]) -> None:
    for one in submissions:
        typer.echo(f"{one['submission_id']}  {one['source_id']}  {one['period']}")
        typer.echo(f"  {one['file_name']}")
        for reason in one["reasons"]:
            typer.echo(f"  - {reason}")


def _show_status(submission: dict[str, Any]) -> None:
    typer.echo(f"{submission['submission_id']}  {submission['status']}")
