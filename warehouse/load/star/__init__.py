"""Linked, joined records -> the tables of the warehouse: one SQL query per table, run by DuckDB.

Here names and days of birth end: what leaves this module is pseudonymous, with years and
préfectures. Input and output are Arrow tables; nothing is written.
"""

from __future__ import annotations

from importlib import resources

import pyarrow as pa

from warehouse.contracts.conformed_schema import schema
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

CONFORMED = ("complaint", "prosecution", "hearing", "judgment", "assistance")


def shape(
    conformed: dict[str, pa.Table],
    joins: pa.Table,
    pseudonyms: pa.Table,
    places: pa.Table,
    stages: pa.Table,
    precedence: pa.Table,
    services: pa.Table,
    delisted: pa.Array,
) -> dict[str, pa.Table]:
    """Build the warehouse tables.

    Args:
        conformed: conformed tables by name; absent ones count as empty.
        joins: ``record_id``, ``case_id``, … of ``cases.join``.
        pseudonyms: ``mention_id``, ``pseudonym``.
        places: of ``dimensions.places_of``: the préfecture of each place, and when.
        stages: of ``dimensions.stages_of``: which stage a verdict, an orientation or an outcome
            means, how far along it is, and what a verdict does to an earlier one.
        precedence: of ``dimensions.precedence_of``: which code of a list stands before which.
        services: ``source_id``, ``code``: the service whose register an export is.
        delisted: ids of mentions kept from a cumulative list that a newer one replaced.

    Returns:
        Table name -> rows, in the columns of ``tables.warehouse`` and ``tables.star``.
    """
    with working_tables() as connection:
        connection.register("joins", joins)
        connection.register("pseudonyms", pseudonyms)
        connection.register("places", places)
        connection.register("stages", stages)
        connection.register("precedence", precedence)
        connection.register("services", services)
        connection.register("delisted", pa.table({"record_id": delisted.cast(pa.string())}))
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
