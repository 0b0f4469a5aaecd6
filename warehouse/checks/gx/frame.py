"""The frame that Great Expectations judges, from what ``conform`` examined."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa


def frame_of(examined: pa.Table, received_on: date) -> pd.DataFrame:
    """One row per source row: states as categories, dates as days, and the year of each date.

    Args:
        examined: ``Conformed.examined``.
        received_on: the day the file arrived; no event of it can be later.
    """
    frame = plain_frame(examined.drop_columns(["row_key", "sheet", "row_number"]))
    for name in examined.column_names:
        if pa.types.is_date(examined.schema.field(name).type):
            frame[f"{name} (year)"] = frame[name].dt.year
    frame["received_on"] = pd.Timestamp(received_on)
    return frame


def plain_frame(table: pa.Table) -> pd.DataFrame:
    """A table as pandas judges it fastest: texts as categories, dates as days."""
    columns: dict[str, object] = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_date(column.type):
            columns[name] = column.cast(pa.timestamp("s")).to_pandas()
        elif pa.types.is_string(column.type):
            columns[name] = column.combine_chunks().dictionary_encode().to_pandas()
        else:
            columns[name] = column.to_pandas()
    return pd.DataFrame(columns, index=range(table.num_rows))
