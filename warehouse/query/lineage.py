"""Why: the rows behind an id, what each states, the rule that chose, and what humans decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from warehouse.errors import CallError, message


def why(connection: Connection, identifier: str, attribute: str | None = None) -> dict[str, Any]:
    """The rows behind a person, a victim, a suspect or a case, and how they came together.

    Ids, files, rows, codes, years, methods and probabilities; never a name nor a day of birth.
    Asked by a pseudonym, it tells of that role alone and names no person id.

    Args:
        identifier: a person id (an old one resolves), a pseudonym, or a case id.
        attribute: a column of ``warehouse.victim`` or ``warehouse.suspect``; all without.

    Returns:
        ``id``, ``attribute``, ``mentions``, ``statements`` (of ``identity.why``, a retained one
        first) and ``decisions`` (of ``identity.decisions``); a case has mentions only. Where no row
        stands any more, ``withdrawn``: the submissions that once brought one, and until when.

    Raises:
        CallError: no source states such an attribute.
    """
    if attribute is not None:
        _require_known(connection, attribute)
    is_pseudonym = bool(
        connection.scalar(
            text("select count(*) from identity.role_pseudonym where pseudonym = :id"),
            {"id": identifier},
        )
    )
    mentions = _rows(
        connection,
        "select m.*, j.method as case_method, j.confidence as case_confidence"
        " from (select * from identity.mentions_of(:id)"
        "       union select * from identity.person_mention where case_id = :id) m"
        " left join warehouse.case_join j on j.record_id = m.mention_id"
        " order by m.period, m.source_id, m.file_name, m.sheet, m.row_number, m.mention_id",
        id=identifier,
    )
    statements = _rows(
        connection,
        "select * from identity.why(:id, :attribute)",
        id=identifier,
        attribute=attribute,
    )
    if is_pseudonym:
        for one in (*mentions, *statements):
            del one["person_id"]
    return {
        "id": identifier,
        "attribute": attribute,
        "mentions": mentions,
        "withdrawn": [] if mentions else _withdrawn(connection, identifier),
        "statements": statements,
        "decisions": _rows(connection, "select * from identity.decisions(:id)", id=identifier),
    }


def _withdrawn(connection: Connection, identifier: str) -> list[dict[str, Any]]:
    return _rows(
        connection,
        "select h.source_id, h.period, h.submission_id, count(distinct h.record_id) as rows_count,"
        " max(h.known_to) as known_to"
        " from history.warehouse_mention h"
        " where coalesce(h.victim_id, h.suspect_id) in (select :id union"
        "  select pseudonym from identity.role_pseudonym where person_id = :id)"
        " group by h.source_id, h.period, h.submission_id"
        " order by known_to desc, h.period, h.source_id, h.submission_id",
        id=identifier,
    )


def _require_known(connection: Connection, attribute: str) -> None:
    attributes = connection.scalars(
        text(
            "select attname from pg_catalog.pg_attribute where attnum > 0 and not attisdropped"
            " and attrelid in ('warehouse.victim'::regclass, 'warehouse.suspect'::regclass)"
            " union select 'birth' order by 1"
        )
    ).all()
    if attribute not in attributes:
        raise CallError(message("why_attribute", attribute=attribute, known=", ".join(attributes)))


def _rows(connection: Connection, query: str, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(query), values).mappings()]
