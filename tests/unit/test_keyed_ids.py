"""An id made of a number says nothing of the number to who has not the key."""

from __future__ import annotations

import pyarrow as pa

from warehouse.load.opaque_ids import with_opaque

IDS = ["Cabc", None, "Cdef", "Cabc"]


def test_the_same_id_stays_the_same_and_a_missing_one_missing() -> None:
    rows = pa.table({"n": [1, 2, 3, 4], "case_id": pa.chunked_array([IDS[:1], IDS[1:]])})
    told = with_opaque(rows, "case_id", b"k" * 32)
    one, missing, other, again = told["case_id"].to_pylist()
    assert (missing, one) == (None, again)
    assert len({one, other, *IDS}) == 5
    assert one.startswith("C")
    assert told["n"] == rows["n"]
    assert told.schema == rows.schema


def test_another_key_makes_other_ids() -> None:
    rows = pa.table({"case_id": IDS})
    mine, theirs = (with_opaque(rows, "case_id", key * 32)["case_id"] for key in (b"k", b"l"))
    assert not set(mine.drop_null().to_pylist()) & set(theirs.drop_null().to_pylist())


def test_no_row_is_none() -> None:
    rows = pa.table({"case_id": pa.array([], pa.string())})
    assert with_opaque(rows, "case_id", b"k").equals(rows)
