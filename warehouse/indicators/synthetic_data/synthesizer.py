"""Rows that are nobody, made by pac-synth from noisy counts of combinations, and these counts.

The noise comes from the operating system and takes no seed: who knew it could take it off again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.synthetic_policy import (
    NOISE_OF_LENGTHS,
    PERCENTILE_SHARE,
    RECORDS_SHARE,
    SyntheticPolicy,
)
from warehouse.indicators.synthetic_data.combination_quality import Combination

SEPARATOR = "\x1f"
PERCENTILE = 99
"""Of the records: these keep every combination that they have."""


@dataclass(frozen=True)
class Synthesis:
    """What one run of the synthesizer gives; nothing else of the records leaves it.

    Attributes:
        rows: a column of text per column of the policy; empty where a row says nothing.
        counts: how many persons have which values, with noise.
    """

    rows: pa.Table
    counts: dict[Combination, int]


def synthesizer_library() -> Any:
    """pac-synth.

    Raises:
        CallError: it is not installed.
    """
    try:
        import pacsynth
    except ImportError as error:
        raise CallError(message("synthetic.not_installed")) from error
    return pacsynth


def synthesize(records: pa.Table, chosen: SyntheticPolicy) -> Synthesis:
    """Rows like the records, which are a person each; made twice, they differ.

    Args:
        records: a column of text per column of the policy, without an empty cell.
        chosen: the policy.
    """
    library = synthesizer_library()
    parts = NOISE_OF_LENGTHS[chosen.accuracy][: chosen.reporting_length]
    parameters = (
        library.DpAggregateSeededParametersBuilder()
        .reporting_length(chosen.reporting_length)
        .epsilon(chosen.epsilon)
        .delta(chosen.delta)
        .percentile_percentage(PERCENTILE)
        .percentile_epsilon_proportion(PERCENTILE_SHARE)
        .number_of_records_epsilon_proportion(RECORDS_SHARE)
        .accuracy_mode(library.AccuracyMode.custom(list(parts)))
        .fabrication_mode(getattr(library.FabricationMode, chosen.fabrication)())
        .build()
    )
    columns = list(chosen.columns)
    cells = records.select(columns).to_pydict().values()
    synthesizer = library.DpAggregateSeededSynthesizer(parameters)
    synthesizer.fit(library.Dataset([columns, *map(list, zip(*cells, strict=True))]))
    names, *rows = synthesizer.sample()
    made = zip(*rows, strict=True) if rows else ([] for _ in columns)
    table = pa.table(
        {name: pa.array(of, pa.string()) for name, of in zip(names, made, strict=True)}
    )
    return Synthesis(table.select(columns), _counts(synthesizer, columns))


def _counts(synthesizer: Any, columns: list[str]) -> dict[Combination, int]:
    counted: dict[str, int] = synthesizer.get_dp_aggregates(SEPARATOR)
    of_names = [
        (dict(part.split(":", 1) for part in name.split(SEPARATOR)), count)
        for name, count in counted.items()
    ]
    return {
        tuple((one, values[one]) for one in columns if one in values): count
        for values, count in of_names
    }
