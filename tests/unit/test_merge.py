"""What a merge refuses before anything is written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.database.tables import warehouse
from warehouse.database.upsert import _require_columns
from warehouse.errors import ZokwezoError


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param({"victim_id": ["V-1"], "name": ["x"]}, "name", id="unknown_column"),
        pytest.param({"sex": ["F"]}, "victim_id", id="no_key"),
        pytest.param({"victim_id": pa.array([None], pa.string())}, "victim_id", id="empty_key"),
    ],
)
def test_wrong_columns_are_named_before_anything_is_written(
    rows: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(ZokwezoError, match=said):
        _require_columns(warehouse.victim, pa.table(rows), ["victim_id"])
