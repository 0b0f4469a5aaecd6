"""The verb ``verify``: nothing was changed in a receipt, or behind the register's back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import CallError, message
from warehouse.settings import settings


def verify(
    receipt: Annotated[
        Path | None,
        typer.Argument(
            help="A receipt by any of its files, a folder of receipts, a chain, or a signed nil "
            "return; without it the whole register."
        ),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(help="A public key (PEM) to hold receipts against; else those of this house."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold receipts, or the whole register, against what was signed.

    A receipt is verified with its files and a public key alone: no database, no network. Without
    one, submissions, judgements and releases are held against the signed chain of who wrote them.

    Exit code 1 where a byte was changed, a link is missing, the key is another's, or the receipt
    was withdrawn; and where a row was changed, added or removed outside the register.

    Example: zokwezo verify recu.json --key cle.pem
    """
    if receipt is not None:
        _verify_receipt(receipt, key or [], as_json)
        return
    from warehouse.query.integrity import verify_register

    links, faults = verify_register()
    give({"links": links, "faults": [asdict(one) for one in faults]}, as_json, _show)
    if faults:
        raise typer.Exit(1)


def _verify_receipt(place: Path, given: list[Path], as_json: bool) -> None:
    from warehouse.receipts.verify_receipt import verify_receipts
    from warehouse.vault.signing_keys import public_keys, read_public_key

    keys = dict(read_public_key(one) for one in given) or public_keys()
    if not keys:
        raise CallError(message("verify.no_keys"))
    verified = verify_receipts(place, keys)
    language: Any = settings().language
    rows = [
        {
            "holds": not one.faults,
            "faults": [fault.text(language) for fault in one.faults],
            "notes": [note.text(language) for note in one.notes],
        }
        for one in verified
    ]
    give({"receipts": rows}, as_json, _show_receipts)
    if any(one.faults for one in verified):
        raise typer.Exit(1)


def _show_receipts(result: dict[str, Any]) -> None:
    for one in result["receipts"]:
        for sentence in [*one["faults"], *one["notes"]]:
            typer.echo(sentence)


def _show(result: dict[str, Any]) -> None:
    language: Any = settings().language
    for one in result["faults"]:
        place = f"{one['table']} {one['row_id']}".strip()
        sentence = message(f"verify.{one['fault']}", place=place, by=one["by"] or "?", at=one["at"])
        typer.echo(sentence.text(language))
    if not result["faults"]:
        typer.echo(message("verify.holds", links=result["links"]).text(language))
