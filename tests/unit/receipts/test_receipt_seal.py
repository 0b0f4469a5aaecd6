"""A receipt that proves: a changed byte, a link taken out, another's key, each told."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sample_faults import a_fault

from warehouse.receipts.receipt_files import write_receipt
from warehouse.receipts.receipt_json import rendered
from warehouse.receipts.receipt_seal import (
    CHAIN_NAME,
    Link,
    Sealing,
    canonical,
    fault_of,
    link_digest,
    signed,
)
from warehouse.receipts.verify_receipt import verify_receipts
from warehouse.vault.signing_keys import fingerprint_of

OURS, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
KEYS = {fingerprint_of(OURS.public_key()): OURS.public_key()}
TABLE = pa.table({f"c{n}": ["x"] * 12 for n in range(4)})


class Chain:
    """A chain in memory, as the ledger keeps one."""

    def __init__(self, key: Ed25519PrivateKey = OURS) -> None:
        self.links: list[Link] = []
        self.key = key

    def add(self, **told: Any) -> Link:
        before = link_digest(self.links[-1]) if self.links else ""
        link = {
            "version": 1,
            "source_id": "umirr",
            "number": len(self.links) + 1,
            "before": before,
            "at": "2026-06-03T08:06:00+00:00",
            "key": fingerprint_of(self.key.public_key()),
        }
        self.links.append(signed({**link, **told}, self.key))
        return self.links[-1]

    def sealing(self, submission_id: str) -> Sealing:
        def sign(files: Any) -> Link:
            return self.add(
                event="receipt",
                submission_id=submission_id,
                status="partly_accepted",
                sha256="ab" * 32,
                files=dict(files),
            )

        return Sealing(len(self.links) + 1, fingerprint_of(self.key.public_key()), sign)

    def write(self, folder: Path) -> None:
        lines = b"".join(canonical(one) + b"\n" for one in self.links)
        (folder / "umirr" / CHAIN_NAME).write_bytes(lines)


@pytest.fixture(scope="module")
def as_written(tmp_path_factory: pytest.TempPathFactory, make_facts: Callable[..., Any]) -> Path:
    """Three receipts of one source, and its chain."""
    folder = tmp_path_factory.mktemp("receipts")
    chain = Chain()
    for number in range(3):
        facts = make_facts(a_fault(8), submission_id=f"s-{number}")
        sealing = chain.sealing(facts.submission_id)
        write_receipt(facts, folder, None, "text", [("", TABLE)], sealing=sealing)
    chain.write(folder)
    return folder / "umirr"


@pytest.fixture
def home(tmp_path: Path, as_written: Path) -> Path:
    """A copy of them, to be spoiled."""
    return Path(shutil.copytree(as_written, tmp_path / "umirr"))


def receipt(home: Path, number: int = 1) -> Path:
    return home / "2026-05" / f"s-{number}"


def faults(place: Path, keys: Any = KEYS) -> list[str]:
    return [one.key for told in verify_receipts(place, keys) for one in told.faults]


def test_a_receipt_as_it_was_written_holds_by_any_of_its_files(home: Path) -> None:
    assert {one.suffix for one in receipt(home).iterdir()} == {".json", ".html", ".pdf", ".xlsx"}
    for file in receipt(home).iterdir():
        (told,) = verify_receipts(file, KEYS)
        assert told.faults == []
        assert [one.key for one in told.notes] == ["verify.receipt.signed"]
    assert faults(home) == []
    assert len(verify_receipts(home, KEYS)) == 4, "three receipts and the chain"


@pytest.mark.parametrize("name", ["recu.json", "recu.html", "recu.pdf", ".xlsx"])
def test_every_changed_byte_is_told(home: Path, name: str) -> None:
    (file,) = receipt(home).glob(f"*{name}")
    whole = file.read_bytes()
    step = max(1, len(whole) // 60)
    for at in range(0, len(whole), step):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert faults(receipt(home)) and faults(home), at
    for other in (whole + b" ", whole[:-1], b""):
        file.write_bytes(other)
        assert faults(receipt(home))
    file.write_bytes(whole)
    assert faults(home) == []


def test_a_record_written_otherwise_with_the_same_meaning_is_told(home: Path) -> None:
    file = receipt(home) / "recu.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")
    assert faults(file) == ["verify.receipt.changed"]


def test_a_count_changed_and_rendered_anew_is_told(home: Path) -> None:
    file = receipt(home) / "recu.json"
    record = json.loads(file.read_text("utf-8"))
    record["rows"]["accepted"] += 1
    file.write_bytes(rendered(record))
    assert faults(file) == ["verify.receipt.changed"]


def test_the_seal_of_another_receipt_is_told(home: Path) -> None:
    mine, other = (receipt(home, number) / "recu.json" for number in (1, 2))
    record, seal = json.loads(mine.read_text("utf-8")), json.loads(other.read_text("utf-8"))["seal"]
    mine.write_bytes(rendered({**record, "seal": seal}))
    assert "verify.receipt.changed" in faults(mine)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_link_that_was_taken_out_is_told(home: Path, number: int) -> None:
    chain = home / CHAIN_NAME
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join(lines[: number - 1] + lines[number:]))
    assert "verify.chain.missing" in faults(receipt(home, number - 1))
    if number < 3:
        assert "verify.chain.missing" in faults(chain)
    else:
        assert "verify.chain.missing" in faults(home), "its receipt knows its number"


def test_links_in_another_order_or_twice_are_told(home: Path) -> None:
    chain = home / CHAIN_NAME
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join(reversed(lines)))
    assert faults(chain)
    chain.write_bytes(b"".join([lines[0], *lines]))
    assert faults(chain) == ["verify.chain.broken"]


def test_a_chain_made_anew_by_the_same_key_does_not_hold_the_receipt(
    home: Path, make_facts: Callable[..., Any], tmp_path: Path
) -> None:
    other = Chain()
    for number in range(3):
        facts = make_facts(submission_id=f"s-{number}", judged_at=make_facts().judged_at
                           + timedelta(hours=1))  # fmt: skip
        write_receipt(facts, tmp_path / "else", sealing=other.sealing(facts.submission_id))
    other.write(tmp_path)
    assert "verify.receipt.not_of_chain" in faults(receipt(home))


def test_a_key_that_is_not_of_the_house_is_told(
    tmp_path: Path, make_facts: Callable[..., Any]
) -> None:
    chain = Chain(STRANGER)
    write_receipt(make_facts(), tmp_path, sealing=chain.sealing("s-0001"))
    chain.write(tmp_path)
    place = tmp_path / "umirr"
    assert set(faults(place)) == {"verify.receipt.foreign", "verify.chain.foreign"}
    # A stranger who writes our key's fingerprint into her link.
    named = {**chain.links[0], "key": next(iter(KEYS))}
    assert fault_of(named, KEYS) == "changed"


def test_a_withdrawal_and_a_later_receipt_are_said_from_the_chain(
    tmp_path: Path, make_facts: Callable[..., Any]
) -> None:
    chain = Chain()
    for submission_id in ("s-1", "s-2"):
        write_receipt(
            make_facts(submission_id=submission_id), tmp_path, sealing=chain.sealing(submission_id)
        )
    chain.add(event="withdrawal", submission_id="s-1")
    chain.write(tmp_path)
    home = tmp_path / "umirr"
    assert faults(receipt(home, 1)) == ["verify.receipt.withdrawn"]
    assert faults(receipt(home, 2)) == []
    shutil.copytree(receipt(home, 2), tmp_path / "umirr" / "kept")
    write_receipt(make_facts(submission_id="s-2"), tmp_path, sealing=chain.sealing("s-2"))
    chain.write(tmp_path)
    assert faults(receipt(home, 2)) == []
    assert faults(tmp_path / "umirr" / "kept") == ["verify.receipt.replaced"]


def test_a_receipt_alone_holds_and_says_what_was_not_verified(home: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "s-1-recu.json"
    alone.parent.mkdir()
    shutil.copyfile(receipt(home) / "recu.json", alone)
    (told,) = verify_receipts(alone, KEYS)
    assert told.faults == []
    assert [one.key for one in told.notes] == [
        "verify.receipt.signed", "verify.receipt.not_here", "verify.receipt.not_here",
        "verify.receipt.not_here", "verify.receipt.no_chain",
    ]  # fmt: skip
    shutil.copyfile(receipt(home) / "recu.pdf", tmp_path / "alone" / "s-1-recu.pdf")
    assert faults(tmp_path / "alone" / "s-1-recu.pdf") == []


def test_a_try_out_is_not_signed_and_says_so(
    tmp_path: Path, make_facts: Callable[..., Any]
) -> None:
    files = {one.kind: one.path for one in write_receipt(make_facts(), tmp_path)}
    assert "pdf" not in files
    assert faults(files["json"]) == ["verify.receipt.unsigned"]
    assert "n'est pas signé" in files["html"].read_text("utf-8").replace("&#39;", "'")


@given(st.binary(max_size=300) | st.dictionaries(st.text(), st.integers()).map(canonical))
def test_whatever_stands_in_a_record_it_is_a_sentence_never_a_crash(body: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("recu.json", CHAIN_NAME):
            (Path(folder) / name).write_bytes(body)
        told = verify_receipts(Path(folder), KEYS)
        assert told[0].faults
        for one in told:
            for said in one.faults:
                assert said.text("fr") and said.text("en")


def pages_of(pdf: bytes) -> int:
    objects = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        with suppress(zlib.error):
            objects += zlib.decompress(stream)
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf + objects))


@pytest.mark.parametrize("count", [0, 1, 3, 40, 400])
def test_the_pdf_is_one_page_however_much_there_is_to_say(
    tmp_path: Path, make_facts: Callable[..., Any], count: int
) -> None:
    faults = [a_fault(row, column=f"C{row % 37}", severity="warn") for row in range(1, count + 1)]
    facts = make_facts(*faults, file_name="registre " * 40 + ".xlsx")
    chain = Chain()
    first, second = (
        {one.kind: one.path for one in write_receipt(facts, tmp_path / name,
                                                     sealing=Chain().sealing("s-0001"))}
        for name in "ab"
    )  # fmt: skip
    body = first["pdf"].read_bytes()
    assert pages_of(body) == 1
    assert body == second["pdf"].read_bytes(), "the same receipt is the same bytes"
    shown = first["html"].read_text("utf-8")
    fingerprint = chain.sealing("s-0001").fingerprint
    assert " ".join(fingerprint[at : at + 4] for at in range(0, 32, 4)) in shown
