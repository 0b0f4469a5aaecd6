"""A receipt held against the public key: with nothing of the platform but its files.

What is verified is what lies there: the record, the pages beside it, the chain of its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from warehouse.errors import CallError, Message, message
from warehouse.receipts.nil_declaration import verify_declaration
from warehouse.receipts.receipt_files import HTML_NAME, JSON_NAME, PDF_NAME
from warehouse.receipts.receipt_json import rendered
from warehouse.receipts.receipt_seal import (
    CHAIN_NAME,
    Link,
    canonical,
    digest,
    fault_of,
    link_digest,
    shown_fingerprint,
)
from warehouse.receipts.returned_workbook import WORKBOOK_ENDING

# As the desk hands it over.
WORKBOOK_NAME = "a-corriger.xlsx"
# A receipt stands under source/month/submission, the chain under the source.
_LEVELS_TO_THE_CHAIN = 3


@dataclass(slots=True)
class Verified:
    """What was found of one receipt or chain."""

    place: Path  # the file that was asked about
    # why it is not to be believed, or counts no more; none if it holds
    faults: list[Message] = field(default_factory=list)
    # what was verified, and what was not there to be
    notes: list[Message] = field(default_factory=list)


Keys = Mapping[str, Ed25519PublicKey]


def verify_receipts(place: Path, keys: Keys) -> list[Verified]:
    """Hold a receipt against the keys: one, by any of its files; all of a folder; or a chain.

    A file that declares that a month had nothing to report is held against them likewise.

    Raises:
        CallError: there is neither receipt nor chain.
    """
    if place.is_file() and (declared := verify_declaration(place, keys)) is not None:
        return [Verified(place, *declared)]
    if place.is_dir():
        records = sorted(place.rglob(f"*{JSON_NAME}"))
        chains = sorted(place.rglob(CHAIN_NAME))
    elif place.name == CHAIN_NAME:
        records, chains = [], [place]
    else:
        record = _record_of(place)
        records, chains = [record] if record.is_file() else [], []
    if not (records or chains):
        raise CallError(message("verify.no_receipt", place=place.name))
    return [_verify_record(one, keys) for one in records] + [
        _verified_chain(one, keys) for one in chains
    ]


def _record_of(path: Path) -> Path:
    """The record beside a file of a receipt, whatever stands before their names."""
    for name in (JSON_NAME, HTML_NAME, PDF_NAME, WORKBOOK_NAME):
        if path.name.endswith(name):
            return path.with_name(f"{path.name.removesuffix(name)}{JSON_NAME}")
    return path.with_name(JSON_NAME)


def _verify_record(path: Path, keys: Keys) -> Verified:
    verified = Verified(path)
    body = path.read_bytes()
    try:
        record = json.loads(body)
        link: Any = record["seal"]
    except (ValueError, KeyError, TypeError):
        verified.faults.append(message("verify.receipt.changed", file=path.name))
        return verified
    if link is None:
        verified.faults.append(message("verify.receipt.unsigned", file=path.name))
        return verified
    if not isinstance(link, dict) or not isinstance(link.get("files"), dict):
        verified.faults.append(message("verify.receipt.changed", file=path.name))
        return verified
    fault = fault_of(link, keys)
    if fault is not None:
        verified.faults.append(message(f"verify.receipt.{fault}", file=path.name))
        return verified
    bare = {name: value for name, value in record.items() if name != "seal"}
    is_whole = (
        body == rendered(record)
        and link["files"].get("json") == digest(canonical(bare))
        and all(link.get(name) == record.get(name) for name in ("submission_id", "source_id"))
    )
    if not is_whole:
        verified.faults.append(message("verify.receipt.changed", file=path.name))
    verified.notes.append(
        message(
            "verify.receipt.signed",
            file=path.name,
            number=link["number"],
            fingerprint=shown_fingerprint(link["key"]),
        )
    )
    _verify_files(path, link, verified)
    _verify_place(path, link, keys, verified)
    return verified


def _verify_files(record: Path, link: Link, verified: Verified) -> None:
    before = record.name.removesuffix(JSON_NAME)
    for kind, name in (("html", HTML_NAME), ("pdf", PDF_NAME)):
        beside = record.with_name(f"{before}{name}")
        if not beside.is_file():
            verified.notes.append(message("verify.receipt.not_here", kind=kind))
        elif digest(beside.read_bytes()) != link["files"].get(kind):
            verified.faults.append(message("verify.receipt.changed", file=beside.name))
    if "workbook" not in link["files"]:
        return
    books = [record.with_name(f"{before}{WORKBOOK_NAME}")] if before else []
    # Its own name is the ministry's, and may name a person: it is never said.
    books += [] if before else sorted(record.parent.glob(f"*{WORKBOOK_ENDING}.xlsx"))
    books = [one for one in books if one.is_file()]
    if not books:
        verified.notes.append(message("verify.receipt.not_here", kind="xlsx"))
    elif all(digest(one.read_bytes()) != link["files"]["workbook"] for one in books):
        verified.faults.append(message("verify.receipt.workbook_changed"))


def _verify_place(record: Path, link: Link, keys: Keys, verified: Verified) -> None:
    """Hold a receipt against the chain of its source, where that lies beside it or above."""
    if link.get("event") == "withdrawal":
        at, number = str(link.get("at")), link["number"]
        verified.faults.append(message("verify.receipt.withdrawn", at=at, number=number))
    folders = [record.parent, *record.parent.parents[:_LEVELS_TO_THE_CHAIN]]
    chain = next((one / CHAIN_NAME for one in folders if (one / CHAIN_NAME).is_file()), None)
    if chain is None:
        verified.notes.append(message("verify.receipt.no_chain"))
        return
    links, faults = _read_chain(chain, keys)
    verified.faults.extend(faults)
    mine = next((one for one in links if one.get("number") == link["number"]), None)
    if mine is None:
        verified.faults.append(message("verify.chain.missing", number=link["number"]))
    elif mine != link:
        verified.faults.append(message("verify.receipt.not_of_chain", number=link["number"]))
    for later in links:
        is_same = later.get("submission_id") == link["submission_id"]
        if not is_same or later.get("number", 0) <= link["number"]:
            continue
        key = "withdrawn" if later.get("event") == "withdrawal" else "replaced"
        verified.faults.append(
            message(f"verify.receipt.{key}", at=str(later.get("at")), number=later["number"])
        )


def _verified_chain(path: Path, keys: Keys) -> Verified:
    links, faults = _read_chain(path, keys)
    withdrawn = sum(one.get("event") == "withdrawal" for one in links)
    notes = [message("verify.chain.holds", links=len(links), withdrawn=withdrawn)]
    return Verified(path, faults, [] if faults else notes)


def _read_chain(path: Path, keys: Keys) -> tuple[list[Link], list[Message]]:
    """The links of a chain, and what does not hold in it."""
    links: list[Link] = []
    faults: list[Message] = []
    for line, body in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            link = json.loads(body)
        except ValueError:
            link = None
        is_link = isinstance(link, dict) and isinstance(link.get("number"), int)
        fault = fault_of(link, keys) if is_link else "changed"
        if is_link and fault is None and body != canonical(link):
            fault = "changed"
        if fault is not None:
            faults.append(message(f"verify.chain.{fault}", line=line))
        if is_link:
            links.append(link)
    expected = 1
    for link in links:
        gap = range(expected, min(link["number"], expected + 100))
        faults.extend(message("verify.chain.missing", number=missing) for missing in gap)
        expected = link["number"] + 1
    if links and links[0]["number"] == 1 and links[0].get("before") != "":
        faults.append(message("verify.chain.broken", number=1))
    for one, other in pairwise(links):
        follows = other["number"] == one["number"] + 1
        if (follows and other.get("before") != link_digest(one)) or (
            other["number"] <= one["number"]
        ):
            faults.append(message("verify.chain.broken", number=other["number"]))
    return links, faults
