"""Counts and statistics asked of one release, whose Parquet files never change."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import release
from warehouse.indicators.disclosure.linked_tables import NO, YES, Cell
from warehouse.indicators.indicator_definitions import CountedPopulation

# What SQL of definitions needs, made from the code lists that stand in the release itself.
SHARED = """
create temp view form_of_code as
select code, case (attributes ->> 'glotip')
    when 'Sexual exploitation' then 'sexual' when 'Forced labour' then 'forced_labour'
    when 'Organ removal' then 'organ_removal' when 'Unknown' then 'unknown' else 'other' end as form
from warehouse.dim_code where list = 'exploitation';
"""


class ReleaseTables:
    """The tables of one release, in a DuckDB of its own."""

    def __init__(self, releases: Path, number: int) -> None:
        self.number = number
        self.published_at = release.numbered(releases, number).published_at
        self._connection = duckdb.connect()
        for name in release.numbered(releases, number).rows:
            schema, table = name.split(".")
            self._connection.register(f"t_{table}", release.read(releases, name, number))
            self._connection.execute(f"create schema if not exists {schema}")
            self._connection.execute(f"create view {schema}.{table} as select * from t_{table}")
        self._connection.execute(SHARED)

    def table(self, query: str) -> pa.Table:
        """The rows of one query, in columns."""
        return self._connection.sql(query).to_arrow_table()

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The rows of one query."""
        rows: list[dict[str, Any]] = self.table(query).to_pylist()
        return rows

    def persons(self, population: CountedPopulation) -> dict[int, dict[Cell, int]]:
        """Year -> how many persons have which categories; a list is a dimension per item."""
        counted: dict[int, Counter[Cell]] = defaultdict(Counter)
        rows = self.ask(population.sql)
        items = {
            name: sorted({item for row in rows for item in row[name] or ()})
            for name in population.several
        }
        for row in rows:
            cell = {name: row[name] for name in population.dimensions}
            for name, offered in items.items():
                held = set(row[name] or ())
                cell |= {f"{name}:{one}": YES if one in held else NO for one in offered}
            counted[row["year"]][tuple(sorted(cell.items()))] += 1
        return {year: dict(cells) for year, cells in sorted(counted.items())}

    def regions(self) -> dict[str, str]:
        """Préfecture -> its region."""
        rows = self.ask(
            "select place_code, parent_code from warehouse.dim_geography where level = 'prefecture'"
        )
        return {row["place_code"]: row["parent_code"] or "unknown" for row in rows}
