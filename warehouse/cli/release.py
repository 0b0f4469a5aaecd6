"""The verbs of ``zokwezo release``: published, checked, taken back, withdrawn, made again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.settings import settings

app = typer.Typer(
    help="Releases: list, verify, publish, roll back, withdraw.", no_args_is_help=True
)


@app.command("list")
def release_list(as_json: AsJson = False) -> None:
    """All releases, the current one marked.

    Example: zokwezo release list --json
    """
    from warehouse.cli.tables import show_releases
    from warehouse.release import listed

    give([asdict(one) for one in listed(settings().releases)], as_json, show_releases)


@app.command("publish")
def release_publish() -> None:
    """Publish what is loaded, if it differs; say how far its files liken a victim to an accused.

    Example: zokwezo release publish
    """
    from warehouse import pipeline
    from warehouse.cli.tables import show_published
    from warehouse.release import numbered

    number = pipeline.publish()
    typer.echo(number)
    show_published(asdict(numbered(settings().releases, int(number))))


@app.command("rollback")
def release_rollback(
    number: Annotated[int | None, typer.Argument(help="To this one; else the one before.")] = None,
) -> None:
    """Point readers at an earlier release.

    Example: zokwezo release rollback 3
    """
    from warehouse.release import roll_back

    typer.echo(roll_back(settings().releases, number).number)


@app.command("withdraw")
def release_withdraw(
    number: Annotated[int, typer.Argument(help="The release.")],
    reason: Annotated[str, typer.Option(help="NAMED_PERSON, PERSONAL_DATA, WRONG or DAMAGED.")],
) -> None:
    """Destroy the files of a release for good; its number stays, and says why.

    Example: zokwezo release withdraw 3 --reason NAMED_PERSON
    """
    from warehouse.cli.tables import show_withdrawn
    from warehouse.release import commands

    show_withdrawn(number, commands.withdraw(number, reason))


@app.command("verify")
def release_verify(
    number: Annotated[int | None, typer.Argument(help="The release; else the current one.")] = None,
) -> None:
    """Hold the files of a release against their checksums; of a withdrawn one none may be left.

    Example: zokwezo release verify 3
    """
    from warehouse.release import current, verify

    one = current(settings().releases)
    wanted = number or (one.number if one else 0)
    damaged = verify(settings().releases, wanted)
    typer.echo("\n".join(damaged) or "ok")
    if damaged:
        raise typer.Exit(1)


@app.command("export")
def release_export(
    out: Annotated[Path, typer.Option(help="An .xlsx file, or a folder for Parquet.")],
    number: Annotated[int | None, typer.Argument(help="The release; else the current one.")] = None,
) -> None:
    """Write a release as one workbook, or as a folder of Parquet; the trail keeps who did.

    Example: zokwezo release export --out livraison.xlsx
    Example: zokwezo release export --out livraison
    """
    from warehouse.release import commands

    with progress("export"):
        made = commands.export_release(number, out)
    typer.echo(str(made))


@app.command("rebuild")
def release_rebuild(
    number: Annotated[int, typer.Argument(help="The release.")],
    out: Annotated[Path, typer.Option(help="An empty folder for it.")],
) -> None:
    """Make a past release again, from what was known then, and hold it against its checksums.

    Example: zokwezo release rebuild 3 --out /tmp/release-3
    """
    from warehouse.release import commands

    differing = commands.rebuild(number, out)
    typer.echo("\n".join(differing) or "ok")
    if differing:
        raise typer.Exit(1)


@app.command("as-known")
def release_as_known(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day, its end.")],
    out: Annotated[Path, typer.Option(help="An empty folder for the tables.")],
) -> None:
    """Every published table as known at the end of a past day, as Parquet.

    Example: zokwezo release as-known 2026-03-31 --out /tmp/march
    """
    from warehouse.release import commands

    for name, rows in commands.as_known(day.date(), out).items():
        typer.echo(f"{name} {rows}")
