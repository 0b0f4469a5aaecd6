"""What a table teaches and cannot be is refused, and the one who waits is told."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.cli import main
from warehouse.linkage.engine import parameters
from warehouse.linkage.engine.table_linkage import PARAMETERS, link_table
from warehouse.linkage.engine.training import REFUSED, Model, learn, pinned
from warehouse.proof.simulate.mentions.worlds import simulate_world

pytestmark = pytest.mark.slow


def credulous(*told: object, **also: object) -> Model:
    """As learnt where an area was taken for the person: most share nothing of the name."""
    model = learn(*told, **also)  # type: ignore[arg-type] # whatever learn is given
    names = [(m * 0.1, u) for m, u in model.rates["names"]]
    names[0] = (0.9, model.rates["names"][0][1])
    return replace(model, rates=dict(model.rates) | {"names": names})


def test_the_pinned_parameters_serve_where_the_learnt_ones_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mentions: pa.Table = simulate_world(400, 1, 7).mentions
    columns = [c for c in mentions.column_names if c in {*pinned().rates, "mention_id"}]
    names = ["mention_id", "family_name", "given_names", "birth_date_min", "birth_date_max", "sex"]
    table = mentions.select([c for c in mentions.column_names if c in {*names, *columns}])
    monkeypatch.setattr(parameters, "learn", credulous)
    linked = link_table(table)
    assert linked.schema.metadata[PARAMETERS.encode()].decode() == REFUSED
    pq.write_table(table, tmp_path / "persons.parquet")
    out = tmp_path / "linked.csv"
    call = ["zokwezo", "link", str(tmp_path / "persons.parquet"), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", call)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "Attention" in capsys.readouterr().err
