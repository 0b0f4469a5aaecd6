"""How each reviewer does on pairs whose answer is known, and whether she does as she did.

The interval is Wilson's (E. B. Wilson, "Probable inference", JASA 22, 1927): it says something of
few pairs, and never more than they do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from sqlalchemy import Connection, select

from warehouse.database.tables import identity

RECENT: Final = 20
"""Her last planted pairs are held against those before them."""
FEWEST: Final = 10
"""Of fewer pairs, on either side, nothing is said of drift."""
_Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class ReviewerRecord:
    """One reviewer."""

    reviewer: str
    judged: int  # her judgements that stand, planted ones apart
    known: int  # planted pairs that she answered with the same or not the same
    right: int  # those answered as the two before her
    low: float | None  # of the share that is right, at 95 %; None without any
    high: float | None
    # her last planted pairs are surely worse than those before; None: too few
    has_drifted: bool | None

    @property
    def share(self) -> float | None:
        """The share of known pairs that she answered right."""
        return self.right / self.known if self.known else None


def reviewer_report(connection: Connection) -> list[ReviewerRecord]:
    """Every reviewer, by account."""
    j = identity.judgement.c
    rows = connection.execute(
        select(j.by, j.link_id, j.decision, j.is_check)
        .where(j.withdrawn_at.is_(None), j.is_settling.is_not(True))
        .order_by(j.at, j.judgement_id)
    ).all()
    answer = {
        row.link_id: row.decision for row in rows if not row.is_check and row.decision != "unsure"
    }
    counted: dict[str, int] = defaultdict(int)
    is_right: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if not row.is_check:
            counted[row.by] += 1
        elif row.decision != "unsure" and row.link_id in answer:
            is_right[row.by].append(row.decision == answer[row.link_id])
    return [
        record_of(name, counted[name], is_right[name]) for name in sorted({*counted, *is_right})
    ]


def record_of(reviewer: str, judged: int, answers: Sequence[bool]) -> ReviewerRecord:
    """What the answers to planted pairs, the first first, say of a reviewer."""
    bounds = wilson(answers)
    return ReviewerRecord(
        reviewer,
        judged,
        len(answers),
        sum(answers),
        bounds[0] if bounds else None,
        bounds[1] if bounds else None,
        _drift(answers),
    )


def wilson(answers: Iterable[bool]) -> tuple[float, float] | None:
    """The interval of 95 % of a share; None of nothing."""
    given = list(answers)
    if not given:
        return None
    n, p = len(given), sum(given) / len(given)
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _drift(answers: Sequence[bool]) -> bool | None:
    before, last = answers[:-RECENT], answers[-RECENT:]
    if len(before) < FEWEST:
        return None
    now, then = wilson(last), wilson(before)
    return now is not None and then is not None and now[1] < then[0]
