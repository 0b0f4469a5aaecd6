"""A corrected export says again what it said: who is the same mention keeps her person."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.continuity import CONTINUES, continuations


def mentions(*rows: dict) -> pa.Table:
    filled = [
        {"source_id": "umirr", "role": "victim", "period": "2026-05", "sheet": "", "row_number": i,
         **row}
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(filled, schema("person_mention"))


def pairs(gone: pa.Table, fresh: pa.Table) -> dict[str, str]:
    found = continuations(gone, fresh)
    assert found.schema == CONTINUES
    return {row["old_mention_id"]: row["new_mention_id"] for row in found.to_pylist()}


def test_the_source_s_own_code_outlives_a_corrected_name() -> None:
    gone = mentions({"record_id": "a", "record_key": "K1", "family_name": "FICTIV"})
    fresh = mentions({"record_id": "b", "record_key": "K1", "family_name": "FICTIVE"})
    assert pairs(gone, fresh) == {"a": "b"}


def test_without_a_code_equal_content_continues_whatever_row_it_stands_on() -> None:
    gone = mentions(
        {"record_id": "a", "family_name": "FICTIVE"}, {"record_id": "b", "family_name": "MODÈLE"}
    )
    fresh = mentions(
        {"record_id": "c", "family_name": "MODÈLE"}, {"record_id": "d", "family_name": "FICTIVE"}
    )
    assert pairs(gone, fresh) == {"a": "d", "b": "c"}


def test_of_equal_ones_the_nth_continues_the_nth_and_one_more_is_new() -> None:
    gone = mentions({"record_id": "a"}, {"record_id": "b"})
    fresh = mentions({"record_id": "c"}, {"record_id": "d"}, {"record_id": "e"})
    assert pairs(gone, fresh) == {"a": "c", "b": "d"}


def test_another_role_or_source_is_never_a_continuation() -> None:
    gone = mentions({"record_id": "a", "record_key": "K1", "family_name": "FICTIVE"})
    other_role = mentions({"record_id": "b", "record_key": "K1", "role": "suspect"})
    other_source = mentions({"record_id": "c", "record_key": "K1", "source_id": "iom"})
    assert pairs(gone, other_role) == pairs(gone, other_source) == {}


def test_nothing_gone_or_nothing_fresh_continues_nothing() -> None:
    some = mentions({"record_id": "a"})
    assert pairs(some, mentions()) == pairs(mentions(), some) == {}


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "record_key": st.sampled_from([None, "K1", "K2"]),
            "family_name": st.sampled_from([None, "FICTIVE", "MODÈLE"]),
            "role": st.sampled_from(["victim", "suspect"]),
        }
    ),
    max_size=6,
)


@settings(max_examples=20, deadline=None)
@given(ROWS, ROWS)
def test_no_mention_continues_or_is_continued_twice(old: list[dict], new: list[dict]) -> None:
    gone = mentions(*({**row, "record_id": f"old{i}"} for i, row in enumerate(old)))
    fresh = mentions(*({**row, "record_id": f"new{i}"} for i, row in enumerate(new)))
    found = continuations(gone, fresh).to_pylist()
    for side in ("old_mention_id", "new_mention_id"):
        ids = [row[side] for row in found]
        assert len(ids) == len(set(ids))
    assert len(continuations(gone, gone.set_column(0, "record_id", gone["record_id"]))) == len(old)
