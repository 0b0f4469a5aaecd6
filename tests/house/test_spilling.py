"""What DuckDB puts on disk for want of memory is sealed, whoever opens it."""

from __future__ import annotations

from warehouse.settings import PROJECT

# Each of the others, and why nothing of a person can be spilled from it.
ELSEWHERE = {
    "warehouse/vault/working_tables.py": "the one that seals",
    "warehouse/indicators/release_counts.py": "over the tables of a release, which name nobody",
    "warehouse/linkage/engine/spark.py": "runs the SQL of a handful of rows beside Spark",
}


def test_duckdb_is_opened_by_what_seals_its_disk() -> None:
    opened = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "warehouse").rglob("*.py")
        if "duckdb.connect(" in path.read_text("utf-8") and "proof" not in path.parts
    }
    assert opened == set(ELSEWHERE)
