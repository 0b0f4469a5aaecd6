"""Whether a folder stands on a volume that the host encrypts: seen on Linux, or not known.

PostgreSQL's folder holds names that nothing of ours seals: its volume must be encrypted, and nobody
but the host can do that. Where dm-crypt does it, the kernel says so; a disk that encrypts itself,
or a provider that does it underneath, is not seen from here, and nothing is claimed of it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_DEVICES: Final = Path("/sys/dev/block")
_CRYPT: Final = "CRYPT-"


def is_seen_encrypted(folder: Path, devices: Path = _DEVICES) -> bool:
    """Whether every device under a folder is, or stands on, dm-crypt; False also where unknown."""
    place = folder
    while not place.exists():
        place = place.parent
    number = place.stat().st_dev
    return _is_crypt(devices / f"{os.major(number)}:{os.minor(number)}")


def _is_crypt(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text().startswith(_CRYPT):
            return True
    except OSError:
        pass
    below = device / "slaves"
    slaves = sorted(below.iterdir()) if below.is_dir() else []
    # A part of a disk has none: what it is a part of does not tell of it.
    return bool(slaves) and all(_is_crypt(one.resolve()) for one in slaves)
