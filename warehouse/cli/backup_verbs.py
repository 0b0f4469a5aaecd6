"""The verbs ``backup`` and ``restore``: all that stands, taken elsewhere and brought back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give, progress
from warehouse.errors import message
from warehouse.settings import settings


def backup(
    place: Annotated[
        Path, typer.Argument(help="The folder in which a new one is made, on another disk.")
    ],
    as_json: AsJson = False,
) -> None:
    """Copy the database and var/ into a new folder, sealed; the house goes on meanwhile.

    The keys of the house open it, and are not in it: keep them in a safe, never beside it.

    Example: zokwezo backup /media/coffre
    """
    from warehouse.backup.take_backup import take_backup

    with progress("backup"):
        folder, manifest = take_backup(place)
    size = sum(path.stat().st_size for path in folder.iterdir())
    written = {"folder": str(folder), "bytes": size, **asdict(manifest)}

    def show(_: Any) -> None:
        _say(
            "backup.taken",
            folder=folder.name,
            size=round(size / 1e6, 1),
            files=manifest.files,
            rows=sum(manifest.counts.values()),
            key_id=manifest.key_id,
        )

    give(written, as_json, show)


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup: the folder zokwezo-… itself.")],
    as_json: AsJson = False,
) -> None:
    """Bring a backup back where no house stands, and verify rows, releases and the signed chain.

    Put the folder of keys back first. Nothing is touched before the backup was found whole, signed
    by this house, and openable.

    Exit code 1 where the backup was changed, or what it gave is not what it said.

    Example: zokwezo restore /media/coffre/zokwezo-20260401T060000.000000Z
    """
    from warehouse.backup.restore_backup import restore_backup

    with progress("restore"):
        house = restore_backup(folder)
    manifest = house.manifest

    def show(_: Any) -> None:
        _say(
            "backup.restored",
            taken_at=manifest.taken_at[:16].replace("T", " "),
            rows=sum(manifest.counts.values()),
            files=manifest.files,
            releases=len(house.releases),
            links=house.links,
        )

    give(asdict(house), as_json, show)


def _say(sentence: str, **values: Any) -> None:
    typer.echo(message(sentence, **values).text("en" if settings().language == "en" else "fr"))
