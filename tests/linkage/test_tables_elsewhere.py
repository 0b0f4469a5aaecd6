"""Tables as other people keep them, each with a floor: e-mail, employers, initials, ages."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.table_linkage import link_table
from warehouse.proof.bench.linkage.contest import in_order
from warehouse.proof.bench.linkage.figures import figures, numbered
from warehouse.proof.bench.linkage.tables_elsewhere import SHAPES, table_elsewhere

pytestmark = pytest.mark.slow

FLOORS = {
    "donors_with_mail": (0.938, 0.975),
    "authors": (0.979, 0.988),
    "inventors": (0.870, 0.987),
    "camps_by_age": (0.890, 0.965),
    "fathers_initials": (0.660, 0.965),
    "patients": (0.932, 0.955),
    "two_surveys": (0.860, 0.895),
}
"""F1 and precision, about 0.01 below what was measured (1 December 2026); what that was, and stock
Splink's beside it, stands in docs/measured.md. two_surveys is under a precision of 0.95."""


def test_each_shape_has_a_floor() -> None:
    assert FLOORS.keys() == SHAPES.keys()


@pytest.mark.parametrize("shape", FLOORS)
def test_no_table_of_other_people_falls_below_its_floor(shape: str) -> None:
    table = table_elsewhere(shape)
    linked = link_table(table.mentions, table.compare)
    true = in_order(table.mentions["mention_id"], linked["mention_id"], table.person)
    found = figures(true, numbered(linked["person_id"]))
    f1, precision = FLOORS[shape]
    assert (found.f1 >= f1, found.precision >= precision) == (True, True), (
        f"F1 {found.f1:.4f}, precision {found.precision:.4f}"
    )


def test_the_same_seed_gives_the_same_table_and_another_another() -> None:
    one, again, other = (table_elsewhere("authors", 300, seed) for seed in (1, 1, 2))
    assert one.mentions.equals(again.mentions)
    assert (one.person == again.person).all()
    assert not one.mentions.equals(other.mentions)
    assert len(np.unique(one.person)) < len(one.mentions), "some are mentioned twice"
