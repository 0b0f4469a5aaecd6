"""New parameters are written only if they reach the floor; the same table gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.errors import CallError
from warehouse.linkage.engine.training import Model, pinned, using
from warehouse.proof.bench.linkage.floors import Floor, hold, train_file
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand mentions of invented people, of another world than the bench's."""
    path = tmp_path_factory.mktemp("train") / "mentions.parquet"
    pq.write_table(simulate_world(2_000, seed=9).mentions.drop_columns(list(COMPARE)), path)
    return path


def test_the_same_table_gives_the_same_bytes_with_a_stamp_of_their_own(
    table: Path, tmp_path: Path
) -> None:
    written = []
    for name in ("one.json", "two.json"):
        train_file(table, tmp_path / name, floors=())
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    told = json.loads(written[0])
    assert told["version"] != pinned().version
    assert set(told["rates"]) == set(pinned().rates)


def test_parameters_below_a_floor_are_not_written(table: Path, tmp_path: Path) -> None:
    with pytest.raises(CallError):
        train_file(table, tmp_path / "parameters.json", [Floor(2, 1.01, 0.5, 500)])
    assert not list(tmp_path.iterdir())


def test_parameters_that_take_every_lookalike_for_one_person_do_not_hold() -> None:
    floor = (Floor(2, 0.93, 0.95, 1_000),)
    hold(pinned(), floor)
    credulous = Model(pinned().rates, 1 - 2**-20, "credulous")
    with pytest.raises(CallError):
        hold(credulous, floor)


def test_a_candidate_is_pinned_only_while_it_is_measured() -> None:
    before = pinned().version
    with using(Model(pinned().rates, 0.5, "candidate")):
        assert pinned().version == "candidate"
    assert pinned().version == before
