"""Of names and births alone, one given name and one day are two persons as chance has them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from warehouse.linkage.engine.table_linkage import link_table
from warehouse.proof.bench.linkage.contest import in_order
from warehouse.proof.bench.linkage.figures import figures, numbered

pytestmark = pytest.mark.slow

PERSONS, TWICE = 8_000, 800
_SYLLABLES = ("BA", "DE", "FI", "GO", "KU", "LA", "ME", "NI", "PO", "RA", "SE", "TI", "VO", "WE")
_WORDS = [a + b + end for a in _SYLLABLES for b in _SYLLABLES for end in ("N", "R", "S", "LD")]

Row = tuple[str, str, str, str]


def _slipped(rng: np.random.Generator, row: Row) -> Row:
    """The row once more: a letter of a name, or the year, month or day of the birth, is another."""
    given, family, birth, person = row
    year, month, day = birth.split("-")
    match rng.integers(5):
        case 0:
            given = given[:-1] + "X"
        case 1:
            family = family[:-1] + "X"
        case 2:
            year = str(int(year) + rng.integers(1, 30))
        case 3:
            month = f"{rng.integers(1, 13):02d}"
        case _:
            day = f"{rng.integers(1, 29):02d}"
    return given, family, f"{year}-{month}-{day}", person


def test_a_day_and_a_given_name_in_common_do_not_join_two_families() -> None:
    rng = np.random.default_rng(6)
    words = rng.permutation(_WORDS)
    of_rank = 1 / np.arange(1, 121) ** 0.7
    given = rng.choice(words[:60], PERSONS, p=of_rank[:60] / of_rank[:60].sum())
    family = rng.choice(words[60:180], PERSONS, p=of_rank / of_rank.sum())
    births = np.datetime64("1925-01-01") + rng.integers(0, 80 * 365, PERSONS)
    rows: list[Row] = [
        (str(a), str(b), str(c), str(n))
        for n, (a, b, c) in enumerate(zip(given, family, births, strict=True))
    ]
    rows += [_slipped(rng, rows[n]) for n in rng.choice(PERSONS, TWICE, replace=False)]
    first, last, born, person = (pa.array(column) for column in zip(*rows, strict=True))
    ids = pa.array([f"M{n}" for n in range(len(rows))])
    mentions = pa.table(
        {
            "mention_id": ids,
            "given_names": first,
            "family_name": last,
            "birth_date_min": born,
            "birth_date_max": born,
        }
    )
    linked = link_table(mentions)
    true = in_order(
        mentions["mention_id"], linked["mention_id"], numbered(pa.chunked_array([person]))
    )
    reached = figures(true, numbered(linked["person_id"]))
    assert reached.precision >= 0.95
    assert reached.recall >= 0.45, "and somebody is joined"
