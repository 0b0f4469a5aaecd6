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
    columns: dict[str, object] = {}
    for name in examined.column_names:
        column = examined[name]
        if pa.types.is_date(column.type):
            days = column.cast(pa.timestamp("s")).to_pandas()
            columns[name] = days
            columns[f"{name} (year)"] = days.dt.year
        elif pa.types.is_string(column.type) and name not in ("row_key",):
            columns[name] = column.combine_chunks().dictionary_encode().to_pandas()
        else:
            columns[name] = column.to_pandas()
    frame = pd.DataFrame(columns, index=range(len(examined)))
    frame["received_on"] = pd.Timestamp(received_on)
    return frame
