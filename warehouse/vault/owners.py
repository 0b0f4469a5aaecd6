"""Whose key seals what: one key for all that has to be destroyed together."""

from __future__ import annotations

from typing import Final

LINKAGE: Final = "linkage/known"
"""What the linkage remembers of all: a cache, made anew when it is lost."""


CHAIN: Final = "chain/ledger"
"""What signs the chain over submissions, judgements and releases: nothing is sealed with it."""


def of_file(sha256: str) -> str:
    """The bytes received, by their fingerprint."""
    return f"file/{sha256}"


def of_submission(submission_id: str) -> str:
    """What was made of a file: its records, its quarantine, its workbook."""
    return f"submission/{submission_id}"


def of_pack(table: str, year: str) -> str:
    """A year's records of one table, kept together: a copy."""
    return f"pack/{table}-{year}"


def of_release(number: int) -> str:
    """The tables of a release."""
    return f"release/{number}"


def of_upload(upload_id: str) -> str:
    """What came of a file through the desk, until it is whole."""
    return f"upload/{upload_id}"
