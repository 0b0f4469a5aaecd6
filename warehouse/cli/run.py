"""From a folder of exports to a release, without Airflow; one file tried, nothing stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from warehouse.cli.output import AsJson, give, progress


def run(
    folder: Annotated[Path, typer.Argument(help="A folder of <source>/<file>.")],
    as_json: AsJson = False,
) -> None:
    """Take a folder of exports to a release, without Airflow.

    Example: zokwezo run samples/drops
    """
    from warehouse import pipeline
    from warehouse.cli.tables import show_summary

    with progress("…") as tell:
        summary = pipeline.run(folder, tell=tell)
    give(summary, as_json, show_summary)


def reload(as_json: AsJson = False) -> None:
    """Load everything again from the lake; what was right stays untouched.

    A load takes only what a month can have changed. Who doubts it asks for all: the rows that then
    differ are told by table, and after a right load there are none.

    Example: zokwezo reload
    """
    from warehouse import pipeline

    with progress("load"):
        changed = pipeline.load(anew=True)
    listed = "\n".join(f"{name} {rows}" for name, rows in changed.items())
    give(changed, as_json, lambda _: typer.echo(listed))


def try_file(
    file: Annotated[Path, typer.Argument(help="The file to try.")],
    source: Annotated[str, typer.Option(help="The source it belongs to.")],
    out: Annotated[Path | None, typer.Option(help="Write the receipt there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what would become of a file; nothing is stored.

    Example: zokwezo try registre.xlsx --source umirr
    """
    from warehouse.cli.tables import show_verdict
    from warehouse.receipts.try_file import try_file as try_it

    verdict = try_it(file, source, out)
    give(verdict, as_json, show_verdict)
    if verdict["status"] == "rejected":
        raise typer.Exit(1)
