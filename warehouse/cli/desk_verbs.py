"""The verbs ``desk``: the pages for people, alone on this machine, and who may use them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress

app = typer.Typer(
    help="The desk: who has not sent, why a row was refused, whether two are one.",
    invoke_without_command=True,
)
Account = Annotated[str, typer.Argument(help="The name by which she signs on.")]


@app.callback()
def desk(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Of the pages, on this machine only.")] = 8099,
) -> None:
    """Serve the desk alone, for a look; where nothing ever came, over the samples.

    Example: zokwezo desk --port 8099
    """
    if context.invoked_subcommand is not None:
        return
    from warehouse import database, pipeline
    from warehouse.desk.alone import serve
    from warehouse.errors import message
    from warehouse.intake import ledger
    from warehouse.settings import PROJECT, settings

    with database.ready().connect() as connection:
        is_empty = ledger.summary(connection)["files"] == 0
    samples = PROJECT / "samples" / "drops"
    if is_empty and samples.is_dir():
        with progress("samples"):
            pipeline.run(samples)
    language: Any = settings().language
    serve(port, lambda address: typer.echo(message("desk.serving", address=address).text(language)))


@app.command("give")
def give_account(
    account: Account,
    right: Annotated[
        list[str],
        typer.Option(help="steward, focal_point, judge_victims or judge_suspects; repeatable."),
    ],
    source: Annotated[
        list[str] | None, typer.Option(help="A focal point's register; repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what an account may do at the desk, instead of what was said before.

    Example: zokwezo desk give a.exemple --right focal_point --source umirr
    """
    from warehouse import database
    from warehouse.contracts import load_contracts
    from warehouse.database.access import account as own
    from warehouse.desk.visitor import Visitor
    from warehouse.desk.visitor import give_account as write
    from warehouse.settings import settings

    given = Visitor(account, frozenset(right), frozenset(source or ()))
    with database.ready().begin() as connection:
        write(connection, given, load_contracts(settings().sources), by=own(), at=datetime.now(UTC))
    give(_told(given), as_json, lambda one: _show([one]))


@app.command("take")
def take_account(account: Account, as_json: AsJson = False) -> None:
    """Take an account away from the desk.

    Example: zokwezo desk take a.exemple
    """
    from warehouse import database
    from warehouse.database.access import account as own
    from warehouse.desk.visitor import take_account as write

    with database.ready().begin() as connection:
        had_any = write(connection, account, by=own())
    give({"account": account, "had_any": had_any}, as_json, lambda one: typer.echo(one["account"]))
    if not had_any:
        raise typer.Exit(1)


@app.command("accounts")
def list_accounts(as_json: AsJson = False) -> None:
    """List who may do what at the desk.

    Example: zokwezo desk accounts
    """
    from warehouse import database
    from warehouse.desk.visitor import accounts

    with database.ready().connect() as connection:
        rows = [_told(one) for one in accounts(connection)]
    give(rows, as_json, _show)


def _told(one: Any) -> dict[str, Any]:
    return {
        "account": one.account,
        "rights": sorted(one.rights),
        "sources": sorted(one.sources),
    }


def _show(accounts: list[dict[str, Any]]) -> None:
    for one in accounts:
        typer.echo(f"{one['account']}  {', '.join(one['rights'])}  {', '.join(one['sources'])}")
