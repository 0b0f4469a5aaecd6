"""Flat tables: a code beside its label, the same in the database as in a release."""

from __future__ import annotations

import pyarrow as pa
import pytest
from sqlalchemy import text
from worlds import World, enter

from warehouse import database, release
from warehouse.database.views.flat_views import FLAT
from warehouse.release.flat_tables import flat_tables
from warehouse.release.published_tables import published_tables
from warehouse.settings import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def world(sample_run: World, monkeypatch: pytest.MonkeyPatch) -> World:
    enter(monkeypatch, sample_run.var, sample_run.url)
    return sample_run


@pytest.mark.parametrize("name", FLAT)
def test_a_view_and_its_twin_in_a_release_have_the_same_rows(world: World, name: str) -> None:
    with database.engine().begin() as connection:
        there = published_tables(connection)[f"warehouse.flat_{name}"].to_pylist()
        seen = connection.execute(text(f"select * from warehouse.flat_{name}")).mappings()
        here = [dict(row) for row in seen]
    assert len(here) > 5
    assert sorted(here, key=str) == sorted(there, key=str)


def test_a_code_stands_beside_its_label_in_both_languages(world: World) -> None:
    with database.engine().begin() as connection:
        rows = published_tables(connection)["warehouse.flat_victim"].to_pylist()
    women = [row for row in rows if row["sex"] == "F"]
    assert len(women) > 20
    assert {(row["sex_fr"], row["sex_en"]) for row in women} == {("Féminin", "Female")}
    several = [row for row in rows if ";" in (row["exploitation_codes"] or "")]
    assert several
    assert all(
        row["exploitation_fr"].count(";") == row["exploitation_codes"].count(";") for row in several
    )
    assert all(row["origin_prefecture"] for row in rows if row["origin_prefecture_code"])


def test_what_nobody_tells_is_empty_and_a_code_of_no_list_stands_as_written(world: World) -> None:
    with database.engine().begin() as connection:
        tables = published_tables(connection)
    victims = tables["warehouse.victim"]
    place = victims.schema.get_field_index("nationality")
    changed = ["ZZZ", None, *victims["nationality"].to_pylist()[2:]]
    tables["warehouse.victim"] = victims.set_column(place, "nationality", pa.array(changed))
    ids = victims["victim_id"].to_pylist()
    by_id = {
        row["victim_id"]: row for row in flat_tables(tables)["warehouse.flat_victim"].to_pylist()
    }
    assert by_id[ids[0]]["nationality_fr"] == by_id[ids[0]]["nationality_en"] == "ZZZ"
    assert by_id[ids[1]]["nationality_fr"] is None


def test_the_release_holds_them_with_their_dictionary(world: World) -> None:
    made = release.numbered(settings().releases, 1)
    assert {f"warehouse.flat_{name}" for name in FLAT} <= set(made.rows)
    assert made.rows["warehouse.flat_victim"] == made.rows["warehouse.victim"]
