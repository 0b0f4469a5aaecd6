"""A month with nothing to report, declared by an account and signed with the key of the house.

It is as a receipt's link is: canonical JSON, Ed25519, verified with the public key alone. It holds
for one register, one month and the very content of its file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from warehouse.errors import Message, message
from warehouse.read.nil_comment import MARK, Declaration, content_digest, declaration_in
from warehouse.receipts.receipt_seal import Fault, canonical, fault_of, shown_fingerprint, signed

KIND = "nil_return"


def declare_nil(
    body: bytes,
    source_id: str,
    period: str,
    *,
    by: str,
    at: datetime,
    key: Ed25519PrivateKey,
    fingerprint: str,
) -> bytes:
    """A workbook that says nothing, with who declared it for which month, signed.

    Args:
        period: the month, YYYY-MM.
        by: the account that declares it.
    """
    file = io.BytesIO(body)
    with zipfile.ZipFile(file, "a") as archive:
        facts = {
            "kind": KIND,
            "source_id": source_id,
            "period": period,
            "by": by,
            "at": at.isoformat(timespec="seconds"),
            "content": content_digest(archive),
            "key": fingerprint,
        }
        archive.comment = MARK + canonical(signed(facts, key))
    return file.getvalue()


def fault_of_declaration(
    declaration: Declaration, keys: Mapping[str, Ed25519PublicKey]
) -> Fault | None:
    """Why a declaration is not to be believed: of no key of ours, or not as it was signed."""
    facts = declaration.told
    if fault := fault_of(facts, keys):
        return fault
    is_whole = facts.get("kind") == KIND and facts.get("content") == declaration.content != ""
    return None if is_whole else "changed"


def verify_declaration(
    path: Path, keys: Mapping[str, Ed25519PublicKey]
) -> tuple[list[Message], list[Message]] | None:
    """What does not hold of the declaration in a file, and what it says; None where it has none."""
    declaration = declaration_in(path)
    if declaration is None:
        return None
    facts = declaration.told
    if fault := fault_of_declaration(declaration, keys):
        return [message(f"verify.receipt.{fault}", file=path.name)], []
    return [], [
        message(
            "verify.nil_return",
            file=path.name,
            source=facts["source_id"],
            period=facts["period"],
            by=facts["by"],
            at=facts["at"],
            fingerprint=shown_fingerprint(facts["key"]),
        )
    ]
