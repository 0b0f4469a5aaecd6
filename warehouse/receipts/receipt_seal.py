"""A link of the chain of a source's receipts: what is signed, and how it is held against the key.

A link names a receipt by digests alone, and the link before it by its own; the signature is Ed25519
(RFC 8032) over its canonical JSON. So one changed byte, one link taken out, or another's key shows,
to anybody who has the public key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Link = dict[str, Any]
Event = Literal["receipt", "withdrawal"]
Fault = Literal["changed", "foreign"]

LINK_VERSION: Final = 1
CHAIN_NAME: Final = "chaine.jsonl"
"""The chain of a source, a link a line, in the folder of its receipts."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a receipt is to be sealed."""

    number: int  # of the link that it will be
    fingerprint: str  # of the key that signs
    sign: Callable[[Mapping[str, str]], Link]  # digests by kind of file -> the signed link


def canonical(values: Mapping[str, Any]) -> bytes:
    """The one way to write some plain values as bytes."""
    return json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(body: bytes) -> str:
    """The SHA-256 of some bytes, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def link_digest(link: Link) -> str:
    """What the next link names of this one: a digest of all of it, its signature too."""
    return digest(canonical(link))


def signed(link: Link, key: Ed25519PrivateKey) -> Link:
    """The link with its signature."""
    signature = key.sign(canonical(link))
    return {**link, "signature": base64.b64encode(signature).decode("ascii")}


def fault_of(link: Link, keys: Mapping[str, Ed25519PublicKey]) -> Fault | None:
    """Why a link is not to be believed: by none of these keys, or not as it was signed."""
    unsigned = {name: value for name, value in link.items() if name != "signature"}
    key = keys.get(str(unsigned.get("key")))
    if key is None:
        return "foreign"
    try:
        key.verify(base64.b64decode(str(link.get("signature")), validate=True), canonical(unsigned))
    except (InvalidSignature, binascii.Error, ValueError):
        return "changed"
    return None


def shown_fingerprint(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is read aloud."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
