"""From notices to mails: one for one cause and one circle of people, with what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.desk.notices.notice_queue import Notice
from warehouse.errors import message

MOST_LINES: Final = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail."""

    addressees: tuple[str, ...]  # whom it is for
    subject: str
    text: str
    notices: tuple[Path, ...]  # the files of the notices that it tells


def mails_of(
    waiting: dict[Path, Notice],
    addressees: Callable[[str], tuple[str, ...]],
    address: str = "",
) -> list[Mail]:
    """One mail a cause and circle of people; every notice stands in exactly one.

    Args:
        waiting: the notices, by their file.
        addressees: whom a source's notices are for; the steward's for an empty name.
        address: of the desk, for who reads the mail; left out where it is not known.
    """
    groups: dict[tuple[str, str, tuple[str, ...]], list[tuple[Path, Notice]]] = {}
    for path, notice in waiting.items():
        circle = tuple(sorted(set(addressees(notice.source_id))))
        groups.setdefault((notice.kind, notice.about, circle), []).append((path, notice))
    return [
        _mail(kind, about, circle, causes, address)
        for (kind, about, circle), causes in groups.items()
    ]


def _mail(
    kind: str,
    about: str,
    circle: tuple[str, ...],
    notices: list[tuple[Path, Notice]],
    address: str,
) -> Mail:
    lines = _lines((notice for _, notice in notices))
    parts = [
        message("notice.hello").text(),
        message(f"notice.{kind}.why", about=about).text(),
        "\n".join(lines),
        message(f"notice.{kind}.next").text(),
    ]
    if address:
        parts.append(message("notice.desk", address=address).text())
    parts.append(message("notice.reply").text())
    subject = message(f"notice.{kind}.subject", about=about, count=len(notices)).text()
    return Mail(circle, subject, "\n\n".join(parts) + "\n", tuple(path for path, _ in notices))


def _lines(notices: Iterable[Notice]) -> list[str]:
    lines = [f"- {notice.told.text()}" for notice in notices]
    left = len(lines) - MOST_LINES
    more = [message("notice.more", count=left).text()] if left > 0 else []
    return lines[:MOST_LINES] + more
