"""What the ledger says became of each dropped file, and how long it took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from warehouse import database


@dataclass(frozen=True)
class Journey:
    """One file from its drop to its receipt."""

    source_id: str
    file_name: str
    status: str | None
    rows_read: int
    rows_accounted: int
    receipts: int
    answered_at: datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether it has a verdict and a receipt."""
        return self.status is not None and self.receipts > 0

    @property
    def is_conserved(self) -> bool:
        """Whether the rows read are those accepted, quarantined and set aside."""
        return self.rows_read == self.rows_accounted


def journeys() -> dict[tuple[str, str], Journey]:
    """The newest submission of each file name, by (source, file name)."""
    query = text(
        "select distinct on (s.source_id, s.file_name) s.source_id, s.file_name, s.status,"
        " coalesce(s.rows_read, 0), coalesce(s.rows_accepted, 0)"
        " + coalesce(s.rows_quarantined, 0) + coalesce(s.rows_set_aside, 0), r.receipts,"
        " greatest(s.judged_at, r.written_at)"
        " from intake.submission s left join lateral (select count(*) as receipts,"
        " max(written_at) as written_at from intake.receipt where submission_id = s.submission_id)"
        " r on true order by s.source_id, s.file_name, s.received_at desc"
    )
    with database.engine().connect() as connection:
        return {(row[0], row[1]): Journey(*row) for row in connection.execute(query)}


def middle(seconds: Iterable[float]) -> float:
    """The median of some seconds; 0 of none."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] if ordered else 0.0
