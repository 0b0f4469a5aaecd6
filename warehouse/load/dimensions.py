"""Code lists, places and decisions, as the tables of the warehouse have them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from warehouse.contracts.codelists import CodeLists
from warehouse.database.arrow_rows import arrow_rows
from warehouse.database.tables import code_tables
from warehouse.vault.working_tables import working_tables


def places_of(codes: CodeLists) -> pa.Table:
    """In which préfecture each place lay and when: a row per place and time, today's the last.

    Returns:
        ``place_code``, ``span`` (1 = the oldest), ``prefecture_code``, ``valid_from``, ``valid_to``
        (empty: not known, or still so), ``is_present``, ``source``, ``confidence``.
    """
    geography = codes["geography"].codes
    return arrow_rows(
        code_tables.dim_place_span,
        (
            {
                "place_code": row.code,
                "span": number,
                "prefecture_code": span.prefecture_code,
                "valid_from": span.first,
                "valid_to": span.last,
                "is_present": number == len(spans),
                "source": geography[span.evidence].attributes.get("source") or None,
                "confidence": geography[span.evidence].attributes.get("confidence") or None,
            }
            for row in codes.rows("geography")
            for spans in [codes.geography.spans(row.code)]
            for number, span in enumerate(spans, 1)
        ),
    )


# A court that hears what another decided, by its level.
_HEARS = {"CA": "APPEL", "CASS": "CASSATION"}


def stages_of(codes: CodeLists) -> pa.Table:
    """Which stage a code means, how far along it is, and what a verdict does to earlier ones.

    Returns:
        ``list``, ``code``, ``stage``, ``rank``; of a verdict ``effect`` and ``is_conviction``; of a
        stage ``is_terminal``; of a court of appeal or cassation the stage of what it hears.
    """
    rank = {row.code: int(row.attributes["order"]) for row in codes.rows("stage")}
    rows: list[dict[str, object]] = [
        {
            "list": "stage",
            "code": row.code,
            "stage": row.code,
            "is_terminal": row.attributes["is_terminal"] == "true",
        }
        for row in codes.rows("stage")
    ]
    for name in ("verdict", "orientation", "police_outcome"):
        rows += [
            {
                "list": name,
                "code": row.code,
                "stage": row.attributes.get("stage") or None,
                "effect": row.attributes.get("effect"),
                "is_conviction": row.attributes.get("is_conviction") == "true",
            }
            for row in codes.rows(name)
            if row.attributes.get("stage") or row.attributes.get("effect")
        ]
    rows += [
        {"list": "court", "code": row.code, "stage": stage}
        for row in codes.rows("court")
        if (stage := _HEARS.get(row.attributes["level"]))
    ]
    return pa.Table.from_pylist(
        [{**row, "rank": rank.get(str(row["stage"]))} for row in rows],
        pa.schema(
            [
                ("list", pa.string()),
                ("code", pa.string()),
                ("stage", pa.string()),
                ("rank", pa.int64()),
                ("effect", pa.string()),
                ("is_conviction", pa.bool_()),
                ("is_terminal", pa.bool_()),
            ]
        ),
    )


def precedence_of(codes: CodeLists) -> pa.Table:
    """Which code of a list stands before which: ``list``, ``code``, ``nth``, what it leaves open.

    Returns:
        ``is_generic``: another code says it better; ``is_unsure``: nobody knows yet.
    """
    rows = [
        (name, row.code, nth, row.attributes.get("precision", ""))
        for name in codes.lists
        for nth, row in enumerate(codes.rows(name))
    ]
    unsure = [certainty == "unsure" or code.startswith("UNKNOWN") for _, code, _, certainty in rows]
    return pa.table(
        {
            "list": pa.array([row[0] for row in rows], pa.string()),
            "code": pa.array([row[1] for row in rows], pa.string()),
            "nth": pa.array([row[2] for row in rows], pa.int64()),
            "is_generic": pa.array(
                [row[3] == "generic" or no for row, no in zip(rows, unsure, strict=True)],
                pa.bool_(),
            ),
            "is_unsure": pa.array(unsure, pa.bool_()),
        }
    )


def services_of(codes: CodeLists) -> pa.Table:
    """``source_id`` -> ``code``: the one service whose register an export is."""
    rows = codes.rows("referral")
    keeper = Counter(row.attributes.get("source_id") for row in rows)
    chosen = [row for row in rows if keeper[row.attributes.get("source_id")] == 1]
    return pa.table(
        {
            "source_id": pa.array([row.attributes["source_id"] for row in chosen], pa.string()),
            "code": pa.array([row.code for row in chosen], pa.string()),
        }
    )


def dimension(codes: CodeLists) -> pa.Table:
    """All code lists as one dimension, cross-walks in ``attributes``."""
    return arrow_rows(
        code_tables.dim_code,
        (
            {
                "list": name,
                "code": row.code,
                "label_fr": row.label_fr,
                "label_en": row.label_en,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "attributes": json.dumps(
                    {k: v for k, v in row.attributes.items() if v}, ensure_ascii=False
                ),
            }
            for name in codes.lists
            if name != "geography"
            for row in codes.rows(name)
        ),
    )


def geography(codes: CodeLists) -> pa.Table:
    """Places, from the région to the arrondissement, each with its préfecture and région."""
    return arrow_rows(
        code_tables.dim_geography,
        (
            {
                "place_code": row.code,
                "level": row.attributes.get("level"),
                "name": row.label_fr,
                "parent_code": row.attributes.get("parent_code") or None,
                "prefecture_code": codes.geography.prefecture_of(row.code),
                "region_code": codes.geography.region_of(row.code),
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in codes.rows("geography")
        ),
    )


def decisions(conformed: Mapping[str, pa.Table]) -> pa.Table:
    """Published decisions, in the columns of ``case_law.decision``.

    A decision is named by court, number and day; sent again, the newest text stands.
    """
    rows = _newest(
        conformed["decision"],
        "select record_id, decision_number, court_code, decided_on, title, facts, reasons, "
        "operative_part, article_codes, keywords, exploitation_codes, means_codes, rp_number, "
        "period "
        "from said",
        ("court_code", "decision_number", "decided_on"),
    )
    keys = [
        "|".join("" if part is None else str(part) for part in parts)
        for parts in zip(
            *(rows[n].to_pylist() for n in ("court_code", "decision_number", "decided_on")),
            strict=True,
        )
    ]
    ids = ["D" + hashlib.blake2b(key.encode(), digest_size=8).hexdigest() for key in keys]
    return rows.append_column("decision_id", pa.array(ids, pa.string()))


def _newest(rows: pa.Table, query: str, key: tuple[str, ...]) -> pa.Table:
    """The rows of a query over ``said``, one per key: the newest month, then the last record."""
    with working_tables() as connection:
        connection.register("said", rows)
        return connection.sql(
            f"select * from ({query}) qualify row_number() over "
            f"(partition by {', '.join(key)} order by period desc, record_id desc) = 1 "
            f"order by {', '.join(key)}"
        ).to_arrow_table()
