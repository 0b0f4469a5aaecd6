"""From a release to a folder of synthetic records, where the policy allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from warehouse import database
from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.disclosure_policy import policy
from warehouse.indicators.disclosure.synthetic_policy import SyntheticPolicy
from warehouse.indicators.indicator_definitions import populations
from warehouse.indicators.release_counts import ReleaseTables
from warehouse.indicators.synthetic_data.combination_quality import (
    LengthQuality,
    compare_combinations,
    count_combinations,
)
from warehouse.indicators.synthetic_data.privacy_budget import Spent, spend
from warehouse.indicators.synthetic_data.synthesizer import synthesize, synthesizer_library
from warehouse.indicators.synthetic_data.synthetic_package import write_synthetic_package
from warehouse.release.release_workbook import rows_of
from warehouse.settings import settings


@dataclass(frozen=True)
class SyntheticRecords:
    """What was made.

    Attributes:
        rows: how many rows were written.
        spent: of the privacy budget, by all syntheses.
        total_epsilon: the total of the policy.
        published: how well the rows keep the noisy counts; it is in the folder.
        inside: how well they keep the true ones; it holds small numbers and is written nowhere.
    """

    release: int
    rows: int
    spent: Spent
    total_epsilon: float
    published: list[LengthQuality]
    inside: list[LengthQuality]


def make_synthetic_records(
    folder: Path, number: int | None = None, *, again: bool = False
) -> SyntheticRecords:
    """Write the synthetic records of a release, the current one without a number.

    Raises:
        CallError: the policy makes none, there is no such release, it was withdrawn, it has too few
            persons or had its records already, the budget is spent, or the noise left no row.
    """
    chosen, releases = policy().synthetic, settings().releases
    if not chosen.enabled:
        raise CallError(message("synthetic.off"))
    wanted, _ = rows_of(releases, number, fits=False)
    records = _records(releases, wanted, chosen)
    if records.num_rows < chosen.least_records:
        raise CallError(message("synthetic.too_few", release=wanted, least=chosen.least_records))
    synthesizer_library()  # What can fail without spending fails before it is spent.
    database.ensure_schema()
    with database.engine().begin() as connection:
        spent = spend(connection, wanted, chosen, datetime.now(UTC), again=again)
        folder.mkdir(parents=True, exist_ok=True)
    made = synthesize(records, chosen)
    if not made.rows.num_rows:
        raise CallError(message("synthetic.nothing_left", epsilon=chosen.epsilon))
    published = write_synthetic_package(made, wanted, chosen, spent, folder)
    sets = chosen.column_sets()
    inside = compare_combinations(
        count_combinations(records, sets), count_combinations(made.rows, sets)
    )
    return SyntheticRecords(
        wanted, made.rows.num_rows, spent, chosen.total_epsilon, published, inside
    )


def _records(releases: Path, number: int, chosen: SyntheticPolicy) -> pa.Table:
    """The victims that the figures count, a row each, with values as coarse as theirs."""
    population = populations()["victims"]
    columns = ", ".join(f"cast({name} as varchar) as {name}" for name in chosen.columns)
    return ReleaseTables(releases, number).table(f"select {columns} from ({population.sql})")
