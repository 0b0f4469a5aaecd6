"""The verbs ``decisions``: those that the guard keeps out, and those that a human lets through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, give_list

Record = Annotated[str, typer.Argument(help="The record, as the list names it.")]

app = typer.Typer(help="Decisions kept out because somebody seems to stand in them.")


@app.command("list")
def list_decisions(
    cleared: Annotated[
        bool, typer.Option("--cleared", help="Those that were let through: who, when, why.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the decisions that are kept out; no word of them is shown, the desk shows it marked.

    Example: zokwezo decisions list
    """
    from warehouse import database
    from warehouse.query import kept_out_decisions as asking

    with database.ready().connect() as connection:
        rows = asking.cleared(connection) if cleared else asking.kept_out(connection)
    give_list(rows, as_json, _show)


@app.command("open")
def open_decision(
    record_id: Record,
    out: Annotated[Path, typer.Option(help="The file that the texts are written to.")],
) -> None:
    """Write the texts where somebody was found to a file, each find in ⟦ ⟧; the trail keeps who.

    Example: zokwezo decisions open R-0123456789abcdef --out texte.txt
    """
    from warehouse import database
    from warehouse.database import access
    from warehouse.query import kept_out_decisions as asking

    with database.ready().begin() as connection:
        asking.conformed_decision(connection, record_id)
        access.note(
            connection, access.account(), "read", record_id, rows=1, purpose="anonymisation"
        )
    with database.engine().connect() as connection:
        texts = asking.marked_texts(connection, record_id)
    lines = (
        "".join(f"⟦{part.text}⟧" if part.is_found else part.text for part in one.parts)
        for one in texts
    )
    out.write_text(
        "\n\n".join(f"{one.column}\n{content}" for one, content in zip(texts, lines, strict=True)),
        "utf-8",
    )
    typer.echo(str(out))


@app.command()
def clear(
    record_id: Record,
    reason: Annotated[str, typer.Option(help="Why, for whoever asks later; no name of a person.")],
    as_json: AsJson = False,
) -> None:
    """Let a decision be published as it reads: nobody stands in it. The next load does it.

    You have opened its texts, here or at the desk. Another text of it, or somebody who becomes
    known later, is kept out again.

    Example: zokwezo decisions clear R-0123456789abcdef --reason "nom de rue"
    """
    from warehouse import database
    from warehouse.database import access
    from warehouse.load.cleared_decisions import clear_decision
    from warehouse.query import kept_out_decisions as asking

    with database.ready().begin() as connection:
        clear_decision(
            connection,
            asking.conformed_decision(connection, record_id),
            reason=reason,
            by=access.account(),
            at=datetime.now(UTC),
        )
    give({"record_id": record_id}, as_json, lambda one: typer.echo(one["record_id"]))


def _show(rows: list[dict[str, Any]]) -> None:
    for one in rows:
        if "reason" in one:
            typer.echo(f"{one['record_id']}  {one['at']:%Y-%m-%d}  {one['by']}  {one['reason']}")
            continue
        where = f"{one['file_name']} {one['sheet'] or ''}:{one['row_number']}"
        columns = ", ".join(one["text_columns"])
        typer.echo(f"{one['record_id']}  {one['court_code'] or ''}  {where}  {columns}")
