"""Receipts of the real path are signed and chained; they are verified without the platform."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline
from warehouse.cli import app
from warehouse.receipts.receipt_seal import CHAIN_NAME
from warehouse.settings import settings
from warehouse.vault.rotation import rotate_keys
from warehouse.vault.signing_keys import public_key_bytes, public_keys

pytestmark = pytest.mark.slow


def verified(place: Path, *, code: int = 0, key: Path | None = None) -> list[dict[str, Any]]:
    words = ["verify", str(place), "--json", *(["--key", str(key)] if key else [])]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == code, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["receipts"]
    return found


def links(source_id: str) -> list[dict[str, Any]]:
    chain = settings().receipts / source_id / CHAIN_NAME
    return [json.loads(line) for line in chain.read_text("utf-8").splitlines()]


def test_every_receipt_of_the_path_is_signed_chained_and_verified_elsewhere(
    world: Path, drop: Callable[..., Path], tmp_path: Path
) -> None:
    folder = drop("umirr/*janvier*", "umirr/*avril*", "parquet/*_01.csv")
    again = folder / "umirr" / "le même fichier.xlsx"
    shutil.copyfile(next((folder / "umirr").glob("*janvier*")), again)
    for source_id in ("umirr", "parquet"):
        for submission_id in pipeline.receive(source_id, folder, stable_seconds=0):
            pipeline.examine(submission_id)
    found = verified(world / "receipts")
    assert len(found) == 4 + 2, "four receipts, a duplicate's among them, and two chains"
    assert all(one["holds"] for one in found)
    assert [one["number"] for one in links("umirr")] == [1, 2, 3]
    assert {one["status"] for one in links("umirr")} >= {"duplicate"}

    # Elsewhere: the files and the public key; no database, no keys of the house, no network.
    away = tmp_path / "elsewhere"
    shutil.copytree(world / "receipts" / "umirr", away / "umirr")
    (away / "cle.pem").write_bytes(public_key_bytes() or b"")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from warehouse.cli import main; main()",
            "verify",
            "umirr",
            "--key",
            "cle.pem",
            "--json",
        ],
        cwd=away,
        env={
            "ZOKWEZO_VAR": str(away / "var"),
            "ZOKWEZO_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nowhere",
            "PYTHONPATH": str(Path(pipeline.__file__).parents[1]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["receipts"]) == 4
    assert not (away / "var").exists()
    # The chain tells no name, neither of a file nor of a person.
    told = (away / "umirr" / CHAIN_NAME).read_text("utf-8")
    assert "janvier" not in told and "fichier" not in told
    # Elsewhere without a key there is nothing to hold it against.
    record = next((away / "umirr").rglob("recu.json"))
    record.write_bytes(record.read_bytes().replace(b'"read": ', b'"read": 1', 1))
    (one,) = [one for one in verified(away / "umirr", code=1) if not one["holds"]]
    assert "un octet au moins a changé" in one["faults"][0]


def test_a_withdrawal_and_a_new_verdict_are_said_in_the_chain(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("umirr/*janvier*")
    (submission_id,) = pipeline.receive("umirr", folder, stable_seconds=0)
    pipeline.examine(submission_id)
    home = next((world / "receipts" / "umirr").rglob("recu.json")).parent
    assert verified(home)[0]["holds"]
    done = CliRunner().invoke(app, ["submissions", "withdraw", submission_id])
    assert done.exit_code == 0, done.output
    (told,) = verified(home, code=1)
    assert "retiré" in told["faults"][0]
    pipeline.receive("umirr", folder, stable_seconds=0)
    assert [one["event"] for one in links("umirr")] == ["receipt", "withdrawal"], "said once"


def test_what_the_ledger_withdraws_by_itself_is_said_too(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("parquet/*_01.csv")
    (file,) = (folder / "parquet").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(b"\n", 0, len(whole) // 2) + 1])
    for _ in range(2):
        for submission_id in pipeline.receive("parquet", folder, stable_seconds=0):
            pipeline.examine(submission_id)
        file.write_bytes(whole)
    with database.engine().connect() as connection:
        withdrawn = connection.scalars(
            text("select submission_id from intake.submission where withdrawn_at is not null")
        ).all()
    assert len(withdrawn) == 1
    assert [(one["event"], one["submission_id"]) for one in links("parquet")][1] == (
        "withdrawal", withdrawn[0],
    )  # fmt: skip
    assert [one["event"] for one in links("parquet")] == ["receipt", "withdrawal", "receipt"]
    assert sum(not one["holds"] for one in verified(world / "receipts", code=1)) == 1


def test_a_new_key_signs_and_the_receipts_of_the_old_one_still_hold(
    world: Path, drop: Callable[..., Path], tmp_path: Path
) -> None:
    folder = drop("umirr/*janvier*")
    for submission_id in pipeline.receive("umirr", folder, stable_seconds=0):
        pipeline.examine(submission_id)
    old = tmp_path / "old.pem"
    old.write_bytes(public_key_bytes() or b"")
    done = rotate_keys()
    drop("umirr/*avril*")
    for submission_id in pipeline.receive("umirr", folder, stable_seconds=0):
        pipeline.examine(submission_id)
    first, second = links("umirr")
    assert second["key"] == done.signs != first["key"]
    assert set(public_keys()) == {first["key"], second["key"]}, "old public keys are kept"
    secrets = list((settings().keys_folder / "receipts").glob("*.signing"))
    assert len(secrets) == 1 and first["key"] not in secrets[0].name
    assert b"PRIVATE" not in secrets[0].read_bytes()
    assert all(one["holds"] for one in verified(world / "receipts"))
    # Who holds the old key alone is told so, and not that all is well.
    told = verified(world / "receipts", code=1, key=old)
    assert any("clé qui n'est pas de cette plateforme" in one["faults"][0] for one in told)


def test_a_ledger_whose_chain_file_was_lost_or_cut_puts_it_back(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("umirr/*janvier*", "umirr/*avril*")
    for submission_id in pipeline.receive("umirr", folder, stable_seconds=0):
        pipeline.examine(submission_id)
    chain = settings().receipts / "umirr" / CHAIN_NAME
    whole = chain.read_bytes()
    chain.write_bytes(whole.splitlines(keepends=True)[0])
    assert not all(one["holds"] for one in verified(world / "receipts", code=1))
    pipeline.receive("umirr", folder, stable_seconds=0)
    assert chain.read_bytes() == whole
