"""What is still to come: things with a day, kept on disk so that memory does not grow."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

_PAGE = 500


class Agenda:
    """An ordered store of things to come, by kind and day, in a private temporary file.

    Holds at most `_PAGE` things in memory at a time. Only what this process put in is read back.
    """

    def __init__(self) -> None:
        # An empty name is SQLite's private temporary database: on disk once it outgrows its cache,
        # and gone when closed.
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA cache_size=-8000")
        self._store.execute(
            "CREATE TABLE thing (kind TEXT, due TEXT, entry INTEGER, body BLOB,"
            " PRIMARY KEY (kind, due, entry)) WITHOUT ROWID"
        )
        self._store.execute("BEGIN")
        self._entries = 0

    def close(self) -> None:
        """Forget all that is still to come."""
        self._store.close()

    def add(self, kind: str, on: date, thing: Any) -> None:
        """Note that `thing` is to come on the day `on`."""
        self._entries += 1
        body = pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
        self._store.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?)", (kind, on.isoformat(), self._entries, body)
        )

    def due(self, kind: str, first: date, last: date) -> Iterator[tuple[date, Any]]:
        """What is due from `first` to `last`, both included, in order of day, then of entry.

        Things may be added while it is read: those with a later day are met too.
        """
        floor = first.isoformat()
        while True:
            # Day by day, so that a thing added for a later day is never behind the page in hand.
            (day,) = self._store.execute(
                "SELECT min(due) FROM thing WHERE kind = ? AND due >= ? AND due <= ?",
                (kind, floor, last.isoformat()),
            ).fetchone()
            if day is None:
                return
            on = date.fromisoformat(day)
            for thing in self._of_day(kind, day):
                yield on, thing
            floor = f"{day}+"  # after this day's text, before the next day's

    def forget(self, kind: str, last: date) -> None:
        """Drop what was due up to `last`, included."""
        self._store.execute(
            "DELETE FROM thing WHERE kind = ? AND due <= ?", (kind, last.isoformat())
        )

    def _of_day(self, kind: str, day: str) -> Iterator[Any]:
        entry = 0
        while page := self._store.execute(
            "SELECT entry, body FROM thing WHERE kind = ? AND due = ? AND entry > ?"
            " ORDER BY entry LIMIT ?",
            (kind, day, entry, _PAGE),
        ).fetchall():
            for number, body in page:
                entry = number
                # Written by `add` in this very process: nothing foreign is unpickled.
                yield pickle.loads(body)
