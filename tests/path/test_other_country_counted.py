"""A country that nobody built against, counted by ours and by code that shares nothing with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import counted_apart
import pytest
from sqlalchemy import text
from test_independent_count import ASKED, WORDS

from warehouse import database, pipeline
from warehouse.proof.simulate import simulate
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

# One pair that the linkage gets wrong moves a person; what the courts did, nothing may move.
MOST_ASTRAY = 0.02
OF_THE_COURTS = ("prosecutions", "hearings", "judgments", "life sentences", "persons convicted")


def test_what_the_courts_did_is_counted_the_same_and_persons_but_for_few(
    world: Path, tmp_path: Path
) -> None:
    country = tmp_path / "country"
    simulate(country, months=3, cases_per_month=40, seed=2611)
    pipeline.run(country)
    other = counted_apart.figures(country, PROJECT / "sources" / "codes" / "geography.csv")
    compared = Counter[bool]()
    with database.engine().connect() as connection:
        for figure, query in ASKED.items():
            rows = [tuple(row) for row in connection.execute(text(query))]
            is_one = isinstance(other[figure], int)
            ours = Counter({figure: rows[0][0]} if is_one else dict(rows))
            told = {figure: other[figure]} if is_one else other[figure]
            theirs = Counter({WORDS.get(value, value): count for value, count in told.items()})
            assert sum(theirs.values()) > 0, figure
            astray = sum(abs(ours[value] - theirs[value]) for value in ours | theirs)
            if is_exact := figure.startswith(OF_THE_COURTS):
                assert astray == 0, figure
            # Who is one person for two, or of another value, is one too few here and one too many
            # there.
            assert astray <= 2 * MOST_ASTRAY * sum(theirs.values()), figure
            compared[is_exact] += 1
    assert compared[True] >= 8
    assert compared[False] >= 8
