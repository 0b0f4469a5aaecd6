"""An alias is read as a name of who is named, and of nobody else."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.linkage.engine.aliases import with_aliases_as_names
from warehouse.linkage.engine.mention_columns import standardise


def full_name(**told: str) -> str | None:
    row = pa.table({name: [value] for name, value in {"mention_id": "1", **told}.items()})
    read = with_aliases_as_names(standardise(row))
    assert read.drop_columns(["full_name"]) == standardise(row).drop_columns(["full_name"])
    return read["full_name"].to_pylist()[0]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        pytest.param({"family_name": "TESTGA", "alias": "Papou"}, "Papou", id="beside a name"),
        pytest.param({"full_name": "TESTGA Zita", "alias": "Papou"}, "TESTGA Zita Papou", id="too"),
        pytest.param({"alias": "Papou"}, None, id="alone"),
        pytest.param({"full_name": "TESTGA Zita"}, "TESTGA Zita", id="none told"),
        pytest.param({"family_name": "X", "alias": "Papou"}, None, id="of X"),
        pytest.param(
            {"family_name": "Inconnu", "given_names": "X", "alias": "P"}, None, id="of no one"
        ),
        pytest.param({"family_name": "Victime A", "alias": "Papou"}, None, id="of a letter"),
        pytest.param(
            {"full_name": "Identité protégée", "alias": "Papou"}, "Identité protégée", id="hidden"
        ),
    ],
)
def test_an_alias_is_one_more_name_of_who_is_named(told: dict[str, str], read: str | None) -> None:
    assert full_name(**told) == read


def test_each_mention_keeps_its_own() -> None:
    rows = {"mention_id": list("abcd"), "family_name": ["TESTGA", None, "X", None]}
    table = pa.table(rows | {"alias": ["Papou", None, "Le Grand", "Zita"]})
    read = with_aliases_as_names(standardise(table))
    assert read["full_name"].to_pylist() == ["Papou", None, None, None]
