"""What a mention says, as a number: those that say the same are one witness, not two.

A register is copied from month to month, and a child's row goes with her file, slips and all. Two
girls with one given name and one year of birth, eleven rows and three, made thirty pairs of which
none was likelier than not, and were joined for their number (births by year, seed 3: precision
0.902). Counted by what they say, 0.997. Measured on 114 tables of 38 kinds, seeds 1 to 3, a
thousand mentions each: the mean of F1 rises from 0.9669 to 0.9677, of precision from 0.9695 to
0.9717; historical_50k falls from 0.9524 to 0.9523, dev10k, fake_1000 and RLdata500 stay.
"""

from __future__ import annotations

from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_COLUMNS: Final = (
    "list_sort(names)",
    "birth_day",
    "birth_year",
    "birth_precision",
    "sex",
    "list_sort(phone)",
    "id_number",
    "nationality",
    "case_ref",
)


def sayings(con: duckdb.DuckDBPyConnection) -> Ints:
    """Of each mention of ``features``, in the order of ``unique_id``, a number of what it says.

    Who wrote it and when is not what is said: two offices that write the same may copy.
    """
    texts = [
        f'"{column}"'
        for (column,) in con.execute(
            "select column_name from (describe features)"
            " where starts_with(column_name, 'text_') and ends_with(column_name, '_value')"
            " order by 1"
        ).fetchall()
    ]
    hashes = con.sql(
        f"select hash(row({', '.join([*_COLUMNS, *texts])})) as said from features"
        " order by unique_id"
    ).to_arrow_table()
    return np.unique(hashes["said"].to_numpy(), return_inverse=True)[1].astype(np.int64)
