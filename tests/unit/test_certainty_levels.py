"""How many victims there are hangs on which links hold: by group, by source, level by level."""

from __future__ import annotations

import pytest

from warehouse.indicators.certainty_levels import CertaintyRow, LinkedMention, certainty_rows
from warehouse.indicators.hidden_population.linkage_draws import UncertainPair


def mention(person: str, probability: float | None, source: str, sex: str) -> LinkedMention:
    return LinkedMention(person, probability, {"source": source, "sex": sex})


MENTIONS = {
    # One woman whom three exports met, the third less surely; a man, a woman, and one unknown.
    "a1": mention("a", 0.99, "umirr", "F"),
    "a2": mention("a", 0.99, "parquet", "F"),
    "a3": mention("a", 0.6, "iom", "F"),
    "b1": mention("b", None, "umirr", "M"),
    "c1": mention("c", None, "iom", "F"),
    "d1": mention("d", None, "iom", "unknown"),
}
DOUBTFUL = [UncertainPair("b1", "d1", 0.4), UncertainPair("b1", "c1", 0.2)]


def rows() -> dict[tuple[str, str], CertaintyRow]:
    counted = certainty_rows(MENTIONS, DOUBTFUL, (0.1, 0.25, 0.5, 0.75))
    return {(one.breakdown, one.category): one for one in counted}


def test_as_linked_everybody_counts_once_and_in_each_of_her_sources() -> None:
    assert {group: one.persons for group, one in rows().items()} == {
        ("all", ""): 4,
        ("sex", "F"): 2,
        ("sex", "M"): 1,
        ("sex", "unknown"): 1,
        ("source", "iom"): 3,
        ("source", "parquet"): 1,
        ("source", "umirr"): 2,
    }


@pytest.mark.parametrize(
    ("group", "at"),
    [
        # From 0.1 on b, c and d are one, of whom it is not known what she is; from 0.25 b and d.
        (("all", ""), [2, 3, 4, 5]),
        (("sex", "F"), [1, 2, 2, 3]),
        (("sex", "M"), [0, 1, 1, 1]),
        (("sex", "unknown"), [1, 0, 1, 1]),
        (("source", "iom"), [2, 3, 3, 3]),
        (("source", "umirr"), [2, 2, 2, 2]),
    ],
)
def test_a_level_undoes_links_below_it_and_joins_pairs_above_it(
    group: tuple[str, str], at: list[int]
) -> None:
    assert list(rows()[group].at.values()) == at


def test_missed_and_false_links_are_what_the_probabilities_make_likely() -> None:
    everybody, of_iom, men = (
        rows()[group] for group in (("all", ""), ("source", "iom"), ("sex", "M"))
    )
    assert (everybody.links, everybody.false_links, everybody.missed_links) == (2, 0.4, 0.6)
    assert (of_iom.links, of_iom.false_links, of_iom.missed_links) == (1, 0.4, 0.3)
    assert (men.links, men.false_links, men.missed_links) == (0, 0, 0.3)


def test_a_warehouse_of_nobody_has_no_rows() -> None:
    assert certainty_rows({}, []) == []
