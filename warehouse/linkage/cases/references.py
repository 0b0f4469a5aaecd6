"""Which numbers name the same file.

A police report is named by unit, number and year (all three stand in its canonical number); a
prosecution by court and N° RP, since the number restarts every year in each court.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

COLUMNS = ["record_id", "row_key", "table", "pv", "rp", "court", "number", "on_min", "on_max", "at"]
CASE_TABLES = ("complaint", "prosecution", "hearing", "judgment", "decision", "person_mention")


def references(tables: dict[str, pa.Table]) -> pd.DataFrame:
    """The references of every record that may belong to a case.

    Args:
        tables: conformed tables by name; absent ones are skipped.

    Returns:
        A row per record: ``record_id``, ``row_key``, ``table``, ``pv`` and ``rp`` (null where the
        record does not say), ``court`` and ``number`` of the court file, ``on_min`` and ``on_max``:
        the days of the facts, and ``at``: the day of the event itself.
    """
    parts = [
        _of(name, tables[name]) for name in CASE_TABLES if name in tables and tables[name].num_rows
    ]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True)


EVENT = {
    "complaint": "filed_on",
    "prosecution": "registered_on",
    "hearing": "held_on",
    "judgment": "decided_on",
    "decision": "decided_on",
    "person_mention": "seen_on",
}


def _of(name: str, table: pa.Table) -> pd.DataFrame:
    wanted = ["record_id", "row_key", "pv_number", "court_code", "rp_number", EVENT[name]]
    facts = [c for c in ("facts_on_min", "facts_on_max") if c in table.column_names]
    frame = table.select(wanted + facts).to_pandas(types_mapper=_types)
    both = frame["court_code"].notna() & frame["rp_number"].notna()
    return pd.DataFrame(
        {
            "record_id": frame["record_id"],
            "row_key": frame["row_key"],
            "table": name,
            "pv": "pv " + frame["pv_number"],
            "rp": ("rp " + frame["court_code"] + " " + frame["rp_number"]).where(both),
            "court": frame["court_code"],
            "number": frame["rp_number"],
            "on_min": _days(frame, "facts_on_min"),
            "on_max": _days(frame, "facts_on_max"),
            "at": _days(frame, EVENT[name]),
        }
    )


def _days(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return pd.to_datetime(frame[column]).astype("datetime64[s]")


def _types(kind: pa.DataType) -> pd.StringDtype | None:
    return pd.StringDtype() if pa.types.is_string(kind) else None
