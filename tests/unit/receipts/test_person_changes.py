"""What a file would change, to the person: each row in one count, and the register's own alone."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from warehouse.contracts.conformed_schema import schema
from warehouse.receipts.person_changes import PersonChanges, person_changes

NAMES = (
    "row_number", "file_name", "role", "record_key", "family_name", "given_names", "sex",
    "nationality",
)  # fmt: skip
SCHEMA = pa.schema([schema("person_mention").field(name) for name in NAMES])


def table(*rows: dict[str, Any]) -> pa.Table:
    whole = [
        dict.fromkeys(SCHEMA.names)
        | {"row_number": number, "file_name": f"f{len(rows)}", "role": "victim"}
        | row
        for number, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(whole, SCHEMA)


def one(letter: str, **told: Any) -> dict[str, Any]:
    return {"family_name": f"FICTIF{letter}", "given_names": "Inventée", "sex": "F"} | told


def test_each_kind_of_change_is_counted() -> None:
    before = table(
        one("A", record_key="1"), one("B", record_key="2"), one("C"), one("D", record_key="4")
    )
    other = table(one("E"), one("F"))
    file = table(
        one("A", record_key="1"),
        one("B", record_key="2", nationality="CAF"),
        one("C", nationality="TCD"),
        one("E"),
        one("G", record_key="7"),
    )
    assert person_changes(file, before, other) == PersonChanges(1, 2, 1, 1, 1)


def test_a_file_that_replaces_nothing_names_new_persons_and_known_ones() -> None:
    assert person_changes(table(one("A"), one("B")), table(), table(one("B"))) == PersonChanges(
        0, 0, 1, 1, 0
    )


def test_where_a_row_stands_changes_nobody() -> None:
    moved = [one("B"), one("A")]
    assert person_changes(table(*moved), table(one("A"), one("B")), table()) == PersonChanges(
        2, 0, 0, 0, 0
    )


def test_one_without_a_name_is_never_known() -> None:
    nobody = {"sex": "F"}
    found = person_changes(table(nobody), table(), table(nobody))
    assert (found.known, found.new) == (0, 1)


def test_a_victim_is_not_known_by_an_accused_of_her_name() -> None:
    found = person_changes(table(one("A")), table(), table(one("A", role="suspect")))
    assert (found.known, found.new) == (0, 1)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "family_name": st.sampled_from(["FICTIFA", "FICTIFB", None]),
            "record_key": st.sampled_from(["1", "2", None]),
            "nationality": st.sampled_from(["CAF", None]),
        }
    ),
    max_size=6,
)


@given(ROWS, ROWS, ROWS)
def test_every_row_is_in_one_count_and_nobody_goes_twice(
    file: list[dict[str, Any]], before: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    found = person_changes(table(*file), table(*before), table(*others))
    assert found.same + found.corrected + found.known + found.new == len(file)
    assert found.same + found.corrected + found.gone == len(before)
    again = person_changes(table(*before), table(*before), table(*others))
    assert again == PersonChanges(len(before), 0, 0, 0, 0)
