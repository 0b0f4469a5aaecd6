"""The verbs ``keys``: which keys open what is sealed, and a new one in their place."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from warehouse.cli.output import AsJson, give
from warehouse.errors import message
from warehouse.settings import settings

app = typer.Typer(help="The keys that open what is sealed under var/: listed, changed.")


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """The keys of the house by their ids, and how many keys of files each wraps.

    It also says whether the volume of var/ is seen to be encrypted (dm-crypt): PostgreSQL's folder
    holds names that only the host can seal.

    Exit code 1 where a key of files is opened by none of them.

    Example: zokwezo keys list
    """
    from warehouse.vault.keyring import key_source
    from warehouse.vault.rotation import listed_keys
    from warehouse.vault.volume import is_seen_encrypted

    keys, lost = listed_keys()
    place = str(settings().keys_folder) if key_source() == "folder" else key_source()
    listed = {
        "place": place,
        "keys": [asdict(key) for key in keys],
        "lost": lost,
        "volume_seen_encrypted": is_seen_encrypted(settings().var),
    }
    give(listed, as_json, _show)
    if lost:
        raise typer.Exit(1)


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Wrap the key of every file with a new key, and destroy the old one; the trail keeps who did.

    Copy the new key to its safe, and destroy the copies of the old one: a backup of before is
    opened by that one alone.

    Example: zokwezo keys rotate
    """
    from warehouse import database
    from warehouse.database import access
    from warehouse.vault.rotation import rotate_keys

    with database.ready().begin() as connection:
        access.note(connection, access.account(), "rotate", "keys")
    give(asdict(rotate_keys()), as_json, _show_rotated)


@app.command()
def public(as_json: AsJson = False) -> None:
    """The public key with which receipts are verified, and the fingerprint that they print.

    Give it to each ministry once, by hand: who has it from elsewhere trusts elsewhere.

    Example: zokwezo keys public > cle.pem
    """
    from warehouse.receipts.receipt_seal import shown_fingerprint
    from warehouse.vault.signing_keys import fingerprint_of, public_key_bytes, signing_key

    fingerprint = fingerprint_of(signing_key().public_key())
    pem = (public_key_bytes() or b"").decode("ascii")
    public_key = {"fingerprint": fingerprint, "pem": pem}
    give(public_key, as_json, lambda key: typer.echo(key["pem"], nl=False))
    if not as_json:
        typer.echo(shown_fingerprint(fingerprint), err=True)


def _show(key_state: dict[str, Any]) -> None:
    typer.echo(key_state["place"])
    for key in key_state["keys"]:
        typer.echo(f"{key['key_id']}  {key['wraps']}{'  seals' if key['seals'] else ''}")
    if key_state["lost"]:
        typer.echo(f"lost  {key_state['lost']}")
    key = "vault.volume_encrypted" if key_state["volume_seen_encrypted"] else "vault.volume_unknown"
    typer.echo(message(key).text("en" if settings().language == "en" else "fr"))


def _show_rotated(rotation: dict[str, Any]) -> None:
    typer.echo(f"{rotation['key_id']}  {rotation['rewrapped']}  seals")
    if rotation["signs"]:
        typer.echo(f"{rotation['signs']}  signs receipts")
    for key in rotation["destroyed"]:
        typer.echo(f"{key}  destroyed")
    for key in rotation["to_destroy"]:
        typer.echo(f"{key}  to destroy where it is kept")
