"""``warehouse``, what codes mean: the code lists and the places, as one dimension each."""

from __future__ import annotations

from warehouse.database.tables.columns import boolean, date, document, integer, refers, table, text

dim_code = table(
    "warehouse.dim_code",
    "All code lists.",
    text("list", "the code list", key=True),
    text("code", "the code", key=True),
    text("label_fr", "label in French"),
    text("label_en", "label in English"),
    date("valid_from", "first day it may be used"),
    date("valid_to", "last day it may be used"),
    document("attributes", "the list's further columns: cross-walks, order …"),
)

dim_place_span = table(
    "warehouse.dim_place_span",
    "One row per place and time during which it lay in one préfecture.",
    refers("place_code", "warehouse.dim_geography.place_code", "the place", key=True),
    integer("span", "1 for the oldest time, 2 for the next …", key=True),
    text("prefecture_code", "the préfecture in which it lay then (codes: geography)"),
    date("valid_from", "first day; empty where it is not known"),
    date("valid_to", "last day; empty where it still does"),
    boolean("is_present", "the préfecture of today", required=True),
    text("source", "where the change was read; empty where none is known"),
    text("confidence", "how far to trust it: high, medium or low"),
)

dim_geography = table(
    "warehouse.dim_geography",
    "Places, from the région to the arrondissement and the commune.",
    text("place_code", "the place", key=True),
    text(
        "level",
        "region, prefecture, subprefecture, arrondissement or commune",
        required=True,
    ),
    text("name", "official name", required=True),
    text("parent_code", "the place that holds it"),
    text("prefecture_code", "its préfecture"),
    text("region_code", "its région"),
    date("valid_from", "first day of its existence"),
    date("valid_to", "last day of its existence"),
)
