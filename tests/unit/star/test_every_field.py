"""Nothing that an export says is dropped between the conformed records and the star unsaid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_shapes import DAY, Records

from warehouse.contracts.codelists import load_codelists
from warehouse.contracts.conformed_schema import LINEAGE, TABLES, Field
from warehouse.settings import PROJECT

SHAPED = ("person_mention", "complaint", "prosecution", "hearing", "judgment", "assistance")
# What stays out, and why.
NOT_IN_THE_STAR = {
    "record_key": "the source's own code for a person leads back to her file",
    "id_type": "of the vault, with the number it belongs to",
    "age_min": "becomes a span of birth when the row is conformed",
    "age_max": "becomes a span of birth when the row is conformed",
    "pv_number": "joins records to cases; a complaint keeps its own",
    "rp_number": "joins records to cases; prosecutions, hearings and judgments keep theirs",
    "ri_number": "joins records to cases; a prosecution keeps its own",
    "unit_code": "of a complaint alone: who prosecutes or judges is the court",
    "court_code": "of what courts do alone",
}
# Where the reason does not hold: these tables keep theirs.
KEPT = {
    "complaint": {"pv_number", "unit_code"},
    "prosecution": {"rp_number", "ri_number", "court_code"},
    "hearing": {"rp_number", "court_code"},
    "judgment": {"rp_number", "court_code"},
}
# Codes that mean something to a shape; any other text will do for the rest.
TELLING = {
    "role": "victim",
    "heard_role": "witness",
    "facts_place_code": "CF52-BRIA",
    "place_code": "CF52-BRIA",
    "detected_place_code": "CF52-BRIA",
    "further_penalties": ["CONFISCATION"],
    "birth_precision": "day",
}
PLAIN: dict[str, Any] = {"text": "X", "list": ["X"], "date": date(2024, 3, 9), "integer": 7,
                         "number": 7.0, "boolean": True}  # fmt: skip


def _asked(table: str, field: Field) -> bool:
    """Whether the star must say it: no lineage, no raw text beside what was read, no name."""
    return not (
        field in LINEAGE
        or field.name.endswith("_raw")
        or (field.personal and not field.name.startswith("birth"))
        or (field.name in NOT_IN_THE_STAR and field.name not in KEPT.get(table, ()))
    )


FIELDS = [(table, field) for table in SHAPED for field in TABLES[table] if _asked(table, field)]


OF_VICTIMS = {"displacement_code", "victim_status_code", "reintegration_code", "reintegrated_on",
              "is_consenting", "is_minor", "detected_place_code"}  # fmt: skip
KEYS = ("case_id", "victim_id", "suspect_id")


def _add(records: Records, n: int | str, table: str, **said: Any) -> None:
    """A case of one victim and one accused, in which one more record says something or nothing."""
    case = f"C-{n}"
    victim, suspect = records.victim(f"V-{n}", case), records.suspect(f"S-{n}", case)
    other_victim = records.victim(f"V2-{n}", None)
    other_suspect = records.suspect(f"S2-{n}", None)
    mine = {"role": "suspect", "person": f"S-{n}", "birth_date_min": DAY, "birth_date_max": DAY}
    base: dict[str, dict[str, Any]] = {
        "person_mention": {"case": case, **mine},
        "complaint": {"case": case, "pv_number": "1/UMIRR/2026", "article_codes": ["CP-151"],
                      "exploitation_codes": ["FL_DOM"]},
        "prosecution": {"case": case},
        "hearing": {"case": case, "suspect_record_id": suspect, "held_on": DAY},
        "judgment": {"case": case, "suspect_record_id": suspect},
        "assistance": {"victim_record_id": victim},
    }  # fmt: skip
    if set(said) & OF_VICTIMS:
        base[table] |= {"role": "victim", "person": f"V-{n}"}
    others = {"suspect_record_id": other_suspect, "victim_record_id": other_victim}
    records.add(table, **base[table], **{k: others.get(k, v) for k, v in said.items()
                                         if k not in base[table]})  # fmt: skip
    records.conformed[table][-1].update({k: others.get(k, v) for k, v in said.items()})


def _of_each(shaped: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """What the star says of each case of ours, without ids that differ anyhow."""
    found: dict[str, list[str]] = {}
    for table, rows in shaped.items():
        for row in rows:
            key = next((row[key] for key in KEYS if row.get(key)), None)
            if key is not None:
                told = {
                    name: str(value).rpartition("-")[0] if name in KEYS and value else value
                    for name, value in row.items()
                    if name in KEYS or not name.endswith(("_id", "record_ids"))
                }
                found.setdefault(key.rpartition("-")[2], []).append(f"{table} {told}")
    return {n: sorted(rows) for n, rows in found.items()}


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    """What the star says: by number of the field that a case adds, by table where it adds none."""
    records = Records(load_codelists(PROJECT / "sources" / "codes"))
    for table in SHAPED:
        _add(records, table.replace("_", ""), table)
    for n, (table, field) in enumerate(FIELDS):
        _add(records, n, table, **{field.name: TELLING.get(field.name, PLAIN[field.type])})
    return _of_each(records.shaped())


@pytest.mark.parametrize(
    ("n", "table", "field"),
    [(n, table, field.name) for n, (table, field) in enumerate(FIELDS)],
    ids=[f"{table}.{field.name}" for table, field in FIELDS],
)
def test_what_a_record_says_changes_the_star(
    said: dict[str, list[str]], n: int, table: str, field: str
) -> None:
    assert said[table.replace("_", "")], "the star says something of the case without it"
    assert said[str(n)] != said[table.replace("_", "")], field


def test_fields_are_tried_and_what_stays_out_has_its_reason() -> None:
    assert len(FIELDS) > 60
    known = {field.name for table in SHAPED for field in TABLES[table]}
    assert set(NOT_IN_THE_STAR) <= known
    assert all(NOT_IN_THE_STAR.values())
