"""The release that readers see, moved at once: ``current`` points to it."""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.errors import CallError, message
from warehouse.release.manifest import (
    CURRENT,
    Release,
    current_number,
    listed,
    numbered,
    refuse_withdrawn,
    verify,
)


def point(releases: Path, number: int) -> None:
    """Move the pointer to a release that is whole.

    Raises:
        CallError: there is no such release, it was withdrawn, or its files do not match their
            checksums.
    """
    refuse_withdrawn(releases, number)
    faults = verify(releases, number)
    if faults:
        raise CallError(message("release_damaged", number=number, files=", ".join(faults)))
    link = releases / f".{CURRENT}.part"
    link.unlink(missing_ok=True)
    link.symlink_to(str(number))
    os.replace(link, releases / CURRENT)  # noqa: PTH105 - replaces the link, not what it points to


def roll_back(releases: Path, number: int | None = None) -> Release:
    """Point at an earlier release; without a number, at the one before the current that stands.

    Raises:
        CallError: there is no earlier release, or the one that is named was withdrawn.
    """
    now = current_number(releases)
    earlier = [
        one.number
        for one in listed(releases)
        if not one.withdrawn and (now is None or one.number < now)
    ]
    if number is None:
        if not earlier:
            raise CallError(message("release_no_earlier"))
        number = max(earlier)
    point(releases, number)
    return numbered(releases, number)
