"""``zokwezo bench path``: seconds and peak memory per step, beside the floor.

The floor is the same bytes read and written as Parquet by pyarrow: what any path must pay. Every
size runs in a process of its own, so that one size's memory is not another's, after a first small
file that pays what is paid once per process (imports, Great Expectations' context).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from warehouse.bench.scratch import scratch

SOURCE = "dspj"
STEPS = ("floor", "receive", "read", "conform", "check", "keep", "receipt", "ledger", "load")


def bench_path(sizes: tuple[int, ...], source: str = SOURCE) -> list[dict[str, Any]]:
    """Measure the path without linkage at several sizes.

    Args:
        sizes: rows of the export.
        source: which export is simulated.

    Returns:
        Per size: ``rows``, ``bytes``, seconds and megabytes by step, ``path`` seconds in all and
        ``times_floor``.
    """
    return [_measure_apart(rows, source) for rows in sizes]


def _measure_apart(rows: int, source: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        done = subprocess.run(
            [sys.executable, "-m", "warehouse.bench.path", source, str(rows)],
            env=scratch(var, ZOKWEZO_STABLE_SECONDS="0"),
            capture_output=True,
            text=True,
            check=True,
        )
    # Log lines stand around it.
    told = next(line for line in done.stdout.splitlines() if line.startswith("{"))
    measured: dict[str, Any] = json.loads(told)
    return measured


class Meter:
    """Seconds and peak resident memory of named steps, in the order they ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.megabytes: dict[str, float] = {}
        self._process = psutil.Process()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what runs inside; a step that runs twice adds its seconds up."""
        peak = [self._process.memory_info().rss]
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.01):
                peak[0] = max(peak[0], self._process.memory_info().rss)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            ended.set()
            watcher.join()
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            self.megabytes[name] = max(self.megabytes.get(name, 0.0), peak[0] / 2**20)


def floor(path: Path, out: Path) -> None:
    """The same bytes, read as text columns and written as Parquet by pyarrow alone."""
    import pyarrow.csv as csv
    import pyarrow.parquet as pq

    table = csv.read_csv(
        path,
        read_options=csv.ReadOptions(encoding="cp1252"),
        parse_options=csv.ParseOptions(delimiter=";"),
    )
    pq.write_table(table, out)


def _measure_here(source: str, rows: int) -> dict[str, Any]:
    from sqlalchemy import delete

    from warehouse import database, examine, pipeline
    from warehouse.receipts import write_receipt
    from warehouse.settings import settings
    from warehouse.simulate import simulate_rows
    from warehouse.tables import intake as tables

    with tempfile.TemporaryDirectory(prefix="zkzdrop") as folder:
        drop = Path(folder)
        simulate_rows(source, 20, seed=2, out=drop / "first")
        for submission_id in pipeline.receive(source, drop / "first", stable_seconds=0):
            pipeline.examine(submission_id)
        with database.engine().begin() as connection:
            connection.execute(delete(tables.submission))
        (path,) = simulate_rows(source, rows, seed=1, out=drop / "main")
        meter = Meter()
        with meter.step("floor"):
            floor(path, drop / "floor.parquet")
        _instrument(examine, meter, write_receipt)
        with meter.step("receive"):
            waiting = pipeline.receive(source, drop / "main", stable_seconds=0)
        started = time.perf_counter()
        for submission_id in waiting:
            pipeline.examine(submission_id)
        examined = time.perf_counter() - started
        inner = sum(meter.seconds.get(name, 0.0) for name in STEPS[2:7])
        meter.seconds["ledger"] = examined - inner
        with meter.step("load"):
            _load_alone(pipeline)
        size = path.stat().st_size
    seconds = {name: meter.seconds.get(name, 0.0) for name in STEPS}
    whole = sum(value for name, value in seconds.items() if name != "floor")
    return {
        "rows": rows,
        "bytes": size,
        "seconds": seconds,
        "megabytes": {name: meter.megabytes.get(name, 0.0) for name in STEPS},
        "path": whole,
        "times_floor": whole / seconds["floor"],
        "microseconds_per_row": 1e6 * whole / max(rows, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "var": str(settings().var.name),
    }


def _instrument(examine: Any, meter: Meter, write_receipt: Callable[..., Any]) -> None:
    """Measure the steps inside an examination, without a copy of it."""
    from warehouse import answers, lake
    from warehouse.examine import checking, foreign, month

    def measured(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            with meter.step(name):
                return function(*args, **kwargs)

        return call

    for module, attribute, name in (
        (examine, "read_file", "read"),
        (examine, "recognise", "read"),
        (foreign, "recognise", "read"),
        (month, "conform", "conform"),
        (checking, "validate", "check"),
        (lake, "keep_conformed", "keep"),
        (answers, "write_receipt", "receipt"),
    ):
        setattr(module, attribute, measured(name, getattr(module, attribute)))


def _load_alone(pipeline: Any) -> None:
    """Load with every mention as a person of its own: the path without linkage."""
    import pyarrow as pa

    from warehouse import database, intake
    from warehouse.merge import merge
    from warehouse.tables import identity

    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        mentions = pipeline.standing_of(current).conformed["person_mention"]
        intake.record_step(connection, "link", current, done_at=datetime.now(UTC))
        ids = mentions["record_id"]
        merge(
            connection,
            identity.person,
            pa.table(
                {
                    "person_id": ids,
                    "created_at": pa.repeat("2026-01-01T00:00:00Z", len(ids)),
                    "status": pa.repeat("active", len(ids)),
                }
            ),
        )
        names = [c.name for c in identity.person_mention.columns if c.name in mentions.column_names]
        merge(
            connection,
            identity.person_mention,
            mentions.select(names).append_column("mention_id", ids).append_column("person_id", ids),
        )
    pipeline.load()


def show(measured: list[Mapping[str, Any]]) -> None:
    """One table: a row per step, a column per size."""
    table = Table("", *(f"{one['rows']:,} rows" for one in measured))
    for name in STEPS:
        table.add_row(
            name,
            *(f"{one['seconds'][name]:.2f} s  {one['megabytes'][name]:.0f} MB" for one in measured),
        )
    table.add_row("path", *(f"{one['path']:.2f} s" for one in measured))
    table.add_row("times the floor", *(f"{one['times_floor']:.1f}" for one in measured))
    table.add_row("µs per row", *(f"{one['microseconds_per_row']:.0f}" for one in measured))
    table.add_row("peak", *(f"{one['peak_megabytes']:.0f} MB" for one in measured))
    Console().print(table)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_here(sys.argv[1], int(sys.argv[2]))) + "\n")
