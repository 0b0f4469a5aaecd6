"""One linkage of one table, measured in a process of its own.

``python -m warehouse.proof.bench.linkage.contest NAME TABLE FOLDER COMPARE...`` links
the Parquet table and leaves ``found.parquet`` in the folder; the truth never reaches that process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import CallError, message
from warehouse.proof.bench.linkage.figures import Figures, figures, numbered
from warehouse.proof.bench.linkage.reliability import ReliabilityBin, reliability
from warehouse.proof.simulate.mentions.invented_names import Ints


@dataclass(frozen=True)
class Result:
    """What one linkage did with one table."""

    # ``pinned`` as the warehouse links, ``learnt`` as ``zokwezo link`` does, ``stock`` Splink at a
    # threshold set without labels, ``stock_best`` at the best one in hindsight
    linkage: str
    table: str
    figures: Figures  # how right it was
    seconds: float  # of linking, reading and writing included, starting Python not
    megabytes: float  # peak memory of its process
    # what probability was told beside what was right; none where none is told
    reliability: tuple[ReliabilityBin, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def contend(
    linkage: str, name: str, mentions: pa.Table, person: Ints, compare: Sequence[str] = ()
) -> list[Result]:
    """Link a table in a process of its own and hold the result against the truth.

    Args:
        linkage: ``pinned``, ``learnt`` or ``stock``; the last gives two results.
        name: the table, for the report.
        mentions: standard columns and those of ``compare``.
        person: the true person of each mention.
        compare: further text columns; ``pinned`` has none, as the warehouse has none.
    """
    asked = () if linkage == "pinned" else tuple(compare)
    left_out = [] if asked else [c for c in compare if c in mentions.column_names]
    with tempfile.TemporaryDirectory(prefix="zkzbench") as place:
        folder = Path(place)
        pq.write_table(mentions.drop_columns(left_out), folder / "mentions.parquet")
        call = (linkage, str(folder / "mentions.parquet"), str(folder), *asked)
        linked, spent = alone("warehouse.proof.bench.linkage.contest", call, folder, linkage, name)
    true = in_order(mentions["mention_id"], linked["mention_id"], person)
    persons = numbered(linked["person_id"])
    curve: tuple[ReliabilityBin, ...] = ()
    if "probability" in linked.column_names:
        probability = linked["probability"].to_numpy().astype(float)
        curve = reliability(true, persons, probability)
    cost = spent["seconds"], spent["megabytes"]
    results = [Result(linkage, name, figures(true, persons), *cost, curve)]
    bits = [column for column in linked.column_names if column.startswith("at_")]
    if bits:
        every = [figures(true, numbered(linked[column])) for column in bits]
        best = max(every, key=lambda one: one.f1)
        results.append(Result(f"{linkage}_best", name, best, *cost))
    return results


def alone(
    module: str, call: Sequence[str], folder: Path, linkage: str, name: str
) -> tuple[pa.Table, dict[str, float]]:
    """Run a module that ends with ``leave`` in a process of its own.

    Args:
        folder: where it leaves what it found.
        linkage: what it is, for the error.
        name: the table, for the error.

    Returns:
        ``mention_id`` and ``person_id``; seconds and megabytes.

    Raises:
        CallError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *call], capture_output=True, text=True, check=False
    )
    if done.returncode:
        # What a library says of its failure may hold values of the table.
        fault = done.stderr.strip().rpartition("\n")[2].partition(":")[0]
        raise CallError(message("bench_linkage_failed", linkage=linkage, table=name, fault=fault))
    spent: dict[str, float] = json.loads((folder / "spent.json").read_text("utf-8"))
    return pq.ParquetFile(folder / "found.parquet").read(), spent


def leave(folder: Path, link: Callable[[], pa.Table]) -> None:
    """Link, and leave what was found and what it took in a folder."""
    # Paid before the clock starts, by each linkage alike.
    import duckdb  # noqa: F401
    import splink  # noqa: F401

    started = time.perf_counter()
    pq.write_table(link(), folder / "found.parquet")
    spent = {
        "seconds": time.perf_counter() - started,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    (folder / "spent.json").write_text(json.dumps(spent), "utf-8")


def in_order(ids: pa.ChunkedArray, wanted: pa.ChunkedArray, person: Ints) -> Ints:
    """The true persons of ``wanted`` mentions."""
    here, there = (np.argsort(some.to_numpy()) for some in (ids, wanted))
    true = np.empty(len(person), np.int64)
    true[there] = person[here]
    return true


def _pinned(mentions: pa.Table, compare: Sequence[str]) -> pa.Table:
    from warehouse.proof.bench.linkage.first_month import link_as_the_warehouse

    return link_as_the_warehouse(mentions).assignments


def _learnt(mentions: pa.Table, compare: Sequence[str]) -> pa.Table:
    from warehouse.linkage.engine import link_table

    return link_table(mentions, compare)


def _stock(mentions: pa.Table, compare: Sequence[str]) -> pa.Table:
    from warehouse.proof.bench.linkage.stock import link_with_stock_splink

    return link_with_stock_splink(mentions, compare)


LINKAGES: Final[dict[str, Callable[[pa.Table, Sequence[str]], pa.Table]]] = {
    "pinned": _pinned,
    "learnt": _learnt,
    "stock": _stock,
}


def _main(linkage: str, table: str, folder: str, compare: Sequence[str]) -> None:
    leave(Path(folder), lambda: LINKAGES[linkage](pq.ParquetFile(table).read(), compare))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
