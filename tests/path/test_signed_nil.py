"""A nil return that was signed at the desk holds for its month alone; a forged one is refused."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline
from warehouse.cli import app
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists
from warehouse.desk.nil_return import nil_return
from warehouse.read.nil_comment import MARK, declaration_in
from warehouse.receipts.nil_declaration import declare_nil
from warehouse.receipts.receipt_seal import canonical, signed
from warehouse.receipts.try_file import try_file
from warehouse.settings import settings
from warehouse.vault.signing_keys import fingerprint_of, public_key_bytes, signing_key

pytestmark = pytest.mark.slow

NAME = "umirr_neant_2026_05.xlsx"


@pytest.fixture(scope="module")
def plain() -> bytes:
    sources = settings().sources
    codes = load_codelists(sources / "codes")
    return nil_return(load_contracts(sources)["umirr"], codes, "2026-05")[1]


def declared(plain: bytes, key: Ed25519PrivateKey | None = None) -> bytes:
    own = signing_key()
    return declare_nil(
        plain, "umirr", "2026-05", by="unite", at=datetime(2026, 6, 2, tzinfo=UTC),
        key=key or own, fingerprint=fingerprint_of(own.public_key()),
    )  # fmt: skip


def with_comment(body: bytes, comment: bytes) -> bytes:
    file = io.BytesIO(body)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = comment
    return file.getvalue()


def comment_of(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.comment


def with_rows(plain: bytes) -> bytes:
    """The same workbook with a word more in it."""
    book = openpyxl.load_workbook(io.BytesIO(plain))
    book.worksheets[0].cell(4, 1).value = "NEANT"
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def told_again(body: bytes, **other: str) -> bytes:
    """The declaration with other words under the old signature."""
    told = json.loads(comment_of(body).removeprefix(MARK)) | other
    return with_comment(body, MARK + canonical(told))


FORGED = {
    "signed_with_another_key": lambda plain: declared(plain, Ed25519PrivateKey.generate()),
    "of_a_key_that_is_nobodys": lambda plain: told_again(declared(plain), key="0" * 32),
    "another_month_told": lambda plain: told_again(declared(plain), period="2026-04"),
    "another_account_told": lambda plain: told_again(declared(plain), by="directrice"),
    "changed_since": lambda plain: with_comment(with_rows(plain), comment_of(declared(plain))),
    "no_signature": lambda plain: told_again(declared(plain), signature=""),
    "no_words": lambda plain: with_comment(plain, MARK + b"{"),
    "another_kind_of_words": lambda plain: with_comment(plain, MARK + b'[{"a": [1]}]'),
    "another_kind_of_declaration": lambda plain: with_comment(
        plain,
        MARK + canonical(signed(
            json.loads(comment_of(declared(plain)).removeprefix(MARK)) | {"kind": "receipt"},
            signing_key(),
        )),
    ),
}  # fmt: skip


def arrives(folder: Path, body: bytes, name: str = NAME, source_id: str = "umirr") -> str:
    place = folder / source_id / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)
    (one,) = pipeline.receive(source_id, folder, stable_seconds=0)
    return pipeline.examine(one)


def messages() -> list[str]:
    with database.engine().connect() as connection:
        return list(
            connection.scalars(text("select distinct message_key from intake.row_issue where"
                                    " severity = 'refuse'"))
        )  # fmt: skip


def test_what_the_desk_signed_is_taken_and_counts_as_nothing(
    world: Path, tmp_path: Path, plain: bytes
) -> None:
    body = declared(plain)
    found = declaration_in_bytes(body, tmp_path)
    assert found["by"] == "unite"
    assert arrives(tmp_path / "drop", body) in ("accepted", "accepted_with_warnings")
    with database.engine().connect() as connection:
        row = connection.execute(text("select is_nil, period from intake.submission")).one()
    assert tuple(row) == (True, "2026-05")


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_declaration_is_refused(
    world: Path, tmp_path: Path, plain: bytes, forge: object
) -> None:
    body = forge(plain)  # type: ignore[operator]  # a table of functions
    tried = tmp_path / NAME
    tried.write_bytes(body)
    assert try_file(tried, "umirr")["status"] == "rejected", "the try-out says the same"
    assert arrives(tmp_path / "drop", body) == "rejected"
    assert messages() == ["file_nil_forged"]


@pytest.mark.parametrize(
    ("name", "source_id"), [("umirr_neant_2026_06.xlsx", "umirr"), (NAME, "dspj")]
)
def test_a_declaration_holds_for_its_register_and_month_alone(
    world: Path, tmp_path: Path, plain: bytes, name: str, source_id: str
) -> None:
    assert arrives(tmp_path / "drop", declared(plain), name, source_id) == "rejected"
    if source_id == "umirr":
        assert messages() == ["file_nil_of_another"]


def test_a_workbook_in_which_a_ministry_writes_the_word_is_taken_as_before(
    world: Path, tmp_path: Path, plain: bytes
) -> None:
    assert arrives(tmp_path / "drop", plain) in ("accepted", "accepted_with_warnings")


def test_who_has_the_public_key_verifies_it_alone(
    world: Path, tmp_path: Path, plain: bytes
) -> None:
    key = tmp_path / "cle.pem"
    good, bad = tmp_path / NAME, tmp_path / "forge.xlsx"
    good.write_bytes(declared(plain))
    bad.write_bytes(told_again(declared(plain), period="2026-04"))
    key.write_bytes(public_key_bytes() or b"")
    holds = CliRunner().invoke(app, ["verify", str(good), "--key", str(key)])
    assert holds.exit_code == 0, holds.output
    assert "état néant de umirr pour 2026-05, déclaré par le compte unite" in holds.output
    forged = CliRunner().invoke(app, ["verify", str(bad), "--key", str(key)])
    assert forged.exit_code == 1
    assert "ce n'est plus ce qui fut signé" in forged.output
    other = tmp_path / "autre.pem"
    other.write_bytes(
        Ed25519PrivateKey.generate().public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )  # fmt: skip
    assert CliRunner().invoke(app, ["verify", str(good), "--key", str(other)]).exit_code == 1


def declaration_in_bytes(body: bytes, folder: Path) -> dict[str, str]:
    place = folder / "lu.xlsx"
    place.write_bytes(body)
    declaration = declaration_in(place)
    assert declaration is not None
    return declaration.told
