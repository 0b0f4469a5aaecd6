"""The folder that leaves: rows, noisy counts, quality, and a page that says what they are."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from warehouse.errors import LANGUAGES, message
from warehouse.indicators.disclosure.synthetic_policy import SyntheticPolicy
from warehouse.indicators.figure_exports.data_package import described_resource
from warehouse.indicators.synthetic_data.combination_quality import (
    Combination,
    LengthQuality,
    compare_combinations,
    count_combinations,
)
from warehouse.indicators.synthetic_data.privacy_budget import Spent
from warehouse.indicators.synthetic_data.synthesizer import Synthesis


def write_synthetic_package(
    made: Synthesis, number: int, chosen: SyntheticPolicy, spent: Spent, folder: Path
) -> list[LengthQuality]:
    """Write all of it; how well the rows keep the noisy counts, as the folder says.

    It is told of the synthesis and the policy alone: of the true records nothing can reach it.
    """
    counts = _counts_table(made.counts, chosen)
    quality = compare_combinations(made.counts, count_combinations(made.rows, chosen.column_sets()))
    parameters = _parameters(number, chosen, spent)
    parts = {
        "synthetic.csv": _csv(made.rows),
        "synthetic.parquet": _parquet(made.rows),
        "noisy_counts.csv": _csv(counts),
        "quality.json": _json({"parameters": parameters, "by_length": [*map(asdict, quality)]}),
        "README.md": _page(number, parameters, quality, chosen).encode("utf-8"),
    }
    described = {
        "profile": "data-package",
        "name": "zokwezo-synthetic",
        "title": message("synthetic.title").text("en"),
        "description": " ".join(message("synthetic.nobody").text(one) for one in LANGUAGES),
        "version": str(number),
        "privacy": parameters,
        "resources": [
            described_resource(name, content, may_be_empty=True) for name, content in parts.items()
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**parts, "datapackage.json": _json(described)}.items():
        (folder / name).write_bytes(content)
    return quality


def _parameters(number: int, chosen: SyntheticPolicy, spent: Spent) -> dict[str, Any]:
    noise = [round(one, 1) for one in chosen.noise_by_length()]
    stated = chosen.model_dump(mode="json", exclude={"enabled"})
    return {
        "release": number,
        **stated,
        "noise_by_length": noise,
        "spent_epsilon": spent.epsilon,
        "spent_delta": spent.delta,
        "syntheses": spent.times,
    }


def _counts_table(counts: dict[Combination, int], chosen: SyntheticPolicy) -> pa.Table:
    ordered = sorted(counts, key=lambda one: (len(one), one))
    columns = {
        name: [dict(one).get(name, "") for one in ordered] for name in chosen.columns
    }  # fmt: skip
    return pa.table({**columns, "persons": [counts[one] for one in ordered]})


def _page(
    number: int,
    parameters: dict[str, Any],
    quality: Sequence[LengthQuality],
    chosen: SyntheticPolicy,
) -> str:
    table = [[str(value) for value in asdict(one).values()] for one in quality]
    heads = [*LengthQuality.__dataclass_fields__]
    listed = [["", ""], *([f"`{name}`", _plain(value)] for name, value in parameters.items())]
    pages = [
        message(
            "synthetic.page",
            release=number,
            length=chosen.reporting_length,
            columns=", ".join(chosen.columns),
        ).text(language)
        for language in LANGUAGES
    ]
    return "\n".join([*pages, _markdown(listed), "", _markdown([heads, *table]), ""])


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _csv(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(table, buffer)
    return buffer.getvalue()


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()
