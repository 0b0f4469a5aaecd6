"""A small vault for tests of judging: mentions in the lake and the register, and pairs asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import text

from warehouse import database, lake
from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.review.tasks import link_id_of
from warehouse.settings import settings

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
People = Mapping[str, tuple[str, str, str, str]]
"""Mention -> role, source, family name, given names."""


def fill(people: People) -> None:
    """Mentions that nobody was asked about yet."""
    for source in sorted({one[1] for one in people.values()}):
        mine = [_mention(one, people) for one, said in people.items() if said[1] == source]
        lake.keep_conformed(
            settings().lake,
            {"person_mention": pa.Table.from_pylist(mine, schema("person_mention"))},
            source_id=source, period="2026-04", submission_id=f"S-{source}",
        )  # fmt: skip
    with database.engine().begin() as connection:
        for one, (role, source, *_) in people.items():
            told = {"p": f"P-{one}", "m": one, "role": role, "source": source, "at": NOW}
            connection.execute(
                text(
                    "insert into identity.person (person_id, created_at, status)"
                    " values (:p, :at, 'active')"
                ),
                told,
            )
            connection.execute(
                text(
                    "insert into identity.person_mention (mention_id, person_id, role, source_id,"
                    " period, file_name, sheet, row_number, submission_id, record_id)"
                    " values (:m, :p, :role, :source, '2026-04', 'avril.xlsx', '', 2, :sub, :m)"
                ),
                told | {"sub": f"S-{source}"},
            )


def ask(left: str, right: str) -> str:
    """Ask a human about two mentions; the task."""
    one, two = sorted((left, right))
    with database.engine().begin() as connection:
        connection.execute(
            text(
                "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id,"
                " left_person_id, right_person_id, probability, reasons, state, created_at)"
                " values (:id, :one, :two, :p1, :p2, 0.8314, '{between_thresholds}', 'open', :at)"
            ),
            {"id": link_id_of(one, two), "one": one, "two": two, "p1": f"P-{one}",
             "p2": f"P-{two}", "at": NOW},
        )  # fmt: skip
    return link_id_of(one, two)


def _mention(record_id: str, people: People) -> dict[str, Any]:
    role, source, family, given_names = people[record_id]
    return {
        "record_id": record_id, "row_key": record_id, "submission_id": f"S-{source}",
        "source_id": source, "period": "2026-04", "file_name": "avril.xlsx", "sheet": "",
        "row_number": 2, "role": role, "family_name": family, "given_names": given_names,
        "name_raw": family, "sex": "F", "birth_date_min": date(2001, 3, 4),
        "birth_date_max": date(2001, 3, 4), "birth_precision": "day",
        "seen_on": date(2026, 4, 3), "is_unnamed": False,
    }  # fmt: skip
