"""Linked, joined records -> the tables of the warehouse: one SQL query per table, run by DuckDB.

Here names and days of birth end: what leaves this module is pseudonymous, with years and
préfectures. Input and output are Arrow tables; nothing is written.
"""

from __future__ import annotations

from importlib import resources

import pyarrow as pa

from warehouse.contracts.codelists import CodeLists
from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.current_records import Standing
from warehouse.load.dimensions import places_of, precedence_of, services_of, stages_of
from warehouse.load.star import person_history
from warehouse.load.star.survivorship import deciding, survivors
from warehouse.vault.working_tables import working_tables

# In the order in which they are built: a later one may read an earlier one.
SHAPES = (
    "victim",
    "suspect",
    "complaint",
    "hearing",
    "judgment",
    "prosecution",
    "case_suspect",
    "case_victim",
    "case_file",
    "assistance",
    "mention",
    "charge",
    "sentence",
    "referral",
    "victim_state",
    "suspect_state",
)

# The tables of codes that the queries read, beside the records.
CODE_TABLES = {
    "places": places_of,
    "stages": stages_of,
    "precedence": precedence_of,
    "services": services_of,
}

CONFORMED = ("complaint", "prosecution", "hearing", "judgment", "assistance")


def shape(
    standing: Standing, joins: pa.Table, pseudonyms: pa.Table, codes: CodeLists
) -> dict[str, pa.Table]:
    """Build the warehouse tables.

    Args:
        standing: the records that count; absent conformed tables count as empty.
        joins: ``record_id``, ``case_id``, … of ``cases.join``.
        pseudonyms: ``mention_id``, ``pseudonym``.
        codes: what a code means (``dimensions``).

    Returns:
        Table name -> rows, in the columns of ``tables.warehouse`` and ``tables.star``.
    """
    conformed = standing.conformed
    with working_tables() as connection:
        connection.register("joins", joins)
        connection.register("pseudonyms", pseudonyms.select(["mention_id", "pseudonym"]))
        for name, of_codes in CODE_TABLES.items():
            connection.register(name, of_codes(codes))
        delisted = pa.table({"record_id": standing.delisted.cast(pa.string())})
        connection.register("delisted", delisted)
        mentions = conformed.get("person_mention", schema("person_mention").empty_table())
        connection.register("person_mention", mentions)
        connection.execute(
            """
            create temp table mention as
            select m.*, p.pseudonym, j.case_id,
                   origin.prefecture_code as origin_prefecture_code,
                   facts.prefecture_code as exploitation_prefecture_code,
                   met.prefecture_code as detection_prefecture_code
            from person_mention m
            join pseudonyms p on p.mention_id = m.record_id
            left join joins j on j.record_id = m.record_id
            left join places origin on origin.place_code = m.place_code and origin.is_present
            left join places facts on facts.place_code = m.facts_place_code and facts.is_present
            left join places met
                on met.place_code = m.detected_place_code and met.is_present
            """
        )
        connection.register("survivor", survivors(connection))
        connection.register("deciding", deciding(connection))
        for name in CONFORMED:
            connection.register(f"said_{name}", conformed.get(name, schema(name).empty_table()))
        shaped: dict[str, pa.Table] = {}
        for name in SHAPES:
            shaped[name] = connection.sql(_query(name)).to_arrow_table()
            connection.register(f"shaped_{name}", shaped[name])
            if name == "judgment":
                connection.execute(f"create temp table court_step as {_query('court_step')}")
    return shaped


def _query(name: str) -> str:
    if name in person_history.STATES:
        return person_history.query(name)
    return resources.files("warehouse.load.star").joinpath(f"{name}.sql").read_text("utf-8")
